"""A period closes to the rupiah, once, on figures the treasurer has seen."""

from datetime import date, timedelta

import pytest

from rantai.delivery.actions import PeriodClosed
from rantai.machines.actions import fix_queue, record_no_show
from rantai.machines.models import MachineUse
from rantai.records.actions import stamp
from rantai.settlement.actions import (
    ChangedSincePreview,
    InvoiceDiffers,
    NothingToSettle,
    PeriodNotOver,
    PriceMissing,
    agree_member_price,
    close_settlement,
    give_advance,
)
from rantai.settlement.models import Deduction, Settlement
from rantai.settlement.queries import (
    customers_to_settle,
    period_account,
    settlements_visible_to,
    statements_visible_to,
)
from tests.cast import Cast
from tests.rantai.delivery.story import packed, received, shipped
from tests.rantai.machines.story import queued_machine, wish
from tests.rantai.quality.story import passed_lot
from tests.rantai.settlement.story import END, agree_prices, close, deliver


@pytest.fixture
def priced(cast: Cast) -> Cast:
    agree_prices(cast)
    return cast


def test_members_and_margin_make_the_invoice(priced: Cast) -> None:
    deliver(priced)

    settlement = close(priced, 28 * 78_000)

    assert settlement.members_rupiah == 28 * 70_000
    assert settlement.margin_rupiah == 28 * 8_000


