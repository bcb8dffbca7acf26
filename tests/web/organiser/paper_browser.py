"""A browser without a screen: opens the desk's pages, fills in their forms, reads what they say."""

import re
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

VOID = {"input", "meta", "link", "br", "path"}


class Desk:
    """Somebody's browser at the desk."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.answer: TestResponse | None = None

    def open(self, path: str) -> "Desk":
        """Open a page, following redirects."""
        self.answer = self.client.get(path, follow_redirects=True)
        return self

    def send(self, path: str, **fields: Any) -> "Desk":
        """Send a form to an address with the token of this browser, following redirects.

        A double underscore in a name stands for the hyphen of a row's field: choices__0__text.
        """
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.html) or re.search(
            r'name="csrf_token"[^>]*value="([^"]+)"', self.client.get("/organiser/").text
        )
        assert token is not None
        data = {name.replace("__", "-"): value for name, value in fields.items()}
        data = {name: value for name, value in data.items() if value is not None}
        self.answer = self.client.post(path, data={**data, "csrf_token": token[1]}, follow_redirects=True)
        return self

    @property
    def status(self) -> int:
        """The status of the last answer."""
        assert self.answer is not None
        return self.answer.status_code

    @property
    def path(self) -> str:
        """Where the last answer came from, redirects followed."""
        assert self.answer is not None
        return self.answer.request.path

    @property
    def html(self) -> str:
        """The last answer as text."""
        return self.answer.text if self.answer is not None else ""

    def texts(self, tag: str, css_class: str = "") -> list[str]:
        """The text of every element of a tag (with a class), white space folded, in order."""
        reader = _Reader(tag, css_class)
        reader.feed(self.html)
        return [" ".join(text.split()) for text in reader.found]

    def rows(self, number: int = 0) -> list[list[str]]:
        """The cells of the body rows of a table of the page, counted from 0."""
        table = re.findall(r"<tbody>(.*?)</tbody>", self.html, re.DOTALL)[number]
        rows = re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.DOTALL)
        return [
            [
                " ".join(re.sub(r"<[^>]+>", " ", cell).split())
                for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
            ]
            for row in rows
        ]

    @property
    def said(self) -> list[str]:
        """What the desk said above the page."""
        return self.texts("p", "note")

    @property
    def errors(self) -> list[str]:
        """The sentences beside fields."""
        return self.texts("span", "error")


class _Reader(HTMLParser):
    def __init__(self, tag: str, css_class: str) -> None:
        super().__init__()
        self.tag, self.css_class = tag, css_class
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        classes = (dict(attrs).get("class") or "").split()
        is_wanted = tag == self.tag and (not self.css_class or self.css_class in classes)
        if is_wanted:
            self.found.append("")
        self._open.append((tag, is_wanted))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass  # <path/> holds nothing

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if any(is_wanted for _, is_wanted in self._open):
            self.found[-1] += data
