"""`tuang chart` and `tuang capability` as a person or a program starts them."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.tuang.published import (
    ORDERS,
    ORDERS_WITH_ERRORS,
    PISTON_RINGS,
    REJECTED_CHIPS,
    SHIFT_OF_ONE_SIGMA,
    WAFER_DEFECTS,
)
from tuang.__main__ import main
from tuang.spc.charts.measured import Kind

STEADY = [10.0, 10.2, 9.8, 10.1, 9.9] * 5


def column(folder: Path, values: list[float] | list[int], title: str = "value") -> str:
    return csv(folder, "\n".join([title, *map(str, values)]))


def csv(folder: Path, content: str) -> str:
    path = folder / "given.csv"
    path.write_text(content, encoding="utf-8")
    return str(path)


def told(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> dict[str, object]:
    assert main([*words, "--json"]) == code
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def rings(separator: str = ",", *, names: bool = True) -> str:
    head = separator.join((["sample"] if names else []) + [f"x{place}" for place in range(1, 6)])
    rows = [
        separator.join(([str(number)] if names else []) + [str(each) for each in ring])
        for number, ring in enumerate(PISTON_RINGS, start=1)
    ]
    text = "\n".join([head, *rows])
    return text.replace(".", ",") if separator == ";" else text


def long_rings() -> str:
    rows = [
        f"{number},{reading}" for number, ring in enumerate(PISTON_RINGS, 1) for reading in ring
    ]
    return "\n".join(["subgroup,value", *rows])


FLAT = "\n".join(["value", *(str(reading) for ring in PISTON_RINGS for reading in ring)])


@pytest.mark.parametrize(
    "content",
    [
        FLAT,
        FLAT.replace("value\n", ""),
        FLAT.replace(".", ","),
        rings(),
        rings(names=False),
        rings(";"),
        rings().replace("sample,", "wafer,"),
        rings().replace("sample,", "Sample No.,"),
        long_rings(),
        long_rings().replace("subgroup,value", "wafer,diameter"),
        "\ufeff" + FLAT.replace("\n", "\r\n"),
    ],
    ids=[
        "one-column",
        "no-head",
        "decimal-comma",
        "wide",
        "wide-without-names",
        "wide-semicolon",
        "wide-counted-up",
        "wide-numbered",
        "long",
        "long-counted-up",
        "windows",
    ],
)
def test_every_layout_gives_the_same_chart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    found = told(capsys, "chart", csv(tmp_path, content), "--kind", "xbar-r", "--subgroup", "5")

    assert found["centre"] == pytest.approx(74.001176)
    assert found["upper"] == pytest.approx(74.01458, abs=1e-5)
    assert found["sigma"] == pytest.approx(0.0099917, abs=1e-7)
    assert found["signals"] == []


def test_points_count_from_one_and_rules_by_the_number_of_their_set(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = column(tmp_path, [*STEADY, *[10.15] * 9, 13.0])
    words = ["chart", given, "--kind", "i-mr", "--baseline", "25", "--rules"]

    nelson = told(capsys, *words, "nelson")["signals"]
    western = told(capsys, *words, "western-electric")["signals"]
    chosen = told(capsys, *words, "2")["signals"]
    silent = told(capsys, *words, "none")["signals"]

    assert {"point": 34, "rule": 2, "name": "nine-on-one-side"} in nelson  # type: ignore[operator]
    assert {"point": 33, "rule": 4, "name": "eight-on-one-side"} in western  # type: ignore[operator]
    assert {each["point"] for each in chosen} == {34, 35}  # type: ignore[attr-defined]
    assert silent == []


def test_a_date_that_repeats_makes_subgroups_only_where_a_chart_needs_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"2026-01-{1 + place // 2:02d},{value}" for place, value in enumerate(STEADY)]
    given = csv(tmp_path, "\n".join(["date,diameter", *rows]))

    singles = told(capsys, "chart", given, "--kind", "i-mr")["points"]
    means = told(capsys, "chart", given, "--kind", "xbar-r")["points"]

    assert len(singles) == 25  # type: ignore[arg-type]  # a list
    assert len(means) == 13  # type: ignore[arg-type]  # a list
    assert singles[24]["label"] == "2026-01-13"  # type: ignore[index]  # a list


def test_a_month_of_readings_is_charted_and_studied_in_a_few_seconds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = column(tmp_path, STEADY * 400)

    assert len(told(capsys, "chart", given, "--kind", "i-mr")["points"]) == 10_000  # type: ignore[arg-type]  # a list
    assert told(capsys, "capability", given, "--usl", "12")["stable"] is True


def test_missing_cells_leave_a_smaller_subgroup_with_limits_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = "x1,x2,x3\n1,2,3\n2,,4\n1,3,2\n,NA,\n"
    found = told(capsys, "chart", csv(tmp_path, content), "--kind", "xbar-r")
    points = found["points"]
    assert isinstance(points, list)

    assert [point["n"] for point in points] == [3, 2, 3]
    assert points[1]["upper"] > points[0]["upper"]
    assert len(found["notes"]) == 2  # type: ignore[arg-type]  # a list


@pytest.mark.parametrize(
    ("content", "options", "cause"),
    [
        ("value\n1\n2\nabc\n4", ["--kind", "i-mr"], "line 4, column value: 'abc' is not a number"),
        ("value\n" + "5\n" * 30, ["--kind", "i-mr"], "no spread"),
        ("value\n1\n", ["--kind", "i-mr"], "One reading gives no limits"),
        ("value\n1\n2\n3\n", ["--kind", "xbar-r", "--subgroup", "3"], "One subgroup gives no"),
        ("value\n1\n2\n3\n", ["--kind", "xbar-r", "--subgroup", "1"], "--kind i-mr"),
        ("value\n1\n2\n3\n", ["--kind", "xbar-r", "--subgroup", "0"], "give 1 or more"),
        ("value\n", ["--kind", "i-mr"], "no reading below"),
        ("a,b\n1,2\n3,4\n", ["--kind", "i-mr"], "choose one column"),
        ("1,2\n3,4\n", ["--kind", "p"], "decimal comma, or two columns"),
        ("value\n1\n2\n", ["--kind", "i-mr", "--rules", "9"], "numbers from 1 to 8"),
        ("value\n1\n2\n", ["--kind", "i-mr", "--baseline", "9"], "fewer than 9"),
        ("value\n1\n2\n", ["--kind", "i-mr", "--restart", "x"], "not a list of point numbers"),
        ("value\n1\n2\n", ["--kind", "i-mr", "--value", "y"], "no column y"),
        ("n,defects\n50,3\n50,2.5\n", ["--kind", "p"], "line 3, column defects: '2.5' is not a"),
        ("defects\n3\n2\n", ["--kind", "p"], "gives no sample size"),
        ("n,defects\n50,3\n,2\n", ["--kind", "p"], "the sample size is missing"),
        ("n,defects\n50,3\n60,2\n", ["--kind", "np"], "use p"),
        ("part,value\nA,1\n", ["--kind", "short-run"], "one reading and no nominal"),
    ],
)
def test_what_cannot_be_charted_is_refused_with_its_cause(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: str,
    options: list[str],
    cause: str,
) -> None:
    assert main(["chart", csv(tmp_path, content), *options]) == 1
    assert cause in capsys.readouterr().err


def test_counts_and_sizes_are_found_by_their_titles(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        f"{number},{size},{count}"
        for number, (size, count) in enumerate(zip(ORDERS, ORDERS_WITH_ERRORS, strict=True), 1)
    ]
    content = "\n".join(["sample,n,defectives", *rows])
    found = told(capsys, "chart", csv(tmp_path, content), "--kind", "p")

    assert found["centre"] == pytest.approx(234 / 2450)
    assert [each["point"] for each in found["signals"]] == [11]  # type: ignore[attr-defined]


def test_a_column_of_wafers_is_no_count_and_a_fraction_beside_it_neither(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"{place},{count},50,{count / 50}" for place, count in enumerate(REJECTED_CHIPS, 1)]
    content = "\n".join(["Wafer,Number nonconforming,Sample size,Fraction", *rows])
    found = told(capsys, "chart", csv(tmp_path, content), "--kind", "p")

    assert found["centre"] == pytest.approx(0.2313, abs=1e-4)


def test_one_size_for_all_is_told_by_the_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = column(tmp_path, REJECTED_CHIPS, "rejected")
    shares = told(capsys, "chart", given, "--kind", "p", "--subgroup", "50")
    counts = told(capsys, "chart", given, "--kind", "np", "--subgroup", "50")

    assert shares["upper"] == pytest.approx(0.4102, abs=1e-4)
    assert counts["upper"] == pytest.approx(20.51, abs=0.01)


def test_a_cusum_tells_both_sums_and_the_first_signal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = column(tmp_path, SHIFT_OF_ONE_SIGMA)
    found = told(capsys, "chart", given, "--kind", "cusum", "--target", "10", "--sigma", "1")

    assert found["signals"][0]["point"] == 29  # type: ignore[index]  # a list
    assert (found["lower"], found["upper"], found["target"]) == (-5, 5, 10)


CASES: dict[Kind, tuple[str, list[str]]] = {
    Kind.XBAR_R: (FLAT, ["--subgroup", "5"]),
    Kind.XBAR_S: (FLAT, ["--subgroup", "5"]),
    Kind.I_MR: (FLAT, ["--rules", "nelson"]),
    Kind.P: ("count,size\n3,50\n5,60\n4,50", []),
    Kind.NP: ("count,size\n3,50\n5,50\n4,50", []),
    Kind.C: ("\n".join(["defects", *map(str, WAFER_DEFECTS)]), []),
    Kind.U: ("count,size\n3,5\n5,6\n4,5", []),
    Kind.LANEY_P: ("count,size\n3,50\n5,60\n4,50", []),
    Kind.LANEY_U: ("count,size\n3,5\n5,6\n4,5", []),
    Kind.EWMA: (FLAT, ["--subgroup", "5"]),
    Kind.CUSUM: (FLAT, []),
    Kind.SHORT_RUN: ("part,nominal,value\nA,5,5.1\nB,9,8.8\nA,5,5.0\nB,9,9.1", []),
    Kind.SHORT_RUN_STANDARDISED: ("part,nominal,value\nA,5,5.1\nB,9,8.8\nA,5,5.0\nB,9,9.1", []),
}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_report_json_and_a_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: Kind
) -> None:
    content, options = CASES[kind]
    words = ["chart", csv(tmp_path, content), "--kind", str(kind), *options]
    picture = tmp_path / "chart.svg"

    assert main([*words, "--svg", str(picture)]) == 0
    assert str(kind) in capsys.readouterr().out
    found = told(capsys, *words)
    assert {"centre", "lower", "upper", "sigma", "signals"} <= found.keys()
    drawn = ElementTree.parse(picture).getroot()
    spaces = {"svg": "http://www.w3.org/2000/svg"}
    assert drawn.attrib["role"] == "img"
    assert drawn.find("svg:title", spaces) is not None
    assert len(drawn.findall(".//svg:circle[@class='dot']", spaces)) >= 2
    assert len(drawn.findall(".//svg:circle[@class='ring']", spaces)) == len(
        found["signals"]  # type: ignore[arg-type]  # a list
    ) + len(found.get("dispersion", {}).get("signals", []))  # type: ignore[attr-defined]  # a dict


def test_new_limits_from_a_point_are_told_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = column(tmp_path, [*STEADY, *[each + 3 for each in STEADY]])
    found = told(capsys, "chart", given, "--kind", "i-mr", "--restart", "26")

    assert [each["from"] for each in found["limits"]] == [1, 26]  # type: ignore[attr-defined]
    assert found["centre"] == pytest.approx(13.0)
    assert found["signals"] == []


KEYS = {
    "n", "mean", "sigma_within", "sigma_overall", "cp", "cpk", "pp", "ppk", "cpm", "ci",
    "normality_p", "stable",
}  # fmt: skip


def test_a_study_has_the_keys_that_others_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = csv(tmp_path, rings())
    found = told(capsys, "capability", given, "--lsl", "73,95", "--usl", "74.05")

    assert found.keys() >= KEYS
    assert found["cp"] == pytest.approx(0.1 / (6 * 0.0099917), rel=1e-4)
    assert found["stable"] is True


def test_an_unstable_process_exits_with_two_and_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = column(tmp_path, [*STEADY, 15.0])
    words = ["capability", given, "--lsl", "5", "--usl", "20"]
    found = told(capsys, *words, code=2)
    marked = told(capsys, *words, "--even-if-unstable")

    assert (found["stable"], found["cpk"], found["ppk"]) == (False, None, None)
    assert found["unstable_because"]
    assert marked["marked"] is True
    assert marked["ppk"] is not None


@pytest.mark.parametrize(
    ("values", "options", "cause"),
    [
        ([1.0], ["--usl", "3"], "One reading"),
        ([5.0] * 20, ["--usl", "9"], "no spread"),
        ([1.0, 2.0, 3.0], ["--lsl", "9", "--usl", "3"], "exchanged"),
        ([1.0, 2.0, 3.0], [], "at least one drawing limit"),
        ([1.0, 2.0, 3.0], ["--usl", "high"], "'high' is not a number"),
        ([1.0, 2.0, 3.0], ["--usl", "9", "--subgroup", "3"], "One subgroup"),
        ([1.0, 2.0, 3.0], ["--usl", "9", "--confidence", "1"], "between 0 and 1"),
    ],
)
def test_what_cannot_be_studied_is_refused(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    values: list[float],
    options: list[str],
    cause: str,
) -> None:
    assert main(["capability", column(tmp_path, values), *options]) == 1
    assert cause in capsys.readouterr().err


@pytest.mark.parametrize("model", ["normal", "box-cox", "johnson", "percentiles"])
def test_every_model_has_a_report_and_a_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], model: str
) -> None:
    picture = tmp_path / "study.svg"
    words = ["capability", csv(tmp_path, rings()), "--usl", "74.05", "--model", model]

    assert main([*words, "--svg", str(picture)]) == 0
    assert "Ppk" in capsys.readouterr().out
    assert ElementTree.parse(picture).getroot().attrib["role"] == "img"


def test_a_customers_limits_decide_by_class(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    limits = tmp_path / "limits.csv"
    limits.write_text(
        "class;index;accept;conditional\ncritical;ppk;1,67;1,33\nother;ppk;1,00;\n",
        encoding="utf-8",
    )
    words = ["capability", csv(tmp_path, rings()), "--lsl", "73.955", "--usl", "74.045"]
    asked = [*words, "--requirements", str(limits), "--class"]

    critical = told(capsys, *asked, "critical")["verdict"]
    other = told(capsys, *asked, "other")["verdict"]

    assert critical["standing"] == "conditional"  # type: ignore[index]  # a dict
    assert (other["standing"], other["proven"]) == ("accepted", True)  # type: ignore[index]
    assert main([*asked, "unheard-of"]) == 1
    assert "critical, other, not unheard-of" in capsys.readouterr().err


def test_a_chart_of_two_decimal_marks_is_refused_with_both_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = csv(tmp_path, "value\n1.5\n2\n2,5\n")

    assert main(["chart", given, "--kind", "i-mr"]) == 1

    assert "line 2 is written '1.5' and line 4 '2,5'" in capsys.readouterr().err
