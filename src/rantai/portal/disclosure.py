"""What of the centres' figures may be published, so that nobody can work out one firm's.

Four rules, each against one way of working it out. A figure of fewer than five firms is hidden,
and so is one that a single firm makes nearly alone (the p% rule of statistical disclosure
control: Willenborg and de Waal, Elements of Statistical Disclosure Control, 2001, 5.2). What is
hidden could be had by taking its neighbours from the total, so enough of them go with it that
what is hidden together is safe itself (complementary suppression). And a figure that came out
before is replaced only when at least five firms' parts of it changed, or none: else the
difference of two nights, or of two months of a count that hardly moves, would be one firm's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FEWEST_FIRMS = 5
"""A figure of fewer firms could be led back to one of them."""

P_PCT = 10
"""Nobody comes nearer to the largest firm's part, not even the second largest knowing its own."""

Amounts = Mapping[str, Sequence[int]]
"""Each firm's part of a figure: one number, or the two that a rate is made of."""

ALL = ""
"""Where a centre's code stands, the figure of all centres."""


class Hidden(StrEnum):
    NOT = ""
    FEW = "few"
    DOMINATED = "dominated"
    PROTECTS = "protects"


@dataclass(frozen=True, slots=True)
class Kind:
    """has_total: a rate has none. is_stock: the same firms stand in every month, such as workers.

    is_open: who belongs is public, so it may change by one; only small centres are hidden.
    """

    has_total: bool = True
    is_stock: bool = False
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """One figure as it came out; hidden ones stand here too, for the total tells of them."""

    centre: str
    period: date
    amounts: Amounts
    hidden: Hidden


def changed_firms(before: Amounts, after: Amounts) -> int:
    """How many firms' parts differ, those that came or went among them."""
    return sum(
        tuple(before.get(firm, ())) != tuple(after.get(firm, ()))
        for firm in before.keys() | after.keys()
    )


def is_close(before: Amounts, after: Amounts) -> bool:
    """Whether one tells of the other: the same, or but for fewer than five firms."""
    return changed_firms(before, after) < FEWEST_FIRMS


def primary(amounts: Amounts) -> Hidden:
    """Whether a figure must be hidden for its own sake.

    >>> primary({"a": [90], "b": [3], "c": [1], "d": [1], "e": [2]})
    <Hidden.DOMINATED: 'dominated'>
    """
    parts = sorted((sum(part) for part in amounts.values() if sum(part)), reverse=True)
    if not parts:
        return Hidden.NOT  # nothing at all says nothing about anyone
    if len(parts) < FEWEST_FIRMS:
        return Hidden.FEW
    rest = sum(parts[2:])
    return Hidden.DOMINATED if rest * 100 < P_PCT * parts[0] else Hidden.NOT


def publish(
    fresh: Mapping[str, Amounts], period: date, history: Sequence[Published], kind: Kind
) -> dict[str, Published]:
    """The figures of one measure in one period, by centre, with that of all centres under ALL.

    history: every figure of this measure that ever came out, oldest first. A stock that has come
    out for the period gives nothing new.
    """
    if kind.is_stock and not kind.is_open and any(each.period == period for each in history):
        return {}  # a count that came out for a month stays: the next takes what changed
    told = {
        centre: [
            each
            for each in history
            if each.centre == centre and (kind.is_stock or each.period == period)
        ]
        for centre in fresh
    }
    amounts = {centre: _chosen(new, told[centre], kind) for centre, new in fresh.items()}
    hidden = {
        centre: why
        for centre, part in amounts.items()
        if (why := primary(part) or _stays_hidden(part, told[centre]))
    }
    total_hidden = Hidden.NOT
    if kind.has_total:
        more = _complement(amounts, hidden, told)
        if more is None:
            total_hidden = Hidden.PROTECTS
        else:
            hidden |= dict.fromkeys(more, Hidden.PROTECTS)
    out = {
        centre: Published(centre, period, part, hidden.get(centre, Hidden.NOT))
        for centre, part in amounts.items()
    }
    if kind.has_total and out:
        out[ALL] = Published(ALL, period, _together(amounts, amounts), total_hidden)
    return out


def _chosen(new: Amounts, told: Sequence[Published], kind: Kind) -> Amounts:
    """The new figure, or that of before while fewer than five firms changed."""
    if kind.is_open:
        return new
    if all(_may_follow(each.amounts, new) for each in told):
        return new
    return told[-1].amounts


def _may_follow(before: Amounts, after: Amounts) -> bool:
    changed = changed_firms(before, after)
    return changed == 0 or changed >= FEWEST_FIRMS


def _stays_hidden(amounts: Amounts, told: Iterable[Published]) -> Hidden:
    """Shown now, it would tell what was hidden before and the total gives away with it."""
    hidden_before = any(each.hidden and is_close(each.amounts, amounts) for each in told)
    return Hidden.PROTECTS if hidden_before else Hidden.NOT


def _complement(
    amounts: Mapping[str, Amounts],
    hidden: Mapping[str, Hidden],
    told: Mapping[str, Sequence[Published]],
) -> set[str] | None:
    """Which neighbours to hide too, fewest firms first; None when only hiding the total helps."""
    unknown = [centre for centre in hidden if not _is_known(amounts[centre], told[centre])]
    if not unknown:
        return set()
    free = sorted(
        (
            centre
            for centre, part in amounts.items()
            if part and centre not in hidden and not _is_known(part, told[centre])
        ),
        key=lambda centre: (len(amounts[centre]), centre),
    )
    more: set[str] = set()
    while not _are_safe([*unknown, *more], amounts):
        if not free:
            return None
        more.add(free.pop(0))
    return more


def _is_known(amounts: Amounts, told: Iterable[Published]) -> bool:
    """Shown before, or nearly: whoever kept that page gains nothing from its being hidden now."""
    return any(not each.hidden and is_close(each.amounts, amounts) for each in told)


def _are_safe(centres: Sequence[str], amounts: Mapping[str, Amounts]) -> bool:
    return len(centres) > 1 and not primary(_together(centres, amounts))


def _together(centres: Iterable[str], amounts: Mapping[str, Amounts]) -> dict[str, Sequence[int]]:
    return {
        f"{centre}/{firm}": part for centre in centres for firm, part in amounts[centre].items()
    }
