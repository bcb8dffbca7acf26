"""The permission map, against a table written by hand: role x permission x own, below, beside."""

import pytest

from studyhub.organisation.rules import Actor, Permission, Post, Role, UnitRef, may, scopes

COMMITTEE = UnitRef(2, "机关党委", "/1/2/")
BRANCH = UnitRef(5, "第一党支部", "/1/2/5/")
SIBLING = UnitRef(55, "第二党支部", "/1/2/55/")  # its path starts with the same digits
FOREIGN = UnitRef(9, "别的支部", "/1/3/9/")

VISITOR = None
MEMBER = Actor(1, "王秀英", "100003", BRANCH)
SECRETARY = Actor(2, "孙立", "100002", BRANCH, (Post(Role.SECRETARY, BRANCH),))
ORGANISER = Actor(3, "赵敏", "100001", None, (Post(Role.ORGANISER, COMMITTEE),))
ADMINISTRATOR = Actor(
    4, "郭明", "100000", None, (Post(Role.ADMINISTRATOR, UnitRef(1, "市直机关工委", "/1/")),)
)

# permission: who has it at (BRANCH, SIBLING, COMMITTEE, FOREIGN), in the order of the cast below
TABLE = {
    Permission.PUBLIC: ["yyyy", "yyyy", "yyyy", "yyyy", "yyyy"],
    Permission.ACCOUNT: ["nnnn", "yyyy", "yyyy", "yyyy", "yyyy"],
    Permission.STUDY: ["nnnn", "ynnn", "ynnn", "nnnn", "nnnn"],
    Permission.DESK: ["nnnn", "nnnn", "ynnn", "yyyn", "yyyy"],
    Permission.VIEW_PARTICIPATION: ["nnnn", "nnnn", "ynnn", "yyyn", "yyyy"],
    Permission.MANAGE_STUDY_UNITS: ["nnnn", "nnnn", "nnnn", "yyyn", "yyyy"],
    Permission.MANAGE_ITEMS: ["nnnn", "nnnn", "nnnn", "yyyn", "yyyy"],
    Permission.MANAGE_QUIZZES: ["nnnn", "nnnn", "nnnn", "yyyn", "yyyy"],
    Permission.MANAGE_STUDY_DAYS: ["nnnn", "nnnn", "nnnn", "yyyn", "yyyy"],
    Permission.MANAGE_PROGRAMMES: ["nnnn", "nnnn", "nnnn", "yyyn", "yyyy"],
    Permission.READ_REFLECTIONS: ["nnnn", "nnnn", "ynnn", "yyyn", "nnnn"],
    Permission.MANAGE_ORGANISATION: ["nnnn", "nnnn", "nnnn", "nnnn", "yyyy"],
}
PEOPLE = (VISITOR, MEMBER, SECRETARY, ORGANISER, ADMINISTRATOR)


@pytest.mark.parametrize("permission", list(Permission))
def test_the_map_is_the_table(permission: Permission):
    found = [
        "".join(
            "y" if may(person, permission, unit.path) else "n"
            for unit in (BRANCH, SIBLING, COMMITTEE, FOREIGN)
        )
        for person in PEOPLE
    ]
    assert found == TABLE[permission]


def test_somebody_with_two_posts_has_both_ranges():
    actor = Actor(6, "两处任职", "1", None, (Post(Role.SECRETARY, BRANCH), Post(Role.SECRETARY, FOREIGN)))
    assert scopes(actor, Permission.VIEW_PARTICIPATION) == ("/1/2/5/", "/1/3/9/")
    assert not may(actor, Permission.VIEW_PARTICIPATION, SIBLING.path)
