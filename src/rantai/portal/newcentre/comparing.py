"""The workbook against what is there: what is new, what is there already, and what is wrong."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from rantai.machines.models import Machine
from rantai.members.models import Person, Workshop
from rantai.mentoring.models import Programme
from rantai.parts.models import Approval, Grade, PartRevision
from rantai.portal.newcentre.faults import Fault
from rantai.portal.newcentre.reading import Row, read_rows
from rantai.portal.newcentre.sheets import SHEETS
from rantai.records.models import Cooperative

TAX_DIGITS = (15, 16)


_KEYS = tuple(form.key for form in SHEETS)


@dataclass(slots=True)
class Plan:
    """What the workbook would change; with a fault it changes nothing."""

    new: dict[str, list[Row]] = field(default_factory=lambda: {key: [] for key in _KEYS})
    there: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_KEYS, 0))
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(self.new.values())


def rehearse(content: bytes, cooperative: Cooperative) -> Plan:
    """Everything the workbook would do, nothing done. Nothing that is there is overwritten."""
    rows, faults = read_rows(content)
    plan = Plan(faults=faults)
    known = _Known.of(cooperative)
    if faults:  # a cell that could not be read would look like a dozen other faults
        return plan
    _workshops(rows["workshops"], known, plan)
    codes = known.workshops.keys() | {row.values["code"] for row in rows["workshops"]}
    _people(rows["people"], known, codes, plan)
    _machines(rows["machines"], known, codes, plan)
    _grades(rows["grades"], known, plan)
    _approvals(rows["approvals"], known, codes, plan)
    _programmes(rows["programmes"], known, plan)
    plan.faults.sort(key=lambda fault: (_order(fault.sheet), fault.row))
    return plan


def _order(sheet: str) -> int:
    return [form.name for form in SHEETS].index(sheet)


@dataclass(frozen=True, slots=True)
class _Known:
    workshops: dict[str, Workshop]
    taxed: dict[str, str]
    people: set[tuple[str, str, date]]
    machines: dict[str, str]
    revisions: set[tuple[str, str]]
    approvals: set[tuple[str, str, str, date]]
    grades: set[str]
    programmes: set[str]

    @classmethod
    def of(cls, cooperative: Cooperative) -> "_Known":
        workshops = {each.code: each for each in Workshop.objects.filter(cooperative=cooperative)}
        people = Person.objects.filter(cooperative=cooperative)
        approvals = Approval.objects.filter(cooperative=cooperative)
        machines = Machine.objects.filter(cooperative=cooperative)
        revisions = PartRevision.objects.filter(cooperative=cooperative)
        return cls(
            workshops,
            {each.tax_number: code for code, each in workshops.items() if each.tax_number},
            set(people.values_list("workshop__code", "name", "joined_on")),
            dict(machines.values_list("code", "name")),
            set(revisions.values_list("part__number", "revision")),
            set(
                approvals.values_list(
                    "workshop__code", "revision__part__number", "revision__revision", "approved_on"
                )
            ),
            set(Grade.objects.filter(cooperative=cooperative).values_list("code", flat=True)),
            set(Programme.objects.filter(cooperative=cooperative).values_list("name", flat=True)),
        )


def _workshops(rows: list[Row], known: _Known, plan: Plan) -> None:
    first = _Seen(plan)
    taxed = _Seen(plan)
    for row in rows:
        code, tax = row.values["code"], row.values["tax_number"]
        if not first.take(row, "code", code):
            continue
        if tax and not _tax_is_sound(row, plan):
            continue
        tax = row.values["tax_number"]
        if tax and not taxed.take(row, "tax_number", tax):
            continue
        if tax and known.taxed.get(tax, code) != code:
            what = _("This tax number belongs to %(workshop)s already. One firm, one membership.")
            plan.faults.append(row.fault("tax_number", what % {"workshop": known.taxed[tax]}))
            continue
        if there := known.workshops.get(code):
            _there(row, plan, "name", there.name)
        else:
            plan.new["workshops"].append(row)


def _tax_is_sound(row: Row, plan: Plan) -> bool:
    digits = re.sub(r"[.\-\s]", "", row.values["tax_number"])
    if not digits.isdigit() or len(digits) not in TAX_DIGITS:
        what = _("A tax number has 15 or 16 digits; this one has %s. Copy it from the card.")
        plan.faults.append(row.fault("tax_number", what % len(digits)))
        return False
    row.values["tax_number"] = digits
    return True


def _people(rows: list[Row], known: _Known, codes: Iterable[str], plan: Plan) -> None:
    once = _Seen(plan)
    for row in rows:
        workshop, name, joined = (row.values[key] for key in ("workshop", "name", "joined_on"))
        if not _workshop_is_known(row, codes, plan):
            continue
        if not once.take(row, "name", (workshop, name.lower(), joined)):
            continue
        if (workshop, name, joined) in known.people:
            plan.there["people"] += 1
        else:
            plan.new["people"].append(row)


def _machines(rows: list[Row], known: _Known, codes: Iterable[str], plan: Plan) -> None:
    once = _Seen(plan)
    for row in rows:
        if not once.take(row, "code", row.values["code"]):
            continue
        if row.values["workshop"] and not _workshop_is_known(row, codes, plan):
            continue
        if row.values["code"] in known.machines:
            _there(row, plan, "name", known.machines[row.values["code"]])
        else:
            plan.new["machines"].append(row)


def _grades(rows: list[Row], known: _Known, plan: Plan) -> None:
    """A grade that is there keeps its windows: another limit is another grade."""
    once = _Seen(plan)
    for row in rows:
        low, high = row.values["minimum_pct"], row.values["maximum_pct"]
        if not once.take(row, "element", (row.values["code"], row.values["element"])):
            continue
        if low is None and high is None:
            what = _("Neither a lowest nor a highest percent. Write at least one.")
            plan.faults.append(row.fault("minimum_pct", what))
        elif low is not None and high is not None and high < low:
            what = _("The highest lies below the lowest. Check both.")
            plan.faults.append(row.fault("maximum_pct", what))
        elif row.values["code"] in known.grades:
            plan.there["grades"] += 1
        else:
            plan.new["grades"].append(row)


def _programmes(rows: list[Row], known: _Known, plan: Plan) -> None:
    once = _Seen(plan)
    for row in rows:
        if not once.take(row, "name", row.values["name"]):
            continue
        if row.values["name"] in known.programmes:
            plan.there["programmes"] += 1
        else:
            plan.new["programmes"].append(row)


def _approvals(rows: list[Row], known: _Known, codes: Iterable[str], plan: Plan) -> None:
    once = _Seen(plan)
    for row in rows:
        told = row.values
        key = (told["workshop"], told["part"], told["revision"], told["approved_on"])
        if not _workshop_is_known(row, codes, plan) or not once.take(row, "workshop", key):
            continue
        if (told["part"], told["revision"]) not in known.revisions:
            what = _("Part %(part)s revision %(revision)s is not registered. Register it first.")
            plan.faults.append(row.fault("part", what % told))
        elif told["valid_until"] < told["approved_on"]:
            what = _("It would end before it begins. Check both days.")
            plan.faults.append(row.fault("valid_until", what))
        elif key in known.approvals:
            plan.there["approvals"] += 1
        else:
            plan.new["approvals"].append(row)


def _workshop_is_known(row: Row, codes: Iterable[str], plan: Plan) -> bool:
    if row.values["workshop"] in codes:
        return True
    what = _("There is no workshop %s, neither here nor on sheet Bengkel.")
    plan.faults.append(row.fault("workshop", what % row.values["workshop"]))
    return False


def _there(row: Row, plan: Plan, key: str, present: str) -> None:
    if row.values[key] == present:
        plan.there[row.form.key] += 1
        return
    what = _("%(code)s is there already as “%(present)s”. Take another code, or the same name.")
    plan.faults.append(row.fault(key, what % {"code": row.values["code"], "present": present}))


class _Seen:
    """The same thing twice in one workbook is a fault of the second row."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rows: dict[Any, int] = {}

    def take(self, row: Row, key: str, value: Any) -> bool:
        if (before := self.rows.setdefault(value, row.number)) == row.number:
            return True
        what = _("The same stands in row %s already. Keep one of the two.")
        self.plan.faults.append(row.fault(key, what % before))
        return False
