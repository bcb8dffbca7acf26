"""Sentences that can stand alone as the stem of a question."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from studyhub.materials.fidelity.words import tags

SHORTEST, LONGEST = 14, 160
LONG = 100  # beyond it a sentence is read in the parts that its semicolons make

_SENTENCE = re.compile(r"[^。！？!?]*(?:“[^”]*”[^。！？!?]*)*[。！？!?]?[”’）)]*")
# A sentence that leans on another one, by its first words or by words that point out of it.
_LEANS = re.compile(
    r"(?:这|它|他|她|其[^实他]|该|此|同时|因此|因而|所以|但|然而|不过|另外|此外|对此|为此|同年|当年|同月|次年|后来|随后|那|如[，,、]|例如|比如|并|而|又|也|还|再|于是|否则|反之|可见|总之|换言之|下面|上述|以上|以下|前者|后者|两者|二者"
    r"|今天|算一|与.{2,12}相比|[一二三四五六七八九十]+[是要]|第[一二三四五六]|首先|其次|再次|最后|有的|当时|当然|只有|只要|尤其|特别是|之所以|今年|去年|目前|当前|近年|近日|昨|我(?!们党|国)|本人|大家|同志|对.{1,6}来说|是|就|都|才|却|则|即)"
)
_POINTS_OUT = re.compile(
    r"(?:某[^些种个]|这[些个种样项次里段两三几句]|我们(?!党)|(?:修订后|新|原来|\d年)的条例|那[些个种样]|上述|如下|下列|在今年|当时|前面|本文|本单元|本段|该[^不当怎谁]{1,3}(?:单位|同志|文件|条例))"
)
_SUBJECTLESS = re.compile(
    r"(?:要|必须|应当?|坚持|坚决|不断|努力|切实|着力|加强|推动|推进|深入|全面|牢固|严格|认真|积极|充分|持续|坚定|把|将|围绕|聚焦|立足|结合|制定|建立|完善|探索|注重|开展|树立|发挥|打造|做到|实现|深刻|紧紧|通过|按照|以|从|针对|为)"
)
ENUMERATED = re.compile(
    r"^(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、．]|[①-⑳])\s*"
)


_CLAUSE_END = re.compile(r"[，,；;]")
ENOUGH, LEFT_OUT = 24, 12  # characters that must remain, and fewer than that need not go
_SEMICOLON = re.compile(r"(?<=[；;])")
# What ties a sentence to the one before and can be left out.
_TIES = re.compile(r"^(?:同时|此外|另外|因此|因而|所以|总之|当然)[，,、]\s*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a paragraph. text: without the number before it and without a 同时，; whole: as it stands in the paragraph."""

    text: str
    whole: str
    is_subjectless: bool


def sentences(paragraph: str) -> Iterator[Sentence]:
    """The sentences of a paragraph in order, quotations kept whole."""
    for match in _SENTENCE.finditer(paragraph):
        parts = [match[0]] if len(match[0]) <= LONG else _SEMICOLON.split(match[0])
        for whole in filter(None, map(str.strip, parts)):
            text = _TIES.sub("", ENUMERATED.sub("", whole))
            yield Sentence(text, whole, bool(_SUBJECTLESS.match(text)))


def shortened(text: str, end: int) -> str:
    """A sentence up to the clause in which `end` lies, when much follows it and what remains says enough."""
    for match in _CLAUSE_END.finditer(text, end):
        head = text[: match.start()]
        is_whole = all(head.count(one) == head.count(other) for one, other in ("“”", "《》", "（）", "()"))
        if is_whole and not head.endswith("的") and len(head) >= ENOUGH and len(text) - len(head) > LEFT_OUT:
            return f"{head}……"
    return text


def stands_alone(sentence: Sentence) -> bool:
    """Whether a reader who sees nothing but this sentence knows what it speaks of."""
    text = sentence.text
    if not SHORTEST <= len(text) <= LONGEST or _LEANS.match(text) or _POINTS_OUT.search(text):
        return False
    if any(text.count(open_) != text.count(close) for open_, close in ("“”", "《》", "（）", "()")):
        return False
    first = tags(text[:12])[0]
    return not first[1].startswith(("r", "c", "y", "e", "u")) or first[0] in {"我们党", "各级", "每", "全"}
