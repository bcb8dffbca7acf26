"""One's own notes: on the page of the unit, in a list, in a file."""

from studyhub.reading.service import write_note
from tests.web.organiser.paper_browser import Desk as PaperBrowser
from tests.web.scene import Scene


def test_a_note_stands_at_its_paragraph_in_the_list_and_in_the_file(
    wang: PaperBrowser, browse, scene: Scene
) -> None:
    assert wang.open("/notes").texts("p")[-1] == "还没有笔记。读学习单元时，点一下段落就可以划线、写笔记。"
    with scene.database.write() as session:
        write_note(
            session, scene.cast.wang_xiuying, scene.study_unit_id, "s1p2", is_highlighted=True,
            text='会上讲\n"重点"', sequence=7, now=scene.clock.now(),
        )  # fmt: skip
    wang.open(f"/study-units/{scene.study_unit_id}")
    assert 'data-note="会上讲\n&#34;重点&#34;" data-sequence="7"' in wang.html
    wang.open("/notes")
    assert wang.texts("span", "lit") == ["党小组会一般每月召开一次。"]
    assert wang.texts("span", "mynote") == ['会上讲 "重点"']
    assert f'href="/study-units/{scene.study_unit_id}#s1p2"' in wang.html
    answer = wang.client.get("/notes/export")
    assert answer.get_data(as_text=True) == (
        "\ufeff我的学习笔记　王秀英\r\n导出时间：2026年11月20日 09:00\r\n\r\n《三会一课怎么开》\r\n"
        '〔划线〕党小组会一般每月召开一次。\r\n笔记：会上讲\r\n"重点"\r\n2026年11月20日 09:00\r\n'
    )
    assert "notes.txt" in answer.headers["Content-Disposition"]
    li = browse(scene.cast.li_jianguo)
    assert [
        word
        for word in ("会上讲", "重点")
        if word in li.open("/notes").html + li.client.get("/notes/export").text
    ] == []


def test_the_phone_gets_a_receipt(wang: PaperBrowser, scene: Scene) -> None:
    path = f"/api/v1/units/{scene.study_unit_id}/notes/s1p1"
    body = {"is_highlighted": True, "text": "甲", "sequence": 9}
    receipt = {"sequence": 9, "saved_at": "2026-11-20T01:00:00.000Z"}
    assert wang.client.put(path, json=body).json == receipt
    assert wang.client.put(path, json={**body, "text": "旧", "sequence": 3}).json == receipt
    for wrong in ({**body, "sequence": 0}, {**body, "text": None}, {**body, "is_highlighted": "x"}, {}):
        assert wang.client.put(path, json=wrong).status_code == 400
