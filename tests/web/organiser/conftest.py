"""The people at the desk. One engine is enough for pages: their rooms are tested on both."""

from pathlib import Path

import pytest

from tests.databases import copy_of_sqlite
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene


@pytest.fixture
def database_url(tmp_path: Path, sqlite_template: Path) -> str:
    """A fresh, migrated SQLite database."""
    return copy_of_sqlite(sqlite_template, tmp_path / "studyhub.sqlite3")


@pytest.fixture
def desk(scene: Scene) -> Desk:
    """赵敏 (organiser of committee A) at her desk."""
    return Desk(scene.browser_of(scene.cast.organiser_a))


@pytest.fixture
def neighbour(scene: Scene) -> Desk:
    """钱进 (organiser of committee B) at his desk."""
    return Desk(scene.browser_of(scene.cast.organiser_b))


@pytest.fixture
def administrator(scene: Scene) -> Desk:
    """The administrator at the desk."""
    return Desk(scene.browser_of(scene.cast.administrator))
