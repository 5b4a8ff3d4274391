"""Co-operatives and sign-ins are given by command, with a checked password."""

import pytest
from django.core.management import CommandError, call_command

from rantai.records.models import Account, AuditEntry, Cooperative, Role
from tests.cast import Cast

COMMAND = "rantai.records.management.commands.add_account.getpass"


def test_a_given_account_signs_in_with_its_password(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(COMMAND, lambda _: "besi-cor-kelabu-250")

    call_command("add_account", "sri", "Sri Lestari", "--role", "lab", "--cooperative", "KBJ")

    account = Account.objects.get(username="sri")
    assert account.check_password("besi-cor-kelabu-250")
    assert (account.role, account.cooperative, account.is_example) == (
        Role.LAB,
        cast.cooperative,
        False,
    )
    entry = AuditEntry.objects.get(key="account.given")
    assert "besi" not in str(entry.details)


@pytest.mark.parametrize(
    ("arguments", "password", "sentence"),
    [
        (["sri", "Sri", "--role", "lab", "--cooperative", "KBJ"], "12345", "10"),
        (["lab", "Sri", "--role", "lab", "--cooperative", "KBJ"], "besi-cor-kelabu", "lab"),
        (["sri", "Sri", "--role", "lab"], "besi-cor-kelabu", "--cooperative"),
        (["sri", "Sri", "--role", "ministry", "--cooperative", "KBJ"], "besi-cor", "ministry"),
    ],
)
@pytest.mark.usefixtures("cast")
def test_a_weak_password_a_taken_name_or_a_missing_owner_gives_no_account(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], password: str, sentence: str
) -> None:
    monkeypatch.setattr(COMMAND, lambda _: password)
    before = Account.objects.count()

    with pytest.raises(CommandError, match=sentence):
        call_command("add_account", *arguments)

    assert Account.objects.count() == before


def test_a_cooperative_is_entered_with_its_new_centre_once(cast: Cast) -> None:
    arguments = [
        "KTM",
        "Koperasi Tegal Maju",
        "--centre=TEGAL",
        "--centre-name=Tegal",
        "--latitude=-6.88",
        "--longitude=109.12",
    ]
    call_command("add_cooperative", *arguments)

    assert Cooperative.objects.get(code="KTM").centre.name == "Tegal"
    with pytest.raises(CommandError, match="KTM"):
        call_command("add_cooperative", *arguments)
    with pytest.raises(CommandError, match="--centre-name"):
        call_command("add_cooperative", "X", "X", "--centre=NONE")
