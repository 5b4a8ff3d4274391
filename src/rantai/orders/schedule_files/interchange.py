"""The envelope of an EDIFACT interchange: its separators, segments, counts and references.

The segments are split here and not by pydifact, which looks for a UNA anywhere in the text, builds
an object for each segment and takes five times as long. The tests hold the two against each other.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from rantai.orders.schedule_files.faults import Cause, Faults
from rantai.orders.schedule_files.texts import BYTE_ORDER_MARKS, trimmed


class Segment(NamedTuple):
    number: int
    """Its place in the file, the first being 1; UNA is not counted."""
    tag: str
    elements: list[list[str]]

    def at(self, element: int, component: int = 0) -> str:
        """The trimmed component, or nothing; element 1 is the first after the tag."""
        try:
            return trimmed(self.elements[element][component])
        except IndexError:
            return ""


@dataclass(frozen=True, slots=True)
class Message:
    header: Segment
    body: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Interchange:
    header: Segment
    messages: tuple[Message, ...]
    decimal_mark: str | None


class Separators(NamedTuple):
    component: str = ":"
    element: str = "+"
    decimal_mark: str | None = None
    release: str = "?"
    reserved: str = " "
    terminator: str = "'"


# A character behind the release character stands in this private range until the splitting is done.
_SHELTER = 0xE000

_TAG = re.compile(r"[A-Z][A-Z0-9]{2}")

_LATIN = frozenset({"UNOA", "UNOB", "UNOC"})
_ENCODINGS = {
    "UNOD": "iso8859-2",
    "UNOE": "iso8859-5",
    "UNOF": "iso8859-7",
    "UNOG": "iso8859-3",
    "UNOH": "iso8859-4",
    "UNOI": "iso8859-6",
    "UNOJ": "iso8859-8",
    "UNOK": "iso8859-9",
    "UNOW": "utf-8",
    "UNOX": "iso2022_jp",
    "UNOY": "utf-8",
}


def read_interchange(content: bytes, faults: Faults) -> Interchange:
    """The messages of an interchange that is whole; refuses any other."""
    text = _decoded(content, faults)
    separators, body = _separators(text, faults)
    segments = _segments(body, separators, faults)
    interchange = _Envelope(segments, faults).read(separators.decimal_mark)
    faults.refuse_if_any()
    return interchange


def _decoded(content: bytes, faults: Faults) -> str:
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return _decoded_as(content, encoding, faults)

    syntax = re.search(rb"UNB[^A-Z0-9](UN[A-Z]{2}|[A-Z]{4})", content[:200])
    name = syntax[1].decode("ascii") if syntax else "UNOC"
    if name in _LATIN:
        # Senders of UNOA and UNOB slip in accents, and some say UNOC and write UTF-8.
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            return content.decode("latin-1")
    return _decoded_as(content, _ENCODINGS.get(name, ""), faults, name)


def _decoded_as(content: bytes, encoding: str, faults: Faults, name: str = "") -> str:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        faults.add(Cause.UNKNOWN_ENCODING, 1, "UNB", encoding=name or encoding)
        faults.refuse_if_any()
        raise


def _separators(text: str, faults: Faults) -> tuple[Separators, str]:
    text = text.lstrip(" \t\r\n\ufeff")
    separators = Separators()
    if text.startswith("UNA"):
        service = text[3:9]
        separators, text = Separators(*service.ljust(6)), text[9:]
        if not _are_usable(separators, service):
            faults.add(Cause.WRONG_UNA, None, "UNA", una=f"UNA{service}")
            faults.refuse_if_any()

    # Lines are broken for people's eyes; no character set of EDIFACT holds a line end.
    kept = separators.terminator if separators.terminator in "\r\n" else ""
    text = re.sub(r"[\r\n]", lambda end: end[0] if end[0] == kept else "", text).lstrip()
    if text.startswith("UNB") and not text.startswith("UNB" + separators.element):
        faults.add(Cause.UNA_NOT_FOLLOWED, 1, "UNB", separator=separators.element, found=text[3:4])
        faults.refuse_if_any()
    return separators, text


def _are_usable(separators: Separators, service: str) -> bool:
    splitting = separators.component, separators.element, separators.terminator
    special = {*splitting, separators.release}
    return (
        len(service) == 6
        and len(special) == 4
        and " " not in splitting  # as release character a blank means that there is none
        and not re.search(r"[A-Za-z0-9]", service)
        and service[2] in ".,"
        and separators.reserved != Separators().terminator  # one mark is missing before it
    )


def _segments(text: str, separators: Separators, faults: Faults) -> list[Segment]:
    sheltered = separators.release != " " and separators.release in text
    if sheltered:
        text = _shelter(text, separators)

    *texts, rest = text.split(separators.terminator)
    if rest.strip():
        faults.add(Cause.TRUNCATED, len(texts) + 1, rest.strip()[:3])

    segments = []
    for number, segment_text in enumerate(texts, 1):
        elements = [
            element.split(separators.component)
            for element in segment_text.lstrip().split(separators.element)
        ]
        if sheltered:
            elements = [[_unsheltered(part) for part in element] for element in elements]
        tag = elements[0][0]
        if not _TAG.fullmatch(tag):
            faults.add(Cause.MALFORMED_SEGMENT, number, tag[:3], text=segment_text.strip()[:40])
        segments.append(Segment(number, tag, elements))
    return segments


def _shelter(text: str, separators: Separators) -> str:
    release = re.escape(separators.release)
    return re.sub(f"{release}(.)", lambda pair: _sheltered(pair[1]), text, flags=re.DOTALL)


def _sheltered(character: str) -> str:
    return chr(_SHELTER + ord(character)) if ord(character) < 0x100 else character


def _unsheltered(text: str) -> str:
    return re.sub(r"[\ue000-\ue0ff]", lambda found: chr(ord(found[0]) - _SHELTER), text)


class _Envelope:
    """Walks UNB, UNG, UNH, UNT, UNE, UNZ and holds every count against what was found."""

    def __init__(self, segments: list[Segment], faults: Faults) -> None:
        self._segments = segments
        self._faults = faults
        self._messages: list[Message] = []
        self._message: Segment | None = None
        self._body: list[Segment] = []
        self._group: Segment | None = None
        self._groups = self._in_group = 0
        self._end: Segment | None = None

    def read(self, decimal_mark: str | None) -> Interchange:
        if not self._segments or self._segments[0].tag != "UNB":
            found = self._segments[0].tag[:3] if self._segments else ""
            self._faults.add(Cause.INTERCHANGE_START_MISSING, 1, found)
            self._faults.refuse_if_any()

        header, *others = self._segments
        for segment in others:
            self._take(segment)
        self._close(header)
        return Interchange(header, tuple(self._messages), decimal_mark)

    def _take(self, segment: Segment) -> None:
        if self._end:
            self._faults.add(Cause.TEXT_AFTER_END, segment.number, segment.tag)
        elif segment.tag == "UNH":
            self._missing_trailer()
            self._message, self._body = segment, []
        elif segment.tag == "UNT":
            self._end_message(segment)
        elif segment.tag == "UNG":
            self._group, self._in_group = segment, 0
        elif segment.tag == "UNE":
            self._end_group(segment)
        elif segment.tag == "UNZ":
            self._missing_trailer()
            self._end = segment
        elif self._message:
            self._body.append(segment)
        else:
            self._faults.add(Cause.SEGMENT_OUTSIDE_MESSAGE, segment.number, segment.tag)

    def _end_message(self, trailer: Segment) -> None:
        header = self._message
        if not header:
            self._faults.add(Cause.SEGMENT_OUTSIDE_MESSAGE, trailer.number, "UNT")
            return
        self._count(Cause.SEGMENT_COUNT, trailer, len(self._body) + 2)
        self._same_reference(trailer, header.at(1), header)
        self._messages.append(Message(header, tuple(self._body)))
        self._in_group += 1
        self._message = None

    def _end_group(self, trailer: Segment) -> None:
        self._missing_trailer()
        self._count(Cause.MESSAGE_COUNT, trailer, self._in_group)
        if self._group:
            self._same_reference(trailer, self._group.at(5), self._group)
        self._groups += 1
        self._group = None

    def _close(self, header: Segment) -> None:
        last = self._segments[-1]
        if not self._end:
            self._missing_trailer()
            self._faults.add(Cause.TRUNCATED, last.number, "UNZ")
            return
        self._count(Cause.MESSAGE_COUNT, self._end, self._groups or len(self._messages))
        self._same_reference(self._end, header.at(5), header)
        if not self._messages:
            self._faults.add(Cause.NO_MESSAGE, last.number, "UNH")

    def _missing_trailer(self) -> None:
        if self._message:
            self._faults.add(Cause.TRUNCATED, self._message.number, "UNT")
            self._message = None

    def _count(self, cause: Cause, trailer: Segment, found: int) -> None:
        said = trailer.at(1)
        if not said.isdecimal() or int(said) != found:
            self._faults.add(cause, trailer.number, trailer.tag, said=said, found=found)

    def _same_reference(self, trailer: Segment, reference: str, header: Segment) -> None:
        if trailer.at(2) != reference:
            self._faults.add(
                Cause.REFERENCE_DIFFERS,
                trailer.number,
                trailer.tag,
                said=trailer.at(2),
                found=reference,
                header=header.tag,
            )
