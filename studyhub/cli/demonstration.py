"""A demonstration that a person can believe in, built through the services as people would have done it.

One 机关党委 with four branches, the starter content, a study day of last week that everybody remembers, and one that
is always today. Safe to run again: on the same day nothing changes, on a later day that day gets a study day of its own.
"""

import json
import sys
from dataclasses import asdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from question_bank import Blueprint, Cell, ItemType, Marking, Section, starter_items, starter_units
from studyhub import subscriptions
from studyhub.accounts.passwords import hash_password
from studyhub.accounts.service import create_account
from studyhub.cli.demonstration_history import take_part
from studyhub.cli.demonstration_people import ADMINISTRATOR, BRANCHES, ROOT_NAME, Person
from studyhub.cli.demonstration_programme import offer_programme
from studyhub.cli.demonstration_voices import speak
from studyhub.cli.publication import publish_as_two
from studyhub.core.clock import Clock, local_date, local_moment
from studyhub.core.db import Database
from studyhub.items.service import import_items
from studyhub.organisation.queries import list_appointments, list_branches, list_members, list_units
from studyhub.organisation.rules import Actor, Role, UnitKind, UnitRef
from studyhub.organisation.service import appoint, create_unit, join
from studyhub.quizzes.rules import ReviewRule
from studyhub.quizzes.service import QuizDraft, create_quiz
from studyhub.quizzes.service import publish as publish_quiz
from studyhub.study.queries import list_for_organiser as list_study_units
from studyhub.study.rules import ParagraphDraft, SectionDraft
from studyhub.study.service import create_study_unit
from studyhub.study_days.queries import list_for_member
from studyhub.study_days.queries import list_for_organiser as list_study_days
from studyhub.study_days.service import schedule_study_day

PASSWORD = "study-2026"  # noqa: S105 (announced at every start: it protects invented people)
FIRST_NUMBER = 100001
FIRST_PHONE = 19900000001
ONE_DAY = timedelta(days=1)


def build(database: Database, clock: Clock, data_dir: Path) -> list[dict[str, str]]:
    """Fill an empty, migrated database, or add today's study day to an earlier demonstration.

    Writes `demo-accounts.json` into `data_dir` and returns what it holds: {login, password, role, unit, name} for
    every account. Ends the program when the database belongs to another site.
    """
    subscriptions.install()
    now = clock.now()
    with database.write() as session:
        root = _find_root(session)
        if root is None:
            root = _create_organisation(session, now - 30 * ONE_DAY)
            organiser = _people(session, root)[0]
            _bring_in_content(session, organiser, _administrator(session, root), root, now - 29 * ONE_DAY)
            _hold_study_day(session, root, local_date(now) - 7 * ONE_DAY, now)
            _let_speak(session, root, now)
        _hold_study_day(session, root, local_date(now), now)
        offer_programme(session, _people(session, root), root, now)
        accounts = _accounts(session, root)
    _write(data_dir / "demo-accounts.json", accounts)
    return accounts


def _find_root(session: Session) -> UnitRef | None:
    units = list_units(session, ["/"])
    if not units:
        return None
    if units[0].name != ROOT_NAME:
        sys.exit(f"这个数据目录里已有站点“{units[0].name}”，不能放入示范内容。请用 --data 另选一个目录。")
    return units[0].ref


def _create_organisation(session: Session, now: datetime) -> UnitRef:
    root = create_unit(session, None, UnitKind.COMMITTEE, ROOT_NAME, now=now)
    password_hash = hash_password(PASSWORD)
    count = 0

    def account_of(person: Person) -> int:
        nonlocal count
        account = create_account(
            session,
            employee_number=str(FIRST_NUMBER + count),
            phone=str(FIRST_PHONE + count),
            name=person.name,
            password_hash=password_hash,
            must_change_password=False,
            now=now,
        )
        count += 1
        return account.id

    appoint(session, account_of(ADMINISTRATOR), root.id, Role.ADMINISTRATOR, now=now)
    for position, (name, people) in enumerate(BRANCHES.items()):
        branch = create_unit(session, root.id, UnitKind.BRANCH, name, position=position, now=now)
        for person in people:
            member_id = account_of(person)
            join(
                session,
                member_id,
                branch.id,
                person.kind,
                started_on=local_date(now),
                is_exempt=person.is_exempt,
                now=now,
            )
            if person.role is not Role.MEMBER:
                node = root if person.role is Role.ORGANISER else branch
                appoint(session, member_id, node.id, person.role, now=now)
    return UnitRef(root.id, root.name, root.path)


def _people(session: Session, root: UnitRef) -> list[Actor]:
    """Everybody with a branch: the organiser first, then by branch and number."""
    units = {unit.id: unit.ref for unit in list_branches(session, [root.path])}
    actors = [
        Actor(row.member_id, row.name, row.employee_number, units[row.unit_id], row.roles)
        for row in list_members(session, [root.path])
    ]
    return sorted(actors, key=lambda actor: not any(post.role is Role.ORGANISER for post in actor.posts))


