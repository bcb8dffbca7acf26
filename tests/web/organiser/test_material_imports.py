"""From a file to a draft, with what does not belong struck out and what looks wrong decided on."""

from io import BytesIO

from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene

SAVED = """首页 > 工作动态 > 学习园地
机关学习制度建设的几点做法
来源：市直机关工委　发布时间：2026年11月2日　浏览次数：318
一、固定时间
每月第二周的星期三下午是统一学习的时间，各支部提前一周收到材料，党员先自己读一遍。
二、讲求实效
学习之后要答一次题，答完就能看到解析，错在哪里当场明白。加微信13800138000领取注册送彩金，办公室负责汇总各支部的参学情况。
版权所有：某市机关  备案号：京ICP备12345678号-1
"""


def upload(desk: Desk, scene: Scene, content: bytes, name: str) -> str:
    """Upload a file; gives the address of the unit it became."""
    unit_id = scene.cast.committee_a.id
    desk.send("/organiser/study-units/import", file=(BytesIO(content), name), unit_id=unit_id)
    return desk.path.removesuffix("/flags")


def flag_address(desk: Desk) -> str:
    """Where the form of the first flag goes."""
    return next(part.split('"')[0] for part in desk.html.split('action="') if "/flags/" in part.split('"')[0])


def test_a_saved_text_arrives_in_sections_without_its_site(scene: Scene, desk: Desk) -> None:
    unit = upload(desk, scene, SAVED.encode("gb18030"), "学习.txt")
    assert any("ICP备" in struck for struck in desk.texts("s"))
    assert any("13800138000" in place for place in desk.texts("mark"))
    assert desk.texts("h1") == ["核对可疑的地方"]
    desk.open(unit)
    assert desk.texts("h1") == ["机关学习制度建设的几点做法 草稿"]
    assert desk.texts("h2")[:2] == ["一、固定时间", "二、讲求实效"]
    article = desk.texts("article")[0]
    assert "统一学习的时间" in article and "ICP" not in article and "首页" not in article
    assert "市直机关工委" in desk.html


def test_what_the_file_emphasises_comes_in_as_key_sentences(scene: Scene, desk: Desk) -> None:
    page = (
        "<html><body><h1>学习制度</h1><p>材料提前一周发到支部。<b>学习之后当天答一次题。</b>"
        "各支部<b>自己</b>安排讨论的时间。</p></body></html>"
    )
    desk.open(upload(desk, scene, page.encode(), "学习.html"))
    assert desk.texts("strong", "key") == ["学习之后当天答一次题。"]


def test_every_flag_is_decided_on_before_the_draft_is_sent(scene: Scene, desk: Desk) -> None:
    unit = upload(desk, scene, SAVED.encode(), "学习.txt")
    count = len(desk.texts("mark"))
    desk.send(unit + "/review")
    assert desk.said == [f"还有 {count} 处可疑的地方没有处理，请逐处改正或确认保留后再送审。"]
    assert desk.path == unit + "/flags"

    # What stands beside a correction may be flagged in its turn: the words that were spliced in come in pieces.
    for _ in range(5):
        if desk.texts("mark"):
            desk.send(flag_address(desk), action="fix", row="1")
    assert "没有等待决定的地方了。" in desk.texts("p", "lead")
    desk.send(unit + "/review")
    assert desk.said == ["已送审。另一位组织者或管理员审定后，成员就能读到。"]
    assert "13800138000" not in desk.texts("article")[0]
    assert "办公室负责汇总各支部的参学情况" in desk.texts("article")[0]


def test_a_paragraph_is_rewritten_or_struck_at_its_flag(scene: Scene, desk: Desk) -> None:
    unit = upload(desk, scene, SAVED.encode(), "学习.txt")
    desk.send(flag_address(desk), action="write", place="s2p1", text="学习之后要答一次题。", row="1")
    assert desk.texts("mark") == []
    assert "学习之后要答一次题。" in desk.open(unit).texts("p")
    struck = len(desk.open(unit + "/flags").texts("s"))
    desk.send(unit + "/struck/1")
    assert desk.said == ["已放回正文。"]
    assert len(desk.texts("s")) == struck - 1
    assert "首页 > 工作动态 > 学习园地" in desk.open(unit).texts("p")


def test_a_kept_place_says_who_kept_it_and_can_be_reopened(scene: Scene, desk: Desk) -> None:
    unit = upload(desk, scene, SAVED.encode(), "学习.txt")
    count = len(desk.texts("mark"))
    address = flag_address(desk)
    desk.send(address, action="keep", row="1")
    assert any(text.startswith("赵敏") and text.endswith("保留") for text in desk.texts("span", "quiet"))
    desk.send(address, action="reopen")
    desk.send(unit + "/review")
    assert desk.said == [f"还有 {count} 处可疑的地方没有处理，请逐处改正或确认保留后再送审。"]


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(scene: Scene, desk: Desk) -> None:
    upload(desk, scene, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "学习.doc")
    (sentence,) = desk.errors
    assert ".docx" in sentence


def test_a_unit_is_compared_with_an_authoritative_copy(scene: Scene, desk: Desk) -> None:
    path = f"/organiser/study-units/{scene.study_unit_id}"
    copy = "一、三会\n支部委员会召开支部党员大会。\n党小组会一般每月召开一次。\n支部党员大会一般每季度召开一次。\n二、一课\n党课应当按期进行。"
    desk.send(path + "/comparison", text=copy)
    assert desk.texts("h2")[0] == "有 2 段不同"
    assert (desk.texts("del"), desk.texts("ins")) == (["集"], ["开", "支部党员大会一般每季度召开一次。"])

    desk.send(path + "/comparison", text=copy, is_read="1", take=_take(desk, 0))
    assert desk.texts("h2")[0] == "有 1 段不同"
    desk.send(path + "/comparison", text=copy, is_read="1", take=_take(desk, 0))
    assert desk.texts("h2")[0] == "完全一致"
    article = desk.open(path).texts("article")[0]
    assert article.index("每月召开一次") < article.index("每季度召开一次") < article.index("二、一课")
    page = scene.browser_of(scene.cast.wang_xiuying).get(f"/study-units/{scene.study_unit_id}").text
    assert "每季度召开一次" not in page  # an edit of the draft


def test_a_comparison_asks_for_a_copy(scene: Scene, desk: Desk) -> None:
    desk.send(f"/organiser/study-units/{scene.study_unit_id}/comparison", text="")
    assert desk.errors == ["请粘贴权威文本，或选择一个文件。"]


def _take(desk: Desk, number: int) -> str:
    return desk.html.split('name="take" value="')[number + 1].split('"')[0]
