"""How much damage is found, and how much clean text is accused, by kind: measured on text damaged on purpose."""

import pytest

from question_bank import starter_items
from studyhub.materials.document import Block, BlockKind, Document, with_ids
from studyhub.materials.fidelity import Flag, FlagKind, Gravity, check_fidelity
from tests.materials.damage import KINDS, corrupted
from tests.materials.files import clean_paragraphs
from tests.materials.hard_text import PARAGRAPHS

RECALL = {
    "advertising words": 0.97,
    "advertising words that no list has": 0.6,
    "addresses and numbers": 1.0,
    "stray digits": 0.9,  # 每47个人 is as good as any number of them
    "stray letters and code": 0.97,
    "replacement characters": 1.0,
    "mistaken encodings": 0.95,
    "a letter three times": 1.0,
    "a phrase twice": 0.97,
    "a cut ending": 0.9,
    "a bracket or quote lost": 1.0,
    "a traditional form": 1.0,
    "a look-alike": 0.9,
    "a wrong fixed wording": 1.0,
}
COUNT = 60


def document(*texts: str) -> Document:
    return Document("", "", "", None, with_ids(Block("", BlockKind.PARAGRAPH, text) for text in texts))


def flags_by_text(texts: list[str]) -> list[list[Flag]]:
    made = document(*texts)
    flags = [flag for flag in check_fidelity(made) if flag.gravity is Gravity.HIGH]
    return [[flag for flag in flags if flag.block == block.id] for block in made.blocks]


@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_found(kind: str) -> None:
    texts = clean_paragraphs()
    cases = corrupted(texts, kind, COUNT)
    assert len(cases) >= COUNT // 3
    clean = flags_by_text(texts)
    damaged = flags_by_text([each.text for _, each in cases])
    found, missed, false = 0, [], 0
    for (number, each), flags in zip(cases, damaged, strict=True):
        hits = [flag for flag in flags if flag.start < each.end + 1 and flag.end > each.start - 1]
        # A lost bracket is noticed at its partner, a cut ending at the end.
        if kind == "a bracket or quote lost":
            hits = [
                flag
                for flag in flags
                if flag.kind in {FlagKind.PAIRING, FlagKind.PUNCTUATION, FlagKind.WORDING}
            ]
        found += bool(hits)
        false += max(0, len(flags) - len(hits) - len(clean[number]))
        if not hits:
            missed.append(each.text[max(0, each.start - 8) : each.end + 8])
    recall, precision = found / len(cases), found / max(1, found + false)
    print(f"{kind}: recall {recall:.2f}, precision {precision:.2f}, missed {missed[:8]}")
    assert recall >= RECALL[kind], missed
    assert precision >= 0.9


@pytest.mark.parametrize("corpus", ["units", "explanations", "hard text"])
def test_clean_text_is_accused_less_than_once_in_a_thousand_letters(corpus: str) -> None:
    texts = {
        "units": clean_paragraphs(),
        "explanations": [item.explanation for item in starter_items() if item.explanation],
        "hard text": list(PARAGRAPHS),
    }[corpus]
    accused = [
        (flag.kind.value, text[flag.start : flag.end], flag.reason)
        for text, flags in zip(texts, flags_by_text(texts), strict=True)
        for flag in flags
    ]
    rate = 1000 * len(accused) / sum(map(len, texts))
    print(f"{corpus}: {rate:.2f} false flags per thousand letters: {accused}")
    assert rate <= 1
