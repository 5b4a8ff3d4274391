"""What the use of a shared machine costs."""

MINUTES_OF_A_DAY = 24 * 60


def fee_for(minutes: int, rupiah_per_hour: int) -> int:
    """Return the fee in whole rupiah, half a rupiah rounded up.

    >>> fee_for(90, 75_000)
    112500
    """
    return (minutes * rupiah_per_hour + 30) // 60
