"""Follows every link inside the house from someone's home; a page of each kind is enough."""

from collections import Counter, deque
from dataclasses import dataclass
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from tests.journeys.reading import read_page

OF_EACH_KIND = 2


@dataclass(frozen=True, slots=True)
class Found:
    """What answered at an address, and the page that led there."""

    address: str
    kind: str
    status: int
    is_page: bool
    from_page: str


def crawl(client: Client, start: str = "/") -> list[Found]:
    """Everything within reach of links, in the order in which it is met."""
    waiting = deque([(start, "")])
    met: set[str] = {start}
    taken: Counter[str] = Counter()
    found: list[Found] = []
    while waiting:
        address, from_page = waiting.popleft()
        kind = kind_of(address)
        if taken[kind] >= OF_EACH_KIND:
            continue
        taken[kind] += 1
        answer = client.get(address)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        found.append(Found(address, kind, answer.status_code, is_page, from_page))
        if answer.status_code in (301, 302):
            links = [answer.headers["Location"]]
        elif is_page:
            links = read_page(address, answer.getvalue().decode()).links
        else:
            answer.getvalue()  # read to its end, a file closes
            links = []
        for link in links:
            onward = urldefrag(urljoin(address, link)).url
            if not urlsplit(onward).netloc and onward not in met:
                met.add(onward)
                waiting.append((onward, address))
    return found


def kind_of(address: str) -> str:
    """Pages of one view that are asked for with the same words are of one kind."""
    parts = urlsplit(address)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        name = parts.path
    asked = "&".join(sorted(parse_qs(parts.query, keep_blank_values=True)))
    return f"{name}?{asked}"
