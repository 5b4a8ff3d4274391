"""Pages per role at example-data size: time inside the server, and bytes on the wire."""

import gzip
import random
import re
import time
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.utils import timezone

from bench.figures import Figure, at_most, p50_p99
from rantai.parts.models import Characteristic
from rantai.portal.frame import bar_of
from rantai.quality.models import FrozenLimits, Stream
from rantai.records.actions import stamp
from rantai.records.models import Account
from rantai.shopfloor.models import Heat
from rantai.traceability.models import Node

P50_MS, P99_MS = 15.0, 50.0
FIRST_KB, HEAT_SHEET_KB, NEXT_KB = 60.0, 40.0, 10.0
SPELLS = 3
LONGEST_SPELL_MS = 5_000
HOST = "localhost"
LINKED = re.compile(r'<(?:link|script|img|use)\b[^>]*?\b(?:href|src)="(/[^"#]+)')


def page(role: str, is_tiny: bool) -> Iterator[Figure]:
    """Home and three main pages, beside a page that holds nothing but the frame."""
    client, account = signed_in(role)
    addresses = main_pages(account)
    rounds, spells_wanted = (1, 1) if is_tiny else (12, SPELLS)
    for address in (*addresses, EMPTY):
        timed(client, address)  # the first look fills the template cache
    spells = [_spell(client, addresses, rounds) for _ in range(spells_wanted)]
    floor = [_spell(client, [EMPTY], rounds * 4) for _ in range(spells_wanted)]
    for place, (label, budget) in enumerate((("p50", P50_MS), ("p99", P99_MS))):
        yield at_most(
            f"page-{role} {label}",
            [spell[place] for spell in spells],
            "ms",
            against=("empty page", [spell[place] for spell in floor]),
            budget=budget,
        )


EMPTY = "/tidak-ada/"
"""No such page: the answer is the frame around one sentence."""


def signed_in(role: str) -> tuple[Client, Account]:
    account = Account.objects.select_related("cooperative").filter(role=role).order_by("pk")[0]
    client = Client(SERVER_NAME=HOST, headers={"accept-encoding": "gzip"})
    client.force_login(account, backend="rantai.portal.sign_in.AccountBackend")
    return client, account


def main_pages(account: Account) -> list[str]:
    """Home, what the bar offers first, and the thing this role opens all day."""
    bar = [str(entry["url"]) for entry in bar_of(account.role, "/")]
    # The ministry has one page and no home of its own.
    home = [] if account.role == "ministry" else ["/"]
    return list(dict.fromkeys([*home, *bar[:3], *_thing_of(account)]))[:4]


def _thing_of(account: Account) -> list[str]:
    if account.role in ("operator", "owner"):
        heat = Heat.objects.filter(workshop__people__account=account).order_by("-started_at")[0]
        return [f"/leburan/{heat.code}/"]
    if account.cooperative_id and account.role in ("lab", "planner", "customer"):
        shipment = Node.objects.filter(
            cooperative_id=account.cooperative_id,
            kind="shipment",
            shipments__customer__contacts__isnull=False,
        ).order_by("-pk")[0]
        return [f"/telusur/{shipment.code}/"]
    if account.role == "ministry":
        return ["/kementerian/CEPER/", "/kementerian/TEGAL/"]
    return []


def _spell(client: Client, addresses: Sequence[str], rounds: int) -> tuple[float, float]:
    times: list[float] = []
    for _ in range(rounds):
        times += [timed(client, address) for address in addresses]
        if sum(times) > LONGEST_SPELL_MS:
            break  # far beyond any budget; more rounds would only say so again
    return p50_p99(times)


def timed(client: Client, address: str) -> float:
    start = time.perf_counter()
    response = client.get(address)
    spent = (time.perf_counter() - start) * 1000
    expected = 404 if address == EMPTY else 200
    if response.status_code != expected:
        raise SystemExit(f"{address} answered {response.status_code} instead of {expected}.")
    return spent


# The wall of a part

WALL_MS, WALL_CHARTS, WALL_POINTS = 300.0, 200, 30


def wall(is_tiny: bool) -> Iterator[Figure]:
    """Two hundred charts of thirty points of five readings on one page, beside an empty page."""
    client, account = signed_in("lab")
    address = f"/mutu/dinding/{_hang_wall(account, 20 if is_tiny else WALL_CHARTS)}/"
    for each in (address, EMPTY):
        timed(client, each)
    times, floor = [], []
    for _ in range(1 if is_tiny else SPELLS):
        times.append(p50_p99([timed(client, address) for _ in range(1 if is_tiny else 8)]))
        floor.append(p50_p99([timed(client, EMPTY) for _ in range(4)]))
    for place, label in enumerate(("p50", "p99")):
        yield at_most(
            f"wall-page {label}",
            [spell[place] for spell in times],
            "ms",
            against=("empty page", [spell[place] for spell in floor]),
            budget=WALL_MS,
        )


