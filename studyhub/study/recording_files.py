"""Audio and video of study units as files of the data folder: each once, named by the SHA-256 of its bytes."""

import hashlib
import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from studyhub.core.errors import Invalid

LARGEST = 200 * 1024 * 1024
PIECE = 1024 * 1024
KINDS = {"audio/mpeg": "MP3 音频", "audio/mp4": "M4A 音频", "video/mp4": "MP4 视频"}

_PICTURES_AND_OTHERS = {b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis", b"crx ", b"qt  "}


def media_type_of(head: bytes) -> str | None:
    """What a file is by its first bytes, one of KINDS, or None when phones would not play it."""
    if head[4:8] == b"ftyp" and len(head) >= 12:
        brand = head[8:12]
        if brand in _PICTURES_AND_OTHERS:
            return None
        return "audio/mp4" if brand in {b"M4A ", b"M4B "} else "video/mp4"
    # A frame of MPEG layer III, or the words about a piece that stand before the first.
    is_frame = len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] & 0xF0 != 0xF0
    return "audio/mpeg" if head.startswith(b"ID3") or is_frame else None


def keep_file(folder: Path, stream: IO[bytes]) -> tuple[str, str]:
    """Copy an upload into `folder` piece by piece; gives its SHA-256 (hex) and what it is. Invalid (file) otherwise.

    What is there already is not kept twice, and half a file never bears a name.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    piece = stream.read(PIECE)
    kind = media_type_of(piece)
    if kind is None:
        raise _refused("这个文件不是 MP3、M4A 或 MP4，请用播放软件或剪辑软件另存为其中一种再上传。")
    digest, size = hashlib.sha256(), 0
    with NamedTemporaryFile(dir=folder, prefix="part-", delete=False) as target:
        try:
            while piece:
                size += len(piece)
                if size > LARGEST:
                    raise _refused(f"文件超过 {LARGEST // 1024 // 1024} MB，请压缩或分成几段再上传。")
                digest.update(piece)
                target.write(piece)
                piece = stream.read(PIECE)
            target.flush()
            os.fsync(target.fileno())
            Path(target.name).replace(folder / digest.hexdigest())
        except BaseException:
            Path(target.name).unlink(missing_ok=True)
            raise
    return digest.hexdigest(), kind


def _refused(sentence: str) -> Invalid:
    return Invalid(sentence, {"file": sentence})
