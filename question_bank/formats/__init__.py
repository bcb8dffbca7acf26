"""Exchange formats behind one registry: one module each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO

from ..model import Item
from .aiken import bare_question, read_aiken, write_aiken
from .csv_tables import read_csv, write_csv
from .gift_reading import read_gift
from .gift_writing import write_gift
from .jsonl import read_jsonl, write_jsonl
from .moodle_reading import read_moodle
from .moodle_writing import write_moodle
from .paper_reading import read_paper
from .qti_reading import read_qti
from .qti_writing import write_qti3, write_qti22
from .reading import CannotWrite, FormatError, Reading, ReadProblem, ReadResult, Severity
from .xlsx_reading import read_xlsx
from .xlsx_writing import write_xlsx

Reader = Callable[[BinaryIO], Reading]
Writer = Callable[[Iterable[Item], BinaryIO], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A format by its name: what people call it, its file endings, and what we can do with it."""

    name: str
    title: str
    endings: tuple[str, ...]
    read: Reader | None
    write: Writer | None


FORMATS = {
    format.name: format
    for format in (
        Format("jsonl", "JSON 行（完整备份）", (".jsonl",), read_jsonl, write_jsonl),
        Format("xlsx", "Excel 表格（模板）", (".xlsx",), read_xlsx, write_xlsx),
        Format("csv", "CSV 表格", (".csv",), read_csv, write_csv),
        Format("paper", "Word 试卷或粘贴的文本", (".docx",), read_paper, None),
        Format("moodle", "Moodle XML", (".xml",), read_moodle, write_moodle),
        Format("qti", "QTI 2.2 试题包（可读 1.2 至 3.0）", (".zip",), read_qti, write_qti22),
        Format("qti3", "QTI 3.0 试题包", (), None, write_qti3),
        Format("aiken", "Aiken（单选题文本）", (".aiken",), read_aiken, write_aiken),
        Format("gift", "GIFT（Moodle 文本）", (".gift", ".txt"), read_gift, write_gift),
    )
}


def stream_items(stream: BinaryIO, format: str) -> Reading:
    """Items and ReadProblems one by one, in the file's order, with flat memory.

    format: a name in FORMATS. Raises FormatError (also while iterating) when the file as a whole is not of
    that format, ValueError when there is no such format or it cannot be read.
    """
    reader = FORMATS[format].read if format in FORMATS else None
    if reader is None:
        raise ValueError(f"cannot read format {format!r}")
    return reader(stream)


def read_items(stream: BinaryIO, format: str) -> ReadResult:
    """The good items of a file and its problems. Raises as stream_items does."""
    items: list[Item] = []
    problems: list[ReadProblem] = []
    for found in stream_items(stream, format):
        if isinstance(found, Item):
            items.append(found)
        else:
            problems.append(found)
    return ReadResult(tuple(items), tuple(problems))


def write_items(items: Iterable[Item], stream: BinaryIO, format: str) -> None:
    """Write items so that they read back equal. Raises CannotWrite, naming the item, where the format cannot.

    Items are checked one by one while writing: after CannotWrite what was written so far is to be thrown away.
    """
    writer = FORMATS[format].write if format in FORMATS else None
    if writer is None:
        raise ValueError(f"cannot write format {format!r}")
    writer(items, stream)


__all__ = [
    "FORMATS",
    "CannotWrite",
    "Format",
    "FormatError",
    "ReadProblem",
    "ReadResult",
    "Severity",
    "bare_question",
    "read_items",
    "stream_items",
    "write_items",
]
