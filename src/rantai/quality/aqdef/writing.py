"""Writing an AQDEF file: the head by K-fields, the values in rows of the short form."""

from collections.abc import Iterator
from itertools import zip_longest

from rantai.quality.aqdef.content import MISSING, Feature, ReadingFile, Value
from rantai.quality.aqdef.reading import BETWEEN_FEATURES, BETWEEN_FIELDS

END = "\r\n"
FIRST = ("K1001", "K1002", "K2001", "K2002")


def encoded(text: str) -> bytes:
    """In the Windows letters where they reach, as older readers expect; else UTF-8, marked."""
    try:
        return text.encode("cp1252")
    except UnicodeEncodeError:
        return text.encode("utf-8-sig")


def written(file: ReadingFile, *, comma: bool = False) -> str:
    """A single file (DFQ). Values with fields of their own beyond the short form are told by K."""
    head, values = written_pair(file, comma=comma)
    return head + values


def written_pair(file: ReadingFile, *, comma: bool = False) -> tuple[str, str]:
    """The head (DFD) and the values (DFX)."""
    head = "".join(f"{line}{END}" for line in _head(file))
    values = "".join(f"{line}{END}" for line in _rows(file.features, comma=comma))
    return head, values


def _head(file: ReadingFile) -> Iterator[str]:
    yield f"K0100 {len(file.features)}"
    place = 0
    for part, sheet in enumerate(file.sheets, start=1):
        yield from _fields(sheet.fields, part)
        for feature in sheet.features:
            place += 1
            yield from _fields(feature.fields, place)
    for key, told in file.rest:
        yield f"{key} {told}".rstrip()


def _fields(fields: dict[str, str], place: int) -> Iterator[str]:
    for key in sorted(fields, key=lambda each: (each not in FIRST, each)):
        yield f"{key}/{place} {fields[key]}".rstrip()


def _rows(features: list[Feature], *, comma: bool) -> Iterator[str]:
    for row in zip_longest(*(feature.values for feature in features)):
        if any(value is not None and value.more for value in row):
            yield from _by_key(row, features, comma=comma)
        else:
            yield BETWEEN_FEATURES.join(
                _portion(feature, value, comma=comma)
                for feature, value in zip(features, row, strict=True)
            )


def _portion(feature: Feature, value: Value | None, *, comma: bool) -> str:
    if value is None or value.is_gap:
        return ""
    told = _told(value, comma=comma)
    begins = ("K0020", "K0021", "-") if feature.is_counted else ("K0001",)
    order = (
        *begins,
        "K0002",
        "K0004",
        "K0005",
        "K0006",
        "K0007",
        "K0008",
        "K0010",
        "K0011",
        "K0012",
    )
    return BETWEEN_FIELDS.join(told.get(key, "") for key in order).rstrip(BETWEEN_FIELDS)


def _by_key(
    row: tuple[Value | None, ...], features: list[Feature], *, comma: bool
) -> Iterator[str]:
    for place, (feature, told_of) in enumerate(zip(features, row, strict=True), start=1):
        value = told_of or Value(None, attribute=MISSING)
        told = {**_told(value, comma=comma), **value.more}
        begins = "K0020" if feature.is_counted else "K0001"
        for key in sorted(told, key=lambda each: (each != begins, each)):
            yield f"{key}/{place} {told[key]}".rstrip()


def _told(value: Value, *, comma: bool) -> dict[str, str]:
    figure = "" if value.value is None else f"{value.value:f}"
    if comma:
        figure = figure.replace(".", ",")
    told = {
        "K0001": figure,
        "K0002": str(value.attribute),
        "K0004": "" if value.at is None else f"{value.at:%d.%m.%Y/%H:%M:%S}",
        "K0005": ",".join(value.events),
        "K0006": f"#{value.batch}" if value.batch else "",
        "K0007": value.nest,
        "K0008": value.operator,
        "K0010": value.machine,
        "K0011": value.parameter,
        "K0012": value.gauge,
    }
    if value.inspected is not None:
        told |= {"K0020": str(value.inspected), "K0021": told.pop("K0001") or "0"}
    return {key: each for key, each in told.items() if each or key == "K0001"}
