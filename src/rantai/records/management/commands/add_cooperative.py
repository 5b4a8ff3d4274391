"""Enter a co-operative, and its centre when it is new."""

from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from rantai.records.actions import register_cooperative
from rantai.records.models import Centre
from rantai.records.refusals import Refusal


class Command(BaseCommand):
    help = "Enter a co-operative, and its centre when it is new."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="short code, such as KBJ")
        parser.add_argument("name", help="full name")
        parser.add_argument("--centre", required=True, help="code of the centre, such as CEPER")
        parser.add_argument("--centre-name", help="name of a new centre")
        parser.add_argument("--province", default="")
        parser.add_argument("--latitude", type=Decimal, help="of a new centre, such as -7.661")
        parser.add_argument("--longitude", type=Decimal, help="of a new centre, such as 110.658")

    def handle(self, *args: Any, **options: Any) -> None:
        centre = Centre.objects.filter(code=options["centre"]).first() or self._new(options)
        try:
            cooperative = register_cooperative(
                centre=centre,
                code=options["code"],
                name=options["name"],
                short_name=options["code"],
                at=timezone.now(),
            )
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"{cooperative.code}: {cooperative.name}, {centre.name}")

    def _new(self, options: dict[str, Any]) -> Centre:
        if not all(options[key] for key in ("centre_name", "latitude", "longitude")):
            raise CommandError(
                f"There is no centre {options['centre']} yet. "
                "Add --centre-name, --latitude and --longitude to enter it."
            )
        return Centre.objects.create(
            code=options["centre"],
            name=options["centre_name"],
            province=options["province"],
            latitude=options["latitude"],
            longitude=options["longitude"],
        )
