"""The attributes tables, cell by cell, against a second source."""

import pytest
from mfgqc.sampling import z14_plan

from tests.tuang.sampling.second_double import ACCEPTANCE, REFUSAL, SIZES, pairs
from tests.tuang.sampling.second_source import AC_RE, REDUCED_RE, columns, sizes
from tests.worked_tables import worked_table
from tuang.sampling import (
    AQLS,
    LETTERS,
    SEVERITIES,
    UnusableLot,
    acceptance,
    code_letter,
    plan_for,
    plan_of,
    quality_at,
)

LOT_OF_LETTER = dict(
    zip(
        LETTERS,
        (2, 9, 16, 26, 51, 91, 151, 281, 501, 1201, 3201, 10_001, 35_001, 150_001, 500_001),
        strict=False,
    )
)
HUGE = 10**9
Stages = tuple[tuple[int, int, int], ...]


def differing_doubles(severity: str) -> list[tuple[str, float, Stages, Stages]]:
    """(letter, AQL, ours, theirs) of the cells where the second source says something else."""
    n = columns(SIZES[severity])
    accepted, refused = pairs(ACCEPTANCE[severity]), pairs(REFUSAL[severity])
    cells = []
    for at, letter in enumerate(LETTERS[:16]):
        for column, aql in enumerate(AQLS):
            size = n[at][column]
            theirs = tuple(
                (size, ac, re)
                for ac, re in zip(accepted[column][at], refused[column][at], strict=True)
            )
            if not size:
                theirs = plan_of(letter, aql, severity).stages
            ours = plan_of(letter, aql, severity, is_double=True).stages
            cells.append((letter, aql, ours, theirs))
    assert len(cells) == 416
    return [cell for cell in cells if cell[2] != cell[3]]


@pytest.mark.parametrize("severity", SEVERITIES)
def test_every_cell_of_the_single_plans_agrees_with_a_second_source(severity: str) -> None:
    acceptance = columns(AC_RE[severity])
    refusal = columns(REDUCED_RE) if severity == "reduced" else None
    n = sizes(severity)
    seen = 0

    for at, letter in enumerate("ABCDEFGHJKLMNPQR"):
        assert len(n[at]) == 26
        for column, aql in enumerate(AQLS):
            ac = acceptance[column][at]
            re = refusal[column][at] if refusal else ac + 1
            cell = plan_of(letter, aql, severity)
            assert cell.stages == ((n[at][column], ac, re),), (letter, aql)
            seen += 1
    assert seen == 416


def test_letters_of_the_general_levels_are_one_step_apart() -> None:
    for lot in LOT_OF_LETTER.values():
        second, third = code_letter(lot, "II"), code_letter(lot, "III")
        assert LETTERS.index(third) == LETTERS.index(second) + 1
        places = [LETTERS.index(code_letter(lot, level)) for level in ("S-1", "S-2", "S-3", "S-4")]
        assert places == sorted(places)
        assert places[-1] <= LETTERS.index(code_letter(lot, "I"))


def test_mfgqc_differs_only_where_it_forgets_two_arrows_of_each_column() -> None:
    # Its ladder runs 0, 1, 2 without the two arrows that lie between 0 and 1.
    differing = []
    for letter, lot in LOT_OF_LETTER.items():
        for aql in AQLS[5:16]:
            ours = plan_for(lot, aql)
            try:
                theirs = z14_plan(lot, aql)
            except (NotImplementedError, ValueError):  # the latter: its curve breaks, too
                continue
            if (theirs.n, theirs.c) != ours.stages[0][:2] and not ours.is_full:
                differing.append((letter, aql, ours.stages[0][1], theirs.c))

    assert differing
    assert all(ours <= 1 for _, _, ours, _ in differing)


