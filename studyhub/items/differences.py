"""What changed from one version of an item to the next, field by field, for people to read."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from question_bank import MARKING_NAMES, TYPE_NAMES, Item, choice_letter

_MOST = 4_000_000  # pairs of characters: beyond it a comparison letter by letter costs more than it tells


@dataclass(frozen=True)
class Piece:
    """A run of characters: `kind` is same, deleted or inserted."""

    kind: str
    text: str


@dataclass(frozen=True)
class FieldChange:
    """A field that changed, by its Chinese name, with what was taken away and put in."""

    name: str
    pieces: tuple[Piece, ...]


def differences(before: Item, after: Item) -> tuple[FieldChange, ...]:
    """The fields that differ, in the order in which an item is read; none when both say the same."""
    old, new = _fields(before), _fields(after)
    return tuple(FieldChange(name, _pieces(old[name], new[name])) for name in old if old[name] != new[name])


def _fields(item: Item) -> dict[str, str]:
    source = item.source
    return {
        "题型": TYPE_NAMES[item.type],
        "题干": item.stem,
        "左栏": "\n".join(each.text for each in item.prompts),
        "选项": "\n".join(
            f"{choice_letter(position)}. {choice.text}{'（固定）' if choice.is_locked else ''}"
            for position, choice in enumerate(item.choices)
        ),
        "答案": answer_text(item),
        "解析": item.explanation,
        "共用材料": item.stimulus or "",
        "难度": str(item.difficulty),
        "标签": " ".join(item.tags),
        "分类": item.category,
        "分值": str(item.points),
        "计分": MARKING_NAMES[item.marking] if item.marking else "",
        "出处": "\n".join(filter(None, (source.unit, source.paragraph, source.quote))) if source else "",
        "有效期": f"{item.valid_from or ''} 至 {item.valid_until or ''}"
        if item.valid_from or item.valid_until
        else "",
    }


def answer_text(item: Item) -> str:
    """The right answer for people to read, one part a line; empty where a person grades."""
    texts = {choice.id: choice.text for choice in (*item.choices, *item.prompts)}
    texts |= {"true": "正确", "false": "错误"} if not item.choices else {}
    lines = ["　→　".join(texts.get(part, part) for part in entry.split(" ")) for entry in item.key]
    lines += [" / ".join(accepted) for accepted in item.blanks]
    if item.tolerance is not None:
        lines.append(f"允许误差 {item.tolerance}")
    return "\n".join(lines)


def _pieces(old: str, new: str) -> tuple[Piece, ...]:
    steps = (
        SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if len(old) * len(new) <= _MOST
        else [("replace", 0, len(old), 0, len(new))]
    )
    found: list[Piece] = []
    for kind, old_from, old_to, new_from, new_to in steps:
        if kind == "equal":
            found.append(Piece("same", old[old_from:old_to]))
            continue
        if old_to > old_from:
            found.append(Piece("deleted", old[old_from:old_to]))
        if new_to > new_from:
            found.append(Piece("inserted", new[new_from:new_to]))
    return tuple(found)
