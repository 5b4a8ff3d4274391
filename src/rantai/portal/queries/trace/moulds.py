"""The moulds of a trace with their sand and cores; most members record none, and ask nothing."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from rantai.portal.queries.trace.reach import MOULDING, Kind, Reach
from rantai.records.prepared import prepared
from rantai.shopfloor.models import MouldRun
from rantai.shopfloor.rules import span_words
from rantai.traceability.models import Link


@dataclass(frozen=True, slots=True)
class Moulds:
    """A run of moulds, what it was made of, and the nodes of the lots that came from it."""

    node_id: int
    code: str
    pattern: str
    first: int
    last: int
    is_held: bool
    sand: str
    cores: str
    lots: list[int]

    @property
    def name(self) -> str:
        return f"{self.pattern} · {span_words((self.first, self.last))}"

    @property
    def count(self) -> int:
        return self.last - self.first + 1


def moulds_of(reach: Reach) -> list[Moulds]:
    runs = reach.ids(Kind.MOULDS)
    if not runs:
        return []
    lots: defaultdict[int, list[int]] = defaultdict(list)
    for run, lot in _led_into(reach.owner, runs, reach.ids(Kind.CASTING_LOT)):
        lots[run].append(lot)
    seen = {node.code for node in (*reach.behind, *reach.ahead) if node.kind in MOULDING}
    seen.add(reach.subject.code)
    return [
        Moulds(
            node_id=node,
            code=code,
            pattern=pattern,
            first=first,
            last=last,
            is_held=holds > 0,
            sand=sand if sand in seen else "",
            cores=cores if cores in seen else "",
            lots=lots[node],
        )
        for node, code, pattern, first, last, holds, sand, cores in _runs_at(reach.owner, runs)
    ]


@prepared
def _runs_at(owner: int, nodes: list[int]) -> QuerySet[MouldRun, tuple[Any, ...]]:
    rows = MouldRun.objects.current().filter(cooperative_id=owner, node__in=nodes)
    return rows.order_by("code").values_list(
        "node",
        "code",
        "pattern",
        "first",
        "last",
        "node__open_holds",
        "sand_batch__code",
        "core_lot__code",
    )


@prepared
def _led_into(owner: int, runs: list[int], lots: list[int]) -> QuerySet[Link, tuple[Any, ...]]:
    rows = Link.objects.filter(cooperative_id=owner, parent__in=runs, child__in=lots)
    return rows.order_by("child").values_list("parent", "child")
