"""The sheets of a new centre's workbook: their names, columns and an example row."""

from dataclasses import dataclass
from datetime import date

from rantai.machines.models import MachineKind


@dataclass(frozen=True, slots=True)
class Column:
    """kind: text, day, count, percent or machine. Names are Indonesian, as who fills it in."""

    key: str
    name: str
    kind: str = "text"
    is_needed: bool = True
    longest: int = 80
    example: object = ""


@dataclass(frozen=True, slots=True)
class SheetForm:
    key: str
    name: str
    columns: tuple[Column, ...]


SINCE, VISIT, UNTIL = date(2019, 1, 1), date(2019, 3, 4), date(2021, 3, 3)

WORKSHOPS = SheetForm(
    "workshops",
    "Bengkel",
    (
        Column("code", "Kode", longest=12, example="T-001"),
        Column("name", "Nama", example="Sinar Logam"),
        Column("village", "Desa", is_needed=False, longest=60, example="Talang"),
        Column("tax_number", "NPWP", is_needed=False, longest=24, example="01.234.567.8-501.000"),
        Column("since", "Anggota sejak", "day", example=SINCE),
        Column("kg_per_month", "Kapasitas kg/bulan", "count", is_needed=False, example=8000),
    ),
)
PEOPLE = SheetForm(
    "people",
    "Orang",
    (
        Column("workshop", "Kode bengkel", longest=12, example="T-001"),
        Column("name", "Nama", example="Slamet Raharjo"),
        Column("job", "Pekerjaan", longest=40, example="operator tungku"),
        Column("joined_on", "Masuk", "day", example=SINCE),
    ),
)
MACHINES = SheetForm(
    "machines",
    "Mesin",
    (
        Column("code", "Kode", longest=20, example="TT-001-1"),
        Column("name", "Nama", example="Tungku induksi 500 kg"),
        Column("kind", "Jenis", "machine", example="tungku"),
        Column("workshop", "Kode bengkel", is_needed=False, longest=12, example="T-001"),
        Column("capacity_kg", "Muatan kg", "count", is_needed=False, example=500),
        Column("donor", "Pemberi hibah", is_needed=False, example=""),
        Column("received_on", "Diserahkan", "day", is_needed=False, example=None),
        Column("custodian", "Penanggung jawab", is_needed=False, example=""),
        Column("value_rupiah", "Nilai Rp", "count", is_needed=False, example=None),
    ),
)
APPROVALS = SheetForm(
    "approvals",
    "Persetujuan",
    (
        Column("workshop", "Kode bengkel", longest=12, example="T-001"),
        Column("part", "Nomor part", longest=40, example="10-4411"),
        Column("revision", "Revisi", longest=10, example="C"),
        Column("approved_on", "Disetujui", "day", example=VISIT),
        Column("valid_until", "Berlaku sampai", "day", example=UNTIL),
        Column("reference", "Acuan", longest=60, example="PPAP-19-01"),
    ),
)
GRADES = SheetForm(
    "grades",
    "Mutu bahan",
    (
        Column("code", "Kode", longest=20, example="FC250"),
        Column("standard", "Standar", is_needed=False, longest=60, example="JIS G 5501"),
        Column("element", "Unsur", longest=4, example="C"),
        Column("minimum_pct", "Terendah %", "percent", is_needed=False, example="3,20"),
        Column("maximum_pct", "Tertinggi %", "percent", is_needed=False, example="3,40"),
    ),
)
PROGRAMMES = SheetForm(
    "programmes",
    "Program",
    (
        Column("name", "Nama", example="Pendampingan sentra"),
        Column("mentor", "Pendamping", example="YDBA"),
        Column("started_on", "Mulai", "day", example=SINCE),
        Column("aim", "Tujuan", longest=200, example="Mutu setara pemasok otomotif"),
    ),
)
SHEETS = (WORKSHOPS, PEOPLE, MACHINES, GRADES, APPROVALS, PROGRAMMES)

MACHINE_WORDS = {
    "tungku": MachineKind.FURNACE,
    "spektrometer": MachineKind.SPECTROMETER,
    "pembuat inti": MachineKind.CORE_MAKING,
    "mesin cetak": MachineKind.MOULDING,
    "frais": MachineKind.MILL,
    "bubut": MachineKind.LATHE,
    "alat ukur": MachineKind.GAUGE,
}
