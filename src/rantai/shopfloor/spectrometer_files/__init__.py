"""Spectrometer exports: bytes into burns, or a list of what cannot be read. Knows no Django."""

from rantai.shopfloor.spectrometer_files.agreement import (
    ROUNDING,
    Agreed,
    agree,
    critical_range_factor,
)
from rantai.shopfloor.spectrometer_files.layout import (
    ElementPlace,
    Kind,
    Layout,
    Scale,
    faults_of,
)
from rantai.shopfloor.spectrometer_files.lines import head_of, proposed_layout
from rantai.shopfloor.spectrometer_files.names import NamedSample, names_in
from rantai.shopfloor.spectrometer_files.reading import (
    LARGEST_BYTES,
    BurnRow,
    Cause,
    Export,
    Trouble,
    Value,
    read_export,
)

__all__ = [
    "LARGEST_BYTES",
    "ROUNDING",
    "Agreed",
    "BurnRow",
    "Cause",
    "ElementPlace",
    "Export",
    "Kind",
    "Layout",
    "NamedSample",
    "Scale",
    "Trouble",
    "Value",
    "agree",
    "critical_range_factor",
    "faults_of",
    "head_of",
    "names_in",
    "proposed_layout",
    "read_export",
]
