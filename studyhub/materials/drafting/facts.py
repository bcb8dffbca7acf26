"""What in a sentence can be asked for: dates, numbers, terms in quotes, names of documents, and what something is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from studyhub.materials.fidelity.words import tags


class FactKind(StrEnum):
    """What kind of answer it is; answers of one kind serve one another as distractors."""

    DATE = "日期"
    NUMBER = "数字"
    TERM = "概念"
    DOCUMENT = "文件"
    SUBJECT = "定义"
    ENDING = "论断"
    PARALLEL = "并列"


@dataclass(frozen=True, slots=True)
class Fact:
    """An answer and where it stands in its sentence. sort: what makes two answers alike, such as the unit of numbers."""

    kind: FactKind
    answer: str
    start: int
    end: int
    sort: str = ""


_DATE = re.compile(r"(?:19|20)\d{2}年(?:\d{1,2}月(?:\d{1,2}日)?)?(?!以|级|版|度|来|前|底|初|代)")
_UNITS = "个月|个工作日|个支部|个|名|人|次|年|天|日|小时|分钟|学时|周岁|岁|项|条|种|类|公里|万元|亿元|元|倍|周|月|户|件"
_NUMBER = re.compile(rf"(?<![\d年月第.])(\d+(?:\.\d+)?)({_UNITS}|%|％)(?!月\d|日)")
_QUOTED = re.compile(r"“([^“”]{2,14})”")
_DOCUMENT = re.compile(r"《([^《》]{4,40})》")
_NUMERAL = re.compile(r"[一二三四五六七八九十两双]\S")
# What follows a term that is one: “三严三实”专题教育.
_TERM_NOUNS = re.compile(
    r"(?:的)?(?:制度|精神|教育|主题教育|专题|学习教育|活动|意识|自信|建设|原则|标准|要求|能力|行动|工程|作用|理念|方针|战略|思想|目标|机制|体系|格局|品牌|模式|工作法|职责|责任|职能|定位|方法|道路|布局|发展|任务|导向|阵地|纪律|规定|作风|问题|现象|四风|指数|计划|平台)"
)
# What leads to a term: 由“软要求”转变为“硬约束”.
_TERM_LEADS = re.compile(
    r"(?:转变为|转化为|变为|变成|成为|当好|做好|向|破解|克服|称为|叫做|践行|做到|坚持|树牢|增强|落实|防止|纠正|围绕|实施|推行)$"
)
_NOT_TERMS = re.compile(r"[。！？；]|^(?:的|了|是|有|在|和|与|不够|不能|这|那|它|我|他)|(?:的|了|吗|呢|吧)$")
_COPULA = re.compile(r"^([^，。；：、“”《》（）,;:()]{2,16}?)(?:，|,)?是([^，,。；;？?！!]{6,48})[。；，,;]")
_NOT_SUBJECTS = re.compile(
    r"的(?:做法|办法|方法|分工|分法|说法|时候|是)|^(?:这|那|它|他|她|其|此|该|就|也|都|不|只|更|又|但|而|如果|谁|什么|怎|哪|有|关键|重点|目的|核心|首先|主要|特别|尤其|正|一般|通常|可能|总|还|才|要|会|能|说到底|根本)|(?:的|不|也|都|就|只|更|才|还|正|总|应该|可以|必然|一定|往往|无疑|就|既|首先|仍|又|便|乃|即|尤其|特别|最)$"
)
_DESCRIBES = re.compile(r"的[^的]{2,12}$")
_VAGUE = re.compile(
    r"(?:一个|一种|一项|一件|重要|关键|必然|必要|很|非常|十分|最)?(?:事|事情|问题|时候|样子|结果|东西|原因|关键|重点|内容|体现|要求)$"
)
# What somebody said something is: “机关党的建设是机关建设的根本保证”.
_SAID = re.compile(r"(?:指出|强调|提出|要求|写道|明确|说)(?:过|了)?[，,：:]?“([^“”]{10,60})”")
_ENDING = re.compile(r"是[^，。；,;]{2,30}的([^的，。；,;、]{3,8})(?:[。，,；;]|$)")
_LIST = re.compile(
    r"(?<![\u4e00-\u9fff])(?:[\u4e00-\u9fff]{2,6}、){2,5}[\u4e00-\u9fff]{2,6}(?![\u4e00-\u9fff])"
)


def _last_of_list(match: re.Match[str]) -> Iterator[Fact]:
    """The last of three or more words built alike, such as 观大势、谋大事、讲大局."""
    words = match[0].split("、")
    if len({len(word) for word in words}) == 1 and len(words[0]) >= 3 and len({*words}) == len(words):
        yield Fact(
            FactKind.PARALLEL, words[-1], match.end() - len(words[-1]), match.end(), str(len(words[0]))
        )


def find_facts(sentence: str) -> Iterator[Fact]:
    """What a sentence says that can be asked for, in reading order within each kind."""
    for match in _DATE.finditer(sentence):
        precision = "日" if "日" in match[0] else "月" if "月" in match[0] else "年"
        yield Fact(FactKind.DATE, match[0], match.start(), match.end(), precision)
    for match in _NUMBER.finditer(sentence):
        yield Fact(FactKind.NUMBER, match[1], match.start(1), match.end(1), match[2].replace("％", "%"))
    for match in _QUOTED.finditer(sentence):
        if _is_term(sentence, match):
            yield Fact(FactKind.TERM, match[1], match.start(1), match.end(1), _shape(match[1]))
    for match in _DOCUMENT.finditer(sentence):
        yield Fact(FactKind.DOCUMENT, match[1], match.start(1), match.end(1))
    if (said := _SAID.search(sentence)) and (ending := _ENDING.search(said[1])):
        start = said.start(1) + ending.start(1)
        yield Fact(FactKind.ENDING, ending[1], start, start + len(ending[1]))
    for match in _LIST.finditer(sentence):
        yield from _last_of_list(match)
    if (defined := _COPULA.match(sentence)) and _is_definition(defined[1], defined[2]):
        yield Fact(FactKind.SUBJECT, defined[1], defined.start(1), defined.end(1))


def definition(sentence: str) -> str:
    """What the sentence says its subject is; empty when it does not define one."""
    match = _COPULA.match(sentence)
    return match[2] if match and _is_definition(match[1], match[2]) else ""


def _is_term(sentence: str, match: re.Match[str]) -> bool:
    """Whether quotes hold a term that people learn, rather than something somebody says."""
    term, after = match[1], sentence[match.end() : match.end() + 8]
    if _NOT_TERMS.search(term):
        return False
    is_numbered = bool(_NUMERAL.match(term)) and 3 <= len(term) <= 8
    is_slogan = "、" in term or "，" in term
    is_named = bool(_TERM_NOUNS.match(after)) or bool(_TERM_LEADS.search(sentence[: match.start()]))
    return is_numbered or (is_named and (is_slogan or len(term) >= 3))


def _shape(term: str) -> str:
    """Terms are alike when they are built alike: 两个维护 and 四个意识, not 两个维护 and 不忘初心、牢记使命."""
    if "、" in term or "，" in term:
        return "并列"
    return "数字" if _NUMERAL.match(term) else "词"


def _is_definition(subject: str, said: str) -> bool:
    if _NOT_SUBJECTS.search(subject) or not _DESCRIBES.search(said) or _VAGUE.search(said) or subject in said:
        return False
    words = tags(subject)
    is_noun = words[-1][1].startswith(("n", "v", "j", "i", "l", "a", "m", "t")) and not words[0][
        1
    ].startswith(("r", "c", "d", "p", "m"))
    return is_noun and len(subject) >= 2
