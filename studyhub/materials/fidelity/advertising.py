"""Words of advertising and games that a scraper leaves inside sentences."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from studyhub.materials.fidelity.flags import Finding, FlagKind
from studyhub.materials.fidelity.words import Word, cost, cut, is_word

CERTAIN, SUSPECT, ACCESSORY, USUAL, RARE = "必是", "可疑", "旁证", "正常语境", "少用字"

TORN = 4.5
"""By how much two pieces cost less as one word than apart, before a word between them counts as having torn it."""
NEAR = 12
"""How far, in characters, an innocent neighbour explains a suspect word."""


@dataclass(frozen=True)
class Vocabulary:
    """Words by how much each says by itself; `category` names what kind of matter a word is."""

    grades: dict[str, str]
    categories: dict[str, str]
    by_first: dict[str, tuple[str, ...]]
    usual: tuple[str, ...]
    rare: frozenset[str]

    @classmethod
    def from_text(cls, text: str) -> "Vocabulary":
        """The vocabulary in the form of data/advertising.txt."""
        grades: dict[str, str] = {}
        categories: dict[str, str] = {}
        usual: list[str] = []
        rare = ""
        grade = ""
        for line in text.splitlines():
            line = line.strip()
            if line.startswith("[") and line.endswith("]"):
                grade = line[1:-1]
            elif line and not line.startswith("#"):
                category, *words = line.split()
                if grade == USUAL:
                    usual += words
                elif grade == RARE:
                    rare += "".join(words)
                else:
                    for word in words:
                        grades.setdefault(word.lower(), grade)
                        categories.setdefault(word.lower(), category)
        by_first: dict[str, list[str]] = {}
        for word in sorted(grades, key=lambda each: (-len(each), each)):
            by_first.setdefault(word[0], []).append(word)
        return cls(
            grades,
            categories,
            {key: tuple(words) for key, words in by_first.items()},
            tuple(usual),
            frozenset(rare),
        )


@lru_cache(maxsize=1)
def default_vocabulary() -> Vocabulary:
    """The vocabulary that comes with the project."""
    return Vocabulary.from_text(files(__package__).joinpath("data/advertising.txt").read_text("utf-8"))


@dataclass(frozen=True)
class _Match:
    start: int
    end: int
    word: str
    grade: str


def check_advertising(
    text: str, neighbours: frozenset[str], vocabulary: Vocabulary | None = None
) -> Iterator[Finding]:
    """Findings in one text. neighbours: pairs of words that stand side by side elsewhere in the same material."""
    vocabulary = vocabulary or default_vocabulary()
    words = cut(text)
    for cluster in _clusters(text, list(_matches(text, words, vocabulary))):
        if _is_foreign(text, words, cluster, neighbours, vocabulary):
            start, end = cluster[0].start, cluster[-1].end
            word = max(
                (match.word for match in cluster),
                key=lambda each: (vocabulary.grades[each] == CERTAIN, len(each)),
            )
            reason = (
                f"“{text[start:end]}”像是抓取时夹带的文字（{vocabulary.categories[word]}类），与上下文无关。"
            )
            yield Finding(start, end, FlagKind.FOREIGN, reason, "")
    for start, end in (*_rare_runs(text, words, vocabulary), *_torn(text, words)):
        reason = f"“{text[start:end]}”与上下文接不上，像是抓取时夹带的文字，请核对原文。"
        yield Finding(start, end, FlagKind.FOREIGN, reason, "")


def _matches(text: str, words: Sequence[Word], vocabulary: Vocabulary) -> Iterator[_Match]:
    """Words of the vocabulary in a text, the longest at each place; not those that begin or end inside another word."""
    lower = text.lower() if len(text.lower()) == len(text) else text
    inside = {place: word for word in words for place in range(word.start + 1, word.end)}
    place = 0
    while place < len(text):
        for word in vocabulary.by_first.get(lower[place], ()):
            if lower.startswith(word, place):
                end = place + len(word)
                edges = [inside[edge] for edge in (place, end) if edge in inside]
                if edges and len(word) < (3 if vocabulary.grades[word] == CERTAIN else 4):
                    whole = _compound(edges, place, end)
                    if whole is None and not _is_torn_open(words, place, end):
                        continue
                    start, end = whole or (place, end)
                else:
                    start = place
                yield _Match(start, end, word, vocabulary.grades[word])
                place = end - 1
                break
        place += 1


def _compound(edges: Sequence[Word], start: int, end: int) -> tuple[int, int] | None:
    """The whole of a compound that a match begins or ends, 报价 in 汽车报价; None for 入群 in 深入群众."""
    word = edges[0]
    if len(edges) > 1 or not (word.start <= start and end <= word.end):
        return None
    rest = word.text[: start - word.start] + word.text[end - word.start :]
    return (word.start, word.end) if is_word(rest) and len(rest) > 1 else None


def _is_torn_open(words: Sequence[Word], start: int, end: int) -> bool:
    """Whether the words that cover the edges cost more than what the match cuts them into."""
    covering = [word for word in words if word.start < end and word.end > start]
    whole = "".join(word.text for word in covering)
    offset = covering[0].start
    pieces = [whole[: start - offset], whole[start - offset : end - offset], whole[end - offset :]]
    return sum(cost(piece) for piece in pieces if piece) < sum(cost(word.text) for word in covering) - 1


def _rare_runs(text: str, words: Sequence[Word], vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    """Words in a row, each with a letter that such articles hardly ever use."""
    run: list[Word] = []
    for word in [*words, Word("", len(text), len(text))]:
        if any(letter in vocabulary.rare for letter in word.text):
            run.append(word)
            continue
        if run and _is_rare(text, run, vocabulary):
            yield run[0].start, run[-1].end
        run = []


def _is_rare(text: str, run: Sequence[Word], vocabulary: Vocabulary) -> bool:
    start, end = run[0].start, run[-1].end
    around = text[max(0, start - NEAR) : start] + "|" + text[end : end + NEAR]
    if any(each in around for each in vocabulary.usual) or _is_listed(text, start, end):
        return False
    is_saying = len(run) == 1 and len(run[0].text) >= 4  # 龙腾虎跃 is in the dictionary
    count = sum(letter in vocabulary.rare for letter in text[start:end])
    rarity = sum(cost(word.text) - _USUAL_COST.get(len(word.text), 15.5) for word in run)
    return not is_saying and (count >= 2 or rarity > LEAST_RARITY)


LEAST_RARITY = 4.6
_USUAL_COST = {1: 8.2, 2: 11.0, 3: 14.0}
_LITTLE = frozenset(
    "的了是在和与及或等不也就都要把被对为以从到向由于之其所这那有无一二三四五六七八九十几多个各每全新上下中内外前后好大小人着过得地还再又才将使让给并而且则可能会须应该补分评记算"
)
LONGEST_TEAR = 8
LEAST_TEAR = 5.0
USUAL_WORD = 11.0


def _torn(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Places where two letters left over make a word together, and what stands between them has torn it apart."""
    for number, left in enumerate(words):
        if len(left.text) != 1 or not left.text.isalpha() or left.text in _LITTLE:
            continue
        for right in words[number + 2 : number + 9]:
            between = text[left.end : right.start]
            if (
                len(between) > LONGEST_TEAR
                or not between.isalnum()
                or any(letter in "的着了一得和不可只是" for letter in between)
            ):
                break
            whole = left.text + right.text
            if len(right.text) == 1 and right.text not in _LITTLE and len(between) > 1 and is_word(whole):
                is_whole = is_word(between) and cost(between) < USUAL_WORD  # 微信公众号
                is_whole = is_whole or is_word(between + right.text) or is_word(left.text + between)
                if not is_whole and cost(left.text) + cost(right.text) - cost(whole) > LEAST_TEAR:
                    yield left.end, right.start
                    break


