"""Nobody meets an English sentence on an Indonesian page."""

from django.core.management import call_command


def test_every_string_has_its_indonesian() -> None:
    call_command("strings", "--check")
