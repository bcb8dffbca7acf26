"""Web pages and pasted rich text. Nothing is fetched and nothing is run: only words and their places are taken."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from studyhub.materials.document import BlockKind
from studyhub.materials.pictures import inline_picture
from studyhub.materials.raw import RawBlock, RawDocument, tidy, tidy_runs

_SILENT = {"script", "style", "template", "svg", "math", "iframe", "object", "select", "textarea", "canvas"}
_VOID = {
    "br",
    "img",
    "hr",
    "input",
    "meta",
    "link",
    "base",
    "col",
    "wbr",
    "source",
    "area",
    "embed",
    "param",
    "track",
}
_BLOCKS = {
    "p", "div", "section", "article", "main", "header", "footer", "nav", "aside", "ul", "ol", "li", "dl", "dt", "dd", "blockquote",
    "pre", "figure", "figcaption", "table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption", "form", "fieldset", "address",
    "h1", "h2", "h3", "h4", "h5", "h6", "body", "html", "hr", "center", "details", "summary", "title", "button",
}  # fmt: skip
_REGIONS = {"nav": "网站导航", "footer": "网页页脚", "aside": "网页侧栏", "button": "网页按钮"}
_REGION_WORDS = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|menu\w*|breadcrumb\w*|crumbs?|foot\w*|copyright\w*|copyinfo|share\w*|bdshare\w*|related\w*|relate|sidebar"
    r"|side|comment\w*|pagination|pager|recommend\w*|hot\w*|friendlinks?|toolbar|advert\w*|ads?|banner|login\w*|search\w*|prevnext)(?:$|[\s_-])",
    re.I,
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)|opacity\s*:\s*0\s*(?:;|$)"
    r"|text-indent\s*:\s*-\d{3,}|(?<!-)color\s*:\s*(?:#fff(?:fff)?\b|white\b|transparent)|left\s*:\s*-\d{3,}px",
    re.I,
)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_SIZE = re.compile(r"font-size\s*:\s*([\d.]{1,6})(px|pt|em|rem|%)?", re.I)
_UNIT = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "%": 0.16, None: 1.0}
_EMPHASISED = {"b", "strong", "em", "i", "u"}
_HIDDEN_REASON = "网页中隐藏、读者看不见的文字"
_META = {
    "articletitle": "title", "og:title": "title", "author": "author", "article:author": "author", "contentsource": "source",
    "source": "source", "pubdate": "published", "publishdate": "published", "article:published_time": "published",
}  # fmt: skip


def read(text: str, parts: Mapping[str, bytes] | None = None) -> RawDocument:
    """The blocks of a page in their order; text that was hidden from readers becomes a block of its own, so marked.

    parts: pictures that were saved with the page, by their addresses. No other address is ever followed.
    """
    parser = _PageParser(parts or {})
    parser.feed(text)
    parser.close()
    return parser.finish()


@dataclass
class _Element:
    tag: str
    region: str = ""
    is_hidden: bool = False
    is_silent: bool = False
    is_bold: bool = False
    is_emphasised: bool = False
    is_centred: bool = False
    size: float = 0
    list_depth: int = 0


@dataclass
class _Pending:
    """The words of a block until it ends, with what they looked like."""

    runs: list[tuple[str, bool]] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    length: int = 0
    linked: int = 0
    bold: int = 0
    size: float = 0


class _PageParser(HTMLParser):
    def __init__(self, parts: Mapping[str, bytes]) -> None:
        super().__init__(convert_charrefs=True)
        self.document = RawDocument([])
        self._parts = parts
        self._open: list[_Element] = [_Element("")]
        self._pending = _Pending()
        self._links = 0
        self._rows: list[list[str]] = []
        self._table_start = 0
        self._tables = 0
        self._page_title = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "meta":
            self._take_meta(values)
        elif tag == "img":
            self._take_image(values)
        elif tag == "br":
            self._flush()
        if tag in _VOID:
            return
        if tag in _BLOCKS:
            self._close_implied(tag)
            self._flush()
            self._begin_block(tag)
        elif tag == "a":
            self._links += 1
        self._open.append(_opened(tag, values, self._open[-1]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or not any(element.tag == tag for element in self._open[-200:]):
            if tag == "p":
                self._flush()
            return
        while len(self._open) > 1:
            closing = self._open[-1].tag
            if closing in _BLOCKS:
                self._flush()
                self._end_block(closing)
            elif closing == "a":
                self._links = max(0, self._links - 1)
            self._open.pop()
            if closing == tag:
                break

    def handle_data(self, data: str) -> None:
        element = self._open[-1]
        if element.is_silent or not data:
            return
        pending = self._pending
        if element.is_hidden:
            pending.hidden.append(data)
            return
        length = len("".join(data.split()))
        pending.runs.append((data, element.is_emphasised or element.is_bold))
        pending.length += length
        if length:
            pending.size = max(pending.size, element.size)
        if element.is_bold:
            pending.bold += length
        if self._links:
            pending.linked += length

    def finish(self) -> RawDocument:
        self._flush()
        if not self.document.title:
            self.document.title = self._page_title
        return self.document

    def _begin_block(self, tag: str) -> None:
        if tag == "table":
            self._tables += 1
            if self._tables == 1:
                self._rows, self._table_start = [], len(self.document.blocks)
        elif tag == "tr" and self._tables:
            self._rows.append([])
        elif tag in {"td", "th"} and self._rows:
            self._rows[-1].append("")

    def _end_block(self, tag: str) -> None:
        if tag == "table" and self._tables:
            self._tables -= 1
            if not self._tables:
                self._end_table()

    def _end_table(self) -> None:
        """A table of data stays one; of a table that only lays out the page the blocks stand for themselves."""
        rows, self._rows = [row for row in self._rows if any(row)], []
        cells = [cell for row in rows for cell in row if cell]
        if len(rows) > 1 and max(map(len, rows)) > 1 and max(map(len, cells)) <= 200:
            inside = self.document.blocks[self._table_start :]
            kept = [block for block in inside if block.region or block.kind is BlockKind.IMAGE]
            self.document.blocks[self._table_start :] = kept
            rows = [[cell.replace("\n", " ") for cell in row] for row in rows]
            self._add(RawBlock("\n".join("\t".join(row) for row in rows), BlockKind.TABLE, rows=rows))

    def _flush(self) -> None:
        pending, self._pending = self._pending, _Pending()
        element = self._open[-1]
        text, spans = tidy_runs(pending.runs)
        if text and any(each.tag == "title" for each in self._open[-3:]):
            self._page_title = self._page_title or text
        elif text:
            if self._tables and self._rows and self._rows[-1]:
                cell = self._rows[-1][-1]
                self._rows[-1][-1] = f"{cell}\n{text}" if cell else text
            kind, level = self._kind()
            is_bold = pending.bold * 10 >= pending.length * 9
            self._add(
                RawBlock(
                    text,
                    kind,
                    level,
                    emphasis=[] if is_bold else spans,
                    size=pending.size,
                    is_bold=is_bold,
                    is_centred=element.is_centred,
                    link_share=pending.linked / max(1, pending.length),
                    region=element.region,
                )
            )
        if hidden := tidy("".join(pending.hidden)):
            self._add(RawBlock(hidden, region=_HIDDEN_REASON))

    def _kind(self) -> tuple[BlockKind, int]:
        for element in reversed(self._open[-12:]):
            if re.fullmatch("h[1-6]", element.tag):
                return BlockKind.HEADING, int(element.tag[1])
            if element.tag == "li":
                return BlockKind.LIST_ITEM, min(6, max(1, element.list_depth))
            if element.tag in _BLOCKS:
                break
        return BlockKind.PARAGRAPH, 0

    def _add(self, block: RawBlock) -> None:
        block.place = f"第{len(self.document.blocks) + 1}段"
        self.document.blocks.append(block)

    def _close_implied(self, tag: str) -> None:
        """End tags that people may leave out: a new paragraph ends the last, a new item or cell too."""
        ends = {
            "li": {"li", "p"},
            "p": {"p"},
            "tr": {"tr", "td", "th", "p"},
            "td": {"td", "th", "p"},
            "th": {"td", "th", "p"},
        }
        if tag == "div" or re.fullmatch("h[1-6]|ul|ol|table", tag):
            ends[tag] = {"p"}
        while len(self._open) > 1 and self._open[-1].tag in ends.get(tag, ()):
            self.handle_endtag(self._open[-1].tag)

    def _take_image(self, values: dict[str, str]) -> None:
        self._flush()
        if not self._open[-1].is_silent and not self._open[-1].is_hidden:
            name = self._picture(values.get("src", ""))
            region = self._open[-1].region
            self._add(RawBlock(tidy(values.get("alt", "")), BlockKind.IMAGE, image=name, region=region))

    def _picture(self, address: str) -> str:
        """The name of a picture that came with the page, "" for one from elsewhere."""
        name, data = inline_picture(address) or (address, self._parts.get(address))
        if data is None:
            return ""
        self.document.pictures[name] = data
        return name

    def _take_meta(self, values: dict[str, str]) -> None:
        name = _META.get((values.get("name") or values.get("property") or "").lower())
        content = tidy(values.get("content", ""))
        if name and content and not getattr(self.document, name):
            setattr(self.document, name, content)


def _opened(tag: str, values: dict[str, str], parent: _Element) -> _Element:
    style = values.get("style", "")
    names = f"{values.get('class', '')} {values.get('id', '')}"
    region = parent.region or _REGIONS.get(tag, "")
    if not region and tag in _BLOCKS and tag not in {"body", "html"} and _REGION_WORDS.search(names):
        region = "网页上正文以外的栏目"
    size = _SIZE.search(style)
    is_heading = bool(re.fullmatch("h[1-6]", tag))
    return _Element(
        tag,
        region,
        parent.is_hidden or "hidden" in values or bool(_HIDDEN.search(style)),
        parent.is_silent or tag in _SILENT,
        parent.is_bold or tag in {"b", "strong"} or is_heading or bool(_BOLD.search(style)),
        parent.is_emphasised or tag in _EMPHASISED,
        parent.is_centred
        or tag == "center"
        or values.get("align") == "center"
        or "text-align:center" in style.replace(" ", ""),
        float(size[1].strip(".") or 0) * _UNIT[size[2].lower() if size[2] else None]
        if size and size[1].count(".") < 2
        else parent.size,
        parent.list_depth + (tag in {"ul", "ol"}),
    )
