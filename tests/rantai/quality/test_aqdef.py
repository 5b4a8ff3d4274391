"""AQDEF files: read whole or refused with the row; what is not understood is kept."""

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rantai.quality.aqdef import (
    CutOrUnread,
    Feature,
    ReadingFile,
    Sheet,
    Value,
    decoded,
    encoded,
    read_file,
    read_pair,
    written,
    written_pair,
)

HEAD = """\
K0100 2
K1001/1 10-4411
K1002/1 Zylinderlaufbüchse
K1203/1 Prüfgrund
K2001/1 1
K2002/1 Härte
K2110/1 185
K2111/1 230,5
K2142/1 HB
K2001/2 2
K2002/2 Oberfläche
K2004/2 1
K4092/0 Catalogue
"""
ROWS = (
    "205,5\x140\x1412.04.2019/09:40:00\x147,12\x14#C-017-1\x0f50\x142\x14\x140\n"
    "\x0f50\x140\n"
    "206.25\x14255\x1412.4.2019 10:05:00\x0f\n"
)


def test_a_single_file_gives_part_limits_values_dates_and_events() -> None:
    file = read_file(HEAD + ROWS)
    (sheet,) = file.sheets
    hard, surface = sheet.features
    assert (sheet.number, sheet.name) == ("10-4411", "Zylinderlaufbüchse")
    assert (hard.name, hard.unit) == ("Härte", "HB")
    assert (hard.lower, hard.upper) == (Decimal(185), Decimal("230.5"))
    first, gap, set_aside = hard.values
    assert (first.value, first.at) == (Decimal("205.5"), datetime(2019, 4, 12, 9, 40))  # noqa: DTZ001
    assert (first.events, first.batch) == (("7", "12"), "C-017-1")
    assert gap.value is None
    assert (set_aside.value, set_aside.counts) == (Decimal("206.25"), False)
    assert [(value.value, value.inspected) for value in surface.values] == [
        (Decimal(2), 50),
        (Decimal(0), 50),
    ]


def test_what_is_not_understood_is_named_and_given_back() -> None:
    file = read_file(HEAD + ROWS)
    assert file.kept_unread() == ["K1203", "K4092"]
    again = written(file)
    assert "K1203/1 Prüfgrund" in again
    assert "K4092/0 Catalogue" in again


def test_values_by_k_fields_are_the_same_values() -> None:
    text = "K0100 1\nK2002/1 Panjang\n" + "".join(
        f"K0001/1 {value}\nK0004/0 12.04.2019/09:40:00\nK0053/1 SPK-{value}\n" for value in (1, 2)
    )
    (feature,) = read_file(text).features
    assert [value.value for value in feature.values] == [1, 2]
    assert [value.more for value in feature.values] == [{"K0053": "SPK-1"}, {"K0053": "SPK-2"}]
    assert read_file(written(read_file(text))) == read_file(text)


def test_a_head_and_its_values_make_one_file() -> None:
    head, values = written_pair(read_file(HEAD + ROWS))
    assert read_pair(head, values) == read_file(HEAD + ROWS)
    with pytest.raises(CutOrUnread, match="DFX"):
        read_file(head)


@pytest.mark.parametrize("letters", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_outside_ascii_come_through(letters: str) -> None:
    assert read_file(decoded((HEAD + ROWS).encode(letters))).features[0].name == "Härte"


def test_what_windows_letters_cannot_hold_is_written_as_utf_8() -> None:
    assert decoded(encoded("Kekerasan µm ≤ 3\n")) == "Kekerasan µm ≤ 3\n"
    assert encoded("Härte\n") == "Härte\n".encode("cp1252")


def test_every_cut_inside_a_row_is_refused_with_the_row() -> None:
    """Wherever the file ends but at the end of a row, it is refused."""
    whole = HEAD + ROWS
    for end in range(1, len(whole)):
        if whole[end - 1] == "\n":
            continue
        with pytest.raises(CutOrUnread) as refused:
            read_file(whole[:end])
        assert refused.value.row in (0, whole[:end].count("\n") + 1)


def test_a_file_of_ours_also_knows_how_many_rows_it_had() -> None:
    file = read_file(HEAD + ROWS)
    file.sheets[0].fields["K1900"] = "Rantai rows=3"
    text = written(file)
    assert read_file(text) == file
    with pytest.raises(CutOrUnread, match="3"):
        read_file(text[: text.rstrip().rindex("\n") + 1])


@pytest.mark.parametrize(
    ("change", "row"),
    [
        (("205,5\x14", "hard\x14"), 14),
        (("12.04.2019/09:40:00", "yesterday"), 14),
        (("185", "low"), 7),
        (("K0100 2", "K0100 3"), 0),
        (("K0100 2\n", ""), 0),
        (("K2004/2 1", "nonsense"), 12),
        (("\x0f50\x140\n", "\x0f50\x140\x0f1\n"), 15),
        (("\x140\x1412.04", "\x14x\x1412.04"), 14),
    ],
)
def test_what_cannot_be_read_names_its_row(change: tuple[str, str], row: int) -> None:
    with pytest.raises(CutOrUnread) as refused:
        read_file((HEAD + ROWS).replace(*change))
    assert refused.value.row == row


_text = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), max_size=12)
_values = st.builds(
    Value,
    value=st.decimals(-9999, 9999, places=4),
    attribute=st.sampled_from([0, 255]),
    at=st.none()
    | st.datetimes(datetime(1980, 1, 1), datetime(2080, 1, 1)).map(  # noqa: DTZ001
        lambda at: at.replace(microsecond=0)
    ),
    events=st.lists(st.integers(1, 99).map(str), max_size=3).map(tuple),
    batch=st.from_regex(r"[A-Z0-9-]{0,8}", fullmatch=True),
)


@settings(max_examples=60, deadline=None)
@given(
    name=_text,
    values=st.lists(st.lists(_values, max_size=5), min_size=1, max_size=3),
    comma=st.booleans(),
)
def test_written_and_read_again_is_the_same(
    name: str, values: list[list[Value]], comma: bool
) -> None:
    features = [
        Feature({"K2001": str(place), "K2002": f"x{name}"}, each)
        for place, each in enumerate(values, start=1)
    ]
    file = ReadingFile([Sheet({"K1001": "10-4411"}, features)])
    if not file.readings:
        return
    assert read_file(decoded(encoded(written(file, comma=comma)))) == file
    assert ReadingFile.of_json(file.as_json()) == file
