"""Punctuation: brackets and quotes without a partner, half-width signs, sentences that stop in the middle."""

import re
from collections.abc import Iterator

from studyhub.materials.fidelity.flags import Finding, FlagKind, Gravity

_PAIRS = {
    "（": "）",
    "《": "》",
    "〈": "〉",
    "【": "】",
    "〔": "〕",
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "(": ")",
    "[": "]",
    "{": "}",
    "［": "］",
    "｛": "｝",
}
_OPENS = {close: open_ for open_, close in _PAIRS.items()}
_SAME_WIDTH = {"(": "（", ")": "）", "[": "［", "]": "］"}
_NUMBERING = re.compile(r"(?:^|[\s，。；：、])[\dA-Za-z一二三四五六七八九十①-⑳]{1,3}[)）]")
_HALF = re.compile(r"(?<=[\u3400-\u9fff”》）)%])[,;:?!](?=\s?[\u3400-\u9fff“《（(\d]|\s?$)")
_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", ".": "。"}
_DOUBLED = re.compile(
    r"[，。、；：][，、；：]|，。|、。|；。|：。|。{2}(?!。)|[，；、]{2,}|[，,、；][”](?=[\u3400-\u9fff])(?!$)|(?<=[\u3400-\u9fff])[,，]{2,}"
)
_AT_START = re.compile(r"^[，。、；：！？”’）》】]")
_SENTENCE_END = re.compile(r"[。！？!?…：:；;][”’」』）)】\]\"'〕》]*(?:\[\d+\])?$|\.$")
_CLOSED_END = re.compile(r"[”’」』》）)】〕]$")
_HANGING = re.compile(
    r"(?:和|与|及|以及|或者|把|将|对于|关于|因为|由于|为了|不但|不仅|如果|按照|根据|围绕|进一步|更加|不断|必须|应当)[。！？]$"
)
_MORE = re.compile(
    r"(?:\.{3,6}|…+|。{3,})\s*$|(?:\[|【|\(|（)?(?:详细|更多|全文|未完待续|待续|点击查看全文|查看全文)(?:\]|】|\)|）)?[>»]*$"
)
LEAST_SENTENCE = 20


def check_pairing(text: str, is_continued: bool = False) -> Iterator[Finding]:
    """Brackets and quotes without a partner or with one of another kind. is_continued: the next paragraph opens with
    the quote that this one leaves open, as quotations of several paragraphs do."""
    numbering = {match.end() - 1 for match in _NUMBERING.finditer(text)}
    stack: list[tuple[str, int]] = []
    for place, sign in enumerate(text):
        if sign in _PAIRS:
            if sign in "“‘《" and stack and stack[-1][0] == sign and sign != "《":
                yield _unpaired(text, stack.pop()[1])
            stack.append((sign, place))
        elif sign in _OPENS:
            if stack and stack[-1][0] == _OPENS[sign]:
                stack.pop()
            elif stack and _width(stack[-1][0]) == _width(_OPENS[sign]):
                start = stack.pop()[1]
                yield Finding(
                    start,
                    place + 1,
                    FlagKind.PAIRING,
                    f"“{text[start]}”和“{sign}”一个全角一个半角。",
                    None,
                    Gravity.LOW,
                )
            elif any(open_ == _OPENS[sign] for open_, _ in stack):
                while stack[-1][0] != _OPENS[sign]:
                    yield _unpaired(text, stack.pop()[1])
                stack.pop()
            elif place not in numbering and not (sign == "’" and text[place - 1 : place].isascii() and place):
                yield _unpaired(text, place)
    for sign, place in stack:
        # A quotation of several paragraphs opens each of them and closes the last.
        if not (is_continued and sign in "“「" and (place == 0 or text[place - 1] in "：:")):
            yield _unpaired(text, place)
    if text.count('"') % 2:
        yield _unpaired(text, text.rindex('"'))


def _width(sign: str) -> str:
    return _SAME_WIDTH.get(sign, sign)


def _unpaired(text: str, place: int) -> Finding:
    return Finding(place, place + 1, FlagKind.PAIRING, f"“{text[place]}”没有与它配对的另一半。")


def check_signs(text: str) -> Iterator[Finding]:
    """Two signs where one belongs, and signs that cannot begin a line."""
    for match in _DOUBLED.finditer(text):
        meant = None if "”" in match[0] else "。" if "。" in match[0] else match[0][0]
        yield Finding(match.start(), match.end(), FlagKind.PUNCTUATION, f"标点“{match[0]}”用法有误。", meant)
    for match in _AT_START.finditer(text):
        yield Finding(match.start(), match.end(), FlagKind.PUNCTUATION, f"标点“{match[0]}”用法有误。", "")


def find_half_width(text: str) -> list[int]:
    """Where commas, colons and the like between Chinese letters are half as wide as they should be."""
    return [match.start() for match in _HALF.finditer(text)]


def check_ending(text: str, is_before_list: bool = False) -> Iterator[Finding]:
    """A paragraph that stops before its sentence does."""
    if len(text) < LEAST_SENTENCE:
        return
    last = len(text)
    if match := _MORE.search(text):
        yield Finding(
            match.start(), last, FlagKind.CUT_OFF, "这一段以省略或“全文”字样结尾，后面的文字可能没有抓全。"
        )
    elif match := _HANGING.search(text):
        yield Finding(match.start(), last, FlagKind.CUT_OFF, f"这句话停在“{match[0]}”，像是没有写完。")
    elif not _SENTENCE_END.search(text) and not is_before_list:
        is_closed = bool(_CLOSED_END.search(text)) and bool(re.search(r"[。！？!?][^。！？]{0,40}$", text))
        if not is_closed:
            yield Finding(max(0, last - 6), last, FlagKind.CUT_OFF, "这一段的末尾没有标点，像是没有写完。")
