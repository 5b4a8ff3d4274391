"""What the pieces' tags write: small, readable aloud, and without anything the policy forbids."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django import forms
from django.http import HttpRequest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from rantai.portal.look import FOLDER, joined, stylesheet
from rantai.portal.statuses import STATUSES


def drawn(source: str, language: str = "id", **context: Any) -> str:
    request = RequestFactory().get("/", {"s": "late"})
    with translation.override(language):
        return Template("{% load pieces figures %}" + source).render(
            Context({"request": request, **context})
        )


def thirty_heats() -> list[dict[str, Any]]:
    start = datetime(2019, 3, 14, 1, 20, tzinfo=UTC)
    return [
        {
            "value": 3.31 + (i * 7 % 11 - 5) / 100,
            "when": start + timedelta(days=i),
            "who": "Sarwono",
            "label": f"19-{383 + i:04d}",
            "url": f"/heats/{i}/",
        }
        for i in range(30)
    ]


CHART = (
    "{% control_chart points centre=3.31 lower=3.20 upper=3.42 low=3.20 high=3.40 signals=signals"
    " title='Karbon' unit='%' places=2 %}"
)


def chart(**more: Any) -> str:
    context = {"points": thirty_heats(), "signals": {26: "8 di atas garis tengah"}, **more}
    return drawn(CHART, **context)


def test_a_chart_of_thirty_heats_stays_below_three_kilobytes() -> None:
    svg = re.search(r"<svg class=\"control\".*?</svg>", chart(), re.DOTALL)
    assert svg is not None
    assert len(svg[0].encode()) < 3000


def test_a_chart_says_aloud_what_it_shows_and_lists_it_in_numbers() -> None:
    page = chart()
    assert "<title>Karbon</title><desc>30 hasil uji" in page
    assert "8 di atas garis tengah</desc>" in page
    assert page.count("<tr") >= 31
    assert '<a href="/heats/29/">19-0412</a>' in page
    assert "14 Mar 2019 08.20" in page


def test_a_chart_marks_a_reading_beyond_its_edge() -> None:
    points = [*thirty_heats()[:-1], {"value": 99.0, "label": "19-0412"}]
    assert 'class="up"' in chart(points=points)
    assert 'class="arrow"' in chart(points=points)
    assert 'class="arrow"' not in chart()


def test_a_chart_without_a_reading_says_so() -> None:
    assert "<svg" not in chart(points=[], signals={})


@pytest.mark.parametrize(
    ("value", "tone", "words"),
    [
        (3.52, "out", "Karbon di atas batas"),
        (3.10, "out", "Karbon di bawah batas"),
        (3.30, "ok", "Karbon dalam batas"),
        (3.39, "watch", "Karbon dekat batas"),
    ],
)
def test_a_verdict_has_number_word_icon_and_limits(value: float, tone: str, words: str) -> None:
    source = (
        "{% verdict value low=3.20 high=3.40 watch_high=3.38 label='Karbon' unit='%' places=2"
        " advice='Ambil sampel lagi.' %}"
    )
    page = drawn(source, value=value)
    assert f"verdict-{tone}" in page
    assert words in page
    assert str(value).replace(".", ",") in page
    assert "<title>Batas 3,20 sampai 3,40</title>" in page
    assert page.count('class="icon"') == 1
    assert "Ambil sampel lagi." in page


def test_coordinates_keep_their_point_in_a_language_that_writes_commas() -> None:
    pages = (
        chart(),
        drawn("{% verdict 3.27 low=3.20 high=3.40 %}{% load_bar 78.4 %}"),
        drawn("{% radar axes %}", axes=[("a", 1.3, None), ("b", 2, None), ("c", 3, None)]),
        drawn("{% pareto rows %}", rows=[("a", 3), ("b", 1)]),
        drawn("{% centre_map places %}", places=[("Tegal", -6.87, 109.13, "", "")]),
    )
    for page in pages:
        for value in re.findall(r' (?:d|x|y|cx|cy|width|height)="([^"]*)"', page):
            assert "," not in value


@pytest.mark.parametrize("kind", STATUSES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_status_has_an_icon_beside_its_word(kind: str, language: str) -> None:
    page = drawn("{% status kind %}", language, kind=kind)
    assert "<path" in page or "<circle" in page
    assert re.search(r"</svg>\w", page)


def test_texts_from_people_are_escaped_in_every_piece() -> None:
    bad = "<u>&"
    node = {"label": bad, "note": bad, "children": [{"label": bad, "url": '"><i>'}]}
    page = drawn(
        "{% trace_tree node nodes nodes %}{% flow_strip steps %}{% why bad rule=bad result=bad %}"
        "{% pareto rows %}{% status 'held' bad %}{% nothing_yet bad bad %}{% breadcrumb crumbs %}",
        node=node,
        nodes=[node],
        bad=bad,
        steps=[(bad, bad, bad, True)],
        rows=[(bad, 1)],
        crumbs=[(bad, bad)],
    )
    assert bad not in page
    assert "<i>" not in page


def test_a_trace_of_two_thousand_pieces_is_folded_small() -> None:
    pieces = [{"label": f"P{i}", "url": f"/p/{i}"} for i in range(2000)]
    page = drawn(
        "{% trace_tree heat none ahead %}",
        heat={"label": "19-0412"},
        none=[],
        ahead=[{"label": "Kotak", "children": pieces}],
    )
    assert "dan 1.940 lagi" in page
    assert len(page) < 20_000


def test_held_pieces_stand_out_of_a_folded_group() -> None:
    page = drawn(
        "{% trace_tree heat none ahead %}",
        heat={"label": "19-0412"},
        none=[],
        ahead=[
            {"label": "K-1", "children": [{"label": "1", "state": "held"}, {"label": "2"}]},
            {"label": "SJ-1", "state": "shipped", "count": 7},
        ],
    )
    assert '<li class="node node-held"><details open>' in page
    assert "1 ditahan" in page
    assert '<li class="node node-shipped">' in page
    assert "7 dikirim" in page


def test_a_filter_is_an_address_and_the_chosen_one_says_so() -> None:
    page = drawn(
        "{% filters items %}", items=[("Telat", 2, "?s=late", True), ("Semua", None, "?", False)]
    )
    assert '<a href="?s=late" aria-current="true">Telat <b>2</b></a>' in page


class Load(forms.Form):
    mass = forms.CharField(label="Berat", help_text="Timbang dulu.")
    grade = forms.ChoiceField(
        label="Mutu", choices=[("a", "FC250")], widget=forms.RadioSelect, required=False
    )
    file = forms.FileField(label="Berkas", required=False)


def test_a_wrong_field_points_at_its_hint_and_its_error() -> None:
    page = drawn("{% field form.mass unit='kg' keypad=True %}", form=Load({"mass": ""}))
    assert 'aria-describedby="id_mass_helptext id_mass_error"' in page
    assert 'id="id_mass_error"' in page
    assert "data-keypad" in page
    assert "<span>kg</span>" in page


def test_choices_stand_in_a_named_group_and_a_file_in_a_drop_area() -> None:
    form = Load()
    assert "<legend>Mutu</legend>" in drawn("{% field form.grade %}", form=form)
    assert "field-file" in drawn("{% field form.file %}", form=form)


def test_why_opens_rule_inputs_result_and_date() -> None:
    page = drawn(
        "{% why '1.470' rule='menurut kapasitas' inputs=inputs result='1.470 buah' since=day %}",
        inputs=[("Kapasitas", "470"), "Dibulatkan ke kotak isi 10."],
        day=datetime(2019, 1, 12, tzinfo=UTC),
    )
    for text in ("Mengapa 1.470?", "<dd>470</dd>", "kotak isi 10", "1.470 buah", "12 Jan 2019"):
        assert text in page


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "429", "500"])
def test_a_trouble_page_says_what_why_and_what_now_without_any_context(code: str) -> None:
    page = render_to_string(f"{code}.html")
    assert "<h1>" in page
    assert 'class="note"' in page
    assert "button" in page


def test_the_title_is_written_once_and_shown_in_tab_and_heading() -> None:
    page = render_to_string("404.html", request=HttpRequest())
    with translation.override("id"):
        page = render_to_string("404.html")
    assert "<title>Tidak ada di sini · Rantai</title>" in page
    assert "<h1>Tidak ada di sini</h1>" in page


def test_nothing_in_the_templates_needs_an_unsafe_policy() -> None:
    folder = FOLDER.parents[2] / "templates"
    for path in folder.rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:", text), path
        for script in re.findall(r"<script[^>]*>", text):
            assert "src=" in script, path


# The stylesheet


def test_the_stylesheet_is_one_small_file_that_is_kept() -> None:
    request = RequestFactory().get("/", headers={"accept-encoding": "gzip"})
    answer = stylesheet(request, joined().digest)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert len(answer.content) < 12_000


def test_a_page_from_before_an_update_still_has_its_look() -> None:
    answer = stylesheet(RequestFactory().get("/"), "000000000000")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


def test_every_class_of_colour_comes_from_the_tokens() -> None:
    for path in FOLDER.glob("*.css"):
        if path.name not in ("tokens.css", "sign-in.css"):
            assert not re.search(r"#[0-9a-f]{3,6}\b|rgb\(", path.read_text()), path.name


def _tokens() -> dict[str, dict[str, str]]:
    text = (FOLDER / "tokens.css").read_text()
    found: dict[str, dict[str, str]] = {"light": {}, "sheet": {}, "dark": {}}
    light, _, rest = text.partition(".sheet {")
    sheet, _, dark = rest.partition("@media screen")
    for name, part in (("light", light), ("sheet", sheet), ("dark", dark)):
        found[name] = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part))
    return {
        "light": found["light"],
        "sheet": found["light"] | found["sheet"],
        "dark": found["light"] | found["dark"],
    }


def _contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEXT_ON_GROUND = [
    *[(text, ground) for text in ("ink", "ink-soft") for ground in ("ground", "surface", "well")],
    *[(tone, f"{tone}-ground") for tone in ("ok", "out", "watch")],
    *[(tone, "surface") for tone in ("ok", "out", "watch")],
    ("on-accent", "accent"),
]


@pytest.mark.parametrize(("theme", "least"), [("light", 4.5), ("sheet", 7.0), ("dark", 7.0)])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read_on_its_ground(theme: str, least: float, text: str, ground: str) -> None:
    tokens = _tokens()[theme]
    assert _contrast(tokens[text], tokens[ground]) >= least
