"""Reading one item of QTI 2.1, 2.2 or 3.0."""

import re
from collections.abc import Callable
from decimal import Decimal
from itertools import count
from typing import Any
from xml.etree.ElementTree import Element

from ..model import Choice, Item, ItemType, Marking
from ..text import without_pictures
from .extra_fields import with_extra_fields
from .gallery import Gallery
from .markup import Show
from .qti_files import Files
from .qti_parts import (
    Notes,
    Unreadable,
    judgement_feedback,
    judgement_key,
    local_ids,
    separate,
    was_split,
    weighed,
)
from .qti_scoring import Declaration, declarations, item_points, processing
from .qti_text import GAP, TextOf, with_gaps
from .reading import ItemDesk, Reading, ReadProblem, Severity
from .weights import ODD_WEIGHTS

_ANSWERED_ELSEWHERE = ("endAttemptInteraction", "mediaInteraction")
_INTERACTION_NAMES = {
    "associateInteraction": "两两配对",
    "customInteraction": "自定义",
    "drawingInteraction": "绘图",
    "gapMatchInteraction": "拖词填空",
    "graphicAssociateInteraction": "看图连线",
    "graphicGapMatchInteraction": "看图填空",
    "graphicOrderInteraction": "看图排序",
    "hotspotInteraction": "热点",
    "hottextInteraction": "圈选文字",
    "inlineChoiceInteraction": "下拉选择",
    "positionObjectInteraction": "摆放",
    "portableCustomInteraction": "自定义",
    "selectPointInteraction": "选点",
    "sliderInteraction": "滑块",
    "uploadInteraction": "上传文件",
    "choiceInteraction": "选择",
    "textEntryInteraction": "填空",
}
_RIGHT_OR_WRONG = re.compile(r"correct|right|wrong|true|false", re.IGNORECASE)
_CAPITAL_AFTER = re.compile(r"-([a-z])")
_MAX_STIMULI = 5
_MAX_PARTS = 100
_INLINE = ("textEntryInteraction", "inlineChoiceInteraction")
_SEPARABLE = frozenset(
    [*_INLINE, "choiceInteraction", "orderInteraction", "matchInteraction", "extendedTextInteraction"]
)
_GAPS = re.compile(GAP)
_FEEDBACK = ("feedbackInline", "feedbackBlock")

Fields = dict[str, Any]


def as_qti2(element: Element) -> Element:
    """The element with the names of QTI 3 (qti-simple-choice, max-choices) turned into those of QTI 2, in place."""
    for one in element.iter():
        if isinstance(one.tag, str) and one.tag.startswith("qti-"):
            one.tag = _camel(one.tag.removeprefix("qti-"))
        for name in [name for name in one.attrib if "-" in name and not name.startswith(("data-", "aria-"))]:
            one.attrib[_camel(name)] = one.attrib.pop(name)
    return element


def _camel(name: str) -> str:
    return _CAPITAL_AFTER.sub(lambda found: found[1].upper(), name)


class ItemReader:
    """Reads item after item."""

    def __init__(self, desk: ItemDesk) -> None:
        self._desk = desk
        self.notes = Notes()

    def read(self, item: Element, place: str, files: Files, note: str = "", **known: Any) -> Reading:
        """The item of an assessmentItem (with QTI 2 names), or why there is none.

        files: what it may refer to. note: the fields that we put beside it when we wrote it. known: fields that the
        package tells (tags ...).
        """
        self.notes.next_item()
        gallery = Gallery()
        try:
            found = _Question(item, self.notes, files, gallery).fields()
        except Unreadable as error:
            yield ReadProblem(place, str(error))
            return
        words = (choice.text for choice in found.get("choices", ()))
        kind = found.get("type", "parts")
        own_id = self._desk.own_id(item.get("identifier", "").strip(), kind, found["stem"], *words)
        made = [gallery.pictures_of(Item(**{**known, **one})) for one in separate(found, own_id)]
        if note and len(made) == 1:
            made = [self._with_note(made[0], note)]
        for message in [*self.notes.lost, *gallery.lost]:
            yield ReadProblem(place, message, Severity.LOST)
        for one in made:
            yield from self._desk.check(one, place)

    def _with_note(self, item: Item, note: str) -> Item:
        try:
            item, is_whole = with_extra_fields(item, note)
        except ValueError:
            is_whole = False
        if not is_whole:
            self.notes.lost["附加数据与题目对不上（题目改动过，或数据残缺），对不上的部分没有使用。"] = None
        return item


