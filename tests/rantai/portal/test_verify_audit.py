"""The command that proves the audit trail whole, or names the first broken link."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from rantai.records.actions import write_audit
from tests.cast import Cast


@pytest.fixture
def five_deeds(cast: Cast) -> None:
    for number in range(5):
        write_audit("heat.tapped", cast.furnace, by=cast.operator, at=cast.at, number=number)


def tamper(sql: str, *values: str | int) -> None:
    """What somebody with the database's password could do."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.usefixtures("five_deeds")
def test_a_whole_chain_is_called_whole(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_audit")
    assert "Koperasi Batur Jaya: whole, 5 entries." in capsys.readouterr().out


@pytest.mark.usefixtures("five_deeds")
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_name", "Orang lain"),
        ("details", '{"number": 99}'),
        ("at", "2019-04-12 10:00:00+00:00"),
        ("key", "heat.released"),
        ("subject_id", "9999"),
        ("hash", "0" * 64),
        ("previous_hash", "0" * 64),
    ],
)
def test_an_altered_entry_is_named(column: str, value: str) -> None:
    tamper(f"UPDATE records_auditentry SET {column} = %s WHERE number = 3", value)
    with pytest.raises(CommandError, match="Koperasi Batur Jaya: broken at entry 3"):
        call_command("verify_audit")


@pytest.mark.usefixtures("five_deeds")
def test_a_removed_entry_is_named() -> None:
    tamper("DELETE FROM records_auditentry WHERE number = %s", 2)
    with pytest.raises(CommandError, match=r"broken at entry 2 \(is missing\)"):
        call_command("verify_audit")


@pytest.mark.usefixtures("five_deeds")
def test_a_last_entry_cut_off_is_named() -> None:
    tamper("DELETE FROM records_auditentry WHERE number = %s", 5)
    with pytest.raises(CommandError, match=r"broken at entry 5 \(is missing\)"):
        call_command("verify_audit")


@pytest.mark.usefixtures("five_deeds")
def test_a_broken_chain_does_not_hide_the_others(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    write_audit("heat.tapped", cast.other_cooperative, by=cast.stranger, at=cast.at)
    tamper("UPDATE records_auditentry SET key = 'x' WHERE number = %s", 4)
    with pytest.raises(CommandError, match="broken at entry 4"):
        call_command("verify_audit")
    assert "Koperasi Lain: whole, 1 entries." in capsys.readouterr().out
