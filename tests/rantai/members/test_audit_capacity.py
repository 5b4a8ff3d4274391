"""What a workshop can make is found on a visit and holds from that day."""

from datetime import date

import pytest
from django.http import Http404

from rantai.members.actions import TooEarly, audit_capacity
from rantai.members.queries import capacity_of
from rantai.records.models import AuditEntry
from tests.cast import Cast


def test_the_newest_audit_holds_from_its_day_and_the_older_before(cast: Cast) -> None:
    audit_capacity(
        workshop=cast.workshop_a,
        kg_per_month=24_000,
        valid_from=date(2019, 4, 1),
        by=cast.planner,
        at=cast.at,
    )
    ids = [cast.workshop_a.pk]
    before = capacity_of(cast.cooperative, ids, date(2019, 3, 31))[cast.workshop_a.pk]
    after = capacity_of(cast.cooperative, ids, date(2019, 4, 1))[cast.workshop_a.pk]
    assert (before.kg_per_month, after.kg_per_month) == (20_000, 24_000)
    assert AuditEntry.objects.filter(key="capacity.audited", actor=cast.planner).count() == 1


def test_an_audit_before_the_last_one_is_refused(cast: Cast) -> None:
    with pytest.raises(TooEarly, match="1 Jan 2016"):
        audit_capacity(
            workshop=cast.workshop_a,
            kg_per_month=24_000,
            valid_from=date(2015, 4, 1),
            by=cast.planner,
            at=cast.at,
        )


def test_a_treasurer_does_not_audit_capacity(cast: Cast) -> None:
    with pytest.raises(Http404):
        audit_capacity(
            workshop=cast.workshop_a,
            kg_per_month=1,
            valid_from=date(2019, 4, 1),
            by=cast.treasurer,
            at=cast.at,
        )
