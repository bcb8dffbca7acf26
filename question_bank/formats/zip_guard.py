"""Opening a zip that a stranger made: what could cost too much or mislead is refused before anything is unpacked.

Nothing is ever written to disk: members are read one by one into memory, each with a limit.
"""

import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from .reading import FormatError

MAX_FILE = 20 * 1024 * 1024
MAX_MEMBERS = 20_000
MAX_MEMBER = 20 * 1024 * 1024

_MAX_UNPACKED = 160 * 1024 * 1024
_MAX_RATIO = 200
_SMALL = 1 << 20
_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, IndexError)


@contextmanager
def open_archive(stream: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """The archive of a seekable stream. Raises FormatError, with what to do, for one that is broken or hostile."""
    size = stream.seek(0, 2)
    stream.seek(0)
    if size > MAX_FILE:
        raise FormatError("文件超过 20 MB，请拆成几个文件再导入。")
    try:
        archive = zipfile.ZipFile(stream)
    except _BROKEN as error:
        raise FormatError("压缩包不完整或已损坏，请重新导出或重新上传。") from error
    with archive:
        _refuse_hostile(archive, size)
        yield archive


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of a member, at most MAX_MEMBER. Raises FormatError when it is longer or broken."""
    try:
        with archive.open(name) as member:
            data = member.read(MAX_MEMBER + 1)
    except (*_BROKEN, zipfile.LargeZipFile, KeyError) as error:
        raise FormatError(f"压缩包里的“{name[:60]}”已损坏，请重新导出。") from error
    except Exception as error:  # zlib, lzma and bz2 each have their own error for damaged data
        raise FormatError(f"压缩包里的“{name[:60]}”解不开，请重新导出。") from error
    if len(data) > MAX_MEMBER:
        raise FormatError(f"压缩包里的“{name[:60]}”展开后太大，没有读入。")
    return data


def read_start(archive: zipfile.ZipFile, name: str, most: int) -> bytes | None:
    """The first bytes of a member, at most so many; None when it is broken or not there."""
    try:
        with archive.open(name) as member:
            return member.read(most)
    except Exception:  # zlib, lzma and bz2 each have their own error for damaged data
        return None


def _refuse_hostile(archive: zipfile.ZipFile, size: int) -> None:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise FormatError(f"压缩包里的文件超过 {MAX_MEMBERS} 个，请拆成几个压缩包。")
    if any(member.flag_bits & 1 for member in members):
        raise FormatError("压缩包加了密码，请去掉密码后再导入。")
    folded = {member.filename.casefold() for member in members}
    if len(folded) != len(members) or any(map(_is_odd_name, members)):
        raise FormatError("压缩包里有不正常的文件名（重名、绝对路径或“..”等），不能导入；请重新导出。")
    # Parts that overlap are counted several times, and so are more than the file is long.
    if sum(member.compress_size for member in members) > size:
        raise FormatError("压缩包的内部结构不正常，不能导入；请重新导出。")
    if sum(member.file_size for member in members) > _MAX_UNPACKED or any(
        member.file_size > _SMALL and member.file_size > _MAX_RATIO * max(member.compress_size, 1)
        for member in members
    ):
        raise FormatError("压缩包展开后太大，请拆成几个文件再导入。")


def _is_odd_name(member: zipfile.ZipInfo) -> bool:
    name = member.orig_filename
    return (
        not name
        or len(name) > 240
        or name.startswith("/")
        or any(sign in name for sign in "\\\0:")
        or ".." in name.split("/")
        or stat.S_ISLNK(member.external_attr >> 16)
    )
