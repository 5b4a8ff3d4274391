"""`go.py bench [NAME ...] [--json]` measures, and says when it should not be believed."""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path

from bench import machine
from bench.figures import Figure
from bench.site import fill, scratch_folder, set_up

ROLES = ("operator", "owner", "lab", "planner", "treasurer", "customer", "mentor", "ministry")
KERNELS: dict[str, str] = {
    "allocate-lp": "allocation",
    "allocate-milp": "allocation",
    "book-dpp": "booking",
    "book-mk": "booking",
    **dict.fromkeys(("furnace-M", "furnace-L", "furnace-S", "furnace-coop"), "furnace"),
    **dict.fromkeys(
        ("charge-solve", "charge-resolve", "charge-milp", "charge-policies", "first-shot"), "charge"
    ),
    "recovery-coverage": "recovery",
    "replan": "replan",
    "effect-coverage": "effect",
    "effect-false-positive": "effect",
    "chart-rules": "spc",
    "rule-arl": "spc",
    "capability-10m": "spc",
}
"""Benchmarks of the library by name, and the module of bench that measures each."""
RUSH = ("sync-single", "sync-heat", "open-loop-330", "overload-1000")
STARTS = ("start-fresh", "start-again")
NAMES = (
    *STARTS,
    *KERNELS,
    *(f"page-{role}" for role in ROLES),
    *(f"bytes-{role}" for role in ROLES),
    "bytes-heat-sheet",
    "wall-page",
    "record",
    "trace",
    "news",
    "kill-loss",
    *RUSH,
    "page-centre",  # last: these fill the country up
    "page-skills",
)
WHOLE_MONTHS = 6


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="go.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.add_argument("--tiny", action="store_true", help="only to see that everything runs")
    given = parser.parse_args(arguments)
    if unknown := [name for name in given.names if name not in NAMES]:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are: {', '.join(NAMES)}")

    before = machine.calibration_ms()
    say(f"{machine.versions()}; calibration {before:.1f} ms")
    with scratch_folder() as folder:
        for figure in measured(given.names or NAMES, folder, is_tiny=given.tiny):
            print(figure.as_json() if given.json else figure.as_line(), flush=True)
    after = machine.calibration_ms()
    if (shift := machine.moved(before, after)) > machine.SHAKEN:
        say(
            f"The calibration moved by {shift:.0%} ({before:.1f} to {after:.1f} ms): something "
            "else was running, so compare these figures with no other run."
        )
    return 0


def measured(names: Sequence[str], folder: Path, *, is_tiny: bool) -> Iterable[Figure]:
    from bench import starting

    for name in STARTS:
        if name in names:
            yield from starting.BY_NAME[name](folder, is_tiny)
    for name in KERNELS:
        if name in names:
            yield from import_module(f"bench.{KERNELS[name]}").BY_NAME[name](folder, is_tiny)
    rest = [name for name in names if name not in (*STARTS, *KERNELS)]
    if not rest:
        return
    set_up(folder)
    fill(months=1 if is_tiny else WHOLE_MONTHS)
    from bench import centres, inbox, news, pages, phone, recording, rush, tracing

    for name in rest:
        if name in ("page-centre", "page-skills"):
            yield from centres.BY_NAME[name](is_tiny)
            continue
        if name in RUSH:
            yield from rush.BY_NAME[name](is_tiny)
            continue
        kind, _, role = name.partition("-")
        benches: dict[str, Callable[[], Iterable[Figure]]] = {
            "wall": lambda: pages.wall(is_tiny),
            "page": lambda role=role: pages.page(role, is_tiny),  # type: ignore[misc]
            "bytes": lambda role=role: (  # type: ignore[misc]
                phone.heat_sheet() if role == "heat-sheet" else pages.sizes(role)
            ),
            "record": lambda: recording.record(is_tiny),
            "trace": lambda: tracing.trace(is_tiny),
            "news": lambda: news.news(is_tiny),
            "kill": lambda: inbox.kill_loss(is_tiny),
        }
        yield from benches[kind]()


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
