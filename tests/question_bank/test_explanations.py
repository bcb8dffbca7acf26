"""An explanation names choices by token, so the letter is right on every shuffled screen."""

from dataclasses import replace
from itertools import permutations

from question_bank import render_explanation

from .sample_items import SINGLE


def test_the_letter_is_the_one_on_that_persons_screen() -> None:
    item = replace(SINGLE, explanation="[[a]]对,[[d]]错,[[x]]不认识")
    for order in permutations("abcd"):
        letters = {choice_id: "ABCD"[place] for place, choice_id in enumerate(order)}
        assert render_explanation(item, order) == f"{letters['a']}对,{letters['d']}错,[[x]]不认识"


def test_without_an_order_the_items_own_is_used() -> None:
    assert render_explanation(replace(SINGLE, explanation="选[[b]]"), ()) == "选B"
