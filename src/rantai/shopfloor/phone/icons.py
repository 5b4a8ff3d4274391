"""The app's icon in the sizes that a phone asks for, drawn by Typst from the house's own mark."""

from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

from rantai.records.documents.typesetting import draw_png
from rantai.shopfloor.phone.png import with_few_colours

SIZES = (192, 512)
TEMPLATE = Path(__file__).with_name("icon.typ")


@cache
def icon(size: int, *, maskable: bool) -> bytes:
    """A maskable icon has the mark well inside, for the launcher cuts the rim as it likes."""
    mark = finders.find("portal/rantai.svg")
    assert isinstance(mark, str)
    svg = Path(mark).read_text(encoding="utf-8")
    shape = "maskable" if maskable else "any"
    drawn = draw_png(TEMPLATE, {"mark": svg, "shape": shape}, pixels=size)
    # Only the small one is kept by every phone; for the others the work is not worth its while.
    return with_few_colours(drawn) if size == SIZES[0] else drawn
