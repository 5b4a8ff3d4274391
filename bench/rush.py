"""A rush of phones on the whole server: how fast, how soon, and how orderly when it is too much.

The server runs as `serve` runs it, two processes and the one that applies, on SQLite that survives
a power cut; the peer runs in the same way, in turn with it.
"""

import itertools
import json
import math
import queue
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, connections
from django.db.models import Min
from django.test import Client
from django.utils import timezone

from bench.figures import Figure, at_least, at_most, p50_p99
from bench.load import Hit, Shot, closed_loop, http, open_loop, poisson
from bench.recording import Bench
from bench.starting import free_port
from rantai.machines.models import Machine, MachineKind
from rantai.members.models import Workshop
from rantai.plans.models import WorkOrder, WorkOrderStatus
from rantai.portal.inbox import ROOMS
from rantai.portal.management.commands.apply_told_facts import after
from rantai.portal.management.commands.serve import server
from rantai.records.identifiers import uuid7
from rantai.records.inbox.applying import apply_waiting
from rantai.records.inbox.devices import register_device
from rantai.records.models import Account, FactState, ToldFact
from rantai.shopfloor.models import MaterialLot
from rantai.shopfloor.queries.stock import material_stock
from rantai.shopfloor.queries.visible import material_lots_for

SPELLS, PHONES_EACH, PIECES = 3, 5, 40
CALLERS = 64
"""Of every side alike, and as many as wait for one commit where its limit is measured."""
WARM_S, TINY_WARM_S = 3.0, 0.3
"""Seconds of knocking in which both processes load and compile what they will be asked."""
MOMENT = 300
"""Contacts of a busy moment."""
OK, FULL = 200, 503
SHARE = 0.6
A_HEAT = timedelta(hours=1)
PIECES_A_SECOND = 20_000.0
SOON_MS = 50.0

Told = dict[str, Any]


def single(is_tiny: bool) -> Iterator[Figure]:
    """Facts told one by one, each answered after a durable commit."""
    seconds = 0.5 if is_tiny else 3.0
    ours, bare, commits = [], [], []
    with ExitStack() as running:
        hall = running.enter_context(our_site(is_tiny))
        port = running.enter_context(bare_site(is_tiny))
        same = itertools.repeat(http("POST", "/", (), hall.body([hall.note()])))
        for _ in range(1 if is_tiny else SPELLS):
            bare.append(_rate(closed_loop(port, same, callers=CALLERS, seconds=seconds), seconds))
            commits.append(group_commits(seconds))
            hits = closed_loop(hall.port, hall.charges(), callers=CALLERS, seconds=seconds)
            ours.append(_rate(hits, seconds))
    limit = min(max(bare), max(commits))
    name = "bare Django view" if max(bare) < max(commits) else "group commit, rows/s"
    spells = bare if max(bare) < max(commits) else commits
    yield at_least("sync-single", ours, "facts/s", against=(name, spells), budget=SHARE * limit)


def heat(is_tiny: bool) -> Iterator[Figure]:
    """Whole heats of forty pieces, seven facts a contact; told, and what the rooms make of them."""
    seconds = 0.5 if is_tiny else 3.0
    ours, bulk, applied, commits = [], [], [], []
    bench = Bench()
    with our_site(is_tiny, applies=False) as hall:
        for _ in range(1 if is_tiny else SPELLS):
            heats = hall.contacts(hall.heat)
            hits = closed_loop(hall.port, heats, callers=CALLERS, seconds=seconds)
            ours.append(PIECES * _rate(hits, seconds))
            bulk.append(_times(bench.same_rows_in_bulk, seconds / 3) * PIECES)
            commits.append(_times(bench.one_commit, seconds / 3))
            applied.append(_applied(hall.owner, seconds))
            hall.forget_what_waits()
    against = ("bulk_create of the rows", bulk)
    yield at_least("sync-heat", ours, "pieces/s", against=against, budget=PIECES_A_SECOND)
    yield at_least(
        "sync-heat applied",
        applied,
        "facts/s",
        against=("durable commits a second", commits),
        budget=None,
    )


