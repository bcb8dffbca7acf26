"""Between an item of the bank and the form in which a person edits it; nothing the form does not show is lost."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from question_bank import Choice, Item, ItemType, Marking, Picture, Source
from studyhub.items.documents import reference
from studyhub.web.forms.items import ItemForm

_TAG_SEPARATOR = re.compile(r"[\s,，、;；]+")


def form_data(item: Item) -> dict[str, Any]:
    """What the form shows for an item as it comes out of the bank, without the bytes of its pictures."""
    choices = {choice.id: choice for choice in item.choices}
    shown = item.key if item.type is ItemType.ORDERING else tuple(choices)
    return {
        "stimulus": item.stimulus or "",
        "pictures": [
            {
                "name": each.name,
                "media_type": each.media_type,
                "kept": reference(each),
                "description": each.description,
            }
            for each in item.pictures
        ],
        "stem": item.stem,
        "choices": []
        if item.type is ItemType.MATCHING
        else [
            {"code": code, "text": choices[code].text, "is_locked": choices[code].is_locked}
            for code in shown
            if code in choices
        ],
        "right": list(item.key),
        "truth": item.key[0] if item.type is ItemType.TRUE_FALSE and item.key else None,
        "number": item.key[0] if item.type is ItemType.NUMERIC and item.key else "",
        "tolerance": item.tolerance,
        "pairs": _pair_rows(item) if item.type is ItemType.MATCHING else [],
        "blanks": [{"answers": "\n".join(accepted)} for accepted in item.blanks],
        "explanation": item.explanation,
        "difficulty": item.difficulty,
        "tags": " ".join(item.tags),
        "category": item.category,
        "points": item.points,
        "marking": item.marking.value if item.marking else "",
        "source_unit": item.source.unit if item.source else "",
        "paragraph": item.source.paragraph if item.source else "",
        "quote": item.source.quote if item.source else "",
        "valid_from": item.valid_from,
        "valid_until": item.valid_until,
    }


def to_item(form: ItemForm, kind: ItemType, before: Item) -> Item:
    """The item a form describes. `before` is the item as it was: what the form does not show stays."""
    item = replace(
        before,
        type=kind,
        stimulus=form.stimulus.data or None,
        pictures=tuple(map(_picture, form.pictures)),
        stem=form.stem.data or "",
        choices=(),
        prompts=(),
        key=(),
        blanks=(),
        tolerance=form.tolerance.data if kind is ItemType.NUMERIC else None,
        explanation=form.explanation.data or "",
        difficulty=form.difficulty.data,
        tags=tuple(dict.fromkeys(tag for tag in _TAG_SEPARATOR.split(form.tags.data or "") if tag)),
        category=(form.category.data or "").strip("/"),
        points=form.points.data if form.points.data is not None else Decimal(1),
        marking=Marking(form.marking.data)
        if form.marking.data in set(Marking) and kind is ItemType.MULTIPLE_RESPONSE
        else None,
        source=Source(form.source_unit.data, form.paragraph.data or "", form.quote.data or "")
        if form.source_unit.data
        else None,
        valid_from=form.valid_from.data,
        valid_until=form.valid_until.data,
    )
    return replace(item, **_answer(form, kind, before))


def _picture(row: Any) -> Picture:
    form = row.form
    return Picture(
        form.name.data, form.media_type.data, (form.kept.data or "").encode(), form.description.data
    )


def _answer(form: ItemForm, kind: ItemType, before: Item) -> dict[str, Any]:
    if kind is ItemType.TRUE_FALSE:
        return {"key": (form.truth.data,) if form.truth.data else ()}
    if kind is ItemType.NUMERIC:
        return {"key": (form.number.data,) if form.number.data else ()}
    if kind is ItemType.FILL_IN:
        lines = [(row.form.answers.data or "").splitlines() for row in form.blanks]
        return {"blanks": tuple(tuple(filter(None, map(str.strip, each))) for each in lines if any(each))}
    if kind is ItemType.MATCHING:
        return _matching(form, before)
    if kind is ItemType.EXTENDED_TEXT:
        return {}
    feedback = {choice.id: choice.feedback for choice in before.choices}
    choices = [
        Choice(
            row.form.code.data,
            row.form.text.data,
            row.form.is_locked.data,
            feedback.get(row.form.code.data, ""),
        )
        for row in form.choices
        if row.form.text.data
    ]
    codes = [choice.id for choice in choices]
    if kind is ItemType.ORDERING:
        place = {choice.id: number for number, choice in enumerate(before.choices)}
        return {
            "key": tuple(codes),
            "choices": tuple(sorted(choices, key=lambda choice: place.get(choice.id, len(place)))),
        }
    return {
        "choices": tuple(choices),
        "key": tuple(code for code in codes if code in (form.right.data or ())),
    }


def _matching(form: ItemForm, before: Item) -> dict[str, Any]:
    known = {choice.id: choice for choice in (*before.choices, *before.prompts)}
    prompts: list[Choice] = []
    choices: dict[str, Choice] = {}  # by text: two prompts may share what belongs to them
    key = []
    for row in form.pairs:
        prompt, text = row.form.prompt.data, row.form.choice.data
        if text:
            code = row.form.code.data
            if any(each.id == code for each in choices.values()):
                code = f"{code}-{len(choices)}"  # the row shared its choice with another and now says something else
            choice = choices.setdefault(text, _kept(known, code, text))
        if prompt:
            prompts.append(_kept(known, row.form.prompt_code.data, prompt))
        if prompt and text:
            key.append(f"{prompts[-1].id} {choice.id}")
    return {"prompts": tuple(prompts), "choices": tuple(choices.values()), "key": tuple(key)}


def _kept(known: dict[str, Choice], code: str, text: str) -> Choice:
    return replace(known[code], text=text) if code in known else Choice(code, text)


def _pair_rows(item: Item) -> list[dict[str, str]]:
    choices = {choice.id: choice.text for choice in item.choices}
    belongs = dict(pair.split(" ", 1) for pair in item.key)
    rows = [
        {
            "prompt_code": prompt.id,
            "prompt": prompt.text,
            "code": belongs.get(prompt.id, ""),
            "choice": choices.get(belongs.get(prompt.id, ""), ""),
        }
        for prompt in item.prompts
    ]
    rest = [choice for choice in item.choices if choice.id not in belongs.values()]
    return rows + [{"prompt_code": "", "prompt": "", "code": each.id, "choice": each.text} for each in rest]
