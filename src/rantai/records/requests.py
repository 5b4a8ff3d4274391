"""The request of someone who is signed in, as nearly every view gets it."""

from django.http import HttpRequest

from rantai.records.models import Account


class SignedInRequest(HttpRequest):
    """The login middleware lets nobody else through, so the user is always an account."""

    user: Account
