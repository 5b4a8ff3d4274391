"""Tabu search for the shortest makespan, compiled: one operation goes to its best place, again.

After Mastrolilli and Gambardella 2000. An operation on the longest path is taken out; what then
begins and ends when is known exactly, and so is the makespan for every place on every machine
where it can go back without a circle. Plain functions on arrays; numba compiles them once.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tuang.planning.compiling import compiled

Places = NDArray[np.int64]

TENURE = 10
"""Moves for which an operation stays away from a machine it left, besides the path's length."""
FAR = 1 << 60


class Shop(NamedTuple):
    """Operations in the order of jobs, -1 for none before or after.

    The machines that may do operation v, and their ticks, are from first_way[v] on.
    """

    before: Places
    after: Places
    release: Places
    first_way: Places
    way_machine: Places
    way_ticks: Places


class State(NamedTuple):
    """Each machine's sequence of operations, and what follows from it.

    head: ticks until an operation begins. tail: from its end to the end of all. order: one after
    another so that nothing comes before what it waits for; rank: the place in it.
    """

    machine: Places
    ticks: Places
    sequence: NDArray[np.int64]
    length: Places
    head: Places
    tail: Places
    order: Places
    rank: Places


class Move(NamedTuple):
    """An operation to a place among the others of a machine; makespan: what follows from it."""

    operation: int
    way: int
    place: int
    makespan: int
    through: int


@compiled
def weigh(shop: Shop, state: State) -> int:
    """Heads, tails and order from the sequences; the makespan, or -1 if they wait in a circle."""
    count = len(state.machine)
    waits = np.zeros(count, np.int64)
    earlier, later = np.full(count, -1, np.int64), np.full(count, -1, np.int64)
    for machine in range(len(state.length)):
        for place in range(1, state.length[machine]):
            one, other = state.sequence[machine, place - 1], state.sequence[machine, place]
            earlier[other], later[one] = one, other
            waits[other] += 1
    end = 0
    for operation in range(count):
        if shop.before[operation] >= 0:
            waits[operation] += 1
        if waits[operation] == 0:
            state.order[end] = operation
            end += 1
    done = 0
    while done < end:
        operation = state.order[done]
        state.rank[operation] = done
        done += 1
        head = shop.release[operation]
        for each in (shop.before[operation], earlier[operation]):
            if each >= 0:
                head = max(head, state.head[each] + state.ticks[each])
        state.head[operation] = head
        for each in (shop.after[operation], later[operation]):
            if each >= 0:
                waits[each] -= 1
                if waits[each] == 0:
                    state.order[end] = each
                    end += 1
    if done < count:
        return -1
    makespan = 0
    for place in range(count - 1, -1, -1):
        operation = state.order[place]
        tail = 0
        for each in (shop.after[operation], later[operation]):
            if each >= 0:
                tail = max(tail, state.tail[each] + state.ticks[each])
        state.tail[operation] = tail
        makespan = max(makespan, state.head[operation] + state.ticks[operation] + tail)
    return makespan


@compiled
def _neighbours(state: State) -> tuple[Places, Places]:
    """The operation before and after each on its machine, -1 for none."""
    count = len(state.machine)
    earlier, later = np.full(count, -1, np.int64), np.full(count, -1, np.int64)
    for machine in range(len(state.length)):
        for place in range(1, state.length[machine]):
            one, other = state.sequence[machine, place - 1], state.sequence[machine, place]
            earlier[other], later[one] = one, other
    return earlier, later


@compiled
def _without(
    shop: Shop,
    state: State,
    earlier: Places,
    later: Places,
    out: int,
    head: Places,
    tail: Places,
) -> int:
    """Heads and tails of all others when one is taken out; the makespan that is then left.

    Its job's next still waits for its job's last: so a place is known for one that makes a circle.
    """
    rank = state.rank[out]
    before, after = earlier[out], later[out]
    head[:], tail[:] = state.head, state.tail
    # What stands before it in the order keeps its head, what stands behind keeps its tail.
    for place in range(rank + 1, len(state.order)):
        operation = state.order[place]
        least = shop.release[operation]
        on_machine = earlier[operation] if operation != after else before
        in_job = shop.before[operation]
        if in_job == out:
            in_job = shop.before[out]
        for each in (in_job, on_machine):
            if each >= 0:
                least = max(least, head[each] + state.ticks[each])
        head[operation] = least
    for place in range(rank - 1, -1, -1):
        operation = state.order[place]
        least = 0
        on_machine = later[operation] if operation != before else after
        in_job = shop.after[operation]
        if in_job == out:
            in_job = shop.after[out]
        for each in (in_job, on_machine):
            if each >= 0:
                least = max(least, tail[each] + state.ticks[each])
        tail[operation] = least
    makespan = 0
    for operation in range(len(head)):
        if operation != out:
            makespan = max(makespan, head[operation] + state.ticks[operation] + tail[operation])
    return makespan


