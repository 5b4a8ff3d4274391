"""What a kilogram of scrap costs, by where it is found."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rantai.quality.models import ScrapCost
from rantai.records.actions import write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal
from rantai.shopfloor.models import Place


class CostDecided(Refusal):
    def __init__(self, place: Place, on: date) -> None:
        super().__init__(
            _("The cost of scrap found at %(place)s is decided from %(day)s. Choose another day.")
            % {"place": place.label, "day": date_format(on)}
        )


@transaction.atomic
def decide_scrap_cost(
    *, place: Place, valid_from: date, rupiah_per_kg: int, by: Account, at: datetime
) -> ScrapCost:
    """From this day on scrap found here costs so much; earlier days keep theirs."""
    cooperative = acting_as(by, Role.PLANNER)
    try:
        with transaction.atomic():
            cost = ScrapCost.objects.create(
                cooperative=cooperative,
                place=place,
                valid_from=valid_from,
                rupiah_per_kg=rupiah_per_kg,
            )
    except IntegrityError as taken:
        raise CostDecided(place, valid_from) from taken
    write_audit(
        "scrap_cost.decided",
        cost,
        by=by,
        at=at,
        place=str(place),
        valid_from=valid_from.isoformat(),
        rupiah_per_kg=rupiah_per_kg,
    )
    return cost
