"""A drawn picture with its colours in a list: flat art has few, and a point then takes a byte."""

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_COLOURS = 256
POINT = 4
"""Bytes of a point that is drawn in red, green, blue and how far it covers."""


def with_few_colours(png: bytes) -> bytes:
    """The same picture, smaller; as it came if it has too many colours for a list."""
    chunks = dict(_chunks(png))
    width, height, *kind = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert kind == [8, 6, 0, 0, 0], "not drawn by Typst"
    rows = _rows(zlib.decompress(chunks[b"IDAT"]), width * POINT, height)
    points = [[row[at : at + POINT] for at in range(0, len(row), POINT)] for row in rows]
    colours = sorted({point for row in points for point in row})
    if len(colours) > MOST_COLOURS:
        return png
    place = {colour: number for number, colour in enumerate(colours)}
    listed = b"".join(b"\0" + bytes(place[point] for point in row) for row in points)
    written = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", b"".join(colour[:3] for colour in colours)),
        (b"tRNS", bytes(colour[3] for colour in colours)),
        (b"IDAT", zlib.compress(listed, 9)),
        (b"IEND", b""),
    )
    return SIGNATURE + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in written
    )


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        size, name = struct.unpack(">I4s", png[at : at + 8])
        yield name, png[at + 8 : at + 8 + size]
        at += 12 + size


def _rows(packed: bytes, width: int, height: int) -> Iterator[bytes]:
    """Each row as it was before it was filtered by its neighbours (PNG, section 9)."""
    above = bytearray(width)
    for number in range(height):
        start = number * (width + 1)
        row = bytearray(packed[start + 1 : start + 1 + width])
        _unfilter(packed[start], row, above)
        yield bytes(row)
        above = row


def _unfilter(filtered: int, row: bytearray, above: bytearray) -> None:
    for at in range(len(row) if filtered else 0):
        left = row[at - POINT] if at >= POINT else 0
        corner = above[at - POINT] if at >= POINT else 0
        guess = {1: left, 2: above[at], 3: (left + above[at]) // 2}.get(filtered)
        row[at] = (row[at] + (_nearest(left, above[at], corner) if guess is None else guess)) & 255


def _nearest(left: int, above: int, corner: int) -> int:
    """Paeth: the neighbour nearest to what they foretell together."""
    foretold = left + above - corner
    return min((left, above, corner), key=lambda each: abs(foretold - each))