def open_loop_330(is_tiny: bool) -> Iterator[Figure]:
    """Ten times the everyday load of four thousand workers, beside plain Django's answer to it."""
    seconds = 1.0 if is_tiny else 12.0
    with ExitStack() as running:
        hall = running.enter_context(our_site(is_tiny))
        port = running.enter_context(bare_site(is_tiny))
        body = json.dumps
        theirs = open_loop(port, _arrivals(330, seconds, _plain_records(body), _plain_pages()))
        ours = open_loop(
            hall.port,
            _arrivals(330, seconds, hall.charges(), hall.pages()),
        )
        behind = hall.waiting()
    for label in ("record", "page"):
        yield at_most(
            f"open-loop-330 {label} p99",
            [_p99(ours, label)],
            "ms",
            against=("plain Django", [_p99(theirs, label)]),
            budget=SOON_MS,
        )
    against = ("plain Django", [_failed(theirs)])
    yield at_most("open-loop-330 errors", [_failed(ours)], "% failed", against=against, budget=0)
    told = sum(hit.shot.label == "record" for hit in ours)
    yield at_most(
        "open-loop-330 to apply",
        [100 * behind / told],
        "% of facts",
        against=("facts told", [float(told)]),
        budget=None,
    )


def overload_1000(is_tiny: bool) -> Iterator[Figure]:
    """Thirty times the everyday load: whoever is turned away is told so, and nothing is lost."""
    seconds = 1.0 if is_tiny else 10.0
    with our_site(is_tiny) as hall:
        before = hall.stored()
        hits = open_loop(hall.port, _arrivals(1000, seconds, hall.charges(), hall.pages()))
        stored = hall.stored() - before
    records = [hit for hit in hits if hit.shot.label == "record"]
    safe = {
        UUID(each["id"])
        for hit in records
        if hit.status == OK
        for each in json.loads(hit.body)["answers"]
    }
    turned_away = [hit for hit in hits if hit.status == FULL and b"retry-after: " in hit.answer]
    served = [hit for hit in hits if hit.status == OK]
    yield at_most(
        "overload-1000 astray",
        [100 * len(safe ^ stored) / len(records)],
        "% astray",
        against=("facts told safe", [float(len(safe))]),
        budget=0,
    )
    yield at_most(
        "overload-1000 disorderly",
        [100 * (1 - (len(served) + len(turned_away)) / len(hits))],
        "% of all",
        against=("turned away with Retry-After", [float(len(turned_away))]),
        budget=0,
    )
    yield at_most(
        "overload-1000 p99",
        [p50_p99([hit.ms for hit in served])[1]],
        "ms",
        against=("of those turned away", [p50_p99([hit.ms for hit in turned_away or hits])[1]]),
        budget=None,
    )


BY_NAME: dict[str, Callable[[bool], Iterator[Figure]]] = {
    "sync-single": single,
    "sync-heat": heat,
    "open-loop-330": open_loop_330,
    "overload-1000": overload_1000,
}


def _rate(hits: Sequence[Hit], seconds: float) -> float:
    states = Counter(hit.status for hit in hits)
    if set(states) != {OK}:
        raise SystemExit(f"Some requests were not answered as they should be: {states}")
    return len(hits) / max(seconds, max(hit.shot.due + hit.ms / 1000 for hit in hits))


def _failed(hits: Sequence[Hit]) -> float:
    return 100 * sum(hit.status != OK for hit in hits) / len(hits)


def _p99(hits: Sequence[Hit], label: str) -> float:
    return p50_p99([hit.ms for hit in hits if hit.shot.label == label])[1]


