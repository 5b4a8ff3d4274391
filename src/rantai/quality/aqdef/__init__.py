"""Readings as AQDEF writes them, the ASCII transfer format that customers' quality systems take."""

from rantai.quality.aqdef.content import Feature, ReadingFile, Sheet, Value
from rantai.quality.aqdef.reading import CutOrUnread, decoded, read_file, read_pair
from rantai.quality.aqdef.writing import encoded, written, written_pair

__all__ = [
    "CutOrUnread",
    "Feature",
    "ReadingFile",
    "Sheet",
    "Value",
    "decoded",
    "encoded",
    "read_file",
    "read_pair",
    "written",
    "written_pair",
]
