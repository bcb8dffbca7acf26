"""A wrong key corrected after the quiz: seen before it is done, old and new kept, points made good."""

import threading

import pytest
from sqlalchemy import select

from question_bank import Choice, Outcome
from studyhub import subscriptions
from studyhub.audit.models import AuditEntry
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.organisation.rules import Actor
from studyhub.points.models import PointEntry
from studyhub.quizzes import service
from studyhub.quizzes.rules.regrading import CorrectionKind
from studyhub.study_days.models import Participation
from tests.cast import Cast
from tests.quizzes.correcting import WHY, CorrectingStage, eight_items

KEY, VOID = CorrectionKind.KEY, CorrectionKind.VOID


@pytest.fixture
def stage(database: Database, clock: FixedClock, cast: Cast) -> CorrectingStage:
    """Everybody listens who listens on a site, and the bank has just eight items."""
    subscriptions.install()
    stage = CorrectingStage(database, clock, cast)
    stage.fill_bank(eight_items())
    return stage


def held(stage: CorrectingStage) -> tuple[int, int, dict[str, int]]:
    """王秀英 chose a, the wrong key; 李建国 chose b, which is right; 刘洋 chose c. Gives day, quiz and attempts."""
    cast = stage.cast
    day_id, quiz_id = stage.hold_quiz_day()
    attempts = {
        choice: stage.take_choosing(member, quiz_id, "single-1", choice)
        for member, choice in ((cast.wang_xiuying, "a"), (cast.li_jianguo, "b"), (cast.liu_yang, "c"))
    }
    return day_id, quiz_id, attempts


def test_the_preview_names_whose_score_would_change_and_changes_nothing(stage: CorrectingStage):
    _day_id, quiz_id, attempts = held(stage)
    stage.correct_in_bank("single-1", key=("b",))
    preview = stage.preview(quiz_id, "single-1")
    assert (preview.refusal, preview.seen_count) == (None, 3)
    assert [(row.name, row.unit_name, int(row.old_raw), int(row.new_raw)) for row in preview.changes] == [
        ("王秀英", "第一党支部", 20, 18),
        ("李建国", "第一党支部", 18, 20),
    ]
    voided = stage.preview(quiz_id, "single-1", VOID)
    assert [(row.name, int(row.new_raw)) for row in voided.changes] == [("李建国", 20), ("刘洋", 20)]
    assert [stage.gradings(attempt) for attempt in attempts.values()] == [
        [(1, "submission", 20)],
        [(1, "submission", 18)],
        [(1, "submission", 18)],
    ]


def test_a_corrected_key_changes_scores_points_standings_and_the_day(stage: CorrectingStage):
    cast = stage.cast
    day_id, quiz_id, attempts = held(stage)
    assert stage.counts(day_id)[cast.branch_a1.id] == (4, 2, 0.5, 190)
    standings = [stage.standing(who) for who in (cast.wang_xiuying, cast.li_jianguo, cast.liu_yang)]
    stage.correct_in_bank("single-1", key=("b",))
    assert stage.regrade(quiz_id, "single-1") == 2
    assert stage.gradings(attempts["a"]) == [(1, "submission", 20), (2, "correction", 18)]
    assert stage.gradings(attempts["b"]) == [(1, "submission", 18), (2, "correction", 20)]
    assert stage.gradings(attempts["c"]) == [(1, "submission", 18)]
    assert stage.quiz_entries(cast.wang_xiuying) == [
        (f"quiz:{quiz_id}", 30, "完成《三会一课小测》，得分率 100%"),
        (f"quiz:{quiz_id}:regrade:2", -2, "《三会一课小测》答案更正后，得分率由 100% 变为 90%"),
    ]
    assert [points for _source, points, _note in stage.quiz_entries(cast.li_jianguo)] == [28, 2]
    assert [stage.standing(who) for who in (cast.wang_xiuying, cast.li_jianguo, cast.liu_yang)] == [
        standings[0] - 2,
        standings[1] + 2,
        standings[2],
    ]
    assert stage.counts(day_id)[cast.branch_a1.id] == (4, 2, 0.5, 190)  # one lost ten, the other won them
    assert stage.contradictions() == []
    with stage.database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "quiz.regraded")).one()
    assert (entry.actor_id, entry.detail["changed"], entry.detail["kind"]) == (
        cast.organiser_a.member_id,
        2,
        "key",
    )


