"""`tuang correct FILE.json`: what it prints, what it refuses, and its exit."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from tuang.__main__ import main

GIVEN: dict[str, Any] = {
    "bath_kg": 480,
    "capacity_kg": 500,
    "reading": {"C": 3.5, "Si": 2.0},
    "window": {"C": [3.2, 3.4], "Si": [1.8, 2.1]},
    "additions": [
        {"name": "steel", "price_per_kg": 7000, "stock_kg": 80, "pct": {"C": 0.1, "Si": 0.2}},
        {
            "name": "FeSi75",
            "price_per_kg": 22000,
            "stock_kg": 50,
            "step_kg": 0.5,
            "pct": {"Si": 75},
            "recovery": {"Si": 0.85},
        },
    ],
    "hold_cost_per_min": 2000,
    "minutes_per_addition": 4,
}


def asked(folder: Path, content: str, *options: str) -> int:
    path = folder / "bath.json"
    path.write_text(content)
    return main(["correct", str(path), *options])


def changed(path: str, value: object) -> str:
    given: Any = copy.deepcopy(GIVEN)
    *way, last = path.split("/")
    place = given
    for step in way:
        place = place[int(step)] if step.isdigit() else place[step]
    place[last] = value
    return json.dumps(given)


def test_the_answer_for_a_machine_has_kilograms_percents_and_cost(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert asked(tmp_path, json.dumps(GIVEN), "--json") == 0
    answer = json.loads(capfd.readouterr().out)
    steel = 480 * 0.1 / 3.3
    assert answer["status"] == "solved"
    assert answer["additions"] == {"steel": pytest.approx(steel, abs=1e-6)}
    assert answer["pig_out_kg"] == 0
    assert answer["expected_pct"]["C"] == pytest.approx(3.4, abs=1e-6)
    assert answer["cost"] == pytest.approx(steel * 7000 + 8000, rel=1e-9)


def test_a_reader_sees_what_to_throw_on_and_what_it_becomes(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert asked(tmp_path, json.dumps(GIVEN)) == 0
    text = capfd.readouterr().out
    assert text.splitlines()[1].split() == ["steel", "14.545"]
    assert "Holding 4 minutes." in text
    assert "At its limit: C at most 3.4" in text


def test_a_bath_inside_its_window_is_to_be_poured(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert asked(tmp_path, changed("reading/C", 3.4), "--json") == 0
    answer = json.loads(capfd.readouterr().out)
    assert (answer["status"], answer["additions"], answer["cost"]) == ("inside", {}, 0)


def test_what_cannot_be_corrected_is_explained_and_exits_with_two(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert asked(tmp_path, changed("reading/C", 4.9)) == 2
    text = capfd.readouterr().out
    assert "cannot be corrected in this furnace" in text
    assert "It would do with" in text
    assert asked(tmp_path, changed("reading/C", 4.9), "--json") == 2
    answer = json.loads(capfd.readouterr().out)
    assert answer["status"] == "infeasible"
    assert answer["cost"] is None
    assert answer["nearest"]["expected_pct"]["C"] < 4.9


def test_a_late_recovery_stands_before_that_of_the_charge(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    low = changed("reading/Si", 1.5)
    given = json.loads(low)
    given["additions"][1] |= {"step_kg": None, "recovery": {"Si": 0.95}}
    given["additions"][1]["late_recovery"] = {"Si": 0.5}
    given["reading"]["C"] = 3.35
    assert asked(tmp_path, json.dumps(given), "--json") == 0
    answer = json.loads(capfd.readouterr().out)
    needed = 480 * (1.8 - 1.5) / (75 * 0.5 - 1.8)
    assert answer["additions"] == {"FeSi75": pytest.approx(needed, abs=1e-6)}


@pytest.mark.parametrize(
    ("path", "value", "field", "cause"),
    [
        ("additions/0/pct/C", 120, "additions.steel.pct.C", "over 100"),
        ("additions/0/pct", {"C": 60, "Si": 60}, "additions.steel.pct", "adds up to 120"),
        ("additions/0/stock_kg", -1, "additions.steel.stock_kg", "below zero"),
        ("additions/0/price_per_kg", -1, "additions.steel.price_per_kg", "below zero"),
        ("additions/0/price_per_kg", "7000", "additions.steel.price_per_kg", "give a number"),
        ("additions/0/pct/C", "0,1", "additions.steel.pct.C", "decimal point"),
        ("additions/0/pct/C", True, "additions.steel.pct.C", "give a number"),
        ("additions/0/stok_kg", 5, "additions.steel.stok_kg", "not known"),
        ("additions/0/min_kg", 90, "additions.steel.min_kg", "only 80"),
        ("additions/1/recovery/Si", 85, "additions.FeSi75.recovery.Si", "fraction"),
        ("additions/1/step_kg", 0, "additions.FeSi75.step_kg", "above zero"),
        ("additions/1/name", "steel", "additions.steel", "twice"),
        ("additions", {}, "additions", "list"),
        ("bath_kg", 501, "bath_kg", "furnace holds 500"),
        ("bath_kg", 0, "bath_kg", "above zero"),
        ("bath_kg", None, "bath_kg", "give a number"),
        ("tap_kg", 501, "tap_kg", "furnace holds 500"),
        ("reading", {"C": 3.5}, "reading.Si", "was not read"),
        ("reading/C", -0.1, "reading.C", "below zero"),
        ("reading/C", 10**400, "reading.C", "too large"),
        ("window/C", [3.4, 3.2], "window.C", "wrong way round"),
        ("window/C", [None, None], "window.C", "no limit"),
        ("window/C", 3.3, "window.C", "two limits"),
        ("window", {}, "window", "names no element"),
        ("carbon_equivalent", {"formula": "C", "range": [1, 2]}, "carbon_equivalent.formula", "C+"),
        (
            "carbon_equivalent",
            {"formula": "C+(Si+P)/3", "range": [3.9, 4.1]},
            "reading.P",
            "carbon equivalent names it",
        ),
        ("pig_out_value_per_kg", 5, "pig_out_value_per_kg", "earn by being emptied"),
        ("max_additions", 1.5, "max_additions", "whole number"),
        ("hold_cost_per_min", -1, "hold_cost_per_min", "below zero"),
    ],
)
def test_what_cannot_be_right_is_refused_with_field_and_cause(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    path: str,
    value: object,
    field: str,
    cause: str,
) -> None:
    assert asked(tmp_path, changed(path, value), "--json") == 1
    refused = json.loads(capfd.readouterr().out)
    assert refused["status"] == "bad-input"
    assert refused["field"] == field
    assert cause in refused["cause"]


@pytest.mark.parametrize("name", ["bath_kg", "capacity_kg", "reading", "window", "additions"])
def test_what_is_missing_is_named(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    given = {key: value for key, value in GIVEN.items() if key != name}
    assert asked(tmp_path, json.dumps(given)) == 1
    assert f"{name}: is missing" in capfd.readouterr().err


@pytest.mark.parametrize("read", ["<0.002", "<0,002", " < 0.002"])
def test_below_what_the_instrument_can_tell_is_inside_a_maximum(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], read: str
) -> None:
    given = {**GIVEN, "reading": {**GIVEN["reading"], "Sn": read}}
    given["window"] = {**GIVEN["window"], "Sn": [None, 0.01]}
    assert asked(tmp_path, json.dumps(given), "--json") == 0
    answer = json.loads(capfd.readouterr().out)
    assert answer["additions"] == {"steel": pytest.approx(480 * 0.1 / 3.3, abs=1e-6)}


@pytest.mark.parametrize(
    ("read", "window", "cause"),
    [
        ("<0.002", [0.001, 0.01], "nobody knows whether it is enough"),
        ("<bit", [None, 0.01], "below no number"),
        ("<nan", [None, 0.01], "not a finite number"),
        ("<-1", [None, 0.01], "cannot be below zero"),
    ],
)
def test_below_proves_no_minimum_and_must_be_a_number(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], read: str, window: list[Any], cause: str
) -> None:
    given = {**GIVEN, "reading": {**GIVEN["reading"], "Sn": read}}
    given["window"] = {**GIVEN["window"], "Sn": window}
    assert asked(tmp_path, json.dumps(given)) == 1
    told = capfd.readouterr().err
    assert "reading.Sn" in told
    assert cause in told
