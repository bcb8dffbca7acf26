"""Reading QTI 1.2, as Canvas, Respondus and the specification's examples write it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

from ..model import Choice, Item, ItemType, Marking, Picture
from .gallery import Gallery
from .qti_blackboard import as_plain_qti
from .qti_files import Files
from .qti_legacy_scoring import conditions, metadata, numeric_target, points
from .qti_legacy_text import LegacyText
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
from .qti_text import GAP, spaced, with_gaps
from .qti_xml import Xml
from .reading import ItemDesk, Reading, ReadProblem, Severity
from .weights import ODD_WEIGHTS

_UNSUPPORTED = {
    "calculated_question": "公式计算题",
    "categorization_question": "分类题",
    "file_upload_question": "上传文件题",
    "hot_spot_question": "热点题",
}
_FUZZY = {"TextContainsAnswer": "包含即对", "TextCloseEnough": "近似即对"}
_MAX_PARTS = 1_000
_RIGHT_OR_WRONG = re.compile(r"correct|right|wrong|true|false", re.IGNORECASE)

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Material:
    """A text that asks nothing itself: where it stands, and what it shows."""

    place: str
    text: str
    pictures: tuple[Picture, ...]


class LegacyReader:
    """Reads the items of QTI 1.2 files, one after another."""

    def __init__(self, desk: ItemDesk) -> None:
        self._desk = desk
        self.notes = Notes()

    def read(self, xml: Xml, files: Files, file: str = "") -> Reading:
        """Items and problems of one file, with flat memory. files: what it may refer to. file goes before every place."""
        sections: list[str] = []
        parents: list[Element] = []
        materials: dict[str, _Material] = {}
        used: set[str] = set()
        count = 0
        for event, element in xml.events():
            if event == "start":
                parents.append(element)
                if element.tag == "section":
                    sections.append(element.get("title", "").strip())
                continue
            parents.pop()
            if element.tag == "section":
                sections.pop()
            elif element.tag == "bankentry_item":
                yield ReadProblem(
                    f"{file}bankentry_item", "这道题在另一个题库里，文件里没有它的内容，没有读入。"
                )
            elif element.tag == "selection_ordering":
                yield from _drawn(element, f"{file}分组“{sections[-1][:30] if sections else ''}”")
            elif element.tag == "item":
                count += 1
                place = _place(element, f"{file}第 {count} 个 item")
                category = "/".join(filter(None, (title.replace("/", "／") for title in sections[1:])))
                yield from self._item(element, place, category, materials, used, files)
                if parents and xml.tree is None:
                    parents[-1].remove(element)
        for name, material in materials.items():
            if name not in used:
                yield ReadProblem(material.place, "这是说明文字，不是题目，没有读入。", Severity.LOST)

    def _item(
        self,
        item: Element,
        place: str,
        category: str,
        materials: dict[str, _Material],
        used: set[str],
        files: Files,
    ) -> Reading:
        self.notes.next_item()
        as_plain_qti(item)
        fields = metadata(item)
        parent = fields.get("parent_stimulus_item_ident", "")
        material = materials.get(parent)
        gallery = Gallery(material.pictures if material else ())
        question = _Question(item, fields, self.notes, LegacyText(files, gallery))
        if question.is_text_only:
            shown = gallery.pictures_of(Item("", ItemType.EXTENDED_TEXT, question.stem))
            materials[item.get("ident", "")] = _Material(place, question.stem, shown.pictures)
            return
        try:
            found = question.fields()
        except Unreadable as error:
            yield ReadProblem(place, str(error))
            return
        if parent:
            used.add(parent)
        if material and material.text:
            found["stimulus"] = "\n".join(filter(None, [material.text, found.get("stimulus")]))
        words = (choice.text for choice in found.get("choices", ()))
        kind = found.get("type", "parts")
        own_id = self._desk.own_id(item.get("ident", "").strip(), kind, found["stem"], *words)
        made = [gallery.pictures_of(Item(category=category, **one)) for one in separate(found, own_id)]
        for message in [*self.notes.lost, *gallery.lost]:
            yield ReadProblem(place, message, Severity.LOST)
        for one in made:
            yield from self._desk.check(one, place)


def _place(item: Element, place: str) -> str:
    title = " ".join(item.get("title", "").split())
    return f"{place}（{title[:30]}）" if title else place


def _drawn(ordering: Element, place: str) -> Reading:
    wanted = (ordering.findtext("selection/selection_number") or "").strip()
    if wanted:
        yield ReadProblem(place, f"“从这组抽 {wanted[:9]} 题”的要求没有读入，题目都读入了。", Severity.LOST)


class _Question:
    """One item being read."""

    def __init__(self, item: Element, fields: dict[str, str], notes: Notes, text: LegacyText) -> None:
        self._item, self._fields, self._notes, self._text = item, fields, notes, text
        self._kind = fields.get("question_type", "")
        presentation = item.find("presentation")
        parts = [] if presentation is None else list(text.parts(presentation))
        self._responses = [part for part in parts if isinstance(part, Element)]
        words = [GAP if isinstance(part, Element) else part for part in parts]
        gapless = "".join(words) if self._is_typed else "\n".join(word for word in words if word != GAP)
        self.stem = gapless.strip() or self._prompts()
        self._conditions = conditions(item)
        self._paying = [condition for condition in self._conditions if condition.worth > 0]

    def _prompts(self) -> str:
        """The words that stand inside the places to answer, where there are none before them."""
        return "\n".join(filter(None, map(self._text.prompt, self._responses)))

    @property
    def _is_typed(self) -> bool:
        return any(one.tag in ("response_str", "response_num") for one in self._responses)

    @property
    def is_text_only(self) -> bool:
        """Whether nothing is asked."""
        return self._kind == "text_only_question" or not (self._responses or self._kind in _UNSUPPORTED)

    def fields(self) -> Fields:
        """The fields of the Item. Raises Unreadable."""
        if self._kind in _UNSUPPORTED:
            raise Unreadable(f"不支持“{_UNSUPPORTED[self._kind]}”这种题型，没有读入。")
        labels = sum(1 for _ in self._item.iter("response_label"))
        if max(labels, len(self._responses), len(self._conditions)) > _MAX_PARTS:
            raise Unreadable("这道题的选项、空或判分条件太多，没有读入。")
        found = self._answered()
        found.setdefault("stem", self.stem.replace(GAP, "").strip())
        title = " ".join(self._item.get("title", "").split())
        if not found["stem"]:
            found["stem"], title = title, ""
        if title and title not in " ".join(found["stem"].split()):
            self._notes.count("title")
        if self._text.had_markup:
            self._notes.count("markup")
        self._add_feedback(found)
        self._notes.lost |= self._text.lost
        worth = points(self._item, self._fields, self._paying)
        if worth is None:
            self._notes.count("zero")
        return {**found, "points": worth or Decimal(1)}

    def _answered(self) -> Fields:
        kinds = {one.tag for one in self._responses}
        if kinds == {"response_lid"}:
            return self._lettered()
        if kinds and kinds <= {"response_str", "response_num"}:
            return self._typed()
        if len(kinds) > 1:
            raise Unreadable("一道题里有几种作答的地方，题库没有这种题型，请拆成几道题。")
        raise Unreadable(f"不支持“{next(iter(kinds))[:30]}”这种作答方式，没有读入。")

    def _lettered(self) -> Fields:
        lids = self._responses
        if any(one.get("rcardinality", "").lower() == "ordered" for one in lids):
            return self._ordering(lids[0])
        if self._kind == "fill_in_multiple_blanks_question":
            return self._labelled_blanks(lids)
        if len(lids) == 1:
            return self._choice(lids[0])
        if self._kind == "multiple_dropdowns_question" or any(f"[{_name(one)}]" in self.stem for one in lids):
            return self._dropdowns(lids)
        if any(one.get("rcardinality", "").lower() == "multiple" for one in lids):
            raise Unreadable("分类题里一类可放几项，题库没有这种题型，没有读入。")
        return self._matching(lids)

    def _choice(self, lid: Element) -> Fields:
        labels = list(lid.iter("response_label"))
        ids = local_ids([one.get("ident", "") for one in labels])
        choices = tuple(
            Choice(
                ids[one.get("ident", "")],
                self._text.words(one),
                any(one.get(name, "").lower() == "yes" for name in ("lock", "rshuffle_lock")),
                self._feedback_on(one.get("ident", "")),
            )
            for one in labels
        )
        stem = self.stem.replace(f"[{_name(lid)}]", "____")
        shared: Fields = {"choices": choices, "stem": stem.replace(GAP, "").strip()}
        if not self._paying:
            raise Unreadable("没有给出正确答案，没有读入。")
        if lid.get("rcardinality", "").lower() == "multiple" or self._kind == "multiple_answers_question":
            return {"type": ItemType.MULTIPLE_RESPONSE, **shared, **self._several(ids)}
        worths: dict[str, Decimal] = {}
        for condition in self._paying:
            for _, value in condition.wanted:
                worths[value] = max(worths.get(value, Decimal(0)), condition.worth)
        top = max(worths.values(), default=Decimal(0))
        key = tuple(ids.get(value, value) for value, worth in worths.items() if worth == top)
        if len(worths) > len(key):
            self._notes.lost["“部分正确”的分数没有读入，只保留完全正确的选项。"] = None
        if said := judgement_key(choices, key):
            words = judgement_feedback(choices)
            return {"type": ItemType.TRUE_FALSE, "stem": shared["stem"], "key": (said,), "explanation": words}
        return {"type": ItemType.SINGLE_CHOICE, **shared, "key": key}

    def _dropdowns(self, lids: list[Element]) -> Fields:
        """A text with several lists to choose from: a question about each, with the text as their stimulus."""
        text = self.stem.replace(GAP, "")
        order = sorted(lids, key=lambda lid: (place := text.find(f"[{_name(lid)}]")) < 0 or place)
        parts: list[Fields] = []
        for number, lid in enumerate(order, 1):
            text = text.replace(f"[{_name(lid)}]", f"（{number}）____")
            labels = list(lid.iter("response_label"))
            ids = local_ids([one.get("ident", "") for one in labels])
            right = (value for one in self._paying for value in one.values(lid.get("ident", "")))
            choices = tuple(Choice(ids[one.get("ident", "")], self._text.words(one)) for one in labels)
            part = {"stem": f"第（{number}）空应选哪一项？", "choices": choices}
            key = tuple(dict.fromkeys(ids.get(value, value) for value in right))
            parts.append({"type": ItemType.SINGLE_CHOICE, **part, "key": key})
        self._notes.lost[was_split(len(parts))] = None
        return {"stem": text.strip(), "stimulus": text.strip(), "parts": parts}

    def _several(self, ids: dict[str, str]) -> Fields:
        whole = [one for one in self._paying if len(one.wanted) > 1 or one.unwanted]
        if whole:
            best = max(whole, key=lambda condition: condition.worth)
            key = tuple(ids.get(value, value) for _, value in best.wanted)
            return {"key": tuple(dict.fromkeys(key)), "marking": Marking.ALL_OR_NOTHING}
        worths = {value: one.worth for one in self._conditions for _, value in one.wanted if one.worth}
        key = tuple(ids[one] for one in ids if worths.get(one, Decimal(0)) > 0)
        if self._fields.get("scoring_algorithm") == "AllOrNothing":
            return {"key": key, "marking": Marking.ALL_OR_NOTHING}
        marking, is_exact = weighed([worths.get(one, Decimal(0)) for one in ids])
        if not is_exact:
            self._notes.lost[ODD_WEIGHTS] = None
        return {"key": key, "marking": marking}

    def _ordering(self, lid: Element) -> Fields:
        labels = list(lid.iter("response_label"))
        ids = local_ids([one.get("ident", "") for one in labels])
        choices = tuple(Choice(ids[one.get("ident", "")], self._text.words(one)) for one in labels)
        if not self._paying:
            raise Unreadable("没有给出正确的次序，没有读入。")
        best = max(self._paying, key=lambda condition: condition.worth)
        if lid.find(".//material[@position]") is not None:
            self._notes.lost["排序题两端的说明没有读入。"] = None
        key = tuple(ids.get(value, value) for _, value in best.wanted)
        return {"type": ItemType.ORDERING, "choices": choices, "key": key}

    def _matching(self, lids: list[Element]) -> Fields:
        targets: dict[str, str] = {}
        text_of: dict[str, str] = {}
        for label in (label for lid in lids for label in lid.iter("response_label")):
            words = self._text.words(label)
            text_of[label.get("ident", "")] = words
            if words:
                targets.setdefault(words, f"c{len(targets) + 1}")
        prompts: list[Choice] = []
        key: list[str] = []
        for lid in lids:
            right = {value for one in self._paying for value in one.values(lid.get("ident", ""))}
            prompt = self._text.prompt(lid)
            chosen = {targets[text_of[value]] for value in right if text_of.get(value)}
            if not prompt:
                self._notes.lost["连线题里左边空着的一项没有读入。"] = None
                continue
            if len(chosen) != 1:
                raise Unreadable(f"连线题的“{prompt[:20]}”没有唯一的配对，没有读入。")
            prompts.append(Choice(f"p{len(prompts) + 1}", prompt))
            key.append(f"{prompts[-1].id} {chosen.pop()}")
        choices = tuple(Choice(target, words) for words, target in targets.items())
        return {"type": ItemType.MATCHING, "prompts": tuple(prompts), "choices": choices, "key": tuple(key)}

    def _labelled_blanks(self, lids: list[Element]) -> Fields:
        stem = self.stem.replace(GAP, "")
        order = sorted(lids, key=lambda lid: (place := stem.find(f"[{_name(lid)}]")) < 0 or place)
        blanks = tuple(self._accepted_labels(lid) for lid in order)
        for lid in order:
            marker = f"[{_name(lid)}]"
            stem = stem.replace(marker, GAP, 1) if marker in stem else f"{stem} {GAP}"
        return {"type": ItemType.FILL_IN, "stem": with_gaps(stem, len(blanks)), "blanks": blanks}

    def _accepted_labels(self, lid: Element) -> tuple[str, ...]:
        accepted: list[str] = []
        for label in lid.iter("response_label"):
            if label.get("answer_type", "openEntry") in ("dropdown", "wordbank"):
                raise Unreadable("填空里有下拉选择或词库，题库没有这种题型，请改成单选题或填空题。")
            words, rule = self._text.words(label), label.get("scoring_algorithm", "")
            if rule == "TextRegex":
                raise Unreadable(f"有一个空的答案是正则表达式“{words[:20]}”，请写出具体答案。")
            if rule in _FUZZY:
                self._notes.lost[f"答案“{words[:20]}”的“{_FUZZY[rule]}”没有读入，只接受原样的答案。"] = None
            accepted.append(words)
        return tuple(dict.fromkeys(accepted))

    def _typed(self) -> Fields:
        asked = [one for one in self._conditions if one.wanted or list(one.element.iter("vargte"))]
        if not asked and len(self._responses) == 1:
            return {"type": ItemType.EXTENDED_TEXT}
        if not self._paying:
            raise Unreadable("没有给出正确答案，没有读入。")
        form = next((one.get("fibtype", "") for one in self._item.iter("render_fib")), "")
        is_number = self._kind == "numerical_question" or form in ("Decimal", "Integer", "Scientific")
        if len(self._responses) == 1 and (is_number or self._responses[0].tag == "response_num"):
            return self._numeric()
        if any(one.get("case", "").lower() == "yes" for one in self._item.iter("varequal")):
            self._notes.count("case")
        blanks = tuple(
            tuple(
                dict.fromkeys(
                    value for one in self._paying for value in one.values(response.get("ident", "")) if value
                )
            )
            for response in self._responses
        )
        stem = self.stem if self.stem != GAP else f"{self._item.get('title', '')} {GAP}"
        return {"type": ItemType.FILL_IN, "stem": with_gaps(spaced(stem), len(blanks)), "blanks": blanks}

    def _numeric(self) -> Fields:
        target = numeric_target(self._paying)
        if target is None:
            raise Unreadable("数值题没有得分的答案，没有读入。")
        if target.others:
            self._notes.lost["数值题有不止一个正确答案，只读入第一个。"] = None
        if target.is_recentred:
            self._notes.lost["数值题的答案与允许的范围对不上，请看一看。"] = None
        return {"type": ItemType.NUMERIC, "key": (target.key,), "tolerance": target.tolerance}

    def _add_feedback(self, found: Fields) -> None:
        general = [found.get("explanation", "")]
        of_choices = {name for one in self._conditions if one.is_about_one for name in one.shows}
        for element in self._item.iterfind("itemfeedback"):
            name, words = element.get("ident", ""), self._text.words(element)
            if name == "general_fb" or element.find("solution") is not None:
                general.append(words)
            elif words and (name not in of_choices or _RIGHT_OR_WRONG.search(name) or "choices" not in found):
                self._notes.count("feedback")
        found["explanation"] = "\n".join(dict.fromkeys(filter(None, general)))

    def _feedback_on(self, identifier: str) -> str:
        names = [
            name
            for one in self._conditions
            if one.is_about_one and one.wanted[0][1] == identifier
            for name in one.shows
            if not _RIGHT_OR_WRONG.search(name)
        ]
        told = {one.get("ident"): one for one in self._item.iterfind("itemfeedback")}
        return "\n".join(
            dict.fromkeys(self._text.words(told[name], may_show=False) for name in names if name in told)
        )


def _name(lid: Element) -> str:
    return lid.get("ident", "").removeprefix("response_")
