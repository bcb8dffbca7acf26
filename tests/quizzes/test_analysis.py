"""Item analysis: from the responses themselves, in words, and nothing where nothing can be said."""

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert

from question_bank import Choice, Item, ItemStatistics, ItemType
from studyhub import subscriptions
from studyhub.accounts.models import Account
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database, table_of
from studyhub.core.errors import NotFound
from studyhub.organisation.models import Membership
from studyhub.organisation.rules import Actor, MemberKind
from studyhub.quizzes import queries
from studyhub.quizzes.rules.analysis import ChoiceTally, Flag, flags_of, main_mistake
from studyhub.quizzes.rules.regrading import CorrectionKind
from studyhub.reports.item_analysis import analysis_workbook
from tests.cast import Cast
from tests.quizzes.correcting import CorrectingStage, eight_items


@pytest.fixture
def stage(database: Database, clock: FixedClock, cast: Cast) -> CorrectingStage:
    """Everybody gets the same eight questions."""
    subscriptions.install()
    stage = CorrectingStage(database, clock, cast)
    stage.fill_bank(eight_items())
    return stage


def newcomers(stage: CorrectingStage, count: int) -> list[Actor]:
    """So many more members of the first branch."""
    unit, now = stage.cast.branch_a1, stage.clock.now()
    with stage.database.write() as session:
        ids = session.scalars(
            insert(table_of(Account)).returning(table_of(Account).c.id, sort_by_parameter_order=True),
            [
                {
                    "employee_number": f"new-{number}", "name": f"新成员{number}", "password_hash": "-",
                    "must_change_password": False, "is_active": True, "created_at": now,
                }
                for number in range(count)
            ],
        ).all()  # fmt: skip
        session.add_all(
            Membership(
                member_id=member_id, unit_id=unit.id, kind=MemberKind.FULL, is_exempt=False, started_on=now.date()
            )
            for member_id in ids
        )  # fmt: skip
    return [Actor(member_id, f"新成员{n}", f"new-{n}", unit) for n, member_id in enumerate(ids)]


def analyse(stage: CorrectingStage, quiz_id: int, actor: Actor | None = None) -> queries.QuizAnalysis:
    with stage.database.read() as session:
        return queries.analyse_quiz(session, actor or stage.cast.organiser_a, quiz_id)


def taken_by_twelve(stage: CorrectingStage) -> int:
    """Nine choose b in the first question and are right in all else; three choose a, its key, and nothing else."""
    people = newcomers(stage, 12)
    _day_id, quiz_id = stage.hold_quiz_day()
    for place, person in enumerate(people):
        attempt_id = stage.start(person, quiz_id)
        if place < 9:
            stage.answer_rightly(attempt_id)
        stage.choose(attempt_id, "single-1", "b" if place < 9 else "a")
        stage.submit(person, attempt_id)
    return quiz_id


def test_a_wrong_key_is_found_by_those_who_know_better(stage: CorrectingStage):
    quiz_id = taken_by_twelve(stage)
    analysis = analyse(stage, quiz_id)
    assert (analysis.submitted_count, analysis.sample_count) == (12, 12)
    assert analysis.percents == (0, 3, 0, 0, 0, 0, 0, 0, 0, 9)
    assert analysis.reliability.attempts == 12
    doubtful = next(each for each in analysis.items if each.item.id == "single-1")
    assert [(each.letter, each.count, each.is_key) for each in doubtful.choices] == [
        ("A", 3, True),
        ("B", 9, False),
        ("C", 0, False),
        ("D", 0, False),
    ]
    assert doubtful.mistake == "没有答对的 9 人里，多数（9 人）选了 B（党小组长）。"
    assert doubtful.flags == (Flag.TOO_HARD, Flag.DOUBTFUL_KEY)
    assert doubtful.statistics.facility == pytest.approx(0.25)
    assert doubtful.statistics.discrimination_index == pytest.approx(-100)
    assert doubtful.statistics.interval is not None
    assert {each.flags for each in analysis.items if each is not doubtful} == {()}

    stage.correct_in_bank("single-1", key=("b",))
    assert [each.item.id for each in analyse(stage, quiz_id).items if each.is_changed] == ["single-1"]
    stage.regrade(quiz_id, "single-1")
    corrected = next(each for each in analyse(stage, quiz_id).items if each.item.id == "single-1")
    assert (corrected.is_changed, corrected.flags, corrected.right_count) == (False, (), 9)
    stage.regrade(quiz_id, "single-1", CorrectionKind.VOID)
    void = analyse(stage, quiz_id).items[-1]
    assert (void.item.id, void.is_void, void.flags, void.mistake) == ("single-1", True, (), "")


