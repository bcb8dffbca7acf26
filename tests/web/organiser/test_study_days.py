"""Scheduling a study day, watching it, taking its table home, cancelling it."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from studyhub.quizzes.service import submit_if_due
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene


def form(scene: Scene, **more: Any) -> dict[str, Any]:
    return {
        "title": "12月统一学习日", "unit_id": str(scene.cast.committee_a.id), "held_on": "2026-12-18",
        "opens_time": "09:00", "closes_on": "2026-12-18", "closes_time": "18:00",
        "study_unit_id": str(scene.study_unit_id), "quiz_id": "0",
        "branch_ids": [str(each) for each in scene.cast.branches_a], **more,
    }  # fmt: skip


def test_the_form_begins_with_today_and_every_branch(desk: Desk) -> None:
    desk.open("/organiser/study-days/new")
    assert desk.html.count('value="2026-11-20"') == 2
    assert desk.html.count(" checked>") == 4


def test_a_day_is_scheduled_with_its_quiz_for_all_branches(scene: Scene, desk: Desk) -> None:
    quiz_id = scene.stage.publish("十二月测验")
    desk.send("/organiser/study-days/new", **form(scene, quiz_id=str(quiz_id)))
    assert desk.said == ["“12月统一学习日”已安排，4 个支部的成员会在首页看到。"]
    assert [row[2] for row in desk.rows(0)] == ["0/4", "0/2", "0/1", "0/1"]


def test_what_is_wrong_stands_beside_the_field(scene: Scene, desk: Desk) -> None:
    desk.send(
        "/organiser/study-days/new", **form(scene, title="", held_on="", study_unit_id="0", branch_ids=None)
    )
    assert desk.errors == [
        "请填写名称。",
        "请选择日期。",
        "请至少选择一个学习单元或一份测验。",
        "请至少勾选一个党支部。",
    ]
    desk.send("/organiser/study-days/new", **form(scene, closes_time="08:00"))
    assert desk.errors == ["结束时间应晚于开始时间。"]
    desk.send("/organiser/study-days/new", **form(scene, held_on="2026-11-01", closes_on="2026-11-01"))
    assert desk.errors == ["结束时间已经过去，请另选时间。"]


def test_two_days_on_one_date_are_meant_or_refused(scene: Scene, desk: Desk) -> None:
    """The scene has a day on 20 November for three of the four branches."""
    again = form(scene, held_on="2026-11-20", closes_on="2026-11-20", opens_time="10:00")
    desk.send("/organiser/study-days/new", **again)
    assert desk.errors == [
        "所选支部中有 3 个在 11月20日已有“11月统一学习日”。如果确实要再安排一个，请勾选“同一天再安排一个”。"
    ]
    desk.send("/organiser/study-days/new", **again, may_share_date="y")
    assert desk.said == ["“12月统一学习日”已安排，4 个支部的成员会在首页看到。"]


def test_watching_shows_who_has_and_who_has_not_taken_part(scene: Scene, desk: Desk) -> None:
    cast, stage = scene.cast, scene.stage
    done = stage.start(cast.wang_xiuying, scene.quiz_id)
    stage.answer_rightly(done)
    stage.submit(cast.wang_xiuying, done)
    stage.start(cast.liu_yang, scene.quiz_id)
    path = f"/organiser/study-days/{scene.study_day_id}"

    desk.open(path)
    assert desk.texts("dd") == ["1/7 人", "14.3%", "6 人", "100.0%"]
    assert [row[0] for row in desk.rows(0)] == ["第二党支部", "第三党支部", "第一党支部"]
    states = {row[0].split()[0]: row[2] for row in desk.rows(1)}
    assert (states["王秀英"], states["刘洋"]) == ("已参加", "进行中")
    assert states["孙立"] == "未开始"
    # The list to copy leaves out those who took part and those who need not.
    assert desk.texts("textarea") == [
        "第一党支部：孙立、李建国、陈晓红 第二党支部：吴静、刘洋 第三党支部：郑伟"
    ]

    assert [row[0] for row in desk.open(path + "?state=done").rows(1)] == ["王秀英"]
    assert [row[0] for row in desk.open(f"{path}?branch={cast.branch_a2.id}").rows(1)] == ["吴静", "刘洋"]


def test_the_groups_add_up_to_the_rate(scene: Scene, desk: Desk) -> None:
    cast, stage = scene.cast, scene.stage
    for person in (cast.wang_xiuying, cast.zhou_defu):  # he need not take part
        stage.submit(person, stage.start(person, scene.quiz_id))
    path = f"/organiser/study-days/{scene.study_day_id}"
    assert desk.open(path).texts("dd")[0] == "1/7 人"
    groups = [word for word in desk.texts("a") if word[-1].isdigit()]
    assert groups == ["全部 8", "未开始 6", "进行中 0", "已参加 1", "不计应参学 1"]
    assert [row[0] for row in desk.open(path + "?state=exempt").rows(1)] == ["周德福 不计应参学"]
    assert len(desk.open(path + "?state=nonsense").rows(1)) == 8
    stage.clock.advance(timedelta(days=1))
    groups = [word for word in desk.open(path).texts("a") if word[-1].isdigit()]
    assert groups == ["全部 8", "没有参加 6", "没有做完 0", "已参加 1", "不计应参学 1"]


def test_who_was_handed_in_by_the_clock_is_told(scene: Scene, desk: Desk) -> None:
    cast, stage = scene.cast, scene.stage
    left = stage.start(cast.wang_xiuying, scene.quiz_id)
    own = stage.start(cast.liu_yang, scene.quiz_id)
    stage.submit(cast.liu_yang, own)
    stage.clock.advance(timedelta(hours=2))
    with stage.database.write() as session:
        submit_if_due(session, left, now=stage.clock.now())
    rows = {
        row[0].split()[0]: row[2] for row in desk.open(f"/organiser/study-days/{scene.study_day_id}").rows(1)
    }
    assert (rows["王秀英"], rows["刘洋"]) == ("已参加 到时自动交卷", "已参加")


def test_a_secretary_watches_the_own_branch_only(scene: Scene) -> None:
    desk = Desk(scene.browser_of(scene.cast.secretary_a1)).open(f"/organiser/study-days/{scene.study_day_id}")
    assert {row[1] for row in desk.rows(0)} == {"第一党支部"}
    assert desk.open("/organiser/study-days/new").status == 403


def test_the_table_goes_home_as_xlsx(scene: Scene, desk: Desk) -> None:
    answer = desk.client.get(f"/organiser/study-days/{scene.study_day_id}/participation.xlsx")
    workbook = load_workbook(BytesIO(answer.data))
    assert workbook.sheetnames == ["汇总", "名单"]


def test_a_day_is_cancelled_while_nobody_has_taken_part(scene: Scene, desk: Desk) -> None:
    path = f"/organiser/study-days/{scene.study_day_id}"
    desk.send(path + "/cancel")
    assert desk.said == ["“11月统一学习日”已取消，成员不再看到它。"]


def test_a_day_in_which_somebody_takes_part_is_not_cancelled(scene: Scene, desk: Desk) -> None:
    scene.stage.start(scene.cast.wang_xiuying, scene.quiz_id)
    desk.send(f"/organiser/study-days/{scene.study_day_id}/cancel")
    assert desk.said == ["已有党员参加这个学习日，不能取消。"]


def test_the_neighbour_does_not_find_it(scene: Scene, neighbour: Desk) -> None:
    path = f"/organiser/study-days/{scene.study_day_id}"
    assert [neighbour.open(path + place).status for place in ("", "/participation.xlsx")] == [404, 404]
    assert neighbour.send(path + "/cancel").status == 404
