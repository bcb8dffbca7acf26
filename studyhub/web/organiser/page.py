"""The frame around every page of the desk: who is here, and the places this person may go."""

from dataclasses import dataclass
from typing import Any

from flask import request

from studyhub.organisation.queries import list_units
from studyhub.organisation.rules import Permission, Role, UnitRef, may, scopes
from studyhub.web.kit import current_actor, database, render
from studyhub.web.kit.rendering import ROLE_NAMES


@dataclass(frozen=True)
class Place:
    """An entry of the side bar: it leads to `endpoint` and stands for all pages of `blueprints`."""

    title: str
    endpoint: str
    icon: str
    permission: Permission
    blueprints: tuple[str, ...]
    is_here: bool = False


PLACES: tuple[tuple[str, tuple[Place, ...]], ...] = (
    ("", (Place("工作台", "organiser_desk.view", "desk", Permission.DESK, ("organiser_desk",)),)),
    (
        "学习",
        (
            Place(
                "学习单元", "organiser_study_units.index", "book", Permission.MANAGE_STUDY_UNITS,
                (
                    "organiser_study_units", "organiser_material_imports", "organiser_drafted_items",
                    "organiser_coverage", "organiser_study_unit_flags", "organiser_study_unit_reviews",
                    "organiser_study_unit_sentences", "organiser_study_unit_comparisons", "organiser_completion",
                ),
            ),
            Place(
                "学习计划", "organiser_programmes.index", "plan", Permission.VIEW_PARTICIPATION,
                ("organiser_programmes",),
            ),
            Place(
                "统一学习日", "organiser_study_days.index", "day", Permission.VIEW_PARTICIPATION,
                ("organiser_study_days",),
            ),
            Place(
                "心得体会", "organiser_reflections.index", "pen", Permission.READ_REFLECTIONS,
                ("organiser_reflections",),
            ),
            Place(
                "读者提问", "organiser_paragraph_questions.index", "ask", Permission.MANAGE_STUDY_UNITS,
                ("organiser_paragraph_questions",),
            ),
            Place(
                "词表", "organiser_word_lists.index", "words", Permission.MANAGE_STUDY_UNITS,
                ("organiser_word_lists",),
            ),
        ),
    ),
    (
        "测验",
        (
            Place(
                "题库", "organiser_items.index", "items", Permission.MANAGE_ITEMS,
                ("organiser_items", "organiser_item_filing", "organiser_item_checkup", "organiser_item_imports"),
            ),
            Place(
                "题目反馈", "organiser_item_reports.index", "report", Permission.MANAGE_ITEMS,
                ("organiser_item_reports",),
            ),
            Place(
                "测验", "organiser_quizzes.index", "quiz", Permission.MANAGE_QUIZZES,
                ("organiser_quizzes", "organiser_quiz_analysis", "organiser_regrades", "organiser_marking"),
            ),
        ),
    ),
    (
        "组织",
        (
            Place(
                "组织与成员", "organiser_organisation.index", "people", Permission.MANAGE_ORGANISATION,
                ("organiser_organisation", "organiser_members", "organiser_appointments"),
            ),
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Group:
    """A titled part of the side bar."""

    title: str
    places: tuple[Place, ...]


def render_desk(template: str, **context: Any) -> str:
    """A page of the desk from a template of templates/organiser."""
    actor = current_actor()
    post = min(actor.posts, key=lambda post: list(Role).index(post.role))
    return render(
        template,
        desk_navigation=_navigation(),
        desk_role=ROLE_NAMES[post.role],
        desk_place=post.unit.name,
        **context,
    )


def home_unit(permission: Permission) -> UnitRef:
    """The highest unit over which the person has `permission`: where what they make belongs unless they say otherwise."""
    posts = [post.unit for post in current_actor().posts if may(current_actor(), permission, post.unit.path)]
    return min(posts, key=lambda unit: len(unit.path))


def unit_choices(permission: Permission) -> list[tuple[int, str]]:
    """The units over which the person has `permission`, in tree order, for a select: (id, indented name).

    Read in a session of its own, so that a form can be checked before the write of a POST begins.
    """
    with database().read() as session:
        units = list_units(session, scopes(current_actor(), permission))
    lowest = min((unit.depth for unit in units), default=0)
    return [(unit.id, "　" * (unit.depth - lowest) + unit.name) for unit in units]


def _navigation() -> list[Group]:
    actor = current_actor()
    groups = []
    for title, places in PLACES:
        allowed = tuple(
            Place(**{**place.__dict__, "is_here": request.blueprint in place.blueprints})
            for place in places
            if may(actor, place.permission)
        )
        if allowed:
            groups.append(Group(title, allowed))
    return groups
