"""A member says that a question is wrong; the organiser of its bank sees it with the question, and answers."""

import threading
from datetime import timedelta

import pytest

from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.organisation.rules import Actor
from studyhub.quizzes import queries, service
from studyhub.quizzes.service.item_reports import MOST_A_DAY
from tests.quizzes.stage import Stage

TEXT = "B 也对，见原文第二段。"


def report(stage: Stage, actor: Actor, attempt_id: int, number: int = 1, text: str = TEXT) -> int:
    with stage.database.write() as session:
        return service.report_item(session, actor, attempt_id, number, text, now=stage.clock.now())


def reports(stage: Stage, actor: Actor, *, is_open: bool | None = None) -> tuple[queries.ItemReportView, ...]:
    with stage.database.read() as session:
        return queries.list_reports(session, actor, is_open=is_open)


def taken(stage: Stage, quiz_id: int) -> int:
    attempt_id = stage.start(stage.cast.wang_xiuying, quiz_id)
    stage.submit(stage.cast.wang_xiuying, attempt_id)
    return attempt_id


def test_a_report_reaches_the_organiser_with_the_question_as_the_member_saw_it(stage: Stage, quiz_id: int):
    wang = stage.cast.wang_xiuying
    attempt_id = taken(stage, quiz_id)
    report(stage, wang, attempt_id)
    seen = stage.attempt(wang, attempt_id).slots[0]
    [shown] = reports(stage, stage.cast.organiser_a)
    assert (shown.text, shown.reporter, shown.reporter_unit) == (TEXT, "王秀英", "第一党支部")
    assert shown.item.stem == seen.stem
    assert [choice.text for choice in shown.item.choices] == [choice.text for choice in seen.choices]


def test_an_answer_closes_it_and_reaches_the_member(stage: Stage, quiz_id: int):
    wang, organiser = stage.cast.wang_xiuying, stage.cast.organiser_a
    attempt_id = taken(stage, quiz_id)
    report_id = report(stage, wang, attempt_id)

    def answer(actor: Actor, text: str = "谢谢，已改正。") -> None:
        with stage.database.write() as session:
            service.answer_report(session, actor, report_id, text, now=stage.clock.now())

    for other in (stage.cast.organiser_b, stage.cast.secretary_a1, wang):
        with pytest.raises(NotFound):
            answer(other)
    with pytest.raises(Invalid):
        answer(organiser, " ")
    answer(organiser)
    with pytest.raises(Conflict):
        answer(organiser, "再答一次")
    with stage.database.read() as session:
        assert queries.count_open_reports(session, organiser) == 0
        own = queries.own_reports(session, wang, attempt_id)
        assert queries.own_reports(session, stage.cast.li_jianguo, attempt_id) == {}
    assert {number: (each.text, each.answer) for number, each in own.items()} == {1: (TEXT, "谢谢，已改正。")}
    assert [each.answered_by for each in reports(stage, organiser, is_open=False)] == [organiser.name]
    assert reports(stage, organiser, is_open=True) == ()
    assert reports(stage, stage.cast.organiser_b) == ()


def test_only_questions_of_ones_own_submitted_paper(stage: Stage, quiz_id: int):
    wang = stage.cast.wang_xiuying
    attempt_id = stage.start(wang, quiz_id)
    with pytest.raises(Conflict) as refused:
        report(stage, wang, attempt_id)
    assert refused.value.code == "attempt_open"
    stage.submit(wang, attempt_id)
    for actor, number in ((stage.cast.li_jianguo, 1), (wang, 9), (stage.cast.organiser_a, 1)):
        with pytest.raises(NotFound):
            report(stage, actor, attempt_id, number)
    for text in ("", "  ", "长" * 301):
        with pytest.raises(Invalid):
            report(stage, wang, attempt_id, text=text)


def test_once_a_question_though_pressed_four_times_at_once(stage: Stage, quiz_id: int):
    attempt_id = taken(stage, quiz_id)
    codes: list[str] = []

    def press() -> None:
        try:
            report(stage, stage.cast.wang_xiuying, attempt_id)
            codes.append("done")
        except Conflict as error:
            codes.append(error.code)

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["already_reported"] * 3 + ["done"]


def test_so_many_a_day_and_no_more(stage: Stage, quiz_id: int):
    wang = stage.cast.wang_xiuying
    first = taken(stage, quiz_id)
    second_quiz = stage.publish("第二份")
    stage.schedule(second_quiz)
    second = taken(stage, second_quiz)
    questions = [(first, number) for number in range(1, 9)] + [(second, number) for number in range(1, 9)]
    for attempt_id, number in questions[:MOST_A_DAY]:
        report(stage, wang, attempt_id, number)
    with pytest.raises(Conflict) as refused:
        report(stage, wang, *questions[MOST_A_DAY])
    assert refused.value.code == "too_many_reports"
    stage.clock.advance(timedelta(hours=15))  # it was nine in the morning: the next day begins
    report(stage, wang, *questions[MOST_A_DAY])
