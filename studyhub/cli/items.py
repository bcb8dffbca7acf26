"""Items in and out of a site from the terminal: large files, with progress on standard error."""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank import FORMATS, CannotWrite, Item, ReadProblem, Severity, write_items
from question_bank.formats.jsonl import item_from_dict
from studyhub.cli.arguments import Arguments
from studyhub.cli.site import open_database, settings_of
from studyhub.core.clock import SystemClock
from studyhub.core.db import Database
from studyhub.core.errors import StudyHubError
from studyhub.items.exchange import read_spool, spool_item_file
from studyhub.items.models import ItemStatus
from studyhub.items.queries import stream_documents
from studyhub.items.rules import ImportAction
from studyhub.items.service import BankState, Change, bank_state, compare, import_changes
from studyhub.organisation.models import Unit

READING_SECONDS = 600  # of processor time: a file of 100,000 items takes about a minute
_SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.LOST: "舍去"}
_LOOK_EVERY = 0.2


def import_file(given: Arguments) -> int:
    """Import a file into a unit's bank, all or none of its good items; status 1 when nothing could be read."""
    assert given.file is not None
    if not given.file.is_file():
        sys.exit(f"没有这个文件：{given.file}")
    if given.format and (given.format not in FORMATS or FORMATS[given.format].read is None):
        sys.exit(f"没有这种格式；可以写：{'、'.join(f.name for f in FORMATS.values() if f.read)}。")
    database = open_database(settings_of(given))
    with TemporaryDirectory(prefix="studyhub-items-") as folder, _progress() as progress:
        spool, changes = Path(folder) / "read.jsonl", Path(folder) / "changes.jsonl"
        try:
            _read(given, spool, progress)
            state, counts = _compare(database, given.unit, spool, changes)
            if not given.is_dry_run:
                _write(database, state, changes, given.is_draft, counts, progress)
        except StudyHubError as error:
            progress.stop()
            print(error.message, file=sys.stderr)
            return _close(Counter(refused=1))
    return _close(counts, is_dry_run=given.is_dry_run)


def export_file(given: Arguments) -> int:
    """Write a unit's bank (or the whole site's) to a file; status 1, and no file, when the format cannot say it."""
    assert given.file is not None
    name = given.format or next((f.name for f in FORMATS.values() if given.file.suffix in f.endings), "")
    if name not in FORMATS or FORMATS[name].write is None:
        sys.exit(f"请用 --format 写明格式：{'、'.join(f.name for f in FORMATS.values() if f.write)}。")
    unfinished = given.file.with_name(given.file.name + ".part")
    database, count = open_database(settings_of(given)), 0

    def items(session: Session, unit_id: int) -> Iterator[Item]:
        nonlocal count
        for row in stream_documents(session, unit_id):
            count += 1
            yield item_from_dict(row[3])

    try:
        with database.read() as session, unfinished.open("wb") as stream:
            write_items(items(session, _unit_id(session, given.unit)), stream, name)
        unfinished.replace(given.file)
    except CannotWrite as error:
        print(f"没有导出：{error}", file=sys.stderr)
        return 1
    finally:
        unfinished.unlink(missing_ok=True)
    print(f"exported {count}")
    return 0


def _read(given: Arguments, spool: Path, progress: Progress) -> None:
    """Let a child read the file into the spool, and count what has come so far."""
    assert given.file is not None
    task = progress.add_task("读取", total=None)
    spool.touch()
    with ThreadPoolExecutor(1) as pool, spool.open("rb") as lines:
        reading = pool.submit(spool_item_file, given.file, given.format or "", spool, seconds=READING_SECONDS)
        while not reading.done():
            progress.advance(
                task, sum(block.count(b"\n") for block in iter(lambda: lines.read(1 << 20), b""))
            )
            time.sleep(_LOOK_EVERY)
        name = reading.result()
        progress.advance(task, sum(block.count(b"\n") for block in iter(lambda: lines.read(1 << 20), b"")))
    progress.update(task, total=progress.tasks[task].completed, description=f"读取 {FORMATS[name].title}")


def _compare(
    database: Database, unit: str | None, spool: Path, changes: Path
) -> tuple[BankState, Counter[str]]:
    """Put what is new or changed into `changes`, tell every problem with its place, and count."""
    counts: Counter[str] = Counter()
    with database.read() as session:
        state = bank_state(session, _unit_id(session, unit))
    with changes.open("w", encoding="utf-8") as lines:
        for action, change in compare(state, _items(spool, counts)):
            counts[action.value] += 1
            if action in (ImportAction.NEW, ImportAction.CHANGED):
                lines.write(change.to_line() + "\n")
            elif action is ImportAction.REFUSED:
                print(f"错误：编号“{change.item.id}”在文件里出现了不止一次。", file=sys.stderr)
    return state, counts


def _items(spool: Path, counts: Counter[str]) -> Iterator[Item]:
    last_refused = ""
    for found in read_spool(spool):
        if isinstance(found, ReadProblem):
            print(f"{_SEVERITIES[found.severity]} {found.place}：{found.message}", file=sys.stderr)
            if found.severity is not Severity.ERROR:
                counts["warned"] += 1
            elif found.place != last_refused:  # several things may be wrong with one question
                counts["refused"] += 1
                last_refused = found.place
        else:
            counts["read"] += 1
            yield found


def _write(
    database: Database,
    state: BankState,
    changes: Path,
    is_draft: bool,
    counts: Counter[str],
    progress: Progress,
) -> None:
    task = progress.add_task("写入题库", total=counts["new"] + counts["changed"])
    with changes.open(encoding="utf-8") as lines, database.write() as session:
        done = import_changes(
            session, state, (Change.from_line(line) for line in lines), now=SystemClock().now(),
            status=ItemStatus.DRAFT if is_draft else ItemStatus.READY, told=lambda n: progress.advance(task, n),
        )  # fmt: skip
    counts["imported"] = done.created + done.changed


def _close(counts: Counter[str], *, is_dry_run: bool = False) -> int:
    word = "演练，题库没有改动：会" if is_dry_run else ""
    print(
        f"{word}新增 {counts['new']} 道，更新 {counts['changed']} 道，{counts['unchanged']} 道没有变化。",
        file=sys.stderr,
    )
    print(f"imported {counts['imported']}, refused {counts['refused']}, warned {counts['warned']}")
    return 0 if counts["read"] else 1


def _unit_id(session: Session, wanted: str | None) -> int:
    """The unit of that name or number; without one, the highest. Ends the program with a sentence when none fits."""
    statement = select(Unit.id).order_by(Unit.path)
    if wanted is not None:
        is_number = wanted.isascii() and wanted.isdecimal() and len(wanted) < 10
        statement = statement.where(Unit.id == int(wanted) if is_number else Unit.name == wanted)
    found = session.scalars(statement.limit(2)).all()
    if not found:
        sys.exit(f"没有党组织“{wanted}”，请核对名称或编号。" if wanted else "站点里还没有党组织，请先建立。")
    if wanted is not None and len(found) > 1:
        sys.exit(f"叫“{wanted}”的党组织不止一个，请用 --unit 写明编号。")
    return found[0]


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=Console(stderr=True), transient=False,
    )  # fmt: skip


COMMANDS = {"import": import_file, "export": export_file}
