"""Certificates of the example: stated from the records as the lab would, typeset when asked for."""

import base64
import hashlib
import json
from datetime import datetime

from rantai.delivery.actions.certifying import statement_about
from rantai.delivery.documents.certificate import canonical_json
from rantai.delivery.models import Certificate, CertificateStatus, Shipment
from rantai.delivery.queries.evidence import evidence_for
from rantai.portal.example.ledger import Ledger
from rantai.records.models import Account


def certify(ledger: Ledger, shipment: Shipment, lab: Account, at: datetime) -> None:
    """Everything of the real action but the PDF, which is made when someone opens it."""
    evidence = evidence_for(shipment)
    year = f"SM-{at:%y}-"
    code = f"{year}{ledger.next_number(year):04d}"
    token = base64.urlsafe_b64encode(ledger.chance.randbytes(16)).decode().rstrip("=")
    stated = canonical_json(
        statement_about(shipment, evidence, code, token, by=lab, at=at, supersedes=None)
    )
    node = ledger.node("certificate", code)
    ledger.link(shipment.node, node, evidence.quantity)
    certificate = ledger.add(
        Certificate(
            cooperative=ledger.cooperative,
            code=code,
            node=node,
            shipment=shipment,
            token=token,
            issued_at=at,
            signed_by=lab,
            data=json.loads(stated),
            digest=hashlib.sha256(stated.encode()).hexdigest(),
            status=CertificateStatus.ISSUED,
        )
    )
    ledger.tell(
        "certificate.issued",
        certificate,
        by=lab,
        at=at,
        code=code,
        shipment=shipment.code,
        digest=certificate.digest,
    )
