"""How one instrument writes its export: which column or position holds what."""

import re
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

_SPAN = re.compile(r"(\d{1,4})-(\d{1,4})")
_NUMBERED = re.compile(r"#(\d{1,3})")

ELEMENTS = frozenset(
    {
        "Al",
        "As",
        "B",
        "Be",
        "Bi",
        "C",
        "Ca",
        "Ce",
        "Co",
        "Cr",
        "Cu",
        "Fe",
        "La",
        "Mg",
        "Mn",
        "Mo",
        "N",
        "Nb",
        "Ni",
        "P",
        "Pb",
        "S",
        "Sb",
        "Se",
        "Si",
        "Sn",
        "Ta",
        "Te",
        "Ti",
        "V",
        "W",
        "Zn",
        "Zr",
    }
)


class Kind(StrEnum):
    SEPARATED = "separated"
    FIXED = "fixed"


class Scale(StrEnum):
    PERCENT = "%"
    PPM = "ppm"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ElementPlace(_Frozen):
    element: str
    at: str = Field(min_length=1, max_length=60)
    unit: Scale = Scale.PERCENT

    @field_validator("element")
    @classmethod
    def _is_an_element(cls, value: str) -> str:
        if value not in ELEMENTS:
            raise ValueError(f"{value} is no element")
        return value


class Layout(_Frozen):
    """A place is a heading, `#5` for the fifth column, or `11-18` in a file of fixed width."""

    kind: Kind = Kind.SEPARATED
    separator: Literal["", ",", ";", "\t", "|"] = ""
    decimal: Literal[",", "."] = "."
    header_row: int = Field(default=1, ge=0, le=50)
    sample: str = Field(min_length=1, max_length=60)
    burn: str = Field(default="", max_length=60)
    day: str = Field(default="", max_length=60)
    clock: str = Field(default="", max_length=60)
    moment_format: str = Field(default="%Y-%m-%d %H:%M:%S", max_length=40)
    rows_are: Literal["burns", "averages"] = "burns"
    average_words: tuple[str, ...] = ("avg", "average", "mean", "rata-rata", "rerata")
    elements: tuple[ElementPlace, ...] = Field(min_length=1, max_length=40)
    patterns: tuple[str, ...] = ("{heat}-{sample}", "{heat}")
    ends_with_newline: bool = True

    @model_validator(mode="after")
    def _fits_together(self) -> "Layout":
        names = [place.element for place in self.elements]
        if len(set(names)) < len(names):
            raise ValueError("an element is named twice")
        for pattern in self.patterns:
            if pattern.count("{heat}") != 1 or pattern.count("{sample}") > 1:
                raise ValueError("a pattern needs {heat} once, and {sample} at most once")
        for place in self.places:
            if self.kind == Kind.FIXED and span_of(place) is None:
                raise ValueError(f"{place} is no position such as 11-18")
            if self.kind == Kind.SEPARATED and not self.header_row and not number_of(place):
                raise ValueError(f"{place}: without a row of headings, write #1, #2 and so on")
        return self

    @property
    def places(self) -> list[str]:
        fixed = [place for place in (self.sample, self.burn, self.day, self.clock) if place]
        return [*fixed, *(place.at for place in self.elements)]


def span_of(place: str) -> tuple[int, int] | None:
    """First and last position, counted from 1.

    >>> span_of("11-18")
    (11, 18)
    """
    found = _SPAN.fullmatch(place)
    if not found:
        return None
    first, last = int(found[1]), int(found[2])
    return (first, last) if 0 < first <= last else None


def number_of(place: str) -> int | None:
    found = _NUMBERED.fullmatch(place)
    return int(found[1]) if found and int(found[1]) else None


def faults_of(given: dict[str, Any]) -> tuple[Layout | None, list[tuple[str, str]]]:
    """A layout, or the fields that do not fit together and why."""
    try:
        return Layout.model_validate(given), []
    except ValidationError as wrong:
        return None, [
            (".".join(map(str, each["loc"])), each["msg"].removeprefix("Value error, "))
            for each in wrong.errors()
        ]
