"""What may be typed after `python3 -m studyhub bench`."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ENGINES = ("sqlite", "postgresql")
WORKLOADS = ("W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8", "W9")


@dataclass(frozen=True)
class Size:
    """How much a database holds: members (W1 to W5 and W9), members on the leaderboards (W6), items to import (W7)."""

    name: str
    members: int
    ranked: int
    imported: int


SIZES = {
    size.name: size
    for size in (
        Size("small", 1_000, 10_000, 1_000),
        Size("medium", 10_000, 100_000, 10_000),
        Size("large", 100_000, 1_000_000, 100_000),
    )
}


@dataclass(frozen=True)
class Options:
    """What to measure and how long; durations are in seconds.

    W8: `herd` members start within `herd_window`, and each gives `herd_answers` answers, one every `herd_pause`.
    """

    engines: tuple[str, ...]
    sizes: tuple[Size, ...]
    workloads: tuple[str, ...]
    runs: int
    seconds: float
    output: Path | None
    herd: int = 2_000
    herd_window: float = 60.0
    herd_answers: int = 10
    herd_pause: float = 10.0


def parse(arguments: Sequence[str]) -> Options:
    """Read the options. A wrong one ends the program with a sentence and status 2."""
    parser = argparse.ArgumentParser(prog="python3 -m studyhub bench", description="测量速度：本站与上限之比")
    parser.add_argument("--engine", choices=(*ENGINES, "both"), default="both", help="数据库，默认两种都测")
    parser.add_argument("--size", choices=(*SIZES, "all"), default="all", help="数据量，默认三种都测")
    parser.add_argument("--workload", choices=WORKLOADS, nargs="+", default=WORKLOADS, help="只测这几项")
    parser.add_argument("--runs", type=int, default=3, help="每项测几次（取中位数），默认 3")
    parser.add_argument("--seconds", type=float, default=1.5, help="每次测几秒，默认 1.5")
    parser.add_argument("--quick", action="store_true", help="约一分钟看个大概：SQLite、最小数据量、各测一次")
    parser.add_argument("--output", type=Path, help="结果文件（JSON），默认为数据目录里的 bench.json")
    given = parser.parse_args(arguments)
    options = Options(
        engines=ENGINES if given.engine == "both" else (given.engine,),
        sizes=tuple(SIZES.values()) if given.size == "all" else (SIZES[given.size],),
        workloads=tuple(name for name in WORKLOADS if name in given.workload),
        runs=max(1, given.runs),
        seconds=max(0.2, given.seconds),
        output=given.output,
    )
    return _quick(options, given) if given.quick else options


def _quick(options: Options, given: argparse.Namespace) -> Options:
    return Options(
        engines=("sqlite",) if given.engine == "both" else options.engines,
        sizes=(SIZES["small"],) if given.size == "all" else options.sizes,
        workloads=options.workloads,
        runs=1,
        seconds=1.0,
        output=options.output,
        herd=200,
        herd_window=6.0,
        herd_answers=5,
        herd_pause=2.0,
    )
