"""Tells the example from its first release to a Friday morning in April, in the order of time."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils import translation

from rantai.members.models import Workshop
from rantai.parts.models import PartRevision
from rantai.plans.models import WorkOrder
from rantai.portal.example import money, orders, sharing, stops
from rantai.portal.example.accounts import open_accounts
from rantai.portal.example.aims import name_aims
from rantai.portal.example.cards import show_local_content, write_cards
from rantai.portal.example.centres import open_centres
from rantai.portal.example.charting import Chartboard, cost_scrap
from rantai.portal.example.claims import Claims, rule_on_claims
from rantai.portal.example.days import (
    CURRENT_MONTH,
    NOW,
    SETTLED_BEFORE,
    days_worked,
    moment,
    month_after,
    months_of_the_story,
    working_days,
)
from rantai.portal.example.dispatch import Rejected, Yard
from rantai.portal.example.figures import count_centres
from rantai.portal.example.files import gather_files
from rantai.portal.example.foundry import Foundry
from rantai.portal.example.gauges import keep_gauges
from rantai.portal.example.grading import rule_on_grades
from rantai.portal.example.inspecting import CastLot, InspectionRoom
from rantai.portal.example.instruments import DriftBook, agree_additions, leave_a_tray
from rantai.portal.example.ledger import Ledger
from rantai.portal.example.leftovers import Returns, hold_furnaces_to_rules
from rantai.portal.example.machines import Machines, set_up_machines, use_shared_machines
from rantai.portal.example.makers import SLEEVE_MAKERS
from rantai.portal.example.melting import FurnaceHouse, Maker
from rantai.portal.example.members import list_members, name_people
from rantai.portal.example.mentoring import mentor_members
from rantai.portal.example.moulding import MouldFloor, hold_moulds_to_limits
from rantai.portal.example.parts import Catalogue, approve, draw_parts
from rantai.portal.example.plans import plan_heats
from rantai.portal.example.queueing import keep_gifts, queue_up
from rantai.portal.example.readiness import agree_on_readiness, mark_months
from rantai.portal.example.risks import foresee_failures
from rantai.portal.example.skills import teach
from rantai.portal.example.tallies import count_everything
from rantai.portal.example.this_morning import THE_DAY_BEFORE, Morning
from rantai.quality.models import Nonconformity
from rantai.records.identifiers import identifiers_from
from rantai.records.models import Account, Cooperative
from rantai.shopfloor.actions.recoveries import learn_recoveries_of

WHOLE_MONTHS = 6

CONCEDED_IN = date(2019, 2, 1)
DECLINED_SHARED_AGAIN_ON = date(2019, 4, 8)
DECLINED = {(date(2019, 4, 2), "B-063")}
UNANSWERED = {
    (date(2019, 4, 2), "B-105"),
    (DECLINED_SHARED_AGAIN_ON, "B-017"),
    (DECLINED_SHARED_AGAIN_ON, "B-096"),
}
"""Work orders of April that are not simply accepted, by the day of their sharing."""


def tell_story(*, months: int = WHOLE_MONTHS) -> Cooperative:
    """Load the example; fewer months are for tests, which need not wait for all of it."""
    with transaction.atomic(), translation.override("id"):
        cooperative = open_centres()
        ledger = Ledger(cooperative, random.Random("Batur Jaya"))
        with identifiers_from(ledger.identifier_now):
            _Story.begin(cooperative, ledger).tell(months_of_the_story(months))
        return cooperative


@dataclass
class _Story:
    cooperative: Cooperative
    ledger: Ledger
    desks: dict[str, Account]
    makers: dict[str, Maker]
    machines: Machines
    catalogue: Catalogue
    foundry: Foundry
    claims: Claims
    drift: DriftBook
    stopped: Nonconformity | None = None
    stopped_on: date = date.min
    stopped_lots: list[CastLot] = field(default_factory=list)

    @classmethod
    def begin(cls, cooperative: Cooperative, ledger: Ledger) -> "_Story":
        """Everyone and everything that is there before the first order."""
        desks, accounts = open_accounts(cooperative)
        workshops = list_members(cooperative)
        name_people(accounts, workshops)
        machines = set_up_machines(cooperative, workshops)
        catalogue = draw_parts(cooperative, desks["pelanggan"])
        gauges = keep_gauges(cooperative, catalogue, desks["lab"])
        approve(catalogue, workshops)
        sharing.decide_rules(cooperative, catalogue, workshops)
        money.agree_prices(cooperative, catalogue)
        cost_scrap(cooperative)
        hold_furnaces_to_rules(cooperative, machines.furnaces.values())
        hold_moulds_to_limits(cooperative)
        write_cards(cooperative, workshops)
        show_local_content(ledger, desks["perencana"])
        mentor_members(
            cooperative,
            ledger,
            workshops,
            desks["pendamping"],
            {code: pair.owner for code, pair in accounts.items()},
        )
        taught = teach(cooperative, ledger, desks["pendamping"])
        name_aims(cooperative, ledger, desks["pendamping"])
        makers = {
            workshop.code: Maker(
                workshop,
                accounts[workshop.code].owner,
                accounts[workshop.code].operator,
                machines.furnaces[workshop.code],
                machines.lathes.get(workshop.code),
            )
            for workshop in workshops
            if workshop.code in accounts
        }
        planner = desks["perencana"]
        foundry = Foundry(
            FurnaceHouse(ledger, desks["lab"], planner, machines.spectrometer, Returns(ledger)),
            MouldFloor(ledger),
            InspectionRoom(
                ledger, catalogue, desks["lab"], Chartboard(ledger, desks["lab"]), gauges, taught
            ),
            Yard(ledger, catalogue.sleeve, catalogue.tpr, "TPR Plant 1", planner),
            Yard(ledger, catalogue.block, catalogue.kai, "Balai Yasa Yogyakarta", planner),
            receiving=planner,
            rejects=_rejects(catalogue),
        )
        queue_up(cooperative, machines, workshops, planner)
        agree_additions(cooperative)
        drift = DriftBook(ledger, machines.spectrometer, desks["lab"])
        foresee_failures(catalogue, workshops, desks["lab"], planner)
        rule_on_grades(planner)
        agree_on_readiness(desks["pendamping"])
        rule_on_claims(desks["lab"])
        return cls(
            cooperative,
            ledger,
            desks,
            makers,
            machines,
            catalogue,
            foundry,
            Claims(cooperative, desks["lab"], makers),
            drift,
        )

    def tell(self, months: list[date]) -> None:
        for month in months:
            self._month(month, settles=month_after(month, -1) in months)
        keep_gifts(self.ledger, self.machines, self.desks["lab"])
        leave_a_tray(self.machines.spectrometer, self.desks["lab"])
        count_everything(self.cooperative)
        plan_heats(self.desks["perencana"], NOW)
        self.foundry.room.board.hang()
        mark_months(self.cooperative, months)
        gather_files(self.catalogue, self._workshops(), self.desks["lab"], self.desks["pelanggan"])
        count_centres(self.cooperative, months[:-1])

    def _month(self, month: date, *, settles: bool) -> None:
        days = working_days(month)
        whole = days_worked(month, month_after(month).replace(day=1))[:-1]
        last_dispatch, blocks_end, sleeves_end = whole[-4], whole[-7], whole[-9]
        self._order(month, days[0])
        self._answer(month, days[1], settles=settles)
        for place, day in enumerate(days[2:]):
            if day == NOW.date():
                self._this_morning(day)
                break
            self.drift.morning(day)
            self._unforeseen(day)
            self.foundry.work(
                day,
                sleeves_end=sleeves_end,
                blocks_end=blocks_end,
                is_dispatch=place % 2 == 0 and day < min(last_dispatch, THE_DAY_BEFORE),
                is_last=day == last_dispatch,
            )
        self.ledger.write()
        use_shared_machines(
            self.ledger, self.machines, self._workshops(), month, self.desks["perencana"]
        )

    def _workshops(self) -> list[Workshop]:
        return [maker.workshop for maker in self.makers.values()]

    def _order(self, month: date, day: date) -> None:
        """The customers' releases come in and are shared out the same morning."""
        self.ledger.now = moment(day, "06:40")
        for customer in (self.catalogue.kai, self.catalogue.tpr):
            orders.receive_release(self.catalogue, customer, month, day, self.desks["perencana"])
            pieces = orders.wanted(self.catalogue, customer, month)
            self.foundry.due[customer.code] = self.foundry.due.get(customer.code, 0) + pieces

    def _answer(self, month: date, day: date, *, settles: bool) -> None:
        """The month before is paid, this one is shared out and answered, advances are given."""
        self.ledger.now = moment(day, "06:30")
        before = month_after(month, -1)
        if settles and before < SETTLED_BEFORE:
            money.settle(self.catalogue, before, day, self.desks["bendahara"])
        self._share_out(month, day, self.catalogue.block, self.catalogue.sleeve)
        if month != CURRENT_MONTH:
            money.give_advances(self._workshops(), month, day, self.desks["bendahara"])

    def _share_out(self, month: date, day: date, *revisions: PartRevision) -> None:
        """Every owner accepts, but for those of this April of whom it is told otherwise."""
        at = moment(day, "06:40")
        orders_of_the_day: list[WorkOrder] = []
        for revision in revisions:
            at += timedelta(minutes=5)
            orders_of_the_day += sharing.share_out(revision, month, at, self.desks["perencana"])
        at = moment(day, "06:55")
        for order in orders_of_the_day:
            at += timedelta(seconds=40)
            maker = self.makers[order.workshop.code]
            turn = (day, order.workshop.code)
            if turn in DECLINED:
                sharing.decline(order, maker.owner, at)
            elif turn not in UNANSWERED:
                self.foundry.take_on(sharing.accept(order, maker.owner, at), maker)

    def _unforeseen(self, day: date) -> None:
        self.ledger.now = moment(day, "06:50")
        if self.claims.has(day):
            self.ledger.write()
            self.claims.come(day)
        if turn := self._turns().get(day):
            self.ledger.write()
            turn(day)
        if day.replace(day=1) == CONCEDED_IN:
            self._concede_one(day)

    def _turns(self) -> dict[date, Callable[[date], None]]:
        """What did not go as planned: a scrapped heat, a conceded one, and a restless April."""
        return {
            date(2019, 1, 16): lambda day: self._stop("B-041", "3.520", day),
            date(2019, 1, 17): self._scrap,
            date(2019, 1, 18): self._share_again,
            DECLINED_SHARED_AGAIN_ON: self._share_again,
            date(2019, 4, 10): self._raise_release,
        }

    def _stop(self, code: str, carbon_pct: str, day: date) -> None:
        """Stop the last heat of a workshop before it is inspected."""
        waiting = [*self.foundry.to_inspect, *self.foundry.to_machine]
        heat = [cast for cast in waiting if cast.maker.workshop.code == code][-1].lot.heat
        self.stopped_lots = [cast for cast in waiting if cast.lot.heat is heat]
        for cast in self.stopped_lots:
            cast.is_held = True
        self.stopped = stops.stop_for_carbon(heat, carbon_pct, self.desks["lab"], day)
        self.stopped_on = day

    def _scrap(self, day: date) -> None:
        assert self.stopped is not None
        stops.scrap(self.stopped, self.desks["lab"], day)
        gone = self.stopped_lots
        self.foundry.to_inspect = [one for one in self.foundry.to_inspect if one not in gone]

    def _concede_one(self, day: date) -> None:
        """February's first sleeve heat waits three days for the customer's word."""
        first_source = SLEEVE_MAKERS[0]
        if self.stopped_on < CONCEDED_IN:
            if any(one.maker.workshop.code == first_source for one in self.foundry.to_machine):
                self.ledger.write()
                self._stop(first_source, "3.430", day)
        elif self.stopped and day >= self.stopped_on + timedelta(days=3):
            self.ledger.write()
            stops.pass_by_concession(self.stopped, self.desks["lab"], day)
            for cast in self.stopped_lots:
                cast.is_held = False
            self.stopped = None

    def _share_again(self, day: date) -> None:
        self._share_out(day.replace(day=1), day, self.catalogue.block)

    def _raise_release(self, day: date) -> None:
        orders.receive_release(
            self.catalogue,
            self.catalogue.kai,
            CURRENT_MONTH,
            day,
            self.desks["perencana"],
            more=orders.RAISED_IN_APRIL,
        )
        self.foundry.due["KAI"] += orders.RAISED_IN_APRIL

    def _this_morning(self, day: date) -> None:
        morning = Morning(self.foundry, self.desks["lab"])
        morning.load_the_lorry()
        learn_recoveries_of(cooperative=self.cooperative, at=moment(day, "02:10"))
        self.drift.morning(day)
        self.ledger.write()
        self.ledger.now = moment(day, "06:45")
        planner = self.desks["perencana"]
        sharing.propose(self.catalogue.block, CURRENT_MONTH, self.ledger.now, planner)
        morning.begin()


def _rejects(catalogue: Catalogue) -> dict[tuple[str, date], Rejected]:
    """What the customers sent back, from the first lorry of a month."""
    return {
        ("KAI", date(2018, 10, 1)): Rejected(9, catalogue.defects["B1"]),
        ("KAI", date(2018, 12, 1)): Rejected(6, catalogue.defects["G3"]),
        ("KAI", date(2019, 1, 1)): Rejected(4, catalogue.defects["Z1"]),
        ("KAI", date(2019, 3, 1)): Rejected(7, catalogue.defects["F1"]),
        ("TPR", date(2018, 11, 1)): Rejected(1, catalogue.defects["B2"]),
        ("TPR", date(2019, 2, 1)): Rejected(2, catalogue.defects["F2"]),
    }
