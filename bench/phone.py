"""What a phone's first heat sheet costs on prepaid data."""

import gzip
import json
import re
from collections.abc import Iterable, Iterator

from django.test import Client
from django.urls import reverse

from bench.figures import Figure, at_most

FIRST_KB, WHOLE_KB = 40.0, 60.0
CONSTANT = re.compile(r"^const ([A-Z]+) = (.*);$", re.MULTILINE)
NAMED = re.compile(r'<(?:link rel="(?:stylesheet|modulepreload)"|script) (?:href|src)="([^"]+)"')


def heat_sheet() -> Iterator[Figure]:
    """What the sheet loads before it can be filled in, and all that is then kept for the hall.

    The second visit loads nothing: the service worker answers (shown by a test in Chromium).
    """
    client = Client(SERVER_NAME="localhost", headers={"accept-encoding": "gzip"})
    page = reverse("shopfloor:phone")
    sheet = client.get(page)
    text = gzip.decompress(sheet.content).decode()
    kept = _kept(client)
    words = [each for each in kept if each.endswith(("words-keys.js", "words-id.js"))]
    first = {page: sheet.content} | {each: _body(client, each) for each in _named(text) + words}
    plain = sum(len(gzip.decompress(body)) for body in first.values())
    yield at_most(
        "bytes-heat-sheet first",
        [_kb(first.values())],
        "kB",
        against=("not compressed", [plain / 1000]),
        budget=FIRST_KB,
    )
    whole = first | {each: _body(client, each) for each in kept if each not in first}
    yield at_most(
        "bytes-heat-sheet kept",
        [_kb(whole.values())],
        "kB",
        against=("the sheet alone", [_kb(first.values())]),
        budget=WHOLE_KB,
    )


def _named(text: str) -> list[str]:
    return NAMED.findall(text)


def _kept(client: Client) -> list[str]:
    """What the service worker fetches: the start's files one by one, all others in one."""
    worker = gzip.decompress(client.get(reverse("shopfloor:phone_worker")).content).decode()
    told = dict(CONSTANT.findall(worker))
    base, first, later = (json.loads(told[name]) for name in ("BASE", "FIRST", "LATER"))
    beside = [each for each in json.loads(told["BESIDE"]) if not each.endswith(".png")]
    return [*beside, *(base + name for name in [*first, later])]


def _body(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, address
    body = bytes(response.content)
    return body if response.headers.get("Content-Encoding") == "gzip" else gzip.compress(body)


def _kb(bodies: Iterable[bytes]) -> float:
    return sum(len(body) for body in bodies) / 1000
