"""A customer's link: made, signed, found again by its address, revoked, and each use noted."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from rantai.orders.models import Customer, CustomerContact, CustomerLink, CustomerLinkUse
from rantai.records.actions import write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal

DESK = (Role.PLANNER, Role.LAB)
LONGEST_DAYS = 366
SIGNER = Signer(salt="rantai.customer-link")


class LastsTooLong(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("A link lasts from one to %(days)s days. Make a new one when it is over.")
            % {"days": LONGEST_DAYS}
        )


class RevokedAlready(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This link opens nothing any more already."))


@transaction.atomic
def give_link(
    *, customer: Customer, given_to: str, days: int, by: Account, at: datetime
) -> CustomerLink:
    """A link for one person at a customer; it reads and never writes."""
    cooperative = acting_as(by, *DESK)
    if customer.cooperative_id != cooperative.pk:
        raise Http404
    if not 1 <= days <= LONGEST_DAYS:
        raise LastsTooLong
    key = uuid4()
    account = Account(
        username=f"tautan-{key.hex}", name=given_to, role=Role.CUSTOMER, cooperative=cooperative
    )
    account.set_unusable_password()
    account.save()
    CustomerContact.objects.create(cooperative=cooperative, customer=customer, account=account)
    link = CustomerLink.objects.create(
        cooperative=cooperative,
        customer=customer,
        key=key,
        account=account,
        given_to=given_to,
        made_at=at,
        made_by=by,
        expires_at=at + timedelta(days=days),
    )
    write_audit(
        "customer_link.given",
        link,
        by=by,
        at=at,
        customer=customer.code,
        given_to=given_to,
        expires_at=link.expires_at.isoformat(),
    )
    return link


@transaction.atomic
def revoke_link(*, link: CustomerLink, by: Account, at: datetime) -> None:
    """From now on it opens nothing, also where it is open already."""
    cooperative = acting_as(by, *DESK)
    held = CustomerLink.objects.select_for_update().get(cooperative=cooperative, pk=link.pk)
    if held.revoked_at is not None:
        raise RevokedAlready
    held.revoked_at = at
    held.save(update_fields=["revoked_at"])
    write_audit("customer_link.revoked", held, by=by, at=at, given_to=held.given_to)


def note_use(link: CustomerLink, path: str, at: datetime) -> None:
    CustomerLinkUse.objects.create(
        cooperative_id=link.cooperative_id, link=link, at=at, path=path[:200]
    )


def token_of(link: CustomerLink) -> str:
    return SIGNER.sign(link.key.hex)


def link_by_token(token: str) -> CustomerLink | None:
    """The link of an address with our signature; None for one that we never gave."""
    try:
        key = UUID(hex=SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None
    rows = CustomerLink.objects.select_related("customer__cooperative", "account__cooperative")
    return rows.filter(key=key).first()
