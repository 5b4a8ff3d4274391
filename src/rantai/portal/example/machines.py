"""Furnaces and lathes of the makers, and the five machines that TMMIN gave to the co-operative."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rantai.machines.models import Machine, MachineFee, MachineKind, MachineState, MachineUse
from rantai.machines.rules import fee_for
from rantai.members.models import Workshop
from rantai.portal.example.days import FOR_YEARS, moment, working_days
from rantai.portal.example.ledger import Ledger
from rantai.portal.example.makers import BLOCK_MAKERS, SLEEVE_MAKERS
from rantai.records.models import Account, Cooperative

DONOR = "PT Toyota Motor Manufacturing Indonesia"


@dataclass(frozen=True, slots=True)
class Gift:
    code: str
    name: str
    kind: MachineKind
    rupiah_per_hour: int
    value_rupiah: int
    setup_minutes: int = 0
    state: MachineState = MachineState.READY


SPECTROMETER = Gift("SPK-1", "Spektrometer", MachineKind.SPECTROMETER, 150_000, 1_450_000_000)
GIFTS = (
    SPECTROMETER,
    Gift("INT-1", "Mesin pembuat inti", MachineKind.CORE_MAKING, 60_000, 385_000_000, 30),
    Gift("CTK-1", "Mesin cetak", MachineKind.MOULDING, 75_000, 520_000_000, 20),
    Gift("FRS-1", "Frais kecil NC", MachineKind.MILL, 90_000, 610_000_000, 45),
    Gift("FRS-2", "Frais kecil 2", MachineKind.MILL, 70_000, 265_000_000, 45, MachineState.REPAIR),
)
PIECE_MINUTES = {"SPK-1": 15, "INT-1": 4, "CTK-1": 3, "FRS-1": 6}
"""How long one piece or sample takes on it."""


@dataclass(frozen=True, slots=True)
class Machines:
    """The shared machines by code, and each maker's furnace and lathe."""

    shared: dict[str, Machine]
    furnaces: dict[str, Machine]
    lathes: dict[str, Machine]

    @property
    def spectrometer(self) -> Machine:
        return self.shared[SPECTROMETER.code]


def set_up_machines(cooperative: Cooperative, workshops: list[Workshop]) -> Machines:
    chance = random.Random("machines")
    shared = Machine.objects.bulk_create(
        Machine(
            cooperative=cooperative,
            code=gift.code,
            name=gift.name,
            kind=gift.kind,
            donor=DONOR,
            received_on=date(2018, 3, 1),
            custodian="Ratna Handayani (lab)",
            state=gift.state,
            value_rupiah=gift.value_rupiah,
            setup_minutes=gift.setup_minutes,
            calibrated_until=FOR_YEARS if gift is SPECTROMETER else None,
        )
        for gift in GIFTS
    )
    MachineFee.objects.bulk_create(
        MachineFee(cooperative=cooperative, machine=machine, valid_from=day, rupiah_per_hour=rupiah)
        for machine, gift in zip(shared, GIFTS, strict=True)
        for day, rupiah in (
            (date(2018, 4, 1), gift.rupiah_per_hour),
            (date(2019, 1, 1), gift.rupiah_per_hour * 11 // 10),
        )
    )
    furnaces = {workshop.code: _furnace(workshop, chance) for workshop in workshops}
    lathes = {
        workshop.code: Machine(
            cooperative=cooperative,
            code=f"BBT-{workshop.code[2:]}-1",
            name="Mesin bubut",
            kind=MachineKind.LATHE,
            workshop=workshop,
        )
        for workshop in workshops
        if workshop.code in SLEEVE_MAKERS or chance.random() < 0.2
    }
    Machine.objects.bulk_create([*furnaces.values(), *lathes.values()])
    return Machines({machine.code: machine for machine in shared}, furnaces, lathes)


def _furnace(workshop: Workshop, chance: random.Random) -> Machine:
    if workshop.code in BLOCK_MAKERS:
        capacity = 1000 if workshop.code == "B-017" else chance.choice((900, 1000, 1000))
    elif workshop.code in SLEEVE_MAKERS:
        capacity = 300
    else:
        capacity = chance.randrange(300, 1000, 100)
    return Machine(
        cooperative=workshop.cooperative,
        code=f"T-{workshop.code[2:]}-1",
        name=f"Tungku induksi {capacity} kg",
        kind=MachineKind.FURNACE,
        workshop=workshop,
        capacity_kg=capacity,
    )


def use_shared_machines(
    ledger: Ledger, machines: Machines, makers: list[Workshop], month: date, by: Account
) -> None:
    """A month's hours on the shared machines, each at the fee of its day."""
    MachineUse.objects.bulk_create(_uses(ledger, machines, makers, month, by))


def _uses(
    ledger: Ledger, machines: Machines, makers: list[Workshop], month: date, by: Account
) -> Iterator[MachineUse]:
    days = working_days(month)
    for workshop in makers:
        wanted = [SPECTROMETER.code]
        if workshop.code in SLEEVE_MAKERS:
            wanted += ["INT-1", "FRS-1"]
        elif ledger.chance.random() < 0.4:
            wanted.append("CTK-1")
        for code in wanted:
            day = ledger.chance.choice(days)
            at = moment(day, "15:30")
            minutes = ledger.chance.randrange(30, 240, 15)
            yield MachineUse(
                **ledger.fact(by=by, at=at, occurred_at=at - timedelta(minutes=15)),
                machine=machines.shared[code],
                workshop=workshop,
                used_on=day,
                minutes=minutes,
                pieces=minutes // PIECE_MINUTES[code],
                fee_rupiah=fee_for(minutes, _rate(code, day)),
            )


def _rate(code: str, day: date) -> int:
    rate = next(gift.rupiah_per_hour for gift in GIFTS if gift.code == code)
    return rate * 11 // 10 if day >= date(2019, 1, 1) else rate
