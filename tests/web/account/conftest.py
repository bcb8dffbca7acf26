"""One engine is enough for pages: their rooms are tested on both."""

from pathlib import Path

import pytest

from tests.databases import copy_of_sqlite
from tests.web.organiser.paper_browser import Desk as PaperBrowser
from tests.web.scene import Scene


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh, migrated SQLite database."""
    return copy_of_sqlite(sqlite_template, tmp_path / "studyhub.sqlite3")


@pytest.fixture
def visitor(scene: Scene) -> PaperBrowser:
    """Somebody who has not signed in, on a site with today's study day."""
    return PaperBrowser(scene.app.test_client())
