"""Who gets in, with what, and who does not."""

import pytest
from django.core.cache import cache
from django.test import Client

from rantai.records.models import Account, Cooperative, Role
from rantai.records.queries import example_accounts
from tests.cast import Cast

LOGIN = "/akun/login/"
PASSWORD = "tungku-dan-pasir"


@pytest.fixture(autouse=True)
def nobody_has_failed_yet() -> None:
    cache.clear()


@pytest.fixture
def planner(cast: Cast) -> Account:
    cast.planner.set_password(PASSWORD)
    cast.planner.save()
    return cast.planner


def test_a_password_opens_the_door(client: Client, planner: Account) -> None:
    response = client.post(LOGIN, {"login": planner.username, "password": PASSWORD})
    assert response.headers["Location"] == "/"
    assert client.get("/cari/").status_code == 200


def test_a_wrong_password_does_not(client: Client, planner: Account) -> None:
    response = client.post(LOGIN, {"login": planner.username, "password": "salah-sama-sekali"})
    assert response.status_code == 200
    assert client.get("/cari/").status_code == 302


def test_five_wrong_passwords_close_the_door_for_the_right_one_too(
    client: Client, planner: Account
) -> None:
    for _attempt in range(5):
        client.post(LOGIN, {"login": planner.username, "password": "salah-sama-sekali"})
    client.post(LOGIN, {"login": planner.username, "password": PASSWORD})
    assert client.get("/cari/").status_code == 302


def test_too_many_tries_get_a_sentence_that_says_what_to_do(
    client: Client, planner: Account
) -> None:
    for _attempt in range(20):
        client.post(LOGIN, {"login": f"orang-{_attempt}", "password": "salah-sama-sekali"})
    response = client.post(LOGIN, {"login": planner.username, "password": PASSWORD})
    assert response.status_code == 429
    assert "Tunggu" in response.content.decode()


def test_an_anonymous_visitor_is_sent_to_sign_in_and_back(client: Client, planner: Account) -> None:
    response = client.get("/cari/?kode=L-1")
    assert response.headers["Location"] == f"{LOGIN}?next=/cari/%3Fkode%3DL-1"


def test_signing_in_never_leads_to_a_foreign_site(client: Client, planner: Account) -> None:
    sent = {"login": planner.username, "password": PASSWORD, "next": "https://jahat.example/"}
    assert client.post(LOGIN, sent).headers["Location"] == "/"


def test_signing_out_ends_it(client: Client, cast: Cast) -> None:
    client.force_login(cast.planner)
    client.post("/akun/logout/")
    assert client.get("/cari/").status_code == 302


def test_the_sign_in_page_offers_the_example(client: Client, cast: Cast) -> None:
    assert 'action="/masuk/"' in client.get(LOGIN).content.decode()


@pytest.mark.parametrize("role", Role.values)
def test_one_click_signs_in_to_the_example_in_every_role(
    client: Client, cast: Cast, role: str
) -> None:
    offered = {account.role: account.username for account in example_accounts()}
    assert offered[role] in client.get("/masuk/").content.decode()
    response = client.post("/masuk/", {"username": offered[role]})
    assert response.headers["Location"] == "/"
    assert client.get("/cari/").wsgi_request.user == Account.objects.get(username=offered[role])


def test_one_click_needs_the_form_of_our_page(cast: Cast) -> None:
    careful = Client(enforce_csrf_checks=True)
    assert careful.post("/masuk/", {"username": "planner"}).status_code == 403


def test_one_click_never_opens_a_real_account(client: Client, cast: Cast) -> None:
    real = Account.objects.create(
        username="nyata", name="Nyata", role=Role.PLANNER, cooperative=cast.cooperative
    )
    assert client.post("/masuk/", {"username": real.username}).status_code == 404
    assert client.get("/cari/").status_code == 302


def test_one_click_never_opens_a_real_cooperative(client: Client, cast: Cast) -> None:
    Cooperative.objects.update(is_example=False)
    for username in ("planner", "ministry", "stranger"):
        assert client.post("/masuk/", {"username": username}).status_code == 404
    assert client.get("/masuk/").status_code == 404


def test_the_ministry_is_not_offered_beside_a_real_cooperative(client: Client, cast: Cast) -> None:
    Cooperative.objects.filter(pk=cast.other_cooperative.pk).update(is_example=False)
    assert client.post("/masuk/", {"username": "ministry"}).status_code == 404
    assert client.post("/masuk/", {"username": "planner"}).status_code == 302


def test_an_account_taken_back_is_not_offered(client: Client, cast: Cast) -> None:
    Account.objects.filter(pk=cast.planner.pk).update(is_active=False)
    assert client.post("/masuk/", {"username": "planner"}).status_code == 404


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "password/reset/", "confirm-email/", "password/reset/done/"]
)
def test_what_needs_a_mailbox_is_closed(client: Client, cast: Cast, path: str) -> None:
    assert client.get(f"/akun/{path}").status_code == 404
    assert client.post(f"/akun/{path}", {"email": "a@contoh.invalid"}).status_code == 404


def test_the_language_chosen_is_kept(client: Client, cast: Cast) -> None:
    client.force_login(cast.planner)
    assert '<html lang="id">' in client.get("/cari/").content.decode()
    response = client.post("/bahasa/", {"language": "en", "next": "/cari/"})
    assert response.headers["Location"] == "/cari/"
    assert '<html lang="en">' in client.get("/cari/").content.decode()


def test_changing_the_language_never_leads_to_a_foreign_site(client: Client, db: None) -> None:
    response = client.post("/bahasa/", {"language": "en", "next": "https://jahat.example/"})
    assert response.headers["Location"] == "/"


def test_an_unknown_language_changes_nothing(client: Client, db: None) -> None:
    client.post("/bahasa/", {"language": "xx", "next": "/"})
    assert '<html lang="id">' in client.get(LOGIN).content.decode()


def test_a_passkey_or_a_code_can_be_added(client: Client, cast: Cast) -> None:
    client.force_login(cast.planner)
    assert client.get("/akun/2fa/").status_code == 200
