"""XML of QTI files: made well-formed where it is safe to, refused where it is not, and seen element by element.

Real exports lack a space in the XML declaration, name a document type that nobody needs, are in GBK, or forget an
end tag; none of that changes what the questions say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder

from .reading import FormatError
from .xml_parsing import MAX_ATTRIBUTES, MAX_DEPTH, xml_events

_DECLARATION = re.compile(rb"\A\s*<\?xml([^?>]{0,200})\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_DOCTYPE = re.compile(rb"<!DOCTYPE\s[^\[>]{0,500}(?:\[([^\]]{0,8000})\]\s*)?>")
_ATTRIBUTE = re.compile(r"(?<![\w:.-])([A-Za-z_][\w:.-]{0,60})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)')")
_NAME = re.compile(r"[A-Za-z_][\w:.-]{0,80}")
_PROLOG = 16_384
_MENDABLE = 2 * 1024 * 1024
_MAX_TAG = 10_000
_MAX_ELEMENTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Xml:
    """A document ready to be read. was_mended: it was not well-formed, so people should look at the result."""

    data: bytes
    root: str
    was_mended: bool = False
    tree: Element | None = None

    def events(self) -> Iterator[tuple[str, Element]]:
        """("start" or "end", element) in document order, names without namespaces. Raises FormatError."""
        if self.tree is not None:
            yield from _walk(self.tree)
        else:
            yield from xml_events(BytesIO(self.data))

    def element(self) -> Element:
        """The root, complete."""
        first: Element | None = None
        for _, element in self.events():
            first = element if first is None else first
        assert first is not None
        return first


def open_xml(data: bytes) -> Xml:
    """The document in the data. Raises FormatError when it is none, is hostile, or is broken beyond mending."""
    data = _with_plain_prolog(data)
    try:
        return Xml(data, _checked_root(data))
    except FormatError:
        if len(data) > _MENDABLE or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise
        tree = _mended(data)
        if tree is None:
            raise
        return Xml(data, tree.tag, was_mended=True, tree=tree)


def _checked_root(data: bytes) -> str:
    """The name of the root of a document that is well-formed to its end and not absurdly full."""
    root, count = "", 0
    parents: list[Element] = []
    for event, element in xml_events(BytesIO(data)):
        if event == "start":
            root = root or str(element.tag)
            count += 1
            if count > _MAX_ELEMENTS:
                raise FormatError("XML 里的元素太多，不像题库文件，没有读入。")
            parents.append(element)
            continue
        parents.pop()
        if parents:
            parents[-1].remove(element)
    return root


def _with_plain_prolog(data: bytes) -> bytes:
    """The data with a sound declaration, in an encoding that the parser knows, without a harmless document type."""
    head, rest = data[:_PROLOG], data[_PROLOG:]
    encoding = "utf-8"
    if declaration := _DECLARATION.match(head):
        found = _ENCODING.search(declaration[1])
        encoding = found[1].decode().lower() if found else encoding
        if not encoding.startswith("utf-16"):
            head = b'<?xml version="1.0" encoding="%b"?>' % encoding.encode() + head[declaration.end() :]
    document_type = _DOCTYPE.search(head)
    if document_type and b"ENTITY" not in (document_type[1] or b""):
        head = head[: document_type.start()] + head[document_type.end() :]
    data = head + rest
    if encoding in ("gbk", "gb2312", "gb18030"):
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as error:
            raise FormatError("文件的文字编码与它自己声明的不一致，请另存为 UTF-8 编码后再导入。") from error
        return _DECLARATION.sub(b"", text.encode("utf-8"))
    return data


def _mended(data: bytes) -> Element | None:
    """The tree of a document whose end tags do not fit: an end tag closes what is open inside its element.

    None when even so it is no whole document (cut off, or no markup at all).
    """
    declaration = _DECLARATION.match(data)
    found = _ENCODING.search(declaration[1]) if declaration else None
    try:
        text = data.decode(found[1].decode() if found else "utf-8").replace("\0", "")
    except (UnicodeDecodeError, LookupError):
        return None
    builder, opened = TreeBuilder(), list[str]()
    position, had_root = 0, False
    while position < len(text):
        start = text.find("<", position)
        if start < 0:
            break
        if opened and start > position:
            builder.data(unescape(text[position:start]))
        if text.startswith("<!--", start) or text.startswith("<?", start):
            end = text.find("-->" if text[start + 1] == "!" else "?>", start)
            position = len(text) if end < 0 else end + (3 if text[start + 1] == "!" else 2)
            continue
        if text.startswith("<![CDATA[", start):
            end = text.find("]]>", start)
            if end < 0:
                return None
            if opened:
                builder.data(text[start + 9 : end])
            position = end + 3
            continue
        end = text.find(">", start, start + _MAX_TAG)
        if end < 0:
            return None
        had_root |= _take_tag(text[start + 1 : end], builder, opened)
        if len(opened) > MAX_DEPTH:
            return None
        position = end + 1
        if had_root and not opened:
            break
    return builder.close() if had_root and not opened else None


def _take_tag(tag: str, builder: TreeBuilder, opened: list[str]) -> bool:
    """Build what the tag says. Whether it began an element."""
    name = _NAME.match(tag.lstrip("/ \t\r\n"))
    if name is None:
        return False
    local = name[0].rpartition(":")[2]
    if tag.lstrip().startswith("/"):
        if local in opened:
            while opened:
                last = opened.pop()
                builder.end(last)
                if last == local:
                    break
        return False
    attributes = {
        attribute[1].rpartition(":")[2]: unescape(attribute[2] or attribute[3] or "")
        for attribute in _ATTRIBUTE.finditer(tag, name.end())
    }
    if len(attributes) > MAX_ATTRIBUTES:
        raise FormatError("XML 的层次太深或属性太多，不像题库文件，没有读入。")
    builder.start(local, attributes)
    if tag.endswith("/"):
        builder.end(local)
    else:
        opened.append(local)
    return True


def _walk(element: Element) -> Iterator[tuple[str, Any]]:
    yield "start", element
    for child in list(element):
        yield from _walk(child)
    yield "end", element
