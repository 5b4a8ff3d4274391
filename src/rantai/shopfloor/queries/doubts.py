"""Whether a reading comes from a time in which its instrument proves nothing."""

from rantai.machines.models import Machine
from rantai.machines.queries import spans_in_doubt
from rantai.shopfloor.queries.verdicts import SampleVerdict


def instrument_in_doubt(verdict: SampleVerdict) -> Machine | None:
    """The first instrument behind this verdict whose drift check casts doubt on its reading."""
    readings = [line.reading for line in verdict.lines if line.reading]
    instruments: dict[Machine, None] = dict.fromkeys(reading.instrument for reading in readings)
    for instrument in instruments:
        spans = spans_in_doubt(instrument.pk, instrument.cooperative_id)
        moments = [each.occurred_at for each in readings if each.instrument_id == instrument.pk]
        if any(span.covers(moment) for span in spans for moment in moments):
            return instrument
    return None
