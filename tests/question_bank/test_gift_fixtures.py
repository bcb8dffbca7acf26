"""Every public GIFT file beside this test (tests/fixtures/gift, MIT) reads to what its JSON says.

Texts are compared without white space, in which Moodle and those files differ, and without markup.
"""

import json
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from question_bank import Item, ItemType, read_items
from question_bank.formats.markup import plain_text

FOLDER = Path(__file__).parents[1] / "fixtures" / "gift"
FILES = sorted(FOLDER.glob("*.gift"))


def fold(text: str) -> str:
    return "".join(text.replace("_____", "").replace("____", "").split())


def plain(text: dict[str, str] | None) -> str:
    if text is None:
        return ""
    words = text["text"]
    return fold(
        plain_text(words, is_html=text["format"] == "html").text if text["format"] != "plain" else words
    )


def expected(question: dict[str, Any]) -> dict[str, object]:
    """The JSON of a question in our terms; weights that our items do not have are left out."""
    facts: dict[str, object] = {
        "id": question["id"],
        "tags": tuple(question["tags"] or ()),
        "stem": plain(question["stem"]),
        "explanation": plain(question["globalFeedback"]),
    }
    choices = question.get("choices")
    match question["type"]:
        case "MC":
            right = sum(choice["isCorrect"] for choice in choices)
            is_single = right == 1  # several "=" are read as a multiple response, with a warning
            facts["type"] = ItemType.SINGLE_CHOICE if is_single else ItemType.MULTIPLE_RESPONSE
            facts["choices"] = [(plain(c["text"]), plain(c["feedback"])) for c in choices]
            facts["key"] = [
                plain(c["text"]) for c in choices if c["isCorrect"] or (not right and (c["weight"] or 0) > 0)
            ]
        case "TF":
            facts |= {"type": ItemType.TRUE_FALSE, "key": [str(question["isTrue"]).lower()]}
        case "Short":
            right = [plain(c["text"]) for c in choices if c["isCorrect"] and c["weight"] in (None, 100)]
            facts |= {"type": ItemType.FILL_IN, "accepted": right}
        case "Matching":
            pairs = [(plain(p["subquestion"]), fold(p["subanswer"])) for p in question["matchPairs"]]
            facts |= {
                "type": ItemType.MATCHING,
                "pairs": [p for p in pairs if p[0]],
                "targets": {p[1] for p in pairs},
            }
        case "Numerical":
            number = (
                choices
                if isinstance(choices, dict)
                else next(c["text"] for c in choices if c["isCorrect"] and c["weight"] in (None, 100))
            )
            low = number.get("numberLow", number.get("number", 0) - number.get("range", 0))
            high = number.get("numberHigh", number.get("number", 0) + number.get("range", 0))
            facts |= {"type": ItemType.NUMERIC, "low": round(low, 6), "high": round(high, 6)}
        case "Essay":
            facts["type"] = ItemType.EXTENDED_TEXT
    return facts


def actual(item: Item, question: dict[str, Any]) -> dict[str, object]:
    texts = {choice.id: fold(choice.text) for choice in (*item.choices, *item.prompts)}
    facts: dict[str, object] = {
        "id": item.id if question["id"] else None,
        "tags": item.tags,
        "stem": fold(item.stem),
        "explanation": fold(item.explanation),
        "type": item.type,
    }
    match item.type:
        case ItemType.SINGLE_CHOICE | ItemType.MULTIPLE_RESPONSE:
            facts["choices"] = [(fold(c.text), fold(c.feedback)) for c in item.choices]
            facts["key"] = [texts[i] for i in item.key]
        case ItemType.TRUE_FALSE:
            facts["key"] = list(item.key)
        case ItemType.FILL_IN:
            facts["accepted"] = [fold(answer) for answer in item.blanks[0]]
        case ItemType.MATCHING:
            facts["pairs"] = [(texts[p], texts[c]) for p, c in (pair.split() for pair in item.key)]
            facts["targets"] = {fold(choice.text) for choice in item.choices}
        case ItemType.NUMERIC:
            key, slack = Decimal(item.key[0]), item.tolerance or Decimal(0)
            facts |= {"low": round(float(key - slack), 6), "high": round(float(key + slack), 6)}
    if item.type not in (ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE, ItemType.MATCHING) and any(
        question.get(name) for name in ("trueFeedback", "falseFeedback")
    ):
        facts["explanation"] = plain(question["globalFeedback"])  # the comments are appended; see test_gift
    elif item.type in (ItemType.FILL_IN, ItemType.NUMERIC):
        facts["explanation"] = plain(question["globalFeedback"])
    return facts


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_reads_as_its_json_says(path: Path) -> None:
    questions = [
        q for q in json.loads(path.with_suffix(".json").read_text("utf-8")) if q["type"] != "Category"
    ]
    result = read_items(BytesIO(path.read_bytes()), "gift")
    wanted = [question for question in questions if question["type"] != "Description"]
    assert [actual(item, q) for item, q in zip(result.items, wanted, strict=True)] == [
        expected(q) for q in wanted
    ]
    assert sum("说明文字" in p.message for p in result.problems) == len(questions) - len(wanted)
    assert result.errors == ()
