"""What instruments write, read whole or refused whole: one folder of scenarios, and properties."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import studentized_range

from rantai.shopfloor.spectrometer_files import (
    Layout,
    Value,
    agree,
    critical_range_factor,
    faults_of,
    names_in,
    proposed_layout,
    read_export,
)

SCENARIOS = Path(__file__).parents[2] / "scenarios" / "spectrometer"


def scenarios() -> list[Path]:
    return sorted(SCENARIOS.iterdir())


def layout_of(folder: Path) -> Layout:
    return Layout.model_validate(json.loads((folder / "layout.json").read_text()))


def told(row: Any) -> list[Any]:
    return [
        row.sample,
        "average" if row.is_average else row.burn,
        row.moment.isoformat() if row.moment else None,
        {element: f"{value.bound}{value.pct:f}" for element, value in row.values.items()},
    ]


@pytest.mark.parametrize("folder", scenarios(), ids=lambda folder: folder.name)
def test_an_export_is_read_whole_or_every_fault_is_named(folder: Path) -> None:
    expected = json.loads((folder / "expected.json").read_text())
    read = read_export((folder / "export.txt").read_bytes(), layout_of(folder))
    assert [told(row) for row in read.rows] == expected.get("rows", [])
    troubles = [[each.row, each.column, str(each.cause)] for each in read.troubles]
    assert troubles == expected.get("troubles", [])


GOOD = SCENARIOS / "semicolons_and_decimal_commas_in_cp1252"


@given(st.integers(min_value=1, max_value=400))
@settings(max_examples=80)
def test_a_file_cut_anywhere_is_never_read_in_part(cut: int) -> None:
    whole, layout = (GOOD / "export.txt").read_bytes(), layout_of(GOOD)
    rows = read_export(whole, layout).rows
    read = read_export(whole[: len(whole) - cut], layout)
    # A cut between two rows leaves whole rows; any other leaves nothing.
    assert not read.rows or list(read.rows) == list(rows[: len(read.rows)])
    assert bool(read.rows) != bool(read.troubles)


@given(st.binary(max_size=400))
def test_no_bytes_end_the_reader(content: bytes) -> None:
    read = read_export(content, layout_of(GOOD))
    assert not (read.rows and read.troubles)
    proposal = None
    try:
        proposal = proposed_layout(content)
    except ValueError:
        assert read.troubles
    assert proposal is None or proposal["kind"] == "separated"


def test_the_head_of_a_file_proposes_its_own_mapping() -> None:
    proposed = proposed_layout((GOOD / "export.txt").read_bytes())
    layout, faults = faults_of(proposed)
    assert (layout, faults) == (layout_of(GOOD), [])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"elements": [{"element": "Xx", "at": "C"}]}, "elements.0.element"),
        ({"patterns": ["{sample}"]}, ""),
        ({"kind": "fixed"}, ""),
        ({"header_row": 0}, ""),
        ({"separator": "x"}, "separator"),
    ],
)
def test_a_mapping_that_does_not_fit_together_names_its_field(
    wrong: dict[str, Any], field: str
) -> None:
    right = json.loads((GOOD / "layout.json").read_text())
    layout, faults = faults_of(right | wrong)
    assert layout is None
    assert field in [where for where, _cause in faults]


def test_a_name_is_read_by_the_patterns_in_their_order() -> None:
    found = list(names_in("l-017-190412-1-2", layout_of(GOOD)))
    assert [(each.heat, each.number) for each in found] == [
        ("L-017-190412-1", 2),
        ("L-017-190412-1-2", None),
    ]
    assert list(names_in("x" * 81, layout_of(GOOD))) == []


def burns(*told: str) -> list[dict[str, Value]]:
    return [
        {"S": Value(pct=Decimal(each.lstrip("<>")), bound=each[0] if each[0] in "<>" else "")}
        for each in told
    ]


@pytest.mark.parametrize(
    ("told", "pct", "bound"),
    [
        (("0.081", "0.0824"), "0.0817", ""),
        (("<0.002", "<0.002"), "0.002", "<"),
        (("<0.002", "0.003"), "0.003", "<"),
        ((">1.2", ">1.2"), "1.2", ">"),
    ],
)
def test_a_bound_among_burns_stays_a_bound(told: tuple[str, ...], pct: str, bound: str) -> None:
    agreed = agree(burns(*told), {})["S"]
    assert agreed.bound == bound
    assert agreed.pct == Decimal(pct)


def test_burns_further_apart_than_chance_allows_do_not_agree() -> None:
    sigma = {"S": Decimal("0.001")}
    assert agree(burns("0.0800", "0.0828"), sigma)["S"].is_agreed
    assert not agree(burns("0.0800", "0.0829"), sigma)["S"].is_agreed
    assert agree(burns("0.0800", "0.0829"), {})["S"].allowed is None


@pytest.mark.parametrize("count", range(2, 11))
def test_the_factors_are_those_of_the_range_of_so_many_normal_figures(count: int) -> None:
    exact = studentized_range.ppf(0.95, count, 1e6)
    assert float(critical_range_factor(count)) == pytest.approx(exact, abs=0.06)
