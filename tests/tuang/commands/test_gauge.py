"""`tuang gauge` and `tuang agreement`: what they print, refuse and draw."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.tuang.msa.published import FIVE_REFERENCES, TEN_PARTS
from tuang.__main__ import main

STUDY = "part;appraiser;nilai\n" + "\n".join(
    f"{r.part};{r.operator};{r.value}".replace(".", ",") for r in TEN_PARTS
)


def asked(folder: Path, content: str, *options: str, command: str = "gauge") -> int:
    path = folder / "study.csv"
    path.write_text(content)
    return main([command, str(path), *options])


def test_decimal_commas_and_our_own_words_for_columns_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "study.svg"

    assert asked(tmp_path, STUDY, "--json", "--tolerance", "8", "--svg", str(picture)) == 0

    found = json.loads(capsys.readouterr().out)
    assert found["ndc"] == 4
    assert found["grr_pct_tolerance"] == pytest.approx(100 * 6 * found["grr"] / 8)
    assert [line["source"] for line in found["anova"]] == ["part", "operator", "repeatability"]
    root = ElementTree.fromstring(picture.read_text())
    assert root.get("role") == "img"
    assert "27.9 percent" in "".join(root.itertext())


def test_the_range_method_and_the_report_are_offered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(tmp_path, STUDY, "--method", "range") == 0

    assert "distinct categories: 5" in capsys.readouterr().out


def test_linearity_reads_a_column_of_references(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "\n".join(f"{at},{v}" for at, row in FIVE_REFERENCES.items() for v in row)

    assert asked(tmp_path, "reference,value\n" + rows, "--kind", "linearity", "--json") == 0

    assert json.loads(capsys.readouterr().out)["slope"] == pytest.approx(-0.13167, abs=5e-6)


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        ("part,operator,value\n1,A,x\n2,A,1\n", (), "is not a number"),
        ("part;operator;value\n1;A;2,5\n1;A;2.4\n", (), "which mark is the decimal"),
        ("part,operator,value\n1,A,\n2,A,1\n", (), "empty"),
        ("part,value\n1,2\n", (), "no such column"),
        ("part,operator,value\n", (), "no readings"),
        (STUDY, ("--tolerance", "0"), "above zero"),
        ("reference,value\n1,1\n1,2\n", ("--kind", "type1"), "--tolerance"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_cause(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: str,
    options: tuple[str, ...],
    said: str,
) -> None:
    assert asked(tmp_path, content, *options) == 1

    assert said in capsys.readouterr().err


def test_agreement_knows_the_word_for_bad(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = "part,operator,value,reference\n1,A,ok,NG\n1,B,ng,NG\n2,A,ok,OK\n2,B,ok,OK\n"

    assert asked(tmp_path, content, "--json", command="agreement") == 0

    found = json.loads(capsys.readouterr().out)
    assert found["bad"] == "ng"
    assert [a["miss_pct"] for a in found["appraisers"]] == [100, 0]
