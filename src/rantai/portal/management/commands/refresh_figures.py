"""Works out the ministry's figures now, or hands the work to the background worker."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from rantai.portal.actions import refresh_centre_figures, refresh_figures


class Command(BaseCommand):
    help = "Refresh every centre's figures of the last twelve months."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--later", action="store_true", help="let the background worker do it")

    def handle(self, *, later: bool, **options: object) -> None:
        if later:
            refresh_figures.enqueue()
            self.stdout.write("The background worker will refresh the figures.")
            return
        figures = refresh_centre_figures(at=timezone.now())
        self.stdout.write(f"{len(figures)} figures are fresh.")