def _clusters(text: str, matches: list[_Match]) -> Iterator[list[_Match]]:
    """Matches that touch, or have but a digit or two between them."""
    current: list[_Match] = []
    for match in matches:
        if current and text[current[-1].end : match.start].strip("0123456789 .·-—_,，!！+&") != "":
            yield current
            current = []
        current.append(match)
    if current:
        yield current


def _is_foreign(
    text: str,
    words: Sequence[Word],
    cluster: list[_Match],
    neighbours: frozenset[str],
    vocabulary: Vocabulary,
) -> bool:
    if any(match.grade == CERTAIN for match in cluster):
        return True
    start, end = cluster[0].start, cluster[-1].end
    around = text[max(0, start - NEAR) : start] + "|" + text[end : end + NEAR]
    is_explained = any(each in around for each in vocabulary.usual) or _is_listed(text, start, end)
    score = sum(1.0 if match.grade == SUSPECT else 0.5 for match in cluster)
    if tears_word(text, start, end):
        score += 2.0
    if _joins(text, start, end, words, neighbours):
        score += 0.5
    return score >= (2.5 if is_explained else 1.0 if any(m.grade == SUSPECT for m in cluster) else 2.0)


def _is_listed(text: str, start: int, end: int) -> bool:
    """Whether a word stands in a list or in quotes of its own, as words do that an author means."""
    before, after = text[start - 1 : start], text[end : end + 1]
    is_opened = before in {"、", "“", "《", "‘", "「", "（", "("} and start > 0
    return is_opened and (
        after in {"、", "”", "》", "’", "」", "）", ")", "，", "。", "；"} or text.startswith("等", end)
    )


def tears_word(text: str, start: int, end: int) -> bool:
    """Whether what stands before and after belongs together as one word: 组织建|某某|设."""
    for left in (1, 2, 3):
        for right in (1, 2, 3):
            before, after = text[max(0, start - left) : start], text[end : end + right]
            if len(before) < left or len(after) < right or not (before + after).isalpha():
                continue
            whole = before + after
            if is_word(whole) and cost(before) + cost(after) - cost(whole) > TORN:
                return True
    return False


def _joins(text: str, start: int, end: int, words: Sequence[Word], neighbours: frozenset[str]) -> bool:
    before = next((word.text for word in words if word.end == start), "")
    after = next((word.text for word in words if word.start == end), "")
    return f"{before} {after}" in neighbours and len(before) + len(after) > 2


def word_pairs(texts: Sequence[str]) -> frozenset[str]:
    """Pairs of words side by side in texts, each as "one other"."""
    pairs: set[str] = set()
    for text in texts:
        words = cut(text)
        pairs.update(f"{one.text} {other.text}" for one, other in itertools.pairwise(words))
    return frozenset(pairs)
