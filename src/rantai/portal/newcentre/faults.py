"""What is wrong with a row, said with its sheet, row and column."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from rantai.records.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Fault:
    sheet: str
    row: int
    column: str
    what: str


class WorkbookRefused(Refusal):
    """Something in it is wrong, so nothing of it came in."""

    def __init__(self, faults: list[Fault]) -> None:
        first = faults[0]
        super().__init__(
            _(
                "%(count)s things are wrong with it, so nothing came in; the first: sheet "
                "%(sheet)s, row %(row)s, column %(column)s: %(what)s"
            )
            % {
                "count": len(faults),
                "sheet": first.sheet,
                "row": first.row,
                "column": first.column,
                "what": first.what,
            }
        )
        self.faults = faults
