"""A newcomer finds short files with telling names, and nothing that belongs to one person's machine."""

import ast
import re

from tests.house.project_files import PROJECT_ROOT, project_files

LONGEST_FILE = 400
LONGEST_VIEW = 30
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
ROUTE_DECORATORS = {"route", "get", "post", "put", "patch", "delete"}
HOME_FOLDER = re.compile(r"(?<![\w.)}])/(?:root|home|Users|work)/\w")
UNFINISHED = re.compile(r"(?:#|//|/\*|<!--|\{#).*\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")


def test_no_source_file_outgrows_a_sitting() -> None:
    too_long = {
        str(path.relative_to(PROJECT_ROOT)): count
        for path in project_files(".py", ".js", ".css")
        # A migration is a record: it is as long as the change was.
        if "versions" not in path.parts
        and "vendor" not in path.parts
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert too_long == {}


def test_views_fetch_validate_call_and_answer_and_no_more() -> None:
    too_long = {}
    for path in project_files(".py"):
        if path.is_relative_to(PROJECT_ROOT / "studyhub" / "web"):
            for name, length in views(path.read_text(encoding="utf-8")):
                if length > LONGEST_VIEW:
                    too_long[f"{path.relative_to(PROJECT_ROOT)}:{name}"] = length
    assert too_long == {}


def test_a_view_is_measured_without_its_decorators() -> None:
    assert views(
        '@pages.get("/")\n@permits(None)\ndef home():\n    return "a"\n\ndef other():\n    pass\n'
    ) == [("home", 2)]


def test_names_explain_themselves() -> None:
    assert [
        str(path) for path in project_files(".py") if NAMES_THAT_SAY_NOTHING & {path.stem, path.parent.name}
    ] == []


def test_nothing_points_into_a_home_folder() -> None:
    assert lines_with(HOME_FOLDER) == []


def test_nothing_is_left_for_later() -> None:
    assert lines_with(UNFINISHED) == []


def views(source: str) -> list[tuple[str, int]]:
    """Name and length in lines of every function that a route leads to."""
    return [
        (node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and any(
            isinstance(decorator, ast.Call)
            and isinstance(decorator.func, ast.Attribute)
            and decorator.func.attr in ROUTE_DECORATORS
            for decorator in node.decorator_list
        )
    ]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """`path:line` of every line of text in the project where the pattern occurs."""
    found = []
    for path in project_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        found += [
            f"{path.relative_to(PROJECT_ROOT)}:{number}"
            for number, line in enumerate(text.splitlines(), 1)
            if pattern.search(line)
        ]
    return found
