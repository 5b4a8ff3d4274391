"""The donated spectrometer: how it writes its files, how it is checked, and one day it was out."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

from rantai.machines.actions import decide_repeatability, register_reference, save_mapping
from rantai.machines.models import DriftCheck, Machine, Recalibration, ReferenceSample
from rantai.portal.example.days import NOW, moment
from rantai.portal.example.ledger import ExampleFact, Ledger
from rantai.records.identifiers import uuid7_at
from rantai.records.models import Account, Cooperative
from rantai.shopfloor.actions import receive_export
from rantai.shopfloor.models import AdditionTerms, ExportSource, Heat

SINCE = date(2018, 7, 2)
OUT_ON = date(2019, 2, 20)
ELEMENTS = ("C", "Si", "Mn", "P", "S", "Cr", "Cu")
LAYOUT = {
    "separator": ";",
    "decimal": ",",
    "header_row": 2,
    "sample": "Sample",
    "burn": "Burn",
    "day": "Date",
    "clock": "Time",
    "moment_format": "%d.%m.%Y %H:%M:%S",
    "elements": [{"element": each, "at": f"{each} [%]"} for each in ELEMENTS],
}
SIGMAS = {"C": "0.012", "Si": "0.010", "Mn": "0.004", "P": "0.004", "S": "0.002"}
CERTIFIED = {
    "C": ("3.280", "0.050"),
    "Si": ("2.030", "0.050"),
    "Mn": ("0.680", "0.020"),
    "P": ("0.085", "0.010"),
    "S": ("0.062", "0.006"),
}
TERMS: tuple[tuple[str, int, dict[str, str], dict[str, str], str], ...] = (
    ("Karburiser", 14_500, {"C": "95"}, {"C": "0.70"}, "0.5"),
    ("FeSi75", 29_000, {"Si": "75", "C": "0.1"}, {"Si": "0.90"}, "0.5"),
    (
        "Baja bekas",
        7_600,
        {"C": "0.15", "Si": "0.2", "Mn": "0.5", "P": "0.02", "S": "0.03"},
        {},
        "1",
    ),
    (
        "Besi kasar",
        9_800,
        {"C": "4.2", "Si": "1.5", "Mn": "0.4", "P": "0.08", "S": "0.03"},
        {},
        "1",
    ),
    (
        "Besi kasar fosfor",
        8_900,
        {"C": "4.0", "Si": "1.2", "Mn": "0.4", "P": "2.5", "S": "0.05"},
        {},
        "1",
    ),
)
"""Material, rupiah a kg, percents, what reaches the bath when thrown on late, weighing step."""


class DriftBook:
    """One reference burned every morning before the first furnace asks."""

    def __init__(self, ledger: Ledger, instrument: Machine, lab: Account) -> None:
        self.ledger, self.instrument, self.lab = ledger, instrument, lab
        # Its own chance, so that checks do not shift what the furnaces find.
        self.chance = random.Random("drift")
        self.reference = self._set_up()

    def _set_up(self) -> ReferenceSample:
        at = moment(SINCE, "08:00")
        save_mapping(
            instrument=self.instrument, layout=LAYOUT, valid_from=SINCE, by=self.lab, at=at
        )
        decide_repeatability(
            instrument=self.instrument,
            sigmas={element: Decimal(sigma) for element, sigma in SIGMAS.items()},
            ground="30 bakaran satu keping, Juli 2018",
            valid_from=SINCE,
            by=self.lab,
            at=at,
        )
        return register_reference(
            instrument=self.instrument,
            code="REF-GI1",
            certificate="Besi cor kelabu bersertifikat GI-1",
            values={
                element: (Decimal(percent), Decimal(tolerance))
                for element, (percent, tolerance) in CERTIFIED.items()
            },
            valid_from=SINCE,
            by=self.lab,
            at=at,
        )

    def morning(self, day: date) -> None:
        """A good check; on one day first a bad one, and the instrument set right after it."""
        if day == OUT_ON:
            self._check(moment(day, "06:02"), off={"C": Decimal("0.071")})
            at = moment(day, "06:20")
            note = "Jendela optik dibersihkan, standarisasi ulang"
            self.ledger.add(Recalibration(**self._fact(at), instrument=self.instrument, note=note))
            self.ledger.tell(
                "instrument.recalibrated", self.instrument, by=self.lab, at=at, note=note
            )
            self._check(moment(day, "06:26"))
        else:
            self._check(moment(day, "06:05"))

    def _check(self, at: datetime, off: dict[str, Decimal] | None = None) -> None:
        values, outside = {}, []
        for element, (percent, tolerance) in CERTIFIED.items():
            spread = min(max(self.chance.gauss(0, 0.25), -0.9), 0.9)
            drift = Decimal(str(round(spread, 3))) * Decimal(tolerance)
            value = Decimal(percent) + (drift + (off or {}).get(element, Decimal(0)))
            values[element] = f"{value.quantize(Decimal('0.0001')).normalize():f}"
            if element in (off or {}):
                outside.append(element)
        self.ledger.add(
            DriftCheck(
                **self._fact(at),
                instrument=self.instrument,
                reference=self.reference,
                values=values,
                outside=outside,
                is_inside=not outside,
            )
        )
        self.ledger.tell(
            "instrument.checked",
            self.instrument,
            by=self.lab,
            at=at,
            reference=self.reference.code,
            values=values,
            outside=outside,
        )

    def _fact(self, at: datetime) -> ExampleFact:
        return ExampleFact(
            id=uuid7_at(int(at.timestamp() * 1000), self.chance.getrandbits(74)),
            cooperative_id=self.ledger.cooperative.pk,
            occurred_at=at,
            received_at=at,
            recorded_by_id=self.lab.pk,
            recorded_late=False,
        )


def agree_additions(cooperative: Cooperative) -> None:
    AdditionTerms.objects.bulk_create(
        AdditionTerms(
            cooperative=cooperative,
            material=material,
            valid_from=SINCE,
            rupiah_per_kg=rupiah,
            composition_pct=composition,
            late_recovery=recovery,
            step_kg=Decimal(step),
        )
        for material, rupiah, composition, recovery, step in TERMS
    )


def leave_a_tray(instrument: Machine, lab: Account) -> None:
    """This morning's file: a name that leads nowhere, and two burns that disagree."""
    waiting = (
        Heat.objects.filter(
            cooperative_id=instrument.cooperative_id,
            status="melting",
            samples__isnull=False,
            samples__readings__isnull=True,
        )
        .order_by("started_at")
        .first()
    )
    assert waiting is not None
    names = ("uji coba", waiting.code, waiting.code)
    carbon = ("3,355", "3,312", "3,208")
    rows = [
        f"{name};{burn};12.04.2019;{NOW - timedelta(minutes=9 - place):%H:%M:%S};{figure};"
        "1,702;0,655;0,981;0,0712;<0,002;0,041\r\n"
        for place, (name, burn, figure) in enumerate(zip(names, (1, 1, 2), carbon, strict=True))
    ]
    heading = ";".join(["Sample", "Burn", "Date", "Time", *(f"{each} [%]" for each in ELEMENTS)])
    receive_export(
        instrument=instrument,
        name="SPK-1 2019-04-12 0936.csv",
        content=("Programme FE_20;;;;;;;;;;\r\n" + heading + "\r\n" + "".join(rows)).encode(),
        source=ExportSource.FOLDER,
        by=lab,
        at=NOW,
    )
