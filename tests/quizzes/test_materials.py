"""Questions of one material stand together on the screen, and pictures are seen by who may see them, when they may."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest

from question_bank import Blueprint, Cell, Item, ItemType, Picture, Section
from studyhub.core.errors import NotFound
from studyhub.items.queries import ItemFilter, list_items
from studyhub.items.service import edit_item
from studyhub.organisation.rules import Actor
from studyhub.quizzes import queries, service
from studyhub.quizzes.rules import ReviewRule
from studyhub.quizzes.rules.commitment import record_of
from tests.question_bank.sample_items import png
from tests.quizzes.bank import bank
from tests.quizzes.stage import Stage

SHOWN, TOLD, OTHER = png(shade=11), png(shade=12), png(shade=13)
MATERIAL = "材料一：某支部三月的会议记录。[[picture:记录.png]]"


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def asked(number: int) -> Item:
    """One of three questions about the material; the explanation has a picture of its own."""
    return replace(
        bank()[0],
        id=f"asked-{number}",
        stem=f"（{number}）会议由谁召集？",
        stimulus=MATERIAL,
        explanation="应选 [[a]]。[[picture:说明]]",
        pictures=(Picture("记录.png", "image/png", SHOWN), Picture("说明", "image/png", TOLD)),
    )


def open_quiz(stage: Stage, rule: ReviewRule = ReviewRule.AFTER_SUBMISSION) -> int:
    """All nine singles in one section: six plain ones, and three about the material."""
    stage.fill_bank([asked(number) for number in range(3)])
    plan = Blueprint((Section("一", (Cell(9, Decimal(1), types=frozenset({ItemType.SINGLE_CHOICE})),)),))
    draft = service.QuizDraft("材料题", plan, timedelta(minutes=20), review_rule=rule)
    organiser, now = stage.cast.organiser_a, stage.clock.now()
    with stage.database.write() as session:
        quiz_id = service.create_quiz(session, organiser, stage.cast.committee_a.id, draft, now=now)
        service.publish(session, organiser, quiz_id, now=now)
    stage.schedule(quiz_id)
    return quiz_id


def see(stage: Stage, actor: Actor, attempt_id: int, data: bytes) -> bytes:
    with stage.database.read() as session:
        now = stage.clock.now()
        return queries.get_attempt_picture(session, actor, attempt_id, digest(data), now).data


def test_the_questions_of_a_material_stand_together_with_it(stage: Stage):
    quiz_id = open_quiz(stage)
    for member in (stage.cast.wang_xiuying, stage.cast.li_jianguo, stage.cast.liu_yang):
        slots = stage.attempt(member, stage.start(member, quiz_id)).slots
        places = [slot.number for slot in slots if slot.stimulus == MATERIAL]
        assert places == list(range(places[0], places[0] + 3))
        assert {slot.stimulus for slot in slots} == {"", MATERIAL}
        assert [picture.name for picture in slots[places[0] - 1].pictures] == ["记录.png"]


def test_a_picture_is_seen_through_ones_own_paper_only(stage: Stage):
    quiz_id, wang = open_quiz(stage), stage.cast.wang_xiuying
    attempt_id = stage.start(wang, quiz_id)
    assert see(stage, wang, attempt_id, SHOWN) == SHOWN
    for actor in (stage.cast.li_jianguo, stage.cast.secretary_a1, stage.cast.organiser_a):
        with pytest.raises(NotFound):
            see(stage, actor, attempt_id, SHOWN)
    with pytest.raises(NotFound):
        see(stage, wang, attempt_id, OTHER)


@pytest.mark.parametrize("rule", list(ReviewRule))
def test_a_picture_of_an_explanation_waits_for_the_review_rule(stage: Stage, rule: ReviewRule):
    wang = stage.cast.wang_xiuying
    attempt_id = stage.start(wang, open_quiz(stage, rule))

    def may_see() -> bool:
        try:
            return see(stage, wang, attempt_id, TOLD) == TOLD
        except NotFound:
            return False

    seen = [may_see()]
    stage.submit(wang, attempt_id)
    seen.append(may_see())
    stage.clock.advance(timedelta(hours=8, seconds=6))
    seen.append(may_see())
    assert (
        seen
        == {
            ReviewRule.AFTER_SUBMISSION: [False, True, True],
            ReviewRule.AFTER_CLOSE: [False, False, True],
            ReviewRule.NEVER: [False, False, False],
        }[rule]
    )
    names = [picture.name for slot in stage.result(wang, attempt_id).slots for picture in slot.pictures]
    assert ("说明" in names) is seen[-1]


def test_the_promise_binds_the_pictures_and_the_material(stage: Stage):
    plan = Blueprint((Section("一", (Cell(1),)),))

    def told(item: Item) -> dict:
        (one,) = record_of({1: item}, plan)["items"]
        return one

    plain, drawn = told(replace(asked(1), stimulus=None, pictures=())), told(asked(1))
    assert "stimulus" not in plain
    assert drawn["stimulus"] == sha256(MATERIAL.encode()).hexdigest()[:16]
    redrawn = replace(asked(1), pictures=(Picture("记录.png", "image/png", OTHER), asked(1).pictures[1]))
    assert told(redrawn)["digest"] != drawn["digest"]
    # What explains is no part of it.
    retold = replace(asked(1), pictures=(asked(1).pictures[0], Picture("说明", "image/png", OTHER)))
    assert told(retold) == drawn


def test_an_edit_after_publication_shows_in_no_paper(stage: Stage):
    quiz_id, wang = open_quiz(stage), stage.cast.wang_xiuying
    attempt_id = stage.start(wang, quiz_id)
    with stage.database.write() as session:
        rows = list_items(session, stage.cast.organiser_a, ItemFilter(), page_size=100).rows
        row = next(row for row in rows if row.code == "asked-1")
        changed = replace(asked(1), pictures=(Picture("记录.png", "image/png", OTHER), asked(1).pictures[1]))
        edit_item(session, stage.cast.organiser_a, row.id, changed, now=stage.clock.now())
    assert see(stage, wang, attempt_id, SHOWN) == SHOWN
    with pytest.raises(NotFound):
        see(stage, wang, attempt_id, OTHER)
