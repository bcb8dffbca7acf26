"""Pictures out of the bank, each an answer of its own."""

from flask import Response

from studyhub.pictures.queries import PictureFile


def send_picture(file: PictureFile) -> Response:
    """The picture as an answer that this browser alone may keep: its address carries the hash of its bytes."""
    response = Response(file.data, mimetype=file.media_type)
    response.cache_control.private = True
    response.cache_control.immutable = True
    response.cache_control.max_age = 31536000
    return response
