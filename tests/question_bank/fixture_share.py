"""How many questions of the public files are read: `python -m tests.question_bank.fixture_share` prints the table."""

import json
from collections import Counter
from io import BytesIO
from pathlib import Path

from question_bank import Item, Severity, stream_items

FOLDER = Path(__file__).parents[1] / "fixtures"
UNREAD = "未读："

# Questions of types that we have, with a right answer in the file, which could have been read and were not:
# one accepts whatever matches a regular expression, one names a right choice that does not exist.
MISSED = {"items_1.2/nq_multiple_fib_scoring_algorithms.xml", "items_2.2/audio-video.xml"}


def read_and_unread(path: Path, format: str) -> tuple[int, list[str]]:
    """How many questions of a file are read, and why the others are not (descriptions are no questions)."""
    read, unread = 0, []
    for found in stream_items(BytesIO(path.read_bytes()), format):
        if isinstance(found, Item):
            read += 1
        elif found.severity is Severity.ERROR:
            unread.append(found.message)
    return read, unread


def table() -> list[tuple[str, int, int, int]]:
    """Rows of (family, questions of supported types, of these read, others, each told with a reason)."""
    rows = []
    gift = [read_and_unread(path, "gift") for path in sorted((FOLDER / "gift").glob("*.gift"))]
    wanted = sum(
        question["type"] not in ("Category", "Description")
        for path in (FOLDER / "gift").glob("*.json")
        for question in json.loads(path.read_text("utf-8"))
    )
    rows.append(("GIFT", wanted, sum(read for read, _ in gift), 0))
    supported, done, others = Counter[str](), Counter[str](), Counter[str]()
    for path in sorted((FOLDER / "qti").glob("items_*/*.xml")):
        family = f"QTI {path.parent.name.removeprefix('items_')}"
        read, unread = read_and_unread(path, "qti")
        is_missed = str(path.relative_to(FOLDER / "qti")) in MISSED
        done[family] += read
        supported[family] += read + (len(unread) if is_missed else 0)
        others[family] += 0 if is_missed else len(unread)
    rows += [(family, supported[family], done[family], others[family]) for family in sorted(supported)]
    return rows


if __name__ == "__main__":
    print(f"{'family':10} {'supported':>9} {'read':>5} {'share':>7} {'other types, each with a reason':>32}")
    for family, wanted, read, others in table():
        print(f"{family:10} {wanted:9} {read:5} {read / wanted:7.1%} {others:32}")
