"""An EDIFACT file is read whole, as its sender meant it, or it is refused."""

from datetime import date, datetime
from pathlib import Path
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydifact.parser import Parser, TokenIterator
from pydifact.segments import Segment as PydifactSegment
from pydifact.serializer import Serializer
from pydifact.tokenizer import Tokenizer

from rantai.orders.schedule_files import (
    CallOff,
    CallOffKind,
    Cause,
    ScheduleFileRefused,
    ScheduleRelease,
    read_schedule_file,
)
from rantai.orders.schedule_files.faults import Faults
from rantai.orders.schedule_files.interchange import read_interchange

FIRM, FORECAST, BACKLOG = CallOffKind.FIRM, CallOffKind.FORECAST, CallOffKind.BACKLOG

HEADER = "UNB+UNOC:3+BUYER+SELLER+250602:0815+42'"
MESSAGE = """UNA:+.? '
UNB+UNOC:3+BUYER+SELLER+250602:0815+42'
UNH+1+DELFOR:D:97A:UN'
BGM+241+R?+1+5'
DTM+137:202506020815:203'
NAD+BY+B1::92++Buyer ?'A?' ?? Co?: '
GIS+37'
NAD+ST+P1::92'
LIN+1++0012 A:IN'
IMD+++:::SLEEVE'
SCC+1++D'
QTY+113:10:PCE'
DTM+2:20250610:102'
UNT+12+1'
UNZ+1+42'
"""


def read(text: str | bytes) -> ScheduleRelease:
    content = text.encode() if isinstance(text, str) else text
    (release,) = read_schedule_file("schedule.edi", content)
    return release


def read_or_none(text: str) -> tuple[ScheduleRelease, ...] | None:
    try:
        return read_schedule_file("schedule.edi", text.encode())
    except ScheduleFileRefused:
        return None


def causes(text: str | bytes) -> list[tuple[int | None, str, Cause]]:
    content = text.encode() if isinstance(text, str) else text
    with pytest.raises(ScheduleFileRefused) as refused:
        read_schedule_file("schedule.edi", content)
    return [(fault.row, fault.column, fault.cause) for fault in refused.value.faults]


# The two published files


@pytest.mark.shared
def test_a_discrete_schedule_of_a_tier_one_reads_as_it_was_published(shared: Path) -> None:
    release = read((shared / "data/orders/delfor-d97a-discrete.edi").read_bytes())
    (line,) = release.lines

    assert (release.customer_ref, release.release_number) == ("BOSAL", "020000004")
    assert release.issued_at == datetime(2014, 1, 13, 16, 34, tzinfo=ZoneInfo("Asia/Jakarta"))
    assert (line.part_number, line.description) == ("1150022821", "Tube B")
    assert (line.ship_to, line.unloading_point) == ("022001", "027101")
    assert (line.cumulative_received, line.cumulative_from) == (0, date(2013, 9, 3))
    assert line.call_offs == tuple(
        CallOff(FIRM, date(2013, 11, day), quantity, commitment="1")
        for day, quantity in ((6, 1002), (9, 25), (21, 25))
    )


@pytest.mark.shared
def test_a_backlog_long_past_and_noughts_in_the_forecast_are_kept(shared: Path) -> None:
    release = read((shared / "data/orders/delfor-d97a-backlog-forecast.edi").read_bytes())
    (line,) = release.lines

    assert (release.customer_ref, release.customer_name) == ("00045", "BOSAL CZ, spol. s r.o.")
    assert (line.part_number, line.order_number, line.ship_to) == ("2550020320", "460", "BCZB")
    assert [(c.kind, c.due_on, c.quantity) for c in line.call_offs] == [
        (FIRM, date(2016, 5, 20), 120),
        (BACKLOG, date(2016, 4, 1), 27),
        (FORECAST, date(2016, 6, 13), 0),
        (FORECAST, date(2016, 6, 20), 0),
    ]


@pytest.mark.shared
def test_the_published_files_hold_every_segment_when_written_again(shared: Path) -> None:
    for path in (shared / "data/orders").glob("*.edi"):
        interchange = read_interchange(path.read_bytes(), Faults(path.name))
        written = Serializer().serialize(
            [
                PydifactSegment(segment.tag, *map(list, segment.elements[1:]))
                for message in interchange.messages
                for segment in message.body
            ],
            with_una_header=False,
            break_lines=True,
        )

        body = path.read_text().splitlines()[2:-2]
        # Separators with nothing behind them may go: NAD+...+:+Raw Material.
        assert written.splitlines() == [line.replace("+:+", "++") for line in body]


