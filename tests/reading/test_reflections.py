"""A member writes a reflection; the secretary of the branch and the organisers above read and mark it."""

from io import BytesIO

import openpyxl
import pytest

from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.organisation.rules import Actor
from studyhub.reading import queries, service
from studyhub.reading.models import ReflectionMark
from studyhub.reading.queries import Subject
from studyhub.reports.reflections import reflections_workbook
from tests.day_stage import DayStage

TEXT = "读了这一篇，我想到三件事。"


def save(stage: DayStage, subject: Subject, text: str, sequence: int, actor: Actor | None = None) -> int:
    with stage.database.write() as session:
        return service.save_draft(
            session, actor or stage.cast.wang_xiuying, subject, text, sequence, now=stage.clock.now()
        ).sequence


def submit(stage: DayStage, subject: Subject, text: str = TEXT, actor: Actor | None = None) -> int:
    with stage.database.write() as session:
        return service.submit_reflection(
            session, actor or stage.cast.wang_xiuying, subject, text, now=stage.clock.now()
        ).id


def mark(stage: DayStage, reflection_id: int, actor: Actor, comment: str = "") -> None:
    with stage.database.write() as session:
        service.mark_reflection(
            session, actor, reflection_id, ReflectionMark.RECOMMENDED, comment, now=stage.clock.now()
        )


def listed(stage: DayStage, actor: Actor, subject: Subject) -> tuple[list[tuple[str, str]], list[str]]:
    with stage.database.read() as session:
        found = queries.list_reflections(session, actor, subject)
    return [(row.name, row.text) for row in found.written], [row.name for row in found.missing]


def test_a_draft_is_kept_and_its_writers_alone_until_it_is_submitted(stage: DayStage) -> None:
    cast, subject = stage.cast, Subject(study_unit_id=stage.study_unit())
    assert save(stage, subject, "开头", 5) == 5
    assert save(stage, subject, "晚到的旧稿", 3) == 5
    assert save(stage, subject, "开头，再写一点", 9) == 9
    with stage.database.read() as session:
        own = queries.own_reflection(session, cast.wang_xiuying, subject)
        assert (own.text, own.sequence, own.submitted_at) == ("开头，再写一点", 9, None)
        assert queries.own_reflection(session, cast.li_jianguo, subject).text == ""
    everybody = ["孙立", "王秀英", "李建国", "陈晓红", "周德福"]
    assert listed(stage, cast.secretary_a1, subject) == ([], everybody)

    submit(stage, subject)
    assert listed(stage, cast.secretary_a1, subject) == (
        [("王秀英", TEXT)], ["孙立", "李建国", "陈晓红", "周德福"],
    )  # fmt: skip
    with pytest.raises(Conflict) as error:
        save(stage, subject, "改口", 99)
    assert error.value.code == "already_submitted"
    submit(stage, subject, "再交一次，另写一篇别的内容。")
    assert listed(stage, cast.organiser_a, subject)[0] == [("王秀英", TEXT)]


def test_a_study_day_asks_its_own_branches(stage: DayStage) -> None:
    cast = stage.cast
    subject = Subject(study_day_id=stage.hold_day(cast.branch_a1.id, study_unit_id=stage.study_unit()))
    submit(stage, subject)
    with pytest.raises(NotFound):
        submit(stage, subject, actor=cast.liu_yang)
    assert listed(stage, cast.organiser_a, subject)[1] == ["孙立", "李建国", "陈晓红", "周德福"]
    with stage.database.read() as session:
        rows = queries.list_subjects(session, cast.secretary_a1)
    assert [(row.title, row.count, row.unmarked_count) for row in rows] == [("十一月统一学习日", 1, 1)]


