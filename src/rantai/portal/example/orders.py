"""The customers' releases: a month firm, three months of forecast, sent as the sheets they are."""

from datetime import date, timedelta

from rantai.orders.actions import receive_schedule
from rantai.orders.models import Customer, DeliverySchedule
from rantai.portal.example.days import moment, month_after, working_days
from rantai.portal.example.parts import Catalogue
from rantai.records.models import Account

SLEEVES_A_MONTH = 200
BLOCKS = {
    date(2018, 10, 1): 20_800,
    date(2018, 11, 1): 20_600,
    date(2018, 12, 1): 20_720,
    date(2019, 1, 1): 20_640,
    date(2019, 2, 1): 20_680,
    date(2019, 3, 1): 20_760,
    date(2019, 4, 1): 20_720,
}
BLOCKS_FORECAST = 20_720
RAISED_IN_APRIL = 400
"""A second release of April asks for more; the planner has not shared it out yet."""


def wanted(catalogue: Catalogue, customer: Customer, month: date) -> int:
    """Pieces that a customer calls off firmly for a month, by the month's first release."""
    return SLEEVES_A_MONTH if customer == catalogue.tpr else BLOCKS.get(month, BLOCKS_FORECAST)


def receive_release(
    catalogue: Catalogue, customer: Customer, month: date, day: date, by: Account, more: int = 0
) -> DeliverySchedule:
    """The planner uploads the release that a customer sent on a day."""
    number = f"{customer.code}-{day:%y%m%d}"
    content = _sheet(catalogue, customer, month, day, number, more).encode()
    return receive_schedule(
        content=content,
        name=f"{number}.csv",
        customer=customer,
        by=by,
        at=moment(day, "06:40"),
    )


def _sheet(
    catalogue: Catalogue, customer: Customer, month: date, day: date, number: str, more: int
) -> str:
    revision = catalogue.sleeve if customer == catalogue.tpr else catalogue.block
    ship_to = "TPR Plant 1" if customer == catalogue.tpr else "Balai Yasa Yogyakarta"
    rows = [
        f"No. jadwal;{number}",
        f"Tanggal jadwal;{day.isoformat()}",
        f"Pelanggan;{customer.code}",
        "No. part;Revisi;Kirim ke;Tanggal kirim;Jumlah;Jenis",
    ]
    head = f"{revision.part.number};{revision.revision};{ship_to}"
    for due_on, quantity in _firm(
        wanted(catalogue, customer, month), revision.part.pieces_per_box, month, more
    ):
        rows.append(f"{head};{due_on.isoformat()};{quantity};Pasti")
    for ahead in (1, 2, 3):
        later = month_after(month, ahead)
        rows.append(
            f"{head};{(later + timedelta(days=24)).isoformat()};"
            f"{wanted(catalogue, customer, later)};Perkiraan"
        )
    return "\n".join(rows) + "\n"


def _firm(pieces: int, box: int, month: date, more: int) -> list[tuple[date, int]]:
    """Four deliveries of whole boxes; the last takes what is left and what was asked for later."""
    days = [month + timedelta(days=offset) for offset in (9, 15, 21, 25)]
    each = pieces // box // 4 * box
    quantities = [each, each, each, pieces - 3 * each + more]
    return [(day, pieces) for day, pieces in zip(days, quantities, strict=True) if pieces]


def first_day(month: date) -> date:
    return working_days(month)[0]
