"""The same question twice is a duplicate; with another answer it is a contradiction, and neither is dropped."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank import Alike, Choice, Item, ItemType, Likeness, Picture, duplicates, find_duplicates

from .sample_items import EVERY, FILL, JUDGE, MATCH, MULTIPLE, NUMBER, ORDER, SINGLE, choices, png


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.type)
def test_the_same_item_again_is_a_duplicate(item: Item) -> None:
    again = replace(item, id="again", stem=f" {item.stem.replace('，', ',')} ")
    assert find_duplicates([item, again]) == (Alike(item.id, "again", Likeness.DUPLICATE),)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (JUDGE, replace(JUDGE, key=("false",))),
        (SINGLE, replace(SINGLE, key=("b",))),
        (MULTIPLE, replace(MULTIPLE, key=("a", "b"))),
        (FILL, replace(FILL, blanks=(("2022年",), ("十九大",)))),
        (NUMBER, replace(NUMBER, key=("3.15",))),
        (MATCH, replace(MATCH, key=("p1 a", "p2 c"))),
        (ORDER, replace(ORDER, key=("b", "a", "c"))),
        (SINGLE, replace(SINGLE, choices=choices("民主集中制", "集体领导"), key=("b",))),
    ],
)
def test_the_same_question_with_another_answer_is_a_contradiction(one: Item, other: Item) -> None:
    assert find_duplicates([one, replace(other, id="other")]) == (
        Alike(one.id, "other", Likeness.CONTRADICTION),
    )


def test_choices_in_another_order_and_with_other_ids_are_the_same() -> None:
    turned = tuple(Choice(f"x{choice.id}", choice.text) for choice in reversed(SINGLE.choices))
    other = replace(SINGLE, id="other", choices=turned, key=("xa",))
    assert find_duplicates([SINGLE, other]) == (Alike("q1", "other", Likeness.DUPLICATE),)


@pytest.mark.parametrize(
    "other",
    [
        replace(SINGLE, stem="党的最高组织原则是什么?"),
        replace(SINGLE, choices=choices("甲", "乙")),
        replace(SINGLE, type=ItemType.TRUE_FALSE, choices=(), key=("true",)),
        replace(SINGLE, stem="党的根本组织原则不是什么?"),
    ],
)
def test_other_questions_are_left_alone(other: Item) -> None:
    assert find_duplicates([SINGLE, replace(other, id="other")]) == ()


def test_each_later_item_is_paired_once() -> None:
    stock = [replace(SINGLE, id=str(n)) for n in range(3)]
    assert [(found.first, found.second) for found in find_duplicates(stock)] == [("0", "1"), ("0", "2")]


@pytest.mark.parametrize("answer", ["以上都对", "A、B 都对"])
def test_an_answer_about_the_other_choices_says_nothing_beside_other_ones(answer: str) -> None:
    one = replace(SINGLE, choices=choices("甲", "乙", answer), key=("c",))
    other = replace(SINGLE, id="other", choices=choices("丙", "丁", answer), key=("c",))
    assert find_duplicates([one, other]) == ()
    assert find_duplicates([one, replace(one, id="other")]) == (Alike("q1", "other", Likeness.DUPLICATE),)


def test_thousands_of_one_stem_are_told_apart_without_comparing_each_with_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """ "下列说法正确的是" heads a tenth of many a bank."""
    compared = []
    likeness = duplicates._likeness
    monkeypatch.setattr(duplicates, "_likeness", lambda *pair: (compared.append(pair), likeness(*pair))[1])
    stock = [
        replace(SINGLE, id=str(n), choices=choices(f"{n}甲", f"{n}乙", "以上都不对")) for n in range(3000)
    ]
    again = replace(stock[1500], id="again", key=("b",))
    assert find_duplicates([*stock, again]) == (Alike("1500", "again", Likeness.CONTRADICTION),)
    assert len(compared) < 3000


@st.composite
def banks(draw: st.DrawFn) -> list[Item]:
    """A few items of two stems over a handful of texts, so that many are alike."""
    made = []
    for number in range(draw(st.integers(2, 7))):
        kind = draw(st.sampled_from([SINGLE, MULTIPLE, JUDGE, FILL, NUMBER, MATCH, ORDER]))
        item = replace(kind, id=str(number), stem=draw(st.sampled_from(["问____？", "另问____？"])))
        if kind in (SINGLE, MULTIPLE):
            texts = draw(st.lists(st.sampled_from("甲乙丙丁戊"), min_size=2, max_size=4, unique=True))
            size = 1 if kind is SINGLE else 2
            keys = st.lists(st.sampled_from("abcd"[: len(texts)]), min_size=size, max_size=size, unique=True)
            item = replace(item, choices=choices(*texts), key=tuple(sorted(draw(keys))))
        elif kind is JUDGE:
            item = replace(item, key=(draw(st.sampled_from(["true", "false"])),))
        elif kind is NUMBER:
            item = replace(item, key=(draw(st.sampled_from(["1", "2"])),))
        made.append(item)
    return made


@given(banks())
def test_in_a_bank_each_is_paired_with_the_first_with_which_it_pairs_alone(bank: list[Item]) -> None:
    expected = []
    for place, item in enumerate(bank):
        alone = (find_duplicates([earlier, item]) for earlier in bank[:place])
        expected += next((found for found in alone if found), ())
    assert find_duplicates(bank) == tuple(expected)


def shown(code: str, name: str, data: bytes, key: str) -> Item:
    picture = Picture(name, "image/png", data)
    return replace(SINGLE, id=code, stem=f"这是什么？[[picture:{name}]]", pictures=(picture,), key=(key,))


def test_pictures_are_compared_by_what_they_show() -> None:
    one, other = shown("1", "image1.png", png(1), "a"), shown("2", "image1.png", png(2), "b")
    renamed = shown("3", "image7.png", png(1), "b")
    assert find_duplicates([one, other]) == ()
    assert find_duplicates([one, renamed]) == (Alike("1", "3", Likeness.CONTRADICTION),)


def test_one_stem_about_two_passages_is_two_questions() -> None:
    one = replace(SINGLE, id="1", stem="第（1）空应选哪一项？", stimulus="甲（1）____")
    other = replace(one, id="2", stimulus="乙（1）____", key=("b",))
    again = replace(one, id="3", key=("b",))
    assert find_duplicates([one, other]) == ()
    assert find_duplicates([one, again]) == (Alike("1", "3", Likeness.CONTRADICTION),)
