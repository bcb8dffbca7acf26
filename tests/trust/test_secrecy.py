"""Keys and explanations leave the server only when the review rule allows, by no road, at no moment.

The oracle: two sites that differ in nothing but keys and explanations (in their length too) must answer alike, byte for
byte, whatever a member asks for. And where a secret word stands in every explanation and key, no answer holds it.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, url_for
from werkzeug.test import TestResponse

from question_bank import Item, ItemType
from studyhub.app import create_app
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.core.settings import Settings
from studyhub.organisation.rules import Actor, Permission
from studyhub.quizzes.rules import ReviewRule
from tests.cast import assemble
from tests.databases import copy_of_sqlite
from tests.quizzes.bank import bank, other_world
from tests.trust.world import open_session
from tests.web.scene import Scene, set_scene

SECRET = "密语"
MEMBERS = frozenset({Permission.PUBLIC, Permission.ACCOUNT, Permission.STUDY})
WINDOW, GRACE = timedelta(hours=8), timedelta(seconds=5)
# What differs between any two sites: what is signed with the moment, and the seed of the draws with its commitment,
# a hash that tells nothing without the seed.
_OF_THIS_SITE = re.compile(rb'name="csrf_token"([^>]*)value="[^"]+"|id="(commitment|seed)">[0-9a-f]{64}<')


def with_secrets(item: Item) -> Item:
    """The item with a secret word in all that may not be told: the explanation, the accepted answers, the quote."""
    source = replace(item.source, quote=f"{SECRET}出处") if item.source else None
    return replace(
        item, explanation=f"{SECRET}解析 [[a]]" if item.choices[:1] and item.choices[0].id == "a" else f"{SECRET}解析",
        blanks=tuple((f"{SECRET}答案", *accepted) for accepted in item.blanks), source=source,
    )  # fmt: skip


class Site:
    """A site with a study day, made anew from the same beginnings, and members who are signed in."""

    def __init__(
        self, template: Path, folder: Path, items: Iterable[Item], rule: ReviewRule, clock: FixedClock
    ) -> None:
        folder.mkdir()
        database = Database(copy_of_sqlite(template, folder / "site.sqlite3"))
        self.clock = FixedClock(clock.now())
        settings = Settings(folder, database.url, b"the same key on every site, so that tokens are alike")
        with database.write() as session:
            cast = assemble(session, self.clock.now())
        app = create_app(settings, database, self.clock)
        self.scene: Scene = set_scene(app, database, self.clock, cast, rule, items)
        self.wang, self.li = cast.wang_xiuying, cast.li_jianguo
        for actor in (self.wang, self.li):
            open_session(database, self.clock, actor.member_id, self.token_of(actor))
        self.attempts: dict[int, int] = {}

    @staticmethod
    def token_of(actor: Actor) -> str:
        return f"session-of-{actor.employee_number}"

    def start(self, actor: Actor) -> int:
        """The member starts; what is drawn is drawn from the same seed on every site."""
        self.attempts[actor.member_id] = self.scene.stage.start(actor, self.scene.quiz_id, seed="5eed" * 16)
        return self.attempts[actor.member_id]

    def send(self, actor: Actor, method: str, path: str, json: object = None) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token_of(actor)}"}
        return self.scene.app.test_client().open(path, method=method, headers=headers, json=json)

    def everything(self, actor: Actor) -> dict[str, TestResponse]:
        """Whatever this member can fetch, page by page and answer by answer."""
        return {path: self.send(actor, "GET", path) for path in self.addresses(actor)}

    def addresses(self, actor: Actor) -> list[str]:
        """Every address a member may open, with the numbers of this site; one that needs an unknown number fails here."""
        numbers = {
            "learner_study_units.view": {"id": self.scene.study_unit_id},
            "learner_programmes.view": {"id": 1},
            "learner_corrections.index": {"id": self.scene.study_unit_id},
            "learner_reflections.about_unit": {"id": self.scene.study_unit_id},
            "learner_reflections.about_day": {"id": self.scene.study_day_id},
            "learner_paragraph_questions.new": {"id": self.scene.study_unit_id, "anchor": "s1p1"},
            "api_units.view": {"study_unit_id": self.scene.study_unit_id},
            "learner_quizzes.view": {"id": self.scene.quiz_id},
            **{
                f"learner_verification.{name}": {"id": self.scene.quiz_id}
                for name in ("view", "record", "paper")
            },
        }
        attempt = self.attempts.get(actor.member_id, 1)
        for endpoint in ("learner_attempts.view", "learner_attempts.result"):
            numbers[endpoint] = {"id": attempt}
        for endpoint in ("api_attempts.view", "api_attempts.result"):
            numbers[endpoint] = {"attempt_id": attempt}
        numbers["learner_attempts.picture"] = {"id": attempt, "digest": "0" * 64}
        for endpoint in ("learner_study_units.picture", "learner_recordings.file"):
            numbers[endpoint] = {"id": self.scene.study_unit_id, "digest": "0" * 64}
        numbers["learner_item_reports.new"] = {"id": attempt, "number": 1}
        with self.scene.app.test_request_context():
            return [
                url_for(rule.endpoint, **numbers.get(rule.endpoint, {}))
                for rule in self.scene.app.url_map.iter_rules()
                if "GET" in (rule.methods or ())
                and rule.endpoint != "static"
                and _permission(self.scene.app, rule.endpoint) in MEMBERS
            ]


def _permission(app: Flask, endpoint: str) -> Permission:
    return app.view_functions[endpoint].permission  # type: ignore[attr-defined]


def wrong_values(site: Site, actor: Actor) -> dict[int, list[str]]:
    """Responses that are wrong in both worlds; to what has no such response, none."""
    values = {}
    for slot in site.scene.stage.attempt(actor, site.attempts[actor.member_id]).slots:
        if slot.type is ItemType.SINGLE_CHOICE:
            values[slot.number] = [next(choice.id for choice in slot.choices if choice.text == "党小组长")]
        elif slot.type is ItemType.FILL_IN:
            values[slot.number] = ["不知道"] * slot.blank_count
    return values


def sitting(site: Site) -> Iterable[tuple[str, dict[str, TestResponse]]]:
    """(state, all that 王秀英 can fetch in it), from before her start until after she has submitted."""
    yield "before", site.everything(site.wang)
    attempt = f"/api/v1/attempts/{site.start(site.wang)}"
    again = site.send(site.wang, "POST", f"/api/v1/quizzes/{site.scene.quiz_id}/attempts", {})
    yield "started", site.everything(site.wang) | {"start": again}
    saved = {
        f"save {number}": site.send(
            site.wang, "PUT", f"{attempt}/responses/{number}", {"values": values, "sequence": 1}
        )
        for number, values in wrong_values(site, site.wang).items()
    }
    assert {answer.status_code for answer in saved.values()} == {200}
    refused = site.send(site.wang, "PUT", f"{attempt}/responses/1", {"values": ["Z"], "sequence": 2})
    yield "answered", site.everything(site.wang) | saved | {"refused": refused}
    submitted = site.send(site.wang, "POST", f"{attempt}/submission", {})
    late = site.send(site.wang, "PUT", f"{attempt}/responses/1", {"values": [], "sequence": 3})
    yield "submitted", site.everything(site.wang) | {"submission": submitted, "late": late}


def bytes_of(answers: dict[str, TestResponse]) -> dict[str, object]:
    return {
        path: (
            answer.status_code,
            _OF_THIS_SITE.sub(b"", answer.data),
            sorted((name, value) for name, value in answer.headers if name not in {"Date", "Set-Cookie"}),
        )
        for path, answer in answers.items()
    }


def telling(answers: dict[str, TestResponse]) -> list[str]:
    """The addresses whose answer, head or body, holds the secret word."""
    return [
        path
        for path, answer in answers.items()
        if SECRET in answer.get_data(as_text=True)
        or SECRET.encode("unicode_escape") in answer.data
        or SECRET in str(answer.headers)
    ]


@pytest.fixture
def make_site(sqlite_template: Path, tmp_path: Path, clock: FixedClock) -> Callable[..., Site]:
    """make_site(name, items, rule): a site of its own."""

    def make(name: str, items: Iterable[Item], rule: ReviewRule) -> Site:
        return Site(sqlite_template, tmp_path / name, list(items), rule, clock)

    return make


@pytest.mark.parametrize("rule", [ReviewRule.AFTER_CLOSE, ReviewRule.NEVER])
def test_two_worlds_that_differ_in_keys_alone_answer_alike(make_site, rule: ReviewRule):
    one = make_site("one", bank(), rule)
    other = make_site("other", map(other_world, bank()), rule)
    count = 0
    for (state, answers), (_, other_answers) in zip(sitting(one), sitting(other), strict=True):
        here, there = bytes_of(answers), bytes_of(other_answers)
        assert [path for path in here if here[path] != there[path]] == [], state
        assert here.keys() == there.keys()
        count += len(here)
    for site in (one, other):
        site.clock.advance(WINDOW + GRACE)  # somebody's response may count at this very moment
    assert bytes_of(one.everything(one.wang)) == bytes_of(other.everything(other.wang))
    assert count > 80
    for site in (one, other):
        site.clock.advance(timedelta(milliseconds=1))
    is_alike = bytes_of(one.everything(one.wang)) == bytes_of(other.everything(other.wang))
    assert is_alike is (rule is ReviewRule.NEVER)  # so the comparison would have seen a difference


@pytest.mark.parametrize(
    ("rule", "opens_after"),
    [
        (ReviewRule.AFTER_SUBMISSION, timedelta(0)),
        (ReviewRule.AFTER_CLOSE, WINDOW + GRACE + timedelta(milliseconds=1)),
        (ReviewRule.NEVER, None),
    ],
)
def test_no_answer_holds_a_secret_before_its_time(make_site, rule: ReviewRule, opens_after: timedelta | None):
    site: Site = make_site("site", map(with_secrets, bank()), rule)
    for state, answers in sitting(site):
        if state != "submitted" or rule is not ReviewRule.AFTER_SUBMISSION:
            assert telling(answers) == [], state
    site.start(site.li)
    assert telling(site.everything(site.li)) == []  # what is open to her is not open to him
    if opens_after is None:
        site.clock.advance(timedelta(days=400))
        assert telling(site.everything(site.wang)) == []
        return
    site.clock.advance(opens_after - timedelta(milliseconds=1) if opens_after else opens_after)
    attempt = site.attempts[site.wang.member_id]
    results = [f"/attempts/{attempt}/result", f"/api/v1/attempts/{attempt}/result"]
    if opens_after:
        assert telling(site.everything(site.wang)) == []
        site.clock.advance(timedelta(milliseconds=1))
    assert sorted(telling(site.everything(site.wang))) == sorted(results)


def test_an_open_attempt_is_told_nothing_after_the_window_of_the_others(make_site):
    """Review is open to who has submitted; who started last and still sits is not told by any other page."""
    site: Site = make_site("site", map(with_secrets, bank()), ReviewRule.AFTER_SUBMISSION)
    site.start(site.wang)
    site.scene.stage.submit(site.wang, site.attempts[site.wang.member_id])
    site.clock.advance(WINDOW - timedelta(minutes=10))
    site.start(site.li)
    site.clock.advance(timedelta(minutes=10) - timedelta(milliseconds=1))
    assert telling(site.everything(site.li)) == []
    hers = f"/api/v1/attempts/{site.attempts[site.wang.member_id]}/result"
    assert site.send(site.wang, "GET", hers).status_code == 200
    assert site.send(site.li, "GET", hers).status_code == 404


def test_materials_of_the_player_carry_no_answers(make_site):
    """Static files are the same for all: they must not know a single question."""
    site: Site = make_site("site", bank(), ReviewRule.NEVER)
    folder = Path(site.scene.app.static_folder or "")
    texts = [
        path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.suffix in {".js", ".css", ".svg"}
    ]
    stems = [item.stem for item in bank()]
    assert [stem for stem in stems for text in texts if stem in text] == []
