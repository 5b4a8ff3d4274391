"""Numbers as people write them: 3,25 and 3.25 are three and a quarter, 1.412 depends."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from rantai.records.refusals import Refusal

_NOT_MEASURED = re.compile(r"[+-]?(s?nan|inf|infinity|error|err|#.*|-{2,})", re.IGNORECASE)
_GROUPED_BY_DOT = re.compile(r"[1-9]\d{0,2}(\.\d{3})+(,\d+)?")
_GROUPED_BY_COMMA = re.compile(r"[1-9]\d{0,2}(,\d{3})+\.\d+|[1-9]\d{0,2}(,\d{3}){2,}")
_PLAIN = re.compile(r"\d+|\d*[.,]\d+")
_LONGEST = 20


class UnreadableNumber(Refusal):
    """What was typed is no number, or could be two."""


class ImplausibleNumber(Refusal):
    """A number, but not one that this field can hold."""


@dataclass(frozen=True, slots=True)
class Plausible:
    """What a field can hold: it also settles how an ambiguous number was meant."""

    lowest: Decimal | None = Decimal(0)
    highest: Decimal | None = None
    places: int | None = None

    def admits(self, value: Decimal) -> bool:
        return not (
            (self.lowest is not None and value < self.lowest)
            or (self.highest is not None and value > self.highest)
            or (self.places is not None and self._digits_behind(value) > self.places)
        )

    def _digits_behind(self, value: Decimal) -> int:
        # 3,2500 loses nothing as 3,25; but who counts pieces does not write 1.000 and mean one.
        exponent = (value if self.places == 0 else value.normalize()).as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0


def read_decimal(text: str, plausible: Plausible = Plausible()) -> Decimal:
    """Return what was typed, never rounded; refuse what is no number or could be two.

    A comma is a decimal comma. A single dot before exactly three digits may be either, so both
    readings are tried against what the field can hold: 1.412 °C is a temperature as 1412 only.
    """
    typed = "".join(text.split()).replace("\N{MINUS SIGN}", "-")
    if not typed:
        raise UnreadableNumber(_("There is no number yet. Write it down, then save."))
    if _NOT_MEASURED.fullmatch(typed):
        raise UnreadableNumber(
            _("“%(typed)s” means that nothing was measured. Measure again, then write the number.")
            % {"typed": text.strip()}
        )
    sign, digits = (-1, typed[1:]) if typed.startswith("-") else (1, typed)
    if sign < 0 and (plausible.lowest is None or plausible.lowest >= 0):
        raise ImplausibleNumber(
            _("This number cannot be below zero. Write %(digits)s if you meant that.")
            % {"digits": digits}
        )
    return _chosen([sign * reading for reading in _readings(digits)], text, plausible)


def _readings(digits: str) -> list[Decimal]:
    """Every way these digits can be meant; the decimal one first."""
    if re.search(r"[^\d.,]", digits) or not digits.isascii():
        raise UnreadableNumber(
            _("“%(typed)s” has letters or signs in it. Write digits only, such as 3,25.")
            % {"typed": digits}
        )
    if len(digits) > _LONGEST:
        raise UnreadableNumber(_("This number is too long. Write it again."))
    found = []
    if _PLAIN.fullmatch(digits):
        found.append(Decimal(digits.replace(",", ".")))
    if _GROUPED_BY_DOT.fullmatch(digits):
        found.append(Decimal(digits.replace(".", "").replace(",", ".")))
    elif _GROUPED_BY_COMMA.fullmatch(digits):
        found.append(Decimal(digits.replace(",", "")))
    if not found:
        raise UnreadableNumber(
            _(
                "“%(typed)s” has a comma or dot too many, or one with no digit behind it. "
                "Write 3,25 or 1412."
            )
            % {"typed": digits}
        )
    return found


def _chosen(readings: list[Decimal], text: str, plausible: Plausible) -> Decimal:
    possible = [reading for reading in readings if plausible.admits(reading)]
    if len(possible) > 1:
        raise UnreadableNumber(
            _("%(typed)s can be read in two ways. Write %(whole)s or %(decimal)s.")
            % {
                "typed": text.strip(),
                "whole": f"{possible[1]:f}",
                "decimal": f"{possible[0]:f}".replace(".", ","),
            }
        )
    if possible:
        return possible[0]
    raise ImplausibleNumber(_why_implausible(readings[0], plausible))


def _why_implausible(value: Decimal, plausible: Plausible) -> str:
    shown = {"value": number_format(value, use_l10n=True)}
    if plausible.lowest is not None and value < plausible.lowest:
        return _("%(value)s is below %(lowest)s. Look at the number again.") % {
            **shown,
            "lowest": number_format(plausible.lowest),
        }
    if plausible.highest is not None and value > plausible.highest:
        return _("%(value)s is above %(highest)s. Look at the number again.") % {
            **shown,
            "highest": number_format(plausible.highest),
        }
    if plausible.places == 0:
        return _("%(value)s is not a whole number. Count whole pieces.") % shown
    return _("%(value)s has more than %(places)s digits behind the comma. Write fewer.") % {
        **shown,
        "places": plausible.places,
    }


def read_rupiah(text: str) -> int:
    """Read whole rupiah, with or without `Rp` and with dots or spaces between the thousands."""
    bare = text.strip().removeprefix("Rp").replace("\N{NO-BREAK SPACE}", " ").strip()
    digits = bare.removesuffix(",00").replace(" ", "")
    groups = digits.split(".")
    in_thousands = len(groups) == 1 or (
        1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    )
    whole = "".join(groups)
    if not (in_thousands and whole.isascii() and whole.isdigit()):
        raise UnreadableNumber(
            _("“%(text)s” is not an amount in rupiah. Write it like 1250000 or 1.250.000.")
            % {"text": text.strip()}
        )
    return int(whole)
