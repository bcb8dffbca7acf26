"""W8: drive a study day and then compare everything that was acknowledged with the database."""

from sqlalchemy import select

from studyhub.cli.bench import content
from studyhub.cli.bench.filling import fill_content, fill_members, token_of
from studyhub.cli.bench.options import Options
from studyhub.cli.bench.places import Place
from studyhub.cli.bench.quizzes import make_day
from studyhub.cli.bench.rush import Outcome, RushPlan, rush
from studyhub.cli.bench.table import Row, row_of
from studyhub.core.db import Database, table_of
from studyhub.core.migration import upgrade
from studyhub.quizzes.models import Attempt, Slot
from studyhub.quizzes.rules import AttemptStatus
from studyhub.reports.invariants import check

SITE_MEMBERS = 10_000
GOAL_P99 = 400


def study_day(place: Place, options: Options) -> Row:
    """The row of W8. Its note says how much of what was acknowledged is not in the database."""
    upgrade(place.database)
    members = fill_members(place.database, max(SITE_MEMBERS, options.herd))
    fill_content(place.database, members)
    day = make_day(place.database, members, "测速学习日")
    with place.site() as site:
        figures, outcome = rush(
            RushPlan(
                port=site.port,
                master=site.master,
                quiz_id=day.quiz_id,
                tokens=[token_of(member) for member in members.signed_in[: options.herd]],
                responses={kind.value: response for kind, response in content.RESPONSES.items()},
                window=options.herd_window,
                answers=options.herd_answers,
                pause=options.herd_pause,
            )
        )
    lost = count_lost(place.database, outcome)
    with place.database.read() as session:
        contradictions = check(session)
    found = "；".join(contradictions) or "账目全部相符"
    names = ("W8", "统一学习日", place.engine, f"{options.herd:,} 人")
    note = f"确认 {len(outcome.saved)} 次作答、{len(outcome.submitted)} 份交卷，丢失 {lost}；{found}"
    return row_of(names, f"p99≤{GOAL_P99}", [figures], [], None, note)


def count_lost(database: Database, outcome: Outcome) -> int:
    """How many acknowledged responses and submissions the database does not hold."""
    slot, attempt = table_of(Slot), table_of(Attempt)
    with database.read() as session:
        held = {
            (row.attempt_id, row.number): (row.sequence, row.response)
            for row in session.execute(
                select(slot.c.attempt_id, slot.c.number, slot.c.sequence, slot.c.response)
            )
        }
        closed = set(session.scalars(select(attempt.c.id).where(attempt.c.status == AttemptStatus.SUBMITTED)))
    saved = sum(held.get((one, slot)) != (number, values) for one, slot, number, values in outcome.saved)
    return saved + len(set(outcome.submitted) - closed)