@pytest.mark.parametrize(
    ("severity", "known"),
    [
        (
            "normal",
            [
                # It leaves the two arrows of letter A unfollowed.
                ("A", 10.0, ((3, 0, 2), (3, 1, 2)), ((5, 1, 2),)),
                ("A", 15.0, ((2, 0, 2), (2, 1, 2)), ((3, 1, 2),)),
                # Its Re after both samples is Ac here, and 27 in the rest of the column.
                *(
                    (letter, 100.0, ((8, 11, 16), (8, 26, 27)), ((8, 11, 16), (8, 26, 26)))
                    for letter in "LMNP"
                ),
            ],
        ),
        ("tightened", []),
        ("reduced", []),
    ],
)
def test_every_cell_of_the_double_plans_agrees_with_a_second_source_but_for_its_slips(
    severity: str, known: list[tuple[str, float, Stages, Stages]]
) -> None:
    assert differing_doubles(severity) == known


@pytest.mark.parametrize("severity", SEVERITIES)
def test_a_double_plan_protects_as_its_single_plan_does(severity: str) -> None:
    # The standard matched them; only the rounding of small samples stands between.
    seen = 0
    for letter in LETTERS[:16]:
        for aql in AQLS:
            single, double = (plan_of(letter, aql, severity, twice) for twice in (False, True))
            if len(double.stages) == 1:
                assert double == single
                continue
            seen += 1
            (n1, ac1, re1), (n2, ac2, re2) = double.stages
            assert n1 == n2 <= single.stages[0][0] < n1 + n2
            assert double.letter == single.letter
            assert ac1 <= ac2 < re2
            assert ac1 + 1 < re1 <= re2
            for chance, bound in ((0.95, 0.05), (0.10, 0.09)):
                quality = quality_at(single, chance, "poisson")
                assert abs(acceptance(double, quality, "poisson") - chance) < bound
    assert seen > 416 / 2


@pytest.mark.parametrize(
    ("lot", "aql", "severity", "first", "second"),
    [
        (500, 1.0, "normal", (32, 0, 2), (32, 1, 2)),
        (1000, 2.5, "normal", (50, 2, 5), (50, 6, 7)),
        (1000, 2.5, "tightened", (50, 1, 4), (50, 4, 5)),
        (1000, 2.5, "reduced", (20, 0, 4), (20, 3, 6)),
    ],
)
def test_double_plans_are_those_printed(
    lot: int,
    aql: float,
    severity: str,
    first: tuple[int, int, int],
    second: tuple[int, int, int],
) -> None:
    # MIL-STD-105E tables III-A, III-B and III-C, letters H and J.
    assert plan_for(lot, aql, severity=severity, is_double=True).stages == (first, second)


def test_a_lot_smaller_than_its_sample_is_checked_whole() -> None:
    plan = plan_for(10, 0.1)

    assert plan.is_full
    assert plan.stages == ((10, 0, 1),)


def test_a_huge_lot_has_the_last_letter() -> None:
    assert plan_for(HUGE, 1.0, "III").lot_letter == "R"
    assert plan_for(HUGE, 1.0, "III").letter == "Q"  # the arrow points up
    assert plan_for(HUGE, 0.01).stages == ((1250, 0, 1),)


@pytest.mark.parametrize(
    ("lot", "aql", "level", "field", "said"),
    [
        (500, 1.2, "II", "aql", "1 or 1.5"),
        (500, 0.001, "II", "aql", "is 0.01"),
        (1, 1.0, "II", "lot", "at least two"),
        (-5, 1.0, "II", "lot", "at least two"),
        (500, 1.0, "IV", "level", "none of"),
    ],
)
def test_what_no_plan_answers_is_refused(
    lot: int, aql: float, level: str, field: str, said: str
) -> None:
    with pytest.raises(UnusableLot, match=said) as refused:
        plan_for(lot, aql, level)
    assert refused.value.field == field


def test_the_worked_table_of_the_method_page_is_what_is_given() -> None:
    for row in worked_table("sampling.md", "## Worked table: plans"):
        plan = plan_for(int(row["Lot"]), float(row["AQL"]), severity=row["Severity"])

        assert plan.letter == row["Letter"]
        assert plan.stages == ((int(row["n"]), int(row["Ac"]), int(row["Re"])),)
