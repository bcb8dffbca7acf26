"""The organisation in the administrator's hands: units, members, roles."""

import re
from typing import Any

from studyhub.organisation.rules import Role
from studyhub.organisation.service import appoint
from tests.cast import PASSWORD
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene


def member_form(scene: Scene, **more: Any) -> dict[str, Any]:
    return {
        "employee_number": "3001", "name": "马超", "phone": "13900003001", "kind": "full",
        "unit_id": str(scene.cast.branch_a2.id), **more,
    }  # fmt: skip


def sign_in(scene: Scene, login: str, password: str) -> int:
    answer = scene.app.test_client().post("/api/v1/sign-in", json={"login": login, "password": password})
    return answer.status_code


def test_the_tree_shows_every_unit_with_its_members(administrator: Desk) -> None:
    administrator.open("/organiser/organisation/")
    assert [row[:3] for row in administrator.rows(0)][:3] == [
        ["市直机关工委", "机关党委", "0 人"],
        ["市财政局机关党委", "机关党委", "0 人"],
        ["第一党支部", "党支部", "5 人"],
    ]


def test_only_administrators_come_here(scene: Scene, desk: Desk) -> None:
    assert desk.open("/organiser/organisation/").status == 403
    assert desk.open(f"/organiser/members/{scene.cast.wang_xiuying.member_id}").status == 403


def test_a_unit_is_added_and_renamed(scene: Scene, administrator: Desk) -> None:
    parent = f"/organiser/organisation/{scene.cast.committee_a.id}"
    administrator.send(parent + "/units", kind="branch", name="第五党支部")
    assert administrator.said == ["已在“市财政局机关党委”下新增“第五党支部”。"]
    administrator.send(administrator.path + "/edit", name="离退休党支部")
    assert administrator.texts("h1") == ["离退休党支部"]
    administrator.send(parent + "/units", kind="branch", name="第一党支部")
    assert administrator.errors == ["名称已被使用。"]


def test_a_member_is_added_and_signs_in_with_the_password_shown_once(
    scene: Scene, administrator: Desk
) -> None:
    administrator.send("/organiser/members/new", **member_form(scene))
    name, number, password = administrator.texts("dd")
    assert (name, number) == ("马超", "3001")
    assert sign_in(scene, "3001", password) == 200
    administrator.send("/organiser/members/new", **member_form(scene, name="重号"))
    assert administrator.errors == ["这个工号已有账号。", "这个手机号已有账号。"]


def test_a_pasted_list_is_previewed_line_by_line_and_then_added(scene: Scene, administrator: Desk) -> None:
    path = f"/organiser/members/import/{scene.cast.branch_a3.id}"
    bad = "工号 姓名 手机 类别\n4001 关羽 13900004001 正式党员\n4002\n100003 张飞\n4004 赵云 139000 群众\n4001 关平"
    administrator.send(path, text=bad)
    problems = {row[0]: row[5] for row in administrator.rows(0)}
    assert problems["3"] == "这一行只有一项，请写成“工号 姓名 手机号 类别”。"
    assert problems["4"].startswith("100003 已有账号。")
    assert "不认识“139000”" in problems["5"]
    assert "不认识“群众”" in problems["5"]
    assert problems["6"] == problems["2"] == "工号或手机号在名单里出现了不止一次。"
    assert not any("添加这" in text for text in administrator.texts("button"))

    good = "4001\t关羽\t13900004001\t预备党员\n4002，张飞"
    administrator.send(path, text=good)
    assert administrator.rows(0)[0][1:5] == ["关羽", "4001", "13900004001", "预备党员"]
    administrator.send(path, text=good, seen=good)
    rows = administrator.rows(0)
    assert [row[:2] for row in rows] == [["关羽", "4001"], ["张飞", "4002"]]
    assert [sign_in(scene, row[1], row[2]) for row in rows] == [200, 200]
    # Reloading the answer adds nobody twice.
    administrator.send(path, text=good, seen=good)
    assert all("已有账号" in row[5] for row in administrator.rows(0))


def test_a_member_moves_is_exempt_and_is_stopped(scene: Scene, administrator: Desk) -> None:
    wang, cast = scene.cast.wang_xiuying, scene.cast
    path = f"/organiser/members/{wang.member_id}"
    fields = member_form(scene, employee_number=wang.employee_number, name=wang.name, phone="")
    administrator.send(path, **fields, is_active="y")
    assert administrator.said == ["王秀英的资料已保存。"]
    watch = Desk(scene.browser_of(cast.organiser_a)).open(f"/organiser/study-days/{scene.study_day_id}")
    assert {row[0]: row[2] for row in watch.rows(0)}["第一党支部"] == "0/3"
    administrator.send(path, **fields, is_active="y", is_exempt="y")
    assert "不计应参学" in administrator.html
    administrator.send(path, **fields)
    assert sign_in(scene, wang.employee_number, PASSWORD) == 401


