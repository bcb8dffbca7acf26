"""Pictures of a study unit: imported with a file or added in the editor, and read on the page."""

import re
from io import BytesIO
from pathlib import Path

from tests.materials.files import paragraph
from tests.materials.test_pictures import LONG, PHOTO, drawing, word_file
from tests.question_bank.sample_items import png
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import PARAGRAPHS, Scene


def edited(desk: Desk) -> str:
    """The text as it stands in the editor."""
    return re.search(r'<textarea[^>]*name="text"[^>]*>\s*([^<]*)</textarea>', desk.html)[1]  # type: ignore[index]


def test_a_word_files_picture_becomes_part_of_the_unit(scene: Scene, desk: Desk, tmp_path: Path) -> None:
    body = paragraph(LONG) + drawing("one", "会议现场") + drawing("two") + drawing("far")
    path = word_file(tmp_path, body, one=PHOTO, two=png(100, 100))
    fields = {"file": (BytesIO(path.read_bytes()), "学习.docx"), "unit_id": scene.cast.committee_a.id}
    desk.send("/organiser/study-units/import", **fields)
    assert desk.said[:2] == [
        "有 1 张图片不在文件里（只是网上的链接），没有取回；需要的请在编辑页面添加。",
        "有 1 张图片还没有说明文字，读屏的同志听不到；请在“编辑全文”里给它们各补一句。",
    ]
    unit = desk.path.removesuffix("/flags")
    desk.open(unit)
    sources = re.findall(
        r'<img src="([^"]+)" width="(\d+)" height="(\d+)" alt="([^"]+)" loading="lazy"', desk.html
    )
    assert [each[1:] for each in sources] == [("640", "480", "会议现场"), ("100", "100", "图片，没有说明")]
    assert desk.texts("span", "amber") == ["缺说明"]
    assert desk.client.get(sources[0][0]).data == PHOTO
    assert edited(desk.open(unit + "/edit")).splitlines()[-3:] == [
        "[[picture:图1]]会议现场",
        "",
        "[[picture:图2]]",
    ]


def test_a_picture_is_added_behind_the_cursors_line_and_read_by_members(
    scene: Scene, desk: Desk, administrator: Desk
) -> None:
    path = f"/organiser/study-units/{scene.study_unit_id}"
    text = edited(desk.open(path + "/edit"))
    fields = {"title": "三会一课怎么开", "text": text.replace("\n", "\r\n")}
    chosen = {"picture_file": (BytesIO(PHOTO), "会场.png"), "picture_after": "3"}
    desk.send(path + "/edit", **fields, **chosen, action="take-picture")
    lines = [line for line in edited(desk).splitlines() if line]
    assert lines[:3] == ["# 一、三会", PARAGRAPHS[0], "[[picture:图1]]"]
    assert desk.said[:1] == ["图1 已放进正文，请在它的记号后面写一句图里是什么，再保存。"]
    assert desk.texts("span", "amber")[0] == "1 张图片缺说明"

    described = edited(desk).replace("[[picture:图1]]", "[[picture:图1]] 支部党员大会会场")
    desk.send(path + "/edit", title="三会一课怎么开", text=described, action="save")
    assert desk.path == path
    member = scene.browser_of(scene.cast.wang_xiuying)
    page = member.get(f"/study-units/{scene.study_unit_id}").text
    assert "<img" not in page  # a draft still
    desk.send(path + "/review")
    administrator.send(path + "/signature")
    page = member.get(f"/study-units/{scene.study_unit_id}").text
    (address, size) = re.findall(
        r'<img src="([^"]+)" (width="\d+" height="\d+" alt="[^"]+" loading="lazy")', page
    )[0]
    assert size == 'width="640" height="480" alt="支部党员大会会场" loading="lazy"'
    answer = member.get(address)
    assert (answer.data, answer.mimetype) == (PHOTO, "image/png")
    assert answer.headers["Cache-Control"] == "private, immutable, max-age=31536000"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert re.findall(r'<p id="(s\dp\d)" class="of-([a-z]+)', page) == [
        ("s1p1", "paragraph"), ("s1p3", "image"), ("s1p2", "paragraph"), ("s2p1", "paragraph")
    ]  # fmt: skip
    told = member.get(f"/api/v1/units/{scene.study_unit_id}").json["sections"][0]["paragraphs"][1]
    assert told["picture"] == {"address": address, "width": 640, "height": 480}


def test_what_is_no_picture_is_refused_and_nothing_typed_is_lost(scene: Scene, desk: Desk) -> None:
    path = f"/organiser/study-units/{scene.study_unit_id}/edit"
    chosen = {"picture_file": (BytesIO(b"<svg onload='alert(1)'/>"), "a.png")}
    desk.send(path, title="新的标题", text="新的文字。", **chosen, action="save")
    assert desk.errors == ["图片没有加上：不是完好的 PNG、JPEG、GIF 或 WebP 图片。"]
    assert edited(desk) == "新的文字。"
    desk.send(path, title="新的标题", text="甲[[picture:图7]]乙", action="save")
    assert any("没有叫“图7”的图片" in sentence for sentence in desk.texts("li"))
