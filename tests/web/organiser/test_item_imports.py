"""Importing items: upload, preview, confirm exactly what was previewed."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

from question_bank import Picture, read_items, write_items
from studyhub.items.models import ItemStatus
from studyhub.items.queries import ItemFilter, items_for_export, list_items
from tests.question_bank.sample_items import png
from tests.quizzes.bank import bank
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene

GIFT = """// [id:org-principle]
党的根本组织原则是什么？{=民主集中制 ~集体领导 ~个别酝酿}

坏题 {~a ~b

三会一课中的一课是党课。{T}
"""


def upload(scene: Scene, desk: Desk, content: bytes, name: str = "题目.gift", **fields: str) -> Desk:
    given = {"format": "", "is_ready": "y", "unit_id": str(scene.cast.committee_a.id)} | fields
    return desk.send("/organiser/items/import", file=(BytesIO(content), name), **given)


def bank_size(scene: Scene) -> int:
    with scene.database.read() as session:
        return list_items(session, scene.cast.organiser_a, ItemFilter()).total


def plan_of(desk: Desk) -> str:
    return desk.html.split('name="plan"')[1].split('value="')[1].split('"')[0]


def test_a_gift_file_is_previewed_with_its_problems_and_then_imported(scene: Scene, desk: Desk) -> None:
    upload(scene, desk, GIFT.encode())
    assert desk.texts("dd")[:4] == ["2", "0", "0", "1 处"]
    assert desk.rows(0)[0][:2] == ["第 4 行", "这题不导入"]
    assert [row[1:] for row in desk.rows(1)] == [
        ["单选题", "党的根本组织原则是什么？", "A. 民主集中制"],
        ["判断题", "三会一课中的一课是党课。", "正确"],
    ]
    assert bank_size(scene) == 21

    desk.send(desk.path, plan=plan_of(desk))
    assert desk.said == ["导入完成：新增 2 道，更新 0 道，0 道没有变化。"]
    assert bank_size(scene) == 23


def test_what_nobody_has_signed_waits_for_a_second_person(scene: Scene, desk: Desk) -> None:
    upload(scene, desk, GIFT.encode(), is_ready="")
    desk.send(desk.path, plan=plan_of(desk))
    assert desk.said == [
        "导入完成：新增 2 道，更新 0 道，0 道没有变化。新增和更新的题已送审，请另一位同志在题库里审定。"
    ]
    waiting = ItemFilter(status=ItemStatus.IN_REVIEW)
    with scene.database.read() as session:
        assert list_items(session, scene.cast.organiser_a, waiting).total == 2


def test_the_same_file_again_changes_nothing(scene: Scene, desk: Desk) -> None:
    upload(scene, desk, GIFT.encode())
    desk.send(desk.path, plan=plan_of(desk))
    upload(scene, desk, GIFT.encode())
    assert desk.texts("dd")[:3] == ["0", "0", "2"]
    assert not any("确认导入" in text for text in desk.texts("button"))


def test_the_template_can_be_downloaded_and_uploaded_as_it_is(scene: Scene, desk: Desk) -> None:
    template = desk.client.get("/organiser/items/template.xlsx")
    assert template.headers["Content-Type"].startswith("application/vnd.openxmlformats")
    upload(scene, desk, template.data, "模板.xlsx")
    assert desk.status == 200
    assert "/organiser/items/import/" in desk.path


def test_an_xlsx_of_the_bank_comes_back(scene: Scene, desk: Desk) -> None:
    taken = desk.client.get("/organiser/items/export?format=xlsx").data
    assert len(read_items(BytesIO(taken), "xlsx").items) == 21
    upload(scene, desk, taken, "题库.xlsx")
    assert desk.texts("dd")[:4] == ["0", "0", "21", "0 处"]


def test_what_is_no_question_file_is_refused_with_a_sentence(scene: Scene, desk: Desk) -> None:
    upload(scene, desk, b"PK\x03\x04 not really a workbook", "题目.xlsx")
    assert desk.path == "/organiser/items/import"
    assert len(desk.errors) == 1
    upload(scene, desk, "题型,题干,A,B\n单选,哪个？,甲,乙\n".encode(), "题目.xlsx")
    assert desk.errors == [
        "文件内容不是 Excel 工作簿，只是后缀写成了 .xlsx。请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入；"
        "本来是 CSV 或文本的，把后缀改回去再导入。"
    ]
    upload(scene, desk, b"%PDF-1.7 scanned", "题目.pdf")
    assert desk.errors == [
        "题目不能从 PDF 里读。请用 Word 或 WPS 打开，另存为 Word 文档（.docx）后再导入；扫描件要先识别成文字，"
        "或者把题目填进表格模板。"
    ]
    upload(scene, desk, b"", "题目.gift")
    assert desk.status == 200
    assert bank_size(scene) == 21


def test_a_file_that_is_too_large_leads_back_to_the_form(scene: Scene, desk: Desk) -> None:
    upload(scene, desk, bytes(21 * 1024 * 1024), "题目.xlsx")
    assert (desk.status, desk.texts("h1")) == (413, ["内容太大"])
    assert desk.texts("a", "btn") == ["回去重新选择", "回到工作台"]
    assert 'href="/organiser/items/import"' in desk.html


def test_nothing_chosen_is_told(scene: Scene, desk: Desk) -> None:
    desk.send("/organiser/items/import", format="", unit_id=str(scene.cast.committee_a.id))
    assert desk.errors == ["请选择要导入的文件。"]


def test_a_bank_that_changed_since_the_preview_is_looked_at_again(scene: Scene, desk: Desk) -> None:
    upload(scene, desk, GIFT.encode())
    path, plan = desk.path, plan_of(desk)
    other = Desk(scene.browser_of(scene.cast.organiser_a))
    upload(scene, other, GIFT.replace("个别酝酿", "会议决定").encode())
    other.send(other.path, plan=plan_of(other))

    desk.send(path, plan=plan)
    assert (desk.path, desk.said) == (path, ["题库在预览之后有了变化，请按新的预览再确认一次。"])
    assert desk.texts("dd")[:3] == ["0", "1", "1"]


def test_a_preview_belongs_to_its_uploader_and_expires(
    scene: Scene, desk: Desk, neighbour: Desk, administrator: Desk
) -> None:
    path = upload(scene, desk, GIFT.encode()).path
    plan = plan_of(desk)
    # The administrator may manage these items too, and yet it is not the administrator's upload.
    for somebody_else in (neighbour, administrator):
        assert somebody_else.open(path).status == 404
        assert somebody_else.send(path, plan=plan).status == 404
    assert desk.open("/organiser/items/import/" + "0" * 32).status == 404
    scene.clock.advance(timedelta(hours=25))
    assert desk.open(path).status == 404


def test_items_go_nowhere_outside_the_range(scene: Scene, neighbour: Desk) -> None:
    upload(scene, neighbour, GIFT.encode())
    assert neighbour.path == "/organiser/items/import"
    assert bank_size(scene) == 21


def test_confirming_twice_imports_once(scene: Scene, desk: Desk) -> None:
    upload(scene, desk, GIFT.encode())
    path, plan = desk.path, plan_of(desk)
    desk.send(path, plan=plan)
    assert desk.send(path, plan=plan).status == 404
    assert bank_size(scene) == 23


def test_a_question_that_contradicts_the_bank_is_pointed_out(scene: Scene, desk: Desk) -> None:
    upload(
        scene, desk, "第2次支部党员大会一般由谁召集？{=行政办公室 ~支部委员会 ~党小组长 ~全体党员}".encode()
    )
    assert desk.texts("span", "notice") == ["与题目“single-2”题干相同、答案不同，请核对哪一道是对的。"]


def test_pictures_of_a_file_survive_the_preview_and_are_shown_with_the_item(scene: Scene, desk: Desk) -> None:
    drawn = replace(
        bank()[0],
        id="drawn",
        stem="图中是哪里？[[picture:地图]]",
        pictures=(Picture("地图", "image/png", png(300, 200)),),
    )
    stream = BytesIO()
    write_items([drawn], stream, "jsonl")
    upload(scene, desk, stream.getvalue(), "题目.jsonl")
    assert desk.rows(0)[0][2] == "图中是哪里？（图）"
    desk.send(desk.path, plan=plan_of(desk))
    assert desk.said == ["导入完成：新增 1 道，更新 0 道，0 道没有变化。"]
    with scene.database.read() as session:
        assert drawn in items_for_export(session, scene.cast.organiser_a)
    exported = desk.client.get("/organiser/items/export?format=jsonl&text=图中是哪里")
    assert list(read_items(BytesIO(exported.data), "jsonl").items) == [drawn]
    # A format that cannot carry pictures says so.
    assert "没有导出" in desk.open("/organiser/items/export?format=aiken&text=图中是哪里").said[0]
