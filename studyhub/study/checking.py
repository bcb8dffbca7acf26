"""The fidelity check of a study unit: what looks wrong in it, and which decisions about that still hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from studyhub.materials.document import Block, BlockKind, Document
from studyhub.materials.fidelity import WordList, check_fidelity
from studyhub.materials.fidelity.signs import find_half_width
from studyhub.study.content import Content, placed_texts

_HALF = dict(zip(",;:?!()", "，；：？！（）", strict=True))


@dataclass(frozen=True)
class Found:
    """A flag of a unit: where, what the words there are, what sentence they stand in, and what may be meant instead."""

    place: str
    start: int
    end: int
    kind: str
    reason: str
    words: str
    sentence: str
    suggestion: str | None

    @property
    def sign(self) -> tuple[str, str, str]:
        """What a decision is about: it holds wherever these three stay the same."""
        return self.kind, self.words, self.sentence


@dataclass(frozen=True)
class Decision:
    """Somebody kept a flagged place as it is."""

    kept_by_id: int | None
    kept_at: datetime


def check_content(content: Content, word_list: WordList) -> list[Found]:
    """Everything in a unit that a person must decide on, in reading order."""
    texts = [each for each in placed_texts(content) if each.text]
    blocks = tuple(Block(each.place, BlockKind(each.kind), each.text) for each in texts)
    by_place = {each.place: each.text for each in texts}
    found = []
    for flag in check_fidelity(Document(content.title, "", "", None, blocks), word_list):
        text = by_place[flag.block]
        found.append(
            Found(
                flag.block, flag.start, flag.end, flag.kind.value, flag.reason, text[flag.start : flag.end],
                sentence_at(text, flag.start, flag.end), flag.suggestion,
            )
        )  # fmt: skip
    return found


def carry_decisions(
    found: Iterable[Found], decided: Iterable[tuple[tuple[str, str, str], Decision]]
) -> list[tuple[Found, Decision | None]]:
    """Each flag with the decision that somebody made about the same words in the same sentence, if any."""
    waiting: dict[tuple[str, str, str], list[Decision]] = {}
    for sign, decision in decided:
        waiting.setdefault(sign, []).append(decision)
    result: list[tuple[Found, Decision | None]] = []
    for flag in found:
        same = waiting.get(flag.sign)
        result.append((flag, same.pop(0) if same else None))
    return result


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence around a place (several where it spans them)."""
    ends = "。！？!?；;"
    first = max((text.rfind(sign, 0, start) for sign in ends), default=-1) + 1
    stops = [at for sign in ends if (at := text.find(sign, max(start, end - 1))) >= 0]
    return text[first : (min(stops) + 1 if stops else len(text))]


def corrected(text: str, start: int, end: int, suggestion: str) -> str:
    """The text with a suggestion in the place of what is flagged; taking words away leaves no two signs side by side."""
    before, after = text[:start], text[end:]
    is_between_signs = not before or before[-1] in "，。、；：！？"
    if not suggestion and is_between_signs and after[:1] in tuple("，、；"):
        after = after[1:]
    return before + suggestion + after


def widened(text: str) -> str:
    """The text with the half-width signs that stand between Chinese letters made full-width."""
    letters = list(text)
    for place in find_half_width(text):
        letters[place] = _HALF[letters[place]]
    return "".join(letters)
