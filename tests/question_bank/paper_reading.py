"""How tests read an examination paper."""

from io import BytesIO

from question_bank import Item, read_items


def read(paper: str | bytes) -> tuple[list[Item], list[tuple[str, str, str]]]:
    result = read_items(BytesIO(paper.encode() if isinstance(paper, str) else paper), "paper")
    return list(result.items), [(p.place, p.severity.value, p.message) for p in result.problems]


def answers(paper: str) -> list[object]:
    """What is right, question by question, of a paper without errors."""
    found, told = read(paper)
    assert [one for one in told if one[1] == "error"] == []
    return [item.key or item.blanks or item.explanation for item in found]
