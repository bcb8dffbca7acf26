"""Items in and out of a site from the terminal: large files, with progress on standard error."""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank import FORMATS, CannotWrite, Item, Likeness, ReadProblem, Severity, write_items
from studyhub.cli.arguments import Arguments
from studyhub.cli.site import open_database, settings_of
from studyhub.core.clock import SystemClock
from studyhub.core.db import Database
from studyhub.core.errors import StudyHubError
from studyhub.items.documents import from_document
from studyhub.items.exchange import read_spool, spool_item_file
from studyhub.items.models import ItemStatus
from studyhub.items.queries import stream_documents, with_bytes
from studyhub.items.rules import ImportAction
from studyhub.items.service import (
    STEP,
    BankState,
    Change,
    bank_state,
    compare,
    drop_staged,
    find_alike,
    finish_import,
    stage_items,
    stem_digest,
)
from studyhub.organisation.models import Unit

READING_SECONDS = 600  # of processor time: a file of 100,000 items takes about a minute
_SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.LOST: "舍去"}
_LOOK_EVERY = 0.2
READ, NEW, CHANGED = "read.jsonl", "new.jsonl", "changed.jsonl"


def import_file(given: Arguments) -> int:
    """Import a file into a unit's bank, all or none of its good items; status 1 when nothing could be read."""
    assert given.file is not None
    if not given.file.is_file():
        sys.exit(f"没有这个文件：{given.file}")
    if given.format and (given.format not in FORMATS or FORMATS[given.format].read is None):
        sys.exit(f"没有这种格式；可以写：{'、'.join(f.name for f in FORMATS.values() if f.read)}。")
    database = open_database(settings_of(given))
    with TemporaryDirectory(prefix="studyhub-items-") as folder, _progress() as progress:
        counts: Counter[str] = Counter()
        try:
            _read(given, Path(folder) / READ, progress)
            state = _compare(database, given.unit, Path(folder), counts)
            if not given.is_dry_run:
                _write(database, state, Path(folder), given.is_draft, counts, progress)
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
            yield with_bytes(session, from_document(row[3]))

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


def _compare(database: Database, unit: str | None, folder: Path, counts: Counter[str]) -> BankState:
    """Put what is new and what changed into files, tell every problem with its place, and count."""
    with database.read() as session:
        state = bank_state(session, _unit_id(session, unit))
    coming: dict[str, int] = {}
    with (
        (folder / NEW).open("w", encoding="utf-8") as new,
        (folder / CHANGED).open("w", encoding="utf-8") as old,
    ):
        for action, change in compare(state, _items(folder / READ, counts)):
            counts[action.value] += 1
            if action is ImportAction.REFUSED:
                print(f"错误：编号“{change.item.id}”在文件里出现了不止一次。", file=sys.stderr)
                continue
            coming[change.item.id] = stem_digest(change.item)
            if action is not ImportAction.UNCHANGED:
                (new if action is ImportAction.NEW else old).write(change.to_line() + "\n")
    _tell_alike(database, state, coming, folder / READ, counts)
    return state


def _tell_alike(
    database: Database, state: BankState, coming: dict[str, int], spool: Path, counts: Counter[str]
) -> None:
    """Warn of what repeats or contradicts another item; it comes in all the same, for the organiser to decide."""
    places: dict[str, int] = {}

    def items() -> Iterator[Item]:
        seen: set[str] = set()
        found = (each for each in read_spool(spool) if isinstance(each, Item))
        for number, item in enumerate(found, 1):
            if item.id not in seen:
                seen.add(item.id)
                places[item.id] = number
                yield item

    with database.read() as session:
        for alike in find_alike(session, state, coming, items):
            where = f"文件里第 {places[alike.first]} 道" if alike.first in coming else "题库里的"
            what = (
                "重复" if alike.likeness is Likeness.DUPLICATE else "题干相同、答案不同，请核对哪一道是对的"
            )
            print(
                f"提醒 第 {places[alike.second]} 道“{alike.second}”：与{where}“{alike.first}”{what}。",
                file=sys.stderr,
            )
            counts["warned"] += 1


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
    folder: Path,
    is_draft: bool,
    counts: Counter[str],
    progress: Progress,
) -> None:
    """Stage what is new in short transactions, so that members' answers need not wait; then show all of it at once."""
    task = progress.add_task("写入题库", total=counts["new"] + counts["changed"])
    now, status = SystemClock().now(), ItemStatus.DRAFT if is_draft else ItemStatus.READY
    _clear(database, state.unit_id)  # what an import that was cut off has left
    staged = 0
    try:
        with (folder / NEW).open(encoding="utf-8") as lines:
            new = (Change.from_line(line).item for line in lines)
            while step := list(islice(new, STEP)):
                with database.write() as session:
                    stage_items(session, state.unit_id, step, now=now, status=status)
                staged += len(step)
                progress.advance(task, len(step))
        with (folder / CHANGED).open(encoding="utf-8") as lines, database.write() as session:
            changes = (Change.from_line(line) for line in lines)
            done = finish_import(session, state, staged, changes, now=now, status=status)
    except BaseException:
        _clear(database, state.unit_id)
        raise
    progress.advance(task, done.changed)
    counts["imported"] = done.created + done.changed


def _clear(database: Database, unit_id: int) -> None:
    is_more = True
    while is_more:
        with database.write() as session:
            is_more = drop_staged(session, unit_id) > 0


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
