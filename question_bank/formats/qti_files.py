"""What an item of a QTI package refers to: pictures and shared stimuli, by addresses relative to its own file."""

import posixpath
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TypeVar
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from .qti_xml import open_xml
from .reading import FormatError

# Where Canvas and Common Cartridge keep what a page shows.
_FILE_BASE = ("$IMS-CC-FILEBASE$", "$IMS_CC_FILEBASE$", "%24IMS-CC-FILEBASE%24")
_SHELVES = ("", "web_resources", "media", "images")
_MOST_READ = 400 * 1024 * 1024
_KEPT = 16

T = TypeVar("T")


class Shelf:
    """The files of a package that items refer to; the last ones asked for are kept, for many items show the same.

    read: gives the bytes at a path, None where there are none. Whatever the items ask for, only so much is read.
    """

    def __init__(self, read: Callable[[str], bytes | None] = lambda _: None) -> None:
        self._read = read
        self._left = _MOST_READ
        self._data: OrderedDict[str, bytes | None] = OrderedDict()
        self._roots: OrderedDict[str, Element | None] = OrderedDict()

    def data(self, path: str) -> bytes | None:
        """The bytes at a path."""
        if path not in self._data:
            found = self._read(path) if self._left > 0 else None
            self._left -= len(found or b"")
            _keep(self._data, path, found)
        return self._data[path]

    def root(self, path: str) -> Element | None:
        """The root of the XML at a path, None where there is none that can be read."""
        if path not in self._roots:
            data, root = self.data(path), None
            with suppress(FormatError):
                root = open_xml(data).element() if data else None
            _keep(self._roots, path, root)
        return self._roots[path]


def _keep(kept: OrderedDict[str, T], path: str, found: T) -> None:
    kept[path] = found
    if len(kept) > _KEPT:
        kept.popitem(last=False)


class Files:
    """A shelf as seen from the folder of one file."""

    def __init__(self, shelf: Shelf | None = None, folder: str = "") -> None:
        self._shelf, self.folder = shelf or Shelf(), folder

    def picture(self, address: str) -> bytes | None:
        """The bytes of a picture; nothing outside the package is ever fetched."""
        found = map(self._shelf.data, dict.fromkeys(self._paths(address)))
        return next((data for data in found if data is not None), None)

    def stimulus(self, address: str) -> tuple[Element, "Files"] | None:
        """The root of a shared stimulus, and the files as seen from there."""
        path = posixpath.normpath(posixpath.join(self.folder, unquote(address)))
        root = self._shelf.root(path)
        return None if root is None else (root, Files(self._shelf, posixpath.dirname(path)))

    def _paths(self, address: str) -> Iterator[str]:
        address = address.partition("?")[0].partition("#")[0]
        for base in _FILE_BASE:
            address = address.replace(base, "")
        plain = unquote(address)
        yield posixpath.normpath(posixpath.join(self.folder, plain.lstrip("/")))
        for shelf in _SHELVES:
            yield posixpath.normpath(posixpath.join(shelf, plain.lstrip("/")))
