"""`tuang effect`: what it prints and what it refuses."""

import json
from pathlib import Path

import pytest

from tuang.__main__ import main


def asked(folder: Path, content: str, *options: str) -> int:
    path = folder / "months.csv"
    path.write_text(content)
    return main(["effect", str(path), *options])


def months(count: int) -> list[str]:
    return [f"{2017 + t // 12}-{t % 12 + 1:02d}" for t in range(count)]


SERIES = "period;value;pieces\n" + "\n".join(
    f"{month};{40 + t % 3 if t < 12 else 18 + t % 3};1000" for t, month in enumerate(months(24))
)


def test_a_series_of_counts_is_told_as_a_ratio(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(tmp_path, SERIES, "--from", "2018-01", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["verdict"], found["before"], found["after"]) == ("lower", 12, 12)
    assert found["ratio"]["low"] < found["ratio"]["ratio"] < found["ratio"]["high"] < 1
    assert asked(tmp_path, SERIES, "--from", "2018-01") == 0
    assert "lower than without the help" in capsys.readouterr().out


def test_a_month_missing_is_a_gap_and_too_few_are_not_guessed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    short = "\n".join(SERIES.splitlines()[:9])
    assert asked(tmp_path, short, "--from", "2017-05") == 0
    assert "cannot tell yet: 4 periods before and 4 after" in capsys.readouterr().out


def test_workshops_in_turn_are_asked_by_their_column(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = ["workshop,period,value,from"]
    for shop in range(8):
        start = 8 if shop < 4 else None
        for t in range(16):
            value = 10 + shop + t + 0.1 * (shop * t % 3) - (3 if start and t >= start else 0)
            rows.append(f"B-{shop},{t},{value},{start or ''}")
    assert asked(tmp_path, "\n".join(rows), "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["verdict"], found["before"], found["after"]) == ("lower", 4, 4)
    assert found["change"] == pytest.approx(-3, abs=0.3)


@pytest.mark.parametrize(
    ("content", "options", "field"),
    [
        (SERIES, (), "--from"),
        (SERIES, ("--from", "2018-13"), "--from"),
        (SERIES.replace("2017-02", "2017-01"), ("--from", "2018-01"), "period"),
        ("period,value\nMaret,3", ("--from", "3"), "line 2, period"),
        ("workshop,period,value\nB-1,1,3", (), "from"),
        ("workshop,period,value,from\nB-1,1,3,2\nB-1,2,3,4", (), "line 3, from"),
    ],
)
def test_what_cannot_be_used_is_named(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: str,
    options: tuple[str, ...],
    field: str,
) -> None:
    assert asked(tmp_path, content, "--json", *options) == 1
    assert json.loads(capsys.readouterr().out)["field"] == field
