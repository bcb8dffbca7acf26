"""Sound items of every type, and a strategy for arbitrary ones."""

import zlib
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from question_bank import Choice, Item, ItemType, Marking, Picture, Source


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

_signs = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u202d\u202e\ufffe\uffff")
texts = st.text(_signs, min_size=1, max_size=30).map(str.strip).filter(bool)
_points = st.decimals("0.01", "100", places=2)
_ids = st.text("abcXYZ0129_.-", min_size=1, max_size=6)
_picture_names = st.from_regex(r"\A[a-zA-Z0-9图一é][a-zA-Z0-9图一é_.\-]{0,10}\Z").filter(
    lambda name: "____" not in name
)


def png(width: int = 1, height: int = 1, shade: int = 0) -> bytes:
    """A whole grey picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    lines = zlib.compress((b"\0" + bytes([shade]) * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def jpeg(width: int = 3, height: int = 2) -> bytes:
    """The head of a JPEG: enough for what this package looks at."""
    frame = (
        b"\xff\xc0\x00\x11\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big") + b"\x03" + b"\0" * 9
    )
    return b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 10 + frame + b"\xff\xd9"


PICTURE = Picture("党徽.png", "image/png", png(), "镰刀和锤头")
SEEN = replace(
    SINGLE,
    id="q9",
    stem="图中[[picture:党徽.png]]是什么?",
    choices=(*choices("党徽", "团徽"), Choice("c", "[[picture:c.jpg]]")),
    pictures=(PICTURE, Picture("c.jpg", "image/jpeg", jpeg())),
)


@st.composite
def pictured(draw: st.DrawFn, types: tuple[ItemType, ...] = tuple(ItemType)) -> Item:
    """A sound item with one to three pictures, each somewhere in its texts."""
    item = draw(items(types))
    names = draw(st.lists(_picture_names, min_size=1, max_size=3, unique_by=str.casefold))
    pictures = []
    for name in names:
        data, kind = draw(
            st.sampled_from([(png(), "image/png"), (png(2, 3, 9), "image/png"), (jpeg(), "image/jpeg")])
        )
        pictures.append(Picture(name, kind, data, draw(st.just("") | texts)))
        item = _shown(draw, item, f"[[picture:{name}]]")
    return replace(item, pictures=tuple(pictures))


def _shown(draw: st.DrawFn, item: Item, token: str) -> Item:
    """The item with the token before, behind or within one of its texts."""
    fields = ["stem", "explanation", "stimulus", *(["choices"] if item.choices else [])]
    field = draw(st.sampled_from(fields))
    if field == "choices":
        at = draw(st.integers(0, len(item.choices) - 1))
        choice = item.choices[at]
        shown = replace(choice, text=draw(st.sampled_from([token + choice.text, f"{choice.text} {token}"])))
        return replace(item, choices=(*item.choices[:at], shown, *item.choices[at + 1 :]))
    text = getattr(item, field) or "甲"
    return replace(
        item, **{field: draw(st.sampled_from([token + text, text + token, f"{text}\n{token} 乙"]))}
    )


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
