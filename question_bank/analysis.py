"""Item analysis from marks, by Moodle's definitions, so that people can compare.

For an item with marks x (of at most m) in N attempts of total T, and rest R = T - x:
facility = mean(x) / m; discrimination index = 100 cov(x, R) / sqrt(var x var R); discriminative efficiency =
100 cov(x, R) / cov_max, where cov_max is the covariance of x and R each sorted; effective weight = 100 sqrt(cov(x, T)) /
sum of sqrt(cov(x, T)) over the items where it is not negative, none for an item where it is. All variances with N - 1.
For the test: coefficient of internal consistency CIC = 100 p / (p - 1) (1 - sum of var x / var T) with p items; error
ratio = 100 sqrt(1 - CIC / 100); standard error = error ratio / 100 times the standard deviation of T.

With the few attempts of a small group most of this is noise, so each figure comes with the number of attempts and, from
FEW attempts on, with a 95 % interval where there is a plain one: for the facility the score interval (E. B. Wilson,
1927; marks between nothing and everything make it wider than it need be, never narrower), for the discrimination index
the interval of a correlation by Fisher's z (R. A. Fisher, 1921), a normal approximation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from statistics import fmean

_Z = 1.959963984540054

FEW = 10
"""Below so many attempts no interval is given: there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One attempt at one item: whose attempt, the marks of the most possible, and the attempt's total."""

    item_id: str
    raw: float
    max: float
    total: float


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """One item over all its attempts; None where undefined.

    facility: 0 to 1. interval: its 95 % interval, None below FEW attempts. The index and the efficiency are -100 to
    100, the weight 0 to 100. discrimination_interval: the 95 % interval of the index, None below FEW attempts or when
    the index is undefined or exactly 100 or -100.
    """

    item_id: str
    attempts: int
    facility: float
    interval: tuple[float, float] | None
    deviation: float | None
    discrimination_index: float | None
    discriminative_efficiency: float | None
    effective_weight: float | None
    discrimination_interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Reliability:
    """A whole test. deviation is that of the totals; None where undefined."""

    attempts: int
    items: int
    mean: float
    deviation: float | None
    internal_consistency: float | None
    error_ratio: float | None
    standard_error: float | None


def item_statistics(observations: Sequence[Observation]) -> tuple[ItemStatistics, ...]:
    """The statistics of every item observed, in order of first appearance.

    Items may have been given to different attempts (drawn papers): each is taken over its own attempts.
    """
    by_item: dict[str, list[Observation]] = {}
    for observation in observations:
        by_item.setdefault(observation.item_id, []).append(observation)
    with_total = {
        item_id: _covariance([o.raw for o in seen], [o.total for o in seen])
        for item_id, seen in by_item.items()
    }
    roots = {item_id: sqrt(cov) for item_id, cov in with_total.items() if cov is not None and cov >= 0}
    whole = sum(roots.values())
    return tuple(
        _statistics(item_id, seen, 100 * roots[item_id] / whole if whole and item_id in roots else None)
        for item_id, seen in by_item.items()
    )


def reliability(scores: Sequence[Mapping[str, float]]) -> Reliability:
    """The reliability of a test from the marks of every attempt, by item id.

    All attempts must have the same items: raises ValueError otherwise (drawn papers have no common reliability).
    """
    names = set(scores[0]) if scores else set()
    if any(set(attempt) != names for attempt in scores):
        raise ValueError("the attempts have different items")
    totals = [sum(attempt.values()) for attempt in scores]
    mean = fmean(totals) if totals else 0.0
    variance = _covariance(totals, totals)
    consistency = None
    if variance and len(names) > 1:
        parts = sum(_variance([attempt[name] for attempt in scores]) for name in sorted(names))
        consistency = 100 * len(names) / (len(names) - 1) * (1 - parts / variance)
    deviation = None if variance is None else sqrt(variance)
    ratio = None if consistency is None else 100 * sqrt(max(0.0, 1 - consistency / 100))
    error = None if ratio is None or deviation is None else ratio * deviation / 100
    return Reliability(len(scores), len(names), mean, deviation, consistency, ratio, error)


def _statistics(item_id: str, seen: Sequence[Observation], weight: float | None) -> ItemStatistics:
    marks = [observation.raw for observation in seen]
    rest = [observation.total - observation.raw for observation in seen]
    shares = [observation.raw / observation.max if observation.max else 0.0 for observation in seen]
    facility = fmean(shares)
    covariance, most = _covariance(marks, rest), _covariance(sorted(marks), sorted(rest))
    spread = sqrt(_variance(marks) * _variance(rest))
    variance = _covariance(marks, marks)
    index = 100 * covariance / spread if covariance is not None and spread > 0 else None
    return ItemStatistics(
        item_id,
        len(seen),
        facility,
        wilson(facility, len(seen)) if len(seen) >= FEW else None,
        None if variance is None else sqrt(variance),
        index,
        100 * covariance / most if covariance is not None and most else None,
        weight,
        _fisher(index, len(seen)),
    )


def _covariance(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    if len(xs) < 2:
        return None
    mean_x, mean_y = fmean(xs), fmean(ys)
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / (len(xs) - 1)


def _variance(xs: Sequence[float]) -> float:
    return _covariance(xs, xs) or 0.0


def wilson(share: float, count: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927). count: at least 1."""
    z = _Z
    centre = share + z * z / (2 * count)
    margin = z * sqrt(max(0.0, share * (1 - share)) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    return max(0.0, (centre - margin) / scale), min(1.0, (centre + margin) / scale)


def _fisher(index: float | None, count: int) -> tuple[float, float] | None:
    """The 95 % interval of a correlation in percent, by Fisher's z with standard error 1 / sqrt(count - 3)."""
    if index is None or count < FEW or abs(index) >= 100:
        return None
    z, margin = atanh(index / 100), _Z / sqrt(count - 3)
    return 100 * tanh(z - margin), 100 * tanh(z + margin)
