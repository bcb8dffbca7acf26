"""The demonstration: a site a person can believe in, the same however often it is started."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from studyhub.accounts.service import hash_token, sign_in
from studyhub.cli.demonstration import PASSWORD, build
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.items.models import Item
from studyhub.leaderboards.queries import branch_board, member_board
from studyhub.organisation.queries import find_actor
from studyhub.organisation.rules import Actor, UnitKind
from studyhub.organisation.service import create_unit
from studyhub.programmes import queries as programmes
from studyhub.reading import queries as reading
from studyhub.reports.invariants import check
from studyhub.study_days.models import Participation
from studyhub.study_days.queries import TodayView, list_for_member, today, watch
from studyhub.study_days.rules import ParticipationState
from studyhub.tables import metadata

AFTERNOON = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    """Half past two in the afternoon in Shanghai."""
    return FixedClock(AFTERNOON)


@pytest.fixture
def accounts(database: Database, clock: FixedClock, tmp_path: Path) -> list[dict[str, str]]:
    """The demonstration's accounts, the site being built."""
    return build(database, clock, tmp_path)


def actor_of(database: Database, clock: FixedClock, account: dict[str, str]) -> Actor:
    signed_in = sign_in(
        database, account["login"], account["password"], device="", address="", now=clock.now()
    )
    assert not signed_in.must_change_password
    with database.read() as session:
        actor = find_actor(session, hash_token(signed_in.token), clock.now())
    assert actor is not None
    return actor


def day_of(database: Database, clock: FixedClock, actor: Actor) -> TodayView:
    with database.read() as session:
        view = today(session, actor, clock.now())
    assert view is not None
    return view


def rows_of(database: Database) -> dict[str, int]:
    with database.read() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
        }


def test_a_whole_site_stands_there(
    database: Database, clock: FixedClock, accounts: list[dict[str, str]], tmp_path: Path
) -> None:
    assert json.loads((tmp_path / "demo-accounts.json").read_text(encoding="utf-8")) == accounts
    assert Counter(account["role"] for account in accounts) == {
        "administrator": 1, "organiser": 1, "secretary": 4, "member": 71,
    }  # fmt: skip
    assert {account["password"] for account in accounts} == {PASSWORD}
    assert len({account["login"] for account in accounts}) == len(accounts) == 77

    her = next(account for account in accounts if account["name"] == "王秀英")
    assert her["role"] == "member"
    member = actor_of(database, clock, her)
    view = day_of(database, clock, member)
    assert view.is_open and view.study_unit is not None and view.quiz is not None
    assert (view.quiz.state, view.quiz.item_count, view.quiz.time_limit_seconds) == ("open", 20, 1800)
    assert (view.study_unit.percent, view.participation.state) == (0, ParticipationState.TODO)

    organiser = actor_of(database, clock, accounts[1])
    with database.read() as session:
        watched = watch(session, organiser, view.id, clock.now())
        assert watched.members is not None
        states = Counter(row.state for row in watched.members)
        assert len(watched.members) == 76 and watched.branch_count == 4
        assert 0.45 <= watched.rate <= 0.7
        assert states[ParticipationState.DOING] >= 5 and states[ParticipationState.TODO] >= 10
        last_week, now = list_for_member(session, member, clock.now())[1], clock.now()
        assert (now.date() - last_week.held_on).days == 7
        assert watch(session, organiser, last_week.id, now).rate > 0.8
        assert len({row.percent for row in watched.members}) > 8
        assert member_board(session, member).ranked_count >= 59
        assert len({s.rate for s in branch_board(session, member, now=now).standings}) > 2
        assert session.scalar(select(func.count()).select_from(Item)) >= 120
        latest = session.scalar(select(func.max(Participation.done_at)))
        assert latest is not None and latest <= now
        assert check(session, now=now) == []


def test_a_programme_asks_for_what_was_studied_and_leaves_a_choice(
    database: Database, clock: FixedClock, accounts: list[dict[str, str]]
) -> None:
    her = actor_of(database, clock, next(a for a in accounts if a["name"] == "王秀英"))
    organiser = actor_of(database, clock, accounts[1])
    with database.read() as session:
        (programme,) = programmes.list_for_member(session, her, clock.now())
        found = programmes.get_in_scope(session, organiser, programme.id, clock.now())
        view = programmes.watch(session, organiser, found)
    assert [step.state.value for step in programme.plan.steps] == ["done", "todo", "offered", "offered"]
    assert programme.plan.next is not None and programme.plan.next.element.title == (
        day_of(database, clock, her).study_unit.title
    )
    assert view.learners is not None
    assert 3 <= view.done < view.due / 2
    assert 15 <= sum(not row.plan.lacks_choices for row in view.learners) < len(view.learners)


def test_started_again_it_is_the_same_and_each_day_gets_a_study_day(
    database: Database, clock: FixedClock, accounts: list[dict[str, str]], tmp_path: Path
) -> None:
    before = rows_of(database)
    clock.advance(timedelta(hours=3))
    assert build(database, clock, tmp_path) == accounts
    assert rows_of(database) == before

    clock.advance(timedelta(days=1))
    assert build(database, clock, tmp_path) == accounts
    after = rows_of(database)
    assert (after["accounts"], after["items"], after["study_days"]) == (
        before["accounts"], before["items"], before["study_days"] + 1,
    )  # fmt: skip
    assert after["attempts"] > before["attempts"]
    member = actor_of(database, clock, next(a for a in accounts if a["name"] == "王秀英"))
    view = day_of(database, clock, member)
    assert (view.held_on, view.participation.state) == (clock.now().date(), ParticipationState.TODO)
    with database.read() as session:
        assert check(session, now=clock.now()) == []


def test_it_can_be_started_at_midnight(database: Database, tmp_path: Path) -> None:
    clock = FixedClock(datetime(2026, 11, 19, 16, 0, tzinfo=UTC))

    build(database, clock, tmp_path)

    with database.read() as session:
        assert check(session, now=clock.now()) == []


def test_it_keeps_out_of_other_people_s_sites(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    with database.write() as session:
        create_unit(session, None, UnitKind.COMMITTEE, "别人的机关党委", now=clock.now())
    before = rows_of(database)

    with pytest.raises(SystemExit, match="别人的机关党委"):
        build(database, clock, tmp_path)

    assert rows_of(database) == before
    assert not (tmp_path / "demo-accounts.json").exists()


def test_a_secretary_finds_what_was_written_last_week(
    database: Database, clock: FixedClock, accounts: list[dict[str, str]]
) -> None:
    for secretary in (account for account in accounts if account["role"] == "secretary"):
        actor = actor_of(database, clock, secretary)
        with database.read() as session:
            rows = reading.list_subjects(session, actor)
            assert [(row.count, row.unmarked_count) for row in rows if row.count] == [(3, 2)]
            assert reading.count_open_reflections(session, actor) == 2
    organiser = actor_of(database, clock, next(each for each in accounts if each["role"] == "organiser"))
    with database.read() as session:
        assert reading.count_open_questions(session, organiser) == 1
