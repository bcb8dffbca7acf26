"""Writing QTI packages, 2.2 and 3.0, that read back equal; what QTI has no word for is noted in the manifest."""

import re
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from typing import BinaryIO
from xml.etree.ElementTree import Element, tostring

from ..checking import problems
from ..model import Item
from .extra_fields import extra_fields, same_question
from .qti_item_reading import ItemReader, as_qti2
from .qti_item_writing import item_element
from .qti_manifest import NAME, RELEASES, Release, add_resource, known_fields, manifest_element
from .qti_xml import Xml
from .reading import CannotWrite, OpenDesk
from .zip_guard import MAX_MEMBERS

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,99}")
_CAPITAL = re.compile(r"[A-Z]")
_HTML = frozenset(["p", "br"])
_SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def write_qti22(items: Iterable[Item], stream: BinaryIO) -> None:
    """A QTI 2.2 package: a file an item, and the manifest. Raises CannotWrite."""
    _write(items, stream, RELEASES["2.2"], is_qti3=False)


def write_qti3(items: Iterable[Item], stream: BinaryIO) -> None:
    """A QTI 3.0 package: a file an item, and the manifest. Raises CannotWrite."""
    _write(items, stream, RELEASES["3.0"], is_qti3=True)


def _write(items: Iterable[Item], stream: BinaryIO, release: Release, *, is_qti3: bool) -> None:
    manifest, resources = manifest_element(release)
    identifiers: set[str] = set()
    ids: set[str] = set()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, item in enumerate(items, 1):
            if found := problems(item):
                raise CannotWrite(item.id, found[0].message)
            if item.id in ids:
                raise CannotWrite(item.id, "编号与前面的题相同，请换一个编号。")
            if number >= MAX_MEMBERS:
                raise CannotWrite(item.id, f"一个 QTI 压缩包最多放 {MAX_MEMBERS - 1} 道题，请分几次导出。")
            ids.add(item.id)
            element = item_element(item, _identifier(item, number, identifiers))
            data = _bytes(_as_qti3(element) if is_qti3 else element, release)
            href = f"items/{number}.xml"
            add_resource(resources, release, href, item, _note(data, item))
            _put(archive, href, data)
        _put(archive, NAME, tostring(manifest, "utf-8", xml_declaration=True))


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    # With a fixed date the same items give the same bytes.
    member = zipfile.ZipInfo(name, _LONG_AGO)
    member.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(member, data)


def _identifier(item: Item, number: int, taken: set[str]) -> str:
    """The item's id where QTI takes it, else one that no other item has."""
    identifier = item.id if _IDENTIFIER.fullmatch(item.id) else f"q{number}"
    while identifier in taken:
        identifier += "_"
    taken.add(identifier)
    return identifier


def _note(data: bytes, item: Item) -> str:
    """What turns the item that a reader makes of the data into ours. Raises CannotWrite when nothing can."""
    element = as_qti2(Xml(data, "").element())
    found = ItemReader(OpenDesk()).read(element, "", **known_fields(item))
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
