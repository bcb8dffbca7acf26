"""Every page of every role: no code or style in the page, nothing in English, and no form that breaks the site."""

import re
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.trust.matrix import Row, read_table
from tests.trust.test_authorisation_matrix import ENDS_SESSIONS, address
from tests.trust.world import ON_SQLITE, ROLES, World, csrf_token

ROWS = read_table()
_CHINESE = re.compile(r"[㐀-鿿]")
_LATIN_WORD = re.compile(r"(?<!\S)[(\"']?[A-Za-z]{2,}[.,:;!?)\"']*(?!\S)")
_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "path", "source", "track", "wbr"}
# What stands in these is code or an example of what to write, not a sentence of ours.
_SILENT = {"script", "style", "svg", "code", "pre"}
_SPOKEN = {"placeholder", "title", "alt", "aria-label", "content"}


class Page(HTMLParser):
    """A page as a browser takes it apart: what its CSP would refuse, what a person reads, which forms it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.refused: list[str] = []
        self.sentences: list[str] = []
        self.assets: list[str] = []
        self.fields: dict[str, str] = {}
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in _VOID:
            self._open.append(tag)
        if tag in {"style", "iframe", "object", "embed", "base"} or (
            tag == "script" and not given.get("src")
        ):
            self.refused.append(f"<{tag}>")
        self.refused += [name for name in given if name == "style" or name.startswith("on")]
        self.refused += [
            f"{name}={value}"
            for name, value in given.items()
            if name in {"href", "src", "action", "formaction"} and not _stays_here(value or "", tag)
        ]
        self.assets += [
            given[name] or ""
            for name in ("src", "href")
            if name in given and tag in {"script", "link", "img"}
        ]
        spoken = _SPOKEN - ({"content"} if "name" in given or "http-equiv" in given else set())
        self.sentences += [given[name] or "" for name in sorted(spoken & given.keys())]
        if tag in {"input", "select", "textarea", "button"} and given.get("name"):
            self.fields[str(given["name"])] = given.get("value") or ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not _SILENT & set(self._open):
            self.sentences.append(data.strip())

    @property
    def english(self) -> list[str]:
        """Texts of three Latin words and more, each between spaces, without one Chinese character."""
        return [
            text
            for text in self.sentences
            if len(_LATIN_WORD.findall(text)) >= 3 and not _CHINESE.search(text)
        ]


def _stays_here(value: str, tag: str) -> bool:
    return (
        (value.startswith(("/", "#", "?")) and not value.startswith("//"))
        or value == ""
        or (tag == "img" and value.startswith("data:image/"))
    )


def faults(answer: TestResponse | str) -> list[str]:
    """What is wrong with an answer, as far as it is a page. (Of a redirect nobody reads the body.)"""
    if not isinstance(answer, str):
        if answer.status_code >= 500:
            return [f"error {answer.status_code}"]
        if answer.mimetype != "text/html" or 300 <= answer.status_code < 400:
            return []
    page = Page(answer if isinstance(answer, str) else answer.text)
    unversioned = [asset for asset in page.assets if asset.startswith("/static/") and "?v=" not in asset]
    return page.refused + page.english + unversioned


def test_the_reader_of_pages_sees_each_fault():
    text = (
        '<p style="x">好</p><script>1</script><a href="javascript:1" onclick="1">好</a><style>x</style>'
        '<a href="//elsewhere">好</a><img src="/static/a.png" alt="a picture of us">'
        "<script src='/static/a.js?v=1'></script><p>Not a valid choice.</p><p>q-kt8p-7sgy</p><p>请用 GIFT 或 Moodle XML 格式</p>"
    )
    assert sorted(faults(text)) == sorted([
        "style", "<script>", "href=javascript:1", "onclick", "<style>", "href=//elsewhere", "/static/a.png",
        "a picture of us", "Not a valid choice.",
    ])  # fmt: skip


@ON_SQLITE
def test_every_page_is_whole_and_in_chinese(world: World):
    """Also the pages that refuse: 403, 404, 405, and the address nobody made."""
    found, seen = {}, 0
    for role in ROLES:
        client = world.browser_of(world.people.get(role))
        for row in ROWS:
            if row.method != "GET":
                continue
            for place in row.outcomes(role):
                path = address(world, row, place, role)
                answer = client.get(path)
                seen += answer.mimetype == "text/html"
                found[role, path] = faults(answer)
        found[role, "405"] = faults(client.get("/sign-out"))
        found[role, "404"] = faults(client.get("/nowhere"))
    assert {where: what for where, what in found.items() if what} == {}
    assert seen > 200


def garbage(page: Page | None) -> list[dict[str, str]]:
    """Bodies that nobody's browser would send: nothing, every field odd, every field long, fields that do not exist."""
    names = [name for name in (page.fields if page else {}) if name != "csrf_token"]
    return [
        {},
        dict.fromkeys(names, "x"),
        dict.fromkeys(names, "９９９９９９９９９９９９" * 40),
        dict.fromkeys(names, "-1"),
        {**(page.fields if page else {}), "action": "remove-cell-99", "unit_id": "\0", "number": "NaN"},
        {**(page.fields if page else {}), "csrf_token": ""},
    ]


@ON_SQLITE
@pytest.mark.parametrize("role", ["member", "root"])
def test_garbage_in_a_form_is_answered_in_chinese_and_never_breaks_the_site(world: World, role: str):
    client = world.browser_of(world.people[role])
    token = csrf_token(client)
    found = []
    for row in ROWS:
        if row.method != "POST" or row.endpoint.startswith("api") or row.endpoint in ENDS_SESSIONS:
            continue
        if row.outcomes(role)["own"] != "ok":
            continue
        path = address(world, row, "own", role)
        for body in garbage(_form_of(client, row, path)):
            answer = client.post(path, data={"csrf_token": token} | body)
            found += [(path, str(body)[:80], fault) for fault in faults(answer)]
            if answer.status_code in (302, 303):
                found += [(path, str(body)[:80], fault) for fault in faults(client.get(answer.location))]
    assert found == []


def _form_of(client: FlaskClient, row: Row, path: str) -> Page | None:
    answer = client.get(path)
    return Page(answer.text) if answer.status_code == 200 and answer.mimetype == "text/html" else None
