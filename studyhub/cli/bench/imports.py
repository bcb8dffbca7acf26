"""W7: import items from files of every format that can be read, the site's way and as its bare stages."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from question_bank import write_items
from question_bank.formats import FORMATS
from studyhub.cli.bench import content
from studyhub.cli.bench.filling import fill_members
from studyhub.cli.bench.importing import Imported
from studyhub.cli.bench.places import Place, Places
from studyhub.cli.bench.table import Row
from studyhub.core.migration import upgrade

FORMATS_MEASURED = ("gift", "csv", "xlsx")
LARGEST = {"xlsx": 49_999}
"""A sheet takes no more items."""
GOAL = 0.5


def imports(make_place: Places, count: int) -> Iterator[Row]:
    """The rows of W7: `count` items from each format that the site reads and writes."""
    for format in FORMATS_MEASURED:
        if format not in FORMATS or not FORMATS[format].read or not FORMATS[format].write:
            continue
        size = min(count, LARGEST.get(format, count))
        with TemporaryDirectory(prefix="studyhub-bench-") as folder:
            path = Path(folder) / f"items.{format}"
            with path.open("wb") as stream:
                write_items(content.items(size), stream, format)
            yield _compare(make_place, format, path, size)


def _compare(make_place: Places, format: str, path: Path, count: int) -> Row:
    with _bank(make_place) as place:
        writer = _start("writer", place)
        site = Imported(**_end(_start("site", place, str(path), format)))
        longest = _end(writer)
    with _bank(make_place) as place:
        stages = Imported(**_end(_start("stages", place, str(path), format)))
    rate, ceiling_rate = site.items / site.seconds, stages.items / stages.seconds
    note = f"内存 {site.peak_mb:.0f} MB（各步骤 {stages.peak_mb:.0f} MB）；其间写入最长等 {longest:.0f} ms"
    return Row(
        "W7",
        f"导入 {format}",
        place.engine,
        f"{count:,} 题",
        rate=rate,
        ceiling_rate=ceiling_rate,
        ratio=rate / ceiling_rate,
        ratios=(rate / ceiling_rate,),
        goal=f"≥{GOAL}",
        errors={"拒收": 1} if site.refused else {},
        note=f"{site.refused}{note}",
    )


@contextmanager
def _bank(make_place: Places) -> Iterator[Place]:
    with make_place() as place:
        upgrade(place.database)
        fill_members(place.database, 1)
        yield place


def _start(side: str, place: Place, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "studyhub.cli.bench.importing", side, place.settings.database_url]
    return subprocess.Popen([*command, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _end(process: subprocess.Popen[str]) -> Any:
    """Close its standard input, wait, and read what it says."""
    said, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"a measuring process failed with status {process.returncode}")
    return json.loads(said)
