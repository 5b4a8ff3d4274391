"""Reading an AQDEF file: every row is understood or kept, or the file is refused with the row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from rantai.quality.aqdef.content import MISSING, Feature, ReadingFile, Sheet, Value
from rantai.records.refusals import Refusal

BETWEEN_FEATURES = "\x0f"
BETWEEN_FIELDS = "\x14"
BESIDE = ("K0002", "K0004", "K0005", "K0006", "K0007", "K0008", "K0010", "K0011", "K0012")
MEASURED = ("K0001", *BESIDE)
COUNTED = ("K0020", "K0021", "-", *BESIDE)
NAMES = {
    "K0005": "events",
    "K0006": "batch",
    "K0007": "nest",
    "K0008": "operator",
    "K0010": "machine",
    "K0011": "parameter",
    "K0012": "gauge",
}
ROWS_TOLD = re.compile(r"Rantai rows=(\d+)")
_KEYED = re.compile(r"(K\d{4})(?:/(\d+)(?:/\d+)?)?(?:[ \t]+(.*))?$", re.DOTALL)
_DATES = (
    "%d.%m.%Y/%H:%M:%S", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y/%H:%M", "%d.%m.%Y %H:%M", "%d.%m.%Y",
    "%d.%m.%y/%H:%M:%S", "%d.%m.%y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d",
)  # fmt: skip


class CutOrUnread(Refusal):
    """row: counted from 1, as an editor counts; 0 speaks of the whole file."""

    def __init__(self, row: int, cause: str) -> None:
        where = _("Row %(row)d: %(cause)s") % {"row": row, "cause": cause} if row else cause
        super().__init__(_("%(where)s Nothing was taken in.") % {"where": where})
        self.row = row


def decoded(content: bytes) -> str:
    """The text of a file: by its mark, else UTF-8, else the Windows letters of Western Europe."""
    for mark, letters in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16")):
        if content.startswith(mark):
            return content.decode(letters, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_file(text: str) -> ReadingFile:
    """A single file (DFQ) with its head and its values."""
    reader = _Reader()
    reader.take(text)
    return reader.whole()


def read_pair(head: str, values: str) -> ReadingFile:
    """A head (DFD) and its values (DFX)."""
    reader = _Reader()
    reader.take(head)
    if reader.rows:
        raise CutOrUnread(0, _("The DFD has values already: give it alone, as a DFQ."))
    reader.take(values)
    return reader.whole()


@dataclass
class _Row:
    """The values of one row of K-lines, until the next row begins."""

    number: int
    told: dict[int, dict[str, str]]
    for_all: dict[str, str]


class _Reader:
    def __init__(self) -> None:
        self.file = ReadingFile()
        self.wanted: int | None = None
        self.sheets: dict[int, Sheet] = {}
        self.features: dict[int, Feature] = {}
        self.part = 1
        self.rows = 0
        self.open: _Row | None = None

    def take(self, text: str) -> None:
        for number, line in _lines(text):
            if BETWEEN_FIELDS in line or BETWEEN_FEATURES in line or _number(line) is not None:
                self._close()
                self._values(number, line)
            elif (keyed := _KEYED.match(line)) is not None:
                self._keyed(number, keyed[1], keyed[2], (keyed[3] or "").strip())
            else:
                raise CutOrUnread(
                    number, _("“%(line)s” is neither a K-field nor a value.") % {"line": line[:40]}
                )
        self._close()

    def whole(self) -> ReadingFile:
        if self.wanted is None:
            raise CutOrUnread(0, _("K0100 is missing: this is no AQDEF file."))
        if len(self.features) != self.wanted:
            raise CutOrUnread(
                0,
                _("K0100 promises %(wanted)d characteristics and %(found)d are here: cut or mixed.")
                % {"wanted": self.wanted, "found": len(self.features)},
            )
        self.file.sheets = [sheet for _place, sheet in sorted(self.sheets.items())]
        for feature in self.features.values():
            while feature.values and feature.values[-1].is_gap:
                feature.values.pop()
        if not self.file.readings:
            raise CutOrUnread(0, _("There is no value in it. A DFD needs its DFX beside it."))
        told = [ROWS_TOLD.search(sheet.fields.get("K1900", "")) for sheet in self.file.sheets]
        promised = sum(int(each[1]) for each in told if each)
        if promised and promised != self.rows:
            raise CutOrUnread(
                0,
                _("The file promises %(told)d rows of values and %(found)d are here: it was cut.")
                % {"told": promised, "found": self.rows},
            )
        return self.file

    def _keyed(self, number: int, key: str, index: str | None, told: str) -> None:
        place = int(index) if index is not None else 1
        if key == "K0100":
            self.wanted = self._count(number, key, told)
        elif "K0001" <= key <= "K0099":
            self._of_value(number, key, place, told)
        elif key.startswith("K1"):
            self.part = place or 1
            self._sheet().fields[key] = told
        elif key.startswith(("K2", "K8")) and place:
            self._feature(place).fields[key] = told
            self._refuse_no_number(number, key, told)
        else:
            self.file.rest.append((key if index is None else f"{key}/{index}", told))

    def _sheet(self) -> Sheet:
        return self.sheets.setdefault(self.part, Sheet())

    def _feature(self, place: int) -> Feature:
        if place not in self.features:
            self.features[place] = Feature()
            self._sheet().features.append(self.features[place])
        return self.features[place]

    def _of_value(self, number: int, key: str, place: int, told: str) -> None:
        begins = key in ("K0001", "K0020")
        if self.open is None or (begins and place in self.open.told):
            self._close()
            self.open = _Row(number, {}, {})
        if place == 0:
            self.open.for_all[key] = told
        else:
            self.open.told.setdefault(place, {})[key] = told

    def _close(self) -> None:
        row, self.open = self.open, None
        if row is None:
            return
        self.rows += 1
        for place, told in sorted(row.told.items()):
            self._known(row.number, place).values.append(
                _value(row.number, {**row.for_all, **told})
            )

    def _values(self, number: int, line: str) -> None:
        """A row in the short form: one portion a characteristic, its fields in a fixed order."""
        self.rows += 1
        portions = line.split(BETWEEN_FEATURES)
        if len(portions) != len(self.features):
            raise CutOrUnread(
                number,
                _("it has values for %(found)d characteristics and the file names %(wanted)d.")
                % {"found": len(portions), "wanted": len(self.features)},
            )
        for place, portion in zip(sorted(self.features), portions, strict=True):
            feature = self._known(number, place)
            order = COUNTED if feature.is_counted else MEASURED
            fields = portion.split(BETWEEN_FIELDS)
            if len(fields) > len(order):
                raise CutOrUnread(
                    number, _("a value has more fields than the format knows; it was joined.")
                )
            told = {
                key: each.strip() for key, each in zip(order, fields, strict=False) if each.strip()
            }
            told.pop("-", None)
            if not told:
                told = {"K0002": str(MISSING)}
            feature.values.append(_value(number, told))

    def _known(self, number: int, place: int) -> Feature:
        if place not in self.features:
            raise CutOrUnread(
                number,
                _("it has a value for characteristic %(place)d, which the file does not name.")
                % {"place": place},
            )
        return self.features[place]

    def _count(self, number: int, key: str, told: str) -> int:
        if not told.isdigit():
            raise CutOrUnread(
                number, _("%(key)s “%(told)s” is no whole number.") % {"key": key, "told": told}
            )
        return int(told)

    def _refuse_no_number(self, number: int, key: str, told: str) -> None:
        if key in ("K2101", "K2110", "K2111") and told and _number(told) is None:
            raise CutOrUnread(
                number, _("%(key)s “%(told)s” is no number.") % {"key": key, "told": told}
            )


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Each row with its number; a last row without an end was cut while it was written."""
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if rows[-1].strip("\x1a\x00 "):
        raise CutOrUnread(
            len(rows),
            _(
                "the last row has no end, so the file was cut there. If it is whole, add an empty "
                "row at its end."
            ),
        )
    for number, row in enumerate(rows[:-1], start=1):
        if row.strip(" \t\x1a\x00"):
            yield number, row.strip(" \t")


