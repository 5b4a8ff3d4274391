"""Inspection certificates 3.1: what the records say of a shipment, signed by the lab for good."""

import json
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Min, Q
from django.http import Http404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from rantai.delivery.actions.packing import NoReason
from rantai.delivery.documents.certificate import Certificate as Statement
from rantai.delivery.documents.certificate import Representative
from rantai.delivery.documents.issuing import CannotCertify, IssuedCertificate
from rantai.delivery.documents.issuing import issue_certificate as typeset_and_sign
from rantai.delivery.models import Certificate, CertificateStatus, Shipment
from rantai.delivery.queries.evidence import Evidence, evidence_for
from rantai.delivery.queries.stated import customer_of, statement_of, supplier_of
from rantai.members.models import Person
from rantai.records.actions import next_number, write_audit
from rantai.records.documents.typesetting import Language
from rantai.records.models import Account, Cooperative, Role
from rantai.records.refusals import Refusal
from rantai.traceability.actions import OnHold, Strand, add_node, link, lock

if TYPE_CHECKING:
    from rantai.records.documents.signing import SigningKey

LANGUAGE: Language = "id"
"""A certificate is issued once, in the language of the co-operative; its data is in neither."""


class NotTheLab(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Only the co-operative's lab signs certificates. Ask the lab technician to sign it.")
        )


class NotIndependent(Refusal):
    def __init__(self, by: Account, person: Person) -> None:
        super().__init__(
            _(
                "%(name)s worked in %(workshop)s, which made these pieces, so another lab "
                "technician has to sign."
            )
            % {"name": by.name, "workshop": person.workshop}
        )


class AlreadyCertified(Refusal):
    def __init__(self, certificate: Certificate) -> None:
        super().__init__(
            _(
                "%(shipment)s already has certificate %(code)s. "
                "Open that one; supersede it if needed."
            )
            % {"shipment": certificate.shipment.code, "code": certificate.code}
        )


class AlreadySuperseded(Refusal):
    def __init__(self, certificate: Certificate) -> None:
        super().__init__(
            _("%(code)s has already been superseded. Open the newer certificate.")
            % {"code": certificate.code}
        )


@transaction.atomic
def issue_certificate(*, shipment: Shipment, by: Account, at: datetime) -> Certificate:
    """Certify what was shipped, from the records as they now stand."""
    locked = _locked(shipment, by)
    valid = Certificate.objects.filter(
        cooperative_id=locked.cooperative_id, shipment=locked, status=CertificateStatus.ISSUED
    ).first()
    if valid:
        raise AlreadyCertified(valid)
    certificate = _issue(locked, by=by, at=at, supersedes=None)
    write_audit(
        "certificate.issued",
        certificate,
        by=by,
        at=at,
        code=certificate.code,
        shipment=locked.code,
        digest=certificate.digest,
    )
    return certificate


@transaction.atomic
def supersede_certificate(
    *, certificate: Certificate, reason: str, by: Account, at: datetime
) -> Certificate:
    """Put a new certificate in the place of one that no longer says what the records say."""
    locked = _locked(certificate.shipment, by)
    if not reason.strip():
        raise NoReason
    # First, since a shipment has one valid certificate at any moment.
    taken = Certificate.objects.filter(
        cooperative_id=locked.cooperative_id, pk=certificate.pk, status=CertificateStatus.ISSUED
    ).update(status=CertificateStatus.SUPERSEDED)
    if not taken:
        raise AlreadySuperseded(certificate)
    newer = _issue(locked, by=by, at=at, supersedes=certificate)
    write_audit(
        "certificate.superseded",
        certificate,
        by=by,
        at=at,
        code=certificate.code,
        by_code=newer.code,
        reason=reason.strip(),
        digest=newer.digest,
    )
    return newer


def pdf_of(certificate: Certificate) -> bytes:
    """The signed file; made from the stored data when it is asked for the first time.

    The same data, key and moment give the same bytes, so it does not matter when that is.
    """
    if certificate.pdf:
        with certificate.pdf.open("rb") as file:
            return bytes(file.read())
    issued = _sign(certificate.cooperative, statement_of(certificate), certificate.issued_at)
    _keep(certificate, issued)
    return issued.pdf


def _keep(certificate: Certificate, issued: IssuedCertificate) -> None:
    certificate.pdf.save(f"{certificate.code}.pdf", ContentFile(issued.pdf), save=False)
    Certificate.objects.filter(cooperative_id=certificate.cooperative_id, pk=certificate.pk).update(
        pdf=certificate.pdf.name
    )


def _locked(shipment: Shipment, by: Account) -> Shipment:
    if by.cooperative_id != shipment.cooperative_id:
        raise Http404
    if by.role != Role.LAB:
        raise NotTheLab
    return (
        Shipment.objects.select_for_update(of=("self",))
        .select_related("customer", "cooperative", "node")
        .get(cooperative_id=shipment.cooperative_id, pk=shipment.pk)
    )


