"""Walks every audit chain and names the first broken link of each."""

from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q, QuerySet

from rantai.records.models import AuditChain, AuditEntry, Cooperative
from rantai.records.rules import Deed, Link, first_broken

AT_A_TIME = 2000


class Command(BaseCommand):
    help = "Verify that no audit entry was altered, removed or slipped in."
    requires_system_checks = ()

    def handle(self, **options: object) -> None:
        broken = [complaint for chain in chains() if (complaint := self.verify(*chain))]
        if broken:
            raise CommandError("\n".join(broken))

    def verify(self, owner: int | None, name: str) -> str:
        """Say that a chain is whole, or return where it breaks."""
        number = first_broken(links(owner))
        counted = entries_of(owner).count()
        end = AuditChain.objects.filter(belongs_to(owner)).first()
        if number is None and end is not None and end.last_number != counted:
            # The entries that are left fit together, but the end of the chain knows of more.
            number = counted + 1
        if number is None:
            self.stdout.write(f"{name}: whole, {counted} entries.")
            return ""
        entry = entries_of(owner).filter(number=number).first()
        what = f"{entry.key} of {entry.at:%Y-%m-%d %H:%M}" if entry else "is missing"
        return f"{name}: broken at entry {number} ({what})."


def chains() -> Iterator[tuple[int | None, str]]:
    """The house's own chain first, then each co-operative's."""
    yield None, "Rantai"
    for cooperative in Cooperative.objects.order_by("code"):
        yield cooperative.pk, cooperative.name


def belongs_to(owner: int | None) -> Q:
    """What belongs to no co-operative has a chain of its own."""
    return Q(cooperative__isnull=True) if owner is None else Q(cooperative_id=owner)


def entries_of(owner: int | None) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(belongs_to(owner))


def links(owner: int | None) -> Iterator[Link]:
    for entry in entries_of(owner).order_by("number").iterator(chunk_size=AT_A_TIME):
        deed = Deed(
            number=entry.number,
            at=entry.at,
            actor_name=entry.actor_name,
            key=entry.key,
            subject_type=entry.subject_type,
            subject_id=entry.subject_id,
            details=entry.details,
        )
        yield Link(deed=deed, previous_hash=entry.previous_hash, hash=entry.hash)
