"""Everybody gets the same pinned versions: the site, its developers, and what pyproject.toml asks for."""

import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.project_files import PROJECT_ROOT


def pinned(name: str) -> dict[str, str]:
    """Package and version of every line of a lock in deploy/."""
    lines = (PROJECT_ROOT / "deploy" / name).read_text(encoding="utf-8").splitlines()
    requirements = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(one.name): str(one.specifier).removeprefix("==") for one in requirements}


def test_a_developer_has_the_versions_of_the_site() -> None:
    site, development = pinned("requirements.txt"), pinned("requirements-test.txt")
    assert {name: development.get(name) for name in site} == site


def test_what_the_project_asks_for_is_what_is_pinned() -> None:
    project = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locks = (
        ("requirements.txt", project["dependencies"]),
        ("requirements-test.txt", project["optional-dependencies"]["test"]),
    )
    unmet = [
        asked
        for lock, requirements in locks
        for asked in requirements
        if not (one := Requirement(asked)).specifier.contains(
            pinned(lock).get(canonicalize_name(one.name), "0")
        )
    ]
    assert unmet == []
