"""What a line of an examination paper is: a heading, a question's beginning, choices, an answer, or more of the same."""

import re
from dataclasses import dataclass
from decimal import Decimal

from ..model import ItemType, Marking
from ..types.numeric import parse_number
from .table_answers import fold, type_of_words

_NUMERALS = "一二三四五六七八九十"
_HEADING = re.compile(
    rf"(?:第?[{_NUMERALS}]{{1,3}}(?:部分|大题)?\s*[、.．:：,，\s]\s*|[（(][{_NUMERALS}]{{1,3}}[）)]\s*)?"
    r"[【\[]?\s*([\u4e00-\u9fff]{1,8}题|单选|多选|判断|填空|简答|问答|不定项选择)\s*[】\]]?"
    r"\s*(?:$|[（(:：,，。.;；\s共每].*)"
)
_NUMBERED_HEADING = re.compile(
    rf"(?:第[{_NUMERALS}]{{1,3}}(?:部分|大题)|[{_NUMERALS}]{{1,3}})\s*[、.．:：\s]\s*(\S.*)"
)
_SUBHEADING = re.compile(rf"[（(][{_NUMERALS}]{{1,3}}[）)]\s*(\S.*)")
_KEY_HEADING = re.compile(
    r"[【\[]?(?:附[:：]?)?\s*(?:试题|习题|题库)?(?:参考|标准|正确)?答案(?:及|与|和)?(?:评分标准|解析|详解)?[】\]]?\s*[:：]?"
)
_QUESTION = re.compile(
    r"(?:(?:第\s*(?=\d+\s*题)|题目\s*|试题\s*)(\d{1,4})\s*题?\s*[、.．:：]?|[（(【\[]\s*(\d{1,4})\s*[）)】\]]\s*[、.．]?|(\d{1,4})\s*(?:[、:：）)]|[.．](?!\d)))\s*(.*)",
    re.DOTALL,
)
_POINTS = re.compile(r"每(?:小)?[题空]\s*(?:计|得)?\s*(\d{1,3}(?:[.．]\d{1,2})?)\s*分")
_CHOICE_MARK = re.compile(r"(?<![A-Za-z0-9])[（(]?([A-Z])\s*[）)]?\s*[.．、:：)）]\s*|[（(]([A-Z])[）)]\s*")
_BARE_MARK = re.compile(r"(?:^|(?<=\s))([A-Z])\s+(?=[^\x00-\x7f、．：）])")
_SMALL_MARK = re.compile(r"(?<![A-Za-z0-9])([a-h])(?=\s*[.．、:：)）])")
_BEFORE_NUMBER = re.compile(
    r"([（(【\[]\s*(?:√|×|✓|✗|✔|✘|对|错|正确|错误|[A-Z]{1,8}|)\s*[）)】\]])\s*(\d{1,4}\s*(?:[、:：]|[.．](?!\d)).*)",
    re.DOTALL,
)
_TYPES = (
    "单选题?|多选题?|单项选择题?|多项选择题?|判断题?|是非题|填空题?|简答题?|问答题?|论述题?|名词解释|案例分析题?|材料分析题?"
    "|不定项(?:选择)?题?"
)
_TYPE_MARK = re.compile(
    rf"[（(【\[]\s*({_TYPES})\s*[）)】\]]\s*"
    r"|^(单选题?|多选题?|单项选择题?|多项选择题?|判断题?|填空题?|简答题?|问答题|论述题)\s*[:：]\s*"
)
_TYPE_BEFORE_NUMBER = re.compile(
    rf"([（(【\[]\s*(?:{_TYPES})\s*[）)】\]])\s*(\d{{1,4}}\s*(?:[、:：]|[.．](?!\d)))\s*(.*)", re.DOTALL
)
_OWN_POINTS = re.compile(r"^[（(]\s*(\d{1,3})\s*分\s*[）)]\s*|\s*[（(]\s*(?:本题)?(\d{1,3})\s*分\s*[）)]$")
_LABELS = (
    "参考答案|正确答案|标准答案|答案解析|试题解析|答案|解析|分析|详解|难度系数|难度|知识点|考点|标签|分值|出处|来源|题型|题干|题目内容|试题内容"
    "|Correct Answer|Answer|ANSWER|Explanation|EXPLANATION"
)
_IGNORED = "我的答案|你的答案|您的答案|学生答案|考生答案|本题得分|得分|答题结果|答题情况"
_LABEL = re.compile(
    rf"[【\[]\s*({_LABELS})\s*[】\]]\s*[:：]?\s*"
    rf"|(?:^|(?<=[\s。；;（(）)】.．]))({_LABELS}|{_IGNORED})\s*(?:[:：]|(?:是|为)(?=\s*[A-Z√×])|(?<=答案)(?=\s*\d{{1,4}}\s*[-—–~～至]))\s*"
)
_LABEL_INSIDE = re.compile(rf"[【\[]\s*({_LABELS})\s*[:：]\s*([^】\]\n]{{1,500}})[】\]]")
_TYPED_KEY = re.compile(
    r"[（(【\[]?\s*([\u4e00-\u9fff]{2,7}?题)\s*(?:的)?(?:参考|标准|正确)?答案\s*[）)】\]]?\s*[:：]?\s*(.*)",
    re.DOTALL,
)
_SHORT_ANSWER = re.compile(r"答\s*[:：]\s*")
_FIELDS = {
    **dict.fromkeys(
        ["参考答案", "正确答案", "标准答案", "答案", "答", "Correct Answer", "Answer", "ANSWER"], "answer"
    ),
    **dict.fromkeys(
        ["答案解析", "试题解析", "解析", "分析", "详解", "出处", "来源", "Explanation", "EXPLANATION"],
        "explanation",
    ),
    **dict.fromkeys(["难度系数", "难度"], "difficulty"),
    **dict.fromkeys(["知识点", "考点", "标签"], "tags"),
    **dict.fromkeys(["题干", "题目内容", "试题内容"], "stem"),
    **dict.fromkeys(_IGNORED.split("|"), ""),
    "分值": "points",
    "题型": "type",
}
_NARROW = {
    wide: narrow
    for first in "Aa"
    for narrow in range(ord(first), ord(first) + 26)
    for wide in [narrow + 0xFEE0]
}
_INVISIBLE = re.compile(r"[\u200b-\u200f\ufeff\u2060]")
_ENDLESS = re.compile(r"\s{60,}")
_PAGE = re.compile(r"第?\s*\d{1,4}\s*页(?:\s*[,，/(（]?\s*共?\s*\d{1,4}\s*页[)）]?)?|[-—]\s*\d{1,4}\s*[-—]")


