"""Questions drafted from a text: drafts only, each true to its paragraph, and few that a strict reader throws away."""

import re
from dataclasses import replace

import pytest

from question_bank import Choice, Item, ItemType, StarterUnit, problems, starter_units
from studyhub.materials.drafting import DRAFT_TAG, Drafts, Passage, doubts, draft_items, marked_pieces
from studyhub.materials.drafting.enumerations import find_enumerations
from studyhub.materials.drafting.self_check import right_texts

TERMS = (
    "各级党组织要坚定拥护“两个确立”，用实际行动回报组织的信任和群众的期待。",
    "机关党员要带头增强“四个意识”，在大是大非面前站稳立场、分清方向。",
    "每名党员都要坚定“四个自信”，把个人的小目标放进国家的大目标里。",
    "支部要认真落实“三会一课”制度，把组织生活过出政治味道来。",
)


def drafted(*texts: str, heading: str = "", corpus: tuple[str, ...] = TERMS) -> list[Item]:
    passages = [Passage(f"p{number}", text, heading) for number, text in enumerate(texts, 1)]
    return list(draft_items("unit", "机关学习手册", passages, corpus).items)


def of_unit(unit: StarterUnit) -> Drafts:
    others = [
        text
        for each in starter_units()
        if each.id != unit.id
        for s in each.sections
        for _, text in s.paragraphs
    ]
    passages = [
        Passage(id, text, section.title) for section in unit.sections for id, text in section.paragraphs
    ]
    return draft_items(unit.id, unit.title, passages, others)


def test_a_term_in_quotes_is_asked_among_others_of_its_kind() -> None:
    (item,) = drafted("党员领导干部要坚决做到“两个维护”，始终同党中央保持高度一致。")
    assert item.type is ItemType.SINGLE_CHOICE
    assert item.stem == "党员领导干部要坚决做到“____”，始终同党中央保持高度一致。"
    assert right_texts(item) == ["两个维护"]
    assert {choice.text for choice in item.choices} <= {
        "两个维护",
        "两个确立",
        "四个意识",
        "四个自信",
        "三会一课",
    }
    assert item.source is not None
    assert (item.source.unit, item.source.paragraph) == ("unit", "p1")


def choices_of(item: Item) -> tuple[list[str], list[str]]:
    """The right choices and the wrong ones, each in the order of their letters."""
    right = right_texts(item)
    return right, [choice.text for choice in item.choices if choice.text not in right]


def test_a_list_across_a_paragraph_becomes_a_multiple_response() -> None:
    text = "支部书记要做到三点。一是带头学在前面。每次都先读一遍。二是带头讲好党课。一年至少两次。三是带头答完试题。错了就改。"
    item = drafted(text, heading="一、书记带头")[0]
    assert (item.type, item.stem) == (
        ItemType.MULTIPLE_RESPONSE,
        "关于“书记带头”，《机关学习手册》提出了哪几点？",
    )
    right, wrong = choices_of(item)
    assert sorted(right) == sorted(["带头学在前面", "带头讲好党课", "带头答完试题"])
    assert len(wrong) == 3 and all(text.startswith("带头") for text in wrong)  # the form tells nothing


def test_points_that_each_begin_a_paragraph_are_one_list() -> None:
    heads = ("提高政治站位", "守住纪律底线", "严肃组织生活")
    texts = [
        f"（{n}）要{head}。各支部结合实际抓好落实，做到人人知晓。"
        for n, head in zip("一二三", heads, strict=True)
    ]
    item = drafted(*texts, heading="一、突出政治引领")[0]
    assert (item.stem, sorted(right_texts(item))) == (
        "关于“突出政治引领”，《机关学习手册》提出了哪几点？",
        sorted(heads),
    )


@pytest.mark.parametrize(
    ("heading", "points", "is_like"),
    [
        ("一、建章立制", ("建好值班机制", "建好轮训机制", "建好帮扶机制"), r"建好..机制"),
        ("二、选人用人", ("选好用好支部书记", "教育培训支部书记", "关心爱护支部书记"), r"....支部书记"),
        (
            "三、抓日常",
            ("按时到会，认真记录", "读懂原文，联系实际", "帮扶后进，共同提高"),
            r".{4}，.{4}",
        ),
        ("四、机关党建做实", ("办好机关党建课堂", "用活机关党建阵地", "做亮机关党建展室"), r".*机关党建.*"),
    ],
    ids=["between a beginning and an ending", "the same people", "pairs", "the same subject"],
)
def test_wrong_points_are_built_like_the_right_ones(
    heading: str, points: tuple[str, ...], is_like: str
) -> None:
    text = "".join(f"{n}是{point}。" for n, point in zip("一二三", points, strict=True))
    right, wrong = choices_of(drafted(text, heading=heading)[0])
    assert sorted(right) == sorted(points)
    assert len(wrong) == 3 and all(re.fullmatch(is_like, each) for each in wrong)


