"""A drift check, and the releases that it takes back."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from rantai.machines.actions import record_drift_check
from rantai.machines.models import DriftCheck, Machine, ReferenceSample
from rantai.machines.queries import (
    spans_in_doubt,
)
from rantai.records.models import Account
from rantai.shopfloor.actions.lab import (
    withdraw_release,
)
from rantai.shopfloor.models import (
    Heat,
    HeatStatus,
    Reading,
)


@transaction.atomic
def check_instrument(
    *,
    reference: ReferenceSample,
    values: Mapping[str, Decimal],
    by: Account,
    at: datetime,
    occurred_at: datetime | None = None,
) -> DriftCheck:
    """Record a drift check; one that is out takes back every release it casts doubt on.

    Only heats that nobody has poured yet go back to the lab. Iron already poured cannot be: such
    heats say on their page that their reading is in doubt, and the lab decides about a hold.
    """
    check = record_drift_check(
        reference=reference, values=values, by=by, at=at, occurred_at=occurred_at
    )
    if not check.is_inside:
        ground = _("The drift check of %(instrument)s was out.") % {
            "instrument": reference.instrument.code
        }
        for heat in _released_in_doubt(reference.instrument):
            withdraw_release(heat=heat, ground=ground, by=by, at=at)
    return check


def _released_in_doubt(instrument: Machine) -> list[Heat]:
    spans = spans_in_doubt(instrument.pk, instrument.cooperative_id)
    if not spans or spans[-1].until is not None:
        return []
    doubtful = Reading.objects.current().filter(
        cooperative_id=instrument.cooperative_id,
        instrument=instrument,
        occurred_at__gt=spans[-1].start,
        sample__heat__status=HeatStatus.RELEASED,
        sample__heat__pours__isnull=True,
    )
    return list(
        Heat.objects.filter(
            cooperative_id=instrument.cooperative_id,
            pk__in=doubtful.values("sample__heat_id"),
        )
    )