def test_an_item_made_void_gives_everybody_its_points(stage: CorrectingStage):
    cast = stage.cast
    day_id, quiz_id, _attempts = held(stage)
    assert stage.regrade(quiz_id, "single-1", VOID) == 2
    assert set(stage.raws(quiz_id).values()) == {20}
    assert stage.counts(day_id)[cast.branch_a1.id][3] == 200
    assert stage.counts(day_id)[cast.branch_a2.id][3] == 100
    assert stage.contradictions() == []
    with pytest.raises(Invalid, match="已经作废"):
        stage.regrade(quiz_id, "single-1", VOID)


def test_a_second_correction_goes_on_from_the_first(stage: CorrectingStage):
    _day_id, quiz_id, attempts = held(stage)
    stage.regrade(quiz_id, "single-1", VOID)
    stage.correct_in_bank("single-1", key=("c",))
    assert (
        stage.regrade(quiz_id, "single-1") == 2
    )  # a and b lose what they were given, c keeps it by being right
    assert stage.gradings(attempts["b"]) == [
        (1, "submission", 18),
        (2, "correction", 20),
        (3, "correction", 18),
    ]
    assert [points for _s, points, _n in stage.quiz_entries(stage.cast.li_jianguo)] == [28, 2, -2]
    assert stage.contradictions() == []


def test_who_submits_afterwards_is_graded_by_the_corrected_key(stage: CorrectingStage):
    _day_id, quiz_id, _attempts = held(stage)
    late = stage.start(stage.cast.wu_jing, quiz_id)
    stage.answer_rightly(late)
    stage.choose(late, "single-1", "b")
    stage.correct_in_bank("single-1", key=("b",))
    stage.regrade(quiz_id, "single-1")
    stage.submit(stage.cast.wu_jing, late)
    assert stage.gradings(late) == [(1, "submission", 20)]
    assert stage.contradictions() == []


def test_the_result_shows_the_corrected_key_and_what_changed(stage: CorrectingStage):
    _day_id, quiz_id, attempts = held(stage)
    stage.correct_in_bank("single-1", key=("b",), explanation="应选 [[b]]。")
    stage.regrade(quiz_id, "single-1")
    result = stage.result(stage.cast.li_jianguo, attempts["b"])
    slot = result.slots[stage.number_of(attempts["b"], "single-1") - 1]
    assert slot.key == slot.response
    assert (slot.outcome, slot.explanation) == (Outcome.RIGHT, f"应选 {slot.key[0]}。")
    assert slot.correction is not None
    assert (slot.correction.is_void, slot.correction.reason) == (False, WHY)
    assert [(int(each.old_raw), int(each.new_raw), each.reason) for each in result.changes] == [
        (18, 20, "correction")
    ]
    untouched = stage.result(stage.cast.liu_yang, attempts["c"])
    assert untouched.changes == ()