def _number(told: str) -> Decimal | None:
    """With comma or dot; what stands for no value (empty) is none."""
    try:
        found = Decimal(told.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _value(number: int, told: dict[str, str]) -> Value:
    fields: dict[str, Any] = {}
    more = dict(told)
    count, raw = more.pop("K0020", ""), more.pop("K0001", "")
    if count:
        raw = more.pop("K0021", "") or "0"
        fields["inspected"] = _whole(number, "K0020", count)
    value = _number(raw)
    if raw and value is None:
        raise CutOrUnread(number, _("the value “%(told)s” is no number.") % {"told": raw[:20]})
    fields["attribute"] = _whole(number, "K0002", more.pop("K0002", "") or "0")
    if date := more.pop("K0004", ""):
        fields["at"] = _moment(number, date)
    for key, name in NAMES.items():
        fields[name] = more.pop(key, "")
    fields["events"] = tuple(each.strip() for each in fields["events"].split(",") if each.strip())
    fields["batch"] = fields["batch"].removeprefix("#")
    found = Value(value, more=more, **fields)
    return replace(found, value=None) if found.attribute == MISSING else found


def _whole(number: int, key: str, told: str) -> int:
    found = _number(told)
    if found is None or found != int(found) or found < 0:
        raise CutOrUnread(
            number, _("%(key)s “%(told)s” is no whole number.") % {"key": key, "told": told[:20]}
        )
    return int(found)


def _moment(number: int, told: str) -> datetime:
    for shape in _DATES:
        try:
            return datetime.strptime(told, shape)  # noqa: DTZ007 - the file tells no time zone
        except ValueError:
            continue
    raise CutOrUnread(
        number,
        _("the date “%(told)s” is not written as 31.12.2019/23:59:59.") % {"told": told[:30]},
    )
