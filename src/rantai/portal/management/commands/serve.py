"""Opens Rantai on this machine: server and background worker together, neither left behind."""

import hashlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NoReturn

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from rantai.plans.actions.searches import keep_searches_ready
from rantai.portal.actions import keep_figures_fresh, keep_files_true, keep_recoveries_fresh
from rantai.records import queries
from rantai.records.models import Cooperative

WORKER = "The background worker"
INBOX = "The inbox of phones"
SECONDS_TO_ANSWER = 30
SECONDS_TO_STOP = 10
# Its input ends when we are gone, however that came: then the whole group goes too.
GUARD = "trap '' TERM; read -r _; kill -TERM 0; sleep 3; kill -KILL 0"


class Command(BaseCommand):
    help = "Start the server and the background worker; Ctrl-C stops both."
    # Checks belong to `go.py check`; here they would only make the start slower.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, port: int, **options: object) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, leave)
        refuse_busy_port(port)
        self.prepare()
        connection.close()
        processes = Processes()
        try:
            processes.start("The server", *server(port))
            processes.wait_for(lambda: answers(port), seconds=SECONDS_TO_ANSWER)
            # Only now: someone waits for the first page, nobody yet for the worker.
            processes.start(WORKER, "django", "db_worker", "--queue-name", "*", "--skip-checks")
            processes.start(INBOX, "django", "apply_told_facts")
            self.announce(port)
            processes.wait_for(lambda: False)
        finally:
            processes.stop()

    def prepare(self) -> None:
        """Bring database, example and static files up to date; nothing to do on a later start."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stderr.write("Preparing the database.")
            call_command("migrate", verbosity=0, skip_checks=True)
        if not Cooperative.objects.exists():
            self.stderr.write("Loading the example co-operative, which takes about 20 seconds.")
            call_command("load_example")
        keep_figures_fresh(at=timezone.now())
        keep_recoveries_fresh(at=timezone.now())
        keep_files_true(at=timezone.now())
        keep_searches_ready()
        collect_static_files()

    def announce(self, port: int) -> None:
        home = f"http://localhost:{port}/"
        lines = [f"Rantai is open at {home}  (Ctrl-C stops it)"]
        lines += [
            f"  {account.get_role_display():<28} {account.name:<24} "
            f"{account.username:<14} {home}masuk/"
            for account in queries.example_accounts()
        ]
        # At once: whoever reads the address finds the sign-ins behind it.
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


class Processes:
    """Children in one group of their own, so that Ctrl-C reaches only us and we stop them all."""

    def __init__(self) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.guard: subprocess.Popen[bytes] | None = None
        if sys.platform != "win32":
            self.guard = subprocess.Popen(
                ["sh", "-c", GUARD], stdin=subprocess.PIPE, process_group=0
            )

    def start(self, name: str, *module_and_arguments: str) -> None:
        group = self.guard.pid if self.guard else None
        self.running[name] = subprocess.Popen(
            [sys.executable, "-m", *module_and_arguments], process_group=group
        )

    def wait_for(self, happens: Callable[[], bool], seconds: float = float("inf")) -> None:
        """Return when it happens; refuse to go on without any of the processes."""
        deadline = time.monotonic() + seconds
        while not happens():
            for name, process in self.running.items():
                if process.poll() is not None:
                    raise CommandError(
                        f"{name} stopped by itself (exit {process.returncode}), "
                        "so Rantai stops too; the reason is above."
                    )
            if time.monotonic() > deadline:
                raise CommandError(f"The server gave no answer in {seconds:.0f} seconds.")
            time.sleep(0.05 if seconds < float("inf") else 0.5)

    def stop(self) -> None:
        # A second Ctrl-C must not interrupt the tidying up.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        self.tell("SIGTERM")
        deadline = time.monotonic() + SECONDS_TO_STOP
        while (alive := self.alive()) and time.monotonic() < deadline:
            time.sleep(0.1)
            # A server process that was just starting missed it. The background worker gets it
            # only once, since a second one would cut short the task it is finishing.
            if WORKER not in alive:
                self.tell("SIGTERM")
        # Also reaches the guard, and a grandchild whose own parent died without it.
        self.tell("SIGKILL")
        for process in self.running.values():
            process.wait()

    def alive(self) -> set[str]:
        return {name for name, process in self.running.items() if process.poll() is None}

    def tell(self, name: str) -> None:
        if sys.platform != "win32" and self.guard:
            os.killpg(self.guard.pid, getattr(signal, name))
            return
        for process in self.running.values():
            process.terminate()


def leave(number: int, frame: FrameType | None) -> NoReturn:
    # Ctrl-C is the ordinary way to stop.
    sys.exit(0)


def server(port: int) -> list[str]:
    # Two processes, for the two cores we promise; threads wait while another request writes, and
    # there are more of them than the gate lets in. They stay: a new one opens the database anew,
    # which costs as much as three pages.
    options = (
        f"--interface wsgi --workers 2 --blocking-threads 104 --blocking-threads-idle-timeout 600 "
        f"--host 127.0.0.1 --port {port} --log-level error"
    )
    return ["granian", *options.split(), "rantai.portal.wsgi:application"]


def refuse_busy_port(port: int) -> None:
    with socket.socket() as probe:
        # Without this, a server stopped a moment ago would still count as one.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as busy:
            raise CommandError(
                f"Port {port} is taken ({busy.strerror}). Choose another: --port {port + 1}"
            ) from busy


def answers(port: int) -> bool:
    request = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_ANSWER)
    try:
        request.request("GET", "/")
        status = request.getresponse().status
    except OSError:
        return False
    finally:
        request.close()
    if status >= http.client.INTERNAL_SERVER_ERROR:
        raise CommandError(f"The first page fails (status {status}); the reason is above.")
    return True


def collect_static_files() -> None:
    """Collect, name by content and compress the static files, if any of them has changed."""
    root = Path(settings.STATIC_ROOT)
    files = [
        (path, (status := Path(storage.path(path)).stat()).st_size, status.st_mtime_ns)
        for finder in get_finders()
        for path, storage in finder.list([])
    ]
    state = hashlib.sha256(repr(sorted(files)).encode()).hexdigest()
    note = root.with_name("static-collected.txt")
    if not note.exists() or note.read_text() != state:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        note.write_text(state)
