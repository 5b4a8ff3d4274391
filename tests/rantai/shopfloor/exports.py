"""An instrument with its mapping, and files as it writes them, for tests to begin with."""

from datetime import date, datetime
from decimal import Decimal

from rantai.machines.actions import decide_repeatability, register_reference, save_mapping
from rantai.machines.models import ReferenceSample
from rantai.shopfloor.actions import receive_export
from rantai.shopfloor.actions.exports import Received
from rantai.shopfloor.models import AdditionTerms, Analysis, ExportSource
from tests.cast import Cast

HEAD = "Sample;Burn;When;C;Si;Mn;P;S\n"
LAYOUT = {
    "separator": ";",
    "decimal": ",",
    "sample": "Sample",
    "burn": "Burn",
    "day": "When",
    "moment_format": "%d.%m.%Y %H:%M:%S",
    "elements": [{"element": each, "at": each} for each in ("C", "Si", "Mn", "P", "S")],
}
INSIDE = ("3,31", "2,05", "0,72", "0,06", "0,08")


def mapped(cast: Cast) -> None:
    """The instrument's mapping and repeatability, in force since New Year."""
    since = date(2019, 1, 1)
    save_mapping(
        instrument=cast.spectrometer, layout=LAYOUT, valid_from=since, by=cast.lab, at=cast.at
    )
    decide_repeatability(
        instrument=cast.spectrometer,
        sigmas={"C": Decimal("0.010"), "S": Decimal("0.002")},
        ground="30 bakaran",
        valid_from=since,
        by=cast.lab,
        at=cast.at,
    )


def reference(cast: Cast) -> ReferenceSample:
    return register_reference(
        instrument=cast.spectrometer,
        code="REF-1",
        certificate="CRM 1",
        values={"C": (Decimal("3.30"), Decimal("0.05"))},
        valid_from=date(2019, 1, 1),
        by=cast.lab,
        at=cast.at,
    )


def row(name: str, burn: int, *figures: str, clock: str = "09:30:00") -> str:
    return ";".join([name, str(burn), f"12.04.2019 {clock}", *(figures or INSIDE)]) + "\n"


def received(cast: Cast, *rows: str, name: str = "a.csv", at: datetime | None = None) -> Received:
    return receive_export(
        instrument=cast.spectrometer,
        name=name,
        content=(HEAD + "".join(rows)).encode(),
        source=ExportSource.HAND,
        by=cast.lab,
        at=at or cast.at,
    )


def waiting_analysis(cast: Cast) -> Analysis:
    """Burns under a name that leads to no sample."""
    mapped(cast)
    return received(cast, row("tanpa tujuan", 1)).analyses[0]


def terms(cast: Cast, material: str, rupiah: int, **pct: str) -> AdditionTerms:
    return AdditionTerms.objects.create(
        cooperative=cast.cooperative,
        material=material,
        valid_from=date(2019, 1, 1),
        rupiah_per_kg=rupiah,
        composition_pct=pct,
    )
