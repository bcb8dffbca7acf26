"""The organisation's word list: typed as lines, given and taken as a sheet, used by the next check."""

from io import BytesIO

import openpyxl

from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene


def sheet(*rows: tuple[str, ...]) -> BytesIO:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    stream = BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def address(scene: Scene) -> str:
    return f"/organiser/word-lists/{scene.cast.committee_a.id}"


def test_lines_and_a_sheet_become_one_list_that_can_be_taken_away(scene: Scene, desk: Desk) -> None:
    assert desk.open("/organiser/word-lists/").path == address(scene)
    file = sheet(
        ("说明", "错误写法", "正确写法"), ("职务", "旧职务", "新职务"), ("", "", "全面从严治党"), ("", "", "")
    )
    desk.send(address(scene), text="旧称谓 -> 新称谓 | 已更名", file=(file, "词表.xlsx"))
    assert desk.said == ["词表已保存，共 3 条。草稿在下一次保存或送审时按新词表检查。"]
    (text,) = desk.texts("textarea")
    assert text == "旧称谓 → 新称谓 ｜ 已更名 旧职务 → 新职务 ｜ 职务 = 全面从严治党"

    answer = desk.client.get(address(scene) + "/download")
    rows = list(openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0].iter_rows(values_only=True))
    assert rows == [
        ("错误写法", "正确写法", "说明"), ("旧称谓", "新称谓", "已更名"), ("旧职务", "新职务", "职务"), (None, "全面从严治党", None),
    ]  # fmt: skip


def test_a_line_that_is_not_understood_is_named_and_nothing_is_lost(scene: Scene, desk: Desk) -> None:
    desk.send(address(scene), text="旧称谓 -> 新称谓\n这一行没有箭头")
    assert any("第 2 行看不懂" in sentence for sentence in desk.errors)
    assert "这一行没有箭头" in desk.texts("textarea")[0]
    assert desk.open(address(scene)).texts("textarea") == [""]


def test_a_file_that_is_no_sheet_is_refused_with_a_sentence(scene: Scene, desk: Desk) -> None:
    desk.send(address(scene), text="", file=(BytesIO(b"not a sheet"), "词表.xlsx"))
    assert len(desk.errors) == 1
    desk.send(address(scene), text="", file=(sheet(("甲", "乙")), "词表.xlsx"))
    assert desk.errors == ["没有找到表头：请保证第一行写着“错误写法”“正确写法”“说明”，或先导出一份再填写。"]


def test_the_list_is_used_by_the_next_check(scene: Scene, desk: Desk) -> None:
    desk.send(address(scene), text="党小组会 → 党小组会议")
    path = f"/organiser/study-units/{scene.study_unit_id}"
    desk.send(
        path + "/edit", title="三会一课", action="save",
        text="# 一、三会\n\n支部委员会召集支部党员大会。\n\n党小组会一般每月召开一次。\n\n# 二、一课\n\n党课应当按期进行。",
    )  # fmt: skip
    desk.open(path + "/flags")
    assert desk.texts("mark") == ["党小组会"]
