"""Tags for the drawn pieces and the small components; each page's shapes come from here."""

from rantai.portal.templatetags.pieces import drawings, forms, frame, marks, trace, verdicts
from rantai.portal.templatetags.pieces.library import register

__all__ = ["drawings", "forms", "frame", "marks", "register", "trace", "verdicts"]
