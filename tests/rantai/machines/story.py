"""A queue rule, a fee and a wish, as most stories about shared machines begin."""

from datetime import date, time

from rantai.machines.actions import decide_queue_rule, request_booking
from rantai.machines.models import Booking, Machine, MachineFee, QueueRule
from rantai.records.models import Account
from tests.cast import Cast

RULE = {
    "safety_first": True,
    "band_days": 7,
    "share_days": 90,
    "fixed_days": 7,
    "opens_at": time(7),
    "closes_at": time(16),
    "days_a_week": 6,
    "grace_minutes": 30,
    "cancel_hours": 24,
    "no_show_pct": 50,
    "decision": "RAT 2019/3",
}


def rule(cast: Cast, valid_from: date = date(2019, 1, 1)) -> QueueRule:
    return decide_queue_rule(
        valid_from=valid_from,
        **RULE,  # type: ignore[arg-type]
        by=cast.planner,
        at=cast.at,
    )


def queued_machine(cast: Cast) -> Machine:
    """The cast's spectrometer as a gift with a fee of Rp 60.000 an hour, under a queue rule."""
    rule(cast)
    MachineFee.objects.create(
        cooperative=cast.cooperative,
        machine=cast.spectrometer,
        valid_from=date(2019, 1, 1),
        rupiah_per_hour=60_000,
    )
    Machine.objects.filter(cooperative_id=cast.cooperative.pk, pk=cast.spectrometer.pk).update(
        donor="PT TMMIN"
    )
    cast.spectrometer.refresh_from_db()
    return cast.spectrometer


def wish(
    cast: Cast,
    by: Account | None = None,
    *,
    due_on: date = date(2019, 4, 20),
    minutes: int = 120,
    family: str = "",
) -> Booking:
    return request_booking(
        machine=cast.spectrometer,
        purpose="Selongsong 10-4411",
        family=family,
        minutes=minutes,
        pieces=40,
        due_on=due_on,
        by=by or cast.owner,
        at=cast.at,
    )
