"""What a `kill -9` of server and worker takes of the facts that phones were told are safe."""

import http.client
import json
import math
import os
import random
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from functools import partial
from http import HTTPStatus
from socketserver import ThreadingMixIn
from typing import Any, NoReturn
from uuid import UUID, uuid4
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.core.management import call_command
from django.db import connections
from django.db.models import QuerySet
from django.utils import timezone

from bench.figures import Figure, at_most
from bench.recording import Bench
from rantai.portal import telling
from rantai.records.identifiers import uuid7
from rantai.records.inbox.devices import register_device
from rantai.records.inbox.pace import Pace
from rantai.records.models import ToldFact
from rantai.shopfloor.actions import receive_material_lot
from rantai.shopfloor.models import Charge, Heat, MaterialClass, Sample

RUNS, TINY = 1_000, 4
CALLERS = 3
LATER, SOONER = 1.03, 0.9
APART = timedelta(minutes=31)
"""Heats of one furnace that begin closer than this would be told as a conflict."""

Told = dict[str, Any]


def kill_loss(is_tiny: bool) -> Iterator[Figure]:
    """So many conversations, each cut at a random moment by SIGKILL; then everything once more."""
    hall = Hall()
    chance = random.Random(20190412)
    runs = TINY if is_tiny else RUNS
    reach = max(hall.run(None, is_rush) for is_rush in (True, False))
    cut = 0
    for number in range(runs):
        # In a rush the server only stores; the kill then also falls between storing and applying.
        spent = hall.run(chance.uniform(0, reach), is_rush=number % 2 == 0)
        cut += spent < 0
        # Kills fall everywhere in a conversation, however fast this machine is at the moment: one
        # in four is heard to its end.
        reach *= LATER if spent < 0 else SOONER
    against = (f"cut off, with {len(hall.safe)} facts told safe", [float(cut)])
    astray = len(hall.astray())
    # Once more from the beginning, over a good line: nothing may be missing or doubled.
    hall.talk([[told] for told in hall.conversations], None, is_rush=False)
    astray += len(hall.astray() | hall.not_in_the_books())
    share = 100 * astray / len(hall.sent)
    yield at_most("kill-loss", [share], "% astray", against=against, budget=0.0)


