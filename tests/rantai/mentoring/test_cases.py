"""Cases for apprentices: nothing on the page leads back to a workshop, a person or a customer."""

import re
from datetime import date, timedelta

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rantai.mentoring.actions import (
    LeadsBack,
    NotClosed,
    SchoolYearTooLong,
    ToldAlready,
    close_school,
    open_to_school,
    tell_case,
    withdraw_case,
)
from rantai.mentoring.anonymous import left_in, without
from rantai.mentoring.models import LearningCase, SchoolLink
from rantai.mentoring.queries.cases import INSTEAD, draft_of, names_in
from rantai.quality.models import EightD
from tests.cast import Cast
from tests.rantai.quality.eightd_story import claimed

TEXTS = {
    "title": "Lubang gas di coran",
    "seen": "Lubang gas tampak setelah permukaan dibubut.",
    "why": "Cetakan lembap → kadar air pasir tidak diperiksa setelah hujan.",
    "done": "Kadar air diperiksa sebelum shift; ventilasi cetakan ditambah di 2 tempat.",
}


@pytest.fixture
def closed(cast: Cast) -> EightD:
    eightd = claimed(cast)
    EightD.objects.filter(pk=eightd.pk, cooperative=cast.cooperative).update(closed_at=cast.at)
    eightd.refresh_from_db()
    return eightd


def told(cast: Cast, eightd: EightD, **texts: str) -> LearningCase:
    return tell_case(eightd=eightd, **{**TEXTS, **texts}, by=cast.mentor, at=cast.at)


def opened(cast: Cast) -> SchoolLink:
    now = timezone.now()
    until = timezone.localdate(now) + timedelta(days=30)
    return open_to_school(school="SMK 2 Klaten", valid_until=until, by=cast.mentor, at=now)