@dataclass(frozen=True, slots=True)
class Heading:
    """大题: its words, the type it names (None: not said), points of each question, rule for multiple responses.

    is_sub: it parts the section above it, and what it does not say is as said there.
    """

    title: str
    type: ItemType | None
    points: Decimal | None
    marking: Marking | None
    is_sub: bool = False


def heading(line: str) -> Heading | None:
    """The heading that a line is, if it is one."""
    if len(line) > 200:
        return None
    if found := _HEADING.fullmatch(line):
        words = found[1]
        kind = type_of_words(words)
        if kind or fold(words) in ("选择题", "客观题", "主观题"):
            is_sub = bool(_SUBHEADING.fullmatch(line))
            return Heading(line[: found.end(1)].strip("【[ "), kind, _points(line), _marking(line), is_sub)
    if len(line) > 60 or line.endswith(("？", "?", "。")):
        return None
    if _SUBHEADING.fullmatch(line) and not re.search(r"_{2,}|[（(]\s*[）)]|[（(][A-Z√×对错]+[）)]", line[3:]):
        return Heading(_title(line), None, _points(line), _marking(line), is_sub=True)
    if _NUMBERED_HEADING.fullmatch(line):
        return Heading(_title(line), None, _points(line), _marking(line))
    return None


def _title(line: str) -> str:
    return re.split(r"(?<=.)[（(]", line)[0].strip()[:40]


def _points(line: str) -> Decimal | None:
    found = _POINTS.search(line)
    return parse_number(found[1].replace("．", ".")) if found else None


def _marking(line: str) -> Marking | None:
    few = re.search(r"(?:少选|漏选|少答|选不全)[^，。；]{0,12}", line)
    if few is None:
        return None
    words = line[few.start() :]
    if re.search(r"一半|50%|0[.．]5倍", words):
        return Marking.HALF
    if re.search(r"(?:均|都)?(?:不得分|不给分|得0分|得零分|无分)", words):
        return Marking.ALL_OR_NOTHING
    return None


def numeral(title: str) -> str:
    """The Chinese numeral that a heading begins with, "" without one."""
    found = re.match(rf"第?([{_NUMERALS}]{{1,3}})(?:部分|大题)?\s*[、.．:：\s]", title)
    return found[1] if found else ""


def after_numeral(line: str) -> str:
    """A line without the numeral of a heading before it."""
    return re.sub(rf"^第?[{_NUMERALS}]{{1,3}}(?:部分|大题)?\s*[、.．:：\s]\s*", "", line)


def is_key_heading(line: str) -> bool:
    """Whether the line says that the answers of the whole paper follow."""
    return bool(_KEY_HEADING.fullmatch(line))


