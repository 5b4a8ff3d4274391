"""Gives the example the running counts that the actions would have kept."""

from rantai.members.models import SkillsHeld
from rantai.members.queries import count_held
from rantai.plans.models import ReceivedTally, WorkOrder
from rantai.portal.queries.tallies import lot_tallies, received_tallies, work_order_counts
from rantai.records.models import Cooperative
from rantai.shopfloor.models import LotTally


def count_everything(cooperative: Cooperative) -> None:
    tallies = lot_tallies(cooperative.pk)
    LotTally.objects.filter(cooperative=cooperative).delete()
    LotTally.objects.bulk_create(tallies)
    ReceivedTally.objects.filter(cooperative=cooperative).delete()
    ReceivedTally.objects.bulk_create(received_tallies(cooperative.pk))
    counts = work_order_counts(cooperative.pk, tallies)
    orders = WorkOrder.objects.filter(cooperative=cooperative)
    changed = list(orders)
    for order in changed:
        order.made, order.given_up = counts[order.pk]
    orders.bulk_update(changed, ["made", "given_up"], batch_size=200)
    SkillsHeld.objects.filter(cooperative=cooperative).delete()
    SkillsHeld.objects.bulk_create(count_held(cooperative.pk))
