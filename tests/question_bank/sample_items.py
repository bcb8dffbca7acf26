"""Sound items of every type, and a strategy for arbitrary ones."""

from decimal import Decimal

from hypothesis import strategies as st

from question_bank import Choice, Item, ItemType, Marking, Source


def choices(*texts: str) -> tuple[Choice, ...]:
    return tuple(Choice("abcdefghijklmnopqrstuvwxyz"[i], text) for i, text in enumerate(texts))


SINGLE = Item(
    "q1",
    ItemType.SINGLE_CHOICE,
    "党的根本组织原则是什么?",
    choices("民主集中制", "集体领导", "个别酝酿", "会议决定"),
    key=("a",),
)
MULTIPLE = Item(
    "q2",
    ItemType.MULTIPLE_RESPONSE,
    "下列属于“三会一课”的有哪些?",
    choices("支部党员大会", "支部委员会", "党小组会", "职工代表大会"),
    key=("a", "b", "c"),
)
JUDGE = Item("q3", ItemType.TRUE_FALSE, "预备党员的预备期为一年。", key=("true",))
FILL = Item(
    "q4",
    ItemType.FILL_IN,
    "____召开的是党的____。",
    blanks=(("2022年", "二〇二二年"), ("二十大", "第二十次全国代表大会")),
)
MATCH = Item(
    "q5",
    ItemType.MATCHING,
    "把会议与年份连起来。",
    choices("1921年", "1935年", "1945年"),
    prompts=(Choice("p1", "一大"), Choice("p2", "遵义会议")),
    key=("p1 a", "p2 b"),
)
ORDER = Item(
    "q6", ItemType.ORDERING, "按时间先后排序。", choices("一大", "遵义会议", "七大"), key=("a", "b", "c")
)
NUMBER = Item("q7", ItemType.NUMERIC, "圆周率约为多少?", key=("3.14",), tolerance=Decimal("0.01"))
ESSAY = Item("q8", ItemType.EXTENDED_TEXT, "谈谈你的体会。")
EVERY = (SINGLE, MULTIPLE, JUDGE, FILL, MATCH, ORDER, NUMBER, ESSAY)

_signs = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
texts = st.text(_signs, min_size=1, max_size=30).map(str.strip).filter(bool)
_points = st.decimals("0.01", "100", places=2)
_ids = st.text("abcXYZ0129_.-", min_size=1, max_size=6)


@st.composite
def items(draw: st.DrawFn, types: tuple[ItemType, ...] = tuple(ItemType)) -> Item:
    """A sound item with anything that may be in it."""
    kind = draw(st.sampled_from(types))
    options: tuple[Choice, ...] = ()
    prompts: tuple[Choice, ...] = ()
    key: tuple[str, ...] = ()
    blanks: tuple[tuple[str, ...], ...] = ()
    tolerance = None
    stem = draw(texts).replace("____", "__-")
    choice_types = (ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE, ItemType.MATCHING, ItemType.ORDERING)
    if kind in choice_types:
        wordings = draw(st.lists(texts, min_size=2, max_size=6, unique=True))
        ids = draw(st.lists(_ids, min_size=len(wordings), max_size=len(wordings), unique=True))
        may_lock = kind is not ItemType.ORDERING
        options = tuple(
            Choice(i, w, may_lock and draw(st.booleans()), draw(st.just("") | texts))
            for i, w in zip(ids, wordings, strict=True)
        )
    order = [option.id for option in options]
    if kind is ItemType.SINGLE_CHOICE:
        key = (draw(st.sampled_from(order)),)
    elif kind is ItemType.MULTIPLE_RESPONSE:
        key = tuple(draw(st.lists(st.sampled_from(order), min_size=1, unique=True)))
    elif kind is ItemType.ORDERING:
        key = tuple(draw(st.permutations(order)))
    elif kind is ItemType.MATCHING:
        lefts = draw(st.lists(texts, min_size=2, max_size=5))
        prompts = tuple(Choice(f"p{n}", left) for n, left in enumerate(lefts, 1))
        key = tuple(f"{p.id} {draw(st.sampled_from(order))}" for p in prompts)
    elif kind is ItemType.TRUE_FALSE:
        key = (draw(st.sampled_from(["true", "false"])),)
    elif kind is ItemType.NUMERIC:
        key = (str(draw(st.decimals("-1000", "1000", places=3))),)
        tolerance = draw(st.none() | st.decimals("0", "10", places=2))
    elif kind is ItemType.FILL_IN:
        blanks = tuple(
            tuple(draw(st.lists(texts, min_size=1, max_size=3))) for _ in range(draw(st.integers(1, 3)))
        )
        stem = stem.strip("_") + " ____ 和 ".join([""] * (len(blanks) + 1))
    return Item(
        draw(_ids),
        kind,
        stem,
        options,
        prompts,
        key,
        blanks,
        tolerance,
        explanation=draw(st.just("") | texts),
        difficulty=draw(st.integers(1, 5)),
        tags=tuple(draw(st.lists(texts, max_size=3))),
        category=draw(st.just("") | texts),
        points=draw(_points),
        marking=draw(st.none() | st.sampled_from(Marking)),
        source=draw(st.none() | st.builds(Source, texts, texts, texts)),
        stimulus=draw(st.none() | texts),
        excludes=tuple(draw(st.lists(_ids.map(lambda i: f"x{i}"), max_size=2))),
        valid_from=draw(st.none() | st.dates()),
        valid_until=None,
    )
