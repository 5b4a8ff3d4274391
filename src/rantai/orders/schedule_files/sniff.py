"""What kind of file this is, told by its content: a name may say anything."""

import re
from enum import Enum, auto

from rantai.orders.schedule_files.faults import Cause, Faults
from rantai.orders.schedule_files.texts import BYTE_ORDER_MARKS

MEGABYTE = 1024 * 1024
SIZE_LIMIT_BYTES = 5 * MEGABYTE

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EDIFACT = re.compile(rb"\s*UN[ABGH][^a-z\s]")
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1b]")


class FileKind(Enum):
    EDIFACT = auto()
    WORKBOOK = auto()
    CSV = auto()


def refuse_by_size(name: str, size_bytes: int) -> None:
    """To be asked before the content of an upload is read."""
    faults = Faults(name)
    if size_bytes > SIZE_LIMIT_BYTES:
        megabytes = f"{size_bytes / MEGABYTE:.1f}".replace(".", ",")
        faults.add(Cause.FILE_TOO_LARGE, size=megabytes, limit=SIZE_LIMIT_BYTES // MEGABYTE)
    faults.refuse_if_any()


def kind_of(content: bytes, faults: Faults) -> FileKind:
    """The kind of a file that can be read; refuses any other, saying what it is."""
    cause = _refusal(content)
    if cause:
        faults.add(cause)
        faults.refuse_if_any()
    if content.startswith(b"PK"):
        return FileKind.WORKBOOK
    if _EDIFACT.match(_plain(content[:200])):
        return FileKind.EDIFACT
    return FileKind.CSV


def _refusal(content: bytes) -> Cause | None:
    if not content.strip():
        return Cause.EMPTY_FILE
    if content.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        return Cause.PASSWORD_PROTECTED if locked else Cause.OLD_EXCEL
    if content.startswith(b"%PDF"):
        return Cause.PDF_FILE
    if content.startswith(b"PK"):
        return None if b"xl/workbook.xml" in content else Cause.NOT_A_SCHEDULE_FILE
    plain = _plain(content[:4000])
    if not plain.strip():
        return Cause.EMPTY_FILE
    if _CONTROL.search(plain) or plain.lstrip()[:1] in (b"<", b"{"):
        return Cause.NOT_A_SCHEDULE_FILE
    return None


def _plain(start: bytes) -> bytes:
    """The start of a text without its byte order mark and without UTF-16's empty bytes."""
    for mark in BYTE_ORDER_MARKS:
        start = start.removeprefix(mark)
    return start.replace(b"\x00", b"")
