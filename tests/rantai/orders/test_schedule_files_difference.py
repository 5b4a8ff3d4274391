"""A newer release is compared with the older one call-off by call-off."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from rantai.orders.schedule_files import (
    Called,
    CallOffKind,
    LineChange,
    PartTotal,
    called_in,
    difference_between,
    read_schedule_file,
)

FIRM, FORECAST = CallOffKind.FIRM, CallOffKind.FORECAST
TENTH, SEVENTEENTH = date(2025, 6, 10), date(2025, 6, 17)

call_offs = st.lists(
    st.builds(
        Called,
        st.sampled_from(["A", "B"]),
        st.sampled_from(["G1", "G2"]),
        st.sampled_from([TENTH, SEVENTEENTH]),
        st.sampled_from(CallOffKind),
        st.integers(0, 1000),
    )
)


def test_more_less_new_and_gone_each_show_as_a_change() -> None:
    old = [Called("A", "G1", TENTH, FIRM, 10), Called("B", "G1", TENTH, FIRM, 5)]
    new = [Called("A", "G1", TENTH, FIRM, 8), Called("A", "G1", SEVENTEENTH, FORECAST, 7)]

    difference = difference_between(old, new)
    assert difference.lines == (
        LineChange("A", "G1", TENTH, FIRM, 10, 8, 10, 8),
        LineChange("A", "G1", SEVENTEENTH, FORECAST, 0, 7, 10, 15),
        LineChange("B", "G1", TENTH, FIRM, 5, 0, 5, 0),
    )
    assert [line.change for line in difference.lines] == [-2, 7, -5]
    assert difference.parts == (PartTotal("A", 10, 15), PartTotal("B", 5, 0))


def test_a_forecast_that_turns_firm_is_two_changes() -> None:
    difference = difference_between(
        [Called("A", "G1", TENTH, FORECAST, 10)], [Called("A", "G1", TENTH, FIRM, 10)]
    )

    assert [(line.kind, line.change) for line in difference.changed_lines] == [
        (FIRM, 10), (FORECAST, -10),
    ]  # fmt: skip
    assert difference.parts[0].change == 0


@given(call_offs)
def test_a_release_does_not_differ_from_itself(release: list[Called]) -> None:
    assert difference_between(release, reversed(release)).changed_lines == ()


@given(call_offs, call_offs)
def test_the_changes_lead_from_the_old_total_to_the_new(
    old: list[Called], new: list[Called]
) -> None:
    difference = difference_between(old, new)

    change = sum(each.quantity for each in new) - sum(each.quantity for each in old)
    assert sum(line.change for line in difference.lines) == change
    assert sum(part.change for part in difference.parts) == change


def test_what_was_read_from_a_file_can_be_compared() -> None:
    content = b"""Schedule no.,Schedule date,Part no.,Ship to,Due date,Quantity,Firm/forecast
S1,2025-06-02,A,G1,2025-06-10,3,firm
"""
    (release,) = read_schedule_file("s.csv", content)

    assert list(called_in(release)) == [Called("A", "G1", TENTH, FIRM, 3)]