def typed_key(line: str) -> tuple[ItemType, str] | None:
    """(type, rest) when the line says that the answers of one kind of questions follow: 单选题答案：1.A 2.B."""
    found = _TYPED_KEY.fullmatch(line)
    kind = type_of_words(found[1]) if found else None
    return (kind, found[2].strip()) if found and kind else None


def question_start(line: str) -> tuple[int, str, str] | None:
    """(number, style, rest) when the line begins with a question's number; the style tells 1. from （1）."""
    found = _QUESTION.fullmatch(line)
    if found is None:
        return None
    style = "题" if found[1] else "()" if found[2] else "."
    return int(found[1] or found[2] or found[3]), style, found[4].strip()


def take_type(stem: str) -> tuple[ItemType | None, str]:
    """The type that a question's own mark （多选） names, and the stem without it."""
    found = _TYPE_MARK.match(stem)
    if found is None and (found := _TYPE_MARK.search(stem)) and found.end() != len(stem):
        found = None
    if found is None:
        return None, stem
    return type_of_words(found[1] or found[2]), (stem[: found.start()] + stem[found.end() :]).strip()


def take_points(stem: str) -> tuple[str, str]:
    """The points that a question's own mark （2分） names ("" without one), and the stem without it."""
    found = _OWN_POINTS.search(stem)
    return (found[1] or found[2], _OWN_POINTS.sub("", stem, count=1)) if found else ("", stem)


def split_labels(line: str) -> tuple[str, list[tuple[str, str]]]:
    """What stands before any label, and (field, text) for every 答案: 【解析】 and so on."""
    if short := _SHORT_ANSWER.match(line):
        return "", [("answer", line[short.end() :].strip())]
    line = _LABEL_INSIDE.sub(r"【\1】\2", line)
    marks = list(_LABEL.finditer(line))
    if not marks:
        return line, []
    before = line[: marks[0].start()].strip()
    if before.endswith(("（", "(")) and line.endswith(("）", ")")):
        before, line = before[:-1].strip(), line[:-1]
    ends = [mark.start() for mark in marks[1:]] + [len(line)]
    return before, [
        (_FIELDS[mark[1] or mark[2]], line[mark.end() : end].strip())
        for mark, end in zip(marks, ends, strict=True)
    ]


def split_choices(line: str, first: str) -> tuple[str, list[tuple[str, str]]]:
    """What stands before the choices, and (letter, text) for those in the line, which must go on from the first letter.

    A line without choices gives itself and nothing. Choices in the middle of a line count from A only, two at least.
    """
    wanted = first
    kept: list[tuple[str, re.Match[str]]] = []
    folded = unify_letters(line)
    if re.match(rf"[（(]?{first.lower()}\s*[.．、:：)）]", folded):
        folded = _SMALL_MARK.sub(lambda found: found[1].upper(), folded)
    bare = re.match(rf"{first}\s+(?=[^\x00-\x7f、．：）])", folded)
    for mark in (_BARE_MARK if bare else _CHOICE_MARK).finditer(folded):
        letter = next(filter(None, mark.groups()))
        if letter == wanted and (kept or mark.start() == 0 or wanted == "A"):
            kept.append((letter, mark))
            wanted = chr(ord(wanted) + 1)
    if not kept or (kept[0][1].start() > 0 and len(kept) < 2):
        return line, []
    ends = [mark.start() for _, mark in kept[1:]] + [len(line)]
    return line[: kept[0][1].start()].strip(), [
        (letter.lower(), line[mark.end() : end].strip().rstrip(";；").strip())
        for (letter, mark), end in zip(kept, ends, strict=True)
    ]


def number_first(line: str) -> str:
    """The line with its number in front, where an answer （√）9. or a type 【单选题】1. stands before it."""
    if line[:1] not in ("（", "(", "【", "["):
        return line
    if found := _TYPE_BEFORE_NUMBER.fullmatch(line):
        return f"{found[2]}{found[1]}{found[3]}"
    if found := _BEFORE_NUMBER.fullmatch(unify_letters(line)):
        return f"{line[found.start(2) :].rstrip()}{found[1]}"
    return line


def unify_letters(line: str) -> str:
    """Full-width Latin letters made narrow, everything else (and every position) kept."""
    return line if line.isascii() else line.translate(_NARROW)


def is_page_number(line: str) -> bool:
    """Whether the line only numbers a page."""
    return bool(_PAGE.fullmatch(line))


def clean(text: str) -> str:
    """The line with ordinary spaces, none of them endless, and nothing invisible."""
    text = _INVISIBLE.sub("", text.replace("\u3000", " ").replace("\xa0", " "))
    return _ENDLESS.sub(" " * 8, text).strip()
