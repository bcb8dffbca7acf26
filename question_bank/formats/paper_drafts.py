"""The questions of a paper as far as its lines tell them, before anything is made of their answers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from ..checking import MAX_TEXT
from ..model import ItemType
from .docx_text import Line
from .paper_keys import is_range, key_entries, looks_like_key, table_entries
from .paper_lines import (
    Heading,
    after_numeral,
    clean,
    heading,
    is_key_heading,
    is_page_number,
    number_first,
    numeral,
    question_start,
    split_choices,
    split_labels,
    take_points,
    take_type,
    typed_key,
)
from .paper_stimuli import Stimulus, asked, stimulus_start
from .reading import ReadProblem, Severity
from .table_answers import letters

_MAX_SKIP = 5


@dataclass(slots=True)
class Draft:
    """One question: where it begins, its section, its texts by field, and the other answer that a key has for it."""

    line: int
    number: int | None
    section: int
    heading: Heading | None
    type: ItemType | None = None
    stem: list[str] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    other_answer: str = ""
    stimulus: Stimulus | None = None

    length: int = 0

    @property
    def is_too_long(self) -> bool:
        """Whether so much belongs to it that it can be no question; the rest of it is not kept."""
        return self.length > 5 * MAX_TEXT

    @property
    def is_closed(self) -> bool:
        """Whether it has what a question ends with."""
        return bool(self.choices or "answer" in self.fields)

    def add(self, name: str, text: str) -> None:
        """Another line of a field."""
        before = self.fields.get(name)
        self.fields[name] = f"{before}\n{text}".strip() if before else text


@dataclass(slots=True)
class Entry:
    """One answer of a key that stands apart: the section it is for (None: not said), and the one it stands in."""

    line: int
    section: int | None
    near: int
    number: int
    answer: str
    explanation: str
    is_used: bool = False


class Sorter:
    """Sorts lines into drafts and entries of a key."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.entries: list[Entry] = []
        self.unplaced: list[ReadProblem] = []
        self.stimuli: list[Stimulus] = []
        self._stimulus: Stimulus | None = None
        self._is_in_stimulus = False
        self._headings: list[Heading] = []
        self._in_key = False
        self._key_section: int | None = None
        self._key_style = ""
        self._is_in_typed_key = False
        self._typed_section: int | None = None
        self._draft: Draft | None = None
        self._target = "stem"
        self._style = ""
        self._last = 0
        self._after_blank = False
        self._skipped: list[int] = []

    def read(self, lines: Iterable[Line]) -> None:
        """Take all lines of a paper."""
        rows: list[Line] = []
        for line in lines:
            text = number_first(clean(line.text)) if line.text else ""
            if text or (rows and rows[-1].text):
                rows.append(Line(line.number, text))
        position = 0
        while position < len(rows):
            line = rows[position]
            position += 1
            if not line.text:
                self._after_blank = True
                continue
            if len(line.text) > MAX_TEXT:
                words = f"这一行超过 {MAX_TEXT} 个字，没有读入，请分成几行。"
                self.unplaced.append(ReadProblem(f"第 {line.number} 行", words))
                continue
            below = next((row.text for row in rows[position : position + 3] if row.text), "")
            if "\t" in line.text and (found := table_entries(line.text, below)):
                section = self._typed_section if self._is_in_typed_key else self._key_section
                self._enter(line.number, iter(found), section)
                position += 1
            elif not is_page_number(line.text):
                self._take(line, below)
            self._after_blank = False
        self._drop_instructions()
        if self._skipped:
            place = f"第 {self._skipped[0]} 行起"
            words = f"有 {len(self._skipped)} 行不属于任何题目（试卷标题、说明等），没有读入。"
            self.unplaced.append(ReadProblem(place, words, Severity.LOST))

    def _drop_instructions(self) -> None:
        """Numbered lines above the first heading, with neither choices nor answer, are instructions."""
        if self._headings:
            for draft in self.drafts:
                if draft.section < 0 and not draft.is_closed:
                    self._skipped.append(draft.line)
            self.drafts = [draft for draft in self.drafts if draft.section >= 0 or draft.is_closed]
            self._skipped.sort()

    def _take(self, line: Line, below: str) -> None:
        text = line.text
        if is_key_heading(text) and not self._is_answer_of_draft(text, below):
            self._in_key, self._key_section, self._draft = True, None, None
            return
        if self._in_key:
            self._take_key(line)
            return
        if self._take_typed_key(line):
            return
        if self._opens_stimulus(line):
            return
        if found := heading(text):
            self._open_section(found)
            return
        if self._is_in_stimulus and self._take_stimulus(line):
            return
        if self.drafts and is_range(text):
            self._enter(line.number, key_entries(text), None)
            return
        self._take_text(line, below)

    def _take_typed_key(self, line: Line) -> bool:
        """The answers of one kind of questions, below these; what is no answer any more ends them."""
        if found := typed_key(line.text):
            kinds = [number for number, one in enumerate(self._headings) if one.type is found[0]]
            self._typed_section = kinds[0] if len(kinds) == 1 else None
            self._is_in_typed_key, self._draft = True, None
            if found[1]:
                self._enter(line.number, key_entries(found[1]), self._typed_section)
            return True
        if self._is_in_typed_key and looks_like_key(line.text):
            self._enter(line.number, key_entries(line.text), self._typed_section)
            return True
        self._is_in_typed_key = False
        return False

    def _open_section(self, found: Heading) -> None:
        above = self._headings[-1] if found.is_sub and self._headings else None
        if above is not None:
            found = replace(
                found,
                type=found.type or above.type,
                points=found.points or above.points,
                marking=found.marking or above.marking,
            )
        self._headings.append(found)
        self._draft, self._style, self._last, self._target = None, "", 0, "stem"
        self._stimulus, self._is_in_stimulus = None, False

    def _opens_stimulus(self, line: Line) -> bool:
        draft = self._draft
        is_between = draft is None or (draft.is_closed and (self._after_blank or self._target == "choices"))
        found = stimulus_start(line.number, line.text, is_plain=is_between and not self._is_in_stimulus)
        if found is None:
            return False
        self._stimulus, self._is_in_stimulus, self._draft = found, True, None
        self.stimuli.append(found)
        return True

    def _take_stimulus(self, line: Line) -> bool:
        """Add a line to the passage, or see that its questions begin: then nothing is taken, or 问题： opens one."""
        assert self._stimulus is not None
        start = question_start(line.text)
        if start and self._stimulus.may_begin(start[0], self._last):
            self._is_in_stimulus, self._style = False, ""
            return False
        if (words := asked(line.text)) is not None and self._stimulus.span is None:
            self._is_in_stimulus = False
            self._open(line.number, None, words)
            return True
        self._stimulus.lines.append(line.text)
        return True

    def _take_text(self, line: Line, below: str) -> None:
        if self._draft is not None:
            self._draft.length += len(line.text)
            if self._draft.is_too_long and not question_start(line.text):
                return
        before, labelled = split_labels(line.text)
        start = question_start(before)
        if start and self._is_next(start[0], start[1]):
            self._style, self._last = start[1], start[0]
            self._open(line.number, start[0], start[2])
        elif before:
            self._take_words(line.number, before, below)
        for name, words in labelled:
            self._take_label(line.number, name, words)

    def _is_answer_of_draft(self, text: str, below: str) -> bool:
        """A bare 答案： below a question is its own when no key follows."""
        return (
            self._draft is not None
            and text.rstrip().endswith((":", "："))
            and not any(True for _ in key_entries(below))
            and heading(below) is None
            and "answer" not in self._draft.fields
        )

    def _is_next(self, number: int, style: str) -> bool:
        """Whether a number begins a question, and is no numbered point inside one."""
        if not self._style or self._draft is None:
            return True
        if style != self._style:
            return self._draft.is_closed and number == self._last + 1
        if number == self._last + 1:
            return True
        if self._last < number <= self._last + _MAX_SKIP:
            return bool(self._draft.choices) or self._target == "stem"
        return number == 1 and self._draft.is_closed and self._target != "explanation"

    def _open(self, line: int, number: int | None, text: str) -> None:
        last = self._headings[-1] if self._headings else None
        self._draft = Draft(line, number, len(self._headings) - 1, last)
        self.drafts.append(self._draft)
        if self._stimulus is not None and self._stimulus.covers(number):
            self._draft.stimulus, self._stimulus.is_used = self._stimulus, True
        self._draft.type, text = take_type(text)
        points, text = take_points(text)
        if points:
            self._draft.fields["points"] = points
        self._target = "stem"
        self._add_words(text)

    def _take_words(self, line: int, text: str, below: str) -> None:
        draft = self._draft
        if draft is not None:
            wanted = chr(65 + len(draft.choices))
            before, choices = split_choices(text, wanted)
            is_early = self._target == "answer" and not draft.choices and letters(draft.fields["answer"])
            if choices and not before and (self._target in ("stem", "choices") or is_early):
                draft.choices += choices
                self._target = "choices"
                return
        opens_choices = bool(split_choices(below, "A")[1])
        is_new = draft is None or (draft.is_closed and (self._after_blank or opens_choices))
        is_judged = draft is not None and draft.number is None and not opens_choices and not draft.choices
        if draft is None and not opens_choices and not (self._headings and self._headings[-1].type):
            self._skipped.append(line)
        elif is_new or (is_judged and self._target == "stem" and self._is_judgement_section()):
            self._open(line, None, text)
        else:
            self._add_words(text)

    def _is_judgement_section(self) -> bool:
        return bool(self._headings) and self._headings[-1].type is ItemType.TRUE_FALSE

    def _add_words(self, text: str) -> None:
        assert self._draft is not None
        draft = self._draft
        if self._target == "choices" and draft.choices:
            letter, words = draft.choices[-1]
            draft.choices[-1] = (letter, f"{words}\n{text}".strip())
        elif self._target in ("stem", "choices"):
            before, choices = split_choices(text, "A") if not draft.choices else (text, [])
            draft.stem += [before] if before else []
            if choices:
                draft.choices, self._target = choices, "choices"
        else:
            draft.add(self._target, text)

    def _take_label(self, line: int, name: str, words: str) -> None:
        if name == "answer" and looks_like_key(words):
            self._enter(line, key_entries(words), None)
            return
        if name == "stem":
            self._take_stem(line, words)
            return
        if self._draft is None:
            self._skipped.append(line)
            return
        if not name:
            return
        self._draft.add(name, words)
        self._target = name if name in ("answer", "explanation") else "explanation"

    def _take_stem(self, line: int, words: str) -> None:
        """题干： begins a question, unless its number has done so."""
        if self._draft is None or self._draft.is_closed or self._draft.stem:
            self._open(line, None, words)
        else:
            self._target = "stem"
            self._add_words(words)

    def _take_key(self, line: Line) -> None:
        text = line.text
        if found := heading(text):
            self._key_section, self._key_style = self._section_of(found), ""
            rest = after_numeral(text) if found.type is None else text[len(found.title) :]
            text = rest.lstrip(" :：")
            if not any(True for _ in key_entries(text)):
                return
        start = question_start(text)
        is_point = start is not None and self._key_style not in ("", start[1]) and not looks_like_key(text)
        found_entries = [] if is_point else list(key_entries(text))
        if found_entries and start is not None:
            self._key_style = start[1]
        if found_entries or is_range(text):
            self._enter(line.number, iter(found_entries), self._key_section)
        elif self.entries:
            before, labelled = split_labels(text)
            extra = "\n".join(filter(None, [before, *(words for _, words in labelled)]))
            last = self.entries[-1]
            last.explanation = f"{last.explanation}\n{extra}".strip()
        else:
            self._skipped.append(line.number)

    def _section_of(self, found: Heading) -> int | None:
        """The section of the paper that a heading in the key means: by its words, its type, or its numeral."""
        for is_meant in (
            lambda one: one.title == found.title,
            lambda one: found.type is not None and one.type is found.type,
            lambda one: bool(numeral(one.title)) and numeral(one.title) == numeral(found.title + " "),
        ):
            chosen = [number for number, one in enumerate(self._headings) if is_meant(one)]
            if len(chosen) == 1:
                return chosen[0]
        return None

    def _enter(self, line: int, found: Iterator[tuple[int, str, str]], section: int | None) -> None:
        before = len(self.entries)
        for number, answer, explanation in found:
            self.entries.append(Entry(line, section, len(self._headings) - 1, number, answer, explanation))
        if len(self.entries) == before:
            words = "这里的答案与题号的个数对不上，没有使用，请核对。"
            self.unplaced.append(ReadProblem(f"第 {line} 行", words))
