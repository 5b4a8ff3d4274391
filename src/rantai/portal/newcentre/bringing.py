"""Writing what was rehearsed, all of it or nothing, in one transaction with one audit entry."""

from datetime import datetime

from django.db import transaction

from rantai.machines.models import Machine
from rantai.members.models import CapacityAudit, Membership, MembershipStatus, Person, Workshop
from rantai.mentoring.models import Programme
from rantai.parts.models import Approval, ElementWindow, Grade, PartRevision
from rantai.portal.newcentre.comparing import Plan, rehearse
from rantai.portal.newcentre.faults import WorkbookRefused
from rantai.portal.newcentre.reading import Row
from rantai.records.actions import write_audit
from rantai.records.models import Account, Cooperative, Role
from rantai.records.queries import acting_as


@transaction.atomic
def bring_in(*, content: bytes, by: Account, at: datetime) -> Plan:
    """Compared anew, for others may have worked since the rehearsal."""
    cooperative = acting_as(by, Role.PLANNER)
    Cooperative.objects.select_for_update().get(pk=cooperative.pk)
    plan = rehearse(content, cooperative)
    if plan.faults:
        raise WorkbookRefused(plan.faults)
    _write_workshops(cooperative, plan.new["workshops"])
    shops = {each.code: each for each in Workshop.objects.filter(cooperative=cooperative)}
    Person.objects.bulk_create(
        Person(
            cooperative=cooperative,
            workshop=shops[row.values["workshop"]],
            name=row.values["name"],
            job=row.values["job"],
            joined_on=row.values["joined_on"],
        )
        for row in plan.new["people"]
    )
    Machine.objects.bulk_create(_machine(cooperative, shops, row) for row in plan.new["machines"])
    _write_grades(cooperative, plan.new["grades"])
    _write_approvals(cooperative, shops, plan.new["approvals"])
    Programme.objects.bulk_create(
        Programme(cooperative=cooperative, **row.values) for row in plan.new["programmes"]
    )
    write_audit(
        "cooperative.brought_in",
        cooperative,
        by=by,
        at=at,
        **{key: len(rows) for key, rows in plan.new.items()},
    )
    return plan


def _write_workshops(cooperative: Cooperative, rows: list[Row]) -> None:
    workshops = Workshop.objects.bulk_create(
        Workshop(
            cooperative=cooperative,
            code=row.values["code"],
            name=row.values["name"],
            village=row.values["village"] or "",
            tax_number=row.values["tax_number"] or "",
        )
        for row in rows
    )
    placed = list(zip(workshops, rows, strict=True))
    Membership.objects.bulk_create(
        Membership(
            cooperative=cooperative,
            workshop=workshop,
            status=MembershipStatus.ACTIVE,
            valid_from=row.values["since"],
        )
        for workshop, row in placed
    )
    CapacityAudit.objects.bulk_create(
        CapacityAudit(
            cooperative=cooperative,
            workshop=workshop,
            valid_from=row.values["since"],
            kg_per_month=row.values["kg_per_month"],
        )
        for workshop, row in placed
        if row.values["kg_per_month"]
    )


def _machine(cooperative: Cooperative, shops: dict[str, Workshop], row: Row) -> Machine:
    told = row.values
    return Machine(
        cooperative=cooperative,
        code=told["code"],
        name=told["name"],
        kind=told["kind"],
        workshop=shops[told["workshop"]] if told["workshop"] else None,
        capacity_kg=told["capacity_kg"],
        donor=told["donor"] or "",
        received_on=told["received_on"],
        custodian=told["custodian"] or "",
        value_rupiah=told["value_rupiah"],
    )


def _write_approvals(cooperative: Cooperative, shops: dict[str, Workshop], rows: list[Row]) -> None:
    revisions = {
        (each.part.number, each.revision): each
        for each in PartRevision.objects.filter(cooperative=cooperative).select_related("part")
    }
    Approval.objects.bulk_create(
        Approval(
            cooperative=cooperative,
            workshop=shops[row.values["workshop"]],
            revision=revisions[row.values["part"], row.values["revision"]],
            approved_on=row.values["approved_on"],
            valid_until=row.values["valid_until"],
            reference=row.values["reference"],
        )
        for row in rows
    )


def _write_grades(cooperative: Cooperative, rows: list[Row]) -> None:
    standards = {row.values["code"]: row.values["standard"] or "" for row in reversed(rows)}
    grades = {
        grade.code: grade
        for grade in Grade.objects.bulk_create(
            Grade(cooperative=cooperative, code=code, standard=standard)
            for code, standard in sorted(standards.items())
        )
    }
    ElementWindow.objects.bulk_create(
        ElementWindow(
            cooperative=cooperative,
            grade=grades[row.values["code"]],
            element=row.values["element"],
            minimum_pct=row.values["minimum_pct"],
            maximum_pct=row.values["maximum_pct"],
            order=row.number,
        )
        for row in rows
    )