def _arrivals(
    rate: float, seconds: float, records: Iterator[bytes], pages: Iterator[bytes]
) -> list[Shot]:
    return [
        *poisson(rate, seconds, "record", records),
        *poisson(rate, seconds, "page", pages),
    ]


def _times(work: Callable[[], None], seconds: float) -> float:
    start, done = time.perf_counter(), 0
    while (spent := time.perf_counter() - start) < seconds:
        work()
        done += 1
    return done / spent


def _applied(owner: int, seconds: float) -> float:
    start = time.monotonic()
    moved = apply_waiting(
        cooperative_id=owner, rooms=ROOMS, at=timezone.now(), is_time_up=after(seconds)
    )
    return moved / (time.monotonic() - start)


# The limit of the disk


def group_commits(seconds: float, callers: int = CALLERS) -> float:
    """Rows a second that many threads get from one writer, in as few durable commits as it can."""
    place = Path(settings.DATA) / "limit.sqlite3"
    asked: queue.SimpleQueue[threading.Event | None] = queue.SimpleQueue()
    written, end = [0], time.monotonic() + seconds

    def write() -> None:
        database = sqlite3.connect(place, isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE IF NOT EXISTS piece (id INTEGER PRIMARY KEY, serial TEXT)")
        while first := asked.get():
            group = [first]
            while len(group) < 500 and not asked.empty() and (more := asked.get()):
                group.append(more)
            database.execute("BEGIN IMMEDIATE")
            database.executemany(
                "INSERT INTO piece (serial) VALUES (?)", [(str(uuid4()),) for _ in group]
            )
            database.execute("COMMIT")
            written[0] += len(group)
            for each in group:
                each.set()
        database.close()

    def ask() -> None:
        while time.monotonic() < end:
            done = threading.Event()
            asked.put(done)
            done.wait()

    writer = threading.Thread(target=write)
    threads = [threading.Thread(target=ask) for _ in range(callers)]
    for thread in (writer, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    asked.put(None)
    writer.join()
    return written[0] / seconds


# The sites


@contextmanager
def our_site(is_tiny: bool, *, applies: bool = True) -> Iterator["Hall"]:
    hall = Hall(free_port())
    programs = [server(hall.port)]
    if applies:
        programs.append(["django", "apply_told_facts"])
    connections.close_all()
    with _running(programs):
        hall.warm_up(TINY_WARM_S if is_tiny else WARM_S)
        yield hall
    hall.forget_what_waits()


@contextmanager
def bare_site(is_tiny: bool) -> Iterator[int]:
    port = free_port()
    if not Path(settings.DATA, "bare.sqlite3").exists():
        subprocess.run([sys.executable, "-m", "bench.bare"], check=True)
    program = [*server(port)[:-1], "bench.bare:application"]
    with _running([program]):
        _knock(port, [http("GET", "/page/1", ())], TINY_WARM_S if is_tiny else WARM_S)
        busy = itertools.islice(_plain_records(json.dumps), MOMENT)
        closed_loop(port, busy, callers=CALLERS, seconds=math.inf)
        yield port


@contextmanager
def _running(programs: Sequence[Sequence[str]]) -> Iterator[None]:
    started = [subprocess.Popen([sys.executable, "-m", *program]) for program in programs]
    try:
        yield
    finally:
        for process in started:
            _stop(process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    # A server process that is only starting misses the first word.
    for _ in range(20):
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.5)
            return
    process.kill()
    process.wait()


def _knock(port: int, requests: Sequence[bytes], seconds: float) -> None:
    """Until both processes answer, and have loaded and compiled what the first asker pays for."""
    deadline = time.monotonic() + 120
    while True:
        try:
            hits = closed_loop(port, itertools.cycle(requests), callers=16, seconds=seconds)
        except OSError:
            hits = []
        if hits and all(hit.status == OK for hit in hits[-16:]):
            return
        if time.monotonic() > deadline:
            raise SystemExit(f"The server on port {port} does not answer.")
        time.sleep(0.2)


def _plain_records(body: Callable[[Any], str]) -> Iterator[bytes]:
    while True:
        told = body({"facts": [{"id": str(uuid7()), "kind": "charge.loaded"}]}).encode()
        yield http("POST", "/record", (), told)


def _plain_pages() -> Iterator[bytes]:
    return itertools.cycle([http("GET", f"/page/{number}", ()) for number in range(100)])


@dataclass(frozen=True)
class Phone:
    """A phone of a workshop that has a heat to charge and a store to charge it from."""

    bearer: str
    order: str
    furnace: str
    lot: str


class Hall:
    """Every workshop that can work, with its phones and its people's browsers."""

    def __init__(self, port: int) -> None:
        self.port = port
        workers = _workers()
        self.phones = [phone for each in workers for phone in _phones_of(*each)]
        self.accounts = [account for _order, account in workers]
        self.owner: int = self.accounts[0].cooperative_id or 0
        self.opened: dict[str, str] = {}
        self.begun = Counter[str]()
        first = ToldFact.objects.filter(cooperative_id=self.owner).aggregate(at=Min("occurred_at"))
        self.free_until = min(timezone.now(), first["at"] or timezone.now())

    def warm_up(self, seconds: float) -> None:
        """A quiet morning, then one busy moment.

        Each crew begins its heat, charges it once, and looks at its pages; all tell at once for a
        moment, so that every process has done everything before it is measured.
        """
        _knock(self.port, self.asked, TINY_WARM_S)
        for phone in self.phones:
            if phone.furnace not in self.opened:
                opened = self.open(phone)
                self.opened[phone.furnace] = opened["id"]
                for fact in (opened, self.charge(phone)):
                    self._tell(self.contact(phone, [fact]))
                    time.sleep(seconds / 30)
        busy = itertools.islice(self.charges(), MOMENT)
        closed_loop(self.port, busy, callers=CALLERS, seconds=math.inf)
        _knock(self.port, self.asked, seconds)

    def _tell(self, contact: bytes) -> None:
        hits = closed_loop(self.port, iter([contact]), callers=1, seconds=math.inf)
        if [hit.status for hit in hits] != [OK]:
            raise SystemExit("The phones could not begin their heats.")

    def contacts(self, facts: Callable[[Phone], list[Told]]) -> Iterator[bytes]:
        for phone in itertools.cycle(self.phones):
            yield self.contact(phone, facts(phone))

    def charges(self) -> Iterator[bytes]:
        """One charge a contact, from each phone in turn.

        Written once for each, with room for name and time: a caller that packs every fact anew
        takes a tenth of the machine it measures.
        """
        patterns = []
        for phone in self.phones:
            body = self.body([self.charge(phone) | {"id": "NAME", "occurred_at": "TIME"}]).decode()
            told = json.loads(body)["sent_at"]
            patterns.append((phone, body.replace(told, "TIME")))
        for phone, pattern in itertools.cycle(patterns):
            now = timezone.now().isoformat()
            told = pattern.replace("NAME", str(uuid7())).replace("TIME", now)
            yield http("POST", "/api/sync", [("Authorization", phone.bearer)], told.encode())

    def contact(self, phone: Phone, facts: list[Told]) -> bytes:
        return http("POST", "/api/sync", [("Authorization", phone.bearer)], self.body(facts))

    def body(self, facts: list[Told]) -> bytes:
        return json.dumps({"sent_at": timezone.now().isoformat(), "facts": facts}).encode()

    def note(self) -> Told:
        return _fact("note.written", [], about="L-1", text="Api kecil")

    def open(self, phone: Phone) -> Told:
        """A heat of its own hour: those of one furnace that begin together are a conflict."""
        self.begun[phone.furnace] += 1
        began = self.free_until - self.begun[phone.furnace] * A_HEAT
        told = _fact("heat.opened", [], work_order=phone.order, furnace=phone.furnace)
        return told | {"occurred_at": began.isoformat()}

    def charge(self, phone: Phone) -> Told:
        return self._charge(phone, self.opened[phone.furnace])

    def _charge(self, phone: Phone, heat: str) -> Told:
        return _fact("charge.loaded", [heat], heat=heat, material_lot=phone.lot, mass_kg="0.01")

    def heat(self, phone: Phone) -> list[Told]:
        opened = self.open(phone)
        name, now = opened["id"], timezone.now()
        poured = _fact(
            "pour.recorded",
            [name],
            heat=name,
            temperature_c=1390,
            mass_kg="187",
            inoculated_at=(now - timedelta(minutes=4)).isoformat(),
            ended_at=now.isoformat(),
        )
        return [
            opened,
            *(self._charge(phone, name) for _ in range(3)),
            _fact("sample.taken", [name], heat=name),
            poured,
            _fact("castings.counted", [poured["id"]], pour=poured["id"], quantity=PIECES),
        ]

    def pages(self) -> Iterator[bytes]:
        """Today and the heats, as a workshop's people open them all day."""
        return itertools.cycle(self.asked)

    @cached_property
    def asked(self) -> list[bytes]:
        asked = []
        for account in self.accounts:
            client = Client(SERVER_NAME="localhost")
            client.force_login(account, backend="rantai.portal.sign_in.AccountBackend")
            # A browser that has been here before sends the form's token back.
            client.get("/")
            cookie = "; ".join(f"{name}={value.value}" for name, value in client.cookies.items())
            shown = [("Cookie", cookie), ("Accept-Encoding", "gzip")]
            asked += [http("GET", address, shown) for address in ("/", "/leburan/")]
        return asked

    def stored(self) -> set[UUID]:
        return set(
            ToldFact.objects.filter(cooperative_id=self.owner).values_list("fact", flat=True)
        )

    def waiting(self) -> int:
        return ToldFact.objects.filter(cooperative_id=self.owner, state=FactState.WAITING).count()

    def forget_what_waits(self) -> None:
        """The next measurement begins with an empty inbox; nobody keeps this site."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {ToldFact._meta.db_table} WHERE cooperative_id = %s AND state = %s",
                [self.owner, FactState.WAITING],
            )


def _fact(kind: str, needs: list[str], **data: Any) -> Told:
    now = timezone.now().isoformat()
    return {"id": str(uuid7()), "kind": kind, "occurred_at": now, "needs": needs, "data": data}


def _workers() -> list[tuple[WorkOrder, Account]]:
    """One operator of each workshop that has an accepted order."""
    orders = WorkOrder.objects.filter(status=WorkOrderStatus.ACCEPTED).select_related("workshop")
    found: dict[int, tuple[WorkOrder, Account]] = {}
    for order in orders.order_by("-month", "pk"):
        account = Account.objects.filter(
            role="operator", person__workshop=order.workshop_id
        ).first()
        if account is not None:
            found.setdefault(order.workshop_id, (order, account))
    return list(found.values())


def _phones_of(order: WorkOrder, account: Account) -> Iterator[Phone]:
    furnace = Machine.objects.filter(workshop=order.workshop, kind=MachineKind.FURNACE).first()
    lot = _fullest_lot_of(order.workshop)
    if furnace is None or lot is None:
        return
    for _ in range(PHONES_EACH):
        device, secret = register_device(
            device_id=uuid4(), name="Bench", by=account, at=timezone.now()
        )
        yield Phone(f"Bearer {device.pk}.{secret}", order.code, furnace.code, lot.code)


def _fullest_lot_of(workshop: Workshop) -> MaterialLot | None:
    """What a whole measurement can be charged from; of an empty lot each charge is a conflict."""
    lots = material_lots_for(workshop).filter(workshop=workshop, node__open_holds=0)
    fullest = max(material_stock(lots), key=lambda row: row.left_kg, default=None)
    return fullest.lot if fullest else None