class Hall:
    """A workshop's phone, and a server and worker that can be killed and born again."""

    def __init__(self) -> None:
        bench = Bench()
        self.order, self.furnace = bench.order, bench.furnace
        self.owner = self.order.cooperative_id
        now = timezone.now()
        self.lot = receive_material_lot(
            material="Besi kasar",
            material_class=MaterialClass.PIG_IRON,
            supplier="Bench",
            received_on=now.date(),
            mass_kg=Decimal(99_999),
            workshop=self.order.workshop,
            by=bench.operator,
            at=now,
        )
        device, secret = register_device(device_id=uuid4(), name="Bench", by=bench.operator, at=now)
        self.device = device
        self.bearer = f"Bearer {device.pk}.{secret}"
        self.heats_before = Heat.objects.count()
        self.sent: dict[UUID, Told] = {}
        self.safe: set[UUID] = set()
        self.conversations: list[list[Told]] = []
        # Loaded and compiled once here, not in each of a thousand processes.
        from rantai.portal.wsgi import application

        self.application = application
        self.tell_at_once()

    def tell_at_once(self) -> None:
        """One conversation without a server between us."""
        telling.PACE = Pace(quiet=math.inf)
        facts = self.facts()
        self.conversations.append(facts)
        for each in facts:
            self.sent[UUID(each["id"])] = each
            said = telling.answer_contact(self.bearer, json.dumps(self.batch([each])).encode)
            self.safe |= {UUID(answer["id"]) for answer in said.said["answers"]}

    def batch(self, facts: list[Told]) -> Told:
        return {"sent_at": timezone.now().isoformat(), "facts": facts}

    def run(self, killed_after: float | None, is_rush: bool) -> float:
        """One heat told in four contacts; the seconds it took, or less than none if cut off.

        Three of them come at the same moment, and may end in one commit.
        """
        facts = self.facts()
        self.sent |= {UUID(each["id"]): each for each in facts}
        self.conversations.append(facts)
        opened, *rest = ([each] for each in facts)
        return self.talk([[opened], rest], killed_after, is_rush)

    def facts(self) -> list[Told]:
        began = timezone.now() - APART * (len(self.conversations) + 1)

        def fact(kind: str, needs: list[str], **data: Any) -> Told:
            name = str(uuid7())
            told = {"id": name, "kind": kind, "occurred_at": began.isoformat(), "needs": needs}
            return {**told, "data": data}

        opened = fact("heat.opened", [], work_order=self.order.code, furnace=self.furnace.code)
        heat = opened["id"]
        load = {"heat": heat, "material_lot": self.lot.code, "mass_kg": "2.5"}
        charges = [fact("charge.loaded", [heat], **load) for _ in range(2)]
        return [opened, *charges, fact("sample.taken", [heat], heat=heat)]

    def talk(
        self, rounds: Sequence[Sequence[list[Told]]], killed_after: float | None, is_rush: bool
    ) -> float:
        """Tell round after round; the contacts of one round all at once."""
        connections.close_all()
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            door.listen()
            born = [_born(lambda: self.serve(door, is_rush)), _born(self.work)]
            timer = threading.Timer(killed_after or 3_600, _kill, [born])
            start = time.perf_counter()
            timer.start()
            try:
                with ThreadPoolExecutor(CALLERS) as callers:
                    for batches in rounds:
                        told = partial(self.tell, door.getsockname()[1])
                        list(callers.map(told, batches))
            except (OSError, http.client.HTTPException, json.JSONDecodeError):
                return -1.0
            finally:
                spent = time.perf_counter() - start
                timer.cancel()
                timer.join()
                _kill(born)
                for process in born:
                    os.waitpid(process, 0)
        return spent

    def tell(self, port: int, batch: list[Told]) -> None:
        request = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            body = json.dumps(self.batch(batch))
            headers = {"Authorization": self.bearer, "Content-Type": "application/json"}
            request.request("POST", "/api/sync", body, headers)
            response = request.getresponse()
            answer = json.loads(response.read())
        finally:
            request.close()
        if response.status != HTTPStatus.OK:
            raise http.client.HTTPException(answer)
        self.safe |= {UUID(each["id"]) for each in answer["answers"]}

    def serve(self, door: socket.socket, is_rush: bool) -> NoReturn:
        telling.PACE = Pace(quiet=-1.0 if is_rush else math.inf)
        server = Threaded(("127.0.0.1", 0), Quiet, bind_and_activate=False)
        server.socket.close()
        server.socket = door
        server.server_name, server.server_port = "localhost", door.getsockname()[1]
        server.setup_environ()
        server.set_app(self.application)
        server.serve_forever()
        raise SystemExit

    def work(self) -> NoReturn:
        call_command("apply_told_facts", skip_checks=True)
        raise SystemExit

    def told(self) -> QuerySet[ToldFact]:
        return ToldFact.objects.filter(cooperative_id=self.owner, device=self.device)

    def astray(self) -> set[UUID]:
        """Said to be safe and not there, or there and never said."""
        kept = set(self.told().values_list("fact", flat=True))
        return (self.safe - kept) | (kept - self.sent.keys())

    def not_in_the_books(self) -> set[UUID]:
        """Told, and not written down exactly once as it was told."""
        wrong = set(self.told().exclude(state="applied").values_list("fact", flat=True))
        for kind, model in (("charge.loaded", Charge), ("sample.taken", Sample)):
            wanted = {name for name, fact in self.sent.items() if fact["kind"] == kind}
            since = model.objects.filter(cooperative_id=self.owner, pk__in=self.sent)
            wrong |= wanted ^ set(since.values_list("pk", flat=True))
        doubled = Heat.objects.count() - self.heats_before - len(self.conversations)
        return wrong | {uuid4() for _ in range(abs(doubled))}


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """A line per request would only cost time."""


def _born(life: Callable[[], NoReturn]) -> int:
    """A process of its own, with nothing of ours but what it read."""
    process = os.fork()
    if process == 0:
        try:
            life()
        finally:
            os._exit(1)
    return process


def _kill(processes: list[int]) -> None:
    for process in processes:
        os.kill(process, signal.SIGKILL)
