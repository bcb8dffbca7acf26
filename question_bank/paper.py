"""A drawn paper: which items, in which order, worth what, marked how. It is stored and never changes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from .model import Marking


@dataclass(frozen=True, slots=True)
class PaperSlot:
    """One place of a paper, numbered from 1; choices and prompts stand in the order shown."""

    number: int
    section: str
    item_id: str
    points: Decimal
    marking: Marking
    choice_order: tuple[str, ...] = ()
    prompt_order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """All slots in order, with the seed (bytes; a text seed is its UTF-8) they were drawn from."""

    seed: bytes
    slots: tuple[PaperSlot, ...]

    @property
    def max_points(self) -> Decimal:
        """The points of all slots together."""
        return sum((slot.points for slot in self.slots), Decimal(0))

    def to_json(self) -> str:
        """One line of JSON; from_json reads it back to an equal paper."""
        slots = [
            {
                "number": slot.number,
                "section": slot.section,
                "item": slot.item_id,
                "points": str(slot.points),
                "marking": str(slot.marking),
                "choices": list(slot.choice_order),
                "prompts": list(slot.prompt_order),
            }
            for slot in self.slots
        ]
        return json.dumps({"seed": self.seed.hex(), "slots": slots}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes | Mapping[str, Any]) -> Self:
        """The paper of to_json's text. Raises ValueError when it is not one."""
        data = text if isinstance(text, Mapping) else json.loads(text)
        try:
            return cls(
                bytes.fromhex(data["seed"]),
                tuple(
                    PaperSlot(
                        slot["number"],
                        slot["section"],
                        slot["item"],
                        Decimal(slot["points"]),
                        Marking(slot["marking"]),
                        tuple(slot["choices"]),
                        tuple(slot["prompts"]),
                    )
                    for slot in data["slots"]
                ),
            )
        except (KeyError, TypeError, ArithmeticError) as error:
            raise ValueError("not a paper") from error
