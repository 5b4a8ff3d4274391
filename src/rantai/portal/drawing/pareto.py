"""Pareto: the few causes that make most of the loss, largest first."""

from collections.abc import Iterable
from dataclasses import dataclass

VITAL = 80  # per cent: causes up to here are the few worth working on first


@dataclass(frozen=True)
class Bar:
    label: str
    count: float
    url: str
    width: float
    share: float
    cumulative: float
    is_vital: bool


def pareto(rows: Iterable[tuple[str, float, str]]) -> list[Bar]:
    """Sorted bars; equal counts keep the alphabet, so that the same data always reads the same.

    The cause that crosses 80 % still counts as vital, else one large cause alone would not.
    """
    counted = sorted((row for row in rows if row[1] > 0), key=lambda row: (-row[1], row[0]))
    total = sum(count for _, count, _ in counted)
    bars: list[Bar] = []
    running = 0.0
    for label, count, url in counted:
        before = 100 * running / total
        running += count
        bars.append(
            Bar(
                label=label,
                count=count,
                url=url,
                width=round(100 * count / counted[0][1], 1),
                share=100 * count / total,
                cumulative=100 * running / total,
                is_vital=before < VITAL,
            )
        )
    return bars