def test_a_list_built_in_a_way_nothing_is_known_of_is_not_asked() -> None:
    text = "一是猫步轻轻走。二是猫步慢慢走。三是猫步悄悄走。"
    assert drafted(text, heading="一、走路") == []


@pytest.mark.parametrize(
    ("heading", "text", "said"),
    [
        (
            "一、建章立制",
            "一是建好值班机制。大家都来监督。二是建好轮训机制。三是建好帮扶机制。",
            "建好监督机制",
        ),
        (
            "二、抓落实",
            "一是加强日常监督检查工作。二是加强难点攻坚工作。三是加强结果运用工作。",
            "加强监督检查工作",
        ),
    ],
    ids=["its word elsewhere", "nearly a right one"],
)
def test_what_the_text_says_too_is_no_wrong_point(heading: str, text: str, said: str) -> None:
    _, wrong = choices_of(drafted(text, heading=heading)[0])
    assert len(wrong) == 3 and said not in wrong


def test_what_the_text_says_in_nearly_the_same_words_is_no_wrong_point() -> None:
    text = (
        "一是逐条学习党规条文。开展纪律警示的教育。二是经常开展家访提醒。严格执纪监督和问责。"
        "三是及时通报身边案例。"
    )
    _, wrong = choices_of(drafted(text, heading="六、守好纪律")[0])
    assert sorted(wrong) == ["健全纪律检查机构", "用好违纪典型案例"]


def test_a_list_whose_points_are_longer_than_any_wrong_one_is_not_asked() -> None:
    text = (
        "一是把支部的每一项制度都落到实处见到成效。二是让支部的每一名骨干都有舞台可以施展。"
        "三是使支部的每一次活动都办出新意聚拢人心。"
    )
    assert drafted(text, heading="五、建强支部") == []


def test_when_one_thing_is_given_away_the_next_of_the_sentence_is_asked() -> None:
    (item,) = drafted("党的基层组织是党在社会基层组织中的战斗堡垒，书记要履行好“一岗双责”。")
    assert right_texts(item) == ["一岗双责"]


def test_steps_in_their_order_become_an_ordering() -> None:
    text = (
        "民主评议党员有四步：首先，党员本人自评；其次，党员之间互评；再次，全体民主测评；最后，支部综合评定。"
    )
    item = drafted(text, heading="民主评议的程序")[0]
    assert (item.type, right_texts(item)) == (ItemType.ORDERING, [c.text for c in item.choices])
    by_id = {choice.id: choice.text for choice in item.choices}
    assert [by_id[id] for id in item.key] == ["党员本人自评", "党员之间互评", "全体民主测评", "支部综合评定"]


def test_a_definition_asks_what_is_defined() -> None:
    (item,) = drafted("支部党员大会是支部的议事决策机构，由全体党员参加。")
    assert (item.stem, right_texts(item)) == ("下列哪一项是“支部的议事决策机构”？", ["支部党员大会"])
    assert sorted(choices_of(item)[1]) == ["党员代表大会", "党小组会", "支部委员会"]


def test_what_a_word_means_is_asked_for_in_writing() -> None:
    (item,) = drafted("领学是指由一名同志带着大家逐段读懂材料的学习方式。")
    assert (item.type, item.stem, item.blanks) == (
        ItemType.FILL_IN,
        "____是指由一名同志带着大家逐段读懂材料的学习方式。",
        (("领学",),),
    )


def test_numbers_take_their_wrong_choices_from_the_same_unit() -> None:
    (item,) = drafted(
        "条例规定，党员领导干部每年参加学习培训不少于32学时。", corpus=("党员每年参加培训不少于40学时。",)
    )
    assert right_texts(item) == ["32"]
    assert "40" in choices_of(item)[1]


