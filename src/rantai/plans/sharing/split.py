"""The one door: a sharing in, every workshop's share and its reasons out."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rantai.plans.sharing import explanation
from rantai.plans.sharing.boxes import Boxes, most_boxes, nearest_boxes, takes_partial_box
from rantai.plans.sharing.entitlement import (
    in_proportion,
    to_balance_steps,
    weights,
    within_limits,
)
from rantai.plans.sharing.problem import Candidate, Rotation, Sharing
from rantai.plans.sharing.result import (
    Share,
    SharingResult,
    Step,
    Unplaced,
    UnplacedReason,
)
from rantai.plans.sharing.rotation import Turns, lot_in_boxes, take_turns


@dataclass(frozen=True)
class _Given:
    """Pieces per workshop, what each was entitled to, and how the rule came to it."""

    pieces: Mapping[str, int]
    entitled: Mapping[str, Fraction]
    by_rule: Mapping[str, Fraction]
    unplaced: tuple[Unplaced, ...]
    how: Boxes | Turns


def split(sharing: Sharing) -> SharingResult:
    """Share out the quantity; docs/methods/planning.md states the guarantees.

    Shares come sorted by workshop, whatever the order of the candidates. Every candidate
    has one, also of no pieces, because its balance moves and it may ask why.
    """
    if not sharing.candidates:
        return _all_unplaced(sharing)
    by_name = sorted(sharing.candidates, key=lambda each: each.workshop)
    given = (
        _by_turns(sharing, sharing.rule, by_name)
        if isinstance(sharing.rule, Rotation)
        else _by_claims(sharing, by_name)
    )
    by_claim = [each.workshop for each in sorted(by_name, key=lambda each: each.by_claim)]
    settled = to_balance_steps(given.entitled, by_claim)
    return SharingResult(
        quantity=sharing.quantity,
        shares=tuple(_share(sharing, each, given, settled[each.workshop]) for each in by_name),
        unplaced=given.unplaced,
        refused=sharing.refused,
    )


def _all_unplaced(sharing: Sharing) -> SharingResult:
    reason = Unplaced(sharing.quantity, UnplacedReason.NO_CANDIDATES)
    return SharingResult(
        quantity=sharing.quantity,
        shares=(),
        unplaced=(reason,) if sharing.quantity else (),
        refused=sharing.refused,
    )


def _by_claims(sharing: Sharing, candidates: list[Candidate]) -> _Given:
    """Claim = entitled + owed; boxes go where they leave the smallest claims unmet."""
    limit = {each.workshop: each.limit_pieces for each in candidates}
    pack, by_claim = sharing.pack_size, sorted(candidates, key=lambda each: each.by_claim)
    wanted_boxes, rest = divmod(sharing.quantity, pack)
    boxes = most_boxes(limit, wanted_boxes, pack)
    weight = weights(sharing.rule, candidates)

    # Without weight there is no claim to the partial box while others can take it.
    weighty_first = sorted(by_claim, key=lambda each: weight[each.workshop] == 0)
    partial_to = takes_partial_box(weighty_first, limit, boxes, pack, rest)
    placed = boxes * pack + (rest if partial_to else 0)

    in_full_boxes = {shop: each // pack * pack for shop, each in limit.items()}
    room = in_full_boxes if sum(in_full_boxes.values()) >= placed else limit
    entitled = within_limits(placed, weight, room)
    how = nearest_boxes(
        by_claim,
        {
            each.workshop: entitled[each.workshop] + Fraction(each.balance_pieces)
            for each in by_claim
        },
        limit,
        boxes=boxes,
        pack_size=pack,
        partial_to=partial_to,
        rest=rest,
    )
    pieces = {
        shop: count * pack + (rest if shop == partial_to else 0) for shop, count in how.full.items()
    }
    unplaced = (
        Unplaced((wanted_boxes - boxes) * pack, UnplacedReason.LIMITS_REACHED),
        Unplaced(0 if partial_to else rest, UnplacedReason.NO_ROOM_FOR_PARTIAL_BOX),
    )
    return _Given(
        pieces=pieces,
        entitled=entitled,
        by_rule=in_proportion(placed, weight),
        unplaced=tuple(each for each in unplaced if each.pieces),
        how=how,
    )


def _by_turns(sharing: Sharing, rule: Rotation, candidates: list[Candidate]) -> _Given:
    """Entitled are all who have room for a lot, equally; who waits grows its claim."""
    limit = {each.workshop: each.limit_pieces for each in candidates}
    lot = lot_in_boxes(rule.lot_pieces, sharing.pack_size, sharing.quantity)
    turns = take_turns(
        sorted(candidates, key=lambda each: each.by_turn),
        limit,
        quantity=sharing.quantity,
        pack_size=sharing.pack_size,
        lot=lot,
    )
    placed = sum(turns.pieces.values())
    ready = {shop: each if each >= lot else 0 for shop, each in limit.items()}
    weight = weights(rule, candidates)
    left = sharing.quantity - placed
    room_left = any(limit[shop] > pieces for shop, pieces in turns.pieces.items())
    reason = UnplacedReason.ROOM_BELOW_LOT if room_left else UnplacedReason.LIMITS_REACHED
    return _Given(
        pieces=turns.pieces,
        entitled=within_limits(placed, weight, ready),
        by_rule=in_proportion(placed, weight),
        unplaced=(Unplaced(left, reason),) if left else (),
        how=turns,
    )


def _share(sharing: Sharing, candidate: Candidate, given: _Given, settled: Decimal) -> Share:
    shop = candidate.workshop
    pieces = given.pieces[shop]
    full_boxes, partial = divmod(pieces, sharing.pack_size)
    after = candidate.balance_pieces + settled - pieces
    return Share(
        workshop=shop,
        pieces=pieces,
        full_boxes=full_boxes,
        partial_box_pieces=partial,
        entitled_pieces=given.entitled[shop],
        balance_before=candidate.balance_pieces,
        balance_after=after,
        steps=_steps(sharing, candidate, given, after),
    )


def _steps(
    sharing: Sharing, candidate: Candidate, given: _Given, balance_after: Decimal
) -> tuple[Step, ...]:
    shop = candidate.workshop
    pieces, entitled = given.pieces[shop], given.entitled[shop]
    claim = given.by_rule[shop] + Fraction(candidate.balance_pieces)
    placed = sum(given.pieces.values())
    steps = [
        explanation.rule(sharing, candidate),
        explanation.limit(candidate),
        explanation.entitled(placed, given.by_rule[shop], entitled),
        explanation.balance(candidate, entitled, given.how)
        if isinstance(given.how, Boxes)
        else explanation.turn(candidate, given.how),
    ]
    if claim > pieces and candidate.limit_pieces - pieces < sharing.pack_size:
        steps.append(explanation.limit_hit(candidate))
    if isinstance(given.how, Boxes):
        steps.append(explanation.rounding(sharing.pack_size, pieces, given.how, shop))
    steps.append(explanation.given(pieces, entitled, candidate.balance_pieces, balance_after))
    return tuple(steps)
