"""The stage on which quizzes are taken."""

import pytest

from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from tests.cast import Cast
from tests.quizzes.stage import Stage


@pytest.fixture
def stage(database: Database, clock: FixedClock, cast: Cast) -> Stage:
    """The cast with a filled bank, on each engine."""
    stage = Stage(database, clock, cast)
    stage.fill_bank()
    return stage


@pytest.fixture
def quiz_id(stage: Stage) -> int:
    """A quiz of eight items and 20 points, open now for branches A1 and A2, twenty minutes long."""
    quiz_id = stage.publish()
    stage.schedule(quiz_id)
    return quiz_id
