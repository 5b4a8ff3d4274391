"""Customers' delivery schedules from EDIFACT, XLSX and CSV: a release, or all its faults."""

from rantai.orders.schedule_files.difference import (
    Called,
    LineChange,
    PartTotal,
    ReleaseDifference,
    called_in,
    difference_between,
)
from rantai.orders.schedule_files.faults import (
    FAULT_LIMIT,
    Cause,
    RowFault,
    ScheduleFileRefused,
)
from rantai.orders.schedule_files.reading import read_schedule_file
from rantai.orders.schedule_files.release import (
    CallOff,
    CallOffKind,
    LastReceipt,
    ReleaseLine,
    ScheduleRelease,
)
from rantai.orders.schedule_files.sniff import SIZE_LIMIT_BYTES, refuse_by_size

__all__ = [
    "FAULT_LIMIT",
    "SIZE_LIMIT_BYTES",
    "CallOff",
    "CallOffKind",
    "Called",
    "Cause",
    "LastReceipt",
    "LineChange",
    "PartTotal",
    "ReleaseDifference",
    "ReleaseLine",
    "RowFault",
    "ScheduleFileRefused",
    "ScheduleRelease",
    "called_in",
    "difference_between",
    "read_schedule_file",
    "refuse_by_size",
]
