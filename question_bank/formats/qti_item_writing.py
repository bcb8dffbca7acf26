"""One item of ours as a QTI 2.2 assessmentItem, without namespaces."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement

from ..model import Choice, Item, ItemType, Marking
from ..text import BLANK, text_parts, without_pictures
from ..types import INTERACTIONS

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,63}")
_RESPONSE = "RESPONSE"
_EXPLANATION = "explanation"
_JUDGEMENTS = (Choice("true", "正确", is_locked=True), Choice("false", "错误", is_locked=True))
_MAPPED_RULES = (Marking.PARTIAL, Marking.RIGHT_MINUS_WRONG)


def item_element(item: Item, identifier: str, addresses: Mapping[str, str], stimulus: str = "") -> Element:
    """The element of a sound item.

    addresses: where the file of each picture stands, by its name, and stimulus that of the shared stimulus, as seen
    from the item's own file.
    """
    return _Writer(item, addresses).element(identifier, stimulus)


def stimulus_element(item: Item, identifier: str, addresses: Mapping[str, str]) -> Element:
    """The stimulus of an item as a file of its own."""
    root = Element("assessmentStimulus", identifier=identifier, title="材料")
    paragraph = SubElement(SubElement(root, "stimulusBody"), "p")
    _Writer(item, addresses).text(paragraph, item.stimulus or "")
    return root


class _Writer:
    def __init__(self, item: Item, addresses: Mapping[str, str]) -> None:
        self._item = item
        self._shown = {
            picture.name: (addresses[picture.name], picture.description) for picture in item.pictures
        }
        every = [choice.id for choice in (*item.prompts, *item.choices)]
        may_stay = all(map(_IDENTIFIER.fullmatch, every)) and len(set(every)) == len(every)
        prompts = {p.id: p.id if may_stay else f"p{n}" for n, p in enumerate(item.prompts, 1)}
        choices = {c.id: c.id if may_stay else f"c{n}" for n, c in enumerate(item.choices, 1)}
        self._prompt_ids, self._choice_ids = prompts, choices
        self._has_choice_feedback = item.type in (ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE) and any(
            choice.feedback for choice in item.choices
        )

    def text(self, element: Element, text: str) -> None:
        """Append the text to what the element holds, with its line breaks and pictures."""
        for part in text_parts(text) if self._shown else [text]:
            if isinstance(part, str):
                _text(element, part)
            else:
                address, words = self._shown[part.name]
                SubElement(element, "img", src=address, alt=words)

    def element(self, identifier: str, stimulus: str) -> Element:
        item = self._item
        root = Element(
            "assessmentItem",
            identifier=identifier,
            title=" ".join(without_pictures(item.stem).split())[:60],
            adaptive="false",
            timeDependent="false",
        )
        responses = self._declare(root)
        self._outcomes(root)
        if stimulus:
            SubElement(root, "assessmentStimulusRef", identifier="material", href=stimulus)
        body = SubElement(root, "itemBody")
        if item.type in (ItemType.FILL_IN, ItemType.NUMERIC):
            self._typed_body(body, responses)
        else:
            self._interaction(body)
        self._processing(SubElement(root, "responseProcessing"), responses)
        if item.explanation:
            feedback = SubElement(
                root,
                "modalFeedback",
                outcomeIdentifier="FEEDBACK",
                identifier=_EXPLANATION,
                showHide="show",
            )
            self.text(SubElement(feedback, "p"), item.explanation)
        return root

    def _declare(self, root: Element) -> list[str]:
        """The declared responses, by identifier."""
        item = self._item
        match item.type:
            case ItemType.FILL_IN:
                names = [f"{_RESPONSE}{number}" for number in range(1, len(item.blanks) + 1)]
                for name, accepted in zip(names, item.blanks, strict=True):
                    declared = _declaration(root, name, "single", "string", accepted[:1])
                    _mapping(declared, accepted, item.points / len(item.blanks))
                return names
            case ItemType.NUMERIC:
                _declaration(root, _RESPONSE, "single", "float", item.key)
            case ItemType.EXTENDED_TEXT:
                _declaration(root, _RESPONSE, "single", "string", ())
            case ItemType.TRUE_FALSE:
                _declaration(root, _RESPONSE, "single", "identifier", item.key)
            case ItemType.SINGLE_CHOICE:
                _declaration(root, _RESPONSE, "single", "identifier", self._key())
            case ItemType.ORDERING:
                _declaration(root, _RESPONSE, "ordered", "identifier", self._key())
            case ItemType.MATCHING:
                pairs = [pair.split(" ") for pair in item.key]
                key = [f"{self._prompt_ids[left]} {self._choice_ids[right]}" for left, right in pairs]
                declared = _declaration(root, _RESPONSE, "multiple", "directedPair", key)
                _mapping(declared, key, item.points / len(key))
            case ItemType.MULTIPLE_RESPONSE:
                declared = _declaration(root, _RESPONSE, "multiple", "identifier", self._key())
                if item.marking in _MAPPED_RULES:
                    share = item.points / len(item.key)
                    wrong = share if item.marking is Marking.RIGHT_MINUS_WRONG else item.points
                    _mapping(declared, self._key(), share, -wrong)
        return [_RESPONSE]

    def _key(self) -> list[str]:
        return [self._choice_ids[choice_id] for choice_id in self._item.key]

    def _outcomes(self, root: Element) -> None:
        points = format(self._item.points, "f")
        score = SubElement(
            root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float"
        )
        score.set("normalMaximum", points)
        if INTERACTIONS[self._item.type].is_marked_by_person:
            score.set("externalScored", "human")
        most = SubElement(
            root, "outcomeDeclaration", identifier="MAXSCORE", cardinality="single", baseType="float"
        )
        SubElement(SubElement(most, "defaultValue"), "value").text = points
        if self._has_feedback:
            SubElement(
                root,
                "outcomeDeclaration",
                identifier="FEEDBACK",
                cardinality="multiple",
                baseType="identifier",
            )

    @property
    def _has_feedback(self) -> bool:
        return bool(self._item.explanation) or self._has_choice_feedback

    def _typed_body(self, body: Element, responses: Sequence[str]) -> None:
        """The stem with a field in place of every blank; a number without one is typed in below."""
        pieces = BLANK.split(self._item.stem)
        paragraph = SubElement(body, "p")
        if len(pieces) != len(responses) + 1:
            self.text(paragraph, self._item.stem)
            pieces, paragraph = ["", ""], SubElement(body, "p")
        for number, piece in enumerate(pieces):
            self.text(paragraph, piece)
            if number < len(responses):
                SubElement(paragraph, "textEntryInteraction", responseIdentifier=responses[number])

    def _interaction(self, body: Element) -> None:
        item = self._item
        match item.type:
            case ItemType.EXTENDED_TEXT:
                self._open(body, "extendedTextInteraction")
            case ItemType.ORDERING:
                self._choices(self._open(body, "orderInteraction", shuffle="true"), item.choices)
            case ItemType.MATCHING:
                count = str(len(item.prompts))
                shown = self._open(body, "matchInteraction", shuffle="true", maxAssociations=count)
                self._match_set(shown, item.prompts, self._prompt_ids, "1")
                self._match_set(shown, item.choices, self._choice_ids, count)
            case ItemType.TRUE_FALSE:
                shown = self._open(body, "choiceInteraction", shuffle="false", maxChoices="1")
                for choice in _JUDGEMENTS:
                    _text(SubElement(shown, "simpleChoice", identifier=choice.id), choice.text)
            case _:
                is_single = item.type is ItemType.SINGLE_CHOICE
                shown = self._open(
                    body, "choiceInteraction", shuffle="true", maxChoices="1" if is_single else "0"
                )
                shown.set("data-type", item.type)
                self._choices(shown, item.choices)

    def _open(self, body: Element, tag: str, **attributes: str) -> Element:
        interaction = SubElement(body, tag, {"responseIdentifier": _RESPONSE, **attributes})
        self.text(SubElement(interaction, "prompt"), self._item.stem)
        return interaction

    def _choices(self, interaction: Element, choices: Iterable[Choice]) -> None:
        for choice in choices:
            element = SubElement(interaction, "simpleChoice", identifier=self._choice_ids[choice.id])
            if choice.is_locked:
                element.set("fixed", "true")
            self.text(element, choice.text)
            if choice.feedback and self._has_choice_feedback:
                feedback = SubElement(
                    element,
                    "feedbackInline",
                    outcomeIdentifier="FEEDBACK",
                    identifier=self._choice_ids[choice.id],
                    showHide="show",
                )
                _text(feedback, choice.feedback)

    def _match_set(
        self, interaction: Element, choices: Iterable[Choice], ids: dict[str, str], most: str
    ) -> None:
        group = SubElement(interaction, "simpleMatchSet")
        for choice in choices:
            element = SubElement(group, "simpleAssociableChoice", identifier=ids[choice.id], matchMax=most)
            if choice.is_locked:
                element.set("fixed", "true")
            self.text(element, choice.text)

    def _processing(self, processing: Element, responses: Sequence[str]) -> None:
        item = self._item
        is_mapped = item.type in (ItemType.FILL_IN, ItemType.MATCHING) or (
            item.type is ItemType.MULTIPLE_RESPONSE and item.marking in _MAPPED_RULES
        )
        if is_mapped:
            total = SubElement(SubElement(processing, "setOutcomeValue", identifier="SCORE"), "sum")
            for name in responses:
                SubElement(total, "mapResponse", identifier=name)
        elif not INTERACTIONS[item.type].is_marked_by_person:
            condition = SubElement(SubElement(processing, "responseCondition"), "responseIf")
            test = SubElement(condition, "match")
            if item.tolerance is not None:
                slack = format(item.tolerance, "f")
                test.tag = "equal"
                test.attrib = {"toleranceMode": "absolute", "tolerance": f"{slack} {slack}"}
            SubElement(test, "variable", identifier=_RESPONSE)
            SubElement(test, "correct", identifier=_RESPONSE)
            score = SubElement(condition, "setOutcomeValue", identifier="SCORE")
            SubElement(score, "variable", identifier="MAXSCORE")
        if self._has_feedback:
            shown = SubElement(SubElement(processing, "setOutcomeValue", identifier="FEEDBACK"), "multiple")
            if self._has_choice_feedback:
                SubElement(shown, "variable", identifier=_RESPONSE)
            SubElement(shown, "baseValue", baseType="identifier").text = _EXPLANATION


def _declaration(root: Element, name: str, cardinality: str, base_type: str, right: Iterable[str]) -> Element:
    declared = SubElement(
        root, "responseDeclaration", identifier=name, cardinality=cardinality, baseType=base_type
    )
    if values := list(right):
        correct = SubElement(declared, "correctResponse")
        for value in values:
            SubElement(correct, "value").text = value
    return declared


def _mapping(declared: Element, keys: Iterable[str], worth: Decimal, other: Decimal = Decimal(0)) -> None:
    mapping = SubElement(declared, "mapping", defaultValue=_figure(other), lowerBound="0")
    for key in dict.fromkeys(keys):
        entry = SubElement(mapping, "mapEntry", mapKey=key, mappedValue=_figure(worth))
        if declared.get("baseType") == "string":
            entry.set("caseSensitive", "false")


def _figure(value: Decimal) -> str:
    return format(round(value, 6).normalize() + 0, "f")


def _text(element: Element, text: str) -> None:
    """Append the text to what the element holds, with its line breaks."""
    for number, line in enumerate(text.split("\n")):
        if number:
            SubElement(element, "br")
        if len(element):
            element[-1].tail = (element[-1].tail or "") + line
        else:
            element.text = (element.text or "") + line
