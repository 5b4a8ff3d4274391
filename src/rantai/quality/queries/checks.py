"""What the workshops measured themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from rantai.parts.models import ControlPlanItem
from rantai.quality.models import CheckedValue, WorkshopCheck
from rantai.shopfloor.models import CastingLot


@dataclass(frozen=True, slots=True)
class CheckedItem:
    """One characteristic as the workshop found it."""

    item: ControlPlanItem
    values: Sequence[CheckedValue]

    @property
    def is_good(self) -> bool:
        return all(each.conforms for each in self.values)


@dataclass(frozen=True, slots=True)
class Check:
    check: WorkshopCheck
    items: Sequence[CheckedItem]


def checks_of(lot: CastingLot) -> list[Check]:
    """The workshop's own checks of a lot, the newest first."""
    checks = WorkshopCheck.objects.current().filter(cooperative_id=lot.cooperative_id, lot=lot)
    found = []
    for check in checks.select_related("recorded_by").order_by("-occurred_at"):
        by_item: dict[int, list[CheckedValue]] = {}
        rows = CheckedValue.objects.filter(cooperative_id=lot.cooperative_id, within=check)
        for row in rows.select_related("item__characteristic"):
            by_item.setdefault(row.item_id, []).append(row)
        found.append(Check(check, [CheckedItem(rows[0].item, rows) for rows in by_item.values()]))
    return found
