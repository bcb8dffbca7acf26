"""A member asks about a paragraph; an organiser of the unit answers."""

from datetime import timedelta

import pytest

from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.organisation.rules import Actor
from studyhub.reading import queries, service
from tests.day_stage import DayStage


def ask(stage: DayStage, study_unit_id: int, text: str = "怎么理解？", actor: Actor | None = None) -> int:
    with stage.database.write() as session:
        return service.ask(
            session, actor or stage.cast.wang_xiuying, study_unit_id, "s1p2", text, now=stage.clock.now()
        )


def answer(stage: DayStage, question_id: int, text: str, actor: Actor | None = None) -> None:
    with stage.database.write() as session:
        service.answer_question(
            session, actor or stage.cast.organiser_a, question_id, text, now=stage.clock.now()
        )


def test_a_question_goes_to_the_desk_and_the_answer_comes_back(stage: DayStage) -> None:
    cast, unit_id = stage.cast, stage.study_unit()
    question_id = ask(stage, unit_id)
    asked_at = stage.clock.now()
    with stage.database.read() as session:
        (waiting,) = queries.list_questions(session, cast.organiser_a)
        assert (waiting.quote, waiting.asker, waiting.asker_unit, waiting.text, waiting.asked_at) == (
            "第二段讲变化。", "王秀英", "第一党支部", "怎么理解？", asked_at,
        )  # fmt: skip
        assert queries.count_new_answers(session, cast.wang_xiuying) == 0

    stage.clock.advance(timedelta(hours=1))
    answer(stage, question_id, " 看第三段。 ")
    with stage.database.read() as session:
        (own,) = queries.own_questions(session, cast.wang_xiuying, unit_id)
        assert (own.answer, own.answered_at) == ("看第三段。", stage.clock.now())
        assert queries.count_new_answers(session, cast.wang_xiuying) == 1
        assert queries.list_questions(session, cast.organiser_a) == []
        (answered,) = queries.list_questions(session, cast.organiser_a, is_open=False)
        assert (answered.answered_by, answered.answer) == ("赵敏", "看第三段。")
    with stage.database.write() as session:
        service.note_answers_seen(session, cast.li_jianguo, now=stage.clock.now())
        assert queries.count_new_answers(session, cast.wang_xiuying) == 1
        service.note_answers_seen(session, cast.wang_xiuying, now=stage.clock.now())
        assert queries.count_new_answers(session, cast.wang_xiuying) == 0
    with pytest.raises(Conflict):
        answer(stage, question_id, "再答一次。")


def test_nobody_else_sees_it_or_answers_it(stage: DayStage) -> None:
    cast, unit_id = stage.cast, stage.study_unit()
    question_id = ask(stage, unit_id)
    with stage.database.read() as session:
        for stranger in (cast.organiser_b, cast.secretary_a1, cast.wang_xiuying, cast.li_jianguo):
            assert queries.list_questions(session, stranger) == []
            assert queries.count_open_questions(session, stranger) == 0
        assert queries.count_open_questions(session, cast.organiser_a) == 1
        assert queries.own_questions(session, cast.li_jianguo) == []
    for stranger in (cast.organiser_b, cast.secretary_a1, cast.wang_xiuying):
        with pytest.raises(NotFound):
            answer(stage, question_id, "不该由我答。", stranger)
    with pytest.raises(NotFound):
        ask(stage, unit_id, actor=cast.he_yong)


def test_what_is_empty_too_long_or_too_often_is_refused(stage: DayStage) -> None:
    unit_id = stage.study_unit()
    for text in ("", " \n ", "长" * 301):
        with pytest.raises(Invalid) as error:
            ask(stage, unit_id, text)
        assert list(error.value.fields) == ["text"]
    question_id = ask(stage, unit_id)
    with pytest.raises(Invalid):
        answer(stage, question_id, " ")
    for _ in range(9):
        ask(stage, unit_id)
    with pytest.raises(Conflict) as conflict:
        ask(stage, unit_id)
    assert conflict.value.code == "too_many_questions"
    stage.clock.advance(timedelta(days=1))
    ask(stage, unit_id)
