"""Reads the worked tables of docs/methods, so that what is printed is what is computed."""

from pathlib import Path

METHODS = Path(__file__).parents[1] / "docs" / "methods"


def worked_table(page: str, heading: str) -> list[dict[str, str]]:
    """The first table under a heading, one dict a row, keyed by the column's title."""
    lines = (METHODS / page).read_text(encoding="utf-8").splitlines()
    below = lines[lines.index(heading) + 1 :]
    start = next(number for number, line in enumerate(below) if line.startswith("|"))
    rows = []
    for line in below[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
    titles, _rule, *values = rows
    return [dict(zip(titles, row, strict=True)) for row in values]
