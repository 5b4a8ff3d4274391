"""Who a document comes from and whom it is for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Party:
    """A name and address as printed."""

    name: str
    address: str = ""
    """One line, or several parted by newlines."""
    code: str = ""
    """The code by which the other side knows this party, such as a supplier code."""
    contact: str = ""