def test_dates_stand_among_dates_of_their_age() -> None:
    (item,) = drafted(
        "2019年7月9日，机关党的建设工作会议在北京召开。",
        corpus=("1945年4月23日，另一次会议开幕。", "2016年6月4日，又召开一次会。"),
    )
    right, wrong = choices_of(item)
    assert right == ["2019年7月9日"]
    assert sorted(wrong) == ["2016年6月4日", "2018年7月9日", "2020年7月9日"]


def test_a_document_stands_among_documents() -> None:
    (item,) = drafted("同时，发展新党员要严格按照《中国共产党发展党员工作细则》办理，一步也不能少。")
    assert item.stem == "发展新党员要严格按照《____》办理，一步也不能少。"
    assert right_texts(item) == ["中国共产党发展党员工作细则"]


def test_the_last_part_of_a_saying_is_asked_for_in_writing() -> None:
    (item,) = drafted("机关党建要守住“走在前、作表率”这条标准，每名党员都不例外。")
    assert item.stem == "《机关学习手册》指出，机关党建要守住“走在前、____”这条标准，每名党员都不例外。"
    assert item.blanks == (("作表率", "做表率"),)  # people write it both ways


def test_the_other_end_of_a_change_is_asked_for_in_writing() -> None:
    (item,) = drafted("机关食堂的明厨亮灶，已经从“要我亮”变为“我要亮”了，大家都看得见。")
    assert (item.blanks, item.stem.count("____")) == ((("我要亮",),), 1)


def test_who_said_it_and_at_which_congress() -> None:
    (said,) = drafted("列宁指出：“没有革命的理论，就不会有革命的运动。”")
    assert said.stem == "“没有革命的理论，就不会有革命的运动。”这句话是谁说的？"
    assert right_texts(said) == ["列宁"]
    (meeting,) = drafted("党的二十大报告提出，要坚持大抓基层的鲜明导向。")
    assert choices_of(meeting)[0] == ["二十大"]
    assert sorted(choices_of(meeting)[1]) == ["十七大", "十九大", "十八大"]


def test_how_a_quoted_statement_ends_is_asked_among_other_endings() -> None:
    (item,) = drafted("中央文件明确指出，“机关党的建设是机关建设的根本保证”。")
    right, wrong = choices_of(item)
    assert right == ["根本保证"]
    assert len(wrong) == 3 and not {*wrong} & {"重要保障", "有力保障", "根本保障"}  # they would say the same


def test_what_follows_a_long_way_after_the_blank_is_left_out() -> None:
    (item,) = drafted(
        "党员领导干部要带头做到“两个维护”，把对党忠诚写在每一天的岗位上，把为民服务落到每一件小事里，不讲条件，不打折扣。"
    )
    assert item.stem == "党员领导干部要带头做到“____”，把对党忠诚写在每一天的岗位上……"


@pytest.mark.parametrize(
    "text",
    [
        "这就要求我们坚决做到“两个维护”，始终保持高度一致。",
        "他在会上强调，要落实好“三会一课”制度，让组织生活严起来。",
        "这样，他们就能落实好“三会一课”制度，让组织生活严起来。",
        "支部要落实好“三会一课”制度，每个月都要看一看、查一查。",
        "全单位目前一共建有党员活动室12个，每个都配齐了书报。",
        "在今年的会上，领导要求各支部坚决做到“两个维护”，不打折扣。",
    ],
    ids=[
        "points elsewhere",
        "who is he",
        "who are they",
        "nothing calls for it",
        "true on one day",
        "which year",
    ],
)
def test_a_sentence_that_does_not_stand_alone_is_not_asked(text: str) -> None:
    assert drafted(text) == []


@pytest.mark.parametrize("unit", starter_units(), ids=lambda unit: unit.id)
def test_every_draft_is_true_to_its_paragraph(unit: StarterUnit) -> None:
    texts = {id: text for section in unit.sections for id, text in section.paragraphs}
    for item in of_unit(unit).items:
        assert problems(item) == ()
        assert DRAFT_TAG in item.tags
        assert item.source is not None
        assert item.source.quote in texts[item.source.paragraph]
        if "____" in item.stem:
            restored = item.stem.replace("____", right_texts(item)[0]).removesuffix("……")
            assert restored.partition("，")[2] in item.source.quote
        for choice in item.choices:
            if choice.id not in item.key:
                assert choice.text not in item.source.quote


def test_the_same_text_gives_the_same_drafts() -> None:
    unit = starter_units()[0]
    assert of_unit(unit) == of_unit(unit)