def _issue(
    shipment: Shipment, *, by: Account, at: datetime, supersedes: Certificate | None
) -> Certificate:
    owner = shipment.cooperative
    evidence = evidence_for(shipment)
    _refuse_what_cannot_be_certified(shipment, evidence, by)
    year = f"{at:%y}"
    code = f"SM-{year}-{next_number(cooperative=owner, prefix=f'SM-{year}-'):04d}"
    token = secrets.token_urlsafe(16)
    statement = statement_about(
        shipment, evidence, code, token, by=by, at=at, supersedes=supersedes
    )
    issued = _sign(owner, statement, at)
    node = add_node(cooperative=owner, kind="certificate", code=code)
    link(child=node, strands=[Strand(shipment.node, evidence.quantity)], refuse_held=True)
    certificate = Certificate.objects.create(
        cooperative=owner,
        code=code,
        node=node,
        shipment=shipment,
        token=token,
        issued_at=at,
        signed_by=by,
        data=json.loads(issued.data),
        digest=issued.digest,
        supersedes=supersedes,
    )
    _keep(certificate, issued)
    return certificate


def _refuse_what_cannot_be_certified(shipment: Shipment, evidence: Evidence, by: Account) -> None:
    if len(evidence.revisions) > 1:
        raise CannotCertify(
            _(
                "%(shipment)s carries more than one part revision, and a certificate speaks for "
                "one. Ship each under its own delivery note."
            )
            % {"shipment": shipment.code}
        )
    if evidence.unread:
        raise CannotCertify(
            _(
                "%(heats)s lacks a valid reading of an element that the grade limits. "
                "Read the sample, then sign."
            )
            % {"heats": ", ".join(evidence.unread)}
        )
    if held := [node for node in lock(shipment.cooperative_id, evidence.node_ids) if node.is_held]:
        raise OnHold(held)
    _refuse_dependent(shipment, evidence, by)


def _refuse_dependent(shipment: Shipment, evidence: Evidence, by: Account) -> None:
    """EN 10204 asks for a representative independent of the manufacturing department."""
    if not evidence.heats:
        return
    first_pour = min(heat.poured_on for heat in evidence.heats)
    person = (
        Person.objects.filter(
            Q(left_on__isnull=True) | Q(left_on__gte=first_pour),
            cooperative=shipment.cooperative,
            account_id=by.pk,
            workshop__code__in={heat.workshop for heat in evidence.heats},
        )
        .select_related("workshop")
        .first()
    )
    if person:
        raise NotIndependent(by, person)


def statement_about(
    shipment: Shipment,
    evidence: Evidence,
    code: str,
    token: str,
    *,
    by: Account,
    at: datetime,
    supersedes: Certificate | None,
) -> Statement:
    revision = evidence.revisions[0]
    owner = shipment.cooperative
    with translation.override(LANGUAGE):
        return Statement(
            number=code,
            issued_at=at.astimezone(UTC),
            manufacturer=supplier_of(shipment),
            customer=customer_of(shipment),
            purchase_order=shipment.order_number,
            delivery_note=shipment.code,
            part_number=revision.part.number,
            part_name=revision.part.name,
            revision=revision.revision,
            quantity=evidence.quantity,
            grade=revision.grade.code,
            standard=revision.grade.standard,
            limits=evidence.limits,
            chemistry_method=_("Optical emission spectrometry"),
            chemistry_instrument=", ".join(evidence.instruments),
            heats=evidence.heats,
            results=evidence.results,
            representative=Representative(
                name=by.name,
                title=str(by.get_role_display()),
                laboratory=_("Laboratory of %(name)s") % {"name": owner.name},
            ),
            link=settings.PUBLIC_URL + reverse("delivery:genuine", args=[token]),
            concessions=evidence.concessions,
            supersedes=supersedes.code if supersedes else "",
            example=owner.is_example,
        )


def _sign(owner: Cooperative, statement: Statement, at: datetime) -> IssuedCertificate:
    # The database gives an instant back in UTC, and the file spells its time zone out.
    moment = at.astimezone(UTC)
    return typeset_and_sign(statement, key=_key_of(owner, moment), language=LANGUAGE, at=moment)


def _key_of(owner: Cooperative, at: datetime) -> "SigningKey":
    """The co-operative's key, valid since before its first certificate."""
    # Loaded when something is signed: it would keep every start waiting for half a second.
    from rantai.records.documents.signing import signing_key

    first = Certificate.objects.filter(cooperative=owner).aggregate(first=Min("issued_at"))["first"]
    since = min(first, at) if first else at
    return signing_key(settings.KEYS, cooperative=owner.code, name=owner.name, at=since)
