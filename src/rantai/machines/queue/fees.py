"""What lateness costs: the machine stood still for whoever booked it."""

from datetime import datetime, timedelta


def charged_minutes(*, booked_from: datetime, began_at: datetime, ended_at: datetime) -> int:
    """Whole minutes from the booked beginning, or the real one if that was earlier, to the end.

    >>> eight = datetime(2019, 4, 12, 8, 0)
    >>> charged_minutes(
    ...     booked_from=eight,
    ...     began_at=eight + timedelta(minutes=20),
    ...     ended_at=eight + timedelta(minutes=80),
    ... )
    80
    """
    return -((min(booked_from, began_at) - ended_at) // timedelta(minutes=1))


def no_show_fee(full_rupiah: int, pct: int) -> int:
    """The part of the booked time's fee, in whole rupiah, half a rupiah rounded up.

    >>> no_show_fee(82_501, 50)
    41251
    """
    return (full_rupiah * pct + 50) // 100
