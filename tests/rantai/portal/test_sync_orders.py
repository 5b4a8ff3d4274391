"""The protocol as a whole: whatever the radio and the server do, each fact counts exactly once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar
from unittest.mock import patch

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from rantai.parts.models import Approval
from rantai.portal import telling
from rantai.portal.inbox import ROOMS
from rantai.records.inbox import applying, storing
from rantai.records.inbox.applying import apply_waiting
from rantai.records.inbox.pace import Pace
from rantai.records.models import Conflict, ToldFact
from rantai.shopfloor.actions import record_readings, release_heat
from rantai.shopfloor.models import CastingLot, Charge, Heat, HeatDecision, Pour, Sample, Scrap
from rantai.traceability.models import Link, Node
from tests.cast import Cast
from tests.rantai.portal.phone import Phone
from tests.rantai.shopfloor.story import INSIDE, accepted_order, pig_iron

pytestmark = pytest.mark.django_db

Told = dict[str, Any]
MINE = {
    0: ("opened", "charged", "topped up", "closed", "poured", "filled", "counted", "scrapped"),
    1: ("charged too", "mixed", "sampled", "counted again", "elsewhere", "sampled elsewhere"),
}
CAUSES_FIRST = (
    *("opened", "charged", "charged too", "topped up", "mixed", "closed", "sampled", "poured"),
    *("filled", "counted", "scrapped", "counted again", "elsewhere", "sampled elsewhere"),
)
"""One order in which no fact comes before what it rests on."""


class Killed(BaseException):
    """The server died here; what was not committed is gone."""


@dataclass
class Hall:
    """Two phones, one heat told by both, a ladle counted twice, and a furnace that is not ours.

    The moulds are of sand that the other phone mixed, and are named before or after the count.
    """

    cast: Cast

    def __post_init__(self) -> None:
        cast = self.cast
        Approval.objects.filter(cooperative=cast.cooperative).update(
            valid_until=timezone.localdate() + timedelta(days=30)
        )
        cast.spectrometer.calibrated_until = timezone.localdate() + timedelta(days=9)
        cast.spectrometer.save()
        order, lot = accepted_order(cast), pig_iron(cast)
        one, other = Phone(cast.operator), Phone(cast.owner, ahead=timedelta(hours=2))
        self.phones = (one, other)
        opened = one.fact("heat.opened", ago=90, work_order=order.code, furnace=cast.furnace.code)
        heat = [opened["id"]]

        def charge(phone: Phone, mass_kg: str) -> Told:
            load = {"heat": heat[0], "material_lot": lot.code, "mass_kg": mass_kg}
            return phone.fact("charge.loaded", heat, 85, **load)

        poured = self.pour(one, heat)
        pour = [poured["id"]]
        counted = one.fact("castings.counted", pour, 3, pour=pour[0], quantity=30)
        made = counted["id"]
        mixed = other.fact("sand.mixed", ago=80, moisture_pct="3.4")
        closed = one.fact(
            "moulds.closed",
            [mixed["id"]],
            70,
            work_order=order.code,
            pattern="P-2",
            first=1,
            last=24,
            hardness=85,
            sand_batch=mixed["id"],
        )
        run = closed["id"]
        away = other.fact("heat.opened", [], 9, work_order=order.code, furnace=cast.furnace_b.code)
        self.facts = {
            "opened": opened,
            "charged": charge(one, "200.5"),
            "charged too": charge(other, "150"),
            "topped up": charge(one, "7"),
            "sampled": other.fact("sample.taken", heat, 60, heat=heat[0]),
            "poured": poured,
            "counted": counted,
            "mixed": mixed,
            "closed": closed,
            "filled": one.fact(
                "moulds.filled", [*pour, run], 4, pour=pour[0], run=run, first=1, last=24
            ),
            "scrapped": one.fact("scrap.recorded", [made], 2, lot=made, quantity=2, defect="B1"),
            "counted again": other.fact("castings.counted", pour, 2, pour=pour[0], quantity=29),
            "elsewhere": away,
            "sampled elsewhere": other.fact("sample.taken", [away["id"]], 5, heat=away["id"]),
        }
        self.names = {fact["id"]: name for name, fact in self.facts.items()}

    @staticmethod
    def pour(phone: Phone, heat: list[str]) -> Told:
        ended = phone.now() - timedelta(minutes=5)
        times = {
            "inoculated_at": (ended - timedelta(minutes=4)).isoformat(),
            "ended_at": ended.isoformat(),
        }
        ladle: dict[str, Any] = {"heat": heat[0], "temperature_c": 1395, "mass_kg": "330", **times}
        return phone.fact("pour.recorded", heat, **ladle) | {"occurred_at": ended.isoformat()}

    def send(self, phone: int, names: Iterable[str]) -> list[str]:
        answers = self.phones[phone].send(*(self.facts[name] for name in names))["answers"]
        assert "malformed" not in {each["state"] for each in answers}
        return [self.names[each["id"]] for each in answers]

    def lab_answers(self) -> None:
        """The lab reads the heat's one sample and releases it; a second look changes nothing."""
        sample = Sample.objects.first()
        if sample is None or HeatDecision.objects.exists():
            return
        at = timezone.now() - timedelta(minutes=20)
        lab = self.cast.lab
        record_readings(
            sample=sample, instrument=self.cast.spectrometer, values=INSIDE, by=lab, at=at
        )
        release_heat(heat=sample.heat, ground="Dalam batas", by=lab, at=at)

    def worker_comes_by(self) -> None:
        owner = self.cast.cooperative.pk
        apply_waiting(cooperative_id=owner, rooms=ROOMS, at=timezone.now())

    def end(self) -> dict[str, Any]:
        """All that the books and the phones say, without the moments of hearing of it."""
        return {
            "told": {
                self.names[str(fact)]: (state, sentence, made)
                for fact, state, sentence, made in ToldFact.objects.values_list(
                    "fact", "state", "sentence", "made"
                )
            },
            "conflicts": sorted(
                (self.names[str(fact)], recorded)
                for fact, recorded in Conflict.objects.values_list("told__fact", "is_recorded")
            ),
            "heats": sorted(Heat.objects.values_list("code", "status")),
            "charges": sorted(Charge.objects.values_list("pk", "mass_kg")),
            "samples": sorted(Sample.objects.values_list("pk", "number")),
            "pours": sorted(Pour.objects.values_list("pk", "ladle", "mass_kg")),
            "lots": sorted(CastingLot.objects.values_list("pk", "code", "quantity")),
            "scrap": sorted(Scrap.objects.values_list("pk", "quantity")),
            "links": sorted(Link.objects.values_list("parent__code", "child__code")),
            "held": sorted(Node.objects.filter(open_holds__gt=0).values_list("code", flat=True)),
        }

    def once_each(self, order: Iterable[str]) -> dict[str, Any]:
        """The end when every fact is told once, in this order, over a good line."""
        with undone():
            for name in order:
                self.send(0 if name in MINE[0] else 1, [name])
                if name == "sampled":
                    self.lab_answers()
            return self.end()


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def swapped(order: Iterable[str]) -> list[str]:
    """The same, with the other count of the ladle first."""
    pair = {"counted": "counted again", "counted again": "counted"}
    names = [pair.get(name, name) for name in order]
    names.remove("scrapped")
    return [*names, "scrapped"]


