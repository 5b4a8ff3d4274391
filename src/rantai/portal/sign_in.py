"""Signing in: accounts are given by the co-operative's office, nobody makes their own."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from rantai.records.models import Account
from rantai.records.prepared import only_one, prepared


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up from outside."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


@prepared
def _account(user_id: int) -> QuerySet[Account]:
    return Account.objects.select_related("cooperative").filter(pk=user_id)


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """Brings the co-operative along with the account: every page asks for both."""

    def get_user(self, user_id: int) -> Account | None:
        account = only_one(_account(user_id))
        return account if account and self.user_can_authenticate(account) else None


def end_sessions_of(account: Account) -> int:
    """Sign an account out everywhere; what a session holds is sealed, so each is opened."""
    open_ones = Session.objects.filter(expire_date__gt=timezone.now()).iterator()
    theirs = [
        each.session_key
        for each in open_ones
        if each.get_decoded().get(SESSION_KEY) == str(account.pk)
    ]
    Session.objects.filter(session_key__in=theirs).delete()
    return len(theirs)
