"""XML read as a stream, with every way to make it cost or fetch something closed."""

from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element

from .reading import FormatError

MAX_DEPTH = 100
MAX_ATTRIBUTES = 200
MAX_ATTRIBUTE = 2_000_000  # a picture may stand in one
MAX_INSIDE = 100_000


def elements(stream: BinaryIO, root: tuple[str, ...], tag: str) -> Iterator[Element]:
    """Every child of the root with that tag, complete; each is emptied after use, so memory stays flat.

    Names lose their namespaces. Raises FormatError for another root, a document type, entities, or broken XML.
    """
    depth = count = 0
    top: Element | None = None
    for event, element in xml_events(stream):
        if event == "start":
            depth += 1
            count += 1
            if count > MAX_INSIDE:
                raise FormatError("XML 里有一道题的元素太多，不像题库文件，没有读入。")
            if top is None:
                top = element
                if element.tag not in root:
                    raise FormatError(f"XML 的根元素是“{str(element.tag)[:30]}”，不是这种格式；请选对格式。")
            continue
        depth -= 1
        if depth == 1:
            count = 0
            if element.tag == tag:
                yield element
            assert top is not None
            top.clear()


def xml_events(stream: BinaryIO) -> Iterator[tuple[str, Element]]:
    """("start" or "end", element) in document order; an element is complete at its end.

    Names lose their namespaces. Raises FormatError for a document type, entities, or broken XML.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, iterparse

    depth = 0
    try:
        for event, element in iterparse(stream, ("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            if event == "start":
                _strip_namespace(element)
                if depth > MAX_DEPTH or len(element.attrib) > MAX_ATTRIBUTES:
                    raise FormatError("XML 的层次太深或属性太多，不像题库文件，没有读入。")
                if sum(map(len, element.attrib.values())) > MAX_ATTRIBUTE:
                    raise FormatError("XML 里有一个属性太长，不像题库文件，没有读入。")
            yield event, element
    except DefusedXmlException as error:
        raise FormatError("XML 里有 DOCTYPE 或实体声明，为安全起见不读入；请删去后再导入。") from error
    except (ParseError, LookupError, ValueError) as error:
        place = getattr(error, "position", (0, 0))
        raise FormatError(f"XML 残缺，读不下去（第 {place[0]} 行附近）；请重新导出。") from error


def _strip_namespace(element: Any) -> None:
    if isinstance(element.tag, str) and element.tag.startswith("{"):
        element.tag = element.tag.rpartition("}")[2]
