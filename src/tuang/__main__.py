"""`tuang COMMAND FILE`: JSON or CSV in, JSON or a readable table out."""

import argparse
import json
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn, Protocol, cast

from tuang.commands.answers import Answer, BadInput, Exit

COMMANDS: dict[str, str] = {
    "allocate": "who makes how many of each order line in which week, and what fairness costs",
    "book": "who has the shared machines when, by the hour",
    "capability": "how well readings fit between drawing limits, if the process is stable",
    "charge": "the cheapest charge that meets the grade, or the limits that forbid it",
    "chart": "control limits and run rules of readings or counts",
    "agreement": "do inspectors agree with themselves, each other and the truth",
    "effect": "did it help: the change since an action or a training, and how sure that is",
    "gauge": "may this gauge be trusted: repeatability, reproducibility, bias, linearity",
    "sampling": "how many to check of a lot, and what the plan lets through",
    "switching": "normal, tightened or reduced: the severity lot after lot",
    "correct": "the cheapest additions that bring a bath inside its window",
    "furnace": "which furnace melts what when, and the pieces of each heat",
    "recovery": "what part of each element arrives, learnt from charges and readings",
}
"""Each command and its line of help; the module of the same name in tuang.commands answers it."""


class Command(Protocol):
    """What a module of tuang.commands offers; its docstring heads the help."""

    __doc__: str | None

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the file and the options."""

    def answer(self, given: argparse.Namespace) -> Answer:
        """Solve; raise BadInput for what cannot be used."""


class _Parser(argparse.ArgumentParser):
    """A wrong option is bad input like any other: 2 would say that the problem has no answer."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(Exit.BAD_INPUT, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] not in COMMANDS:
        return _usage(words)

    # Imported by name and only now: one command should not wait for another's solver.
    command = cast(Command, import_module(f"tuang.commands.{words[0]}"))
    parser = _Parser(prog=f"tuang {words[0]}", description=command.__doc__)
    command.add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="the answer as JSON, for machines")
    given = parser.parse_args(words[1:])
    try:
        answer = command.answer(given)
        _draw(answer, getattr(given, "svg", None))
    except BadInput as problem:
        return _refuse(problem, as_json=given.json)
    print(json.dumps(answer.data, allow_nan=False) if given.json else answer.text())
    return answer.exit


def _usage(words: Sequence[str]) -> int:
    asked = bool(words) and words[0] in ("-h", "--help")
    lines = [f"  {name:<12}{line}" for name, line in COMMANDS.items()]
    unknown = f"tuang has no command {words[0]!r}.\n" if words and not asked else ""
    text = f"{unknown}tuang COMMAND FILE [--json]; `tuang COMMAND --help` for one.\n\n"
    print(text + "\n".join(lines), file=sys.stdout if asked else sys.stderr)
    return Exit.SOLVED if asked else Exit.BAD_INPUT


def _draw(answer: Answer, target: Path | None) -> None:
    if target is None or answer.svg is None:
        return
    try:
        target.write_text(answer.svg(), encoding="utf-8")
    except OSError as problem:
        raise BadInput(str(target), f"cannot be written ({problem.strerror}).") from problem


def _refuse(problem: BadInput, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"status": "bad-input", "field": problem.field, "cause": problem.cause}))
    else:
        print(f"{problem.field}: {problem.cause}", file=sys.stderr)
    return Exit.BAD_INPUT


def run() -> NoReturn:
    """As the program: the answer once told, nobody waits until solvers and compilers are unloaded,
    which takes seconds on a busy machine."""
    code: int = Exit.BAD_INPUT
    try:
        code = main()
    except SystemExit as stopped:
        code = stopped.code if isinstance(stopped.code, int) else Exit.BAD_INPUT
    except BaseException:
        traceback.print_exc()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = Exit.BAD_INPUT
    os._exit(code)


if __name__ == "__main__":
    run()
