"""The markup inside QTI 2 and 3 items to plain text: no attribute survives, so nothing in it can run."""

import re
from collections.abc import Callable, Collection
from xml.etree.ElementTree import Element

from ..text import BLANK
from .markup import Show

GAP = "\0"
"""Where an answer is given inside the text; no XML document can hold this sign."""

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "table",
        "section",
        "article",
        "figure",
        "figcaption",
        "prompt",
        "rubricBlock",
        "templateBlock",
        "contentBody",
        "stimulusBody",
        "caption",
        "aside",
        "header",
        "footer",
    ]
)
_SILENT = frozenset(
    [
        "script",
        "style",
        "template",
        "iframe",
        "stylesheet",
        "annotation",
        "annotation-xml",
        "track",
        "source",
        "rp",
        "title",
    ]
)
_MEDIA = {"object": "图片或附件", "audio": "多媒体", "video": "多媒体", "svg": "图片或附件", "table": "表格"}
_SUPER = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_SUB = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_SPACES = re.compile(r"[^\S\n\0]+")
_LINES = re.compile(r"[^\S\0]*\n[^\S\0]*")
_SMALL_SCRIPT = re.compile(r"[0-9+\-n]{1,8}")

Special = Callable[[Element], str | None]


class TextOf:
    """Turns elements into text; lost gathers what could not be kept, had_markup whether any formatting went.

    show: asked about every picture; without it pictures are among what is lost.
    """

    def __init__(self, show: Show | None = None) -> None:
        self._show = show
        self.lost: dict[str, None] = {}
        self.had_markup = False

    def __call__(self, element: Element, special: Special | None = None, skip: Collection[str] = ()) -> str:
        """The text of what is inside the element.

        special: asked first about every element inside; a text it gives stands for the element, None means "the
        usual". skip: names of elements to leave out.
        """
        text = self._inside(element, special or (lambda _: None), skip)
        return _LINES.sub("\n", _SPACES.sub(" ", text)).strip(" \n\t\r")

    def _inside(self, element: Element, special: Special, skip: Collection[str]) -> str:
        parts = [_flat(element.text)]
        for child in element:
            if isinstance(child.tag, str) and child.tag not in skip:
                own = special(child)
                parts.append(self._child(child, special, skip) if own is None else own)
            parts.append(_flat(child.tail))
        return "".join(parts)

    def _child(self, child: Element, special: Special, skip: Collection[str]) -> str:
        tag = child.tag
        if tag == "br":
            return "\n"
        if tag in _SILENT:
            return ""
        if self._show is not None and (tag == "img" or _is_picture(child)):
            words = child.get("alt") or "".join(child.itertext())
            return self._show((child.get("src") or child.get("data") or "").strip(), words)
        if tag == "img":
            self.lost["图片或附件"] = None
            words = (child.get("alt") or "").strip()
            return f"[图片：{words}]" if words else "[图片]"
        if tag == "math":
            self.lost["公式的排版"] = None
            return _mathematics(child)
        if tag in _MEDIA:
            self.lost[_MEDIA[tag]] = None
        inner = self._inside(child, special, skip)
        if _is_picture(child):
            inner = f"[图片] {inner}"
        if tag in ("sup", "sub") and _SMALL_SCRIPT.fullmatch(inner.strip()):
            return inner.strip().translate(_SUPER if tag == "sup" else _SUB)
        if tag == "rt":
            return f"（{inner.strip()}）"
        if tag in _BLOCKS:
            return f"\n{inner}\n"
        self.had_markup = self.had_markup or tag not in ("span", "a", "bdo")
        return f" {inner} " if tag in ("td", "th") else inner


def _is_picture(element: Element) -> bool:
    return element.tag == "object" and (element.get("type") or "").startswith("image")


def with_gaps(stem: str, count: int) -> str:
    """The stem with ____ where the answers are given, count times.

    Where the author drew as many blanks in the text and put the fields to type in below, the drawn ones stand.
    """
    if len(BLANK.findall(stem)) == count:
        return stem.replace(GAP, "").strip()
    apart = stem.replace(GAP + GAP, f"{GAP} {GAP}").replace(GAP + GAP, f"{GAP} {GAP}")
    return BLANK.sub("___", apart).replace(GAP, "____")


def _flat(text: str | None) -> str:
    """Line ends of the source are spaces, as in HTML."""
    return " ".join(text.splitlines()) if text and ("\n" in text or "\r" in text) else text or ""


def _mathematics(element: Element) -> str:
    """A formula in one line: as much of it as letters can say."""
    if element.tag in _SILENT:
        return ""
    parts = [_mathematics(child) for child in element if isinstance(child.tag, str)]
    own = (element.text or "").strip()
    match element.tag, parts:
        case "msup", [base, power]:
            small = _SMALL_SCRIPT.fullmatch(power)
            return base + (power.translate(_SUPER) if small else f"^({power})")
        case "msub", [base, index]:
            small = _SMALL_SCRIPT.fullmatch(index)
            return base + (index.translate(_SUB) if small else f"_({index})")
        case "mfrac", [above, below]:
            return f"({above})/({below})"
        case "msqrt", _:
            return f"√({''.join(parts)})"
    return own + "".join(parts)


def spaced(stem: str) -> str:
    """A stem whose last blank, at the very end, stands apart from the words before it."""
    return f"{stem[:-1].rstrip()} {GAP}" if stem.endswith(GAP) and not stem[:-1].endswith(GAP) else stem
