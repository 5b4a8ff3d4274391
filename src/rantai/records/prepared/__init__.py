"""Queries that Django writes once and that are then only run, each time with other values.

Django builds a statement anew for every call: joins, columns and conditions cost ten times what
SQLite needs to answer, and a page asks fifteen of them. A prepared query is an ordinary queryset
written in a function; the first call for a kind of values lets Django compile it with stand-ins and
remembers where each went, so that a later call puts its values there and reads the rows. What
changes rows is prepared in the same way.
"""

from rantai.records.prepared.changing import Change, prepared_change
from rantai.records.prepared.compiling import CannotBePrepared, Limit
from rantai.records.prepared.reading import only_one, prepared

__all__ = [
    "CannotBePrepared",
    "Change",
    "Limit",
    "only_one",
    "prepared",
    "prepared_change",
]
