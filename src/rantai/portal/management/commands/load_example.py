"""Loads the example co-operative into an empty database."""

import gc
import time

from django.core.management.base import BaseCommand, CommandError

from rantai.portal.example.story import tell_story
from rantai.records.models import Cooperative


class Command(BaseCommand):
    help = "Load the example co-operative: six months of sleeves and brake blocks."
    requires_system_checks = ()

    def handle(self, **options: object) -> None:
        if there := Cooperative.objects.order_by("pk").first():
            raise CommandError(
                f"This database already holds {there.name}, so nothing was loaded. Give an empty "
                "one by --data FOLDER or DATABASE_URL, run migrate, then load again."
            )
        start = time.perf_counter()
        # The rows of a year refer to one another until the end: nothing here is garbage.
        gc.disable()
        tell_story()
        self.stderr.write(f"The example is loaded, in {time.perf_counter() - start:.1f} s.")
