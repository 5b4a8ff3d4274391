"""Paying members to the rupiah."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rantai.settlement.rules import (
    ORDER,
    Accepted,
    CarryReason,
    Dated,
    Due,
    FixedPerPiece,
    Kind,
    NothingInForce,
    PercentOfPrice,
    SurplusSplitNotWhole,
    check_surplus_split,
    in_force,
    percent_of,
    reconcile,
    reject_charge,
    settle_member,
    split_pool,
)
from tests.worked_tables import worked_table

HALF = Decimal(50)


def whole_rupiah(printed: str) -> int:
    return int(printed.replace(".", ""))


def test_the_worked_settlement_of_the_method_page_is_what_is_computed() -> None:
    accepted = [
        Accepted(int(row["Pieces"]), whole_rupiah(row["Price"]), row["Receipt"])
        for row in worked_table("settlement.md", "### Accepted")
    ]
    *rows, total = worked_table("settlement.md", "### Deductions")
    dues = [Due(Kind(row["Kind"]), whole_rupiah(row["Due"]), row["Cause"]) for row in rows]

    settled = settle_member(accepted, dues, advance_limit_percent=Decimal(30))

    for row, found in zip(rows, settled.deductions, strict=True):
        assert whole_rupiah(row["Taken"]) == found.taken_rupiah
        assert whole_rupiah(row["Carried"]) == found.carried_rupiah
        assert row["Why"] == (found.carry_reason or "")
    assert whole_rupiah(total["Taken"]) == settled.taken_rupiah
    facts = {
        row["Figure"]: whole_rupiah(row["Rupiah"])
        for row in worked_table("settlement.md", "### Result")
    }
    assert facts == {
        "Gross": settled.gross_rupiah,
        "Taken": settled.taken_rupiah,
        "Net": settled.net_rupiah,
        "Carried": settled.carried_rupiah,
    }
    assert dues[3].rupiah == percent_of(settled.gross_rupiah, Decimal("2.5"))


def test_the_worked_pool_of_the_method_page_is_what_is_computed() -> None:
    rows = worked_table("settlement.md", "### A pool of 1.000.000 by transactions")
    weights = {row["Member"]: whole_rupiah(row["Transactions"]) for row in rows}

    assert split_pool(1_000_000, weights) == {
        row["Member"]: whole_rupiah(row["Part"]) for row in rows
    }


def test_the_price_of_the_day_holds_until_the_next_one_does() -> None:
    prices = [Dated(date(2026, 7, 1), 56_000), Dated(date(2026, 1, 1), 55_000)]

    assert in_force(prices, date(2026, 6, 30)) == 55_000
    assert in_force(prices, date(2026, 7, 1)) == 56_000
    with pytest.raises(NothingInForce, match="2025-12-31"):
        in_force(prices, date(2025, 12, 31))


def test_deductions_are_taken_in_the_stated_order_whatever_the_order_given() -> None:
    dues = [Due(kind, 10, f"cause of {kind}") for kind in reversed(ORDER)]

    settled = settle_member([Accepted(1, 1000, "r")], dues, advance_limit_percent=HALF)

    assert [each.kind for each in settled.deductions] == [
        Kind.ADVANCE,
        Kind.MACHINE,
        Kind.REJECT,
        Kind.LEVY,
        Kind.SAVINGS,
    ]


def test_two_advances_share_one_limit_oldest_first() -> None:
    dues = [Due(Kind.ADVANCE, 400, "old"), Due(Kind.ADVANCE, 400, "new")]

    settled = settle_member([Accepted(10, 100, "r")], dues, advance_limit_percent=HALF)

    assert [(each.cause, each.taken_rupiah) for each in settled.deductions] == [
        ("old", 400),
        ("new", 100),
    ]
    assert settled.deductions[1].carry_reason is CarryReason.ADVANCE_LIMIT
    assert settled.net_rupiah == 500


def test_the_advance_limit_is_never_passed_by_rounding() -> None:
    settled = settle_member(
        [Accepted(1, 999, "r")], [Due(Kind.ADVANCE, 999, "a")], advance_limit_percent=HALF
    )

    assert settled.taken_rupiah == 499


def test_savings_never_make_net_negative_and_the_rest_is_carried() -> None:
    dues = [Due(Kind.MACHINE, 900, "booking"), Due(Kind.SAVINGS, 200, "savings 2026-10")]

    settled = settle_member([Accepted(1, 1000, "r")], dues, advance_limit_percent=HALF)

    savings = settled.deductions[1]
    assert (savings.taken_rupiah, savings.carried_rupiah) == (100, 100)
    assert savings.carry_reason is CarryReason.NOTHING_LEFT
    assert settled.net_rupiah == 0


def test_an_advance_without_limit_is_held_back_only_by_what_there_is() -> None:
    settled = settle_member(
        [Accepted(1, 700, "r")], [Due(Kind.ADVANCE, 900, "a")], advance_limit_percent=Decimal(100)
    )

    assert settled.taken_rupiah == 700
    assert settled.net_rupiah == 0


def test_a_member_without_accepted_pieces_pays_nothing_and_owes_everything() -> None:
    dues = [Due(kind, 100, "cause") for kind in ORDER]

    settled = settle_member([], dues, advance_limit_percent=HALF)

    assert settled.net_rupiah == 0
    assert settled.carried_rupiah == 500


@pytest.mark.parametrize(
    ("rupiah", "percent", "expected"),
    [(100, "2.5", 3), (99, "2.5", 2), (20, "2.5", 1), (19, "2.5", 0), (1_000_001, "0.05", 500)],
)
def test_half_a_rupiah_rounds_up(rupiah: int, percent: str, expected: int) -> None:
    assert percent_of(rupiah, Decimal(percent)) == expected


def test_rejects_are_charged_by_the_rule_in_force() -> None:
    assert reject_charge(3, 55_000, FixedPerPiece(20_000)) == 60_000
    assert reject_charge(3, 55_001, PercentOfPrice(Decimal("12.5"))) == 20_625  # of 165,003
    assert reject_charge(0, 55_000, PercentOfPrice(Decimal(100))) == 0


def test_closing_agrees_only_to_the_rupiah() -> None:
    def agrees(invoice: int) -> bool:
        return reconcile(
            members_gross_total=9_000_000, margin_total=1_000_000, invoice_amount=invoice
        ).agrees

    assert agrees(10_000_000)
    assert not agrees(10_000_001)
    assert not agrees(9_999_999)


def test_the_difference_to_the_invoice_is_positive_when_the_invoice_is_larger() -> None:
    found = reconcile(members_gross_total=90, margin_total=-5, invoice_amount=100)

    assert found.difference_rupiah == 15


def test_the_usual_split_of_the_surplus_is_whole() -> None:
    usual = {"reserve": 40, "members": 40, "management": 5, "staff": 5, "education": 5, "social": 5}

    check_surplus_split({name: Decimal(percent) for name, percent in usual.items()})
    check_surplus_split({"reserve": Decimal("33.35"), "members": Decimal("66.65")})


def test_the_widely_copied_split_of_105_percent_is_refused_with_the_reason() -> None:
    copied = {
        "reserve": 40,
        "members": 40,
        "management": 5,
        "staff": 5,
        "education": 5,
        "social": 5,
        "area development": 5,
    }

    with pytest.raises(SurplusSplitNotWhole, match=r"105 %, 5 % too much.*area development") as no:
        check_surplus_split({name: Decimal(percent) for name, percent in copied.items()})
    assert no.value.total_percent == 105


def test_a_split_a_hundredth_short_is_refused() -> None:
    with pytest.raises(SurplusSplitNotWhole, match=r"99\.99 %, 0\.01 % too little\.$"):
        check_surplus_split({"reserve": Decimal("33.34"), "members": Decimal("66.65")})


@pytest.mark.parametrize(
    "weights",
    [{}, {"A": 0}, {"A": 2, "B": -1}],
)
def test_a_pool_without_usable_weights_is_refused(weights: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        split_pool(100, weights)


def test_amounts_below_zero_and_percents_beyond_100_are_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        Accepted(-1, 100, "r")
    with pytest.raises(ValueError, match="below zero"):
        Due(Kind.LEVY, -1, "levy")
    with pytest.raises(ValueError, match="below zero"):
        FixedPerPiece(-1)
    with pytest.raises(ValueError, match="below zero"):
        reject_charge(-1, 100, FixedPerPiece(1))
    with pytest.raises(ValueError, match="below zero"):
        split_pool(-1, {"A": 1})
    with pytest.raises(ValueError, match="below zero"):
        percent_of(-1, HALF)
    with pytest.raises(ValueError, match="between 0 and 100"):
        PercentOfPrice(Decimal("100.1"))
    with pytest.raises(ValueError, match="between 0 and 100"):
        settle_member([], [], advance_limit_percent=Decimal(-1))


def test_a_deduction_without_a_cause_is_refused() -> None:
    with pytest.raises(ValueError, match="needs its cause"):
        Due(Kind.LEVY, 100, "")


money = st.integers(0, 10**9)
percents = st.decimals(0, 100, places=3)
accepted_lines = st.lists(
    st.builds(Accepted, st.integers(0, 20_000), st.integers(0, 500_000), st.just("receipt")),
    max_size=5,
)
dues_lists = st.lists(st.builds(Due, st.sampled_from(Kind), money, st.text(min_size=1)), max_size=9)


@given(accepted_lines, dues_lists, percents)
def test_gross_is_net_and_taken_and_what_was_due_is_taken_or_carried(
    accepted: list[Accepted], dues: list[Due], limit: Decimal
) -> None:
    settled = settle_member(accepted, dues, advance_limit_percent=limit)

    assert settled.net_rupiah >= 0
    assert settled.net_rupiah + settled.taken_rupiah == settled.gross_rupiah
    assert settled.taken_rupiah + settled.carried_rupiah == sum(each.rupiah for each in dues)
    advances = sum(each.taken_rupiah for each in settled.deductions if each.kind is Kind.ADVANCE)
    assert Fraction(advances) * 100 <= Fraction(settled.gross_rupiah) * Fraction(limit)
    for each in settled.deductions:
        assert 0 <= each.taken_rupiah <= each.due_rupiah
        assert (each.carry_reason is None) == (each.carried_rupiah == 0)


@given(accepted_lines, dues_lists, percents)
def test_every_cause_is_still_there_after_settling(
    accepted: list[Accepted], dues: list[Due], limit: Decimal
) -> None:
    settled = settle_member(accepted, dues, advance_limit_percent=limit)

    asked = sorted((due.kind, due.rupiah, due.cause) for due in dues)
    assert sorted((each.kind, each.due_rupiah, each.cause) for each in settled.deductions) == asked


@given(accepted_lines, dues_lists, percents)
def test_nothing_left_is_only_said_when_the_member_is_paid_nothing(
    accepted: list[Accepted], dues: list[Due], limit: Decimal
) -> None:
    settled = settle_member(accepted, dues, advance_limit_percent=limit)

    if any(each.carry_reason is CarryReason.NOTHING_LEFT for each in settled.deductions):
        assert settled.net_rupiah == 0


@given(money, percents)
def test_a_percent_is_off_by_at_most_half_a_rupiah(rupiah: int, percent: Decimal) -> None:
    exact = Fraction(rupiah) * Fraction(percent) / 100

    assert -Fraction(1, 2) < percent_of(rupiah, percent) - exact <= Fraction(1, 2)


@given(
    st.integers(0, 10**12),
    st.dictionaries(
        st.text("ABCDE", min_size=1, max_size=3),
        st.one_of(st.integers(0, 10**9), st.decimals(0, 10**6, places=2)),
        min_size=1,
        max_size=20,
    ).filter(lambda weights: any(weights.values())),
)
def test_the_parts_of_a_pool_sum_to_it_and_are_within_a_rupiah(
    pool: int, weights: dict[str, int | Decimal]
) -> None:
    parts = split_pool(pool, weights)
    whole = sum(Fraction(weight) for weight in weights.values())

    assert sum(parts.values()) == pool
    assert parts == split_pool(pool, dict(reversed(weights.items())))
    for key, weight in weights.items():
        assert abs(parts[key] - pool * Fraction(weight) / whole) < 1
