"""Asking the organiser about a paragraph, and hearing back."""

from tests.web.organiser.paper_browser import Desk as PaperBrowser
from tests.web.scene import Scene

WHO_SEES = "提问会送到负责这个学习单元的组织者，他们能看到您的姓名、支部和这一段；其他党员看不到。答复会显示在这一段下面。"


def test_a_question_its_answer_and_the_way_back(wang: PaperBrowser, browse, scene: Scene) -> None:
    address = f"/study-units/{scene.study_unit_id}/paragraphs/s1p2/question"
    assert wang.open(address).texts("p", "note") == [WHO_SEES]
    wang.send(address, text=" ")
    assert wang.texts("p", "wrong") == ["请写下您的问题。"]
    wang.open(address).send(address, text="每月一次够吗？")
    assert wang.path == f"/study-units/{scene.study_unit_id}"
    assert wang.texts("div", "asked") == ["我的提问 每月一次够吗？ 已送达，等组织者答复"]

    desk = browse(scene.cast.organiser_a)
    assert "1 个读者提问等您答复" in desk.open("/organiser/").html
    desk.open("/organiser/paragraph-questions")
    assert desk.texts("h2") == ["“每月一次够吗？”"]
    assert "党小组会一般每月召开一次。" in desk.texts("p")
    desk.send("/organiser/paragraph-questions/1", answer="")
    assert desk.said == ["请写下答复。"]
    desk.send("/organiser/paragraph-questions/1", answer="不够就加开。")
    assert desk.said == ["已答复，提问的成员会在首页和那一段下面看到。"]

    assert wang.open("/").texts("a", "news") == ["您的提问有了 1 条答复，点这里看"]
    assert wang.open("/questions").texts("div", "asked") == [
        "我的提问 每月一次够吗？ 组织者答复 不够就加开。"
    ]
    assert wang.open("/").texts("a", "news") == []
    li = browse(scene.cast.li_jianguo)
    assert (
        "不够就加开" not in li.open(f"/study-units/{scene.study_unit_id}").html + li.open("/questions").html
    )


def test_an_answer_too_long_stays_in_its_field(wang: PaperBrowser, browse, scene: Scene) -> None:
    address = f"/study-units/{scene.study_unit_id}/paragraphs/s1p2/question"
    wang.open(address).send(address, text="每月一次够吗？")
    desk = browse(scene.cast.organiser_a).open("/organiser/paragraph-questions")
    desk.send("/organiser/paragraph-questions/1", answer="长" * 1001)
    assert desk.said == ["答复最多 1000 字，现在有 1001 字，请精简。"]
    assert desk.texts("textarea") == ["长" * 1001]
