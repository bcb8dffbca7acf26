"""Who may do what where: the permission map of the whole site, on one screen."""

from dataclasses import dataclass
from enum import StrEnum


class UnitKind(StrEnum):
    """Kinds of Party organisation."""

    COMMITTEE = "committee"
    GENERAL_BRANCH = "general_branch"
    BRANCH = "branch"
    GROUP = "group"


class MemberKind(StrEnum):
    """Kinds of membership."""

    FULL = "full"
    PROBATIONARY = "probationary"
    PROSPECTIVE = "prospective"
    ACTIVIST = "activist"


class Duty(StrEnum):
    """A 职务 in a branch; it gives no permission. SECRETARY comes with the role of that name and is never kept."""

    SECRETARY = "secretary"
    DEPUTY_SECRETARY = "deputy_secretary"
    ORGANISATION = "organisation"
    PUBLICITY = "publicity"
    DISCIPLINE = "discipline"
    YOUTH = "youth"
    GROUP_LEADER = "group_leader"


class Role(StrEnum):
    """What a person is, over a unit and all below it. MEMBER comes with a membership, the others by appointment."""

    ADMINISTRATOR = "administrator"
    ORGANISER = "organiser"
    SECRETARY = "secretary"
    MEMBER = "member"


class Permission(StrEnum):
    """What a route needs. PUBLIC needs nobody signed in, ACCOUNT anybody signed in."""

    PUBLIC = "public"
    ACCOUNT = "account"
    STUDY = "study"
    DESK = "desk"
    VIEW_PARTICIPATION = "view_participation"
    MANAGE_STUDY_UNITS = "manage_study_units"
    MANAGE_ITEMS = "manage_items"
    MANAGE_QUIZZES = "manage_quizzes"
    MANAGE_STUDY_DAYS = "manage_study_days"
    MANAGE_PROGRAMMES = "manage_programmes"
    READ_REFLECTIONS = "read_reflections"
    MANAGE_ORGANISATION = "manage_organisation"


_A, _O, _S, _M = Role.ADMINISTRATOR, Role.ORGANISER, Role.SECRETARY, Role.MEMBER

POLICY: dict[Permission, frozenset[Role]] = {
    Permission.STUDY: frozenset({_M}),
    Permission.DESK: frozenset({_A, _O, _S}),
    Permission.VIEW_PARTICIPATION: frozenset({_A, _O, _S}),
    Permission.MANAGE_STUDY_UNITS: frozenset({_A, _O}),
    Permission.MANAGE_ITEMS: frozenset({_A, _O}),
    Permission.MANAGE_QUIZZES: frozenset({_A, _O}),
    Permission.MANAGE_STUDY_DAYS: frozenset({_A, _O}),
    Permission.MANAGE_PROGRAMMES: frozenset({_A, _O}),
    Permission.READ_REFLECTIONS: frozenset({_O, _S}),
    Permission.MANAGE_ORGANISATION: frozenset({_A}),
}


@dataclass(frozen=True)
class UnitRef:
    """A unit, as much of it as is needed to decide and to show."""

    id: int
    name: str
    path: str


@dataclass(frozen=True)
class Post:
    """A role held over a unit."""

    role: Role
    unit: UnitRef


@dataclass(frozen=True)
class Actor:
    """The person on whose behalf something is done: who, where, with which posts."""

    member_id: int
    name: str
    employee_number: str
    unit: UnitRef | None = None
    posts: tuple[Post, ...] = ()
    must_change_password: bool = False


def scopes(actor: Actor, permission: Permission) -> tuple[str, ...]:
    """The paths under which `actor` has `permission`; a path covers every path that starts with it."""
    roles = POLICY.get(permission, frozenset())
    paths = [post.unit.path for post in actor.posts if post.role in roles]
    if Role.MEMBER in roles and actor.unit is not None:
        paths.append(actor.unit.path)
    return tuple(sorted(set(paths)))


def may(actor: Actor | None, permission: Permission, path: str | None = None) -> bool:
    """Whether `actor` (None: nobody signed in) has `permission` over the unit at `path`, or anywhere when None."""
    if permission is Permission.PUBLIC:
        return True
    if actor is None:
        return False
    if permission is Permission.ACCOUNT:
        return True
    covered = scopes(actor, permission)
    return bool(covered) if path is None else any(path.startswith(scope) for scope in covered)
