"""Putting the centres' figures out: fresh counts past the rules of disclosure into summary rows."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from rantai.members.models import CentreFigure
from rantai.portal.disclosure import ALL, Amounts, Hidden, Kind, Published, publish
from rantai.portal.rules import percent_of, rejects_ppm
from rantai.records.models import Centre

KINDS = {
    "members": Kind(is_stock=True, is_open=True),
    "workers": Kind(is_stock=True),
    "machines": Kind(is_stock=True),
    "pieces_ordered": Kind(),
    "pieces_shipped": Kind(),
    "pieces_accepted": Kind(),
    "value_invoiced": Kind(),
    "reject_ppm": Kind(has_total=False),
    "on_time": Kind(has_total=False),
    "local_content": Kind(has_total=False),
}

Fresh = Mapping[tuple[str, date], Mapping[str, Amounts]]
"""By measure and month, each centre's parts."""


def put_out(fresh: Fresh, *, at: datetime) -> None:
    """Publish what may come out; a row that says what the one before it said is not written."""
    codes = {centre.code: centre for centre in Centre.objects.all()}
    history, current = _so_far({measure for measure, _month in fresh})
    new_rows: list[CentreFigure] = []
    replaced: list[int] = []
    for (measure, month), cells in sorted(fresh.items(), key=lambda each: each[0][1]):
        out = publish(cells, month, history[measure], KINDS[measure])
        for code, told in out.items():
            row = _row(measure, told, codes.get(code), at)
            before = current.get((measure, month, code))
            if before is not None and _says_the_same(before, row):
                continue
            if before is not None:
                replaced.append(before.pk)
            new_rows.append(row)
            history[measure].append(told)
    CentreFigure.objects.filter(pk__in=replaced).update(replaced_at=at)
    CentreFigure.objects.bulk_create(new_rows)


def _so_far(
    measures: set[str],
) -> tuple[defaultdict[str, list[Published]], dict[tuple[str, date, str], CentreFigure]]:
    """Everything of these measures that ever came out, oldest first, and what stands now."""
    history: defaultdict[str, list[Published]] = defaultdict(list)
    current = {}
    rows = CentreFigure.objects.filter(measure__in=measures).select_related("centre")
    for row in rows.order_by("published_at", "pk"):
        code = row.centre.code if row.centre else ALL
        history[row.measure].append(Published(code, row.month, row.amounts, Hidden(row.withheld)))
        if row.replaced_at is None:
            current[row.measure, row.month, code] = row
    return history, current


def _row(measure: str, told: Published, centre: Centre | None, at: datetime) -> CentreFigure:
    return CentreFigure(
        centre=centre,
        month=told.period,
        measure=measure,
        value=value_of(measure, told.amounts),
        firms=sum(1 for part in told.amounts.values() if sum(part)),
        amounts=told.amounts if centre else {},  # a total's parts stand with its centres
        withheld=told.hidden,
        published_at=at,
    )


def _says_the_same(before: CentreFigure, after: CentreFigure) -> bool:
    return (before.value, before.firms, before.withheld, before.amounts) == (
        after.value.quantize(Decimal("0.01")),
        after.firms,
        after.withheld,
        after.amounts,
    )


def value_of(measure: str, amounts: Amounts) -> Decimal:
    sums = [sum(numbers) for numbers in zip(*amounts.values(), strict=True)] or [0, 0]
    if measure == "reject_ppm":
        return rejects_ppm(*sums) or Decimal(0)
    if measure in ("on_time", "local_content"):
        return percent_of(*sums) or Decimal(0)
    return Decimal(sums[0])
