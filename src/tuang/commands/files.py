"""Reads what a command was given: JSON and CSV, refusing with the field and the cause."""

import csv
import io
import json
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tuang.commands.answers import BadInput

LARGEST_BYTES = 200_000_000
"""Nothing asked of tuang is larger; a file that is, was chosen by mistake."""
MOST_DIGITS = 1000
"""Of a whole number; beyond these it is as much too large for everybody who reads it."""


def read_text(name: str) -> str:
    """The whole file as text; `-` reads from the standard input.

    Raises BadInput when it is missing, a folder, too large, empty or not UTF-8.
    """
    try:
        if name == "-":
            raw = sys.stdin.buffer.read()
        else:
            if Path(name).stat().st_size > LARGEST_BYTES:
                raise BadInput(name, "the file is over 200 MB; is it the right one?")
            raw = Path(name).read_bytes()
    except OSError as problem:
        raise BadInput(name, f"the file cannot be read ({problem.strerror}).") from problem
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BadInput(
            name, f"the file is not UTF-8 text (byte {problem.start}); save it as UTF-8."
        ) from problem
    if not text.strip():
        raise BadInput(name, "the file is empty.")
    return text


def read_json(name: str) -> dict[str, object]:
    """The JSON object in the file; raises BadInput with line and column where it breaks."""
    return json_of(read_text(name), name)


def json_of(text: str, name: str) -> dict[str, object]:
    """The JSON object in the text of the file so named; raises BadInput where it breaks.

    A name given twice in one object, NaN and Infinity are refused: JSON readers disagree
    about them, and a plan must not depend on the reader.
    """
    unreal: list[str] = []

    def remember(word: str) -> float:
        unreal.append(word)
        return float(word)

    try:
        content = json.loads(
            text,
            parse_constant=remember,
            parse_int=_whole_number,
            object_pairs_hook=_each_name_once,
        )
    except json.JSONDecodeError as problem:
        raise BadInput(
            name,
            f"not complete JSON at line {problem.lineno}, column {problem.colno}: {problem.msg}.",
        ) from problem
    except RecursionError as problem:
        raise BadInput(name, "the JSON is nested too deep to be a problem of ours.") from problem
    if not isinstance(content, dict):
        raise BadInput(name, "the file must hold one JSON object in braces { }.")
    if unreal:
        raise BadInput(
            _field_of_unreal(content) or name,
            f"{unreal[0]} is not a number that JSON allows; give a finite number.",
        )
    return content


def _whole_number(word: str) -> int:
    """Python refuses to read thousands of digits, which nobody means; they stay too large."""
    return int(word[:MOST_DIGITS])


def _field_of_unreal(content: object) -> str:
    """The first field that holds NaN or Infinity, such as items[3].kg."""
    waiting: list[tuple[object, str]] = [(content, "")]
    while waiting:
        value, where = waiting.pop()
        inside: list[tuple[object, str]] = []
        if isinstance(value, float) and not math.isfinite(value):
            return where
        if isinstance(value, dict):
            inside = [(each, f"{where}.{key}" if where else key) for key, each in value.items()]
        elif isinstance(value, list):
            inside = [(each, f"{where}[{number}]") for number, each in enumerate(value)]
        waiting += reversed(inside)
    return ""


def _each_name_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    seen: dict[str, object] = {}
    for name, value in pairs:
        if name in seen:
            raise BadInput(name, "is given twice in the same object; keep one of them.")
        seen[name] = value
    return seen


def read_rows(name: str, columns: Sequence[str] = ()) -> list[dict[str, str]]:
    """The rows of a CSV file with a head row, cells stripped, empty lines left out.

    Comma, semicolon and tab all separate; the head row decides. Titles are compared in
    lower case. `columns` are those that must be there. Raises BadInput for a missing or
    doubled column, and for a row with more or fewer cells than the head.
    """
    return [row for _line, row in read_numbered_rows(name, columns)]


