"""Reads of programmes: for members (plans), and for those who look after them (watching)."""

from studyhub.programmes.queries.desk import (
    OfferedUnit,
    ProgrammeInScope,
    ProgrammeRow,
    UnitInProgramme,
    get_in_scope,
    list_for_organiser,
    list_offered,
    units_of,
)
from studyhub.programmes.queries.people import audience_of, find_person, members_of
from studyhub.programmes.queries.plans import (
    CompletionView,
    PlanView,
    get_for_member,
    list_completions,
    list_for_member,
    load_plans,
)
from studyhub.programmes.queries.watching import (
    BranchRow,
    LearnerRow,
    WatchView,
    list_learners,
    plans_of,
    watch,
)

__all__ = [
    "BranchRow",
    "CompletionView",
    "LearnerRow",
    "OfferedUnit",
    "PlanView",
    "ProgrammeInScope",
    "ProgrammeRow",
    "UnitInProgramme",
    "WatchView",
    "audience_of",
    "find_person",
    "get_for_member",
    "get_in_scope",
    "list_completions",
    "list_for_member",
    "list_for_organiser",
    "list_learners",
    "list_offered",
    "load_plans",
    "members_of",
    "plans_of",
    "units_of",
    "watch",
]
