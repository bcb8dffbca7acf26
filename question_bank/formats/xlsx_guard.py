"""Looking at an xlsx before parsing it: what is no xlsx, and what would cost too much, is refused here."""

import re
import zipfile
from typing import BinaryIO

from .reading import FormatError

MAX_FILE = 20 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 60

_MAX_MEMBERS = 2_000
_MAX_UNPACKED = 160 * 1024 * 1024
_MAX_RATIO = 200
_MAX_STRINGS = 1_000_000
_CHUNK = 1 << 20


def refuse_hostile(stream: BinaryIO) -> None:
    """Raises FormatError, with a sentence that says what to do, unless the stream is an xlsx of bearable size.

    The stream must be seekable; it is left at its start.
    """
    size = stream.seek(0, 2)
    stream.seek(0)
    head = stream.read(4096)
    stream.seek(0)
    if size > MAX_FILE:
        raise FormatError("文件超过 20 MB，请拆成几个文件再导入。")
    _refuse_other_kinds(head)
    try:
        with zipfile.ZipFile(stream) as archive:
            _check_archive(archive)
    except FormatError:
        raise
    except Exception as error:  # zipfile, zlib and lzma each have their own errors for damaged files
        raise FormatError("文件不完整或已损坏，请重新保存或重新上传。") from error
    finally:
        stream.seek(0)


def has_pictures(stream: BinaryIO) -> bool:
    """Whether pictures lie on the sheets of a spreadsheet that was not refused."""
    stream.seek(0)
    with zipfile.ZipFile(stream) as archive:
        return any(name.startswith("xl/media/") for name in archive.namelist())


def _refuse_other_kinds(head: bytes) -> None:
    if not head:
        raise FormatError("文件是空的，请重新选择。")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise FormatError(
            "这是旧格式（.xls）或加了密码的表格，请用 Excel 或 WPS 打开，去掉密码，另存为 .xlsx 后再导入。"
        )
    if head.startswith(b"PK"):
        return
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml")):
        raise FormatError(
            "这其实是网页或 XML 表格，只是后缀像表格，请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。"
        )
    raise FormatError(
        "文件内容不是 Excel 工作簿，只是后缀写成了 .xlsx。请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入；"
        "本来是 CSV 或文本的，把后缀改回去再导入。"
    )


def _check_archive(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(members) > _MAX_MEMBERS or len(set(names)) != len(names):
        raise FormatError("表格文件的内部结构不正常，不能导入；请新建表格，把题目复制过去后保存。")
    if any(member.flag_bits & 1 for member in members):
        raise FormatError("表格加了密码，请去掉密码后再导入。")
    if "xl/workbook.bin" in names:
        raise FormatError("这是 .xlsb 表格，请另存为 .xlsx 后再导入。")
    if "xl/workbook.xml" not in names:
        raise FormatError("这不是 .xlsx 表格（可能是 Word 文件或普通压缩包），请选对文件和格式。")
    total = sum(member.file_size for member in members)
    bombs = [
        m for m in members if m.file_size > _CHUNK and m.file_size > _MAX_RATIO * max(m.compress_size, 1)
    ]
    if total > _MAX_UNPACKED or bombs:
        raise FormatError("表格展开后太大（可能有大量空白行或图片），请把题目复制到新表格，或拆成几个文件。")
    for member in members:
        if member.filename.endswith((".xml", ".rels")):
            _check_xml(archive, member)


def _check_xml(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    with archive.open(member) as part:
        head = part.read(_CHUNK)
        # Entities can only be declared in a document type; UTF-16 would hide one from this look.
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head or b"\0" in head:
            raise FormatError(
                "表格里有不允许的内容（外部实体或异常编码），请新建表格，把题目复制过去后保存。"
            )
        if member.filename.endswith("sharedStrings.xml"):
            strings, rest = 0, head
            while rest:
                strings += len(re.findall(rb"<(?:\w+:)?si\b", rest))
                rest = part.read(_CHUNK)
            if strings > _MAX_STRINGS:
                raise FormatError("表格里的文字太多，请拆成几个文件再导入。")
