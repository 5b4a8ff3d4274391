"""The sleeve and the brake block: grade, drawing, control plan, customers and approvals."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rantai.members.models import Workshop
from rantai.orders.models import Customer, CustomerContact
from rantai.parts.models import (
    Approval,
    Characteristic,
    ControlPlan,
    ControlPlanItem,
    ElementWindow,
    Grade,
    Part,
    PartRevision,
    Tracing,
)
from rantai.portal.example.checks import (
    BLOCK_CHECKS,
    BLOCK_GRADE,
    DEFECTS,
    SLEEVE_CHECKS,
    SLEEVE_GRADE,
    Check,
    Window,
)
from rantai.portal.example.days import FOR_YEARS
from rantai.portal.example.makers import (
    BLOCK_MAKERS,
    FORMER_BLOCK_MAKERS,
    FORMER_SLEEVE_MAKERS,
    SLEEVE_MAKERS,
)
from rantai.records.models import Account, Cooperative
from rantai.shopfloor.models import Defect

SINCE = date(2018, 7, 1)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is made, for whom, and the codes by which it is rejected."""

    sleeve: PartRevision
    block: PartRevision
    sleeve_plan: ControlPlan
    block_plan: ControlPlan
    tpr: Customer
    kai: Customer
    defects: dict[str, Defect]
    items: dict[int, list[ControlPlanItem]]

    def plan_of(self, revision: PartRevision) -> ControlPlan:
        return self.sleeve_plan if revision == self.sleeve else self.block_plan

    def customer_of(self, revision: PartRevision) -> Customer:
        return self.tpr if revision == self.sleeve else self.kai


def draw_parts(cooperative: Cooperative, engineer: Account) -> Catalogue:
    """Make both parts with everything a heat of them needs to be judged."""
    for code, name, name_en in DEFECTS:
        Defect.objects.get_or_create(code=code, defaults={"name": name, "name_en": name_en})
    sleeve = _revision(
        cooperative,
        Part(
            number="10-4411",
            name="Selongsong silinder",
            traced_by=Tracing.PIECE,
            mass_kg=Decimal("2.800"),
            pieces_per_box=20,
            is_machined=True,
        ),
        _grade(cooperative, "FC250-TPR", "JIS G 5501 FC250, batas pelanggan", SLEEVE_GRADE),
        revision="C",
    )
    block = _revision(
        cooperative,
        Part(
            number="T-360",
            name="Blok rem kereta api",
            traced_by=Tracing.LOT,
            mass_kg=Decimal("11.500"),
            pieces_per_box=40,
            is_machined=False,
        ),
        _grade(cooperative, "BR-P10", "Besi cor kelabu fosfor 1 %", BLOCK_GRADE),
        revision="B",
    )
    plans = [_control_plan(sleeve, SLEEVE_CHECKS), _control_plan(block, BLOCK_CHECKS)]
    tpr = Customer.objects.create(
        cooperative=cooperative,
        code="TPR",
        name="PT TPR Indonesia",
        tier="1",
        address="Kawasan industri (alamat contoh)",
        supplier_code="KBJ01",
    )
    kai = Customer.objects.create(
        cooperative=cooperative,
        code="KAI",
        name="PT Kereta Api Indonesia (Persero)",
        tier="pemakai akhir",
        address="Balai Yasa (alamat contoh)",
        supplier_code="LOG-118",
    )
    CustomerContact.objects.create(cooperative=cooperative, customer=tpr, account=engineer)
    return Catalogue(
        sleeve=sleeve,
        block=block,
        sleeve_plan=plans[0],
        block_plan=plans[1],
        tpr=tpr,
        kai=kai,
        defects=Defect.objects.in_bulk(),
        items={
            plan.pk: list(
                ControlPlanItem.objects.filter(cooperative=cooperative, plan=plan).select_related(
                    "characteristic", "gauge"
                )
            )
            for plan in plans
        },
    )


def _grade(
    cooperative: Cooperative, code: str, standard: str, windows: tuple[Window, ...]
) -> Grade:
    grade = Grade.objects.create(cooperative=cooperative, code=code, standard=standard)
    ElementWindow.objects.bulk_create(
        ElementWindow(
            cooperative=cooperative,
            grade=grade,
            element=element,
            minimum_pct=Decimal(low) if low else None,
            maximum_pct=Decimal(high) if high else None,
            order=order,
        )
        for order, (element, low, high) in enumerate(windows)
    )
    return grade


def _revision(cooperative: Cooperative, part: Part, grade: Grade, *, revision: str) -> PartRevision:
    part.cooperative = cooperative
    part.save()
    return PartRevision.objects.create(
        cooperative=cooperative,
        part=part,
        revision=revision,
        valid_from=SINCE,
        grade=grade,
        pour_temperature_min_c=1340,
        pour_temperature_max_c=1420,
        pour_within_minutes=8,
    )


def _control_plan(revision: PartRevision, checks: tuple[Check, ...]) -> ControlPlan:
    owner = revision.cooperative
    plan = ControlPlan.objects.create(
        cooperative=owner, revision=revision, version=1, valid_from=SINCE
    )
    characteristics = Characteristic.objects.bulk_create(
        Characteristic(
            cooperative=owner,
            revision=revision,
            number=number,
            name=check.name,
            name_en=check.name_en,
            unit=check.unit,
            nominal=Decimal(check.nominal) if check.nominal else None,
            lower=Decimal(check.lower) if check.lower else None,
            upper=Decimal(check.upper) if check.upper else None,
            importance=check.importance,
        )
        for number, check in enumerate(checks, start=1)
    )
    ControlPlanItem.objects.bulk_create(
        ControlPlanItem(
            cooperative=owner,
            plan=plan,
            characteristic=characteristic,
            method=check.method,
            sample_size=check.sample_size,
            reaction="Tahan lot sejak hasil baik terakhir; panggil lab.",
            chart=check.chart,
            subgroup=check.sample_size if check.chart and check.accept_up_to is None else 1,
            accept_up_to=check.accept_up_to or 0,
        )
        for characteristic, check in zip(characteristics, checks, strict=True)
    )
    return plan


def approve(catalogue: Catalogue, workshops: list[Workshop]) -> None:
    """The customers' approvals: those in force, and those by which a workshop is refused."""
    shops = {workshop.code: workshop for workshop in workshops}
    rows = [_approval(shops[code], catalogue.block, "KAI-LOG-18") for code in BLOCK_MAKERS]
    rows += [_approval(shops[code], catalogue.sleeve, "PPAP-18") for code in SLEEVE_MAKERS]
    for revision, former in (
        (catalogue.block, FORMER_BLOCK_MAKERS),
        (catalogue.sleeve, FORMER_SLEEVE_MAKERS),
    ):
        rows += [_former(shops[code], revision, why) for code, why in former.items()]
    Approval.objects.bulk_create(rows)


def _approval(workshop: Workshop, revision: PartRevision, series: str) -> Approval:
    return Approval(
        cooperative=workshop.cooperative,
        workshop=workshop,
        revision=revision,
        approved_on=date(2018, 8, 15),
        valid_until=FOR_YEARS,
        reference=f"{series}-{workshop.code[2:]}",
    )


def _former(workshop: Workshop, revision: PartRevision, why: str) -> Approval:
    approval = _approval(workshop, revision, "2018")
    if why == "expired":
        approval.valid_until = date(2018, 9, 30)
    elif why == "withdrawn":
        approval.withdrawn_on = date(2018, 9, 20)
        approval.withdrawn_because = "Dempul ditemukan pada tiga blok saat audit pelanggan"
    else:
        approval.approved_on = date(2030, 7, 1)
    return approval
