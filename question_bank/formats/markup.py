"""Markup to plain text: what a reader needs of HTML, and nothing that could run."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|template|iframe|object|noscript)\b[^>]*>.*?(?:</\1\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_TAGS = (
    "a|abbr|address|article|audio|b|base|bdi|bdo|big|blockquote|body|br|button|caption|center|cite|code|col|colgroup|"
    "dd|del|details|dfn|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|"
    "iframe|img|input|ins|kbd|label|legend|li|link|main|map|mark|math|meta|nav|noscript|object|ol|p|param|pre|q|rp|rt|"
    "ruby|s|samp|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|"
    "template|textarea|tfoot|th|thead|title|tr|tt|u|ul|var|video|wbr"
)
_TAG = re.compile(rf"<(/?)({_TAGS})(?=[\s/>])((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}\d{0,2});")
_ATTRIBUTES = re.compile(r"(?<![\w-])(alt|src)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_BREAKS = frozenset(
    [
        "br",
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
        "hr",
        "blockquote",
        "pre",
        "ul",
        "ol",
        "table",
        "dt",
        "dd",
        "section",
        "figure",
    ]
)
_MEDIA = frozenset(
    ["img", "audio", "video", "object", "embed", "iframe", "svg", "math", "table", "form", "input"]
)
_SUPER = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_SUB = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_RAISED = re.compile(r"<(sup|sub)(?:\s[^<>]*)?>([0-9+\-n]{1,8})</\1>", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


Show = Callable[[str, str], str]
"""What stands in a text for a picture, by its address and its description."""


@dataclass(frozen=True, slots=True)
class Plain:
    """The text of some markup; had_markup says that tags were removed, lost names the things that are gone."""

    text: str
    had_markup: bool = False
    lost: tuple[str, ...] = ()


def plain_text(source: str, *, is_html: bool, show: Show | None = None) -> Plain:
    """The plain text of HTML.

    is_html: whether the source says that it is HTML; if it does not, only what surely is markup (a known tag)
    is taken for it, and "a < b" or an entity on its own stays as it is.
    show: asked about every picture; without it pictures are among what is lost.
    """
    if ("<" not in source and "&" not in source) or not (is_html or _TAG.search(source)):
        return Plain(source)
    lost: dict[str, None] = {}
    formats = 0

    def replace(tag: re.Match[str]) -> str:
        nonlocal formats
        name = tag[2].lower()
        if name == "img" and not tag[1]:
            said = {
                one[1].lower(): html.unescape(one[2] or one[3] or one[4] or "")
                for one in _ATTRIBUTES.finditer(tag[3])
            }
            words = said.get("alt", "").strip()
            if show is not None:
                return html.escape(show(said.get("src", ""), words), quote=False)
            lost[name] = None
            return f"[图片：{words}]" if words else "[图片]"
        formats += name != "br"
        if name in _MEDIA and not tag[1]:
            lost[name] = None
        return "\n" if name in _BREAKS else " " if name in ("td", "th") else ""

    text = _RAISED.sub(
        lambda m: m[2].translate(_SUPER if m[1].lower() == "sup" else _SUB), _HIDDEN.sub("", source)
    )
    text, tags = _TAG.subn(replace, text)
    text = _ENTITY.sub(lambda m: html.unescape(m[0]), text).replace("\xa0", " ")
    text = _LINES.sub("\n", _SPACES.sub(" ", text)).strip()
    return Plain(text, bool(formats) or (not tags and text != source), tuple(lost))
