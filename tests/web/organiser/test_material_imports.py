"""From a file to a draft, with what does not belong struck out and what looks wrong shown."""

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


def upload(desk: Desk, content: bytes, name: str) -> None:
    desk.send("/organiser/study-units/import", file=(BytesIO(content), name))


def test_a_saved_text_arrives_in_sections_without_its_site(scene: Scene, desk: Desk) -> None:
    upload(desk, SAVED.encode("gb18030"), "学习.txt")
    assert 'value="机关学习制度建设的几点做法"' in desk.html
    assert 'value="市直机关工委"' in desk.html
    (outline,) = desk.texts("textarea", "tall")
    assert "统一学习的时间" in outline and "ICP" not in outline and "首页" not in outline
    assert any("ICP备" in struck for struck in desk.texts("s"))
    assert any("13800138000" in place for place in desk.texts("mark"))


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(scene: Scene, desk: Desk) -> None:
    upload(desk, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "学习.doc")
    (sentence,) = desk.errors
    assert ".docx" in sentence
