"""A whole new centre from one workbook: read, compared with what is there, and brought in."""

from rantai.portal.newcentre.bringing import bring_in
from rantai.portal.newcentre.comparing import Plan, rehearse
from rantai.portal.newcentre.faults import Fault, WorkbookRefused

__all__ = ["Fault", "Plan", "WorkbookRefused", "bring_in", "rehearse"]
