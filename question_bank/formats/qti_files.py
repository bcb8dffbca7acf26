"""What an item of a QTI package refers to: pictures and shared stimuli, by addresses relative to its own file."""

import posixpath
from collections.abc import Callable, Iterator
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from .qti_xml import open_xml
from .reading import FormatError

# Where Canvas and Common Cartridge keep what a page shows.
_FILE_BASE = ("$IMS-CC-FILEBASE$", "$IMS_CC_FILEBASE$", "%24IMS-CC-FILEBASE%24")
_SHELVES = ("", "web_resources", "media", "images")


class Files:
    """The other files of a package as seen from one folder. read gives the bytes at a path, None where there are none."""

    def __init__(self, read: Callable[[str], bytes | None] = lambda _: None, folder: str = "") -> None:
        self._read, self._folder = read, folder

    def picture(self, address: str) -> bytes | None:
        """The bytes of a picture; nothing outside the package is ever fetched."""
        if ":" in address.partition("/")[0]:
            return None
        return next((data for path in self._paths(address) if (data := self._read(path)) is not None), None)

    def stimulus(self, address: str) -> tuple[Element, "Files"] | None:
        """The root of a shared stimulus, and the files as seen from there."""
        path = posixpath.normpath(posixpath.join(self._folder, address))
        data = self._read(path)
        if data is None:
            return None
        try:
            return open_xml(data).element(), Files(self._read, posixpath.dirname(path))
        except FormatError:
            return None

    def _paths(self, address: str) -> Iterator[str]:
        address = address.partition("?")[0].partition("#")[0]
        for base in _FILE_BASE:
            address = address.replace(base, "")
        plain = unquote(address)
        yield posixpath.normpath(
            posixpath.join(self._folder, plain.lstrip("/") if plain[:1] == "/" else plain)
        )
        for shelf in _SHELVES:
            yield posixpath.normpath(posixpath.join(shelf, plain.lstrip("/")))