class _Question:
    """One item being read."""

    def __init__(self, item: Element, notes: Notes, files: Files, gallery: Gallery) -> None:
        self._item, self._notes, self._files, self._gallery = item, notes, files, gallery
        self._text = TextOf(self._shows(files))
        self._words = TextOf()
        self._declared = declarations(item)
        self._scoring = processing(item)
        self._solution: list[str] = []

    def _shows(self, files: Files) -> Show:
        return lambda address, words: self._gallery.show(
            address, words, lambda: files.picture(address), files.folder
        )

    def fields(self) -> Fields:
        """The fields of the Item. Raises Unreadable."""
        body = self._item.find("itemBody")
        if body is None:
            raise Unreadable("这道题没有题面（itemBody），没有读入。")
        if (
            self._item.find("templateProcessing") is not None
            or self._item.find("templateDeclaration") is not None
        ):
            raise Unreadable("题里的数由程序随机产生，题库没有这种题，没有读入。")
        references = self._item.findall("assessmentStimulusRef")
        if len(references) > _MAX_STIMULI:
            raise Unreadable(f"一道题最多引用 {_MAX_STIMULI} 段材料，没有读入。")
        stimulus = "\n".join(filter(None, map(self._material, references)))
        given = [one for one in body.iter() if _is_interaction(one)]
        if self._is_separable(given):
            found = self._separated(given, self._stem(body, is_apart=True))
        else:
            builder = self._builder(given)
            stem = self._stem(body)
            found = builder(given, stem)
            found.setdefault("stem", stem.replace(GAP, "____"))
        found["stem"] = found["stem"].strip() or self._item.get("title", "").strip()
        if stimulus:
            found["stimulus"] = "\n".join(filter(None, [stimulus, found.get("stimulus")]))
        self._add_feedback(found)
        responses = [one.get("responseIdentifier", "") for one in given]
        declared = [self._declared[name] for name in responses if name in self._declared]
        points = item_points(self._item, declared, self._scoring)
        self._count(found["stem"], responses)
        return {**found, "points": points if points is not None else Decimal(1)}

    def _is_separable(self, given: list[Element]) -> bool:
        """Whether several places to answer can be questions of their own about one text."""
        kinds = {one.tag for one in given}
        is_adaptive = self._item.get("adaptive", "").lower() == "true"
        return (
            len(given) > 1 and kinds <= _SEPARABLE and kinds != {"textEntryInteraction"} and not is_adaptive
        )

    def _separated(self, given: list[Element], text: str) -> Fields:
        if len(given) > _MAX_PARTS:
            raise Unreadable(f"一道题里有 {len(given)} 个作答的地方，最多 {_MAX_PARTS} 个，没有读入。")
        numbers = count(1)
        passage = _GAPS.sub(lambda _: f"（{next(numbers)}）____", text)
        parts: list[Fields] = []
        inline = count(1)
        for one in given:
            prompt = one.find("prompt")
            stem = self._text(prompt) if prompt is not None else ""
            if one.tag in _INLINE:
                number = next(inline)
                is_choice = one.tag == "inlineChoiceInteraction"
                stem = f"第（{number}）空应选哪一项？" if is_choice else f"（{number}）{GAP}"
            part = self._builder([one])([one], stem)
            part.setdefault("stem", stem)
            parts.append({**part, "stem": part["stem"] or passage})
        self._notes.lost[was_split(len(parts))] = None
        return {"stem": passage, "stimulus": passage or None, "parts": parts}

    def _builder(self, given: list[Element]) -> Callable[[list[Element], str], Fields]:
        kinds = {one.tag for one in given}
        if not given:
            raise Unreadable("这是说明文字，没有作答的地方，没有读入。")
        if kinds == {"textEntryInteraction"}:
            return self._text_entries
        names = "、".join(dict.fromkeys(_INTERACTION_NAMES.get(one.tag, one.tag[:30]) for one in given))
        if len(given) > 1:
            raise Unreadable(
                f"一道题里有 {len(given)} 个作答的地方（{names}），题库没有这种题型，请拆成几道题。"
            )
        builders: dict[str, Callable[[list[Element], str], Fields]] = {
            "choiceInteraction": self._choice,
            "inlineChoiceInteraction": self._choice,
            "orderInteraction": self._order,
            "matchInteraction": self._match,
            "extendedTextInteraction": self._essay,
        }
        if given[0].tag not in builders:
            raise Unreadable(f"不支持“{names}”（{given[0].tag[:40]}）这种作答方式，没有读入。")
        return builders[given[0].tag]

    def _stem(self, body: Element, *, is_apart: bool = False) -> str:
        """The text of the body. is_apart: without the prompts, which belong to questions of their own."""

        def special(element: Element) -> str | None:
            if element.tag in ("textEntryInteraction", "inlineChoiceInteraction"):
                return GAP
            if element.tag in _ANSWERED_ELSEWHERE:
                return ""
            if _is_interaction(element) and is_apart:
                return "\n"
            if _is_interaction(element):
                prompt = element.find("prompt")
                return "\n" if prompt is None else f"\n{self._text(prompt)}\n"
            if element.tag in _FEEDBACK and not any(map(_is_interaction, element.iter())):
                if "solution" in element.get("identifier", "").lower():
                    self._solution.append(self._text(element))
                else:
                    self._notes.count("feedback")
                return ""
            if element.tag == "rubricBlock" and "candidate" not in element.get("view", "candidate"):
                self._solution.append(self._text(element))
                return ""
            return None

        return self._text(body, special)

    def _material(self, reference: Element) -> str:
        """The text of a shared stimulus that the item refers to."""
        found = self._files.stimulus(reference.get("href", ""))
        root, files = found if found is not None else (None, self._files)
        body = None if root is None else as_qti2(root).find("stimulusBody")
        if root is None or body is None or root.tag != "assessmentStimulus":
            self._notes.lost["引用的材料不在文件里，没有读入。"] = None
            return ""
        return TextOf(self._shows(files))(body)

    def _right(self, interaction: Element) -> Declaration:
        declared = self._declared.get(interaction.get("responseIdentifier", ""))
        if declared is None or not (declared.right or declared.paid):
            raise Unreadable("没有给出正确答案（correctResponse），没有读入。")
        return declared

    def _options(
        self, elements: list[Element], is_fixed: bool = False
    ) -> tuple[dict[str, str], tuple[Choice, ...]]:
        ids = local_ids([one.get("identifier", "") for one in elements])
        return ids, tuple(
            Choice(
                ids[one.get("identifier", "")],
                self._text(one, skip=_FEEDBACK),
                is_fixed or one.get("fixed", "").lower() == "true",
                "\n".join(filter(None, (self._words(words) for words in one.iter("feedbackInline")))),
            )
            for one in elements
        )

    def _choice(self, given: list[Element], stem: str) -> Fields:
        interaction, declared = given[0], self._right(given[0])
        elements = [one for one in interaction.iter() if one.tag in ("simpleChoice", "inlineChoice")]
        ids, choices = self._options(elements, interaction.get("shuffle", "").lower() == "false")
        is_multiple = declared.cardinality == "multiple"
        right = declared.right or (declared.paid if is_multiple else declared.best)
        key = tuple(ids.get(one, one) for one in right)
        if is_multiple:
            marking = self._marking(declared, [one.get("identifier", "") for one in elements])
            return {"type": ItemType.MULTIPLE_RESPONSE, "choices": choices, "key": key, "marking": marking}
        if any(declared.mapped.get(one, 0) > 0 for one in declared.mapped if one not in right):
            self._notes.lost["“部分正确”的分数没有读入，只保留完全正确的选项。"] = None
        said = judgement_key(choices, key)
        if said and interaction.get("data-type") != ItemType.SINGLE_CHOICE:
            return {"type": ItemType.TRUE_FALSE, "key": (said,), "explanation": judgement_feedback(choices)}
        return {"type": ItemType.SINGLE_CHOICE, "choices": choices, "key": key}

    def _marking(self, declared: Declaration, identifiers: list[str]) -> Marking | None:
        if not (declared.mapped and self._scoring.is_mapped):
            return Marking.ALL_OR_NOTHING
        marking, is_exact = weighed([declared.mapped.get(one, declared.default) for one in identifiers])
        if not is_exact:
            self._notes.lost[ODD_WEIGHTS] = None
        return marking

    def _order(self, given: list[Element], stem: str) -> Fields:
        declared = self._right(given[0])
        ids, choices = self._options(list(given[0].iterfind("simpleChoice")))
        if any(choice.is_locked for choice in choices):
            self._notes.lost["排序题里固定位置的选项改为一起打乱。"] = None
        free = tuple(Choice(choice.id, choice.text, feedback=choice.feedback) for choice in choices)
        key = tuple(ids.get(one, one) for one in declared.right)
        return {"type": ItemType.ORDERING, "choices": free, "key": key}

    def _match(self, given: list[Element], stem: str) -> Fields:
        declared = self._right(given[0])
        sets = [list(one.iterfind("simpleAssociableChoice")) for one in given[0].iterfind("simpleMatchSet")]
        if len(sets) != 2:
            raise Unreadable("连线题要有左右两栏，没有读入。")
        pairs = [tuple(pair.split()) for pair in declared.right or declared.paid]
        lefts = [one.get("identifier", "") for one in sets[0]]
        if sorted(pair[0] for pair in pairs if pair) != sorted(lefts):
            # With several partners on the left it may still be one each when seen from the right.
            sets.reverse()
            pairs = [pair[::-1] for pair in pairs]
        prompt_ids, prompts = self._options(sets[0])
        choice_ids, choices = self._options(sets[1])
        key = tuple(
            f"{prompt_ids.get(pair[0], pair[0])} {choice_ids.get(pair[1], pair[1])}"
            for pair in pairs
            if len(pair) == 2
        )
        if len(key) != len(prompts) or len({pair[0] for pair in pairs if pair}) != len(prompts):
            raise Unreadable("连线题里有一项不配或配了几项，题库只有一项配一项的连线题，没有读入。")
        return {"type": ItemType.MATCHING, "prompts": prompts, "choices": choices, "key": key}

    def _text_entries(self, given: list[Element], stem: str) -> Fields:
        declared = [self._right(one) for one in given]
        if len(given) == 1 and declared[0].base_type in ("float", "integer"):
            key = (declared[0].right or declared[0].best)[0]
            if len(set(declared[0].right) | set(declared[0].paid)) > 1:
                self._notes.lost["数值题有不止一个正确答案，只读入第一个。"] = None
            trailing = stem.endswith("\n" + GAP)
            words = stem[:-2] if trailing else stem.replace(GAP, "____")
            tolerance = self._scoring.tolerance(key)
            return {"type": ItemType.NUMERIC, "stem": words, "key": (key,), "tolerance": tolerance}
        blanks = tuple(map(self._accepted, declared))
        return {"type": ItemType.FILL_IN, "stem": with_gaps(stem, len(given)), "blanks": blanks}

    def _accepted(self, declared: Declaration) -> tuple[str, ...]:
        if declared.is_case_sensitive:
            self._notes.count("case")
        accepted = tuple(dict.fromkeys([*declared.right, *declared.best]))
        for value in declared.paid:
            if value not in accepted:
                self._notes.lost[f"答案“{value[:20]}”只得部分分，没有读入；只保留得满分的答案。"] = None
        return accepted

    def _essay(self, given: list[Element], stem: str) -> Fields:
        declared = self._declared.get(given[0].get("responseIdentifier", ""))
        return {
            "type": ItemType.EXTENDED_TEXT,
            "explanation": "\n".join(declared.right) if declared else "",
        }

    def _add_feedback(self, found: Fields) -> None:
        by_choice = {choice.id: choice for choice in found.get("choices", ())}
        general = [found.get("explanation", ""), *self._solution]
        told = self._item.findall("modalFeedback")
        for element in told:
            name = element.get("identifier", "")
            words = (self._words if name in by_choice else self._text)(element)
            if element.get("showHide") == "hide" or name in ("explanation", "general", "solution"):
                general.append(words)
            elif name in by_choice and not by_choice[name].feedback:
                choice = by_choice[name]
                by_choice[name] = Choice(choice.id, choice.text, choice.is_locked, words)
            elif words and (_RIGHT_OR_WRONG.search(name) or len(told) > 1):
                self._notes.count("feedback")
            else:
                general.append(words)
        if by_choice:
            found["choices"] = tuple(by_choice[choice.id] for choice in found["choices"])
        found["explanation"] = "\n".join(dict.fromkeys(filter(None, general)))

    def _count(self, stem: str, responses: list[str]) -> None:
        title = " ".join(self._item.get("title", "").split())
        if title and title not in " ".join(without_pictures(stem).split()):
            self._notes.count("title")
        if self._text.had_markup or self._words.had_markup:
            self._notes.count("markup")
        if self._item.get("adaptive", "").lower() == "true":
            self._notes.count("attempts")
        if self._scoring.is_unusual(responses):
            self._notes.count("scoring")
        for what in self._text.lost | self._words.lost:
            self._notes.lost[f"题里的{what}没有读入，只保留了文字。"] = None


def _is_interaction(element: Element) -> bool:
    return (
        isinstance(element.tag, str)
        and element.tag.endswith("Interaction")
        and element.tag not in _ANSWERED_ELSEWHERE
    )
