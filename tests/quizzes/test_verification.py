"""Whoever was not in the room can recompute every paper once the quiz has closed, and nothing before."""

import hashlib
from datetime import timedelta

import pytest

from question_bank import Blueprint, Choice, Item, ItemType, Source, draw_paper
from studyhub.core.errors import NotFound
from studyhub.quizzes.queries import get_disclosure, own_paper
from studyhub.quizzes.rules import ReviewRule
from studyhub.quizzes.rules.commitment import canonical, commitment, paper_seed
from tests.quizzes.stage import Stage


def from_record(record: dict) -> tuple[list[Item], Blueprint]:
    """The items and blueprint of a record, as a stranger would rebuild them: choices are only places."""
    items = [
        Item(
            one["id"],
            ItemType(one["type"]),
            "",
            tuple(Choice(str(place), "", is_locked) for place, is_locked in enumerate(one["locked"])),
            prompts=tuple(
                Choice(str(place), "", is_locked) for place, is_locked in enumerate(one["locked_prompts"])
            ),
            difficulty=one["difficulty"],
            tags=tuple(one["tags"]),
            category=one["category"],
            source=Source(one["unit"], "", "") if one["unit"] else None,
            excludes=tuple(one["excludes"]),
            stimulus=one.get("stimulus"),
        )
        for one in record["items"]
    ]
    return items, Blueprint.from_json(record["blueprint"])


def disclosure(stage: Stage, quiz_id: int):
    with stage.database.read() as session:
        return get_disclosure(session, quiz_id, stage.clock.now())


@pytest.fixture
def quiz_id(stage: Stage) -> int:
    stage.fill_bank()
    quiz_id = stage.publish()
    stage.schedule(quiz_id)
    return quiz_id


def test_before_the_end_only_the_promise_is_public(stage: Stage, quiz_id: int):
    early = disclosure(stage, quiz_id)
    assert (len(early.commitment), early.draw_seed, early.record) == (64, None, None)
    stage.clock.advance(timedelta(hours=8, seconds=5))
    assert disclosure(stage, quiz_id).draw_seed is None
    stage.clock.advance(timedelta(milliseconds=1))
    late = disclosure(stage, quiz_id)
    assert late.commitment == early.commitment
    assert (
        hashlib.sha256(f"{late.draw_seed}\n{canonical(late.record)}".encode()).hexdigest() == early.commitment
    )
    assert commitment("0" * 64, late.record) != early.commitment


def test_a_stranger_recomputes_every_paper(stage: Stage, quiz_id: int):
    people = [stage.cast.wang_xiuying, stage.cast.li_jianguo, stage.cast.liu_yang]
    for person in people:
        stage.start(person, quiz_id)
    stage.clock.advance(timedelta(hours=9))
    late = disclosure(stage, quiz_id)
    items, blueprint = from_record(late.record)
    papers = []
    for person in people:
        drawn = draw_paper(items, blueprint, paper_seed(late.draw_seed, person.member_id))
        with stage.database.read() as session:
            kept = own_paper(session, person, quiz_id)
        assert [
            (
                slot.number,
                slot.item_id,
                tuple(map(int, slot.choice_order)),
                tuple(map(int, slot.prompt_order)),
            )
            for slot in drawn.slots
        ] == [(slot.number, slot.item, slot.choices, slot.prompts) for slot in kept.slots]
        papers.append(kept.slots)
    assert len(set(papers)) == 3


def test_a_record_tells_neither_text_nor_key(stage: Stage, quiz_id: int):
    stage.clock.advance(timedelta(hours=9))
    told = canonical(disclosure(stage, quiz_id).record)
    assert not [text for text in ("支部", "应选", "1921", "一大") if text in told]


def test_a_draft_promises_nothing(stage: Stage):
    with pytest.raises(NotFound):
        disclosure(stage, 404)


def test_where_keys_are_never_shown_the_record_is_not_either(stage: Stage):
    stage.fill_bank()
    quiz_id = stage.publish(review_rule=ReviewRule.NEVER)
    stage.schedule(quiz_id)
    stage.clock.advance(timedelta(hours=9))
    late = disclosure(stage, quiz_id)
    assert (late.is_withheld, late.draw_seed, late.record) == (True, None, None)
