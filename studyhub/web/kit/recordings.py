"""Audio and video out of the data folder, a piece at a time."""

from pathlib import Path

from flask import Response, request, send_file

from studyhub.core.errors import NotFound
from studyhub.web.kit.transaction import site

PIECE = 1024 * 1024
"""Bytes of an answer at most: a player asks for the next piece, and no slow phone holds a thread for a whole film."""


def recordings_folder() -> Path:
    """Where the files lie, each named by its SHA-256."""
    return site().settings.data_dir / "recordings"


def send_recording(digest: str, media_type: str) -> Response:
    """A kept file, or the part of it that was asked for (206); this browser alone may keep it."""
    path = recordings_folder() / digest
    if not path.is_file():
        raise NotFound("这个音频或视频的文件不在服务器上了，请告诉组织者。")
    size = path.stat().st_size
    asked = request.range.range_for_length(size) if request.range else None
    if asked is None:  # everything, or what cannot be given (416)
        response = send_file(path, mimetype=media_type, conditional=True, etag=digest)
    else:
        start, stop = asked[0], min(asked[1], asked[0] + PIECE)
        with path.open("rb") as stream:
            stream.seek(start)
            response = Response(stream.read(stop - start), 206, mimetype=media_type)
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
        response.headers["Accept-Ranges"] = "bytes"
        response.set_etag(digest)
    response.cache_control.private = True
    response.cache_control.immutable = True
    response.cache_control.max_age = 31536000
    response.cache_control.no_cache = None
    return response
