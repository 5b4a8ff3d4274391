"""Give someone a sign-in; the password is asked for, not passed on the command line."""

from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from rantai.records.actions import give_account
from rantai.records.models import Cooperative, Role
from rantai.records.refusals import Refusal


class Command(BaseCommand):
    help = "Give someone a sign-in with one role."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("name")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--cooperative", help="its code; the ministry has none")

    def handle(self, *args: Any, **options: Any) -> None:
        role = Role(options["role"])
        cooperative = Cooperative.objects.filter(code=options["cooperative"]).first()
        if (role == Role.MINISTRY) != (cooperative is None):
            raise CommandError(
                "Name the co-operative by its code with --cooperative "
                "(every role but the ministry's belongs to one)."
            )
        try:
            account = give_account(
                username=options["username"],
                name=options["name"],
                role=role,
                cooperative=cooperative,
                password=getpass("Password: "),
                at=timezone.now(),
            )
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"{account.username}: {account.get_role_display()}")
