"""The one door: a file in, its releases out, or a refusal with all that is wrong."""

from rantai.orders.schedule_files.edifact import read_edifact
from rantai.orders.schedule_files.faults import Faults
from rantai.orders.schedule_files.release import ScheduleRelease
from rantai.orders.schedule_files.sheet import read_csv_release, read_workbook_release
from rantai.orders.schedule_files.sniff import FileKind, kind_of, refuse_by_size

_READERS = {
    FileKind.EDIFACT: read_edifact,
    FileKind.WORKBOOK: read_workbook_release,
    FileKind.CSV: read_csv_release,
}


def read_schedule_file(name: str, content: bytes) -> tuple[ScheduleRelease, ...]:
    """Every release in the file, at least one, each whole; else raises `ScheduleFileRefused`.

    A sheet holds one release; an interchange may hold several. `name` only serves the messages.
    """
    refuse_by_size(name, len(content))
    faults = Faults(name)
    return _READERS[kind_of(content, faults)](content, faults)