def _administrator(session: Session, root: UnitRef) -> Actor:
    """The one who signs what the organiser wrote."""
    posts = list_appointments(session, [root.path])
    member_id, name, post = next(
        (member_id, name, post) for _, member_id, name, post in posts if post.role is Role.ADMINISTRATOR
    )
    return Actor(member_id, name, str(FIRST_NUMBER), None, (post,))


def _bring_in_content(
    session: Session, organiser: Actor, administrator: Actor, root: UnitRef, now: datetime
) -> None:
    for unit in starter_units():
        study_unit = create_study_unit(
            session,
            organiser,
            root.id,
            title=unit.title,
            summary=unit.summary,
            sources=[asdict(note) for note in unit.sources],
            sections=[
                SectionDraft(
                    section.title, tuple(ParagraphDraft(text, anchor) for anchor, text in section.paragraphs)
                )
                for section in unit.sections
            ],
            slug=unit.id,
            now=now,
        )
        publish_as_two(session, organiser, administrator, study_unit.id, now=now)
    import_items(session, organiser, root.id, starter_items(), now=now)


def _hold_study_day(session: Session, root: UnitRef, held_on: date, now: datetime) -> None:
    """A study day from midnight to midnight, with all that has happened on it up to `now`; once for each date."""
    people = _people(session, root)
    organiser = people[0]
    if any(day.held_on == held_on for day in list_study_days(session, organiser, now)):
        return
    units = starter_units()
    unit = units[held_on.toordinal() % len(units)]
    opens_at = local_moment(held_on)
    prepared_at = opens_at - ONE_DAY
    study_unit_id = next(row.id for row in list_study_units(session, organiser) if row.slug == unit.id)
    topic = unit.title.split("：")[0]
    quiz_id = create_quiz(
        session,
        organiser,
        root.id,
        QuizDraft(
            title=f"“{topic}”学习答题",
            blueprint=blueprint_of(unit.id),
            time_limit=timedelta(minutes=30),
            review_rule=ReviewRule.AFTER_SUBMISSION,
        ),
        now=prepared_at,
    )
    publish_quiz(session, organiser, quiz_id, now=prepared_at)
    schedule_study_day(
        session,
        organiser,
        root.id,
        title=f"{held_on.month}月{held_on.day}日统一学习日",
        held_on=held_on,
        opens_at=opens_at,
        closes_at=opens_at + ONE_DAY,
        study_unit_id=study_unit_id,
        quiz_id=quiz_id,
        branch_ids=[branch.id for branch in list_branches(session, [root.path])],
        now=prepared_at,
    )
    take_part(session, people, study_unit_id, quiz_id, opens_at, min(now, opens_at + ONE_DAY))


def _let_speak(session: Session, root: UnitRef, now: datetime) -> None:
    """Last week's day finds its echo, in the evening of the day."""
    people = _people(session, root)
    day = next(day for day in list_for_member(session, people[0], now, limit=1))
    assert day.study_unit is not None
    speak(session, people, day.id, day.study_unit.id, day.closes_at - timedelta(hours=5))


def blueprint_of(slug: str) -> Blueprint:
    """Twenty items of four types over one study unit, worth 100 points."""

    def cell(count: int, kind: ItemType) -> tuple[Cell, ...]:
        return (
            Cell(
                count,
                Decimal(5),
                types=frozenset({kind}),
                units=frozenset({slug}),
                marking=Marking.PARTIAL if kind is ItemType.MULTIPLE_RESPONSE else Marking.ALL_OR_NOTHING,
            ),
        )

    return Blueprint(
        (
            Section("一、单项选择题", cell(8, ItemType.SINGLE_CHOICE)),
            Section("二、多项选择题", cell(5, ItemType.MULTIPLE_RESPONSE)),
            Section("三、判断题", cell(4, ItemType.TRUE_FALSE)),
            Section("四、填空题", cell(3, ItemType.FILL_IN)),
        )
    )


def _accounts(session: Session, root: UnitRef) -> list[dict[str, str]]:
    """Every account: those who look after something first, then members."""
    accounts = [_account(str(FIRST_NUMBER), Role.ADMINISTRATOR, root.name, ADMINISTRATOR.name)]
    for actor in _people(session, root):
        assert actor.unit is not None
        role, unit = next(((post.role, post.unit) for post in actor.posts), (Role.MEMBER, actor.unit))
        accounts.append(_account(actor.employee_number, role, unit.name, actor.name))
    order = list(Role)
    return sorted(accounts, key=lambda account: order.index(Role(account["role"])))


def _account(login: str, role: Role, unit: str, name: str) -> dict[str, str]:
    return {"login": login, "password": PASSWORD, "role": role.value, "unit": unit, "name": name}


def _write(path: Path, accounts: list[dict[str, str]]) -> None:
    text = json.dumps(accounts, ensure_ascii=False, indent=1) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    draft = path.with_suffix(".new")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