class Radio(RuleBasedStateMachine):
    """Hypothesis is the radio, the operators' thumbs, and whoever trips over the server's plug."""

    hall: ClassVar[Hall]
    ends: ClassVar[list[dict[str, Any]]]

    def __init__(self) -> None:
        super().__init__()
        self.undoing = undone()
        self.undoing.__enter__()
        self.acknowledged: set[str] = set()

    def teardown(self) -> None:
        try:
            self.everything_arrives()
        finally:
            self.undoing.__exit__(None, None, None)

    @staticmethod
    @contextmanager
    def pulled_after(facts: int) -> Iterator[None]:
        """The plug is pulled when so many facts have become something."""
        whole = applying._becomes  # noqa: SLF001 -- it is pulled inside
        left = iter(range(facts))

        def pulled(*arguments: Any, **more: Any) -> None:
            if next(left, None) is None:
                raise Killed
            whole(*arguments, **more)

        with patch.object(applying, "_becomes", pulled):
            yield

    @staticmethod
    def draw(data: st.DataObject) -> tuple[int, list[str]]:
        """Any facts of one phone, in any order, some of them twice, some known for long."""
        phone = data.draw(st.integers(0, 1), "phone")
        names = data.draw(st.lists(st.sampled_from(MINE[phone]), min_size=1, max_size=6), "facts")
        return phone, names

    @rule(data=st.data())
    def facts_arrive(self, data: st.DataObject) -> None:
        phone, names = self.draw(data)
        assert self.hall.send(phone, names) == names
        self.acknowledged |= set(names)

    @rule(data=st.data())
    def the_answer_is_lost(self, data: st.DataObject) -> None:
        self.hall.send(*self.draw(data))

    @rule(data=st.data())
    def the_server_dies_before_it_has_stored(self, data: st.DataObject) -> None:
        phone, names = self.draw(data)
        before = ToldFact.objects.count()
        whole = storing._store  # noqa: SLF001 -- the plug is pulled inside

        def pulled(*arguments: Any) -> None:
            whole(*arguments)
            raise Killed

        with patch.object(storing, "_store", pulled), pytest.raises(Killed):
            self.hall.send(phone, names)
        assert ToldFact.objects.count() == before

    @rule(data=st.data(), after=st.integers(0, 4))
    def the_server_dies_while_it_applies(self, data: st.DataObject, after: int) -> None:
        """Some facts are applied, one is half done, the rest wait; nobody got an answer."""
        phone, names = self.draw(data)
        with self.pulled_after(after):
            try:
                self.hall.send(phone, names)
            except Killed:
                return
        self.acknowledged |= set(names)

    @rule(data=st.data(), is_heard=st.booleans())
    def in_a_rush_the_server_only_stores(self, data: st.DataObject, is_heard: bool) -> None:
        """What is told safe then waits for the worker, whether or not the phone heard so."""
        phone, names = self.draw(data)
        with patch.object(telling, "PACE", Pace(quiet=-1)):
            self.hall.send(phone, names)
        if is_heard:
            self.acknowledged |= set(names)

    @rule(data=st.data())
    def the_server_dies_between_storing_and_applying(self, data: st.DataObject) -> None:
        phone, names = self.draw(data)
        with patch.object(telling, "apply_waiting", side_effect=Killed), pytest.raises(Killed):
            self.hall.send(phone, names)
        kept = ToldFact.objects.filter(fact__in=[self.hall.facts[name]["id"] for name in names])
        assert kept.count() == len(set(names))

    @rule(after=st.integers(0, 4))
    def the_worker_dies_while_it_applies(self, after: int) -> None:
        with self.pulled_after(after), suppress(Killed):
            self.hall.worker_comes_by()

    @rule()
    def the_worker_comes_by(self) -> None:
        self.hall.worker_comes_by()

    @rule()
    def the_lab_answers(self) -> None:
        self.hall.lab_answers()

    @invariant()
    def nothing_is_lost_doubled_or_invented(self) -> None:
        kept = [
            self.hall.names[str(each)] for each in ToldFact.objects.values_list("fact", flat=True)
        ]
        assert len(kept) == len(set(kept))
        assert self.acknowledged <= set(kept)
        assert Heat.objects.count() <= 1
        written = Charge.objects.count() + Sample.objects.count() + Pour.objects.count()
        assert written + CastingLot.objects.count() + Scrap.objects.count() <= len(kept)

    def everything_arrives(self) -> None:
        """Signal at last: the end is that of each fact told once, causes first."""
        for phone, names in MINE.items():
            self.hall.send(phone, reversed(names))
        self.hall.lab_answers()
        self.hall.worker_comes_by()
        assert self.hall.end() in self.ends


def test_any_order_any_loss_and_any_kill_end_as_each_fact_told_once(cast: Cast) -> None:
    """Of two counts of one ladle the first heard is kept; nothing else may depend on the order."""
    hall = Hall(cast)
    Radio.hall = hall
    Radio.ends = [hall.once_each(CAUSES_FIRST), hall.once_each(swapped(CAUSES_FIRST))]
    run_state_machine_as_test(
        Radio,
        settings=settings(
            max_examples=12,
            stateful_step_count=8,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
