"""Packs the pieces of one grade and day into equal heats: fill each to the last grain."""

import numpy as np
from numpy.typing import NDArray

from tuang.planning.furnace._floor import Ints


def pack(
    weight: Ints, count: Ints, tap: int, heats: int, random: np.random.Generator
) -> tuple[NDArray[np.int32], Ints]:
    """Pieces by heat, and the pieces that found no room.

    Each heat but the last is filled as full as the pieces allow; large pieces go first, since
    small ones fit anywhere. A few shuffled tries, then what is left over waits.
    """
    best: NDArray[np.int32] | None = None
    best_left = count
    for attempt in range(6):
        left = count.copy()
        packed = np.zeros((heats, len(weight)), dtype=np.int32)
        for heat in range(heats):
            packed[heat] = _next_heat(weight, left, tap, heats - heat, attempt, random)
            left -= packed[heat]
        if best is None or left @ weight < best_left @ weight:
            best, best_left = packed, left
        if not left.any():
            break
    assert best is not None
    return best, best_left


def _next_heat(
    weight: Ints,
    left: Ints,
    tap: int,
    heats: int,
    attempt: int,
    random: np.random.Generator,
) -> NDArray[np.int32]:
    """An even share of what is left for this heat, topped up to the fullest reachable sum."""
    if left @ weight <= tap:
        return left.astype(np.int32)
    share = left // heats
    if attempt:
        share = np.minimum(left, random.integers(0, share + 2))
    if share @ weight > tap:
        share = share * tap // int(share @ weight)
    while share @ weight > tap:
        share[random.choice(np.flatnonzero(share))] -= 1
    # A dozen pieces of each item are open: enough to reach nearly every sum.
    opened = np.minimum(share, 6)
    base = share - opened
    room = int(tap - base @ weight)
    more = _subset(weight, np.minimum(left - base, 24), room)
    return (base + more).astype(np.int32)


def fullest(weight: Ints, limit: Ints, room: int) -> int:
    """The largest weight within room that so many pieces of each item make together."""
    return int(_subset(weight, limit, room) @ weight) if len(weight) else 0


def _subset(weight: Ints, limit: Ints, room: int) -> Ints:
    """How many of each item make the largest sum within room. Sums are bits of one integer."""
    mask = (1 << (room + 1)) - 1
    reached = [1]
    parts: list[tuple[int, int]] = []
    for item in np.argsort(-weight):
        rest, size = min(int(limit[item]), room // int(weight[item])), 1
        while rest > 0:
            take = min(size, rest)
            parts.append((int(item), take))
            reached.append((reached[-1] | reached[-1] << take * int(weight[item])) & mask)
            rest -= take
            size *= 2
    at = reached[-1].bit_length() - 1
    chosen = np.zeros(len(weight), dtype=np.int64)
    for (item, take), before in zip(reversed(parts), reversed(reached[:-1]), strict=True):
        if not before >> at & 1:
            at -= take * int(weight[item])
            chosen[item] += take
    return chosen
