"""Learns recoveries from the heats now, or hands the work to the background worker."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from rantai.portal.actions import learn_recoveries
from rantai.shopfloor.actions.recoveries import learn_all_recoveries


class Command(BaseCommand):
    help = "Learn what part of each element arrives, furnace by furnace."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--later", action="store_true", help="let the background worker do it")

    def handle(self, *, later: bool, **options: object) -> None:
        if later:
            learn_recoveries.enqueue()
            self.stdout.write("The background worker will learn the recoveries.")
            return
        count = learn_all_recoveries(at=timezone.now())
        self.stdout.write(f"{count} recoveries are learnt.")
