"""The customer's schedule in an EDIFACT DELFOR, directories D.96A to D.01C."""

from dataclasses import replace

from rantai.orders.schedule_files.codes import DIRECTORIES
from rantai.orders.schedule_files.delfor import DelforReader
from rantai.orders.schedule_files.faults import Cause, Faults
from rantai.orders.schedule_files.interchange import Message, read_interchange
from rantai.orders.schedule_files.release import ScheduleRelease


def read_edifact(content: bytes, faults: Faults) -> tuple[ScheduleRelease, ...]:
    interchange = read_interchange(content, faults)
    readers = [
        DelforReader(message, interchange, faults)
        for message in interchange.messages
        if _is_delfor(message, faults)
    ]
    releases = [reader.read() for reader in readers]
    faults.refuse_if_any()
    return _joined([release for release in releases if release], faults)


def _is_delfor(message: Message, faults: Faults) -> bool:
    kind, directory = message.header.at(2), message.header.at(2, 2).upper()
    if kind != "DELFOR":
        faults.add(Cause.NOT_A_DELFOR, message.header.number, "UNH", found=kind)
    elif directory not in DIRECTORIES:
        faults.add(Cause.UNSUPPORTED_DIRECTORY, message.header.number, "UNH", found=directory)
    return kind == "DELFOR" and directory in DIRECTORIES


def _joined(releases: list[ScheduleRelease], faults: Faults) -> tuple[ScheduleRelease, ...]:
    """One release may come as one message for each part or place."""
    joined: dict[tuple[str, str], ScheduleRelease] = {}
    for release in releases:
        key = release.customer_ref, release.release_number
        first = joined.setdefault(key, release)
        if first is release:
            continue
        if first.issued_at != release.issued_at:
            faults.add(
                Cause.RELEASE_DIFFERS,
                None,
                "DTM+137",
                value=f"{release.issued_at:%Y-%m-%d %H:%M}",
                first=f"{first.issued_at:%Y-%m-%d %H:%M}",
            )
        joined[key] = replace(first, lines=first.lines + release.lines)
    faults.refuse_if_any()
    return tuple(joined.values())