def test_what_waits_to_be_read_comes_first(stage: DayStage) -> None:
    cast, unit = stage.cast, stage.study_unit()
    day = Subject(study_day_id=stage.hold_day(cast.branch_a1.id, study_unit_id=unit))
    mark(stage, submit(stage, day), cast.secretary_a1)
    submit(stage, Subject(study_unit_id=unit))
    with stage.database.read() as session:
        rows = queries.list_subjects(session, cast.secretary_a1)
    assert [(row.subject, row.unmarked_count) for row in rows] == [(Subject(study_unit_id=unit), 1), (day, 0)]
    submit(stage, day, actor=cast.li_jianguo)
    assert [name for name, _ in listed(stage, cast.secretary_a1, day)[0]] == ["李建国", "王秀英"]


def test_marking_tells_the_writer(stage: DayStage) -> None:
    cast, subject = stage.cast, Subject(study_unit_id=stage.study_unit())
    reflection_id = submit(stage, subject)
    mark(stage, reflection_id, cast.secretary_a1, " 有自己的思考。 ")
    with stage.database.read() as session:
        own = queries.own_reflection(session, cast.wang_xiuying, subject)
        (row,) = queries.list_subjects(session, cast.secretary_a1)
    assert (own.mark, own.comment, own.marked_by) == (ReflectionMark.RECOMMENDED, "有自己的思考。", "孙立")
    assert (row.count, row.unmarked_count) == (1, 0)


def test_who_may_not_read_it_finds_nothing(stage: DayStage) -> None:
    cast, subject = stage.cast, Subject(study_unit_id=stage.study_unit())
    reflection_id = submit(stage, subject, actor=cast.liu_yang)
    assert listed(stage, cast.secretary_a1, subject)[0] == []
    for stranger in (cast.secretary_a1, cast.organiser_b, cast.administrator, cast.liu_yang, cast.wu_jing):
        with pytest.raises(NotFound):
            mark(stage, reflection_id, stranger)
    with stage.database.read() as session:
        assert queries.count_open_reflections(session, cast.organiser_a) == 1
        for stranger in (cast.secretary_a1, cast.organiser_b, cast.administrator, cast.liu_yang):
            assert queries.count_open_reflections(session, stranger) == 0
        for stranger in (cast.organiser_b, cast.administrator, cast.wang_xiuying):
            assert queries.list_subjects(session, stranger) == []
            with pytest.raises(NotFound):
                queries.list_reflections(session, stranger, subject)
    own = submit(stage, subject, actor=cast.secretary_a1)
    with pytest.raises(Conflict):
        mark(stage, own, cast.secretary_a1)
    with pytest.raises(NotFound):
        submit(stage, subject, actor=cast.he_yong)


@pytest.mark.parametrize("text", ["", "太短了", "长" * 5001])
def test_what_is_too_short_or_too_long_is_not_submitted(stage: DayStage, text: str) -> None:
    subject = Subject(study_unit_id=stage.study_unit())
    with pytest.raises(Invalid) as error:
        submit(stage, subject, text)
    assert list(error.value.fields) == ["text"]
    assert listed(stage, stage.cast.organiser_a, subject)[0] == []


def test_the_workbook_holds_who_wrote_and_who_did_not(stage: DayStage) -> None:
    subject = Subject(study_unit_id=stage.study_unit())
    submit(stage, subject, "=1+1 开头的心得也是文字。")
    with stage.database.read() as session:
        raw = reflections_workbook(session, stage.cast.secretary_a1, subject, now=stage.clock.now())
        with pytest.raises(NotFound):
            reflections_workbook(session, stage.cast.organiser_b, subject, now=stage.clock.now())
    book = openpyxl.load_workbook(BytesIO(raw))
    row = [cell.value for cell in book["心得"][5]]
    assert (row[0], row[2], row[4:7]) == (
        "第一党支部", "王秀英", [14, "=1+1 开头的心得也是文字。", "未审阅"],
    )  # fmt: skip
    assert book["心得"]["F5"].data_type == "s"
    assert [line[2].value for line in book["未提交"].iter_rows(min_row=2)] == [
        "孙立",
        "李建国",
        "陈晓红",
        "周德福",
    ]
