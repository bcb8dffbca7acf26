"""Uploads that somebody has looked at and not yet confirmed, kept as files under the data folder.

Each belongs to the person who uploaded it and expires; its id is random, and the digest of the uploaded bytes stands
in it, so that what is confirmed is what was previewed.
"""

import hashlib
import json
import os
import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from question_bank import Source
from studyhub.core.errors import NotFound
from studyhub.items.exchange import ItemFile, read_item_file

LIFETIME = timedelta(hours=24)

_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class KeptImport:
    """A read file that waits: whose it is, what it was called, where its items go, and what it held."""

    id: str
    member_id: int
    file_name: str
    digest: str
    unit_id: int
    is_ready: bool
    kept_at: datetime
    file: ItemFile


def keep_import(
    folder: Path,
    content: bytes,
    *,
    format: str,
    file_name: str,
    member_id: int,
    unit_id: int,
    is_ready: bool,
    now: datetime,
    study_unit: str = "",
) -> str:
    """Read an uploaded file in a child process and keep what it held; gives the id of the kept import.

    study_unit: the slug of the study unit that items without a source are over; "" for none.

    Raises Invalid when the file as a whole cannot be read; then nothing is kept.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    remove_expired(folder, now)
    kept_id = secrets.token_hex(16)
    upload = folder / f"{kept_id}.upload"
    try:
        _write(upload, content)
        file = _with_source(read_item_file(upload, format or _named(file_name, content)), study_unit)
    finally:
        upload.unlink(missing_ok=True)
    about = {
        "member_id": member_id,
        "file_name": file_name[:120],
        "digest": hashlib.sha256(content).hexdigest(),
        "unit_id": unit_id,
        "is_ready": is_ready,
        "kept_at": now.isoformat(),
    }
    _write(folder / f"{kept_id}.json", f"{json.dumps(about, ensure_ascii=False)}\n{file.to_json()}".encode())
    return kept_id


def _named(file_name: str, content: bytes) -> str:
    """The format to read with where the name claims a workbook and the content is none: its reader says what to do."""
    claims_workbook = file_name.lower().endswith(".xlsx") and not content.startswith(b"PK")
    return "xlsx" if claims_workbook else ""


def _with_source(file: ItemFile, study_unit: str) -> ItemFile:
    if not study_unit:
        return file
    source = Source(study_unit, "", "")
    return replace(
        file, items=tuple(item if item.source else replace(item, source=source) for item in file.items)
    )


def get_import(folder: Path, kept_id: str, *, member_id: int, now: datetime) -> KeptImport:
    """A kept import of this person, or NotFound: also when it belongs to somebody else or has expired."""
    path = folder / f"{kept_id}.json"
    if _ID.fullmatch(kept_id) and path.is_file():
        about, _, file = path.read_text(encoding="utf-8").partition("\n")
        data = json.loads(about)
        data["kept_at"] = datetime.fromisoformat(data["kept_at"])
        if data["member_id"] == member_id and now - data["kept_at"] < LIFETIME:
            return KeptImport(id=kept_id, file=ItemFile.from_json(file), **data)
    raise NotFound("这次导入的预览已过期或已经处理过，请重新上传文件。")


def drop_import(folder: Path, kept_id: str) -> None:
    """Forget a kept import."""
    (folder / f"{kept_id}.json").unlink(missing_ok=True)


def remove_expired(folder: Path, now: datetime) -> None:
    """Delete what nobody confirmed in time."""
    for path in folder.iterdir():
        if now.timestamp() - path.stat().st_mtime > LIFETIME.total_seconds():
            path.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(content)
