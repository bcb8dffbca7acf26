"""The published generator: anyone with the seed can recompute every draw, in any language.

Block n (from 0) is HMAC-SHA256(key=seed, message=n as 8 bytes, big-endian). Each block gives eight words of 4
bytes, big-endian, in order. below(n) takes words until one is less than the largest multiple of n that is
at most 2**32, and answers that word modulo n; below(1) is 0 and takes no word.
"""

import hmac
from collections.abc import MutableSequence
from struct import Struct
from typing import TypeVar

T = TypeVar("T")

_SPACE = 1 << 32
_WORDS = Struct(">8I")


def seed_bytes(seed: bytes | str) -> bytes:
    """A text seed is its UTF-8."""
    return seed.encode() if isinstance(seed, str) else seed


class Generator:
    """Uniform whole numbers from a seed, the same on every machine and in every version."""

    def __init__(self, seed: bytes | str) -> None:
        self._seed = seed_bytes(seed)
        self._counter = 0
        self._words: list[int] = []

    def below(self, n: int) -> int:
        """A number from 0 to n - 1, each equally likely (by rejection). n: 1 to 2**32."""
        if n == 1:
            return 0
        limit = _SPACE - _SPACE % n
        while True:
            if not self._words:
                block = hmac.digest(self._seed, self._counter.to_bytes(8, "big"), "sha256")
                self._counter += 1
                self._words = list(reversed(_WORDS.unpack(block)))
            word = self._words.pop()
            if word < limit:
                return word % n

    def shuffle(self, values: MutableSequence[T]) -> None:
        """Fisher-Yates from the front, in place: place i receives one of the places i .. last."""
        last = len(values) - 1
        for i in range(last):
            j = i + self.below(last - i + 1)
            values[i], values[j] = values[j], values[i]
