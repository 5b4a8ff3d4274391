"""Reads the files that an instrument writes into a folder, as soon as each is finished."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from rantai.machines.models import Machine, MachineKind
from rantai.machines.queries import mapping_in_force
from rantai.records.models import Account, Role
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions import receive_export
from rantai.shopfloor.actions.exports import ExportRefused, NoMapping, Received
from rantai.shopfloor.models import ExportSource
from rantai.shopfloor.queries import CAUSES
from rantai.shopfloor.spectrometer_files import LARGEST_BYTES
from rantai.shopfloor.watching import WatchedFolder


class Command(BaseCommand):
    help = "Read an instrument's files from a folder; they stay where they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--instrument", required=True, help="its code, such as SPK-1")
        parser.add_argument("--cooperative", help="its code, where two have such an instrument")
        parser.add_argument("--by", help="sign-in of the lab; else whoever made the mapping")
        parser.add_argument("--every", type=float, default=2.0, help="seconds between two looks")
        parser.add_argument("--once", action="store_true", help="read what is there, then end")
        parser.add_argument("--move-to", type=Path, help="move a file here once it is read")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        self.move_to: Path | None = options["move_to"]
        for place in (folder, self.move_to):
            if place is not None and not place.is_dir():
                raise CommandError(f"{place} is no folder. Make it, or name another.")
        if options["every"] <= 0:
            raise CommandError("--every needs a number of seconds above zero.")
        self.instrument = self._instrument(options["instrument"], options["cooperative"])
        self.by = self._account(options["by"])
        watched = WatchedFolder(folder)
        self._say(f"watching {folder} for {self.instrument.code}")
        try:
            self._look(watched)
            while True:
                time.sleep(options["every"])
                self._look(watched)
                if options["once"]:
                    return
        except KeyboardInterrupt:
            self._say("stopped")

    def _instrument(self, code: str, cooperative: str | None) -> Machine:
        rows = Machine.objects.filter(code=code, kind=MachineKind.SPECTROMETER)
        if cooperative:
            rows = rows.filter(cooperative__code=cooperative)
        found = list(rows.select_related("cooperative")[:2])
        if not found:
            raise CommandError(f"There is no spectrometer {code}. Look at the machines' page.")
        if len(found) > 1:
            raise CommandError(f"Two co-operatives have a {code}. Name one with --cooperative.")
        return found[0]

    def _account(self, username: str | None) -> Account:
        if username is None:
            mapping = mapping_in_force(self.instrument, timezone.localdate())
            if mapping is None:
                raise CommandError(
                    f"Nobody has said yet how {self.instrument.code} writes its files. "
                    "Make its mapping on its page first, or name a sign-in with --by."
                )
            return mapping.made_by
        account = Account.objects.filter(
            username=username,
            role=Role.LAB,
            is_active=True,
            cooperative_id=self.instrument.cooperative_id,
        ).first()
        if account is None:
            raise CommandError(f"{username} is no lab sign-in of this co-operative.")
        return account

    def _look(self, watched: WatchedFolder) -> None:
        """One round; whatever goes wrong with one file leaves the others and the next round."""
        close_old_connections()
        try:
            for path, content in watched.finished():
                if self._read(path, content):
                    watched.settled(path)
        except OSError as trouble:
            self._say(f"the folder cannot be read: {trouble.strerror}; trying again")

    def _read(self, path: Path, content: bytes) -> bool:
        """Whether this file is dealt with, well or badly, until it changes."""
        if len(content) > LARGEST_BYTES:
            self._say(f"{path.name}: larger than {LARGEST_BYTES // 2**20} MB, not read")
            return True
        try:
            received = receive_export(
                instrument=self.instrument,
                name=path.name,
                content=content,
                source=ExportSource.FOLDER,
                by=self.by,
                at=timezone.now(),
            )
        except ExportRefused as refused:
            self._say(f"{path.name}: not read, nothing stored")
            for each in refused.troubles:
                where = f"row {each.row}, {each.column or 'whole row'}"
                self._say(f"  {path.name}: {where}: {CAUSES[each.cause]} {each.found}".rstrip())
            return True
        except NoMapping as refused:
            self._say(f"{path.name}: {refused.sentence}")
            return False
        except Refusal as refused:
            self._say(f"{path.name}: {refused.sentence}")
            return True
        except DatabaseError as trouble:
            self._say(f"{path.name}: the database is not ready ({trouble}); trying again")
            return False
        self._say(f"{path.name}: {_said(received)}")
        self._put_away(path)
        return True

    def _put_away(self, path: Path) -> None:
        if self.move_to is None:
            return
        target = self.move_to / path.name
        if target.exists():
            target = self.move_to / f"{timezone.localtime():%Y%m%d-%H%M%S-%f}-{path.name}"
        try:
            path.rename(target)
        except OSError as trouble:
            self._say(f"{path.name}: read, but it could not be moved: {trouble.strerror}")

    def _say(self, sentence: str) -> None:
        self.stdout.write(f"{timezone.localtime():%Y-%m-%d %H:%M:%S} {sentence}")
        self.stdout.flush()


def _said(received: Received) -> str:
    if received.is_known:
        return "here already, nothing read twice"
    return (
        f"{received.read} samples read, {received.checks} drift checks, "
        f"{received.waiting} waiting for a person"
    )