def test_a_member_holds_a_duty_until_the_branch_changes(scene: Scene, administrator: Desk) -> None:
    wang, cast = scene.cast.wang_xiuying, scene.cast
    path = f"/organiser/members/{wang.member_id}"
    fields = member_form(scene, employee_number=wang.employee_number, name=wang.name, phone="", is_active="y")
    fields["unit_id"] = str(cast.branch_a1.id)
    administrator.send(path, **fields, duties=["organisation", "youth"])
    administrator.open(path)
    assert re.findall(r'name="duties"[^>]*value="(\w+)" checked', administrator.html) == [
        "organisation",
        "youth",
    ]
    administrator.send(path, **{**fields, "unit_id": str(cast.branch_a2.id)}, duties=["organisation"])
    assert 'name="duties"' in administrator.open(path).html
    assert re.findall(r'name="duties"[^>]*value="(\w+)" checked', administrator.html) == []
    administrator.send(path, **fields, duties=["secretary"])
    assert len(administrator.errors) == 1


def test_a_new_one_time_password_replaces_the_old(scene: Scene, administrator: Desk) -> None:
    wang = scene.cast.wang_xiuying
    administrator.open(f"/organiser/members/{wang.member_id}").send(administrator.path + "/password")
    password = administrator.texts("dd")[2]
    assert re.fullmatch(r"\S{8,}", password)
    assert sign_in(scene, wang.employee_number, PASSWORD) == 401
    assert sign_in(scene, wang.employee_number, password) == 200


def test_a_lower_administrator_cannot_take_over_a_higher_one(scene: Scene) -> None:
    cast = scene.cast
    with scene.database.write() as session:
        appoint(
            session, cast.zheng_wei.member_id, cast.committee_a.id, Role.ADMINISTRATOR, now=scene.clock.now()
        )
        appoint(session, cast.feng_li.member_id, cast.site.id, Role.ADMINISTRATOR, now=scene.clock.now())
    lower = Desk(scene.browser_of(cast.zheng_wei))
    assert lower.send(f"/organiser/members/{cast.feng_li.member_id}/password").status == 403
    assert lower.open(f"/organiser/members/{cast.feng_li.member_id}").status == 403
    assert lower.open(f"/organiser/members/{cast.wu_jing.member_id}").status == 200
    assert lower.open(f"/organiser/members/{cast.he_yong.member_id}").status == 404


def test_an_organiser_of_no_branch_gets_a_new_password_from_the_page_of_the_unit(
    scene: Scene, administrator: Desk
) -> None:
    cast, password_path = (
        scene.cast,
        re.compile(r'action="(/organiser/organisation/\d+/appointments/\d+/password)"'),
    )
    administrator.open(f"/organiser/organisation/{cast.committee_a.id}")
    (path,) = password_path.findall(administrator.html)
    administrator.send(path)
    name, number, password = administrator.texts("dd")
    assert (name, number) == ("赵敏", cast.organiser_a.employee_number)
    assert sign_in(scene, number, PASSWORD) == 401
    assert sign_in(scene, number, password) == 200

    with (
        scene.database.write() as session
    ):  # one who looks after committee A may not take over a person of B too
        appoint(
            session, cast.zheng_wei.member_id, cast.committee_a.id, Role.ADMINISTRATOR, now=scene.clock.now()
        )
        appoint(
            session, cast.organiser_a.member_id, cast.committee_b.id, Role.ORGANISER, now=scene.clock.now()
        )
    lower = Desk(scene.browser_of(cast.zheng_wei))
    assert lower.send(path).status == 403
    assert lower.send(path.replace(f"/{cast.committee_a.id}/", f"/{cast.committee_b.id}/", 1)).status == 404
    assert sign_in(scene, number, password) == 200


def test_roles_are_given_and_ended(scene: Scene, administrator: Desk) -> None:
    path = f"/organiser/organisation/{scene.cast.branch_a2.id}"
    liu = scene.browser_of(scene.cast.liu_yang)
    assert liu.get("/organiser/").status_code == 403
    administrator.send(path + "/appointments", employee_number="100007", role="secretary")
    assert administrator.said == ["已任命刘洋为“第二党支部”的支部书记，下次打开页面即生效。"]
    assert liu.get("/organiser/").status_code == 200
    end = re.search(rf"{path}/appointments/\d+/end", administrator.html)
    assert end is not None
    administrator.send(end[0])
    assert administrator.said == ["刘洋在“第二党支部”的任职已结束。"]
    assert liu.get("/organiser/").status_code == 403
    administrator.send(path + "/appointments", employee_number="999", role="secretary")
    assert administrator.errors == ["没有找到这个工号的成员。请先在相应的党组织里添加这位成员。"]
