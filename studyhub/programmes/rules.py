"""Decisions about programmes: pure functions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from studyhub.organisation.rules import Duty, MemberKind, UnitRef

TITLE_LENGTH = 60
SUMMARY_LENGTH = 300
MOST_UNITS = 60


class ProgrammeStatus(StrEnum):
    """A DRAFT is seen by those who write it; PUBLISHED is on; CLOSED asks nothing of anybody any more."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class StepState(StrEnum):
    """Where a member stands with a study unit of a programme.

    LOCKED waits for others of the programme, OFFERED is an elective not chosen, WITHDRAWN was taken away from members
    before this one had read it, so that it is asked for no longer.
    """

    DONE = "done"
    READING = "reading"
    TODO = "todo"
    LOCKED = "locked"
    OFFERED = "offered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Person:
    """What decides for whom a programme is: a member's branch, kind and 职务 (with that of the secretary)."""

    unit: UnitRef
    kind: MemberKind
    duties: frozenset[Duty]


@dataclass(frozen=True)
class Audience:
    """For whom a programme is, among the members of its node and below.

    Those of any of the kinds, and those with any of the duties; everybody, when there is neither. With branches, only
    members of these.
    """

    kinds: frozenset[MemberKind] = frozenset()
    duties: frozenset[Duty] = frozenset()
    branch_ids: frozenset[int] = frozenset()

    def includes(self, person: Person) -> bool:
        """Whether a person of the node or below is meant."""
        if self.branch_ids and person.unit.id not in self.branch_ids:
            return False
        is_open = not self.kinds and not self.duties
        return is_open or person.kind in self.kinds or bool(self.duties & person.duties)


@dataclass(frozen=True)
class UnitDraft:
    """A study unit as it is put into a programme; its prerequisites are other study units of the same."""

    study_unit_id: int
    is_required: bool = True
    prerequisites: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ProgrammeDraft:
    """All that an organiser says about a programme."""

    title: str
    starts_on: date
    ends_on: date | None = None
    summary: str = ""
    elective_count: int = 0
    audience: Audience = Audience()
    units: tuple[UnitDraft, ...] = ()


@dataclass(frozen=True)
class Element:
    """A study unit of a programme and what one member has done with it.

    is_available: members may read it now; has_begun: something of it has been read.
    """

    study_unit_id: int
    title: str
    is_required: bool
    prerequisites: frozenset[int] = frozenset()
    is_available: bool = True
    is_chosen: bool = False
    has_begun: bool = False
    is_done: bool = False

    @property
    def counts(self) -> bool:
        """Whether the programme asks it of this member."""
        return self.is_required or self.is_chosen


@dataclass(frozen=True)
class Step:
    """An element with its state; `waiting_for` are the titles of what comes first, when it is locked."""

    element: Element
    state: StepState
    waiting_for: tuple[str, ...] = ()

    @property
    def may_choose(self) -> bool:
        """Whether the member may still choose it."""
        element = self.element
        return not element.counts and (element.is_available or element.is_done)

    @property
    def may_give_back(self) -> bool:
        """Whether a chosen elective may still be given back: until it is begun."""
        return self.element.is_chosen and not self.element.has_begun


@dataclass(frozen=True)
class Plan:
    """A programme as it stands for one member: its steps in order, and how many are done of how many asked for."""

    steps: tuple[Step, ...]
    required_done: int
    required_count: int
    electives_done: int
    electives_needed: int
    electives_chosen: int

    @property
    def done(self) -> int:
        """How many of `count` are done."""
        return self.required_done + min(self.electives_done, self.electives_needed)

    @property
    def count(self) -> int:
        """How many units are to be completed."""
        return self.required_count + self.electives_needed

    @property
    def is_complete(self) -> bool:
        """Whether all is done that was asked for; a programme that asks for nothing is never complete."""
        return 0 < self.count == self.done

    @property
    def has_begun(self) -> bool:
        """Whether anything that is asked for was begun or chosen."""
        return any(
            step.element.is_chosen or (step.element.is_required and step.element.has_begun)
            for step in self.steps
        )

    @property
    def lacks_choices(self) -> bool:
        """Whether electives are still to be chosen."""
        return self.electives_chosen < self.electives_needed

    @property
    def next(self) -> Step | None:
        """What to read next: what was begun, else the first that is open; of electives only while they are needed."""
        open_steps = [
            step
            for step in self.steps
            if step.element.is_required or self.electives_done < self.electives_needed
        ]
        for state in (StepState.READING, StepState.TODO):
            for step in open_steps:
                if step.state is state:
                    return step
        return None


