"""Reading back the file that travels inside a PDF."""

import io

from pyhanko.pdf_utils.generic import DictionaryObject, StreamObject
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader


def read_attachment(pdf: bytes, name: str) -> bytes | None:
    """The attached file of that name as the PDF now holds it, or None. Any bytes may be given."""
    try:
        root = PdfFileReader(io.BytesIO(pdf)).root
        listed = root["/Names"]["/EmbeddedFiles"]["/Names"]
        for at in range(0, len(listed), 2):
            if str(listed[at]) == name:
                return _content(listed[at + 1])
    except (PdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    return None


def read_keywords(pdf: bytes) -> str:
    """The keywords that the document states about itself, or nothing."""
    try:
        return str(PdfFileReader(io.BytesIO(pdf)).trailer["/Info"]["/Keywords"])
    except (PdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return ""


def _content(specification: DictionaryObject) -> bytes:
    stream = specification["/EF"]["/F"]
    if not isinstance(stream, StreamObject):
        raise TypeError("An attached file is a stream.")
    return stream.data
