"""The certificates of what has left."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from rantai.delivery.models import Certificate, CertificateStatus
from rantai.portal.queries.trace.reach import Reach
from rantai.records.prepared import prepared


def certificates_of(reach: Reach, shipments: Iterable[str]) -> dict[str, list[str]]:
    """The certificates in force, by the code of their shipment."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for shipment, code in _in_force(reach.owner, set(shipments)):
        found[shipment].append(code)
    return found


@prepared
def _in_force(owner: int, shipments: set[str]) -> QuerySet[Certificate, tuple[str, str]]:
    rows = Certificate.objects.filter(
        cooperative_id=owner, shipment__code__in=shipments, status=CertificateStatus.ISSUED
    )
    return rows.values_list("shipment__code", "code")
