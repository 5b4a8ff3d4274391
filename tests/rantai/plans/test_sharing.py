"""Sharing a confirmed quantity over workshops: worked cases."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from rantai.plans.sharing import (
    ByCapacity,
    ByRecord,
    Candidate,
    EqualShare,
    FirstAndSecond,
    Refused,
    Rotation,
    Rule,
    Sharing,
    SharingResult,
    Source,
    StepKind,
    Unplaced,
    UnplacedReason,
    curve,
    split,
)
from tests.worked_tables import worked_table


def share(
    quantity: int,
    *candidates: Candidate,
    rule: Rule | None = None,
    pack_size: int = 10,
) -> SharingResult:
    return split(Sharing(quantity, pack_size, rule or EqualShare(), candidates))


def pieces(result: SharingResult) -> dict[str, int]:
    return {each.workshop: each.pieces for each in result.shares}


@pytest.mark.parametrize(
    ("heading", "quantity", "pack_size", "rule"),
    [
        ("### Equal share: 200 pieces, boxes of 20", 200, 20, EqualShare()),
        ("### By audited capacity: 1,055 pieces, boxes of 10", 1055, 10, ByCapacity()),
        ("### Rotation: 130 pieces, boxes of 10, lots of 50", 130, 10, Rotation(50)),
        (
            "### First and second source, 70 to 30: 205 pieces, boxes of 10",
            205,
            10,
            FirstAndSecond(Decimal(70)),
        ),
    ],
)
def test_the_worked_tables_of_the_method_page_are_what_is_computed(
    heading: str, quantity: int, pack_size: int, rule: Rule
) -> None:
    rows = worked_table("planning.md", heading)
    candidates = [
        Candidate(
            row["Workshop"],
            capacity_pieces=int(row["Capacity"]),
            load_pieces=int(row["Load"]),
            cap_pieces=int(row["Cap"]) if row["Cap"] else None,
            balance_pieces=Decimal(row["Owed"]),
            last_served_on=date.fromisoformat(row["Last served"]) if row["Last served"] else None,
            source=Source(row["Source"]) if row["Source"] else None,
        )
        for row in rows
    ]

    result = share(quantity, *candidates, rule=rule, pack_size=pack_size)

    assert result.unplaced == ()
    for row, found in zip(rows, result.shares, strict=True):
        assert row["Entitled"] == f"{Decimal(round(found.entitled_pieces * 10000)) / 10000:.4f}"
        assert row["Given"] == str(found.pieces)
        assert row["Owed after"] == f"{found.balance_after:.4f}"


def test_who_was_given_less_last_time_is_given_more_this_time() -> None:
    first = share(200, *(Candidate(name, 500) for name in "ABC"))
    again = share(
        200,
        *(
            Candidate(each.workshop, 500, balance_pieces=each.balance_after)
            for each in first.shares
        ),
    )

    assert pieces(first) == {"A": 70, "B": 70, "C": 60}
    assert pieces(again) == {"A": 70, "B": 60, "C": 70}


def test_the_remainder_of_the_boxes_goes_as_one_partial_box_to_the_most_owed() -> None:
    result = share(
        47,
        Candidate("A", 100, balance_pieces=Decimal(-3)),
        Candidate("B", 100, balance_pieces=Decimal(3)),
    )

    assert pieces(result) == {"A": 20, "B": 27}
    assert [(each.full_boxes, each.partial_box_pieces) for each in result.shares] == [
        (2, 0),
        (2, 7),
    ]


def test_a_full_workshop_builds_up_no_claim_to_what_it_had_no_room_for() -> None:
    result = share(100, Candidate("A", 100, load_pieces=80), Candidate("B", 100))
    tight, roomy = result.shares

    assert (tight.pieces, roomy.pieces) == (20, 80)
    assert tight.balance_after == roomy.balance_after == 0


def test_a_cap_binds_before_free_capacity() -> None:
    result = share(100, Candidate("A", 100, cap_pieces=30), Candidate("B", 100))

    assert pieces(result) == {"A": 30, "B": 70}
    assert [step.values for step in result.shares[0].steps if step.kind is StepKind.LIMIT_HIT] == [
        {"limit": "cap", "limit_pieces": 30}
    ]
    assert StepKind.LIMIT_HIT not in {step.kind for step in result.shares[1].steps}


def test_what_nobody_has_room_for_is_unplaced_with_the_reason() -> None:
    result = share(107, Candidate("A", 35), Candidate("B", 20))

    assert pieces(result) == {"A": 30, "B": 20}
    assert result.unplaced == (
        Unplaced(50, UnplacedReason.LIMITS_REACHED),
        Unplaced(7, UnplacedReason.NO_ROOM_FOR_PARTIAL_BOX),
    )


def test_a_partial_box_never_pushes_out_a_full_one() -> None:
    result = share(25, Candidate("A", 10, balance_pieces=Decimal(8)), Candidate("B", 15))

    assert pieces(result) == {"A": 10, "B": 15}


def test_without_candidates_everything_is_unplaced() -> None:
    refused = (Refused("C", "approval expired"),)
    result = split(Sharing(50, 10, EqualShare(), (), refused))

    assert result.shares == ()
    assert result.unplaced == (Unplaced(50, UnplacedReason.NO_CANDIDATES),)
    assert result.refused == refused


def test_nothing_to_share_leaves_every_balance_as_it_was() -> None:
    result = share(0, Candidate("A", 100, balance_pieces=Decimal("1.5")), Candidate("B", 100))

    assert [each.balance_after for each in result.shares] == [Decimal("1.5"), 0]
    assert result.unplaced == ()


def test_the_second_source_takes_over_what_the_first_has_no_room_for() -> None:
    result = share(
        200,
        Candidate("A", 90, source=Source.FIRST),
        Candidate("B", 300, source=Source.SECOND),
        rule=FirstAndSecond(Decimal(70)),
    )

    assert pieces(result) == {"A": 90, "B": 110}


def test_a_first_source_of_all_leaves_the_second_only_the_overflow() -> None:
    def with_first_capacity(capacity: int) -> dict[str, int]:
        return pieces(
            share(
                200,
                Candidate("A", capacity, source=Source.FIRST),
                Candidate("B", 300, source=Source.SECOND, balance_pieces=Decimal(0)),
                rule=FirstAndSecond(Decimal(100)),
            )
        )

    assert with_first_capacity(250) == {"A": 200, "B": 0}
    assert with_first_capacity(150) == {"A": 150, "B": 50}


def test_a_lone_second_source_takes_all() -> None:
    result = share(50, Candidate("B", 300, source=Source.SECOND), rule=FirstAndSecond(Decimal(70)))

    assert pieces(result) == {"B": 50}


def test_a_turn_goes_to_those_who_never_had_one() -> None:
    result = share(
        100,
        Candidate("A", 500, last_served_on=date(2026, 9, 1)),
        Candidate("B", 500),
        Candidate("C", 500, last_served_on=date(2026, 8, 1)),
        rule=Rotation(50),
    )

    assert pieces(result) == {"A": 0, "B": 50, "C": 50}


def test_a_turn_skips_a_workshop_without_room_for_a_lot_and_it_earns_no_claim() -> None:
    result = share(50, Candidate("A", 40), Candidate("B", 500), rule=Rotation(50))

    assert pieces(result) == {"A": 0, "B": 50}
    assert [each.entitled_pieces for each in result.shares] == [0, 50]


def test_an_order_below_the_lot_is_one_turn() -> None:
    result = share(33, Candidate("A", 40), Candidate("B", 500), rule=Rotation(50))

    assert pieces(result) == {"A": 33, "B": 0}


def test_lots_that_find_no_room_say_so() -> None:
    result = share(100, Candidate("A", 60), Candidate("B", 40), rule=Rotation(50))

    assert pieces(result) == {"A": 60, "B": 0}
    assert result.unplaced == (Unplaced(40, UnplacedReason.ROOM_BELOW_LOT),)


def test_the_better_quality_record_breaks_a_tie_only() -> None:
    good = Candidate("B", 100, accepted_percent=Decimal("99.5"))

    assert pieces(share(10, Candidate("A", 100), good)) == {"A": 0, "B": 10}
    owed = Candidate("A", 100, balance_pieces=Decimal(1))
    assert pieces(share(10, owed, good)) == {"A": 10, "B": 0}


def test_the_explanation_says_the_same_as_the_share_and_can_be_stored() -> None:
    result = share(
        200,
        Candidate("A", 300, balance_pieces=Decimal("3.3333")),
        Candidate("B", 100, balance_pieces=Decimal("-3.3333")),
        rule=ByCapacity(),
    )
    first = result.shares[0]

    assert json.loads(json.dumps([[step.kind, dict(step.values)] for step in first.steps])) == [
        [
            "rule",
            {
                "rule": "capacity",
                "candidates": 2,
                "capacity_pieces": 300,
                "total_capacity_pieces": 400,
            },
        ],
        [
            "limit",
            {
                "capacity_pieces": 300,
                "load_pieces": 0,
                "free_pieces": 300,
                "cap_pieces": None,
                "limit_pieces": 300,
            },
        ],
        ["entitled", {"placed_pieces": 200, "by_rule": "150.0000", "entitled": "150.0000"}],
        ["balance", {"balance": "3.3333", "claim": "153.3333", "all_lowered_by": "0.0000"}],
        [
            "rounding",
            {
                "pack_size": 10,
                "before": "153.3333",
                "full_boxes": 15,
                "partial_box_pieces": 0,
            },
        ],
        [
            "given",
            {
                "pieces": 150,
                "entitled": "150.0000",
                "balance_before": "3.3333",
                "balance_after": "3.3333",
            },
        ],
    ]
    assert first.entitled_pieces == Fraction(150)


def test_balances_of_workshops_absent_today_are_levelled_over_those_present() -> None:
    result = share(
        100,
        Candidate("A", 500, balance_pieces=Decimal(40)),
        Candidate("B", 500, balance_pieces=Decimal(20)),
    )

    assert pieces(result) == {"A": 60, "B": 40}
    assert [each.balance_after for each in result.shares] == [30, 30]
    lowered = [
        step.values["all_lowered_by"]
        for each in result.shares
        for step in each.steps
        if step.kind is StepKind.BALANCE
    ]
    assert lowered == ["30.0000", "30.0000"]


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: Candidate("", 10), "name of its workshop"),
        (lambda: Candidate("A", -1), "below zero"),
        (lambda: Candidate("A", 1, load_pieces=-1), "below zero"),
        (lambda: Candidate("A", 1, cap_pieces=-1), "below zero"),
        (lambda: Candidate("A", 1, balance_pieces=Decimal("0.00001")), "four decimals"),
        (lambda: Candidate("A", 1, accepted_percent=Decimal(101)), "accepted percent"),
        (lambda: Rotation(0), "at least one piece"),
        (lambda: FirstAndSecond(Decimal(0)), "above 0"),
        (lambda: FirstAndSecond(Decimal("100.5")), "at most 100"),
        (lambda: Sharing(-1, 1, EqualShare(), ()), "below zero"),
        (lambda: Sharing(1, 0, EqualShare(), ()), "at least one piece"),
        (
            lambda: Sharing(1, 1, EqualShare(), (Candidate("A", 1),), (Refused("A", "late"),)),
            "Named twice in one sharing: A",
        ),
        (
            lambda: Sharing(1, 1, FirstAndSecond(Decimal(70)), (Candidate("A", 1),)),
            "Neither first nor second source: A",
        ),
    ],
)
def test_nonsense_is_refused(make: object, why: str) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match=why):
        make()


def with_records() -> tuple[Candidate, ...]:
    """Two good makers, one bad one, and one of which nothing was received."""
    return (
        Candidate("A", 100, accepted_percent=Decimal(100), received_pieces=500),
        Candidate("B", 300, accepted_percent=Decimal(99), received_pieces=300),
        Candidate("C", 400, accepted_percent=Decimal(95), received_pieces=200),
        Candidate("D", 200),
    )


def test_a_good_record_is_given_its_part_by_capacity() -> None:
    by = ByRecord(Decimal(20), Decimal(99), 12)
    result = split(Sharing(1000, 10, by, with_records()))
    # 80 % by capacity over all, 20 % by capacity over A and B.
    assert {each.workshop: each.entitled_pieces for each in result.shares} == {
        "A": 100,
        "B": 300,
        "C": 400,
        "D": 200,
    }
    roomy = tuple(
        replace(each, capacity_pieces=10 * each.capacity_pieces) for each in with_records()
    )
    result = split(Sharing(1000, 10, by, roomy))
    assert pieces(result) == {"A": 130, "B": 390, "C": 320, "D": 160}


def test_without_a_good_record_all_goes_by_capacity() -> None:
    by = ByRecord(Decimal(50), Decimal(100), 12)
    nobody = tuple(replace(each, accepted_percent=None) for each in with_records())
    assert pieces(split(Sharing(1000, 10, by, nobody))) == {"A": 100, "B": 300, "C": 400, "D": 200}


def test_the_curve_falls_in_rejects_as_it_rises_in_inequality() -> None:
    points = curve(ByRecord(Decimal(0), Decimal(99), 12), with_records())
    first = points[0]
    # By capacity: 3 of B, 20 of C, and of D what all had together, 13 of 1,000 received.
    assert first.rejected_pieces == Decimal("25.600")
    assert (first.smallest, first.largest, first.gini) == (Decimal(1), Decimal(1), Decimal(0))
    rejected = [point.rejected_pieces for point in points]
    assert rejected == sorted(rejected, reverse=True)
    assert [point.gini for point in points] == sorted(point.gini for point in points)
    assert points[-1].smallest == Decimal("0.500")


def test_without_a_record_there_is_no_curve() -> None:
    assert curve(ByRecord(Decimal(0), Decimal(99), 12), (Candidate("A", 100),)) == []
