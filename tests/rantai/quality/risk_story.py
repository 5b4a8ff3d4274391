"""A foundation with two causes, as a test wants it."""

from datetime import timedelta
from typing import Any

from rantai.members.models import Workshop
from rantai.quality.actions.risking import Failure, begin_fmea, say_failure, tune_fmea
from rantai.quality.models import FailureLine, Fmea
from rantai.shopfloor.models import Defect
from tests.cast import Cast

BLOWHOLE = {
    "step": 30,
    "operation": "Siapkan pasir",
    "mode": "Lubang gas",
    "effect": "Part bocor",
    "cause": "Pasir terlalu basah",
    "severity": 8,
    "occurrence": 5,
    "detection": 6,
}


def failure(**other: Any) -> Failure:
    return Failure(**{**BLOWHOLE, "defect": Defect.objects.get(code="B1"), **other})


def foundation(cast: Cast) -> Fmea:
    return begin_fmea(
        process="Pengecoran pasir", process_en="Sand casting", by=cast.lab, at=cast.at
    )


def said(cast: Cast, fmea: Fmea, **other: Any) -> FailureLine:
    after = fmea.lines.count() + 1
    return say_failure(
        fmea=fmea,
        failure=failure(**other),
        because="",
        by=cast.lab,
        at=cast.at + timedelta(minutes=after),
    )


def tuned(cast: Cast, fmea: Fmea, workshop: Workshop | None = None) -> Fmea:
    return tune_fmea(
        foundation=fmea,
        workshop=workshop or cast.workshop_a,
        customer=None,
        by=cast.lab,
        at=cast.at + timedelta(hours=1),
    )