def plan(elements: Sequence[Element], elective_count: int) -> Plan:
    """How a programme stands for one member. elements: in order; elective_count: how many electives are asked for.

    What was read counts whenever it was read, also when it is locked or was taken away since.
    """
    titles = {each.study_unit_id: each.title for each in elements}
    # What nobody can read any more holds nobody up.
    open_ids = {each.study_unit_id for each in elements if not each.is_done and each.is_available}
    steps = []
    for each in elements:
        waiting = tuple(titles[key] for key in titles if key in each.prerequisites & open_ids)
        steps.append(Step(each, _state(each, bool(waiting)), waiting))
    asked = [each for each in elements if each.is_required and (each.is_done or each.is_available)]
    chosen = [each for each in elements if not each.is_required and each.is_chosen]
    usable = [
        each
        for each in elements
        if not each.is_required and (each.is_available or (each.is_chosen and each.is_done))
    ]
    return Plan(
        steps=tuple(steps),
        required_done=sum(each.is_done for each in asked),
        required_count=len(asked),
        electives_done=sum(each.is_done for each in chosen),
        electives_needed=min(elective_count, len(usable)),
        electives_chosen=sum(each.is_done or each.is_available for each in chosen),
    )


def _state(element: Element, is_locked: bool) -> StepState:
    if not element.counts:
        return StepState.OFFERED if element.is_available or element.is_done else StepState.WITHDRAWN
    if element.is_done:
        return StepState.DONE
    if not element.is_available:
        return StepState.WITHDRAWN
    if is_locked:
        return StepState.LOCKED
    return StepState.READING if element.has_begun else StepState.TODO


def is_running(status: ProgrammeStatus, ends_on: date | None, today: date) -> bool:
    """Whether a programme can be completed today; its last day is `ends_on`. What is read early counts as well."""
    return status is ProgrammeStatus.PUBLISHED and (ends_on is None or today <= ends_on)


def find_circle(prerequisites: Mapping[int, Collection[int]]) -> list[int]:
    """Units each of which must come before the next, and the last before the first; empty when there is no circle.

    prerequisites: unit -> what comes before it.
    """
    finished: set[int] = set()
    for start in prerequisites:
        path: list[int] = []
        branches: list[Iterable[int]] = [iter([start])]
        while branches:
            unit = next(iter(branches[-1]), None)
            if unit is None:
                branches.pop()
                if path:
                    finished.add(path.pop())
            elif unit in path:
                return path[path.index(unit) :][::-1]
            elif unit not in finished:
                path.append(unit)
                branches.append(iter(sorted(prerequisites.get(unit, ()))))
    return []


def problems_of(draft: ProgrammeDraft, titles: Mapping[int, str]) -> dict[str, str]:
    """What is wrong with a draft: field -> sentence. titles: those of the study units that may be in it, by id."""
    fields = {}
    if not draft.title.strip() or len(draft.title.strip()) > TITLE_LENGTH:
        fields["title"] = f"请填写名称（{TITLE_LENGTH} 字以内）。"
    if len(draft.summary.strip()) > SUMMARY_LENGTH:
        fields["summary"] = f"说明请控制在 {SUMMARY_LENGTH} 字以内。"
    if draft.ends_on is not None and draft.ends_on < draft.starts_on:
        fields["ends_on"] = "结束日期不能早于开始日期。"
    elective = sum(not unit.is_required for unit in draft.units)
    if not 0 <= draft.elective_count <= elective:
        fields["elective_count"] = (
            f"选修单元共 {elective} 个，至少选修的数目应在 0 至 {elective} 之间。"
            if elective
            else "还没有选修单元，请填 0，或把下面的单元改为选修。"
        )
    if (sentence := _problem_of_units(draft, titles)) is not None:
        fields["units"] = sentence
    return fields


def _problem_of_units(draft: ProgrammeDraft, titles: Mapping[int, str]) -> str | None:
    ids = [unit.study_unit_id for unit in draft.units]
    if len(ids) > MOST_UNITS:
        return f"一个学习计划最多 {MOST_UNITS} 个单元，请分成几个计划。"
    if len(set(ids)) < len(ids):
        return "同一个学习单元只能出现一次，请删去重复的。"
    if unknown := [number for number, key in enumerate(ids, start=1) if key not in titles]:
        numbers = "、".join(map(str, unknown))
        return f"第 {numbers} 个单元没有发布，或者计划的对象读不到它，请换成已发布的单元。"
    for unit in draft.units:
        if unit.study_unit_id in unit.prerequisites:
            return f"《{titles[unit.study_unit_id]}》不能以自己为先修，请去掉。"
        if unit.prerequisites - set(ids):
            return f"《{titles[unit.study_unit_id]}》的先修单元不在这个计划里，请重新勾选。"
        if unit.is_required and any(
            not other.is_required for other in draft.units if other.study_unit_id in unit.prerequisites
        ):
            return f"《{titles[unit.study_unit_id]}》是必修，不能以选修单元为先修：没选的人会一直读不了它。"
    if circle := find_circle({unit.study_unit_id: unit.prerequisites for unit in draft.units}):
        names = "→".join(f"《{titles[key]}》" for key in (*circle, circle[0]))
        return f"先修关系绕成了圈：{names}，谁也读不了，请去掉其中一处先修。"
    return None
