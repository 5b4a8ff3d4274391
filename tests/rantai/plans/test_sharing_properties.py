"""Sharing: what holds for every quantity, rule and set of workshops."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

from hypothesis import example, given
from hypothesis import strategies as st

from rantai.plans.sharing import (
    ByCapacity,
    Candidate,
    EqualShare,
    FirstAndSecond,
    Rotation,
    Rule,
    Sharing,
    Source,
    split,
)

rules = st.one_of(
    st.just(EqualShare()),
    st.just(ByCapacity()),
    st.builds(Rotation, st.integers(1, 120)),
    st.builds(FirstAndSecond, st.sampled_from([Decimal(50), Decimal("66.7"), Decimal(100)])),
)
by_claim_rules = rules.filter(lambda rule: not isinstance(rule, Rotation))


def candidates() -> st.SearchStrategy[tuple[Candidate, ...]]:
    one = st.builds(
        Candidate,
        workshop=st.sampled_from("ABCDEFG"),
        capacity_pieces=st.integers(0, 300),
        load_pieces=st.integers(0, 100),
        balance_pieces=st.decimals(-60, 60, places=4),
        cap_pieces=st.none() | st.integers(0, 150),
        last_served_on=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        source=st.sampled_from(Source),
        accepted_percent=st.none() | st.decimals(0, 100, places=1),
    )
    return st.lists(one, max_size=7, unique_by=lambda each: each.workshop).map(tuple)


sharings = st.builds(
    Sharing,
    quantity=st.integers(0, 900),
    pack_size=st.integers(1, 40),
    rule=rules,
    candidates=candidates(),
)


@given(sharings)
def test_shares_and_unplaced_pieces_make_up_the_quantity(sharing: Sharing) -> None:
    result = split(sharing)

    assert result.placed_pieces + result.unplaced_pieces == sharing.quantity
    assert all(each.pieces > 0 for each in result.unplaced)
    assert len(result.shares) == len(sharing.candidates)


@given(sharings)
def test_nobody_gets_more_than_cap_or_free_capacity(sharing: Sharing) -> None:
    limit = {each.workshop: each.limit_pieces for each in sharing.candidates}

    assert all(0 <= each.pieces <= limit[each.workshop] for each in split(sharing).shares)


@given(sharings)
def test_at_most_one_box_is_partial(sharing: Sharing) -> None:
    shares = split(sharing).shares

    assert sum(each.partial_box_pieces > 0 for each in shares) <= 1
    for each in shares:
        assert each.full_boxes * sharing.pack_size + each.partial_box_pieces == each.pieces


@given(sharings)
def test_no_full_box_stays_behind_while_somebody_has_room_for_it(sharing: Sharing) -> None:
    if isinstance(sharing.rule, Rotation):
        return  # its lots may be larger than the room that is left
    result = split(sharing)
    room = {each.workshop: each.limit_pieces for each in sharing.candidates}

    if result.unplaced_pieces >= sharing.pack_size:
        assert all(room[each.workshop] - each.pieces < sharing.pack_size for each in result.shares)


@given(sharings)
def test_entitlements_and_balances_close_on_what_was_placed(sharing: Sharing) -> None:
    shares = split(sharing).shares

    assert sum(each.entitled_pieces for each in shares) == sum(each.pieces for each in shares)
    assert sum(each.balance_after - each.balance_before for each in shares) == 0
    for each in shares:
        moved = each.balance_after - each.balance_before + each.pieces
        assert abs(float(each.entitled_pieces) - float(moved)) <= 0.0001 + 1e-9


@given(sharings, st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_does_not_matter(sharing: Sharing, random: Random) -> None:
    shuffled = list(sharing.candidates)
    random.shuffle(shuffled)

    assert split(replace(sharing, candidates=tuple(shuffled))) == split(sharing)


@given(sharings)
def test_equals_are_treated_equally_within_one_box(sharing: Sharing) -> None:
    if isinstance(sharing.rule, Rotation) or not sharing.candidates:
        return  # a turn is one whole lot for one of them
    twin = replace(sharing.candidates[0], workshop="twin")
    result = split(replace(sharing, candidates=(*sharing.candidates, twin)))
    given_to = {each.workshop: each.pieces for each in result.shares}

    difference = given_to["twin"] - given_to[sharing.candidates[0].workshop]
    assert abs(difference) <= sharing.pack_size


@given(sharings.filter(lambda each: bool(each.candidates)), by_claim_rules, st.integers(1, 200))
def test_more_capacity_never_means_a_smaller_share(sharing: Sharing, rule: Rule, more: int) -> None:
    sharing = replace(sharing, rule=rule)
    first, *others = sharing.candidates
    larger = replace(first, capacity_pieces=first.capacity_pieces + more)

    def given_to_first(candidate: Candidate) -> int:
        result = split(replace(sharing, candidates=(candidate, *others)))
        return next(each.pieces for each in result.shares if each.workshop == first.workshop)

    assert given_to_first(larger) >= given_to_first(first)


def balances_over_the_years(
    rule: Rule, capacities: list[int], quantities: list[int], pack_size: int
) -> list[Decimal]:
    """The largest claim or debt of any workshop, month by month."""
    balances = {f"{number:03}": Decimal(0) for number in range(len(capacities))}
    worst = []
    for quantity in quantities:
        sharing = Sharing(
            quantity,
            pack_size,
            rule,
            tuple(
                Candidate(name, capacity, balance_pieces=balances[name])
                for (name, capacity) in zip(balances, capacities, strict=True)
            ),
        )
        result = split(sharing)
        assert result.unplaced == ()
        balances = {each.workshop: each.balance_after for each in result.shares}
        assert sum(balances.values()) == 0
        worst.append(max(map(abs, balances.values())))
    return worst


@given(
    st.lists(st.integers(2000, 9000), min_size=1, max_size=9),
    st.lists(st.integers(0, 900), min_size=1, max_size=36),
    st.integers(1, 40),
    st.sampled_from([EqualShare, ByCapacity]),
)
@example([2000, 2001, 4000, 8999], [200] * 120, 20, ByCapacity)
@example([3000] * 7, [3] * 120, 20, EqualShare)
def test_balances_stay_within_two_boxes_over_the_years(
    capacities: list[int], quantities: list[int], pack_size: int, rule: Callable[[], Rule]
) -> None:
    worst = balances_over_the_years(rule(), capacities, quantities, pack_size)

    assert max(worst) <= 2 * pack_size


def test_balances_of_150_workshops_stay_within_two_boxes_over_ten_years() -> None:
    capacities = [21_000 + 137 * number % 4_000 for number in range(150)]
    quantities = [20_700 + 613 * month % 3_000 for month in range(120)]

    assert max(balances_over_the_years(ByCapacity(), capacities, quantities, 24)) <= 48


@given(st.integers(1, 8), st.integers(1, 60), st.integers(1, 12))
def test_a_full_round_of_turns_gives_everybody_one_lot(
    workshops: int, lot: int, pack_size: int
) -> None:
    whole_lot = -(-lot // pack_size) * pack_size
    served: dict[str, date | None] = {f"{each}": None for each in range(workshops)}
    given_to = dict.fromkeys(served, 0)
    balances = dict.fromkeys(served, Decimal(0))
    for day in range(workshops):
        today = tuple(
            Candidate(name, 9999, last_served_on=served[name], balance_pieces=balances[name])
            for name in served
        )
        for each in split(Sharing(whole_lot, pack_size, Rotation(lot), today)).shares:
            given_to[each.workshop] += each.pieces
            balances[each.workshop] = each.balance_after
            if each.pieces:
                served[each.workshop] = date.fromordinal(date(2026, 1, 1).toordinal() + day)

    assert set(given_to.values()) == {whole_lot}
    assert all(abs(balance) < Decimal("0.01") for balance in balances.values())
