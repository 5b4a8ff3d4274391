"""Loops that numba compiles once and keeps on disk, so that no time limit is spent on it."""

import contextlib
import hashlib
import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Thread
from typing import ParamSpec, Protocol, TypeVar, cast

Given = ParamSpec("Given")
Found = TypeVar("Found")


class Warm(Protocol):
    """A module of compiled loops, which it runs once on the smallest case."""

    def compile_now(self) -> None: ...


@dataclass(frozen=True)
class Loops:
    """A module with its loops, and a file beside what numba keeps that says they are compiled.

    compile_s: with less than three times this, nobody waits for the compiler.
    """

    module: str
    compile_s: float

    @property
    def _mark(self) -> Path:
        """Named by the text of the module: a changed loop is not compiled yet."""
        here = Path(__file__).parents[2].joinpath(*self.module.split(".")).with_suffix(".py")
        folder = Path(os.environ.get("NUMBA_CACHE_DIR", here.parent / "__pycache__"))
        return folder / f"{here.stem}-{hashlib.sha256(here.read_bytes()).hexdigest()[:16]}.compiled"

    def are_ready(self) -> bool:
        return self._mark.exists()

    def compile_now(self) -> None:
        """Unless they are ready: run them once, which compiles them, and leave the mark."""
        if self.are_ready():
            return
        cast(Warm, importlib.import_module(self.module)).compile_now()
        # A folder that cannot be written keeps no compiled loops either.
        with contextlib.suppress(OSError):
            self._mark.parent.mkdir(parents=True, exist_ok=True)
            self._mark.touch()

    def within(self, seconds: float) -> bool:
        """Whether they can be used in the time; if not, they are compiled for the next run."""
        if self.are_ready() or seconds > 3 * self.compile_s:
            self.compile_now()
            return True
        self._compile_apart()
        return False

    def _compile_apart(self) -> None:
        compile_apart(
            f"from tuang.planning.compiling import Loops; Loops({self.module!r}, 0).compile_now()"
        )


@cache  # once is enough: what it leaves is for the next run
def compile_apart(statement: str) -> None:
    """Run a statement that compiles in a process of its own, at the lowest priority.

    Nobody waits for it, and it may outlive this process, but not its group: who stops a server
    stops its compiler too. While both live, a thread takes note of its end, so that it does not
    linger among the processes.
    """
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import os; getattr(os, 'nice', lambda _: None)(19); {statement}",
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    Thread(target=process.wait, daemon=True).start()


LINES = Loops("tuang.planning.allocation._lines", compile_s=10.0)
MOVES = Loops("tuang.planning.booking._tabu", compile_s=10.0)


def compiled(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """As numba compiles it when first called; what calls it sees the same types."""
    import numba

    fast: Callable[Given, Found] = numba.njit(cache=True)(function)
    return fast
