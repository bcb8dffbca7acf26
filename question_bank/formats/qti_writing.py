"""Writing QTI packages, 2.2 and 3.0, that read back equal; what QTI has no word for is noted in the manifest."""

import hashlib
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import BinaryIO
from urllib.parse import quote
from xml.etree.ElementTree import Element, tostring

from ..checking import problems
from ..model import Item, Picture
from ..text import PictureName, text_parts
from .extra_fields import extra_fields, same_question
from .qti_files import Files, Shelf
from .qti_item_reading import ItemReader, as_qti2
from .qti_item_writing import item_element, stimulus_element
from .qti_manifest import NAME, RELEASES, Release, add_resource, known_fields, manifest_element
from .qti_xml import Xml
from .reading import CannotWrite, OpenDesk
from .zip_guard import MAX_FILE, MAX_MEMBERS

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,99}")
_CAPITAL = re.compile(r"[A-Z]")
_HTML = frozenset(["p", "br", "img"])
_SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def write_qti22(items: Iterable[Item], stream: BinaryIO) -> None:
    """A QTI 2.2 package: a file an item, and the manifest. Raises CannotWrite."""
    _write(items, stream, RELEASES["2.2"], is_qti3=False)


def write_qti3(items: Iterable[Item], stream: BinaryIO) -> None:
    """A QTI 3.0 package: a file an item, and the manifest. Raises CannotWrite."""
    _write(items, stream, RELEASES["3.0"], is_qti3=True)


def _write(items: Iterable[Item], stream: BinaryIO, release: Release, *, is_qti3: bool) -> None:
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        package = _Package(archive, release, is_qti3=is_qti3)
        for number, item in enumerate(items, 1):
            if found := problems(item):
                raise CannotWrite(item.id, found[0].message)
            package.add(item, number)
        package.close()


class _Package:
    """The package being written: a picture or a stimulus that several items share stands in it once."""

    def __init__(self, archive: zipfile.ZipFile, release: Release, *, is_qti3: bool) -> None:
        self._archive, self._release, self._is_qti3 = archive, release, is_qti3
        self._manifest, self._resources = manifest_element(release)
        self._identifiers: set[str] = set()
        self._ids: set[str] = set()
        self._stimuli: dict[tuple[str, tuple[str, ...]], str] = {}
        self._paths: set[str] = set()
        self._size = 0

    def add(self, item: Item, number: int) -> None:
        """Write the files of an item. Raises CannotWrite."""
        if item.id in self._ids:
            raise CannotWrite(item.id, "编号与前面的题相同，请换一个编号。")
        self._ids.add(item.id)
        files: dict[str, bytes] = {}
        pictures = {picture.name: _picture_path(picture) for picture in item.pictures}
        files |= {pictures[picture.name]: picture.data for picture in item.pictures}
        addresses = {name: f"../{quote(path)}" for name, path in pictures.items()}
        stimulus = self._stimulus(item, addresses, files) if item.stimulus else ""
        identifier = _identifier(item, number, self._identifiers)
        element = item_element(item, identifier, addresses, f"../{stimulus}" if stimulus else "")
        data = self._bytes(element)
        note = _note(data, item, Files(Shelf(files.get), "items"))
        href = f"items/{number}.xml"
        needed = [*pictures.values(), *([stimulus] if stimulus else [])]
        add_resource(self._resources, self._release, href, item, note, needed)
        for path, content in {**files, href: data}.items():
            self._put(path, content, item)

    def close(self) -> None:
        """Write the manifest."""
        self._write(NAME, tostring(self._manifest, "utf-8", xml_declaration=True))

    def _stimulus(self, item: Item, addresses: Mapping[str, str], files: dict[str, bytes]) -> str:
        """The path of the stimulus of an item, which is put among its files."""
        text = item.stimulus or ""
        shown = tuple(addresses[part.name] for part in text_parts(text) if isinstance(part, PictureName))
        path = self._stimuli.setdefault((text, shown), f"stimuli/{len(self._stimuli) + 1}.xml")
        name = path.rpartition("/")[2].removesuffix(".xml")
        files[path] = self._bytes(stimulus_element(item, f"s{name}", addresses))
        return path

    def _put(self, path: str, data: bytes, item: Item) -> None:
        if path in self._paths:
            return
        self._paths.add(path)
        if len(self._paths) >= MAX_MEMBERS:
            raise CannotWrite(item.id, f"一个 QTI 压缩包最多放 {MAX_MEMBERS - 1} 个文件，请分几次导出。")
        self._size += self._write(path, data)
        if self._size > MAX_FILE:
            raise CannotWrite(item.id, "压缩包超过 20 MB（图片太多），请分几次导出。")

    def _write(self, name: str, data: bytes) -> int:
        # With a fixed date the same items give the same bytes.
        member = zipfile.ZipInfo(name, _LONG_AGO)
        member.compress_type = zipfile.ZIP_DEFLATED
        self._archive.writestr(member, data)
        return member.compress_size

    def _bytes(self, element: Element) -> bytes:
        return _bytes(_as_qti3(element) if self._is_qti3 else element, self._release)


def _picture_path(picture: Picture) -> str:
    """The same picture under the same name has the same path; any other has another."""
    digest = hashlib.blake2b(picture.name.encode() + b"\0" + picture.data, digest_size=8).hexdigest()
    return f"pictures/{digest}/{picture.name}"


def _identifier(item: Item, number: int, taken: set[str]) -> str:
    """The item's id where QTI takes it, else one that no other item has."""
    identifier = item.id if _IDENTIFIER.fullmatch(item.id) else f"q{number}"
    while identifier in taken:
        identifier += "_"
    taken.add(identifier)
    return identifier


def _note(data: bytes, item: Item, files: Files) -> str:
    """What turns the item that a reader makes of the data into ours. Raises CannotWrite when nothing can."""
    element = as_qti2(Xml(data, "").element())
    found = ItemReader(OpenDesk()).read(element, "", files, **known_fields(item))
    read = next((one for one in found if isinstance(one, Item)), None)
    if read is None or not same_question(read, item):
        raise CannotWrite(item.id, "这道题写成 QTI 后读不回原样，请改用 JSON 行格式导出。")
    return extra_fields(replace(read), item)


def _bytes(element: Element, release: Release) -> bytes:
    element.set("xmlns", release.item_namespace)
    element.set("xmlns:xsi", _SCHEMA_INSTANCE)
    element.set("xsi:schemaLocation", f"{release.item_namespace} {release.item_schema}")
    return bytes(tostring(element, "utf-8", xml_declaration=True))


def _as_qti3(element: Element) -> Element:
    """The element with the names of QTI 3, in place."""
    for one in list(element.iter()):
        if one.tag == "modalFeedback":
            body = Element("contentBody")
            body.extend(list(one))
            one[:] = [body]
        for name in [name for name in one.attrib if _CAPITAL.search(name)]:
            one.attrib[_kebab(name)] = one.attrib.pop(name)
    for one in element.iter():
        one.tag = one.tag if one.tag in _HTML else "qti-" + _kebab(one.tag)
    return element


def _kebab(name: str) -> str:
    return _CAPITAL.sub(lambda found: "-" + found[0].lower(), name)
