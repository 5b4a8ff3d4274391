"""The certificates of what has left."""

from collections import defaultdict
from collections.abc import Iterable

from rantai.delivery.models import Certificate, CertificateStatus
from rantai.portal.queries.trace.reach import Reach


def certificates_of(reach: Reach, shipments: Iterable[str]) -> dict[str, list[str]]:
    """The certificates in force, by the code of their shipment."""
    rows = Certificate.objects.filter(
        cooperative_id=reach.owner,
        shipment__code__in=set(shipments),
        status=CertificateStatus.ISSUED,
    ).values_list("shipment__code", "code")
    found: defaultdict[str, list[str]] = defaultdict(list)
    for shipment, code in rows:
        found[shipment].append(code)
    return found
