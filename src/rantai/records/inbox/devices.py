"""Devices that may tell facts: given a secret once, recognised by its hash, signed out for good."""

import hashlib
import hmac
import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from rantai.records.actions import write_audit
from rantai.records.models import Account, Device
from rantai.records.prepared import only_one, prepared
from rantai.records.refusals import Refusal


class NotYourDevice(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This device belongs to someone else. Sign it out at the desk, then begin anew.")
        )


class DeviceUnknown(Refusal):
    code = "device_unknown"

    def __init__(self) -> None:
        super().__init__(
            _("This device is not known here. Sign in on it once with signal; nothing is lost.")
        )


class DeviceSignedOut(Refusal):
    code = "device_signed_out"

    def __init__(self) -> None:
        super().__init__(
            _("This device was signed out at the desk. Hand it in, or sign in on it again.")
        )


def hash_of(secret: str) -> str:
    """What is kept of a secret; it is random and long, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def register_device(*, device_id: UUID, name: str, by: Account, at: datetime) -> tuple[Device, str]:
    """Let a device speak for its holder; returns the secret, which is kept nowhere here."""
    if by.cooperative_id is None:
        raise Http404
    secret = secrets.token_urlsafe(32)
    found = Device.objects.select_for_update().filter(pk=device_id).first()
    if found is not None and (found.account_id, found.cooperative_id) != (
        by.pk,
        by.cooperative_id,
    ):
        raise NotYourDevice
    if found is None:
        device = Device.objects.create(
            pk=device_id,
            cooperative_id=by.cooperative_id,
            account=by,
            name=name,
            secret_hash=hash_of(secret),
            registered_at=at,
        )
    else:
        Device.objects.filter(pk=found.pk).update(
            name=name, secret_hash=hash_of(secret), signed_out_at=None, signed_out_by=None
        )
        device = Device.objects.get(pk=found.pk)
    write_audit("device.registered", device, by=by, at=at, name=name)
    return device, secret


def recognised(device_id: str, secret: str) -> Device:
    """The device that shows this secret.

    Raises:
        DeviceUnknown: no such device, or not its secret.
        DeviceSignedOut: someone at the desk signed it out.
    """
    try:
        wanted = UUID(device_id)
    except ValueError:
        raise DeviceUnknown from None
    device = only_one(_in_use(wanted))
    if device is None or not hmac.compare_digest(device.secret_hash, hash_of(secret)):
        raise DeviceUnknown
    if device.signed_out_at is not None:
        raise DeviceSignedOut
    return device


@prepared
def _in_use(device: UUID) -> QuerySet[Device]:
    rows = Device.objects.select_related("account__cooperative", "cooperative")
    return rows.filter(pk=device, account__is_active=True)


_known: dict[tuple[str, str], Device] = {}
MOST_KNOWN = 10_000


def recognised_before(device_id: str, secret: str) -> Device:
    """The device that showed this secret, now or earlier; whoever trusts it looks once more.

    Facts are stored only under a second look at the device, so that here a first one, which costs
    more than storing, is enough for a process's life.
    """
    shown = (device_id, hash_of(secret))
    known = _known.get(shown)
    if known is None:
        known = recognised(device_id, secret)
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[shown] = known
    return known


@transaction.atomic
def sign_out_device(*, device: Device, by: Account, at: datetime) -> None:
    """A lost or handed-in device may tell nothing more; what it told stays."""
    changed = Device.objects.filter(pk=device.pk, signed_out_at__isnull=True).update(
        signed_out_at=at, signed_out_by=by
    )
    if changed:
        write_audit("device.signed_out", device, by=by, at=at, name=device.name)
