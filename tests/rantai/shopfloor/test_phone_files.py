"""The phone app as files: what makes it installable, small, and whole in both languages."""

import json
import posixpath
import re
import struct
from dataclasses import dataclass
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from rantai.records.documents.typesetting import draw_png
from rantai.shopfloor.phone.bundle import FOLDER, files
from rantai.shopfloor.phone.icons import TEMPLATE
from rantai.shopfloor.phone.png import with_few_colours
from rantai.shopfloor.phone.words import LANGUAGES, WORDS

FIRST_LOAD = 40_000
WHOLE_APP = 60_000
LONGEST_MODULE = 250
PREFIXES = ("fact_", "gauge_", "kind_", "lots_", "spot_", "state_", "step_", "test_")
"""Words whose key the app puts together, such as one for each kind of fact."""


def sources() -> dict[str, str]:
    return {
        path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(FOLDER.rglob("*.js"))
    }


@dataclass(frozen=True)
class Kept:
    """What the service worker keeps, as it would read it."""

    first: list[str]
    """Addresses it asks for one by one."""
    pack: str
    """The address of the file that holds all others."""
    packed: dict[str, str]

    @property
    def addresses(self) -> list[str]:
        return [*self.first, *self.packed]


def worker_keeps(client: Client) -> Kept:
    worker = client.get(reverse("shopfloor:phone_worker")).content.decode()
    said = {
        name: json.loads(value)
        for name, value in re.findall(r"^const ([A-Z]+) = (.*);$", worker, re.MULTILINE)
        if name in ("BASE", "FIRST", "LATER", "BESIDE")
    }
    base, pack = said["BASE"], said["BASE"] + said["LATER"]
    packed = {base + name: text for name, text in client.get(pack).json().items()}
    return Kept([*said["BESIDE"], *(base + name for name in said["FIRST"])], pack, packed)


def kept(client: Client) -> list[str]:
    return worker_keeps(client).addresses


def test_the_manifest_makes_the_app_installable(client: Client) -> None:
    """The check list of Chromium and of Lighthouse."""
    page = client.get(reverse("shopfloor:phone"))
    link = re.search(r'<link rel="manifest" href="([^"]+)"', page.content.decode())
    assert link is not None
    answer = client.get(link[1])
    said = answer.json()
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert said["name"]
    assert 0 < len(said["short_name"]) <= 12
    assert said["display"] == "standalone"
    assert said["start_url"].startswith(said["scope"])
    assert reverse("shopfloor:phone_worker").startswith(said["scope"])
    assert said["id"] == said["start_url"]
    assert said["background_color"]
    assert said["theme_color"]
    shapes = {(icon["sizes"], icon["purpose"]) for icon in said["icons"]}
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= shapes


def test_icons_have_the_size_that_the_manifest_says(client: Client) -> None:
    for icon in client.get(reverse("shopfloor:phone_manifest")).json()["icons"]:
        png = client.get(icon["src"]).content
        assert png.startswith(b"\x89PNG"), icon
        width, height = struct.unpack(">II", png[16:24])
        assert f"{width}x{height}" == icon["sizes"]
    assert client.get(reverse("shopfloor:phone_icon", args=[193])).status_code == 404


def test_everything_the_app_loads_is_kept_for_the_days_without_signal(client: Client) -> None:
    addresses = set(kept(client))
    base = reverse("shopfloor:phone_file", args=["x", "y"]).removesuffix("x/y")
    version = next(each for each in addresses if each.endswith("/app.js")).split("/")[-2]
    for name, text in sources().items():
        if name == "sw.js":
            continue
        for other in re.findall(r'(?:from|import)\s*\(?["`](\.[^"`$]+)["`]', text):
            folder = name.rsplit("/", 1)[0] + "/" if "/" in name else ""
            parts = posixpath.normpath(folder + other)
            assert f"{base}{version}/{parts}" in addresses, f"{name} imports {other}"
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_the_heat_sheet_weighs_at_most_40_kb_and_the_whole_app_60(client: Client) -> None:
    page = reverse("shopfloor:phone")
    sheet = [page, *_first(client, page)]
    first = {each: weight(client, each) for each in sheet}
    assert sum(first.values()) <= FIRST_LOAD, first
    keeps = worker_keeps(client)
    rest = [each for each in keeps.first if each not in first and not each.endswith(".png")]
    whole = {**first, **{each: weight(client, each) for each in [*rest, keeps.pack]}}
    assert sum(whole.values()) <= WHOLE_APP, whole


def test_the_file_of_all_others_holds_them_as_they_are_served(client: Client) -> None:
    keeps = worker_keeps(client)
    assert not set(keeps.first) & set(keeps.packed)
    assert len(keeps.packed) > 15
    for address, text in keeps.packed.items():
        assert client.get(address).content.decode() == text


def _first(client: Client, page: str) -> list[str]:
    """What the start loads: the look, the modules it names, and the words of one language."""
    text = client.get(page).content.decode()
    named = re.findall(
        r'<(?:link rel="(?:stylesheet|modulepreload)"|script) (?:href|src)="([^"]+)"', text
    )
    words = [each for each in kept(client) if each.endswith(("words-keys.js", "words-id.js"))]
    assert len(named) > 15
    return [*named, *words]