def test_the_right_choice_stands_anywhere() -> None:
    places = [
        [choice.id for choice in item.choices].index(item.key[0])
        for unit in starter_units()
        for item in of_unit(unit).items
        if item.type is ItemType.SINGLE_CHOICE
    ]
    assert {*places} == {0, 1, 2, 3}


def test_most_of_what_is_thought_of_survives_a_strict_reading() -> None:
    drafts = [of_unit(unit) for unit in starter_units()]
    kept, lost = sum(len(each.items) for each in drafts), sum(len(each.rejected) for each in drafts)
    print(f"{kept} of {kept + lost} drafts survive ({kept / (kept + lost):.0%})")
    assert kept / (kept + lost) >= 0.7
    assert all(len(each.items) >= 5 for each in drafts)


def test_a_strict_reader_sees_each_fault() -> None:
    text = "党员领导干部要坚决做到“两个维护”，始终同党中央保持高度一致。"
    (item,) = drafted(text)
    assert [*doubts(item, text)] == []
    wrong = replace(
        item,
        choices=tuple(
            replace(c, text="党中央") if c.id not in item.key and c == item.choices[-1] else c
            for c in item.choices
        ),
    )
    faults = {
        "题干里能看到答案。": replace(item, stem=item.stem + "“两个维护”是什么？"),
        "引文不在原文中。": replace(item, source=replace(item.source, quote="别处的话"))
        if item.source
        else item,
        "干扰项太少。": replace(
            item, choices=(*tuple(c for c in item.choices if c.id in item.key), Choice("x", "四个意识"))
        ),
    }
    for doubt, faulty in faults.items():
        assert doubt in [*doubts(faulty, text)]
    assert wrong == item or any("就在原句里" in doubt for doubt in doubts(wrong, text))


def test_a_list_with_a_gap_is_no_list() -> None:
    assert find_enumerations("一是学得早。二是学得深。四是学得久。") == []


def test_a_paragraph_shows_where_it_is_tested() -> None:
    text = "党员领导干部要坚决做到“两个维护”，始终同党中央保持高度一致。"
    (item,) = drafted(text)
    pieces = marked_pieces(text, [(7, item)])
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.numbers == (7,)] == ["两个维护"]
    assert [piece.numbers for piece in marked_pieces("别的话。", [(7, item)])] == [()]


def test_a_set_phrase_is_asked_for_once_however_often_it_comes() -> None:
    texts = [f"{who}要坚决做到“两个维护”，始终同党中央保持高度一致。" for who in ("党员干部", "支部委员")]
    assert [item.source.paragraph for item in drafted(*texts) if item.source] == ["p1"]


def test_a_choice_that_the_same_words_call_for_is_not_offered() -> None:
    (item,) = drafted("中央部门存在的“灯下黑”和业务、党建相脱节的现象，要下力气解决好。")
    assert right_texts(item) == ["灯下黑"]
    assert "两张皮" not in choices_of(item)[1]


def test_when_an_article_was_written_is_not_asked() -> None:
    assert drafted("2021年11月，本地报纸登了一篇文章，谈的是怎样学好党史。") == []


def test_a_definition_that_says_what_sets_a_thing_apart_is_asked_in_writing() -> None:
    (item,) = drafted("夜校，是机关为白天脱不开身的党员在晚上专门开设的学习活动。")
    assert (item.type, item.blanks) == (ItemType.FILL_IN, (("夜校",),))


def test_headings_of_one_section_are_one_list() -> None:
    body = "各支部结合实际抓好落实，做到人人知晓。"
    texts = [
        ("（一）严守纪律底线", "一、抓纪律"),
        (body, "x"),
        ("（二）常开廉洁家会", "一、抓纪律"),
        (body, "x"),
        (body, "x"),
    ]
    passages = [Passage(f"p{n}", text, heading) for n, (text, heading) in enumerate(texts, 1)]
    third = Passage("p6", "（三）晒出权力清单", "一、抓纪律")
    assert draft_items("unit", "手册", [*passages, Passage("p6", third.text, "二、另一节")]).items == ()
    (item,) = draft_items("unit", "手册", [*passages, third]).items
    assert sorted(right_texts(item)) == sorted(["严守纪律底线", "常开廉洁家会", "晒出权力清单"])
    assert item.source is not None and (item.source.paragraph, item.source.quote) == ("p1", "严守纪律底线")


def test_a_heading_is_no_sentence_to_ask_about() -> None:
    assert drafted("各级党员领导干部要带头坚决做到“两个维护”") == []
