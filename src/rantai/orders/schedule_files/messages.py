"""The sentence a planner reads for each fault: where, what is wrong, and what to do."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rantai.orders.schedule_files.faults import Cause, RowFault

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def sentence(fault: RowFault) -> str:
    """The whole message, in the language that is active."""
    return f"{place(fault)}: {explanation(fault)}"


def place(fault: RowFault) -> str:
    """Where it stands; a row of an EDIFACT file is a segment."""
    names = {"file": fault.file, "row": fault.row, "column": fault.column}
    if fault.row is None and not fault.column:
        return fault.file
    if fault.row is None:
        return _("%(file)s, column %(column)s") % names
    if not fault.column:
        return _("%(file)s, row %(row)s") % names
    return _("%(file)s, row %(row)s, column %(column)s") % names


def explanation(fault: RowFault) -> str:
    """The cause and the remedy, for a table that shows file, row and column beside it."""
    return str(EXPLANATIONS[fault.cause]) % {"column": fault.column, **fault.details}


EXPLANATIONS: Mapping[Cause, "_StrPromise"] = {
    Cause.EMPTY_FILE: gettext_lazy("The file is empty. Ask the customer to send it again."),
    Cause.FILE_TOO_LARGE: gettext_lazy(
        "The file has %(size)s MB; at most %(limit)s MB are read. Send only the schedule, without "
        "pictures and other sheets."
    ),
    Cause.UNPACKS_TOO_LARGE: gettext_lazy(
        "The workbook unpacks to more than %(limit)s MB. Copy the schedule into the template and "
        "upload that."
    ),
    Cause.TOO_MANY_CELLS: gettext_lazy(
        "A sheet spans more than %(limit)s cells. Delete the empty rows and columns beyond the "
        "table, or copy the schedule into the template."
    ),
    Cause.DAMAGED_WORKBOOK: gettext_lazy(
        "The workbook is damaged or cut off. Open it in Excel, save it again as XLSX and upload "
        "that."
    ),
    Cause.OLD_EXCEL: gettext_lazy(
        "This is an old Excel file (XLS) or another Office file. Save it as XLSX and upload that."
    ),
    Cause.PASSWORD_PROTECTED: gettext_lazy(
        "The workbook is protected by a password. Save it without a password and upload that."
    ),
    Cause.PDF_FILE: gettext_lazy(
        "This is a PDF. Ask the customer for the schedule as XLSX, CSV or EDIFACT."
    ),
    Cause.NOT_A_SCHEDULE_FILE: gettext_lazy(
        "This is not an XLSX, CSV or EDIFACT file. Save the schedule as one of these."
    ),
    Cause.UNKNOWN_ENCODING: gettext_lazy(
        "The letters of the file cannot be read (%(encoding)s). Save it as “CSV UTF-8”, or ask the "
        "customer to send EDIFACT as UNOC."
    ),
    Cause.BROKEN_CSV: gettext_lazy(
        "A quotation mark is opened and not closed properly. Correct it, or save the CSV again "
        "from Excel."
    ),
    Cause.WRONG_UNA: gettext_lazy(
        "The separators in “%(una)s” are incomplete or contradict each other. Ask the customer "
        "to send the file again."
    ),
    Cause.UNA_NOT_FOLLOWED: gettext_lazy(
        "By its UNA, or without one, the file should separate by “%(separator)s”, but UNB is "
        "followed by “%(found)s”. Ask the customer to send the file again."
    ),
    Cause.INTERCHANGE_START_MISSING: gettext_lazy(
        "The interchange does not begin with UNB. The start of the file is missing; ask the "
        "customer to send it again."
    ),
    Cause.TRUNCATED: gettext_lazy(
        "The file is cut off: its end is missing. Ask the customer to send it again."
    ),
    Cause.MALFORMED_SEGMENT: gettext_lazy(
        "“%(text)s” is not an EDIFACT segment. Ask the customer to send the file again, unchanged."
    ),
    Cause.SEGMENT_OUTSIDE_MESSAGE: gettext_lazy(
        "This segment stands outside any message (UNH to UNT). Ask the customer to send the file "
        "again."
    ),
    Cause.SEGMENT_COUNT: gettext_lazy(
        "The message should have %(said)s segments but has %(found)s. Something was lost or "
        "added; ask the customer to send it again."
    ),
    Cause.MESSAGE_COUNT: gettext_lazy(
        "The file should have %(said)s messages but has %(found)s. Something was lost or added; "
        "ask the customer to send it again."
    ),
    Cause.REFERENCE_DIFFERS: gettext_lazy(
        "The reference “%(said)s” differs from “%(found)s” in %(header)s. The parts of the file do "
        "not belong together; ask the customer to send it again."
    ),
    Cause.TEXT_AFTER_END: gettext_lazy(
        "More follows after the end of the interchange (UNZ). Upload each interchange as a file "
        "of its own."
    ),
    Cause.NO_MESSAGE: gettext_lazy(
        "The interchange holds no message. Ask the customer to send the schedule again."
    ),
    Cause.NOT_A_DELFOR: gettext_lazy(
        "This is a message “%(found)s” and not a delivery schedule (DELFOR). Upload the DELFOR."
    ),
    Cause.UNSUPPORTED_DIRECTORY: gettext_lazy(
        "DELFOR in the directory D.%(found)s cannot be read. Ask the customer for D.96A or D.97A."
    ),
    Cause.NOT_A_REPLACEMENT: gettext_lazy(
        "This message only changes or cancels an earlier one (function %(found)s). Ask the "
        "customer for the whole schedule (function 5 or 9)."
    ),
    Cause.RELEASE_NUMBER_MISSING: gettext_lazy(
        "The schedule has no number. Write the number that the customer gave it."
    ),
    Cause.RELEASE_DATE_MISSING: gettext_lazy(
        "The schedule has no date. Write the day on which the customer issued it."
    ),
    Cause.RELEASE_DIFFERS: gettext_lazy(
        "“%(value)s” stands here but “%(first)s” before. One file is one schedule; upload each "
        "schedule as a file of its own."
    ),
    Cause.NO_CALL_OFF: gettext_lazy(
        "The file holds no call-off. Write at least one row under the headings."
    ),
    Cause.PART_NUMBER_MISSING: gettext_lazy(
        "The line names no part. Ask the customer to add the part number (LIN)."
    ),
    Cause.QUANTITY_OUTSIDE_LINE: gettext_lazy(
        "This quantity belongs to no part: it stands before the first LIN. Ask the customer to "
        "correct the message."
    ),
    Cause.UNKNOWN_QUANTITY: gettext_lazy(
        "A dated quantity of the kind %(found)s is not known as a call-off. Ask the customer to "
        "send call-offs as QTY+113 or QTY+1."
    ),
    Cause.ONLY_CUMULATIVE: gettext_lazy(
        "For this part only running totals are given (QTY+%(found)s). Ask the customer to add the "
        "quantity of each call-off (QTY+113 or QTY+1)."
    ),
    Cause.COMMITMENT_MISSING: gettext_lazy(
        "The call-off does not say whether it is firm or a forecast (SCC). Ask the customer to "
        "correct the message."
    ),
    Cause.UNKNOWN_COMMITMENT: gettext_lazy(
        "SCC %(found)s says neither firm (1), backlog (10) nor forecast (4). Ask the customer "
        "what is meant."
    ),
    Cause.UNIT_NOT_PIECES: gettext_lazy(
        "The quantity is in “%(found)s” and not in pieces. Ask the customer to send pieces (PCE)."
    ),
    Cause.DUE_DATE_MISSING: gettext_lazy(
        "The call-off has no delivery date. Ask the customer to add it (DTM+2)."
    ),
    Cause.DUPLICATE_ROW: gettext_lazy(
        "The same order, part, place, date and kind already stand in row %(first)s. Delete one of "
        "the rows, or add their quantities in one."
    ),
    Cause.MISSING_VALUE: gettext_lazy("Nothing is filled in. Fill it in, or delete the row."),
    Cause.FORMULA_ERROR: gettext_lazy(
        "The cell shows the formula error %(value)s. Correct the formula, or type the value."
    ),
    Cause.NOT_A_NUMBER: gettext_lazy(
        "“%(value)s” is not a number. Write whole pieces in digits, such as 1200."
    ),
    Cause.NEGATIVE_QUANTITY: gettext_lazy(
        "The quantity %(value)s is negative. Write 0 or more; what was delivered too much is not "
        "taken off here."
    ),
    Cause.FRACTIONAL_QUANTITY: gettext_lazy(
        "%(value)s is not a whole number of pieces. Write whole pieces, such as 12."
    ),
    Cause.QUANTITY_TOO_LARGE: gettext_lazy(
        "%(value)s is more than %(limit)s pieces. Check the quantity."
    ),
    Cause.AMBIGUOUS_NUMBER: gettext_lazy(
        "%(value)s may mean thousands or a fraction. Write the pieces without dot and comma, such "
        "as 1200."
    ),
    Cause.NOT_A_DATE: gettext_lazy(
        "“%(value)s” is not a date. Write day/month/year with four digits for the year, such as "
        "15/01/2025."
    ),
    Cause.IMPOSSIBLE_DATE: gettext_lazy(
        "“%(value)s” is not in the calendar. Check the day and the month; the day comes first, "
        "such as 15/01/2025."
    ),
    Cause.IMPLAUSIBLE_DATE: gettext_lazy(
        "The date %(value)s lies outside the years 2000 to 2099. Check the year."
    ),
    Cause.UNKNOWN_DATE_FORMAT: gettext_lazy(
        "The date “%(value)s” comes in the unknown format %(format)s. Ask the customer for format "
        "102 (year, month, day)."
    ),
    Cause.NOT_A_KIND: gettext_lazy(
        "“%(value)s” says neither firm nor forecast. Write Pasti or N, Perkiraan or N+1 to N+3, or "
        "Tunggakan."
    ),
    Cause.TEXT_BECAME_NUMBER: gettext_lazy(
        "Excel turned this code into the number %(value)s and lost digits. Format the column as "
        "text and type the code again."
    ),
    Cause.TEXT_BECAME_DATE: gettext_lazy(
        "Excel turned this code into the date %(value)s. Format the column as text and type the "
        "code again."
    ),
    Cause.TEXT_TOO_LONG: gettext_lazy(
        "“%(value)s” is longer than %(limit)s characters. Check whether the right text stands in "
        "this column."
    ),
    Cause.HEADINGS_NOT_FOUND: gettext_lazy(
        "No row of headings was found in the first 30 rows. Use the template, or these headings: "
        "%(expected)s."
    ),
    Cause.HEADING_MISSING: gettext_lazy(
        "The column %(column)s (%(english)s) is missing. Add it with this heading."
    ),
    Cause.HEADING_MISSPELT: gettext_lazy(
        "This heading is not known; probably “%(meant)s” is meant. Correct the heading."
    ),
    Cause.HEADING_TWICE: gettext_lazy(
        "This heading means the same as “%(first)s”. Keep one of the two columns."
    ),
    Cause.SEVERAL_SHEETS: gettext_lazy(
        "Several sheets hold a schedule: %(sheets)s. Keep one of them in the file."
    ),
}
