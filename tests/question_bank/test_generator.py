"""The generator is published: these numbers must never change, on any machine or version."""

import hashlib
import hmac
from collections import Counter

import pytest

from question_bank.generator import Generator


def plain_below(seed: bytes, bounds: list[int]) -> list[int]:
    """A second implementation, written from the description alone."""
    stream = b"".join(hmac.new(seed, n.to_bytes(8, "big"), hashlib.sha256).digest() for n in range(500))
    words = [int.from_bytes(stream[i : i + 4], "big") for i in range(0, len(stream), 4)]
    answers = []
    for bound in bounds:
        if bound == 1:
            answers.append(0)
            continue
        word = words.pop(0)
        while word >= 2**32 // bound * bound:
            word = words.pop(0)
        answers.append(word % bound)
    return answers


def test_agrees_with_a_second_implementation() -> None:
    bounds = [*range(1, 400), 2**31 + 1, 3 * 2**30, 2**32, 2**32 - 1] * 3
    generator = Generator("统一学习日")
    assert [generator.below(bound) for bound in bounds] == plain_below("统一学习日".encode(), bounds)


def test_fixed_vectors() -> None:
    generator = Generator(b"seed")
    assert [generator.below(1000) for _ in range(10)] == [120, 856, 701, 401, 948, 195, 895, 456, 479, 972]
    shuffled = list(range(10))
    Generator("统一学习日").shuffle(shuffled)
    assert shuffled == [5, 8, 2, 4, 0, 6, 1, 7, 9, 3]


def test_rejection_keeps_every_number_equally_likely() -> None:
    """Half of all words are rejected here; without rejection the lower third would come twice as often."""
    bound = 3 * 2**30
    thirds = Counter(Generator(str(n)).below(bound) >> 30 for n in range(3000))
    assert all(thirds[third] == pytest.approx(1000, abs=130) for third in range(3))