# Cut off, altered


@given(st.integers(0, len(MESSAGE)))
def test_a_file_cut_anywhere_is_refused_or_whole(cut: int) -> None:
    assert read_or_none(MESSAGE[:cut]) in (None, (read(MESSAGE),))


@given(st.integers(0, len(MESSAGE) - 2), st.integers(1, 80))
def test_a_file_with_whole_segments_missing_is_refused(start: int, length: int) -> None:
    segments = MESSAGE.splitlines(keepends=True)
    first = start % len(segments) or 1
    left = segments[:first] + segments[first + length :]
    if left == segments:
        return

    assert causes("".join(left))


@pytest.mark.parametrize(
    ("find", "put", "fault"),
    [
        ("UNT+12+1'", "UNT+11+1'", (13, "UNT", Cause.SEGMENT_COUNT)),
        ("UNT+12+1'", "UNT+12+2'", (13, "UNT", Cause.REFERENCE_DIFFERS)),
        ("UNZ+1+42'", "UNZ+2+42'", (14, "UNZ", Cause.MESSAGE_COUNT)),
        ("UNZ+1+42'", "UNZ+1+43'", (14, "UNZ", Cause.REFERENCE_DIFFERS)),
        ("UNZ+1+42'", "", (13, "UNZ", Cause.TRUNCATED)),
        ("UNT+12+1'", "", (2, "UNT", Cause.TRUNCATED)),
        ("UNZ+1+42'", "UNZ+1+42'UNB+UNOC:3+A+B'", (15, "UNB", Cause.TEXT_AFTER_END)),
        (HEADER, "", (1, "UNH", Cause.INTERCHANGE_START_MISSING)),
        ("UNA:+.? '", "UNA:+.?'", (None, "UNA", Cause.WRONG_UNA)),
        ("UNA:+.? '", "UNA::.? '", (None, "UNA", Cause.WRONG_UNA)),
        ("UNA:+.? '", "UNA:A.? '", (None, "UNA", Cause.WRONG_UNA)),
        ("UNA:+.? '", "UNA:*.? '", (1, "UNB", Cause.UNA_NOT_FOLLOWED)),
        ("DELFOR:D:97A", "ORDERS:D:97A", (2, "UNH", Cause.NOT_A_DELFOR)),
        ("DELFOR:D:97A", "DELFOR:D:04A", (2, "UNH", Cause.UNSUPPORTED_DIRECTORY)),
        ("UNOC", "UNOZ", (1, "UNB", Cause.UNKNOWN_ENCODING)),
        ("BGM+241+R?+1+5'", "BGM+241++5'", (3, "BGM", Cause.RELEASE_NUMBER_MISSING)),
        ("LIN+1++0012 A:IN'", "LIN+1'", (8, "LIN", Cause.PART_NUMBER_MISSING)),
        ("IMD+++:::SLEEVE'", "im+++:::SLEEVE'", (9, "im", Cause.MALFORMED_SEGMENT)),
        ("QTY+113:10", "QTY+113:-10", (11, "QTY+113", Cause.NEGATIVE_QUANTITY)),
        ("QTY+113:10", "QTY+113:1O", (11, "QTY+113", Cause.NOT_A_NUMBER)),
        ("QTY+113:10", "QTY+113:", (11, "QTY+113", Cause.MISSING_VALUE)),
        ("20250610:102", "20250631:102", (12, "DTM+2", Cause.IMPOSSIBLE_DATE)),
        ("20250610:102", "20250610:999", (12, "DTM+2", Cause.UNKNOWN_DATE_FORMAT)),
        ("20250610:102", "202560:616", (12, "DTM+2", Cause.IMPOSSIBLE_DATE)),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_segment(
    find: str, put: str, fault: tuple[int | None, str, Cause]
) -> None:
    assert find in MESSAGE

    assert fault in causes(MESSAGE.replace(find, put))


def test_at_most_two_hundred_faults_are_listed_and_all_are_counted() -> None:
    bad = "SCC+1++D'QTY+113:-1:PCE'DTM+2:20250610:102'" * 300
    text = MESSAGE.replace("UNT+12", bad + "UNT+912")
    with pytest.raises(ScheduleFileRefused) as refused:
        read_schedule_file("bad.edi", text.encode())

    assert len(refused.value.faults) == 200
    assert refused.value.fault_count == 300


# Separators, letters and numbers


def test_released_separators_belong_to_the_text_and_outer_blanks_do_not() -> None:
    release = read(MESSAGE)

    assert release.release_number == "R+1"
    assert release.customer_name == "Buyer 'A' ? Co:"
    assert release.lines[0].part_number == "0012 A"


def test_line_ends_may_stand_anywhere_even_inside_a_segment() -> None:
    joined = MESSAGE.replace("\n", "")
    wrapped = "\r\n".join(joined[start : start + 20] for start in range(0, len(joined), 20))

    assert read(joined) == read(wrapped) == read(MESSAGE)


@pytest.mark.parametrize(
    ("syntax", "encoding"),
    [("UNOA", "latin-1"), ("UNOC", "latin-1"), ("UNOC", "utf-8"), ("UNOD", "iso8859-2"),
     ("UNOY", "utf-8"), ("UNOC", "utf-8-sig"), ("UNOW", "utf-16")],
)  # fmt: skip
def test_letters_come_out_as_the_syntax_identifier_says(syntax: str, encoding: str) -> None:
    text = MESSAGE.replace("UNOC", syntax).replace("SLEEVE", "Düse")

    assert read(text.encode(encoding)).lines[0].description == "Düse"


@pytest.mark.parametrize(
    ("una", "number", "pieces"),
    [("UNA:+.? '", "10.000", 10), ("UNA:+,? '", "10,0", 10), ("UNA:+,? '", "10.0", 10),
     ("", "1.000", 1), ("", "1,000", 1), ("UNA:+,? '", "1200.000", 1200)],
)  # fmt: skip
def test_a_lone_mark_is_a_decimal_mark(una: str, number: str, pieces: int) -> None:
    text = MESSAGE.replace("UNA:+.? '\n", una).replace("113:10:", f"113:{number}:")

    assert read(text).lines[0].call_offs[0].quantity == pieces


def test_a_thousand_or_one_is_not_guessed_against_the_una() -> None:
    text = MESSAGE.replace("UNA:+.?", "UNA:+,?").replace("113:10:", "113:1.000:")

    assert causes(text) == [(11, "QTY+113", Cause.AMBIGUOUS_NUMBER)]


element = st.lists(
    st.text("AZ az09:+?'.-ä", max_size=5).map(str.strip), min_size=1, max_size=4
).filter(lambda parts: parts[-1])


@given(st.lists(st.lists(element, min_size=1, max_size=4), min_size=1, max_size=4))
def test_segments_are_split_as_pydifact_splits_them(bodies: list[list[list[str]]]) -> None:
    written = [PydifactSegment("FTX", *elements) for elements in bodies]
    count = len(bodies) + 2
    body = Serializer().serialize(written, with_una_header=False)
    text = f"UNB+UNOY:4+A+B+250101:0000+1'UNH+1+DELFOR'{body}UNT+{count}+1'UNZ+1+1'"

    (message,) = read_interchange(text.encode(), Faults("made.edi")).messages

    tokens = TokenIterator(Tokenizer().get_tokens(body))
    theirs = Parser().convert_tokens_to_raw_segments(tokens)
    for mine, expected in zip(message.body, theirs, strict=True):
        as_lists = [part if isinstance(part, list) else [part] for part in expected]
        assert [[part.strip() for part in parts] for parts in mine.elements] == [
            [part.strip() for part in parts] for parts in as_lists
        ]


# Size and speed


def test_ten_thousand_call_offs_cost_less_than_a_second_of_the_processor() -> None:
    many = "SCC+1++D'QTY+113:10:PCE'DTM+2:20250610:102'" * 9_999
    content = MESSAGE.replace("UNT+12", many + f"UNT+{12 + 3 * 9_999}").encode()
    started = process_time()
    release = read(content)

    assert len(release.lines[0].call_offs) == 10_000
    assert process_time() - started < 1
