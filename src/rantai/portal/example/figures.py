"""The ministry's monthly figures: ours counted from the rows, the other centres' invented."""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from rantai.portal.disclosure import Amounts
from rantai.portal.example.centres import OTHERS
from rantai.portal.example.days import NOW
from rantai.portal.publishing import put_out
from rantai.portal.queries.centre_facts import measured_in
from rantai.records.models import Cooperative


def count_centres(cooperative: Cooperative, months: list[date]) -> None:
    """Put out each centre's months by the same rules as every night's refresh."""
    chance = random.Random("figures")
    fresh: defaultdict[tuple[str, date], dict[str, Amounts]] = defaultdict(dict)
    for month, measured in measured_in(cooperative.centre, months, NOW.date()):
        fresh[measured.measure, month][cooperative.centre.code] = measured.amounts
    for place in OTHERS:
        firms = [f"{place.code}-{number}" for number in range(place.firms)]
        people = {firm: chance.randrange(8, 34) for firm in firms}
        for month in months:
            for measure, amounts in _invented(firms, people, chance):
                fresh[measure, month][place.code] = amounts
    put_out(fresh, at=NOW)


def _invented(
    firms: list[str], people: dict[str, int], chance: random.Random
) -> Iterator[tuple[str, Amounts]]:
    pieces = {firm: chance.randrange(120, 480) for firm in firms}
    rejected = {firm: chance.randrange(0, 4) // 2 for firm in firms}
    price = chance.randrange(60_000, 140_000, 500)
    yield "members", {firm: [1] for firm in firms}
    yield "workers", {firm: [people[firm]] for firm in firms}
    yield "machines", {firm: [1 + people[firm] // 12] for firm in firms}
    yield "pieces_ordered", {firm: [pieces[firm] + 10] for firm in firms}
    yield "pieces_shipped", {firm: [pieces[firm]] for firm in firms}
    yield "pieces_accepted", {firm: [pieces[firm] - rejected[firm]] for firm in firms}
    yield "reject_ppm", {firm: [pieces[firm] - rejected[firm], rejected[firm]] for firm in firms}
    yield "value_invoiced", {firm: [pieces[firm] * price] for firm in firms}
    yield "on_time", {firm: [3 - late, late] for firm in firms for late in (chance.randrange(2),)}
    cost = {firm: pieces[firm] * price * 2 // 5 for firm in firms}
    local = {firm: cost[firm] * chance.randrange(45, 90) // 100 for firm in firms}
    yield "local_content", {firm: [local[firm], cost[firm] - local[firm]] for firm in firms}
