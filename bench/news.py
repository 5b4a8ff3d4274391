"""How soon the lab's word is on the workshop's screen, and what asking for it costs."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, at_most
from bench.pages import EMPTY, signed_in
from rantai.shopfloor.models import Heat

SCRIPT = Path(__file__).resolve().parents[1] / "src/rantai/portal/static/portal/js/live.js"
ASKED_MS, SEEN_MS = 5.0, 2_000.0


def news(is_tiny: bool) -> Iterator[Figure]:
    """The question alone beside an empty page, and the longest a change can stay unseen."""
    client, account = signed_in("operator")
    mine = Heat.objects.filter(workshop__people__account=account).order_by("-started_at")[0]
    page = f"/leburan/{mine.code}/"
    token = client.get(f"{page}kabar/").headers["ETag"]
    rounds = 3 if is_tiny else 200
    asked, empty, seen = [], [], []
    pause = float(re.findall(r"const EVERY = (\d+)", SCRIPT.read_text())[0])
    for _ in range(3):
        asked.append(_median(rounds, lambda: client.get(f"{page}kabar/", headers=_known(token))))
        empty.append(_median(rounds, lambda: client.get(EMPTY)))
        seen.append(pause + asked[-1] + _median(max(3, rounds // 10), lambda: client.get(page)))
    against = ("empty page", empty)
    yield at_most("news asked", asked, "ms", against=against, budget=ASKED_MS)
    yield at_most("news seen", seen, "ms", against=("the pause alone", [pause]), budget=SEEN_MS)


def _known(token: str) -> dict[str, str]:
    return {"if-none-match": token}


def _median(rounds: int, deed: object) -> float:
    assert callable(deed)
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        deed()
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times)[len(times) // 2]
