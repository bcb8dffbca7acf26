"""A study day on the running site, and people with browsers: what the tests of pages and of the API start from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from question_bank import Item
from studyhub.cli.publication import publish_as_two
from studyhub.core.clock import FixedClock, local_date
from studyhub.core.db import Database
from studyhub.organisation.rules import Actor
from studyhub.quizzes.rules import ReviewRule
from studyhub.study.rules import ParagraphDraft, SectionDraft
from studyhub.study.service import create_study_unit
from studyhub.study_days.service import schedule_study_day
from tests.cast import PASSWORD, Cast
from tests.quizzes.stage import Stage

PARAGRAPHS = ("支部委员会召集支部党员大会。", "党小组会一般每月召开一次。", "党课应当按期进行。")


@dataclass
class Scene:
    """Today's study day of committee A for its branches A1 to A3 (A4 has none), with one unit and one open quiz."""

    app: Flask
    stage: Stage
    cast: Cast
    clock: FixedClock
    study_unit_id: int
    quiz_id: int
    study_day_id: int

    @property
    def database(self) -> Database:
        """The site's database."""
        return self.stage.database

    def browser_of(self, actor: Actor) -> FlaskClient:
        """A browser in which the actor has signed in through the API."""
        client = self.app.test_client()
        answer = client.post("/api/v1/sign-in", json={"login": actor.employee_number, "password": PASSWORD})
        assert answer.status_code == 200, answer.json
        return client


def set_scene(
    app: Flask,
    database: Database,
    clock: FixedClock,
    cast: Cast,
    review_rule: ReviewRule = ReviewRule.AFTER_SUBMISSION,
    items: Iterable[Item] | None = None,
) -> Scene:
    """赵敏 publishes a unit and a quiz (over `items`, or the tests' bank) and schedules them for today, from nine for
    eight hours.
    """
    stage = Stage(database, clock, cast)
    stage.fill_bank(items)
    quiz_id = stage.publish(review_rule=review_rule)
    organiser, committee, now = cast.organiser_a, cast.committee_a, clock.now()
    with database.write() as session:
        unit = create_study_unit(
            session,
            organiser,
            committee.id,
            title="三会一课怎么开",
            summary="四件事各由谁召集、多久一次。",
            sections=[
                SectionDraft("一、三会", tuple(ParagraphDraft(text) for text in PARAGRAPHS[:2])),
                SectionDraft("二、一课", (ParagraphDraft(PARAGRAPHS[2]),)),
            ],
            slug="sanhui-yike",
            now=now,
        )
        publish_as_two(session, organiser, cast.administrator, unit.id, now=now)
        day = schedule_study_day(
            session,
            organiser,
            committee.id,
            title="11月统一学习日",
            held_on=local_date(now),
            opens_at=now,
            closes_at=now + timedelta(hours=8),
            study_unit_id=unit.id,
            quiz_id=quiz_id,
            branch_ids=[cast.branch_a1.id, cast.branch_a2.id, cast.branch_a3.id],
            now=now,
        )
    return Scene(app, stage, cast, clock, unit.id, quiz_id, day.id)


@pytest.fixture
def scene(app: Flask, database: Database, clock: FixedClock, cast: Cast) -> Scene:
    """Today's study day; keys may be seen once one has submitted."""
    return set_scene(app, database, clock, cast)
