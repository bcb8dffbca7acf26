"""Draft questions from a text, by rules alone. What comes out are drafts: a person edits, accepts or discards each."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from question_bank import Choice, Item, ItemType, Source, find_duplicates, normalise
from studyhub.materials.drafting.distractors import WANTED, Stock, points_like
from studyhub.materials.drafting.enumerations import Enumeration, find_enumerations, run_in_head
from studyhub.materials.drafting.excerpts import Piece, marked_pieces
from studyhub.materials.drafting.facts import Fact, FactKind, definition, find_facts
from studyhub.materials.drafting.self_check import doubts, right_texts
from studyhub.materials.drafting.sentences import ENUMERATED, Sentence, sentences, shortened, stands_alone

__all__ = ["DRAFT_TAG", "Drafts", "Passage", "Piece", "Rejected", "doubts", "draft_items", "marked_pieces"]

DRAFT_TAG = "自动出题"
BLANK = "____"
PER_PARAGRAPH, CHARACTERS_MORE = 3, 250
"""So many questions a paragraph, and one more for each further so many characters."""


ONCE = {FactKind.TERM, FactKind.MEETING, FactKind.DOCUMENT, FactKind.SLOGAN, FactKind.CONTRAST}
"""Kinds whose answers are asked for once in a text, however often it repeats them."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph to draft from: its id in the study unit, its words, and the heading it stands under."""

    id: str
    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A question that was thought of and thrown away, with the first doubt about it."""

    item: Item
    doubt: str


@dataclass(frozen=True, slots=True)
class Drafts:
    """What was kept, in reading order, and what was not."""

    items: tuple[Item, ...]
    rejected: tuple[Rejected, ...]


def draft_items(unit: str, title: str, passages: Sequence[Passage], corpus: Iterable[str] = ()) -> Drafts:
    """Questions about a text, each tied to its paragraph and tagged DRAFT_TAG.

    unit: the id that goes into each item's source. title: of the material, for stems that need a subject. corpus:
    further texts to take wrong choices from. At most three questions a paragraph, more of a long one; the same passages give the same drafts.
    """
    across = _across_paragraphs(passages)
    stock = Stock([passage.text for passage in passages], corpus)
    kept: list[Item] = []
    rejected: list[Rejected] = []
    asked: set[tuple[str, ...]] = set()
    for passage in passages:
        own, most = 0, PER_PARAGRAPH + len(passage.text) // CHARACTERS_MORE
        for item in _ideas(unit, title, passage, across.get(passage.id), stock):
            answer = (item.tags[-1], *right_texts(item))
            doubt = (
                next(doubts(item, passage.text), "")
                or ("这一段的题已经够多。" if own == most else "")
                or ("前面已经问过同一个答案。" if answer in asked else "")
            )
            if doubt:
                rejected.append(Rejected(item, doubt))
                continue
            kept.append(item)
            own += 1
            if item.tags[-1] in ONCE:
                asked.add(answer)
    again = {pair.second for pair in find_duplicates(kept)}
    rejected += [Rejected(item, "与前面一题重复。") for item in kept if item.id in again]
    return Drafts(tuple(item for item in kept if item.id not in again), tuple(rejected))


def _across_paragraphs(passages: Sequence[Passage]) -> dict[str, tuple[Enumeration, str]]:
    """Lists whose points each begin or head a paragraph, （一）… （二）… （三）…, by the paragraph of the first point, with
    all that is said from there to the end of the list.
    """
    found: dict[str, tuple[Enumeration, str]] = {}
    run: list[tuple[Passage, str]] = []
    said = ""
    for passage in [*passages, Passage("", "（一）结束。")]:
        rank, head = run_in_head(passage.text)
        is_next = bool(run) and rank == len(run) + 1 and passage.heading == run[0][0].heading
        if rank and not is_next:
            if len(run) >= 3:
                points = Enumeration(tuple(point for _, point in run), "", "", False, 0)
                found[run[0][0].id] = (points, said)
            run, said = [], ""
        if is_next or rank == 1:
            run.append((passage, head))
        said += passage.text
    return found


def _ideas(
    unit: str, title: str, passage: Passage, across: tuple[Enumeration, str] | None, stock: Stock
) -> Iterator[Item]:
    lists = [(each, passage.text) for each in find_enumerations(passage.text)]
    for enumeration, text in [*([across] if across else []), *lists]:
        yield from _from_enumeration(unit, title, passage, enumeration, text)
    for sentence in sentences(passage.text):
        if not stands_alone(sentence) or not _ENDED.search(passage.text):
            continue
        facts = sorted(find_facts(sentence.text), key=lambda fact: _PREFERENCE.index(fact.kind))
        ideas = [_from_fact(unit, title, passage, sentence, fact, stock) for fact in facts]
        # One question a sentence: the first that nothing speaks against.
        yield from [item for item in ideas if not any(doubts(item, passage.text))][:1] or ideas[:1]


_PREFERENCE = tuple(FactKind)
_ENDED = re.compile("[。！？；!?;]")  # a text without any is a heading or a cell of a table


def _from_fact(unit: str, title: str, passage: Passage, sentence: Sentence, fact: Fact, stock: Stock) -> Item:
    source = Source(unit, passage.id, sentence.whole)
    explanation = f"原文：“{sentence.text}”" if "“" not in sentence.text else f"原文：{sentence.text}"
    wrong = stock.alike(fact, sentence.text)
    is_choice = len(wrong) >= WANTED or not fact.is_written
    stem = _stem_of(title, sentence, fact)
    if is_choice:
        return _single_choice(stem, fact, wrong, source, explanation)
    return Item(
        _id(source, stem),
        ItemType.FILL_IN,
        stem,
        blanks=(_accepted(fact.answer),),
        explanation=explanation,
        source=source,
        tags=(DRAFT_TAG, fact.kind.value),
    )


def _stem_of(title: str, sentence: Sentence, fact: Fact) -> str:
    """The sentence with a blank; a definition and a saying are asked about in words."""
    if fact.kind is FactKind.SUBJECT and fact.wrong:
        defined = definition(sentence.text)
        return f"下列哪一项是{defined}？" if "“" in defined else f"下列哪一项是“{defined}”？"
    if fact.kind is FactKind.SPEAKER:
        said = sentence.text[sentence.text.index("“") :].rstrip("。")
        return f"{said}这句话是谁说的？"
    shown = shortened(sentence.text, fact.end)
    blanked = shown[: fact.start] + BLANK + shown[fact.end :]
    is_own_word = fact.kind is FactKind.SLOGAN or (fact.kind is FactKind.ENDING and "“" not in sentence.text)
    opening = f"{_named(title)}{'提出' if sentence.is_subjectless else '指出'}，"
    return (opening if is_own_word or sentence.is_subjectless else "") + re.sub("[；;]$", "。", blanked)


def _accepted(answer: str) -> tuple[str, ...]:
    """The ways to write an answer: 作表率 and 做表率 are both written."""
    other = answer.translate(str.maketrans("作做", "做作"))
    return (answer, other) if other != answer and answer[0] in "作做" else (answer,)


def _from_enumeration(
    unit: str, title: str, passage: Passage, enumeration: Enumeration, text: str
) -> Iterator[Item]:
    is_own = 6 <= len(enumeration.lead) <= 40 and not enumeration.lead.startswith(("这", "其", "此", "它"))
    about = _plain(passage.heading) or (enumeration.lead if is_own else "")
    if not about:
        return
    first = passage.text.find(enumeration.points[0], enumeration.start)
    quote = (
        passage.text[enumeration.start :].strip()
        if enumeration.points[-1] in passage.text
        else passage.text[first : first + len(enumeration.points[0])]
    )
    source = Source(unit, passage.id, quote)
    explanation = f"原文列出的是：{'；'.join(enumeration.points)}。"
    if enumeration.is_sequence:
        stem = f"关于“{_unquoted(about)}”，请按先后顺序排列下列各项。"
        yield _ordering(stem, enumeration.points, source, explanation)
        return
    stem = f"关于“{_unquoted(about)}”，{_named(title)}提出了哪几点？"
    choices, ids = _shuffled([*enumeration.points, *points_like(enumeration.points, about, text)], stem)
    yield Item(
        _id(source, stem),
        ItemType.MULTIPLE_RESPONSE,
        stem,
        choices,
        key=tuple(sorted(ids[point] for point in enumeration.points)),
        explanation=explanation,
        source=source,
        tags=(DRAFT_TAG, "要点"),
    )


def _single_choice(stem: str, fact: Fact, wrong: Sequence[str], source: Source, explanation: str) -> Item:
    choices, ids = _shuffled([fact.answer, *wrong[:3]], stem)
    return Item(
        _id(source, stem),
        ItemType.SINGLE_CHOICE,
        stem,
        choices,
        key=(ids[fact.answer],),
        explanation=explanation,
        source=source,
        tags=(DRAFT_TAG, fact.kind.value),
    )


def _ordering(stem: str, points: Sequence[str], source: Source, explanation: str) -> Item:
    choices, ids = _shuffled(list(points), stem)
    return Item(
        _id(source, stem), ItemType.ORDERING, stem, choices, key=tuple(ids[point] for point in points), explanation=explanation, source=source,
        tags=(DRAFT_TAG, "要点"),
    )  # fmt: skip


def _shuffled(texts: Sequence[str], seed: str) -> tuple[tuple[Choice, ...], dict[str, str]]:
    """Choices in an order that the stem decides, so that the right one stands first no more often than chance."""
    order = sorted(texts, key=lambda text: hashlib.sha256(f"{seed}\n{text}".encode()).digest())
    ids = {text: "abcdefghijklmnopqrstuvwxyz"[place] for place, text in enumerate(order)}
    return tuple(Choice(ids[text], text) for text in order), ids


def _named(title: str) -> str:
    """The material by the first part of its title."""
    return f"《{_unquoted(re.split('——|：', title)[0])}》" if title else "文中"


def _plain(heading: str) -> str:
    return ENUMERATED.sub("", heading)


def _unquoted(text: str) -> str:
    return text.strip("“”《》").replace("《", "〈").replace("》", "〉").replace("“", "‘").replace("”", "’")


def _id(source: Source, stem: str) -> str:
    """The same for the same question about the same unit, so that what was decided about it is found again."""
    return "draft-" + hashlib.sha256(f"{source.unit}\n{normalise(stem)}".encode()).hexdigest()[:16]
