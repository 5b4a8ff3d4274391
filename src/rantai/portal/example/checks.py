"""The limits of both irons, what is checked on both parts, and the codes of defects."""

from dataclasses import dataclass

from rantai.parts.models import CharacteristicClass, ChartKind

Window = tuple[str, str | None, str | None]
SLEEVE_GRADE: tuple[Window, ...] = (
    ("C", "3.20", "3.40"),
    ("Si", "1.90", "2.20"),
    ("Mn", "0.60", "0.90"),
    ("P", None, "0.20"),
    ("S", None, "0.10"),
)
BLOCK_GRADE: tuple[Window, ...] = (
    ("C", "3.10", "3.40"),
    ("Si", "1.40", "1.90"),
    ("Mn", "0.50", "0.80"),
    ("P", "0.80", "1.20"),
    ("S", None, "0.15"),
)
"""Brake blocks carry about one per cent of phosphorus, against wear of the wheel."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a control plan: name, limits, method, how many a lot, what to do when out."""

    name: str
    name_en: str
    method: str
    sample_size: int
    unit: str = ""
    nominal: str | None = None
    lower: str | None = None
    upper: str | None = None
    importance: CharacteristicClass = CharacteristicClass.STANDARD
    accept_up_to: int | None = None
    """Given for what is counted: every piece is looked at, those not good are sorted out."""

    @property
    def chart(self) -> str:
        """Single readings where one piece is measured, else the mean of them with its range."""
        if self.accept_up_to is not None:
            return ChartKind.SHARE
        if self.lower is None and self.upper is None:
            return ""
        return ChartKind.SINGLE if self.sample_size == 1 else ChartKind.RANGE


SIGN = CharacteristicClass.SIGNIFICANT
SLEEVE_CHECKS = (
    Check("Kekerasan", "Hardness", "Brinell 10/3000", 3, "HB", "205", "185", "230", SIGN),
    Check("Diameter luar", "Outer diameter", "Mikrometer", 5, "mm", "92", "91.95", "92.05", SIGN),
    Check("Diameter dalam", "Inner diameter", "Bore gauge", 5, "mm", "82", "81.96", "82.04", SIGN),
    Check("Panjang", "Length", "Jangka sorong", 3, "mm", "150", "149.8", "150.2"),
    Check("Kekasaran permukaan", "Surface roughness", "Rugosimeter", 2, "µm", None, None, "3.2"),
    Check(
        "Permukaan tanpa cacat dan dempul",
        "Surface without defect or putty",
        "Visual",
        1000,
        accept_up_to=1000,
    ),
)
BLOCK_CHECKS = (
    Check("Kekerasan", "Hardness", "Brinell 10/3000", 2, "HB", "190", "170", "210", SIGN),
    Check("Panjang", "Length", "Mal", 1, "mm", "330", "328", "332"),
    Check("Permukaan tanpa cacat dan dempul", "Surface without defect or putty", "Visual", 1),
)
"""A block must stay softer than the wheel, so its hardness has an upper limit."""

DEFECTS = (
    ("A1", "Sirip", "Fin"),
    ("B1", "Lubang gas", "Blowhole"),
    ("B2", "Lubang jarum", "Pinhole"),
    ("B3", "Penyusutan", "Shrinkage"),
    ("C1", "Retak panas", "Hot tear"),
    ("C3", "Sambungan dingin", "Cold shut"),
    ("D1", "Rontok pasir", "Scab"),
    ("D3", "Lengket pasir", "Burn-on"),
    ("E1", "Tidak penuh", "Misrun"),
    ("E3", "Pecah", "Broken"),
    ("F1", "Geser", "Mismatch"),
    ("F2", "Inti geser", "Core shift"),
    ("F5", "Salah bubut", "Machining error"),
    ("G1", "Terak", "Slag inclusion"),
    ("G2", "Pasir masuk", "Sand inclusion"),
    ("G3", "Keras (besi putih)", "Chill (white iron)"),
    ("G6", "Komposisi menyimpang", "Wrong chemistry"),
    ("Z1", "Dempul ditemukan", "Putty found"),
)
