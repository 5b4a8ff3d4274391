"""Every step, refusal and remainder has its sentence, in the figures a person reads."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from rantai.members.models import CapacityAudit
from rantai.plans.actions import set_source
from rantai.plans.models import Rule, SourcePlace
from rantai.plans.queries import shares_of
from rantai.plans.reasons import explained, pieces, why_left_out, why_unplaced
from rantai.plans.rules import Cause
from rantai.plans.sharing import UnplacedReason
from tests.cast import Cast
from tests.rantai.plans.months import call_off, decide, propose, publish

NUMBERS: dict[Rule, dict[str, Any]] = {
    Rule.EQUAL: {"cap_pieces": 90},
    Rule.CAPACITY: {},
    Rule.ROTATION: {"lot_pieces": 50},
    Rule.SOURCES: {"first_source_pct": 70},
    Rule.RECORD: {
        "record_part_pct": 20,
        "accepted_min_pct": Decimal(99),
        "record_months": 12,
    },
}


def sentences(cast: Cast, rule: Rule) -> list[list[str]]:
    for workshop, place in (
        (cast.workshop_a, SourcePlace.FIRST),
        (cast.workshop_b, SourcePlace.SECOND),
    ):
        set_source(
            part=cast.block.part,
            workshop=workshop,
            place=place,
            valid_from=date(2019, 1, 1),
            by=cast.planner,
            at=cast.at,
        )
    decide(cast, rule, **NUMBERS[rule])
    with translation.override("en"):
        return [explained(share) for share in shares_of(propose(cast))]


@pytest.mark.parametrize("rule", list(Rule))
def test_every_rule_explains_every_share_from_the_rule_to_the_pieces(
    cast: Cast, rule: Rule
) -> None:
    call_off(cast, 210)
    for lines in sentences(cast, rule):
        assert len(lines) >= 4
        assert lines[-1].startswith("Given ")
        assert not any("%" in line.replace(" %", "") for line in lines)


def test_a_rotation_names_the_place_in_the_queue(cast: Cast) -> None:
    call_off(cast, 50)
    decided = sentences(cast, Rule.ROTATION)
    assert "Place 1 in the queue, never served before: 1 turns of 50 pieces." in decided[0]
    publish(cast)
    call_off(cast, 100, "8", "10/04/2019")
    with translation.override("en"):
        first, second = (explained(share) for share in shares_of(propose(cast)))
    assert any("last served" in line for line in first)
    assert "Place 1 in the queue, never served before: 1 turns of 50 pieces." in second


def test_a_cap_that_keeps_a_workshop_from_more_is_said_as_such(cast: Cast) -> None:
    CapacityAudit.objects.create(
        cooperative=cast.cooperative,
        workshop=cast.workshop_b,
        valid_from=date(2019, 3, 1),
        kg_per_month=10_000,
    )
    call_off(cast, 150)
    decide(cast, Rule.CAPACITY, cap_pieces=90)
    with translation.override("en"):
        capped = explained(shares_of(propose(cast))[0])
    assert any("at most 90 by the cap = 90" in line for line in capped)
    assert "The cap of 90 pieces keeps it from more." in capped


def test_an_old_balance_is_said_before_it_moves_the_share(cast: Cast) -> None:
    call_off(cast, 110)
    decide(cast)
    publish(cast)
    call_off(cast, 220, "8", "10/04/2019")
    with translation.override("en"):
        owes, owed = (explained(share) for share in shares_of(propose(cast)))
    assert any("Fair balance −5" in line for line in owes)
    assert any("Fair balance +5" in line for line in owed)


def test_a_workshop_without_free_capacity_is_told_so(cast: Cast) -> None:
    CapacityAudit.objects.create(
        cooperative=cast.cooperative,
        workshop=cast.workshop_a,
        valid_from=date(2019, 3, 1),
        kg_per_month=345,
    )
    call_off(cast, 1_000)
    decide(cast, Rule.EQUAL)
    with translation.override("en"):
        lines = explained(shares_of(propose(cast))[0])
    assert "Its free capacity of 30 pieces keeps it from more." in lines


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_refusal_and_every_remainder_has_a_sentence(language: str) -> None:
    with translation.override(language):
        told = [why_left_out(cause, date(2019, 4, 12), "PPM") for cause in Cause]
        told += [why_unplaced(reason) for reason in UnplacedReason]
    assert len(set(told)) == len(Cause) + len(UnplacedReason)
    assert not any("%" in sentence for sentence in told)


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        (20_700, "20.700", "20,700"),
        ("1466.6667", "1.466,7", "1,466.7"),
        (Decimal("-5.0000"), "−5", "−5"),
        ("0.0400", "0", "0"),
    ],
)
def test_pieces_are_written_as_people_read_them(
    value: object, indonesian: str, english: str
) -> None:
    with translation.override("id"):
        assert pieces(value) == indonesian
    with translation.override("en"):
        assert pieces(value) == english
    assert pieces(Decimal("3.25"), signed=True).startswith("+")
