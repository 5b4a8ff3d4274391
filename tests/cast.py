"""The standing people and workshops that every test knows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from rantai.machines.models import Machine, MachineKind
from rantai.members.models import CapacityAudit, Membership, MembershipStatus, Person, Workshop
from rantai.orders.models import Customer, CustomerContact
from rantai.parts.models import (
    Approval,
    Characteristic,
    CharacteristicClass,
    ControlPlan,
    ControlPlanItem,
    ElementWindow,
    Grade,
    Part,
    PartRevision,
    Tracing,
)
from rantai.records.models import Account, Centre, Cooperative, Role
from rantai.shopfloor.models import Defect
from tests.kept import Kept
from tests.kept_stories import beginning_with

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2019, 4, 12, 9, 40, tzinfo=JAKARTA)
SINCE = date(2016, 1, 1)


@dataclass(frozen=True)
class Cast:
    """Everyone and everything a story needs before it begins."""

    at: datetime
    cooperative: Cooperative
    other_cooperative: Cooperative
    operator: Account
    owner: Account
    owner_b: Account
    lab: Account
    planner: Account
    treasurer: Account
    customer_engineer: Account
    mentor: Account
    ministry: Account
    stranger: Account
    workshop_a: Workshop
    workshop_b: Workshop
    workshop_unapproved: Workshop
    furnace: Machine
    furnace_b: Machine
    lathe: Machine
    spectrometer: Machine
    grade: Grade
    sleeve: PartRevision
    block: PartRevision
    customer: Customer


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    everyone = KEPT.again()
    with beginning_with(everyone):
        yield everyone


def _everyone() -> Cast:
    centre = Centre.objects.create(
        code="CEPER",
        name="Klaten (Ceper)",
        province="Jawa Tengah",
        latitude=Decimal("-7.66100"),
        longitude=Decimal("110.65800"),
    )
    ours = Cooperative.objects.create(
        centre=centre, code="KBJ", name="Koperasi Batur Jaya", short_name="KBJ", is_example=True
    )
    theirs = Cooperative.objects.create(
        centre=centre, code="LAIN", name="Koperasi Lain", short_name="Lain", is_example=True
    )
    people = {
        name: _account(name, role, ours)
        for name, role in (
            ("operator", Role.OPERATOR),
            ("owner", Role.OWNER),
            ("owner_b", Role.OWNER),
            ("lab", Role.LAB),
            ("planner", Role.PLANNER),
            ("treasurer", Role.TREASURER),
            ("customer_engineer", Role.CUSTOMER),
            ("mentor", Role.MENTOR),
        )
    }
    workshop_a = _workshop(ours, "B-017", "Tegalrejo", people["operator"], people["owner"])
    workshop_b = _workshop(ours, "B-031", "Batur Lor", people["owner_b"])
    workshop_unapproved = _workshop(ours, "B-099", "Kurung")
    grade = _grade(ours)
    sleeve = _revision(ours, grade, "10-4411", "Selongsong silinder", Tracing.PIECE)
    block = _revision(ours, grade, "T-360", "Blok rem", Tracing.LOT)
    for revision in (sleeve, block):
        _control_plan(revision)
        for workshop in (workshop_a, workshop_b):
            Approval.objects.create(
                cooperative=ours,
                workshop=workshop,
                revision=revision,
                approved_on=date(2018, 11, 1),
                valid_until=date(2020, 12, 31),
                reference="PPAP-18-04",
            )
    customer = Customer.objects.create(
        cooperative=ours, code="TPR", name="PT TPR Indonesia", tier="1", supplier_code="KBJ01"
    )
    CustomerContact.objects.create(
        cooperative=ours, customer=customer, account=people["customer_engineer"]
    )
    _defects()
    return Cast(
        at=NOW,
        cooperative=ours,
        other_cooperative=theirs,
        **people,
        ministry=_account("ministry", Role.MINISTRY, None),
        stranger=_account("stranger", Role.PLANNER, theirs),
        workshop_a=workshop_a,
        workshop_b=workshop_b,
        workshop_unapproved=workshop_unapproved,
        furnace=_machine(ours, "T-017-1", MachineKind.FURNACE, workshop_a),
        furnace_b=_machine(ours, "T-031-1", MachineKind.FURNACE, workshop_b),
        lathe=_machine(ours, "BBT-017-1", MachineKind.LATHE, workshop_a),
        spectrometer=_machine(ours, "SPK-1", MachineKind.SPECTROMETER, None),
        grade=grade,
        sleeve=sleeve,
        block=block,
        customer=customer,
    )


KEPT = Kept(_everyone)


def _account(name: str, role: Role, cooperative: Cooperative | None) -> Account:
    return Account.objects.create(
        username=name,
        email=f"{name}@contoh.invalid",
        name=name.replace("_", " ").title(),
        role=role,
        cooperative=cooperative,
        is_example=True,
    )


def _workshop(cooperative: Cooperative, code: str, name: str, *accounts: Account) -> Workshop:
    workshop = Workshop.objects.create(
        cooperative=cooperative, code=code, name=name, village="Ceper"
    )
    Membership.objects.create(
        cooperative=cooperative,
        workshop=workshop,
        status=MembershipStatus.ACTIVE,
        valid_from=SINCE,
    )
    CapacityAudit.objects.create(
        cooperative=cooperative, workshop=workshop, valid_from=SINCE, kg_per_month=20_000
    )
    for account in accounts:
        Person.objects.create(
            cooperative=cooperative,
            workshop=workshop,
            name=account.name,
            job=account.role,
            joined_on=SINCE,
            account=account,
        )
    return workshop


def _machine(
    cooperative: Cooperative, code: str, kind: MachineKind, workshop: Workshop | None
) -> Machine:
    return Machine.objects.create(
        cooperative=cooperative,
        code=code,
        name=str(kind.label),
        kind=kind,
        workshop=workshop,
        capacity_kg=500 if kind == MachineKind.FURNACE else None,
        calibrated_until=date(2019, 12, 31) if kind == MachineKind.SPECTROMETER else None,
    )


def _grade(cooperative: Cooperative) -> Grade:
    grade = Grade.objects.create(cooperative=cooperative, code="FC250", standard="JIS G 5501")
    limits = (("C", "3.20", "3.40"), ("Si", "1.90", "2.20"), ("Mn", "0.60", "0.90"))
    for order, (element, low, high) in enumerate(
        (*limits, ("P", None, "0.10"), ("S", None, "0.10"))
    ):
        ElementWindow.objects.create(
            cooperative=cooperative,
            grade=grade,
            element=element,
            minimum_pct=None if low is None else Decimal(low),
            maximum_pct=Decimal(high),
            order=order,
        )
    return grade


def _revision(
    cooperative: Cooperative, grade: Grade, number: str, name: str, traced_by: Tracing
) -> PartRevision:
    part = Part.objects.create(
        cooperative=cooperative,
        number=number,
        name=name,
        traced_by=traced_by,
        mass_kg=Decimal("2.800") if traced_by == Tracing.PIECE else Decimal("11.500"),
        pieces_per_box=20 if traced_by == Tracing.PIECE else 10,
        is_machined=traced_by == Tracing.PIECE,
    )
    return PartRevision.objects.create(
        cooperative=cooperative,
        part=part,
        revision="C",
        valid_from=date(2018, 1, 1),
        grade=grade,
        pour_temperature_min_c=1360,
        pour_temperature_max_c=1420,
        pour_within_minutes=8,
    )


def _control_plan(revision: PartRevision) -> None:
    owner = revision.cooperative
    plan = ControlPlan.objects.create(
        cooperative=owner, revision=revision, version=1, valid_from=date(2018, 11, 1)
    )
    hardness = Characteristic.objects.create(
        cooperative=owner,
        revision=revision,
        number=1,
        name="Kekerasan",
        name_en="Hardness",
        unit="HB",
        nominal=Decimal(200),
        lower=Decimal(180),
        upper=Decimal(220),
        importance=CharacteristicClass.SIGNIFICANT,
    )
    surface = Characteristic.objects.create(
        cooperative=owner,
        revision=revision,
        number=2,
        name="Permukaan tanpa cacat dan dempul",
        name_en="Surface without defect or putty",
        importance=CharacteristicClass.STANDARD,
    )
    for characteristic, method, size in ((hardness, "Brinell", 3), (surface, "Visual", 1)):
        ControlPlanItem.objects.create(
            cooperative=owner,
            plan=plan,
            characteristic=characteristic,
            method=method,
            sample_size=size,
            reaction="Tahan lot sejak hasil baik terakhir; panggil lab.",
        )


def _defects() -> None:
    for code, name, name_en in (
        ("B1", "Lubang gas", "Blowhole"),
        ("F2", "Inti geser", "Core shift"),
        ("G3", "Keras (besi putih)", "Chill"),
        ("Z1", "Dempul ditemukan", "Putty found"),
    ):
        Defect.objects.get_or_create(code=code, defaults={"name": name, "name_en": name_en})
