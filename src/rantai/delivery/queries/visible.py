"""What is packed, shipped, certified and received; and who sees it."""

from datetime import date

from django.db.models import Exists, F, OuterRef, QuerySet

from rantai.delivery.models import (
    Box,
    BoxStatus,
    Certificate,
    CertificateStatus,
    Receipt,
    ReceiptLine,
    ReceivingBook,
    Shipment,
)
from rantai.orders.models import Customer
from rantai.records.models import Account, Cooperative, NoLaterFact, Role
from rantai.records.queries import OFFICE, has_role, owned_by


def boxes_visible_to(viewer: Account) -> QuerySet[Box]:
    """The office sees every box; a customer sees those that were shipped to them."""
    rows = owned_by(viewer, Box.objects.select_related("revision__part", "customer", "shipment"))
    if has_role(viewer, *OFFICE):
        return rows
    if has_role(viewer, Role.CUSTOMER):
        return rows.filter(customer__contacts__account_id=viewer.pk, status=BoxStatus.SHIPPED)
    return rows.none()


def shipments_visible_to(viewer: Account) -> QuerySet[Shipment]:
    rows = owned_by(viewer, Shipment.objects.select_related("customer", "node"))
    if has_role(viewer, *OFFICE):
        return rows
    if has_role(viewer, Role.CUSTOMER):
        return rows.filter(customer__contacts__account_id=viewer.pk)
    return rows.none()


def certificates_visible_to(viewer: Account) -> QuerySet[Certificate]:
    rows = owned_by(viewer, Certificate.objects.select_related("shipment__customer", "signed_by"))
    if has_role(viewer, *OFFICE):
        return rows
    if has_role(viewer, Role.CUSTOMER):
        return rows.filter(shipment__customer__contacts__account_id=viewer.pk)
    return rows.none()


def receipts_visible_to(viewer: Account) -> QuerySet[Receipt]:
    rows = owned_by(viewer, Receipt.objects.current().select_related("shipment__customer"))
    if has_role(viewer, *OFFICE):
        return rows
    if has_role(viewer, Role.CUSTOMER):
        return rows.filter(shipment__customer__contacts__account_id=viewer.pk)
    return rows.none()


def boxes_ready(viewer: Account) -> QuerySet[Box]:
    """Closed boxes in the yard, first packed first; the held ones among them are marked."""
    ready = boxes_visible_to(viewer).filter(status=BoxStatus.PACKED)
    return ready.select_related("node").order_by("packed_at", "code")


def shipments_without_receipt(viewer: Account) -> QuerySet[Shipment]:
    receipt = Receipt.objects.current().filter(
        cooperative_id=OuterRef("cooperative_id"), shipment=OuterRef("pk")
    )
    return shipments_visible_to(viewer).filter(~Exists(receipt)).order_by("shipped_at")


def shipments_without_certificate(viewer: Account) -> QuerySet[Shipment]:
    certificate = Certificate.objects.filter(
        cooperative_id=OuterRef("cooperative_id"),
        shipment=OuterRef("pk"),
        status=CertificateStatus.ISSUED,
    )
    return shipments_visible_to(viewer).filter(~Exists(certificate)).order_by("shipped_at")


def standing_lines(cooperative_id: int) -> QuerySet[ReceiptLine]:
    """Lines of receipts that no correction has replaced."""
    return ReceiptLine.objects.filter(NoLaterFact("receipt"), cooperative_id=cooperative_id)


def accepted_lines(cooperative: Cooperative, *, customer_id: int) -> QuerySet[ReceiptLine]:
    """Every line of a customer's valid receipts, oldest first, with what a payment needs."""
    return (
        standing_lines(cooperative.pk)
        .filter(receipt__shipment__customer_id=customer_id)
        .select_related(
            "receipt__shipment", "content__lot__workshop", "content__box__revision__part", "defect"
        )
        .order_by("receipt__received_on", "pk")
    )


def receiving_closed_through(customer: Customer) -> date | None:
    """The last day whose receipts are paid and closed."""
    book = ReceivingBook.objects.filter(
        cooperative_id=customer.cooperative_id, customer=customer
    ).first()
    return book.closed_through if book else None


def certificate_by_token(token: str) -> Certificate | None:
    """The one thing a stranger may ask: is this certificate ours, and does it still hold?"""
    return (
        Certificate.objects.filter(token=token)
        .select_related("cooperative", "shipment__customer")
        .first()
    )


def rejected_pieces(viewer: Account) -> QuerySet[ReceiptLine]:
    """Pieces a customer rejected, newest first."""
    rows = owned_by(viewer, ReceiptLine.objects.filter(NoLaterFact("receipt")))
    if has_role(viewer, Role.CUSTOMER):
        rows = rows.filter(receipt__shipment__customer__contacts__account_id=viewer.pk)
    elif not has_role(viewer, *OFFICE):
        return rows.none()
    return (
        rows.filter(rejected__gt=0)
        .annotate(lot_code=F("content__lot__code"))
        .select_related("receipt__shipment", "defect", "content__lot__workshop")
        .order_by("-receipt__received_on")
    )