def test_of_a_few_nothing_is_said_but_their_number(stage: CorrectingStage):
    _day_id, quiz_id = stage.hold_quiz_day()
    assert analyse(stage, quiz_id).items == ()
    stage.take(stage.cast.wang_xiuying, quiz_id)
    stage.take(stage.cast.li_jianguo, quiz_id, lambda number: False)
    analysis = analyse(stage, quiz_id)
    assert {(each.statistics.attempts, each.statistics.interval, each.flags) for each in analysis.items} == {
        (2, None, ())
    }


def test_only_within_the_range(stage: CorrectingStage):
    _day_id, quiz_id = stage.hold_quiz_day()
    for actor in (stage.cast.organiser_b, stage.cast.secretary_a1, stage.cast.wang_xiuying):
        with pytest.raises(NotFound):
            analyse(stage, quiz_id, actor)


def test_the_workbook_has_the_same_figures_and_no_formulas(stage: CorrectingStage):
    analysis = analyse(stage, taken_by_twelve(stage))
    formula = '=HYPERLINK("http://example.com")'
    doubtful = next(each for each in analysis.items if each.item.id == "single-1")
    hostile = replace(doubtful, item=replace(doubtful.item, stem=formula))
    content = analysis_workbook(replace(analysis, items=(hostile,)), now=stage.clock.now())
    workbook = load_workbook(BytesIO(content))
    assert workbook.sheetnames == ["概况", "题目", "选项"]
    [row] = workbook["题目"].iter_rows(min_row=2)
    assert (row[2].data_type, row[2].value) == ("s", formula)
    assert [row[place].value for place in (3, 4, 10)] == [12, 0.25, "太难、可能答案有误"]


def figures(attempts: int, facility: float, index: float | None) -> ItemStatistics:
    return ItemStatistics("q", attempts, facility, None, None, index, None, None)


@pytest.mark.parametrize(
    ("attempts", "facility", "index", "flags"),
    [
        (9, 1.0, -50.0, ()),
        (10, 0.95, None, (Flag.TOO_EASY,)),
        (10, 0.94, 20.0, ()),
        (10, 0.6, 9.9, (Flag.WEAK,)),
        (10, 0.6, 10.0, ()),
        (10, 0.25, 20.0, (Flag.TOO_HARD,)),
        (10, 0.6, -0.1, (Flag.DOUBTFUL_KEY,)),
        (10, 1.0, 5.0, (Flag.TOO_EASY,)),
    ],
)
def test_flags_at_their_limits(attempts: int, facility: float, index: float | None, flags: tuple[Flag, ...]):
    assert flags_of(figures(attempts, facility, index), ()) == flags


def test_the_sentence_about_what_went_wrong():
    choices = (Choice("a", "会议"), Choice("b", "谈话"))
    multiple = Item("m", ItemType.MULTIPLE_RESPONSE, "哪些？", choices, key=("a",))
    tally = (ChoiceTally("A", "会议", True, 4, 0.8), ChoiceTally("B", "谈话", False, 7, 0.5))
    assert (
        main_mistake(multiple, tally, (), 8)
        == "8 人没有全对：误选 B（谈话）的有 7 人，最常漏选的是 A（会议）。"
    )
    judge = Item("t", ItemType.TRUE_FALSE, "对吗？", key=("true",))
    said = (ChoiceTally("", "正确", True, 5, 0.8), ChoiceTally("", "错误", False, 2, 0.5))
    assert main_mistake(judge, said, (), 5) == "没有答对的 5 人里，有 2 人选了“错误”。"
    blank = Item("f", ItemType.FILL_IN, "____年", blanks=(("1921",),))
    assert (
        main_mistake(blank, (), (("1922", 3), ("1949", 1)), 4) == "没有答对的 4 人里，有 3 人答的是“1922”。"
    )
    assert main_mistake(blank, (), (("1922", 1),), 1) == ""
    assert main_mistake(judge, said, (), 0) == ""
