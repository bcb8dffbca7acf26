"""Pages keep to the content security policy by construction: nothing inline, nothing from elsewhere."""

import re

import pytest

from tests.house.project_files import PROJECT_ROOT, project_files

FORBIDDEN = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "inline style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "something loaded from elsewhere": re.compile(
        r"<(?:script|link|img|iframe)[^>]*(?:src|href)=[\"']?(?:https?:)?//"
    ),
    "markup that is not escaped": re.compile(r"\|\s*safe\b"),
}


@pytest.mark.parametrize("fault", FORBIDDEN)
def test_no_template_has(fault: str) -> None:
    templates = [path for path in project_files(".html") if path.is_relative_to(PROJECT_ROOT / "templates")]
    assert [
        str(path.relative_to(PROJECT_ROOT))
        for path in templates
        if FORBIDDEN[fault].search(path.read_text(encoding="utf-8"))
    ] == []


@pytest.mark.parametrize(
    ("fault", "markup"),
    [
        ("inline script", "<script>alert(1)</script>"),
        ("inline style sheet", "<style>p {}</style>"),
        ("style attribute", '<p class="a" style="color: red">'),
        ("event handler", '<button onclick="go()">'),
        ("javascript: address", '<a href="javascript:go()">'),
        ("something loaded from elsewhere", '<link rel="stylesheet" href="https://cdn.example/a.css">'),
        ("markup that is not escaped", "{{ text|safe }}"),
    ],
)
def test_each_fault_would_be_seen(fault: str, markup: str) -> None:
    assert FORBIDDEN[fault].search(markup) is not None
