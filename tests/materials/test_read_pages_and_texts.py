"""Web pages, pasted text, Markdown and plain text, in whatever encoding, whatever the file is called."""

from datetime import date
from pathlib import Path

import pytest

from studyhub.materials.document import BlockKind, Document, Role, Span
from studyhub.materials.reading import read_file, read_pasted

FIRST = "统一学习日不是多开一次会。大家在同一天读同一份材料，读完当场谈体会，谈完当场答题，学得怎么样，当天就看得见。"
SECOND = "领学的人要提前三天拿到材料，把要讲的三个问题写出来。讲的时间不超过二十分钟，剩下的时间留给大家说自己的事。"

PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>统一学习日怎么办才有实效_机关党建网</title>
<meta name="ContentSource" content="机关党建网"><meta name="PubDate" content="2023-05-18 09:30">
<script>var a = "<p>脚本里的字</p>";</script><style>p {{ color: red }}</style></head><body>
<div class="top-nav"><ul><li><a href="/">首页</a></li><li><a href="/a">工作动态</a></li><li><a href="/b">专题</a></li></ul></div>
<div class="crumb">您的位置：<a href="/">首页</a> &gt; <a href="/a">工作动态</a></div>
<div class="content"><h1>统一学习日怎么办才有实效</h1>
<p class="info">来源：机关党建网　时间：2023-05-18　浏览：1024次</p>
<p>　　{FIRST[:20]}<strong>{FIRST[20:30]}</strong>{FIRST[30:]}<span style="display:none">棋牌游戏下载</span></p>
<h2>一、谁来领学</h2><p>{SECOND}</p><p><img src="http://example.com/a.jpg" alt="学习现场"></p>
<table><tr><th>环节</th><th>时间</th></tr><tr><td>领学</td><td>20分钟</td></tr></table>
</div>
<div class="related"><a href="/1">别处的文章一则</a><a href="/2">别处的文章又一则</a></div>
<p>上一篇：<a href="/3">关于报送材料的通知</a></p>
<footer>版权所有：机关党建网　京ICP备00000000号</footer></body></html>"""


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def struck(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.role is Role.CHROME]


def test_a_saved_page_gives_its_article_and_strikes_the_site(tmp_path: Path) -> None:
    document = read_file(written(tmp_path / "page.doc", PAGE.encode()))
    assert (document.title, document.source, document.published_on) == (
        "统一学习日怎么办才有实效",
        "机关党建网",
        date(2023, 5, 18),
    )
    assert [(b.kind.value, b.text) for b in document.body] == [
        ("paragraph", FIRST),
        ("heading", "一、谁来领学"),
        ("paragraph", SECOND),
        ("image", "学习现场"),
        ("table", "环节\t时间\n领学\t20分钟"),
    ]
    assert document.body[0].emphasis == (Span(20, 30),)
    assert struck(document) == [
        "首页",
        "工作动态",
        "专题",
        "您的位置：首页 > 工作动态",
        "棋牌游戏下载",
        "别处的文章一则别处的文章又一则",
        "上一篇：关于报送材料的通知",
        "版权所有：机关党建网 京ICP备00000000号",
    ]


def test_text_that_a_page_hid_from_readers_is_struck_and_says_so() -> None:
    block = next(block for block in read_pasted(PAGE).blocks if block.text == "棋牌游戏下载")
    assert (block.role, block.reason) == (Role.CHROME, "网页中隐藏、读者看不见的文字")


def test_the_layout_tables_of_old_sites_do_not_swallow_the_article() -> None:
    page = f"<table><tr><td><table><tr><td>导航</td></tr></table></td><td><b>一、谁来领学</b><p>{FIRST}{FIRST}{FIRST}{FIRST}</p><p>{SECOND}</p></td></tr></table>"
    assert [b.text for b in read_pasted(page).blocks][-3:] == ["一、谁来领学", FIRST * 4, SECOND]


def test_paragraphs_without_end_tags_and_breaks_are_told_apart() -> None:
    assert [b.text for b in read_pasted(f"<p>{FIRST}<p>{SECOND}<br>{FIRST}").body] == [FIRST, SECOND, FIRST]


def test_markdown_keeps_headings_lists_emphasis_and_tables(tmp_path: Path) -> None:
    text = f"# 统一学习日手册\n\n## 谁来领学\n\n{FIRST}**{SECOND}**\n\n- 带笔记本\n- 提前到场\n\n| 环节 | 时间 |\n|---|---|\n| 领学 | 20分钟 |\n"
    document = read_file(written(tmp_path / "a.txt", text.encode()))
    assert document.title == "统一学习日手册"
    assert [(b.kind.value, b.level, b.text) for b in document.body] == [
        ("heading", 2, "谁来领学"),
        ("paragraph", 0, FIRST + SECOND),
        ("list_item", 1, "带笔记本"),
        ("list_item", 1, "提前到场"),
        ("table", 0, "环节\t时间\n领学\t20分钟"),
    ]
    assert document.body[1].emphasis == (Span(len(FIRST), len(FIRST + SECOND)),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_plain_text_is_read_in_its_own_encoding(tmp_path: Path, encoding: str) -> None:
    text = f"统一学习日手册\n\n来源：机关党委\n\n一、谁来领学\n\n{FIRST}\n\n{SECOND}\n"
    document = read_file(written(tmp_path / "a.docx", text.encode(encoding)))
    assert (document.format, document.title, document.source) == ("text", "统一学习日手册", "机关党委")
    assert [(b.kind, b.text) for b in document.body] == [
        (BlockKind.HEADING, "一、谁来领学"),
        (BlockKind.PARAGRAPH, FIRST),
        (BlockKind.PARAGRAPH, SECOND),
    ]


def test_lines_wrapped_at_a_width_become_paragraphs_again() -> None:
    lines = [
        ("　　" + each)[at : at + 24]
        for each in (FIRST * 3, SECOND * 3)
        for at in range(0, len(each) + 2, 24)
    ]
    assert [b.text for b in read_pasted("\n".join(lines)).body] == [FIRST * 3, SECOND * 3]


def test_a_page_saved_as_one_file_is_read(tmp_path: Path) -> None:
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    document = read_file(written(tmp_path / "a.mhtml", (head + PAGE + "\r\n--b--\r\n").encode()))
    assert (document.format, document.body[0].text) == ("mhtml", FIRST)


def test_the_head_and_foot_of_a_copied_page_are_struck() -> None:
    text = f"首页\n• 工作动态\n• 通知公告\n当前位置:首页 >> 工作动态\n统一学习日怎么办\n信息来源:机关党委 发布时间:2022年4月1日 查看99次\n某县机关工委书记 李明\n\n{FIRST}\n\n一、谁来领学\n\n{SECOND}\n\n(作者单位:某县机关工委)\n上一篇:一则\n下一篇:又一则\n地址:某市某路1号 邮编:100000\n"
    document = read_pasted(text)
    assert (document.title, document.source, document.author, document.published_on) == (
        "统一学习日怎么办",
        "机关党委",
        "李明",
        date(2022, 4, 1),
    )
    assert [b.text for b in document.body] == [FIRST, "一、谁来领学", SECOND]


def test_what_is_struck_can_be_taken_back() -> None:
    document = read_pasted(PAGE)
    wrong = next(b for b in document.blocks if b.text == "棋牌游戏下载")
    taken_back = document.with_role(wrong.id, Role.BODY)
    assert [b.text for b in taken_back.body if b not in document.body] == ["棋牌游戏下载"]
    assert taken_back.with_role(wrong.id, wrong.role, wrong.reason) == document