@compiled
def _best_of(
    shop: Shop,
    state: State,
    earlier: Places,
    later: Places,
    out: int,
    head: Places,
    tail: Places,
    banned: NDArray[np.int64],
    now: int,
    record: int,
    best: Move,
) -> Move:
    """The better of the best move so far and those of one operation; ties by chance."""
    rest = _without(shop, state, earlier, later, out, head, tail)
    ready, due = shop.release[out], 0
    if shop.before[out] >= 0:
        ready = max(ready, head[shop.before[out]] + state.ticks[shop.before[out]])
    if shop.after[out] >= 0:
        due = tail[shop.after[out]] + state.ticks[shop.after[out]]
    others = np.empty(len(state.machine), np.int64)
    for way in range(shop.first_way[out], shop.first_way[out + 1]):
        machine, ticks = shop.way_machine[way], shop.way_ticks[way]
        own, count = -1, 0
        for place in range(state.length[machine]):
            if state.sequence[machine, place] == out:
                own = place
            else:
                others[count] = state.sequence[machine, place]
                count += 1
        # Those that end before it could begin, and those that must not wait for it.
        free, pressing = count, 0
        for place in range(count):
            if head[others[place]] + state.ticks[others[place]] > ready:
                free = place
                break
        for place in range(count):
            if tail[others[place]] + state.ticks[others[place]] > due:
                pressing = place + 1
        for place in range(min(free, pressing), max(free, pressing) + 1):
            if place == own:
                continue
            begin, end = ready, due
            if place > 0:
                begin = max(begin, head[others[place - 1]] + state.ticks[others[place - 1]])
            if place < count:
                end = max(end, tail[others[place]] + state.ticks[others[place]])
            through = begin + ticks + end
            makespan = max(rest, through)
            if banned[out, machine] > now and makespan >= record:
                continue
            if makespan > best.makespan or (
                makespan == best.makespan
                and (
                    through > best.through or (through == best.through and np.random.random() < 0.5)
                )
            ):
                continue
            best = Move(out, way, place, makespan, through)
    return best


@compiled
def take(shop: Shop, state: State, move: Move) -> None:
    """Move an operation; heads and tails are for `weigh` to find anew."""
    operation = move.operation
    old = state.machine[operation]
    place = 0
    while state.sequence[old, place] != operation:
        place += 1
    for each in range(place, state.length[old] - 1):
        state.sequence[old, each] = state.sequence[old, each + 1]
    state.length[old] -= 1
    new = shop.way_machine[move.way]
    for each in range(state.length[new], move.place, -1):
        state.sequence[new, each] = state.sequence[new, each - 1]
    state.sequence[new, move.place] = operation
    state.length[new] += 1
    state.machine[operation], state.ticks[operation] = new, shop.way_ticks[move.way]


@compiled
def keep(state: State, best: State) -> None:
    best.machine[:], best.ticks[:] = state.machine, state.ticks
    best.sequence[:], best.length[:] = state.sequence, state.length
    best.head[:], best.tail[:] = state.head, state.tail
    best.order[:], best.rank[:] = state.order, state.rank


@compiled
def search(shop: Shop, state: State, best: State, moves: int, seed: int) -> int:
    """So many moves from the state; `best` takes the shortest plan that was met, if shorter.

    Gives the makespan of `best`.
    """
    np.random.seed(seed)
    count = len(state.machine)
    makespan, record = weigh(shop, state), weigh(shop, best)
    banned = np.zeros((count, len(state.length)), np.int64)
    head, tail = np.empty(count, np.int64), np.empty(count, np.int64)
    for now in range(moves):
        earlier, later = _neighbours(state)
        move, critical = Move(-1, -1, -1, FAR, FAR), 0
        for operation in range(count):
            through = state.head[operation] + state.ticks[operation] + state.tail[operation]
            if through < makespan:
                continue
            critical += 1
            move = _best_of(
                shop, state, earlier, later, operation, head, tail, banned, now, record, move
            )
        if move.operation < 0:
            banned[:] = 0
            continue
        left = state.machine[move.operation]
        tenure = TENURE + critical // 2 + np.random.randint(0, 10)
        banned[move.operation, left] = now + tenure
        take(shop, state, move)
        makespan = weigh(shop, state)
        if makespan < record:
            record = makespan
            keep(state, best)
    return record


@compiled
def cross(shop: Shop, one: State, other: State, kept: NDArray[np.bool_], child: State) -> None:
    """A plan of two: kept operations stand where the first has them, the rest as in the second.

    Whole jobs are kept or not, so that no job runs backwards (Lee, Yamakawa and Lee 1998).
    """
    child.length[:] = 0
    rest = 0
    for place in range(len(one.order)):
        operation, parent = one.order[place], one
        if not kept[operation]:
            while kept[other.order[rest]]:
                rest += 1
            operation, parent = other.order[rest], other
            rest += 1
        machine = parent.machine[operation]
        child.machine[operation], child.ticks[operation] = machine, parent.ticks[operation]
        child.sequence[machine, child.length[machine]] = operation
        child.length[machine] += 1
    weigh(shop, child)


def compile_now() -> None:
    """Run the loops once on two jobs of one step, which compiles them."""
    two, none = np.array([0, 1]), np.array([-1, -1])
    shop = Shop(
        none, none, np.zeros(2, np.int64), np.array([0, 1, 2]), np.zeros(2, np.int64), 1 + 0 * two
    )
    states = [
        State(
            np.zeros(2, np.int64),
            np.ones(2, np.int64),
            np.array([[0, 1]]),
            np.array([2]),
            *(np.zeros(2, np.int64) for _ in range(4)),
        )
        for _ in range(2)
    ]
    weigh(shop, states[0])
    search(shop, states[0], states[1], 2, 1)
    cross(shop, states[0], states[1], np.array([True, False]), states[0])
    keep(states[0], states[1])