def read(client: Client, link: SchoolLink) -> str:
    answer = client.get(reverse("mentoring:school", args=[link.token]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    "clue",
    [
        "B-017",
        "b-017",
        "L-19-0412",
        "12 Maret",
        "3/4/2019",
        "tahun 2019",
        "1.250 buah",
        "sejumlah 4000",
    ],
)
def test_codes_days_and_large_counts_are_refused(cast: Cast, closed: EightD, clue: str) -> None:
    with pytest.raises(LeadsBack):
        told(cast, closed, seen=f"Lubang gas: {clue}, setelah dibubut.")
    assert LearningCase.objects.count() == 0


def test_every_name_of_the_cooperatives_world_is_refused_in_any_text(
    cast: Cast, closed: EightD
) -> None:
    """Each name by itself, whichever text it is hidden in and however it is written."""
    names = names_in(cast.cooperative)
    whole = {
        cast.workshop_a.name,
        cast.workshop_b.code,
        cast.customer.name,
        cast.owner.name,
        cast.block.part.number,
        cast.cooperative.name,
    }
    assert whole <= names
    for name in sorted(whole):
        for field in TEXTS:
            with pytest.raises(LeadsBack):
                told(cast, closed, **{field: f"Di sana ({name.upper()}) ternyata lembap"})


def test_the_draft_leads_back_to_nobody(cast: Cast, closed: EightD) -> None:
    names = names_in(cast.cooperative)
    clues = f"{cast.workshop_a} dan {cast.owner.name} untuk {cast.customer.name}, 3/4/2019, B-9"
    EightD.objects.filter(pk=closed.pk, cooperative=cast.cooperative).update(problem=clues)
    closed.refresh_from_db()
    draft = draft_of(closed)
    assert left_in("\n".join((draft.title, draft.seen, draft.why, draft.done)), names) == []
    assert INSTEAD in draft.seen


def test_a_workshops_name_is_found_and_the_common_word_in_it_is_not(cast: Cast) -> None:
    names = ["Surya Utama", "Utama"]
    assert left_in("Sebab utama: cetakan lembap", names) == []
    for text in ("dari surya utama", "di Utama", "DI UTAMA", "Surya-Utama.", "Utama-nya"):
        assert left_in(text, names) != [], text


def test_a_text_without_clues_is_left_as_it_is(cast: Cast) -> None:
    plain = "Ventilasi ditambah di 2 tempat, kadar air 3,5 %, suhu 25 derajat."
    assert left_in(plain, names_in(cast.cooperative)) == []
    assert without(plain, names_in(cast.cooperative), INSTEAD) == plain


def test_the_page_holds_the_texts_and_no_way_back(
    client: Client, cast: Cast, closed: EightD
) -> None:
    case, link = told(cast, closed), opened(cast)
    page = read(client, link)
    for text in TEXTS.values():
        assert text in page
    (main,) = re.findall(r"<main.*</main>", page, re.DOTALL)
    shown = re.sub(r"<[^>]*>", " ", main)
    assert left_in(shown, names_in(cast.cooperative) | {link.school, case.order}) == []
    assert closed.code not in page
    assert case.order not in page
    assert not re.findall(r'href="(/(?!static|look|masuk|akun|bahasa)[^"]+)"', page)
    answer = client.get(reverse("mentoring:school", args=[link.token]))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_closed_a_finished_and_a_wrong_address_open_alike_nothing(
    client: Client, cast: Cast, closed: EightD
) -> None:
    told(cast, closed)
    gone, over = opened(cast), opened(cast)
    close_school(link=gone, by=cast.mentor, at=cast.at)
    SchoolLink.objects.filter(pk=over.pk, cooperative=cast.cooperative).update(
        valid_until=date(2019, 1, 1)
    )
    for token in (gone.token, over.token, "A" * 32):
        answer = client.get(reverse("mentoring:school", args=[token]))
        assert answer.status_code == 404
        assert TEXTS["seen"] not in answer.content.decode()


def test_a_case_taken_back_is_read_no_more(client: Client, cast: Cast, closed: EightD) -> None:
    case, link = told(cast, closed), opened(cast)
    withdraw_case(case=case, by=cast.mentor, at=cast.at)
    assert TEXTS["seen"] not in read(client, link)
    with pytest.raises(ToldAlready):
        told(cast, closed)


def test_an_open_8d_is_not_retold(cast: Cast) -> None:
    with pytest.raises(NotClosed):
        told(cast, claimed(cast))


@pytest.mark.parametrize("days", [-1, 401])
def test_a_link_lasts_a_school_year_at_most(cast: Cast, days: int) -> None:
    until = cast.at.date() + timedelta(days=days)
    with pytest.raises(SchoolYearTooLong):
        open_to_school(school="SMK", valid_until=until, by=cast.mentor, at=cast.at)


@pytest.mark.parametrize("name", ["owner", "planner", "lab", "customer_engineer", "ministry"])
def test_only_the_mentor_retells_and_opens(
    client: Client, cast: Cast, closed: EightD, name: str
) -> None:
    who = getattr(cast, name)
    for act in (
        lambda: tell_case(eightd=closed, **TEXTS, by=who, at=cast.at),
        lambda: open_to_school(school="SMK", valid_until=cast.at.date(), by=who, at=cast.at),
    ):
        with pytest.raises(Http404):
            act()
    client.force_login(who, backend="rantai.portal.sign_in.AccountBackend")
    assert client.get("/pendampingan/kasus/").status_code == 404


def test_a_stranger_retells_nothing_of_ours(cast: Cast, closed: EightD) -> None:
    with pytest.raises(Http404):
        tell_case(eightd=closed, **TEXTS, by=cast.stranger, at=cast.at)


def test_the_mentor_retells_on_the_pages(client: Client, cast: Cast, closed: EightD) -> None:
    client.force_login(cast.mentor, backend="rantai.portal.sign_in.AccountBackend")
    address = f"/pendampingan/kasus/8d/{closed.code}/"
    assert address in client.get("/pendampingan/kasus/").content.decode()
    refused = client.post(address, {**TEXTS, "done": f"Dibantu {cast.owner.name}"})
    assert cast.owner.name in refused.content.decode()
    assert client.post(address, TEXTS).status_code == 302

    until = (timezone.localdate() + timedelta(days=9)).isoformat()
    asked = client.post("/pendampingan/kasus/sekolah/", {"school": "SMK", "valid_until": until})
    assert asked.status_code == 302
    link = SchoolLink.objects.get()
    assert f"/belajar/{link.token}/" in client.get("/pendampingan/kasus/").content.decode()
    client.logout()
    assert TEXTS["why"] in read(client, link)
