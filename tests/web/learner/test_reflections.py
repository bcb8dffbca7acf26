"""A reflection from the phone to the secretary and back."""

from tests.web.organiser.paper_browser import Desk as PaperBrowser
from tests.web.scene import Scene

WHO_SEES = (
    "提交后，本支部书记和上级组织者能看到这篇心得和您的姓名，其他党员看不到。提交前的草稿只有您自己能看到。"
)
TEXT = "三会一课要开出质量，我先从准备做起。"


def test_from_the_draft_to_the_secretarys_comment(wang: PaperBrowser, browse, scene: Scene) -> None:
    address = f"/study-days/{scene.study_day_id}/reflection"
    api = f"/api/v1/study-days/{scene.study_day_id}/reflection"
    assert wang.open(address).texts("p", "note") == [WHO_SEES]
    assert wang.client.put(api, json={"text": "开了个头", "sequence": 8}).json["sequence"] == 8
    wang.open(address)
    assert wang.texts("textarea") == ["开了个头"]
    assert 'data-sequence="8"' in wang.html
    secretary = browse(scene.cast.secretary_a1)
    assert "开了个头" not in secretary.open(f"/organiser/reflections/study-days/{scene.study_day_id}").html

    wang.open(address).send(address, text="太短")
    assert wang.texts("p", "wrong") == ["请写下心得（至少 10 字）。"]
    assert wang.texts("textarea") == ["太短"]
    wang.send(address, text=TEXT)
    assert wang.texts("p", "mynote") == [TEXT]
    assert wang.client.put(api, json={"text": "晚到", "sequence": 9}).status_code == 409

    waits = "1 篇心得等您审阅去看"
    assert waits in secretary.open("/organiser/").texts("li")
    secretary.open("/organiser/reflections")
    assert secretary.rows() == [["11月统一学习日", "统一学习日", "1", "1"]]
    secretary.open(f"/organiser/reflections/study-days/{scene.study_day_id}")
    assert secretary.texts("p", "lead") == ["已提交 1 篇，4 人还没有提交。"]
    secretary.send(
        "/organiser/reflections/1", study_day=scene.study_day_id, mark="recommended", comment="说到了点子上。"
    )
    assert secretary.said == ["已标为“推荐”，作者会看到。"]
    assert waits not in secretary.open("/organiser/").texts("li")
    wang.open(address)
    assert wang.texts("section", "card")[-1] == "孙立的评语说到了点子上。"
    assert wang.open("/reflections").texts("li") == ["11月统一学习日三会一课要开出质量，我先从准备做起。推荐"]


def test_a_comment_too_long_stays_in_its_field(wang: PaperBrowser, browse, scene: Scene) -> None:
    address = f"/study-units/{scene.study_unit_id}/reflection"
    wang.open(address).send(address, text=TEXT)
    secretary = browse(scene.cast.secretary_a1)
    secretary.open(f"/organiser/reflections/units/{scene.study_unit_id}")
    secretary.send(
        "/organiser/reflections/1", study_unit=scene.study_unit_id, mark="seen", comment="长" * 301
    )
    assert secretary.said == ["评语最多 300 字，现在有 301 字，请精简。"]
    assert secretary.texts("textarea") == ["长" * 301]