def _hang_wall(account: Account, charts: int) -> int:
    """More characteristics for the first part, each charted by one workshop; returns the part."""
    chance = random.Random(200)
    model = Stream.objects.select_related("characteristic__revision").order_by("pk")[0]
    owner, revision = model.cooperative, model.characteristic.revision
    hung = Stream.objects.filter(characteristic__revision=revision).count()
    characteristics = Characteristic.objects.bulk_create(
        Characteristic(
            cooperative=owner,
            revision=revision,
            number=1000 + place,
            name=f"Ukuran {place}",
            name_en=f"Dimension {place}",
            unit="mm",
            lower=Decimal("9.7"),
            upper=Decimal("10.3"),
            importance="standard",
        )
        for place in range(charts - hung)
    )
    streams = Stream.objects.bulk_create(
        Stream(
            cooperative=owner,
            workshop_id=model.workshop_id,
            characteristic=characteristic,
            chart="xbar-r",
            tail=[_point(chance, place) for place in range(WALL_POINTS)],
        )
        for characteristic in characteristics
    )
    now = timezone.now()
    FrozenLimits.objects.bulk_create(
        FrozenLimits(
            **stamp(cooperative=stream.cooperative, by=account, at=now),
            stream=stream,
            chart="xbar-r",
            size=5,
            centre=10.0,
            sigma=0.08,
            points=25,
            method="spc-1",
        )
        for stream in streams
    )
    part: int = revision.part_id
    return part


def _point(chance: random.Random, place: int) -> list[object]:
    readings = [round(chance.gauss(10, 0.08), 3) for _ in range(5)]
    return [
        sum(readings) / 5,
        "beyond-limit" if chance.random() < 0.01 else "",
        readings,
        f"L{place}",
    ]


# Bytes


def sizes(role: str) -> Iterator[Figure]:
    """The first visit with all it loads, and the largest next page with what is new on it."""
    client, account = signed_in(role)
    seen: set[str] = set()
    addresses = main_pages(account)
    html = len(_body(client, addresses[0]))
    first = _visit(client, addresses[0], seen)
    following = {address: _visit(client, address, seen) for address in addresses[1:]}
    yield _in_kb(f"bytes-{role} first", first, ("the page's HTML", html), FIRST_KB)
    if following:
        largest = max(following, key=lambda address: following[address])
        plain = len(gzip.decompress(_body(client, largest)))
        against = (f"{largest} not compressed", plain)
        yield _in_kb(f"bytes-{role} next", following[largest], against, NEXT_KB)
    sheets = [address for address in addresses if address.startswith("/leburan/L-")]
    for address in sheets if role == "operator" else []:
        whole = _visit(client, address, set())
        against = ("the page's HTML", len(_body(client, address)))
        yield _in_kb("bytes-operator heat sheet", whole, against, HEAT_SHEET_KB)


def _in_kb(name: str, size: int, against: tuple[str, int], budget: float) -> Figure:
    label, other = against
    return at_most(name, [size / 1000], "kB", against=(label, [other / 1000]), budget=budget)


def _visit(client: Client, address: str, seen: set[str]) -> int:
    """Gzipped bytes of a page and of everything it loads that was not loaded before."""
    body = _body(client, address)
    size, found = len(body), set(LINKED.findall(gzip.decompress(body).decode()))
    while found - seen:
        asset = min(found - seen)
        seen.add(asset)
        content = _body(client, asset)
        size += len(content)
        found |= _loaded_by(asset, gzip.decompress(content))
    return size


def _loaded_by(asset: str, content: bytes) -> set[str]:
    """What a stylesheet or a module loads in turn, by absolute address."""
    if not asset.endswith((".css", ".js")):
        return set()
    text = content.decode()
    return set(re.findall(r"""(?:url\(|from\s|import\s)["']?(/[^"')\s]+)""", text))


def _body(client: Client, address: str) -> bytes:
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code} instead of 200.")
    content = _content(response)
    return content if response.headers.get("Content-Encoding") == "gzip" else gzip.compress(content)


def _content(response: object) -> bytes:
    if isinstance(response, StreamingHttpResponse):
        return b"".join(response.streaming_content)  # type: ignore[arg-type]
    assert isinstance(response, HttpResponse)
    return bytes(response.content)
