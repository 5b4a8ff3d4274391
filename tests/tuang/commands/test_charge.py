"""`tuang charge`: the answer in JSON and for a reader, and what it refuses."""

import json
from pathlib import Path
from typing import Any

import pytest

from tuang.__main__ import main

GIVEN: dict[str, Any] = {
    "tap_kg": 500,
    "melt_loss": 0.03,
    "heel": {"kg": 0, "pct": {}},
    "materials": [
        {
            "name": "pig iron", "price_per_kg": 9500, "stock_kg": 2000, "min_kg": 0,
            "max_share": 1.0, "step_kg": None, "pct": {"C": 4.2, "Si": 1.5},
            "recovery": {"C": 0.95},
        },
        {"name": "steel", "price_per_kg": 7000, "pct": {"C": 0.2, "Si": 0.2}},
        {"name": "FeSi", "price_per_kg": 22000, "pct": {"Si": 75}, "recovery": {"Si": 0.9}},
        {"name": "apatite", "price_per_kg": 9000, "pct": {"P": 18}},
    ],
    "window": {"C": [3.2, 3.4]},
    "carbon_equivalent": {"formula": "C+(Si+P)/3", "range": [3.9, 4.1]},
    "max_materials": None,
    "confidence": None,
}  # fmt: skip


def asked(tmp_path: Path, given: dict[str, Any], *options: str) -> int:
    path = tmp_path / "charge.json"
    path.write_text(json.dumps(given))
    return main(["charge", str(path), *options])


def test_the_documented_input_is_solved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(tmp_path, GIVEN, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "solved"
    assert sum(told["kg"].values()) * 0.97 == pytest.approx(500)
    assert 3.2 - 1e-6 <= told["expected_pct"]["C"] <= 3.4 + 1e-6
    assert all(each["saves_per_unit"] >= 0 for each in told["binding"])
    assert told["conflict"] == []
    assert told["seconds"] > 0


def test_a_reader_gets_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(tmp_path, GIVEN) == 0
    assert "At its limit: C at least 3.2 %" in capsys.readouterr().out


def test_no_charge_is_explained_and_exits_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(tmp_path, {**GIVEN, "window": {"C": [4.5, 4.6]}}) == 2
    told = capsys.readouterr().out
    assert "These limits cannot hold together" in told
    assert "C at least 4.5 %" in told


def changed(**fields: Any) -> dict[str, Any]:
    return {**GIVEN, **fields}


def with_first(**fields: Any) -> dict[str, Any]:
    first, *rest = GIVEN["materials"]
    return {**GIVEN, "materials": [{**first, **fields}, *rest]}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (with_first(pct={"C": 104}), "materials[0].pct.C"),
        (with_first(pct={"C": 60, "Si": 60}), "materials[0].pct"),
        (with_first(stock_kg=-1), "materials[0].stock_kg"),
        (with_first(min_kg=50, stock_kg=20), "materials[0].min_kg"),
        (with_first(recovery={"C": 95}), "materials[0].recovery.C"),
        (with_first(price_per_kg="9,500"), "materials[0].price_per_kg"),
        (with_first(name="steel"), "materials[1].name"),
        (with_first(colour="grey"), "materials[0].colour"),
        (changed(window={"C": [3.4, 3.2]}), "window.C"),
        (changed(window={"Mo": [0.2, 0.4]}), "window.Mo"),
        (changed(window={"C": 3.3}), "window.C"),
        (changed(tap_kg=0), "tap_kg"),
        (changed(heel={"kg": 500, "pct": {"C": 3}}), "tap_kg"),
        (changed(materials=[]), "materials"),
        (changed(melt_loss=1), "melt_loss"),
        (changed(confidence=90), "confidence"),
        (changed(carbon_equivalent={"formula": "C+Si", "range": [3, 4]}), "carbon_equivalent"),
    ],
)
def test_nonsense_is_refused_with_its_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], given: dict[str, Any], field: str
) -> None:
    assert asked(tmp_path, given, "--json") == 1
    assert json.loads(capsys.readouterr().out)["field"].startswith(field)


def test_the_curve_prices_each_confidence_with_its_corrections(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    correcting = {
        "capacity_kg": 560,
        "hold_cost_per_min": 3000,
        "minutes_per_addition": 4,
        "lost_cost": 1_000_000,
        "additions": [
            {"name": "steel", "price_per_kg": 7000, "pct": {"C": 0.2}},
            {"name": "carburiser", "price_per_kg": 15000, "pct": {"C": 98}},
        ],
    }
    plain = changed(window={"C": [3.2, 3.4]}, correcting=correcting)
    del plain["carbon_equivalent"]
    assert asked(tmp_path, plain, "--json", "--curve") == 0
    curve = json.loads(capsys.readouterr().out)["curve"]
    assert curve[0]["confidence"] is None
    assert all(
        each["total_cost"] == pytest.approx(each["charge_cost"] + each["correction_cost"])
        for each in curve
        if each["status"] == "solved"
    )
    assert asked(tmp_path, GIVEN, "--curve") == 1
    assert "correcting" in capsys.readouterr().err
