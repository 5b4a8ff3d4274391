"""Counts the facts again and names every running count that says something else."""

from django.core.management.base import BaseCommand, CommandError

from rantai.portal.queries.tallies import differences
from rantai.records.models import Cooperative


class Command(BaseCommand):
    help = "Compare the running counts of lots and work orders with the facts they add up."
    requires_system_checks = ()

    def handle(self, **options: object) -> None:
        wrong = []
        for cooperative in Cooperative.objects.order_by("code"):
            found = list(differences(cooperative.pk))
            wrong += [
                f"{cooperative.name}: {code} has {name} {kept}, its facts say {counted}."
                for code, name, kept, counted in found
            ]
            if not found:
                self.stdout.write(f"{cooperative.name}: every count agrees with its facts.")
        if wrong:
            raise CommandError("\n".join(wrong))
