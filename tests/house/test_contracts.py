"""The import contracts speak of every room, so that a new room cannot slip past them."""

import tomllib
from typing import Any

from tests.house.project_files import PROJECT_ROOT

DOORS = {"web", "cli"}
FOUNDATION = {"core"}


def contract(id: str) -> dict[str, Any]:
    pyproject = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return next(one for one in pyproject["tool"]["importlinter"]["contracts"] if one["id"] == id)


def rooms() -> set[str]:
    folders = {path.parent.name for path in (PROJECT_ROOT / "studyhub").glob("*/__init__.py")}
    return folders - DOORS


def test_every_room_has_its_place_in_the_order_of_shelves() -> None:
    assert set(contract("shelves")["containers"]) == {f"studyhub.{room}" for room in rooms() - FOUNDATION}


def test_no_room_may_know_the_web() -> None:
    single_files = {"studyhub.subscriptions", "studyhub.tables"}
    assert (
        set(contract("no-flask-in-rooms")["source_modules"])
        == {f"studyhub.{room}" for room in rooms()} | single_files
    )
