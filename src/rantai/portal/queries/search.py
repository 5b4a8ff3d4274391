"""Where a typed or scanned code leads: the dossier or page of the thing that bears it."""

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F, Q, Value
from django.db.models.functions import Replace, Upper
from django.http import Http404
from django.urls import Resolver404, resolve, reverse

from rantai.delivery.queries import receipts_visible_to
from rantai.machines.queries import machines_visible_to
from rantai.members.queries import workshops_visible_to
from rantai.orders.queries import schedules_visible_to
from rantai.parts.queries import parts_visible_to
from rantai.plans.queries import work_orders_visible_to
from rantai.portal.queries.trace.reach import reach_of
from rantai.portal.rules import plain_code
from rantai.quality.queries import nonconformities_visible_to
from rantai.quality.queries.files import files_visible_to
from rantai.quality.queries.risk import fmeas_visible_to
from rantai.records.models import Account, Role
from rantai.records.queries import has_role
from rantai.settlement.queries import (
    advances_visible_to,
    settlements_visible_to,
    statements_visible_to,
)


class Scanned(NamedTuple):
    """What a QR code or a person gave us: a code, or an address of ours that needs none."""

    code: str
    address: str = ""


def read_scan(typed: str) -> Scanned:
    """A label's QR code holds an address of ours; any other address is only text."""
    parts = urlsplit(typed.strip())
    if parts.scheme not in {"http", "https"}:
        return Scanned(plain_code(typed))
    ours = urlsplit(settings.PUBLIC_URL)
    if parts.netloc.casefold() != ours.netloc.casefold():
        return Scanned(plain_code(typed))
    try:
        found = resolve(parts.path)
    except Resolver404:
        return Scanned(plain_code(typed))
    code = found.kwargs.get("code")
    return Scanned(plain_code(code)) if code else Scanned("", parts.path)


def address_of(viewer: Account, code: str) -> str | None:
    """The first thing of this code that this person may see; most codes are traced things."""
    return next((address for find in FINDERS if (address := find(viewer, code))), None)


def _traced(viewer: Account, code: str) -> str | None:
    try:
        return reverse("portal:trace", args=[reach_of(viewer, code).subject.code])
    except Http404:
        return None


def _work_order(viewer: Account, code: str) -> str | None:
    found = work_orders_visible_to(viewer).filter(code=code).exists()
    return reverse("plans:work_order", args=[code]) if found else None


def _nonconformity(viewer: Account, code: str) -> str | None:
    found = nonconformities_visible_to(viewer).filter(code=code).exists()
    return reverse("quality:nonconformity", args=[code]) if found else None


def _approval_file(viewer: Account, code: str) -> str | None:
    found = files_visible_to(viewer).filter(code=code).exists()
    return reverse("quality:file", args=[code]) if found else None


def _fmea(viewer: Account, code: str) -> str | None:
    found = fmeas_visible_to(viewer).filter(code=code).exists()
    return reverse("quality:fmea", args=[code]) if found else None


def _workshop(viewer: Account, code: str) -> str | None:
    found = workshops_visible_to(viewer).filter(code=code).exists()
    return reverse("members:workshop", args=[code]) if found else None


def _machine(viewer: Account, code: str) -> str | None:
    found = machines_visible_to(viewer).filter(code=code).exists()
    return reverse("machines:machine", args=[code]) if found else None


def _receipt(viewer: Account, code: str) -> str | None:
    """A receipt lies on its shipment's page, where a later one may have taken its place."""
    receipt = receipts_visible_to(viewer).filter(code=code).select_related("shipment").first()
    return reverse("delivery:receipt", args=[receipt.shipment.code]) if receipt else None


def _settlement(viewer: Account, code: str) -> str | None:
    found = settlements_visible_to(viewer).filter(code=code).exists()
    return reverse("settlement:settlement", args=[code]) if found else None


def _statement(viewer: Account, code: str) -> str | None:
    """By its own number; an owner also reaches the own statement by that of the settlement."""
    mine = statements_visible_to(viewer).filter(Q(code=code) | Q(settlement__code=code))
    statement = mine.first()
    if statement is None:
        return None
    whose = (statement.settlement.code, statement.workshop.code)
    return reverse("settlement:statement", args=whose)


def _advance(viewer: Account, code: str) -> str | None:
    """The treasurer's list of them all, or among an owner's money."""
    if not advances_visible_to(viewer).filter(code=code).exists():
        return None
    is_treasurer = has_role(viewer, Role.TREASURER)
    return reverse("settlement:advances" if is_treasurer else "settlement:index")


def _release(viewer: Account, code: str) -> str | None:
    """A customer's own number may hold small letters and spaces."""
    rows = schedules_visible_to(viewer).alias(plain=_spelt("release_number"))
    release = rows.filter(plain=code).first()
    return reverse("orders:release", args=[release.pk]) if release else None


def _part(viewer: Account, code: str) -> str | None:
    part = parts_visible_to(viewer).alias(plain=_spelt("number")).filter(plain=code).first()
    return reverse("parts:part", args=[part.pk]) if part else None


def _spelt(field: str) -> Upper:
    return Upper(Replace(F(field), Value(" "), Value("")))


FINDERS: tuple[Callable[[Account, str], str | None], ...] = (
    _traced,
    _work_order,
    _nonconformity,
    _workshop,
    _machine,
    _receipt,
    _settlement,
    _statement,
    _advance,
    _approval_file,
    _fmea,
    _release,
    _part,
)