def test_every_deduction_points_at_its_cause(priced: Cast) -> None:
    advance = give_advance(
        workshop=priced.workshop_a,
        given_on=date(2019, 4, 2),
        rupiah=600_000,
        purpose="Besi kasar",
        by=priced.treasurer,
        at=priced.at,
    )
    MachineUse.objects.create(
        **stamp(cooperative=priced.cooperative, by=priced.planner, at=priced.at),
        machine=priced.spectrometer,
        workshop=priced.workshop_a,
        used_on=date(2019, 4, 3),
        minutes=90,
        fee_rupiah=45_000,
    )
    deliver(priced)

    (statement,) = close(priced, 28 * 78_000).statements.all()

    taken = {row.kind: (row.rupiah, row.cause_code) for row in statement.deductions.all()}
    receipt = priced.customer.shipments.get().receipts.get()
    gross = 28 * 70_000
    assert taken == {
        "advance": (600_000, advance.code),
        "machine": (45_000, "SPK-1"),
        "reject": (2 * 70_000 // 4, receipt.code),
        "levy": (gross * 15 // 1000, "Rapat anggota 12 Januari 2019"),
        "savings": (100_000, "Rapat anggota 12 Januari 2019"),
    }
    assert statement.net_rupiah == gross - sum(rupiah for rupiah, _ in taken.values())


def test_a_booking_nobody_came_for_is_taken_with_its_cause(priced: Cast) -> None:
    machine = queued_machine(priced)
    wish(priced)
    [booking] = fix_queue(machine=machine, by=priced.planner, at=priced.at)
    late = priced.at + timedelta(minutes=30)
    use = record_no_show(booking=booking, by=priced.lab, at=late)
    deliver(priced)

    close(priced, 28 * 78_000)
    taken = Deduction.objects.get(kind="machine")
    assert (taken.rupiah, taken.cause_code) == (use.fee_rupiah, machine.code)
    assert "dipesan" in taken.basis, "The paper says that it was booked and not used."


def test_what_an_advance_still_owes_is_taken_next_time(priced: Cast) -> None:
    give_advance(
        workshop=priced.workshop_a,
        given_on=date(2019, 4, 2),
        rupiah=1_500_000,
        purpose="Besi kasar",
        by=priced.treasurer,
        at=priced.at,
    )
    deliver(priced, rejected=0)
    close(priced, 30 * 78_000)
    first = Deduction.objects.get(kind="advance")
    assert (first.rupiah, first.carried_rupiah) == (1_050_000, 450_000)

    passed_lot(priced, 30)
    received(priced, shipped(priced, packed(priced, 30)), on=date(2019, 5, 2))
    account = period_account(priced.customer, date(2019, 5, 5))

    again = [each for each in account.members[0].settled.deductions if each.kind == "advance"]
    assert [(each.due_rupiah, each.taken_rupiah) for each in again] == [(450_000, 450_000)]


def test_monthly_savings_are_taken_once_a_month(priced: Cast) -> None:
    deliver(priced, rejected=0)
    close(priced, 30 * 78_000)
    passed_lot(priced, 30)
    received(priced, shipped(priced, packed(priced, 30)), on=date(2019, 5, 1))

    account = period_account(priced.customer, date(2019, 5, 5))

    assert "savings" in {each.kind for each in account.members[0].settled.deductions}
    assert Deduction.objects.filter(kind="savings").count() == 1


def test_an_invoice_one_rupiah_off_closes_nothing(priced: Cast) -> None:
    deliver(priced)

    with pytest.raises(InvoiceDiffers, match="Rp 1 "):
        close(priced, 28 * 78_000 + 1)

    assert not Settlement.objects.exists()


def test_a_receipt_that_arrives_after_the_preview_stops_the_closing(priced: Cast) -> None:
    deliver(priced, rejected=0)
    seen = period_account(priced.customer, END).fingerprint
    deliver(priced, 10, 0)

    with pytest.raises(ChangedSincePreview):
        close(priced, 30 * 78_000, seen)

    assert not Settlement.objects.exists()


def test_a_receipt_that_arrives_after_the_closing_gets_a_sentence(priced: Cast) -> None:
    deliver(priced, rejected=0)
    passed_lot(priced, 10)
    late = shipped(priced, packed(priced, 10))
    close(priced, 30 * 78_000)

    with pytest.raises(PeriodClosed):
        received(priced, late, on=END)


def test_closing_twice_says_there_is_nothing_left(priced: Cast) -> None:
    deliver(priced, rejected=0)
    close(priced, 30 * 78_000)

    with pytest.raises(NothingToSettle):
        close(priced, 30 * 78_000)


def test_a_missing_price_is_named(cast: Cast) -> None:
    deliver(cast)

    with pytest.raises(PriceMissing, match="T-360"):
        close(cast, 0)


def test_the_price_of_the_day_of_receipt_holds(priced: Cast) -> None:
    agree_member_price(
        part=priced.block.part,
        workshop=priced.workshop_a,
        valid_from=date(2019, 4, 16),
        rupiah=75_000,
        by=priced.treasurer,
        at=priced.at,
    )
    deliver(priced, rejected=0)  # received on the 15th
    passed_lot(priced, 10)
    received(priced, shipped(priced, packed(priced, 10)), on=date(2019, 4, 16))

    account = period_account(priced.customer, END)

    assert account.members_rupiah == 30 * 70_000 + 10 * 75_000


def test_a_period_that_is_not_over_is_not_closed(priced: Cast) -> None:
    deliver(priced)

    with pytest.raises(PeriodNotOver):
        close_settlement(
            customer=priced.customer,
            through=END,
            invoice_number="INV",
            invoice_rupiah=28 * 78_000,
            seen_fingerprint="",
            by=priced.treasurer,
            at=priced.at,
        )


def test_an_owner_sees_the_own_statement_and_no_other(priced: Cast) -> None:
    deliver(priced, rejected=0)
    assert list(customers_to_settle(priced.treasurer)) == [priced.customer]
    settlement = close(priced, 30 * 78_000)

    assert statements_visible_to(priced.owner).count() == 1
    assert statements_visible_to(priced.owner_b).count() == 0
    assert statements_visible_to(priced.planner).count() == 0
    assert statements_visible_to(priced.stranger).count() == 0
    assert list(settlements_visible_to(priced.treasurer)) == [settlement]
    assert not settlements_visible_to(priced.owner).exists()
