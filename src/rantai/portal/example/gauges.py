"""The lab's gauges: their calibrations, one that failed in March, and what the studies said."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from rantai.machines.models import Calibration, Machine, MachineKind
from rantai.parts.models import ControlPlanItem
from rantai.portal.example.days import FOR_YEARS, moment
from rantai.portal.example.parts import Catalogue
from rantai.quality.models import GaugeStudy, StudyKind
from rantai.quality.rules import STUDY_METHOD, GaugePolicy, Row, judge_study
from rantai.records.identifiers import uuid7_at
from rantai.records.models import Account, Cooperative

RETIRED, RETIRED_ON = "JS-01", date(2019, 3, 20)
"""Its calibration failed on this day; another one measures since."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A gauge of the lab, what it measures by the control plans' own words, and its study."""

    code: str
    name: str
    unit: str
    resolution: str
    method: str = ""
    error: float = 0.0
    middle: float = 0.0
    spread: float = 0.0
    """One standard deviation of the gauge, and the pieces of the study around their middle."""


GAUGES = (
    Kept("BG-01", "Bore gauge 50–160 mm", "mm", "0.002", "Bore gauge", 0.0015, 82, 0.012),
    Kept("HB-01", "Alat uji Brinell 10/3000", "HB", "1", "Brinell 10/3000", 0.9, 205, 8),
    Kept(RETIRED, "Jangka sorong digital 200 mm", "mm", "0.01"),
    Kept("JS-02", "Jangka sorong digital 200 mm", "mm", "0.01", "Jangka sorong", 0.008, 150, 0.08),
    Kept("MK-01", "Mikrometer 75–100 mm", "mm", "0.001", "Mikrometer", 0.0022, 92, 0.015),
    Kept("ML-01", "Mal panjang blok rem", "mm", "1", "Mal"),
    Kept("RG-01", "Rugosimeter", "µm", "0.01", "Rugosimeter", 0.05, 2.2, 0.35),
)


@dataclass(frozen=True, slots=True)
class GaugeCase:
    """Which gauge measured an item of a control plan on a day."""

    by_method: Mapping[str, Machine]
    retired: Machine

    def gauge_of(self, item: ControlPlanItem, at: datetime) -> int | None:
        gauge: Machine | None = item.gauge
        if gauge is None:
            return None
        if gauge.code == "JS-02" and at.date() < RETIRED_ON:
            return self.retired.pk
        return gauge.pk


def keep_gauges(cooperative: Cooperative, catalogue: Catalogue, lab: Account) -> GaugeCase:
    """Enter the gauges, name them in the control plans, calibrate and study them."""
    chance = random.Random("gauges")
    machines = Machine.objects.bulk_create(
        Machine(
            cooperative=cooperative,
            code=kept.code,
            name=kept.name,
            kind=MachineKind.GAUGE,
            unit=kept.unit,
            resolution=Decimal(kept.resolution),
            custodian="Ratna Handayani (lab)",
            calibrated_until=date(2019, 3, 19) if kept.code == RETIRED else FOR_YEARS,
        )
        for kept in GAUGES
    )
    by_method = {kept.method: one for kept, one in zip(GAUGES, machines, strict=True)}
    items = [item for listed in catalogue.items.values() for item in listed]
    for item in items:
        item.gauge = by_method.get(item.method)
    for method, gauge in by_method.items():
        measured = Q(pk__in=[item.pk for item in items if item.method == method])
        ControlPlanItem.objects.filter(Q(cooperative=cooperative), measured).update(gauge=gauge)
    _calibrate(machines, lab, chance)
    _study(machines, items, lab, chance)
    retired = next(one for one in machines if one.code == RETIRED)
    return GaugeCase(by_method, retired)


def _stamp(gauge: Machine, lab: Account, at: datetime, chance: random.Random) -> dict[str, Any]:
    return {
        "id": uuid7_at(int(at.timestamp() * 1000), chance.getrandbits(74)),
        "cooperative_id": gauge.cooperative_id,
        "occurred_at": at,
        "received_at": at,
        "recorded_by_id": lab.pk,
        "recorded_late": False,
    }


def _calibrate(machines: list[Machine], lab: Account, chance: random.Random) -> None:
    rows = []
    for number, gauge in enumerate(machines, start=1):
        day = date(2018, 7, 9)
        until = date(2019, 7, 9) if gauge.code == RETIRED else FOR_YEARS
        rows.append(
            Calibration(
                **_stamp(gauge, lab, moment(day, "10:00"), chance),
                machine=gauge,
                done_on=day,
                is_good=True,
                valid_until=until,
                certificate=f"KAL-18-{number:03d}",
            )
        )
        if gauge.code == RETIRED:
            rows.append(
                Calibration(
                    **_stamp(gauge, lab, moment(RETIRED_ON, "10:30"), chance),
                    machine=gauge,
                    done_on=RETIRED_ON,
                    is_good=False,
                    certificate="KAL-19-011",
                    found="+0,08 mm pada 150 mm (U = 0,01 mm)",
                )
            )
    Calibration.objects.bulk_create(rows)


def _study(
    machines: list[Machine], items: list[ControlPlanItem], lab: Account, chance: random.Random
) -> None:
    """Ten pieces, three people, three readings each; the surface is judged by eye, yes or no."""
    at = moment(date(2018, 7, 16), "13:00")
    studies = []
    for kept, gauge in zip(GAUGES, machines, strict=True):
        item = next((each for each in items if each.method == kept.method and kept.error), None)
        if item is None:
            continue
        lower, upper = item.characteristic.lower, item.characteristic.upper
        width = float(upper - lower) if upper is not None and lower is not None else None
        rows = _readings(kept, chance)
        judged = judge_study(StudyKind.CROSSED, rows, width, GaugePolicy())
        studies.append(
            GaugeStudy(
                **_stamp(gauge, lab, at, chance),
                gauge=gauge,
                kind=StudyKind.CROSSED,
                characteristic=item.characteristic,
                tolerance=width,
                readings=[[row.part, row.operator, row.value, row.reference] for row in rows],
                figures=judged.figures,
                reasons=[list(reason) for reason in judged.reasons],
                verdict=judged.verdict,
                method=STUDY_METHOD,
            )
        )
    GaugeStudy.objects.bulk_create(studies)


def _readings(kept: Kept, chance: random.Random) -> list[Row]:
    places = max(0, len(kept.resolution.partition(".")[2]))
    pieces = [chance.gauss(kept.middle, kept.spread) for _ in range(10)]
    habit = {name: chance.gauss(0, kept.error / 3) for name in ("Ratna", "Slamet", "Wahyu")}
    return [
        Row(str(number), name, f"{chance.gauss(true + lean, kept.error):.{places}f}")
        for number, true in enumerate(pieces, start=1)
        for name, lean in habit.items()
        for _ in range(3)
    ]
