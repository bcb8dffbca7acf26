"""What WeChat's browser on the oldest phones in use (Chrome 78, iOS 13.4) does not know must not be used."""

import re

import pytest

from studyhub.core.settings import PROJECT_ROOT

STATIC = PROJECT_ROOT / "studyhub" / "web" / "static"
SCRIPTS = (
    "aloud.js",
    "answers.js",
    "notes.js",
    "outbox.js",
    "pictures.js",
    "player.js",
    "questions.js",
    "reflection.js",
    "study.js",
    "unit.js",
)
UNKNOWN_TO_SCRIPTS = {
    "optional chaining": r"\w\?\.\w",
    "nullish coalescing": r"\?\?",
    "a dialog that WeChat does not show": r"\b(?:alert|confirm|prompt)\(",
    "an event that WeChat does not send": r"beforeunload",
    "a worker that WeChat on iOS does not have": r"serviceWorker",
    "an entry of the history": r"pushState",
    "young methods": r"\.(?:replaceChildren|replaceAll|at|flatMap)\(|structuredClone|Promise\.any",
}
UNKNOWN_TO_STYLES = {
    "relational selector": r":has\(",
    "young lengths": r"\d(?:dvh|svh|lvh)\b",
    "young functions": r"\b(?:min|max|clamp|color-mix)\(",
    "shorthand": r"\binset:",
    "nesting": r"&",
}
SAMPLES = {
    "optional chaining": "slot?.values", "nullish coalescing": "a ?? b", "young lengths": "height:100dvh",
    "a dialog that WeChat does not show": "confirm('?')", "an event that WeChat does not send": "'beforeunload'",
    "a worker that WeChat on iOS does not have": "navigator.serviceWorker", "an entry of the history": "history.pushState(",
    "young methods": "box.replaceChildren()", "relational selector": "p:has(a)", "young functions": "width:min(1px,2px)",
    "shorthand": "inset:0", "nesting": "&:hover",
}  # fmt: skip


@pytest.mark.parametrize("fault", UNKNOWN_TO_SCRIPTS)
def test_scripts_keep_to_what_every_phone_knows(fault: str) -> None:
    pattern = re.compile(UNKNOWN_TO_SCRIPTS[fault])
    assert [name for name in SCRIPTS if pattern.search((STATIC / name).read_text(encoding="utf-8"))] == []
    assert pattern.search(SAMPLES[fault])


@pytest.mark.parametrize("fault", UNKNOWN_TO_STYLES)
def test_styles_keep_to_what_every_phone_knows(fault: str) -> None:
    text = "".join((STATIC / name).read_text(encoding="utf-8") for name in ("study.css", "questions.css"))
    style = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    assert re.findall(UNKNOWN_TO_STYLES[fault], style) == []
    assert re.search(UNKNOWN_TO_STYLES[fault], SAMPLES[fault])


def test_what_stands_in_a_row_is_spaced_without_flex_gaps() -> None:
    style = (STATIC / "study.css").read_text(encoding="utf-8")
    rules = re.findall(r"\{([^{}]*)\}", style)
    assert [rule for rule in rules if "display:flex" in rule and re.search(r"(?<!grid-)\bgap:", rule)] == []
