"""How urgent a cause of failure is: ratings, their usual words, and the house's own priority rule.

The rule is told, with its reasons, in docs/methods/fmea.md.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

LOWEST, HIGHEST = 1, 10
RATINGS: Final = range(LOWEST, HIGHEST + 1)

PRIORITY_METHOD = "escape-1"


class Priority(StrEnum):
    HIGH = "H"
    MEDIUM = "M"
    LOW = "L"


class Kind(StrEnum):
    SEVERITY = "severity"
    OCCURRENCE = "occurrence"
    DETECTION = "detection"


_ESCAPE_FROM: Final = (
    # severity from: high from, medium from; the sum of occurrence and detection
    (9, 6, 4),
    (7, 10, 7),
    (4, 14, 10),
    (2, 21, 15),
)

_DAILY: Final = 8
_NOTICED: Final = 4


def priority_of(severity: int, occurrence: int, detection: int) -> Priority:
    """Say how soon something must be done about a cause.

    What comes often and is seldom found gets out: the two ratings together are the way out, and
    the worse the harm, the shorter a way out is tolerated. A cause that is designed out is never
    high; what happens daily and is noticed is never low.

    >>> priority_of(10, 2, 5), priority_of(5, 3, 4), priority_of(10, 1, 10)
    (<Priority.HIGH: 'H'>, <Priority.LOW: 'L'>, <Priority.MEDIUM: 'M'>)
    """
    _refuse_nonsense(severity, occurrence, detection)
    way_out = occurrence + detection
    for worst, high, medium in _ESCAPE_FROM:
        if severity >= worst:
            if way_out >= high and occurrence > LOWEST:
                return Priority.HIGH
            if way_out >= medium or (occurrence >= _DAILY and severity >= _NOTICED):
                return Priority.MEDIUM
            break
    return Priority.LOW


def _refuse_nonsense(*ratings: int) -> None:
    if any(rating not in RATINGS for rating in ratings):
        raise ValueError("A rating is a whole number from 1 to 10.")


def place_in_table(severity: int, occurrence: int, detection: int) -> int:
    """Where a customer's table keeps the letter of three ratings: the first counts slowest."""
    _refuse_nonsense(severity, occurrence, detection)
    return (severity - 1) * 100 + (occurrence - 1) * 10 + detection - 1


def priority_in(table: str, severity: int, occurrence: int, detection: int) -> Priority:
    return Priority(table[place_in_table(severity, occurrence, detection)])


def occurrence_at(per_million: float, most: Sequence[float]) -> int:
    """The rating of occurrence for a rate, by the most that each rating but the last allows.

    >>> occurrence_at(2984, USUAL_PER_MILLION)
    6
    """
    return 1 + sum(per_million > bound for bound in most)


USUAL_PER_MILLION: Final = (1, 10, 100, 500, 2_000, 5_000, 10_000, 20_000, 50_000)
"""More than the last is a ten."""

Words = tuple[tuple[str, str], ...]

USUAL_WORDS: Final[dict[str, Words]] = {
    Kind.SEVERITY: (
        ("Tidak terasa oleh siapa pun", "Nobody notices"),
        ("Terlihat oleh mata yang terlatih", "A trained eye sees it"),
        ("Terlihat oleh kebanyakan orang, tidak mengganggu", "Most see it, it disturbs nobody"),
        ("Dikerjakan ulang di tempat, tanpa menghentikan", "Reworked on the spot, nothing stops"),
        ("Sebagian lot dikerjakan ulang di luar jalur", "Part of a lot is reworked off the line"),
        (
            "Sebagian lot afkir, atau jalur pelanggan terganggu",
            "Part of a lot is scrap, or the line slows",
        ),
        (
            "Lot afkir, atau jalur pelanggan berhenti sebentar",
            "A lot is scrap, or the line stops briefly",
        ),
        ("Fungsi part hilang, jalur pelanggan berhenti", "The part does not work, the line stops"),
        ("Melanggar aturan atau undang-undang", "A law or regulation is broken"),
        ("Membahayakan orang tanpa peringatan", "People are in danger without warning"),
    ),
    Kind.OCCURRENCE: (
        ("Tidak mungkin: penyebab ditiadakan oleh rancangan", "Impossible: designed out"),
        (
            "Hampir tidak pernah: belum terlihat di bengkel mana pun",
            "Hardly ever: seen in no workshop",
        ),
        ("Sangat jarang: satu kali dalam beberapa tahun", "Very seldom: once in some years"),
        ("Jarang: sekali setahun", "Seldom: once a year"),
        ("Kadang: beberapa kali setahun", "Now and then: some times a year"),
        ("Sering terjadi: hampir tiap bulan", "Often: nearly every month"),
        ("Tiap bulan, beberapa lot", "Every month, some lots"),
        ("Tiap minggu", "Every week"),
        ("Hampir tiap hari", "Nearly every day"),
        ("Di hampir setiap leburan", "In nearly every heat"),
    ),
    Kind.DETECTION: (
        (
            "Tidak bisa lewat: alat menghentikan proses sendiri",
            "Cannot pass: the device stops itself",
        ),
        (
            "Penyebab ditemukan alat sebelum coran jadi",
            "A device finds the cause before there is a casting",
        ),
        (
            "Semua coran diperiksa alat di tempatnya",
            "A device checks every casting where it is made",
        ),
        (
            "Semua coran diukur dengan alat yang terbukti",
            "Every casting is measured with a proven gauge",
        ),
        (
            "Contoh tiap lot diukur dengan alat yang terbukti",
            "A sample of each lot is measured, gauge proven",
        ),
        ("Contoh diukur, alat belum dipelajari", "A sample is measured, gauge not yet studied"),
        (
            "Semua coran dilihat mata dengan contoh batas",
            "Every casting is looked at beside a limit sample",
        ),
        ("Dilihat mata tanpa contoh batas", "Looked at without a limit sample"),
        ("Hanya kadang diperiksa", "Checked only now and then"),
        ("Tidak diperiksa, atau tidak dapat ditemukan", "Not checked, or cannot be found"),
    ),
}
