"""The organiser says what completes a unit."""

import re

from tests.reading.test_completion import write_items
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene


def test_a_rule_is_chosen_refused_and_kept(scene: Scene, desk: Desk) -> None:
    items = write_items(scene.stage, scene.study_unit_id)  # type: ignore[arg-type]
    address = f"/organiser/study-units/{scene.study_unit_id}/completion"
    desk.open(address)
    assert re.findall(r'<input checked[^>]*value="(\w+)"', desk.html) == ["read"]
    assert {row[0] for row in desk.rows()} >= {
        "讲来历的是？ （考查：一、三会）",
        "第三段讲现在。 （考查：二、一课）",
    }

    desk.send(address, kind="checks")
    assert "请至少为一节选一道小测。" in desk.html
    desk.send(address, kind="quiz", quiz_id="0")
    assert desk.errors == ["请选一份已发布的测验。"]

    desk.send(address, kind="checks", **{f"place-{items['single']}": "s1p2"})
    assert desk.said == ["完成条件已保存。已经读完的成员不受影响。"]
    assert 'value="s1p2" selected' in desk.open(address).html

    desk.send(address, kind="quiz", quiz_id=str(scene.quiz_id))
    assert desk.said == ["完成条件已保存。已经读完的成员不受影响。"]
    wang = scene.browser_of(scene.cast.wang_xiuying).get(f"/study-units/{scene.study_unit_id}").text
    assert "看过每一段、测验《三会一课小测》合格即完成" in wang
