"""One engine is enough for pages: their rooms are tested on both."""

from collections.abc import Callable
from pathlib import Path

import pytest

from studyhub.organisation.rules import Actor
from tests.databases import copy_of_sqlite
from tests.web.organiser.paper_browser import Desk as PaperBrowser
from tests.web.scene import Scene


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh, migrated SQLite database."""
    return copy_of_sqlite(sqlite_template, tmp_path / "studyhub.sqlite3")


@pytest.fixture
def browse(scene: Scene) -> Callable[[Actor], PaperBrowser]:
    """browse(somebody): their browser, signed in, without a screen."""
    return lambda actor: PaperBrowser(scene.browser_of(actor))


@pytest.fixture
def wang(scene: Scene, browse: Callable[[Actor], PaperBrowser]) -> PaperBrowser:
    """王秀英's browser."""
    return browse(scene.cast.wang_xiuying)