def read_numbered_rows(
    name: str, columns: Sequence[str] = (), *, headless: bool = False
) -> list[tuple[int, dict[str, str]]]:
    """The rows as `read_rows` gives them, each with its line in the file.

    headless: a first line of numbers is then a row, and the columns are called 1, 2, and so on.
    """
    text = read_text(name)
    head_line = next(line for line in text.splitlines() if line.strip())
    separator = max(";\t,", key=head_line.count)
    lines = [line for line in _numbered(text, separator, name) if any(line[1])]
    if headless and all(map(is_number, lines[0][1])):
        if separator == "," and all(len(cells) == 2 for _line, cells in lines):
            raise BadInput(
                name,
                "has no head row and one comma a line: a decimal comma, or two columns? "
                "Name the columns in a first line.",
            )
        lines.insert(0, (0, [str(place) for place, _ in enumerate(lines[0][1], start=1)]))
    titles = [title.lower() for title in lines[0][1]]
    if doubled := {title for title in titles if titles.count(title) > 1}:
        raise BadInput(name, f"the head row names {', '.join(sorted(doubled))} twice.")
    if missing := [column for column in columns if column not in titles]:
        raise BadInput(
            name,
            f"the head row has no column {', '.join(missing)}; it has {', '.join(titles)}.",
        )
    rows = []
    for number, cells in lines[1:]:
        if len(cells) != len(titles):
            raise BadInput(
                f"{name}, line {number}",
                f"has {len(cells)} cells and the head row {len(titles)}. "
                "A decimal comma needs ; between the columns.",
            )
        rows.append((number, dict(zip(titles, cells, strict=True))))
    return rows


def decimal(word: str) -> float:
    """An option's number, with a decimal point or comma; the parser says which option is wrong."""
    return number(word, "")


def refuse_mixed_marks(cells: Iterable[tuple[str, str]], where: str) -> None:
    """Of a column of numbers: some with a decimal comma and some with a point are in doubt.

    1.234 beside 2,5 is a thousand to one reader and one to another, and a chart would show
    neither. cells: the place and the words of each. Raises BadInput that names one of either.
    """
    seen: dict[str, tuple[str, str]] = {}
    for place, words in cells:
        mark = "," if words.rfind(",") > words.rfind(".") else "." if "." in words else ""
        if mark and mark not in seen:
            seen[mark] = (place, words)
            if len(seen) == 2:
                (first, one), (second, other) = seen.values()
                raise BadInput(
                    where,
                    f"{first} is written {one!r} and {second} {other!r}: which mark is the "
                    "decimal? Write all with a comma, or all with a point.",
                )


def is_number(cell: str) -> bool:
    """Whether `number` takes the cell."""
    try:
        number(cell, "")
    except BadInput:
        return False
    return True


def _numbered(lines: str, separator: str, name: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(lines), delimiter=separator, strict=True)
    try:
        for row in reader:
            yield reader.line_num, [cell.strip() for cell in row]
    except csv.Error as problem:
        raise BadInput(f"{name}, line {reader.line_num}", f"is not CSV ({problem}).") from problem


def number(cell: str, where: str) -> float:
    """A finite number, with a decimal point or a decimal comma; raises BadInput otherwise.

    With both signs the later one is the decimal: 1.234,5 and 1,234.5 are the same number.

    >>> number("3,25", "line 2"), number("1.234,5", "line 3")
    (3.25, 1234.5)
    """
    plain = cell.replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    if plain.rfind(",") > plain.rfind("."):
        plain = plain.replace(".", "").replace(",", ".")
    elif "," in plain:
        plain = plain.replace(",", "")
    try:
        value = float(plain)
    except ValueError:
        raise BadInput(where, f"{cell!r} is not a number.") from None
    if not math.isfinite(value) or "_" in plain:
        raise BadInput(where, f"{cell!r} is not a finite number.")
    return value
