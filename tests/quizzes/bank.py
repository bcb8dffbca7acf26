"""A small bank with every type that a machine grades, and the blueprint of the quiz that the tests take."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from question_bank import Blueprint, Cell, Choice, Item, ItemType, Marking, Section, Source
from studyhub.quizzes.rules import ReviewRule
from studyhub.quizzes.rules.drafting import QuizDraft

YEARS = {"一大": "1921", "遵义会议": "1935", "七大": "1945", "十一届三中全会": "1978", "十八大": "2012"}


def bank() -> list[Item]:
    """Twenty-one sound items; explanations name choices by token, sources name paragraphs of one study unit."""
    items = []
    for number in range(1, 7):
        items.append(
            Item(
                f"single-{number}",
                ItemType.SINGLE_CHOICE,
                f"第{number}次支部党员大会一般由谁召集？",
                _choices("支部委员会", "党小组长", "全体党员", "行政办公室"),
                key=("a",),
                explanation=f"应选 [[a]]，不是 [[b]]，见第{number}条。",
                tags=("三会一课",),
                source=Source("sanhui-yike", f"s1p{number}", "支部委员会召集"),
            )
        )
    for number in range(1, 4):
        items.append(
            Item(
                f"multiple-{number}",
                ItemType.MULTIPLE_RESPONSE,
                f"（{number}）“三会”指哪些会？",
                _choices("支部党员大会", "支部委员会会议", "党小组会", "职工代表大会"),
                key=("a", "b", "c"),
                explanation="[[d]] 不属于“三会”。",
                tags=("三会一课",),
            )
        )
        items.append(
            Item(
                f"judge-{number}",
                ItemType.TRUE_FALSE,
                f"（{number}）党小组会一般每月召开一次。",
                key=("true",),
                explanation="每月一次。",
            )
        )
        items.append(
            Item(
                f"blank-{number}",
                ItemType.FILL_IN,
                f"（{number}）____召开的是党的____。",
                blanks=(("2012年", "二〇一二年"), ("十八大",)),
                explanation="十八大在2012年召开。",
            )
        )
        items.append(
            Item(
                f"match-{number}",
                ItemType.MATCHING,
                f"（{number}）把会议与年份连起来。",
                tuple(Choice(f"y{year}", f"{year}年") for year in YEARS.values()),
                prompts=tuple(Choice(f"m{year}", meeting) for meeting, year in YEARS.items()),
                key=tuple(f"m{year} y{year}" for year in YEARS.values()),
                explanation="一大在 [[y1921]]。",
            )
        )
        items.append(
            Item(
                f"order-{number}",
                ItemType.ORDERING,
                f"（{number}）按时间先后排序。",
                tuple(Choice(f"y{year}", meeting) for meeting, year in YEARS.items()),
                key=tuple(f"y{year}" for year in YEARS.values()),
                explanation="最早的是 [[y1921]]，最晚的是 [[y2012]]。",
            )
        )
    return items


def other_world(item: Item) -> Item:
    """The same item with another key and a longer explanation; what is shown stays the same."""
    key = {
        ItemType.SINGLE_CHOICE: ("c",),
        ItemType.MULTIPLE_RESPONSE: ("d",),
        ItemType.TRUE_FALSE: ("false",),
        ItemType.ORDERING: tuple(reversed(item.key)),
        ItemType.MATCHING: tuple(f"m{year} y1921" for year in YEARS.values()),
    }.get(item.type, item.key)
    blanks = tuple(("完全不同的、长得多的答案",) for _ in item.blanks)
    return replace(item, key=key, blanks=blanks, explanation=item.explanation + "这里写得更长。" * 20)


def blueprint(singles: int = 3) -> Blueprint:
    """Eight items worth 20 points: single 3 x 2, multiple 1 x 3 (partial), judge, blank, match, order."""

    def cell(count: int, points: str, kind: ItemType, marking: Marking = Marking.ALL_OR_NOTHING) -> Cell:
        return Cell(count, Decimal(points), types=frozenset({kind}), marking=marking)

    return Blueprint(
        (
            Section("一、选择题", (
                cell(singles, "2", ItemType.SINGLE_CHOICE),
                cell(1, "3", ItemType.MULTIPLE_RESPONSE, Marking.PARTIAL),
            )),
            Section("二、其他题", (
                cell(1, "1", ItemType.TRUE_FALSE),
                cell(1, "2", ItemType.FILL_IN),
                cell(1, "5", ItemType.MATCHING),
                cell(1, "3", ItemType.ORDERING),
            )),
        )
    )  # fmt: skip


def draft(
    title: str = "三会一课小测",
    review_rule: ReviewRule = ReviewRule.AFTER_SUBMISSION,
    time_limit: timedelta = timedelta(minutes=20),
) -> QuizDraft:
    """What an organiser wrote down about the quiz."""
    return QuizDraft(title, blueprint(), time_limit, pass_percent=60, review_rule=review_rule)


def _choices(*texts: str) -> tuple[Choice, ...]:
    return tuple(Choice(letter, text) for letter, text in zip("abcdef", texts, strict=False))
