"""The result: one row for each workload, engine and size, as a table for people and as JSON."""

import json
import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from studyhub.cli.bench.load import Figures


@dataclass(frozen=True)
class Row:
    """One measurement. Rates in requests (W7: items) per second, times in milliseconds; None where there is none.

    `ratio` is the median of the runs' ratios; the other figures are medians of their own. `note` says what else was
    found, in Chinese.
    """

    workload: str
    title: str
    engine: str
    size: str
    rate: float
    ceiling_rate: float | None = None
    ratio: float | None = None
    ratios: tuple[float, ...] = ()
    p50: float | None = None
    p99: float | None = None
    ceiling_p99: float | None = None
    cpu_ms: float | None = None
    ceiling_cpu_ms: float | None = None
    statements: int | None = None
    goal: str = ""
    errors: dict[str, int] = field(default_factory=dict)
    note: str = ""


def row_of(
    names: tuple[str, str, str, str],
    goal: str,
    site: Sequence[Figures],
    ceiling: Sequence[Figures],
    statements: int | None,
    note: str = "",
) -> Row:
    """The row of some runs; `names` are workload, title, engine and size."""
    ratios = (
        tuple(ours.rate / theirs.rate for ours, theirs in zip(site, ceiling, strict=True)) if ceiling else ()
    )
    errors: dict[str, int] = {}
    for whose, runs in (("", site), ("上限 ", ceiling)):
        for figures in runs:
            for status, count in figures.errors.items():
                errors[whose + status] = errors.get(whose + status, 0) + count
    return Row(
        *names,
        rate=median(one.rate for one in site),
        ceiling_rate=median(one.rate for one in ceiling) if ceiling else None,
        ratio=median(ratios) if ratios else None,
        ratios=ratios,
        p50=median(one.p50 for one in site),
        p99=median(one.p99 for one in site),
        ceiling_p99=median(one.p99 for one in ceiling) if ceiling else None,
        cpu_ms=_median([one.cpu_ms for one in site]),
        ceiling_cpu_ms=_median([one.cpu_ms for one in ceiling]),
        statements=statements,
        goal=goal,
        errors=errors,
        note=note,
    )


def print_table(rows: Sequence[Row], console: Console) -> None:
    """The rows as a table on the terminal, with what else was found below it."""
    table = Table(
        title="速度：本站与上限之比（越大越好）", title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    for heading in ("项目", "数据库", "规模"):
        table.add_column(heading, no_wrap=True)
    for heading in ("本站/秒", "上限/秒", "比值", "目标", "p50/p99 ms", "CPU ms（上限）", "语句", "错误"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            f"{row.workload} {row.title}",
            row.engine,
            row.size,
            _number(row.rate, 0),
            _number(row.ceiling_rate, 0),
            _number(row.ratio, 2),
            row.goal,
            "" if row.p50 is None else f"{_number(row.p50, 0)}/{_number(row.p99, 0)}",
            _number(row.cpu_ms, 2) + (f"（{_number(row.ceiling_cpu_ms, 2)}）" if row.ceiling_cpu_ms else ""),
            "" if row.statements is None else str(row.statements),
            "、".join(f"{status}×{count}" for status, count in row.errors.items()) or "0",
        )
    console.print(table)
    for row in rows:
        if row.note:
            console.print(
                f"{row.workload} {row.title}，{row.engine}，{row.size}：{row.note}", highlight=False
            )


def write_json(rows: Sequence[Row], path: Path, seconds: float) -> None:
    """Keep the result, with what it was measured on."""
    machine = {
        "processors": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }
    result = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "took_seconds": round(seconds),
        "machine": machine,
        "rows": [asdict(row) for row in rows],
    }
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:,.{digits}f}"