@pytest.mark.parametrize(
    ("code", "changes", "sentence"),
    [
        ("single-1", {}, "请先在题库里改正答案"),
        (
            "single-1",
            {"choices": tuple(Choice(c, f"新选项{c}") for c in "abcd"), "key": ("b",)},
            "选项与成员",
        ),
        ("single-1", {"choices": tuple(Choice(c, c * 3) for c in "abc"), "key": ("b",)}, "选项与成员"),
        ("blank-1", {"stem": "____召开十八大。", "blanks": (("2012年",),)}, "空的个数"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_a_sentence(
    stage: CorrectingStage, code: str, changes: dict[str, object], sentence: str
):
    _day_id, quiz_id, _attempts = held(stage)
    if changes:
        stage.correct_in_bank(code, **changes)
    preview = stage.preview(quiz_id, code)
    assert preview.changes == ()
    assert preview.refusal is not None
    assert sentence in preview.refusal
    with pytest.raises(Invalid, match=sentence):
        stage.regrade(quiz_id, code)


def test_nobody_else_and_nothing_half_looked_at(stage: CorrectingStage):
    cast = stage.cast
    _day_id, quiz_id, _attempts = held(stage)
    item_id = stage.correct_in_bank("single-1", key=("b",))
    with pytest.raises(NotFound):
        stage.preview(quiz_id, "single-1", actor=cast.organiser_b)
    for actor in (cast.organiser_b, cast.secretary_a1, cast.wang_xiuying):
        with pytest.raises(NotFound), stage.database.write() as session:
            service.regrade(session, actor, quiz_id, item_id, KEY, WHY, now=stage.clock.now())
    looked_at = stage.preview(quiz_id, "single-1").target.present_version_id
    stage.correct_in_bank("single-1", key=("c",))
    with pytest.raises(Conflict), stage.database.write() as session:
        service.regrade(
            session, cast.organiser_a, quiz_id, item_id, KEY, WHY, now=stage.clock.now(),
            expected_version_id=looked_at,
        )  # fmt: skip
    with pytest.raises(Invalid, match="原因"), stage.database.write() as session:
        service.regrade(session, cast.organiser_a, quiz_id, item_id, KEY, "  ", now=stage.clock.now())
    assert stage.contradictions() == []


def test_submissions_and_a_correction_at_the_same_moment_all_end_by_the_new_key(stage: CorrectingStage):
    cast = stage.cast
    _day_id, quiz_id = stage.hold_quiz_day()
    people = [
        cast.wang_xiuying,
        cast.li_jianguo,
        cast.chen_xiaohong,
        cast.liu_yang,
        cast.wu_jing,
        cast.zheng_wei,
    ]
    attempts: dict[int, int] = {}
    for person in people:
        attempts[person.member_id] = stage.start(person, quiz_id)
        stage.answer_rightly(attempts[person.member_id])
        stage.choose(attempts[person.member_id], "single-1", "b")
    stage.submit(people[0], attempts[people[0].member_id])
    stage.correct_in_bank("single-1", key=("b",))
    ready, failed = threading.Barrier(len(people)), []

    def act(person: Actor | None) -> None:
        ready.wait()
        try:
            if person is None:
                stage.regrade(quiz_id, "single-1")
            else:
                stage.submit(person, attempts[person.member_id])
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=act, args=(person,)) for person in (None, *people[1:])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert stage.raws(quiz_id) == dict.fromkeys(attempts, 20)
    assert {sum(points for _s, points, _n in stage.quiz_entries(person)) for person in people} == {30}
    assert stage.contradictions() == []


def test_books_that_do_not_follow_a_correction_are_noticed(stage: CorrectingStage):
    cast = stage.cast
    day_id, quiz_id, attempts = held(stage)
    stage.regrade(quiz_id, "single-1", VOID)
    with stage.database.write() as session:
        entry = session.scalars(
            select(PointEntry).where(PointEntry.source == f"quiz:{quiz_id}:regrade:2").limit(1)
        ).first()
        assert entry is not None
        entry.source = "quiz:0"
        participation = session.get_one(Participation, (day_id, cast.li_jianguo.member_id))
        participation.percent = 90
        owner = {cast.li_jianguo.member_id: "b", cast.liu_yang.member_id: "c"}[entry.member_id]
    assert [sentence for sentence in stage.contradictions() if sentence.startswith("重判后")] == [
        f"重判后积分与成绩不符的答卷：{attempts[owner]}。",
        f"重判后得分率与成绩不符的学习日/成员：{day_id}/{cast.li_jianguo.member_id}。",
    ]
