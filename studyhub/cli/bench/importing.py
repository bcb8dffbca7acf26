"""One side of W7 in a process of its own: `python -m studyhub.cli.bench.importing SIDE URL PATH FORMAT`.

The site's side goes the organiser's way; the stages' side parses, checks, hashes and inserts, and nothing else. It
says in JSON how long it took, and how much memory it and its children needed at most. The third side, `writer`, is a
member who writes again and again until standard input ends, and says how long that ever took.
"""

import hashlib
import json
import resource
import select as selecting
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, update

from question_bank import problems, read_items
from question_bank.formats.jsonl import item_to_dict
from studyhub.accounts.models import Account
from studyhub.cli.bench.bulk import CHUNK
from studyhub.cli.bench.filling import ADMINISTRATOR_ID, ROOT, administrator
from studyhub.core.db import Database, table_of
from studyhub.core.errors import Invalid
from studyhub.items.exchange import read_item_file
from studyhub.items.models import Item, ItemStatus, ItemVersion
from studyhub.items.service import import_items, plan_import

PAUSE = 0.01


@dataclass(frozen=True)
class Imported:
    """What one side did: items, seconds, peak memory in MB; `refused` is the site's sentence when it took nothing."""

    items: int
    seconds: float
    peak_mb: float
    refused: str = ""


def through_the_site(database: Database, path: Path, format: str) -> int:
    """Import as the organiser's pages do: read in a child process, preview, then import what was previewed."""
    file, actor = read_item_file(path, format), administrator()
    with database.read() as session:
        plan_import(session, actor, ROOT.id, file.items)
    with database.write() as session:
        return import_items(session, actor, ROOT.id, file.items, now=datetime.now(UTC)).created


def bare_stages(database: Database, path: Path, format: str) -> int:
    """Parse, check and hash, and insert in chunks, in one transaction."""
    with path.open("rb") as stream:
        items = read_items(stream, format).items
    documents = [item_to_dict(item) for item in items if not problems(item)]
    for document in documents:
        hashlib.sha256(json.dumps(document, ensure_ascii=False, sort_keys=True).encode()).digest()
    item, version, now = table_of(Item), table_of(ItemVersion), datetime.now(UTC)
    owned = {"unit_id": ROOT.id, "status": ItemStatus.READY, "version_number": 1, "created_at": now}
    written = {"number": 1, "author_id": ADMINISTRATOR_ID, "created_at": now, "study_unit_slug": None}
    with database.write() as session:
        connection = session.connection()
        for start in range(0, len(documents), CHUNK):
            chunk = list(enumerate(documents[start : start + CHUNK], start + 1))
            rows = [{**owned, "id": n, "code": each["id"], "updated_at": now} for n, each in chunk]
            connection.execute(insert(item), rows)
            rows = [
                {
                    **written,
                    "item_id": n,
                    "type": each["type"],
                    "stem": each["stem"],
                    "difficulty": 3,
                    "document": each,
                }
                for n, each in chunk
            ]
            connection.execute(insert(version), rows)
    return len(documents)


SIDES: dict[str, Callable[[Database, Path, str], int]] = {"site": through_the_site, "stages": bare_stages}


def write_again_and_again(database: Database) -> float:
    """Small writes, with short pauses, until standard input ends; gives the longest in milliseconds."""
    account, longest = table_of(Account), 0.0
    while not selecting.select([sys.stdin], [], [], PAUSE)[0]:
        started = time.perf_counter()
        with database.write() as session:
            session.execute(
                update(account).where(account.c.id == ADMINISTRATOR_ID).values(created_at=datetime.now(UTC))
            )
        longest = max(longest, time.perf_counter() - started)
    return 1000 * longest


def run(side: str, url: str, path: str, format: str) -> Imported:
    """Carry out one side in this process."""
    started = time.perf_counter()
    try:
        count, refused = SIDES[side](Database(url), Path(path), format), ""
    except Invalid as error:
        count, refused = 0, error.message
    seconds = time.perf_counter() - started
    kilobytes = max(
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return Imported(count, seconds, kilobytes / 1024, refused)


if __name__ == "__main__":
    if sys.argv[1] == "writer":
        print(json.dumps(write_again_and_again(Database(sys.argv[2]))))
    else:
        print(json.dumps(asdict(run(*sys.argv[1:5]))))
