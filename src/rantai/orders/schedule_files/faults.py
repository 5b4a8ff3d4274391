"""What can be wrong with a schedule file, and where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

FAULT_LIMIT = 200


class Cause(StrEnum):
    """One entry for each thing that can be wrong; `messages` holds its sentence."""

    # The file as a whole
    EMPTY_FILE = "empty_file"
    FILE_TOO_LARGE = "file_too_large"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    TOO_MANY_CELLS = "too_many_cells"
    DAMAGED_WORKBOOK = "damaged_workbook"
    OLD_EXCEL = "old_excel"
    PASSWORD_PROTECTED = "password_protected"
    PDF_FILE = "pdf_file"
    NOT_A_SCHEDULE_FILE = "not_a_schedule_file"
    UNKNOWN_ENCODING = "unknown_encoding"
    BROKEN_CSV = "broken_csv"

    # The envelope of an EDIFACT interchange
    WRONG_UNA = "wrong_una"
    UNA_NOT_FOLLOWED = "una_not_followed"
    INTERCHANGE_START_MISSING = "interchange_start_missing"
    TRUNCATED = "truncated"
    MALFORMED_SEGMENT = "malformed_segment"
    SEGMENT_OUTSIDE_MESSAGE = "segment_outside_message"
    SEGMENT_COUNT = "segment_count"
    MESSAGE_COUNT = "message_count"
    REFERENCE_DIFFERS = "reference_differs"
    TEXT_AFTER_END = "text_after_end"
    NO_MESSAGE = "no_message"
    NOT_A_DELFOR = "not_a_delfor"
    UNSUPPORTED_DIRECTORY = "unsupported_directory"
    NOT_A_REPLACEMENT = "not_a_replacement"

    # What the schedule says
    RELEASE_NUMBER_MISSING = "release_number_missing"
    RELEASE_DATE_MISSING = "release_date_missing"
    RELEASE_DIFFERS = "release_differs"
    NO_CALL_OFF = "no_call_off"
    PART_NUMBER_MISSING = "part_number_missing"
    QUANTITY_OUTSIDE_LINE = "quantity_outside_line"
    UNKNOWN_QUANTITY = "unknown_quantity"
    ONLY_CUMULATIVE = "only_cumulative"
    COMMITMENT_MISSING = "commitment_missing"
    UNKNOWN_COMMITMENT = "unknown_commitment"
    UNIT_NOT_PIECES = "unit_not_pieces"
    DUE_DATE_MISSING = "due_date_missing"
    DUPLICATE_ROW = "duplicate_row"

    # One value
    MISSING_VALUE = "missing_value"
    FORMULA_ERROR = "formula_error"
    NOT_A_NUMBER = "not_a_number"
    NEGATIVE_QUANTITY = "negative_quantity"
    FRACTIONAL_QUANTITY = "fractional_quantity"
    QUANTITY_TOO_LARGE = "quantity_too_large"
    AMBIGUOUS_NUMBER = "ambiguous_number"
    NOT_A_DATE = "not_a_date"
    IMPOSSIBLE_DATE = "impossible_date"
    IMPLAUSIBLE_DATE = "implausible_date"
    UNKNOWN_DATE_FORMAT = "unknown_date_format"
    NOT_A_KIND = "not_a_kind"
    TEXT_BECAME_NUMBER = "text_became_number"
    TEXT_BECAME_DATE = "text_became_date"
    TEXT_TOO_LONG = "text_too_long"

    # The headings of a sheet
    HEADINGS_NOT_FOUND = "headings_not_found"
    HEADING_MISSING = "heading_missing"
    HEADING_MISSPELT = "heading_misspelt"
    HEADING_TWICE = "heading_twice"
    SEVERAL_SHEETS = "several_sheets"


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing wrong. In EDIFACT the row is the segment's number and the column its tag."""

    file: str
    row: int | None
    column: str
    cause: Cause
    details: Mapping[str, str] = field(default_factory=dict)


class ScheduleFileRefused(Exception):
    """Nothing of the file was kept. At most 200 faults are listed; `fault_count` counts all."""

    def __init__(self, faults: tuple[RowFault, ...], fault_count: int) -> None:
        super().__init__(f"{fault_count} faults, the first: {faults[0]}")
        self.faults = faults
        self.fault_count = fault_count


class Unreadable(ValueError):
    """One value that means nothing here; the reader adds where it stood."""

    def __init__(self, cause: Cause, **details: object) -> None:
        super().__init__(cause)
        self.cause = cause
        self.details = {name: str(value) for name, value in details.items()}


class Faults:
    """All that is wrong with one file, gathered while it is read to the end."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.count = 0
        self._kept: list[RowFault] = []

    def add(
        self, cause: Cause, row: int | None = None, column: str = "", **details: object
    ) -> None:
        self.count += 1
        if self.count <= FAULT_LIMIT:
            texts = {name: str(value) for name, value in details.items()}
            self._kept.append(RowFault(self.file, row, column, cause, texts))

    def add_unreadable(self, unreadable: Unreadable, row: int | None, column: str = "") -> None:
        self.add(unreadable.cause, row, column, **unreadable.details)

    def refuse_if_any(self) -> None:
        if self.count:
            in_order = sorted(self._kept, key=lambda fault: fault.row or 0)
            raise ScheduleFileRefused(tuple(in_order), self.count)
