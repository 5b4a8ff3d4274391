"""No address of the house opens for an anonymous visitor, and no thing for a stranger."""

import pytest
from django.test import Client
from django.urls import reverse

from rantai.records.models import Account, Cooperative, Role
from tests.cast import Cast
from tests.rantai.portal.addresses import (
    OF_NO_COOPERATIVE,
    THING_OF,
    World,
    addresses,
    world,
)

PUBLIC = frozenset(
    {
        # signing in; `nameless` is the closed door before allauth's sign-up and mailbox pages
        "account_confirm_email",
        "account_confirm_login_code",
        "account_inactive",
        "account_login",
        "account_logout",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_signup",
        "account_email_verification_sent",
        "example_sign_in",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "mfa_signup_webauthn",
        "mfa_trust",
        "nameless",
        # what a page needs before anyone has signed in
        "set_language",
        "stylesheet",
        # the phone app's files say nothing about anyone; its data is asked for elsewhere
        "shopfloor:phone",
        "shopfloor:phone_file",
        "shopfloor:phone_icon",
        "shopfloor:phone_icon_full",
        "shopfloor:phone_manifest",
        "shopfloor:phone_worker",
        # a device shows its own secret, and no session; the contract says nothing about anyone
        "sync",
        "sync_contract",
        "sync_day",
        "sync_file",
        # a customer's link says first what it opens, and opens on a press of the button
        "portal:open_link",
        # the worker that opens kept sheets says nothing about anyone
        "mentoring:sheets_worker",
        # a school's apprentices read retold cases without an account
        "mentoring:school",
        # anyone with the paper in hand may ask whether a certificate is genuine
        "delivery:genuine",
    }
)

CLOSED = frozenset({"account_email"})
"""Behind the closed door: nothing there, signed in or not."""


def test_only_the_listed_addresses_are_public() -> None:
    opened = {
        place.name for place in addresses() if not getattr(place.view, "login_required", True)
    }
    assert opened <= PUBLIC


def test_every_other_address_sends_an_anonymous_visitor_to_sign_in(
    client: Client, cast: Cast
) -> None:
    story = world(cast)
    asked = 0
    for place in addresses():
        if place.name in PUBLIC | CLOSED:
            continue
        things = THING_OF[place.name](story) if place.name in THING_OF else {}
        if place.takes != set(things):
            continue
        url = reverse(place.name, kwargs=things)
        for response in (client.get(url), client.post(url)):
            assert response.status_code == 302, url
            assert response.headers["Location"].startswith("/akun/login/"), url
        asked += 1
    assert asked > 80


def test_every_address_of_a_thing_is_tried_by_the_stranger() -> None:
    with_things = {
        place.name
        for place in addresses()
        if place.takes and ":" in place.name and place.name not in PUBLIC | OF_NO_COOPERATIVE
    }
    assert with_things == set(THING_OF)


@pytest.fixture
def story(cast: Cast) -> World:
    return world(cast)


@pytest.mark.parametrize("role", Role.values)
def test_a_stranger_finds_nothing_of_ours_in_any_role(
    client: Client, story: World, role: str
) -> None:
    """Someone of another co-operative, or of the ministry, with the exact address in hand."""
    client.force_login(stranger_in(story.cast.other_cooperative, role))
    for name, things in THING_OF.items():
        url = reverse(name, kwargs=things(story))
        answers = {client.get(url).status_code, client.post(url).status_code}
        # One of the two may not be spoken there at all; the other finds nothing.
        assert 404 in answers, f"{url} gave {answers}"
        assert answers <= {404, 405}, f"{url} gave {answers}"


def stranger_in(cooperative: Cooperative, role: str) -> Account:
    return Account.objects.create(
        username=f"asing-{role}",
        name="Orang Asing",
        role=role,
        cooperative=None if role == Role.MINISTRY else cooperative,
    )
