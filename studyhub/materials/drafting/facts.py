"""What in a sentence can be asked for, where a reader who knows the matter finds one answer and no other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from studyhub.materials.drafting.known import (
    DOCUMENTS,
    ENDINGS,
    GROUPS,
    KINDS,
    MEETINGS,
    SPEAKERS,
    TERMS,
)
from studyhub.materials.drafting.likeness import shared_piece
from studyhub.materials.fidelity.words import tags


class FactKind(StrEnum):
    """What kind of answer it is, in the order in which a sentence is asked for them."""

    SUBJECT = "定义"
    SPEAKER = "出处"
    DOCUMENT = "文件"
    TERM = "提法"
    CONTRAST = "对照"
    SLOGAN = "并提"
    ENDING = "论断"
    MEETING = "会议"
    NUMBER = "数字"
    DATE = "日期"


@dataclass(frozen=True, slots=True)
class Fact:
    """An answer and where it stands in its sentence. sort: what makes two answers alike, such as the unit of numbers.

    wrong: answers of its kind that are wrong here. is_written: it may be asked for without choices.
    """

    kind: FactKind
    answer: str
    start: int
    end: int
    sort: str = ""
    wrong: tuple[str, ...] = ()
    is_written: bool = False


_DATE = re.compile(r"(?:19|20)\d{2}年(?:\d{1,2}月(?:\d{1,2}日)?)?(?!以|级|版|度|来|前|底|初|代|\d|、)")
# What makes a date worth knowing; when an article was written is not.
_EVENT = re.compile(
    r"召开|开幕|闭幕|举行|印发|发布|颁布|公布|公开发表|通过|批准|修订|修改|施行|实施|成立|设立|诞生|播发|启动|开始|改为"
)
_UNITS = "个月|个工作日|个支部|个|名|人|次|年|天|日(?=内|以内)|小时|分钟|学时|周岁|岁|项|条|种|类|公里|万元|亿元|元|倍|周|户|件"
_NUMBER = re.compile(
    rf"(?<![\d年月第.—–~至即-])(\d+(?:\.\d+)?)({_UNITS}|%|％)(?!月\d|日|\d+月|党员|干部|职工)"
)
LONGEST_TERM = 1000  # more 年 than that are a year
# Figures that were so on the day they were written, and are trivial or wrong on any other.
_AS_OF = re.compile(r"目前|现有|共有|今年|截至|现在|累计|下设|占比|去年|本月|近年")
_QUOTED = re.compile(r"“([^“”]{2,14})”")
_SLOGAN = re.compile(r"“([^“”。！？；]{5,40})”")
_DOCUMENT = re.compile(r"《([^《》]{4,40})》")
_CONTRAST = re.compile(
    r"[由从]“([^“”]{2,8})”(?:转变为|转化为|变为|变成|转向|向|到)“([^“”]{2,8})”"
    r"|“(第一[^“”]{2,4})”[^“”，。；]{1,12}“(第一[^“”]{2,4})”"
)
_MEETING = re.compile(
    rf"党的({'|'.join(MEETINGS)})(?=报告|提出(?!的)|作出(?!的)|强调|部署|明确|总结|把|将|首次)"
)
_SAID_BY = re.compile(
    rf"^({'|'.join(SPEAKERS)})[^，。“]{{0,6}}(?:指出|说过|说|强调|写道)[，,：:]“([^“”]{{10,60}})”"
)
_COPULA = re.compile(r"^([^，。；：、“”《》（）,;:()]{2,16}?)(?:，|,)?是([^，,。；;？?！!]{6,48})[。；，,;]")
_MEANS = re.compile(
    r"^([^，。；：、《》（）,;:()]{2,16}?)(?:，|,)?(?:是指|指的是)([^。；;？?！!]{8,60})[。；;]"
)
_NOT_SUBJECTS = re.compile(
    r"的(?:做法|办法|方法|分工|分法|说法|时候|是)|^(?:这|那|它|他|她|其|此|该|就|也|都|不|只|更|又|但|而|如果|谁|什么|怎|哪|有|关键|重点|目的|核心|首先|主要|特别|尤其|正|一般|通常|可能|总|还|才|要|会|能|说到底|根本)|(?:的|不|也|都|就|只|更|才|还|正|总|应该|可以|必然|一定|往往|无疑|就|既|首先|仍|又|便|乃|即|尤其|特别|最)$"
)
_DESCRIBES = re.compile(r"的[^的]{2,12}$")
# A definition proper: what it is one of, and what sets it apart.
_GENUS = re.compile(
    r"的[^的]{0,6}(?:安排|活动|方式|方法|制度|会议|形式|机构|组织|做法|文件|岗位|职务|简称|合称|总称|名称)$"
)
ENOUGH_SAID = 16
_VAGUE = re.compile(
    r"(?:一个|一种|一项|一件|重要|关键|必然|必要|很|非常|十分|最)?(?:事|事情|问题|时候|样子|结果|东西|原因|关键|重点|内容|体现|要求)$"
)
# What somebody said something is: “机关党的建设是机关建设的根本保证”.
_SAID = re.compile(r"(?:指出|强调|提出|要求|写道|明确|说)(?:过|了)?[，,：:]?“([^“”]{10,60})”")
_ENDING = re.compile(r"是[^，。；,;]{2,30}的([^的，。；,;、]{3,8})(?:[。，,；;]|$)")
_DEFINITE = re.compile(r"根本|首要|第一|核心|本质|基础工程|突出特点")
_PART = re.compile(r"[、，,]")


def find_facts(sentence: str) -> Iterator[Fact]:
    """What a sentence says that can be asked for, in reading order within each kind."""
    if subject := _subject(sentence):
        yield subject
    if said := _SAID_BY.search(sentence):
        wrong = tuple(name for name in SPEAKERS if name != said[1])
        yield Fact(FactKind.SPEAKER, said[1], said.start(1), said.end(1), wrong=wrong)
    for match in _DOCUMENT.finditer(sentence):
        if match[1] in DOCUMENTS:
            yield _fact(FactKind.DOCUMENT, match, 1, DOCUMENTS)
    for match in _QUOTED.finditer(sentence):
        if group := _called_for(match[1], sentence, match):
            # What the same words call for as well is no wrong choice.
            fitting = [
                each for each in GROUPS[group] if each != match[1] and _called_for(each, sentence, match)
            ]
            yield _fact(FactKind.TERM, match, 1, tuple(each for each in GROUPS[group] if each not in fitting))
    for match in _CONTRAST.finditer(sentence):
        yield _fact(FactKind.CONTRAST, match, 2 if match[2] else 4)
    for match in _SLOGAN.finditer(sentence):
        yield from _last_of_slogan(match)
    yield from _endings(sentence)
    for match in _MEETING.finditer(sentence):
        nearest = sorted(MEETINGS, key=lambda each: abs(MEETINGS.index(each) - MEETINGS.index(match[1])))
        yield _fact(FactKind.MEETING, match, 1, tuple(nearest))
    if not _AS_OF.search(sentence):
        for match in _NUMBER.finditer(sentence):
            if match[2] == "年" and float(match[1]) > LONGEST_TERM:
                continue
            yield Fact(FactKind.NUMBER, match[1], match.start(1), match.end(1), match[2].replace("％", "%"))
        for match in _DATE.finditer(sentence) if _EVENT.search(sentence) else ():
            precision = "日" if "日" in match[0] else "月" if "月" in match[0] else "年"
            yield Fact(FactKind.DATE, match[0], match.start(), match.end(), precision)


def definition(sentence: str) -> str:
    """What the sentence says its subject is; empty when it does not define one."""
    if match := _MEANS.match(sentence):
        return match[2]
    match = _COPULA.match(sentence)
    return match[2] if match and _is_definition(match[1], match[2]) else ""


def _fact(kind: FactKind, match: re.Match[str], group: int, alike: tuple[str, ...] = ()) -> Fact:
    answer = match[group]
    wrong = tuple(each for each in alike if each != answer)
    return Fact(kind, answer, match.start(group), match.end(group), wrong=wrong, is_written=not alike)


def _subject(sentence: str) -> Fact | None:
    """The subject of a definition, where things of its kind are known, or where the definition says enough alone."""
    means = _MEANS.match(sentence)
    match = means or _COPULA.match(sentence)
    if match is None or not definition(sentence):
        return None
    alike = next((kind for kind in KINDS if match[1] in kind), ())
    # 甲，是…: the comma marks a definition; without it a sentence tells one thing of many about its subject.
    is_formal = sentence[match.end(1)] in "，," and bool(_GENUS.search(match[2]))
    says_enough = bool(means) or (is_formal and len(match[2]) >= ENOUGH_SAID)
    if not alike and not says_enough:
        return None
    wrong = tuple(each for each in alike if each != match[1])
    return Fact(FactKind.SUBJECT, match[1], match.start(1), match.end(1), match[1][-1], wrong, says_enough)


def _called_for(term: str, sentence: str, match: re.Match[str]) -> str:
    """The group of a set phrase, when the words around a quoted place call for this one; else empty."""
    if term not in TERMS:
        return ""
    before, after, group = TERMS[term]
    has_before = not before or re.search(
        before, sentence[: match.start() + 1] if before.endswith("$") else sentence
    )
    has_after = not after or re.search(after, sentence[match.end() - 1 :])
    return group if has_before and has_after else ""


def _last_of_slogan(match: re.Match[str]) -> Iterator[Fact]:
    """The last part of a saying whose parts are built alike, such as “围绕中心、建设队伍、服务群众”."""
    parts = _PART.split(match[1])
    uneven = max(map(len, parts)) - min(map(len, parts))
    if len(parts) < 2 or match[1] in TERMS or uneven > (2 if len(parts) >= 3 else 0):
        return
    answer = parts[-1]
    shared = shared_piece(parts)
    if len(answer) > 6 and shared and not answer.endswith(shared):
        answer = answer[answer.rindex(shared) + len(shared) :]
    if 2 <= len(answer) <= 8:
        yield Fact(FactKind.SLOGAN, answer, match.end(1) - len(answer), match.end(1), is_written=True)


def _endings(sentence: str) -> Iterator[Fact]:
    """What somebody said that something is; of other sentences only those that can mean one thing alone."""
    said = _SAID.search(sentence)
    text, start = (said[1], said.start(1)) if said else (sentence, 0)
    match = _ENDING.search(text)
    if match is None or (said is None and not _DEFINITE.search(match[1])):
        return
    if (own := next((group for group in ENDINGS if match[1] in group), None)) is None:
        return
    others = [group for group in ENDINGS if group is not own]
    at = sum(map(ord, text)) % len(others)  # not always the same three beside it
    wrong = tuple(group[0] for group in [*others[at:], *others[:at]])
    yield Fact(
        FactKind.ENDING,
        match[1],
        start + match.start(1),
        start + match.end(1),
        wrong=wrong,
        is_written=bool(said),
    )


def _is_definition(subject: str, said: str) -> bool:
    if _NOT_SUBJECTS.search(subject) or not _DESCRIBES.search(said) or _VAGUE.search(said) or subject in said:
        return False
    words = tags(subject)
    is_noun = words[-1][1].startswith(("n", "v", "j", "i", "l", "a", "m", "t")) and not words[0][
        1
    ].startswith(("r", "c", "d", "p", "m"))
    return is_noun and len(subject) >= 2
