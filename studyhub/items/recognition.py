"""What a file of items is, told by its content, whatever its name says."""

import codecs
import csv
import re
import zipfile
from typing import BinaryIO

from question_bank import FORMATS, FormatError
from question_bank.formats.table_columns import find_columns

_HEAD = 1 << 16
PDF = (
    "题目不能从 PDF 里读。请用 Word 或 WPS 打开，另存为 Word 文档（.docx）后再导入；扫描件要先识别成文字，"
    "或者把题目填进表格模板。"
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_OLD_WORD = "WordDocument".encode("utf-16-le")
_AIKEN_KEY = re.compile(r"^\s*ANSWER\s*:", re.MULTILINE)
_AIKEN_CHOICE = re.compile(r"^\s*A[.)]\s", re.MULTILINE)
_GIFT = re.compile(r"(?<!\\)\{|^\s*(?:::|\$CATEGORY:)", re.MULTILINE)
_MOODLE = re.compile(r"<quiz[\s>]")


def recognise_format(stream: BinaryIO) -> str:
    """A name in question_bank.FORMATS for a seekable stream, which is left at its start.

    Raises FormatError for a PDF, out of which no questions are read.
    """
    stream.seek(0)
    head = stream.read(_HEAD)
    stream.seek(0)
    if head.startswith(b"%PDF"):
        raise FormatError(PDF)
    if head.startswith(b"PK\x03\x04"):
        name = _kind_of_archive(stream)
        stream.seek(0)
    elif head.startswith(_OLD_OFFICE):
        name = "paper" if _OLD_WORD in head else "xlsx"  # each refuses with the sentence for its own kind
    else:
        name = _kind_of_text(_decoded(head))
    return name if name in FORMATS else "gift"


def _kind_of_archive(stream: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = [name.lower() for name in archive.namelist()]
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return "xlsx"
    if any(name.startswith("word/") for name in names):
        return "paper"
    if not any(name.startswith("xl/") for name in names) and any(name.endswith(".xml") for name in names):
        return "qti"
    return "xlsx"


def _kind_of_text(text: str) -> str:
    start = text.lstrip()
    if re.match(r'\{\s*"', start):
        return "jsonl"
    if start.startswith("<"):
        return "moodle" if _MOODLE.search(text) else "qti"
    if _is_table(text.splitlines()[:10]):
        return "csv"
    if _AIKEN_KEY.search(text) and _AIKEN_CHOICE.search(text):
        return "aiken"
    return "gift" if _GIFT.search(text) else "paper"


def _is_table(lines: list[str]) -> bool:
    for line in lines:
        for sign in ",\t;":
            try:
                cells = next(csv.reader([line], delimiter=sign), [])
            except csv.Error:
                continue
            if find_columns(cells) is not None:
                return True
    return False


def _decoded(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore")
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(head)  # a character may be cut at the end
    except UnicodeDecodeError:
        return head.decode("gb18030", "ignore")
