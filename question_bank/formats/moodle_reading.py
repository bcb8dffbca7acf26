"""Reading Moodle XML."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, BinaryIO
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from ..model import Choice, Item, ItemType, Picture
from ..text import BLANK, without_pictures
from ..types.numeric import parse_number
from .categories import read_category
from .cloze import Gap, numbered, read_cloze
from .extra_fields import with_extra_fields
from .gallery import NOT_THERE, Gallery, decoded
from .gift_answers import LETTERS
from .markup import plain_text
from .reading import ItemDesk, OpenDesk, Reading, ReadProblem, Severity
from .weights import ODD_WEIGHTS, marking_of
from .xml_parsing import elements

MAX_SHARING = 999
_MAX_GAPS = 100
_SHARED = re.compile(r"共用材料（以下\s*(\d{1,3})\s*题）")
# None of its parts may hold what begins another one, so that however many there are cost little.
_MARKDOWN_PICTURE = re.compile(
    r"!\[([^\[\]\n]{0,300})\]\([ \t]{0,9}<?([^\s()\[\]<>]{1,2000})>?(?:[ \t]{1,9}\"[^\"\n]{0,300}\")?[ \t]{0,9}\)"
)
_TRUTHS = {"true": "true", "false": "false"}


class _Unreadable(Exception):
    """This question cannot be read; the message is a Chinese sentence."""


def read_moodle(stream: BinaryIO) -> Reading:
    """Items and problems, question by question, with flat memory. Raises FormatError."""
    reader = _Reader(ItemDesk())
    for number, question in enumerate(elements(stream, ("quiz",), "question"), 1):
        yield from reader.read(question, f"第 {number} 个 question")
    yield from reader.notes()


def read_back(question: Element, shared: Element | None = None) -> Item | None:
    """The item of a question as a writer wrote it, whether it is sound or not.

    shared: the description with the stimulus that stands before it.
    """
    reader = _Reader(OpenDesk())
    found = [one for each in (shared, question) if each is not None for one in reader.read(each, "")]
    return next((one for one in found if isinstance(one, Item)), None)


def shared_name(count: int) -> str:
    """The name of a description that holds the stimulus of so many questions after it."""
    return f"共用材料（以下{count}题）"


class _Reader:
    """Reads question after question: keeps the category that holds, and counts for the closing notes."""

    def __init__(self, desk: ItemDesk) -> None:
        self._desk = desk
        self._category = ""
        self._counts = {"name": 0, "markup": 0, "hint": 0, "case": 0}
        self._lost: dict[str, None] = {}
        self._had_markup = False
        self._gallery = Gallery()
        self._stimulus = ""
        self._stimulus_pictures: tuple[Picture, ...] = ()
        self._stimulus_left = 0

    def notes(self) -> Reading:
        """What was lost in many places, said once."""
        for name, words in (
            ("name", "道题的题名没有读入，题库不保存题名。"),
            ("markup", "道题带有网页格式，只保留了文字。"),
            ("hint", "道题的提示（hint）没有读入。"),
            ("case", "道题要求区分大小写，题库判分不区分大小写。"),
        ):
            if count := self._counts[name]:
                yield ReadProblem("全文", f"{count} {words}", Severity.LOST)

    def read(self, question: Element, place: str) -> Reading:
        """The item of a question element, or why there is none."""
        kind = question.get("type", "")
        if kind == "category":
            self._category = read_category(question.findtext("category/text") or "")
            return
        name = (question.findtext("name/text") or "").strip()
        place = f"{place}（{name[:30]}）" if name else place
        self._lost.clear()
        self._had_markup = False
        if kind == "description":
            yield from self._describe(question, name, place)
            return
        self._stimulus_left -= 1
        self._gallery = Gallery(self._stimulus_pictures if self._stimulus_left >= 0 else ())
        builder = _BUILDERS.get(kind)
        if builder is None:
            yield ReadProblem(place, f"不支持“{kind[:30]}”这种题型，没有读入。")
            return
        try:
            items = self._items(question, builder, name)
        except _Unreadable as error:
            yield ReadProblem(place, str(error))
            return
        for message in [*self._lost, *self._gallery.lost]:
            yield ReadProblem(place, message, Severity.LOST)
        for item in items:
            yield from self._desk.check(item, place)

    def _describe(self, question: Element, name: str, place: str) -> Reading:
        """Take the stimulus of the questions that follow; any other description is told as lost."""
        shared = _SHARED.fullmatch(name)
        if shared is None:
            yield ReadProblem(place, "这是说明文字，不是题目，没有读入。", Severity.LOST)
            return
        self._gallery = Gallery()
        self._stimulus = self._shown(question.find("questiontext"))
        found = self._gallery.pictures_of(Item("", ItemType.EXTENDED_TEXT, "", stimulus=self._stimulus))
        self._stimulus_pictures, self._stimulus_left = found.pictures, int(shared[1])
        for message in [*self._lost, *self._gallery.lost]:
            yield ReadProblem(place, message, Severity.LOST)

    def _items(self, question: Element, builder: "Builder", name: str) -> list[Item]:
        stem = self._shown(question.find("questiontext")) + self._old_picture(question)
        fields: dict[str, Any] = {"stem": stem, "explanation": self._shown(question.find("generalfeedback"))}
        fields |= builder(self, question, stem)
        if not fields["stem"]:
            fields["stem"], name = name, ""
        # A name that only repeats the beginning of the question loses nothing.
        said = " ".join(without_pictures(fields["stem"]).split())
        self._counts["name"] += " ".join(name.split()) not in said
        self._counts["markup"] += self._had_markup
        self._counts["hint"] += question.find("hint") is not None
        grade = parse_number(question.findtext("defaultgrade") or "1")
        shared: dict[str, Any] = {
            "points": _points(grade) if grade is not None and grade > 0 else Decimal(1),
            "stimulus": self._stimulus if self._stimulus_left >= 0 and self._stimulus else None,
            "tags": tuple(
                dict.fromkeys(tag for t in question.iterfind("tags/tag") if (tag := self._text(t)))
            ),
            "category": self._category,
        }
        own_id = (question.findtext("idnumber") or "").strip()
        if parts := fields.pop("parts", None):
            fields["stimulus"] = "\n".join(filter(None, [shared["stimulus"], fields["stimulus"]]))
            own_id = own_id or self._desk.make_id("cloze", stem)
            whole = [{**shared, **fields, **part, "id": f"{own_id}-{n}"} for n, part in enumerate(parts, 1)]
            return [self._gallery.pictures_of(Item(**one)) for one in whole]
        words = (choice.text for choice in fields.get("choices", ()))
        made = own_id or self._desk.make_id(fields["type"], fields["stem"], *words)
        item = self._gallery.pictures_of(Item(**{**shared, **fields, "id": made}))
        return [self._with_note(item, question.findtext("extrafields/text"))]

    def _with_note(self, item: Item, note: str | None) -> Item:
        """The item with what we put beside it when we wrote it."""
        is_whole = True
        if note:
            try:
                item, is_whole = with_extra_fields(item, note)
            except ValueError:
                is_whole = False
        if not is_whole:
            self._lost["附加数据与题目对不上（题目改动过，或数据残缺），对不上的部分没有使用。"] = None
        return item

    def _old_picture(self, question: Element) -> str:
        """The picture of a question as Moodle 1.9 wrote it, beside the text."""
        source = question.findtext("image_base64") or ""
        if not source.strip():
            return ""
        return "\n" + self._gallery.show(
            (question.findtext("image") or "").strip(), "", lambda: decoded(source)
        )

    def _shown(self, holder: Element | None) -> str:
        """The plain text of an element that holds <text>, with tokens for its pictures."""
        return self._text(holder, may_show=True)

    def _text(self, holder: Element | None, *, may_show: bool = False) -> str:
        """The plain text of an element that holds <text>; pictures are shown where they may be, or told as lost."""
        if holder is None:
            return ""
        source = holder.findtext("text") or ""
        form = holder.get("format", "html")
        files = _files(holder)
        unused = set(files)

        def show(address: str, words: str) -> str:
            path = _path(address)
            unused.discard(path)
            place = f"{id(holder)}"
            return self._gallery.show(address, words, lambda: decoded(files.get(path, "")), place)

        if form == "markdown" and may_show:
            source = _MARKDOWN_PICTURE.sub(lambda found: show(found[2], found[1]), source)
        if form == "plain_text":
            if files:
                self._lost[NOT_THERE] = None
            return source
        plain = plain_text(source.strip(), is_html=form == "html", show=show if may_show else None)
        if unused:
            self._lost[NOT_THERE] = None
        self._had_markup |= plain.had_markup
        for kind in plain.lost:
            what = "图片或附件" if kind == "img" else "表格" if kind == "table" else "多媒体或公式"
            self._lost[f"题里的{what}没有读入，只保留了文字。"] = None
        return plain.text

    def _answers(self, question: Element, *, may_show: bool = False) -> list[tuple[Decimal, str, Element]]:
        answers = question.iterfind("answer")
        return [(_fraction(one), self._text(one, may_show=may_show), one) for one in answers]

    def _choices(self, question: Element, is_locked: bool) -> tuple[list[Decimal], tuple[Choice, ...]]:
        answers = self._answers(question, may_show=True)
        return [fraction for fraction, _, _ in answers], tuple(
            Choice(_choice_id(n), text, is_locked, self._text(one.find("feedback")))
            for n, (_, text, one) in enumerate(answers)
        )

    def multichoice(self, question: Element, stem: str) -> dict[str, Any]:
        is_fixed = (question.findtext("shuffleanswers") or "1").strip() in ("0", "false")
        weights, choices = self._choices(question, is_fixed)
        is_single = (question.findtext("single") or "true").strip() in ("1", "true")
        full = [choice.id for choice, weight in zip(choices, weights, strict=True) if weight == 100]
        if is_single and len(full) == 1:
            if any(0 < weight < 100 for weight in weights):
                self._lost["“部分正确”的权重没有读入，只保留完全正确的选项。"] = None
            return {"type": ItemType.SINGLE_CHOICE, "choices": choices, "key": tuple(full)}
        if is_single:
            raise _Unreadable(f"单选题要有且只有一个得满分的选项，这道题有 {len(full)} 个。")
        marking, is_exact = marking_of(weights)
        if not is_exact:
            self._lost[ODD_WEIGHTS] = None
        key = tuple(choice.id for choice, weight in zip(choices, weights, strict=True) if weight > 0)
        return {"type": ItemType.MULTIPLE_RESPONSE, "choices": choices, "key": key, "marking": marking}

    def truefalse(self, question: Element, stem: str) -> dict[str, Any]:
        answers = self._answers(question)
        key = tuple(
            _TRUTHS.get(text.strip().lower(), text) for fraction, text, _ in answers if fraction == 100
        )
        fields: dict[str, Any] = {"type": ItemType.TRUE_FALSE, "key": key}
        comments = [words for _, _, one in answers if (words := self._text(one.find("feedback")))]
        if comments:
            general = self._shown(question.find("generalfeedback"))
            fields["explanation"] = "\n".join(filter(None, [general, *comments]))
        return fields

    def shortanswer(self, question: Element, stem: str) -> dict[str, Any]:
        self._counts["case"] += (question.findtext("usecase") or "0").strip() == "1"
        accepted: list[str] = []
        for fraction, text, _ in self._answers(question):
            if "*" in text.replace("\\*", "") and fraction > 0:
                self._lost[f"答案“{text[:20]}”里的通配符 * 不支持，这个答案没有读入，请写出具体答案。"] = None
            elif 0 < fraction < 100:
                self._lost[f"答案“{text[:20]}”只得部分分，没有读入；只保留得满分的答案。"] = None
            elif fraction == 100:
                accepted.append(text.replace("\\*", "*"))
        stem = stem if BLANK.search(stem) else f"{stem} ____"
        return {"type": ItemType.FILL_IN, "stem": stem, "blanks": (tuple(accepted),) if accepted else ()}

    def numerical(self, question: Element, stem: str) -> dict[str, Any]:
        full = [(text, one) for fraction, text, one in self._answers(question) if fraction == 100]
        if not full:
            raise _Unreadable("数值题没有得满分的答案。")
        if len(full) > 1:
            self._lost["数值题有不止一个正确答案，只读入第一个。"] = None
        if question.find("units/unit") is not None:
            self._lost["数值题的单位没有读入。"] = None
        text, answer = full[0]
        written = answer.findtext("tolerance")
        return {
            "type": ItemType.NUMERIC,
            "key": (text.strip(),),
            "tolerance": parse_number(written) if written and written.strip() else None,
        }

    def matching(self, question: Element, stem: str) -> dict[str, Any]:
        targets: dict[str, str] = {}
        prompts: list[Choice] = []
        key: list[str] = []
        for pair in question.iterfind("subquestion"):
            left, right = self._shown(pair), self._shown(pair.find("answer"))
            if not right:
                raise _Unreadable("连线题有一对的右边是空的。")
            target = targets.setdefault(right, _choice_id(len(targets)))
            if left:
                prompts.append(Choice(f"p{len(prompts) + 1}", left))
                key.append(f"{prompts[-1].id} {target}")
        choices = tuple(Choice(target, text) for text, target in targets.items())
        return {"type": ItemType.MATCHING, "prompts": tuple(prompts), "choices": choices, "key": tuple(key)}

    def ordering(self, question: Element, stem: str) -> dict[str, Any]:
        _, choices = self._choices(question, is_locked=False)
        return {"type": ItemType.ORDERING, "choices": choices, "key": tuple(choice.id for choice in choices)}

    def essay(self, question: Element, stem: str) -> dict[str, Any]:
        reference = self._shown(question.find("graderinfo"))
        general = self._shown(question.find("generalfeedback"))
        explanation = "\n".join(filter(None, [reference, general]))
        return {"type": ItemType.EXTENDED_TEXT, "explanation": explanation}

    def cloze(self, question: Element, stem: str) -> dict[str, Any]:
        stem, gaps = read_cloze(stem)
        if not gaps:
            raise _Unreadable("完形填空题里没有空。")
        if all(gap.kind in ("text", "number") for gap in gaps):
            return {
                "type": ItemType.FILL_IN,
                "stem": stem,
                "blanks": tuple(tuple(self._accepted(gap)) for gap in gaps),
            }
        if any(gap.kind == "unknown" for gap in gaps):
            raise _Unreadable("完形填空题里有不认识的空，没有读入。")
        if len(gaps) > _MAX_GAPS:
            raise _Unreadable(f"完形填空题最多 {_MAX_GAPS} 个空，这道题有 {len(gaps)} 个，没有读入。")
        if len(gaps) == 1:
            return {"stem": stem, **self._gap(gaps[0])}
        parts = []
        for number, gap in enumerate(gaps, 1):
            own = f"（{number}）____" if gap.kind == "text" else f"第（{number}）空应填什么？"
            parts.append({"stem": own, "points": Decimal(gap.worth), **self._gap(gap)})
        self._lost[f"完形填空题有 {len(gaps)} 个空，拆成了 {len(gaps)} 道共用材料的题。"] = None
        return {"stimulus": numbered(stem), "parts": parts}

    def _gap(self, gap: Gap) -> dict[str, Any]:
        """What a gap asks, as a question of its own."""
        if gap.kind == "text":
            return {"type": ItemType.FILL_IN, "blanks": (tuple(self._accepted(gap)),)}
        if gap.kind == "number":
            value, _, slack = next((text for weight, text in gap.answers if weight == 100), "").partition(":")
            return {"type": ItemType.NUMERIC, "key": (value.strip(),), "tolerance": parse_number(slack)}
        choices = tuple(Choice(_choice_id(n), text) for n, (_, text) in enumerate(gap.answers))
        least = 100 if gap.kind == "choice" else Decimal("0.001")
        key = tuple(one.id for one, (weight, _) in zip(choices, gap.answers, strict=True) if weight >= least)
        kind = ItemType.SINGLE_CHOICE if gap.kind == "choice" else ItemType.MULTIPLE_RESPONSE
        return {"type": kind, "choices": choices, "key": key}

    def _accepted(self, gap: Gap) -> list[str]:
        accepted = []
        for weight, text in gap.answers:
            words = text
            if gap.kind == "number":
                value, _, tolerance = text.partition(":")
                words = value.strip()
                if weight == 100 and (parse_number(tolerance) or 0) != 0:
                    self._lost["空里数值的允许误差没有读入，只接受给出的数。"] = None
            if weight == 100 and "*" not in words:
                accepted.append(words)
            elif weight > 0:
                self._lost[f"空的答案“{words[:20]}”只得部分分或带通配符，没有读入。"] = None
        return accepted


Builder = Callable[[_Reader, Element, str], dict[str, Any]]

_BUILDERS: dict[str, Builder] = {
    "multichoice": _Reader.multichoice,
    "truefalse": _Reader.truefalse,
    "shortanswer": _Reader.shortanswer,
    "numerical": _Reader.numerical,
    "matching": _Reader.matching,
    "ordering": _Reader.ordering,
    "essay": _Reader.essay,
    "cloze": _Reader.cloze,
    "multianswer": _Reader.cloze,
}


def _files(holder: Element) -> dict[str, str]:
    """The files beside a text, as base64 by their path."""
    return {
        f"{file.get('path', '')}/{file.get('name', '')}".strip("/").replace("//", "/"): file.text or ""
        for file in holder.iterfind("file")
    }


def _path(address: str) -> str:
    return unquote(address.partition("?")[0].rpartition("@@PLUGINFILE@@")[2]).strip("/")


def _choice_id(number: int) -> str:
    return LETTERS[number] if number < 26 else f"c{number + 1}"


def _fraction(answer: Element) -> Decimal:
    """The percentage of an answer; what is no number counts nothing."""
    return parse_number(answer.get("fraction", "0")) or Decimal(0)


def _points(grade: Decimal) -> Decimal:
    """Moodle writes 1.0000000; what goes beyond cents is for the check to refuse."""
    whole = grade.to_integral_value()
    return whole if whole == grade else grade.normalize()
