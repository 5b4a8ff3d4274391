"""Attribute agreement: do appraisers agree with themselves, each other and the reference."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

from tuang.msa.study import UnusableStudy


@dataclass(frozen=True)
class Kappa:
    """Agreement beyond chance. se is the large-sample error of the estimate, None where no
    formula is in use; se_if_zero is the error under no agreement, which tests it. kappa is
    None when only one category was ever used: chance then explains everything."""

    kappa: float | None
    se: float | None = None
    se_if_zero: float | None = None

    @property
    def z(self) -> float | None:
        return self.kappa / self.se_if_zero if self.kappa is not None and self.se_if_zero else None


@dataclass(frozen=True)
class Share:
    """agreed of inspected parts, with exact 95 % (Clopper-Pearson) limits in percent."""

    agreed: int
    inspected: int

    @property
    def pct(self) -> float:
        return 100 * self.agreed / self.inspected

    @property
    def limits_pct(self) -> tuple[float, float]:
        from scipy.stats import beta

        k, n = self.agreed, self.inspected
        low = float(beta.ppf(0.025, k, n - k + 1)) if k else 0.0
        high = float(beta.ppf(0.975, k + 1, n - k)) if k < n else 1.0
        return 100 * low, 100 * high


@dataclass(frozen=True)
class Appraiser:
    """miss and false alarm in percent of decisions on bad and on good parts.

    Fields that need a reference, or a word for bad, are None without it.
    """

    name: str
    within: Share
    against: Share | None
    kappa_against: Kappa | None
    miss_pct: float | None
    false_alarm_pct: float | None


@dataclass(frozen=True)
class Agreement:
    appraisers: tuple[Appraiser, ...]
    between: Share
    all_against: Share | None
    fleiss: Kappa
    pairs: tuple[tuple[str, str, Kappa], ...]


def cohen(first: Sequence[str], second: Sequence[str]) -> Kappa:
    """Cohen's kappa of two raters, unweighted, same length.

    Errors by Fleiss, Cohen and Everitt (1969).

    >>> yes, no = ["yes"], ["no"]
    >>> round(cohen(yes * 25 + no * 25, yes * 20 + no * 5 + yes * 10 + no * 15).kappa, 6)
    0.4
    """
    n = len(first)
    if n == 0 or n != len(second):
        raise UnusableStudy("value", "two raters must have rated the same things.")
    names = sorted({*first, *second})
    cell = {key: count / n for key, count in Counter(zip(first, second, strict=True)).items()}
    a = {name: first.count(name) / n for name in names}
    b = {name: second.count(name) / n for name in names}
    observed = sum(cell.get((name, name), 0.0) for name in names)
    chance = sum(a[name] * b[name] for name in names)
    if chance >= 1:
        return Kappa(None)
    kappa = (observed - chance) / (1 - chance)
    on = sum(cell.get((i, i), 0.0) * (1 - (a[i] + b[i]) * (1 - kappa)) ** 2 for i in names)
    off = (
        sum(share * (b[i] + a[j]) ** 2 for (i, j), share in cell.items() if i != j)
        * (1 - kappa) ** 2
    )
    variance = on + off - (kappa - chance * (1 - kappa)) ** 2
    sums = sum(a[i] * b[i] * (a[i] + b[i]) for i in names)
    zero = chance + chance**2 - sums
    scale = (1 - chance) * sqrt(n)
    return Kappa(kappa, sqrt(max(0.0, variance)) / scale, sqrt(max(0.0, zero)) / scale)


def fleiss(counts: Sequence[Mapping[str, int]]) -> Kappa:
    """Fleiss' kappa; counts[part][category], equally many ratings (two or more) of each part.

    The error under no agreement is that of Fleiss, Nee and Landis (1979).
    """
    each = sum(counts[0].values())
    if each < 2 or any(sum(row.values()) != each for row in counts):
        raise UnusableStudy("value", "each part needs equally many ratings, two or more.")
    n = len(counts)
    names = {name for row in counts for name in row}
    p = {name: sum(row.get(name, 0) for row in counts) / (n * each) for name in names}
    observed = (
        sum(
            sum(count * (count - 1) for count in row.values()) / (each * (each - 1))
            for row in counts
        )
        / n
    )
    spread = sum(share * (1 - share) for share in p.values())
    if spread <= 0:
        return Kappa(None)
    skew = sum(share * (1 - share) * (1 - 2 * share) for share in p.values())
    error = sqrt(2 * max(0.0, spread**2 - skew)) / (spread * sqrt(n * each * (each - 1)))
    return Kappa((observed - (1 - spread)) / spread, None, error)


Ratings = Mapping[tuple[str, str], Sequence[str]]
"""What (part, appraiser) was called, trial by trial."""


def agreement(
    ratings: Ratings, reference: Mapping[str, str] | None = None, bad: str | None = None
) -> Agreement:
    """Within, between and against the reference. `bad` is the category that must not pass.

    Raises UnusableStudy for empty cells, unequal trials, a missing reference, one rating
    of each part only, or a `bad` that nobody used.
    """
    parts = list(dict.fromkeys(part for part, _ in ratings))
    people = list(dict.fromkeys(person for _, person in ratings))
    _refuse(ratings, parts, people, reference, bad)
    every = {p: [r for person in people for r in ratings[p, person]] for p in parts}
    return Agreement(
        tuple(_appraiser(name, ratings, parts, reference, bad) for name in people),
        _share(len(set(every[p])) == 1 for p in parts),
        _share(set(every[p]) == {reference[p]} for p in parts) if reference else None,
        fleiss([Counter(every[p]) for p in parts]),
        tuple(
            (one, other, cohen(_in_order(ratings, parts, one), _in_order(ratings, parts, other)))
            for one, other in combinations(people, 2)
        ),
    )


def _in_order(ratings: Ratings, parts: Sequence[str], person: str) -> list[str]:
    return [rating for part in parts for rating in ratings[part, person]]


def _appraiser(
    name: str,
    ratings: Ratings,
    parts: Sequence[str],
    reference: Mapping[str, str] | None,
    bad: str | None,
) -> Appraiser:
    within = _share(len(set(ratings[p, name])) == 1 for p in parts)
    if reference is None:
        return Appraiser(name, within, None, None, None, None)
    said = _in_order(ratings, parts, name)
    true = [reference[p] for p in parts for _ in ratings[p, name]]
    against = _share(set(ratings[p, name]) == {reference[p]} for p in parts)
    pairs = list(zip(said, true, strict=True))
    miss = [s != bad for s, t in pairs if t == bad]
    alarm = [s == bad for s, t in pairs if t != bad]
    return Appraiser(
        name,
        within,
        against,
        cohen(said, true),
        100 * sum(miss) / len(miss) if bad and miss else None,
        100 * sum(alarm) / len(alarm) if bad and alarm else None,
    )


def _share(agreed: Iterable[bool]) -> Share:
    listed = list(agreed)
    return Share(sum(listed), len(listed))


def _refuse(
    ratings: Ratings,
    parts: Sequence[str],
    people: Sequence[str],
    reference: Mapping[str, str] | None,
    bad: str | None,
) -> None:
    if len(parts) < 2:
        raise UnusableStudy("part", "agreement needs at least two parts.")
    counts = {(p, person): len(ratings.get((p, person), ())) for p in parts for person in people}
    usual = max(counts.values())
    odd = [f"part {p}, operator {o} has {n}" for (p, o), n in counts.items() if n != usual]
    if odd:
        raise UnusableStudy("value", f"unequal trials, {usual} elsewhere: {'; '.join(odd[:5])}.")
    if usual * len(people) < 2:
        raise UnusableStudy("value", "each part was rated once only; nothing can agree.")
    if reference is not None and (missing := [p for p in parts if not reference.get(p)]):
        raise UnusableStudy("reference", f"is missing for part {', '.join(missing[:5])}.")
    known = {r for row in ratings.values() for r in row} | set((reference or {}).values())
    if bad is not None and bad not in known:
        raise UnusableStudy("bad", f"{bad!r} is none of the ratings {', '.join(sorted(known))}.")


def weighted(first: Sequence[int], second: Sequence[int], *, squared: bool = True) -> Kappa:
    """Cohen's weighted kappa of two raters who gave scores on one scale, same length.

    A score far from the other counts as a worse disagreement: by the square of the distance, or
    by the distance itself. Weights by Fleiss and Cohen (1973) and Cicchetti and Allison (1971);
    errors by Fleiss, Cohen and Everitt (1969). Raises UnusableStudy for unequal or empty input.

    >>> round(weighted([0, 1, 2, 3, 4, 2], [0, 1, 2, 3, 4, 3]).kappa, 3)
    0.952
    """
    n = len(first)
    if n == 0 or n != len(second):
        raise UnusableStudy("value", "two raters must have rated the same things.")
    scores = sorted({*first, *second})
    span = scores[-1] - scores[0]
    if span == 0:
        return Kappa(None)
    power = 2 if squared else 1

    def weight(i: int, j: int) -> float:
        return 1.0 - (abs(i - j) / span) ** power

    cell = {key: count / n for key, count in Counter(zip(first, second, strict=True)).items()}
    a = {i: first.count(i) / n for i in scores}
    b = {j: second.count(j) / n for j in scores}
    observed = sum(share * weight(i, j) for (i, j), share in cell.items())
    chance = sum(a[i] * b[j] * weight(i, j) for i in scores for j in scores)
    if chance >= 1:
        return Kappa(None)
    kappa = (observed - chance) / (1 - chance)
    by_first = {i: sum(b[j] * weight(i, j) for j in scores) for i in scores}
    by_second = {j: sum(a[i] * weight(i, j) for i in scores) for j in scores}
    variance = (
        sum(
            share * (weight(i, j) - (by_first[i] + by_second[j]) * (1 - kappa)) ** 2
            for (i, j), share in cell.items()
        )
        - (kappa - chance * (1 - kappa)) ** 2
    )
    zero = (
        sum(
            a[i] * b[j] * (weight(i, j) - (by_first[i] + by_second[j])) ** 2
            for i in scores
            for j in scores
        )
        - chance**2
    )
    scale = (1 - chance) * sqrt(n)
    return Kappa(kappa, sqrt(max(0.0, variance)) / scale, sqrt(max(0.0, zero)) / scale)
