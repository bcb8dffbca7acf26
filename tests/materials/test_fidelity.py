"""Each flag says where, what and why; what an author meant is left in peace."""

import pytest

from studyhub.materials.document import Block, BlockKind, Document, Role, with_ids
from studyhub.materials.fidelity import Flag, FlagKind, WordList, check_fidelity, default_word_list

START = "支部每个月都安排半天时间学习，"


def document(*texts: str) -> Document:
    return Document("", "", "", None, with_ids(Block("", BlockKind.PARAGRAPH, text) for text in texts))


def flagged(*texts: str, words: WordList | None = None) -> list[tuple[str, str]]:
    made = document(*texts)
    text = {block.id: block.text for block in made.blocks}
    return [
        (flag.kind.value, text[flag.block][flag.start : flag.end]) for flag in check_fidelity(made, words)
    ]


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("全面提高机关党建传奇私服质量，走在前、作表率。", "foreign", "传奇私服"),
        ("全面提高机关党的建网页游戏设质量，走在前、作表率。", "foreign", "网页游戏"),
        ("把学习成果转化为棋牌下载推动工作的能力。", "foreign", "棋牌下载"),
        ("坚持不懈抓好玩家理论武装，补足精神之钙。", "foreign", "玩家"),
        ("坚持不懈抓好理论武装www.abc.com，补足精神之钙。", "contact", "www.abc.com"),
        ("坚持不懈抓好理论武装加微信ab12345，补足精神之钙。", "contact", "加微信ab12345"),
        ("详情可以拨打13800138000，我们派人上门，随叫随到。", "contact", "13800138000"),
        ("坚持不懈抓好2590692理论武装，补足精神之钙。", "stray", "2590692"),
        ("坚持不懈抓好&nbsp;理论武装，补足精神之钙。", "stray", "&nbsp;"),
        ("坚持不懈抓好xyzw理论武装，补足精神之钙。", "stray", "xyzw"),
        ("思想是行动的先导 ideology，学习是进步的阶梯。", "stray", "ideology"),
        ("坚持不懈抓好 theory building 理论武装，补足精神之钙。", "stray", "theory building"),
        ("坚持不懈抓好\ufffd\ufffd武装，补足精神之钙，筑牢思想之魂。", "broken", "\ufffd\ufffd"),
        ("坚持不懈抓好理论论论武装，补足精神之钙。", "repeated", "论论论"),
        ("坚持不懈抓好理论武装理论武装，补足精神之钙。", "repeated", "理论武装理论武装"),
        ("坚持不懈抓好的的理论武装，补足精神之钙。", "repeated", "的的"),
        ("坚持不懈抓好理论武装，补足精神之钙，把学习教育进一", "cut_off", "学习教育进一"),
        ("坚持不懈抓好理论武装，补足精神之钙，并且进一步。", "cut_off", "进一步。"),
        ("坚持不懈抓好“理论武装，补足精神之钙。", "pairing", "“"),
        ("坚持不懈抓好《学习规则，补足精神之钙。", "pairing", "《"),
        ("坚持不懈抓好理论武装，，补足精神之钙。", "punctuation", "，，"),
        ("坚持不懈抓好理論武装，补足精神之钙。", "traditional", "論"),
        ("年轻干部要学会管住自已，守好第一道关口。", "misread", "已"),
        ("新时代中国特色社会主意事业需要一代代人接力。", "wording", "社会主意"),
    ],
)  # fmt: skip
def test_what_does_not_belong_is_flagged_at_its_place(text: str, kind: str, place: str) -> None:
    assert flagged(text) == [(kind, place)]


@pytest.mark.parametrize(
    "text",
    [
        "作风建设不打折扣，要深入群众听意见，不能走马观花。",
        "严禁在工作时间玩网络游戏，违者按规定处理，绝不姑息。",
        "《中国共产党党内监督条例》自公布之日起施行，各级党组织要认真执行。",
        "事事有回音、件件有着落，人人都是参与者，天天都有新变化。",
        "他们讨论讨论，研究研究，一个一个地过，终于定下了方案。",
        "会议提出“三个务必”：（1）不忘初心；（2）谦虚谨慎；（3）敢于斗争。",
        "2023年全县完成投资120.5亿元，同比增长8.3%，其中5G基站建成36座。",
        "用好 Office 和 WPS，在 APP 里完成学习，办公室的 WiFi 已经接通。",
        "深入中原神农架一线调研，瞭望塔上的老陈守了30年山林。",
    ],
)
def test_what_the_author_meant_is_left_in_peace(text: str) -> None:
    assert flagged(text) == []


def test_half_width_signs_are_one_flag_for_the_whole_text() -> None:
    text = "支部要学,要讲,也要做。"
    assert flagged(text, START + "每次,都有人领学。") == [("half_width", ",")]
    (flag,) = check_fidelity(document(text, START + "每次,都有人领学。"))
    assert "3 处" in flag.reason


def test_a_quotation_of_several_paragraphs_closes_once() -> None:
    assert (
        flagged("他在会上说：“第一条是要坐得住，读得进，想得深。", "“第二条是要讲得出，用得上，做得到。”")
        == []
    )


def test_a_paragraph_that_stands_twice_is_flagged_the_second_time() -> None:
    text = "支部每个月都安排半天时间学习，读同一份材料，讨论同一个题目。"
    assert flagged(text, START + "每次都有人领学。", text) == [("repeated", text)]


def test_what_is_struck_out_is_not_checked() -> None:
    made = document("点击下载传奇私服")
    assert check_fidelity(made.with_role(made.blocks[0].id, Role.CHROME, "下载或推广")) == ()


def test_a_flag_says_why_and_what_may_be_meant() -> None:
    made = document("年轻干部要学会管住自已，守好第一道关口。")
    assert check_fidelity(made) == (
        Flag(made.blocks[0].id, 10, 11, FlagKind.MISREAD, "“已”疑为“己”之误（“自己”）。", "己"),
    )


def test_an_organisation_keeps_its_own_words() -> None:
    words = WordList.from_text("# 本局\n张三局长 → 张三主任 ｜ 2024年转任\n= 某某区统一学习日办法\n")
    assert flagged("张三局长介绍了某某区统一学习月办法，大家听了都说好。", words=words) == [
        ("wording", "张三局长"),
        ("wording", "某某区统一学习月办法"),
    ]


def test_a_word_list_survives_editing_and_says_what_it_does_not_understand() -> None:
    assert WordList.from_text(default_word_list().to_text()) == default_word_list()
    assert WordList().problems("甲 → 乙\n\n# 说明\n随便一行\n= 固定表述\n") == (
        "第 4 行看不懂：“随便一行”。请写成“错误写法 → 正确写法 ｜ 说明”，或“= 正确写法”。",
    )
