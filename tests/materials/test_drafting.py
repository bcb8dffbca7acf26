"""Questions drafted from a text: drafts only, each true to its paragraph, and few that a strict reader throws away."""

from dataclasses import replace

import pytest

from question_bank import Choice, Item, ItemType, StarterUnit, problems, starter_units
from studyhub.materials.drafting import DRAFT_TAG, Drafts, Passage, doubts, draft_items
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


def test_a_list_across_a_paragraph_becomes_a_multiple_response() -> None:
    other = "抓学习有三条：一是定好学习时间，二是选好学习材料，三是办好学习讨论。"
    text = "支部书记要做到三点。一是带头学在前面。每次都先读一遍。二是带头讲好党课。一年至少两次。三是带头答完试题。错了就改。"
    item = drafted(text, heading="一、书记带头", corpus=(other,))[0]
    assert (item.type, item.stem) == (
        ItemType.MULTIPLE_RESPONSE,
        "关于“书记带头”，《机关学习手册》提出了哪几方面？",
    )
    assert sorted(right_texts(item)) == sorted(["带头学在前面", "带头讲好党课", "带头答完试题"])
    assert {c.text for c in item.choices} - {*right_texts(item)} == {
        "定好学习时间",
        "选好学习材料",
        "办好学习讨论",
    }


def test_points_that_each_begin_a_paragraph_are_one_list() -> None:
    heads = ("把准政治方向", "坚定政治立场", "严守政治纪律")
    texts = [
        f"（{n}）要{head}。各支部结合实际抓好落实，做到人人知晓。"
        for n, head in zip("一二三", heads, strict=True)
    ]
    other = "抓学习有三条：一是定好学习时间，二是选好学习材料，三是办好学习讨论。"
    item = drafted(*texts, heading="一、突出政治引领", corpus=(other,))[0]
    assert (item.stem, sorted(right_texts(item))) == (
        "关于“突出政治引领”，《机关学习手册》提出了哪几方面？",
        sorted(heads),
    )


def test_steps_in_their_order_become_an_ordering() -> None:
    text = (
        "民主评议党员有四步：首先，党员本人自评；其次，党员之间互评；再次，全体民主测评；最后，支部综合评定。"
    )
    item = drafted(text, heading="民主评议的程序")[0]
    assert (item.type, right_texts(item)) == (ItemType.ORDERING, [c.text for c in item.choices])
    by_id = {choice.id: choice.text for choice in item.choices}
    assert [by_id[id] for id in item.key] == ["党员本人自评", "党员之间互评", "全体民主测评", "支部综合评定"]


def test_a_definition_asks_what_is_defined() -> None:
    corpus = (
        "支部委员会是支部日常工作的领导机构。",
        "党课是党员接受教育的重要形式。",
        "主题党日是组织党员集中活动的固定载体。",
    )
    (item,) = drafted("支部党员大会是支部的议事决策机构，由全体党员参加。", corpus=corpus)
    assert (item.stem, right_texts(item)) == ("下列哪一项是“支部的议事决策机构”？", ["支部党员大会"])


def test_numbers_take_their_wrong_choices_from_the_same_unit() -> None:
    (item,) = drafted(
        "条例规定，党员领导干部每年参加学习培训不少于32学时。", corpus=("党员每年参加培训不少于40学时。",)
    )
    assert right_texts(item) == ["32"]
    assert "40" in [choice.text for choice in item.choices]


@pytest.mark.parametrize(
    "text",
    [
        "这就要求我们坚决做到“两个维护”，始终保持高度一致。",
        "他在会上强调，要落实好“三会一课”制度，让组织生活严起来。",
        "同时，还要落实好“三会一课”制度，让组织生活严起来。",
        "落实好“三会一课”制度，就要把“三会一课”开出质量、开出效果。",
    ],
    ids=["points elsewhere", "who is he", "leans on the last sentence", "the answer shows"],
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
            restored = item.stem.replace("____", right_texts(item)[0])
            assert restored.endswith(item.source.quote)
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
        "答案在这一段里不止一处。": item,
        "引文不在原文中。": replace(item, source=replace(item.source, quote="别处的话"))
        if item.source
        else item,
        "干扰项太少。": replace(
            item, choices=(*tuple(c for c in item.choices if c.id in item.key), Choice("x", "四个意识"))
        ),
    }
    for doubt, faulty in faults.items():
        assert doubt in [*doubts(faulty, text + ("要做到“两个维护”。" if faulty is item else ""))]
    assert wrong == item or any("就在原句里" in doubt for doubt in doubts(wrong, text))


def test_a_list_with_a_gap_is_no_list() -> None:
    assert find_enumerations("一是学得早。二是学得深。四是学得久。") == []
