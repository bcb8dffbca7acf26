"""材料题 in papers: a passage with the questions that share it, and which ones those are."""

import re
from dataclasses import dataclass, field

_NUMERALS = "一二三四五六七八九十"
_PREFIX = rf"(?:[（(][{_NUMERALS}]{{1,3}}[）)]|[{_NUMERALS}]{{1,3}}\s*[、.．])?\s*"
_THINGS = "材料|短文|案例|资料|图表|图片|漫画|情境|情景|文字|文段|图"
_SPAN = r"第?\s*(\d{1,4})\s*[-—–~～至到]+\s*第?\s*(\d{1,4})\s*小?题"
_WITH_SPAN = re.compile(
    rf"{_PREFIX}[【（(]?\s*(?:请)?[^。？?]{{0,20}}?(?:{_THINGS})[^。？?]{{0,20}}?{_SPAN}\s*[】）)]?\s*[。：:，,.]?\s*"
)
_SHARED_BY = re.compile(rf"{_PREFIX}[【（(]\s*{_SPAN}\s*共用\s*(?:题干|材料|备选答案)?\s*[】）)]\s*[：:]?\s*")
_WITHOUT_SPAN = re.compile(
    rf"{_PREFIX}(?:请)?(?:认真|仔细)?(?:阅读|根据|依据|结合)[^。？?]{{0,16}}?(?:{_THINGS})[^。？?]{{0,8}}?"
    r"(?:回答|完成|解答)(?:后面|下面|下列|以下|相关|有关|所给)?(?:的)?(?:小?题|各题|题目|问题)\s*(?:[。：:.]\s*|$)"
)
_LABEL = re.compile(
    rf"(?:[【\[]\s*(?:背景|共用|阅读)?(?:材料|案例)\s*(?:[{_NUMERALS}]|\d{{1,2}})?\s*[】\]]\s*[:：]?"
    rf"|(?:背景|共用|阅读)?(?:材料|案例)\s*(?:[{_NUMERALS}]|\d{{1,2}})?\s*[:：])\s*"
)
_NUMBERED_LABEL = re.compile(rf"[【\[]?\s*\w*?(?:材料|案例)\s*(?:[{_NUMERALS}]|\d{{1,2}})")
_ASKS = re.compile(rf"(?:问题|设问|思考题?)\s*(?:[{_NUMERALS}]|\d{{1,2}})?\s*[:：]\s*")


@dataclass(slots=True)
class Stimulus:
    """A passage: where it begins, its lines, and the numbers of its questions (None: those up to the next heading)."""

    line: int
    span: tuple[int, int] | None
    lines: list[str] = field(default_factory=list)
    is_used: bool = False

    def may_begin(self, number: int, last: int) -> bool:
        """Whether a number at the beginning of a line is that of the first question and no point of the passage."""
        return number == self.span[0] if self.span else number in (1, last + 1)

    def covers(self, number: int | None) -> bool:
        """Whether it is a passage for the question of that number."""
        return self.span is None or (number is not None and self.span[0] <= number <= self.span[1])


def stimulus_start(line: int, text: str, *, is_plain: bool) -> Stimulus | None:
    """The passage that a line begins, if it does.

    is_plain: whether a line that only names a material may begin one here; a line that says for which questions
    always does.
    """
    if found := _WITH_SPAN.match(text) or _SHARED_BY.match(text):
        first, last = int(found[1]), int(found[2])
        if first <= last:
            rest = text[found.end() :]
            return Stimulus(line, (first, last), [rest] if rest else [])
    if not is_plain:
        return None
    if found := _WITHOUT_SPAN.match(text):
        rest = text[found.end() :]
        return Stimulus(line, None, [rest] if rest else [])
    if found := _LABEL.match(text):
        # 材料一 is told from 材料二; a label alone says nothing that the place of the text does not.
        rest = text if _NUMBERED_LABEL.match(text) else text[found.end() :]
        return Stimulus(line, None, [rest] if rest else [])
    return None


def asked(text: str) -> str | None:
    """What a line after 问题： asks, or None when it is no such line."""
    found = _ASKS.match(text)
    return text[found.end() :] if found else None