def weight(client: Client, address: str) -> int:
    return len(client.get(address, HTTP_ACCEPT_ENCODING="gzip").content)


def test_an_unchanged_app_is_not_sent_again(client: Client) -> None:
    for name in ("shopfloor:phone", "shopfloor:phone_worker"):
        first = client.get(reverse(name))
        again = client.get(reverse(name), HTTP_IF_NONE_MATCH=first.headers["ETag"])
        assert (again.status_code, again.content) == (304, b"")
    module = client.get(worker_keeps(client).pack)
    assert "immutable" in module.headers["Cache-Control"]


def test_an_older_version_is_not_answered_with_the_newer_one(client: Client) -> None:
    address = reverse("shopfloor:phone_file", args=["0123456789ab", "app.js"])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_app_has_every_word_that_its_modules_say(client: Client, language: str) -> None:
    said = {key for text in sources().values() for key in re.findall(r'\bt\("(\w+)"', text)}
    picked = {
        key
        for text in sources().values()
        for key in re.findall(r'"([a-z]+(?:_[a-z]+)*)"', text)
        if key in WORDS
    }
    assert said <= set(WORDS)
    unsaid = {key for key in set(WORDS) - said - picked if not key.startswith(PREFIXES)}
    assert unsaid == set()
    assert len(rows_of(client, f"words-{language}.js")) == len(WORDS)
    assert sorted(rows_of(client, "words-keys.js")) == sorted(WORDS)


def rows_of(client: Client, name: str) -> list[str]:
    address = next(each for each in kept(client) if each.endswith(f"/{name}"))
    text = client.get(address).content.decode()
    rows: list[str] = json.loads(text.removeprefix("export default ").removesuffix(";\n"))
    return rows


def test_a_key_stands_where_its_sentence_does(client: Client) -> None:
    keys = rows_of(client, "words-keys.js")
    assert rows_of(client, "words-id.js")[keys.index("take_photo")] == "Ambil foto"
    assert rows_of(client, "words-en.js")[keys.index("take_photo")] == "Take a photo"


def test_modules_stay_small_enough_to_read() -> None:
    long = {
        name: lines
        for name, text in sources().items()
        if (lines := text.count("\n")) > LONGEST_MODULE
    }
    assert long == {}
    assert "sw.js" in sources()
    assert files()["phone.css"].zipped


def test_nothing_confuses_what_makes_the_modules_small() -> None:
    """It takes a template for ended at the next backtick, and a quote of one kind for a string."""
    nested = {name for name, text in sources().items() if re.search(r"\$\{[^}`]*`", text)}
    single = {name for name, text in sources().items() if re.search(r"[(=:,]\s*'", text)}
    assert nested | single == set()
    modules = [file.text.decode() for name, file in files().items() if name.endswith(".js")]
    templates = [each for text in modules for each in re.findall("`[^`]*`", text)]
    assert not any("\n" in each for each in templates), "an end of line may go in there too"
    small = files()["handover.js"].text.decode()
    assert "/**" not in small
    assert '"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"' in small


def test_a_picture_with_a_list_of_colours_shows_the_same() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 9L9 0v9z"/></svg>'
    drawn = draw_png(TEMPLATE, {"mark": svg, "shape": "maskable"}, pixels=48)
    listed = with_few_colours(drawn)
    pictures = [Image.open(BytesIO(png)).convert("RGBA").tobytes() for png in (drawn, listed)]
    assert pictures[0] == pictures[1]
    assert len(listed) < len(drawn)


NEWER_THAN_CHROME_109 = {
    "syntax": r"\bimport\([^)]*,|\bwith \{ type|\bimport defer|\busing \w+ =|/v[,;)\s.]",
    "arrays": r"\.(toSorted|toSpliced|toReversed|with|group|groupToMap)\(|\bfromAsync\b",
    "sets": r"\.(union|intersection|difference|isSubsetOf|isSupersetOf|symmetricDifference)\(",
    "static": r"\b(Object|Map)\.groupBy|withResolvers|Promise\.try|Iterator\.from|RegExp\.escape",
    "strings": r"isWellFormed|toWellFormed",
    "pages": r"showPopover|popover|URL\.parse|URL\.canParse|setHTML|moveBefore|startViewTransition",
    "resizable": r"\bresizable\b|\.transfer\(|toBase64|fromBase64|\.toHex\(|fromHex",
    "look": r"color-mix|@scope|@starting-style|light-dark\(|@property|oklch|:nth-\w+\([^)]* of ",
    "nested look": r"(?m)^\s*&|\{[^{}]*&",
}
"""What came after the browser of a phone of 2019 on which nobody renews it any more."""


def test_nothing_is_used_that_a_phone_of_2019_does_not_know() -> None:
    own = {**sources(), "phone.css": files()["phone.css"].text.decode()}
    found = [
        f"{name}: {what}: {hit[0]}"
        for name, text in own.items()
        for what, newer in NEWER_THAN_CHROME_109.items()
        if name.endswith(".css") == what.endswith("look")
        for hit in [re.search(newer, text)]
        if hit
    ]
    assert found == []
