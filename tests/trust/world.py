"""A site on which everything exists everywhere, so that whatever leaks has something to leak.

Each kind of thing exists at four places, seen from the first branch of committee A (A1): there ("own"), in the branch
beside it ("sibling", A2), at the root of the site above both ("above") and in the other committee ("foreign", B1).
Whatever has a text of its own carries its place's word.
"""

import hashlib
import itertools
import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from question_bank import Blueprint, Cell, Item, ItemType, Picture, Section, Source
from studyhub.accounts.models import Account, SignInSession
from studyhub.accounts.service import hash_token
from studyhub.cli.publication import publish_as_two
from studyhub.core.clock import FixedClock, local_date
from studyhub.core.db import Base, Database
from studyhub.items.models import Item as ItemRow
from studyhub.items.models import ItemStatus
from studyhub.items.service import create_item, import_items
from studyhub.organisation.models import Appointment
from studyhub.organisation.rules import Actor, MemberKind, Post, Role, UnitRef
from studyhub.organisation.service import appoint, join
from studyhub.programmes import service as programmes
from studyhub.programmes.rules import ProgrammeDraft, UnitDraft
from studyhub.quizzes import service as quizzes
from studyhub.quizzes.rules.drafting import QuizDraft
from studyhub.reading import service as reading
from studyhub.reading.models import CompletionKind, SectionCheck
from studyhub.reading.queries import Subject
from studyhub.study import service as study
from studyhub.study.content import Recording
from studyhub.study.recording_files import keep_file
from studyhub.study.rules import ParagraphDraft, SectionDraft
from studyhub.study_days.service import schedule_study_day
from studyhub.web.organiser.kept_imports import keep_import
from tests.cast import Cast
from tests.question_bank.sample_items import png
from tests.quizzes.bank import bank, draft

PLACES = ("own", "sibling", "above", "foreign")
WORDS = {"own": "青松", "sibling": "白杨", "above": "红梅", "foreign": "翠竹"}
"""The word in every title and stem of a place."""

ROLES = ("visitor", "member", "secretary", "organiser", "administrator", "root")
"""Nobody; 王秀英 of A1; the secretary of A1; the organiser and the administrator of A; the site's administrator."""

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what cannot depend on the engine."""

WINDOW = timedelta(hours=8)
MISSING = 99_999

_CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_tokens = (f"session-{number}" for number in itertools.count(1))


@dataclass
class World:
    """The site, its people by role, and what exists: kind -> place -> the values of an address."""

    app: Flask
    database: Database
    clock: FixedClock
    cast: Cast
    people: dict[str, Actor]
    things: dict[str, dict[str, dict[str, object]]] = field(default_factory=dict)

    def browser_of(self, actor: Actor | None) -> FlaskClient:
        """A browser in which the actor is signed in (None: nobody), without the forty milliseconds of a password."""
        client = self.app.test_client()
        if actor is not None:
            token = next(_tokens)
            open_session(self.database, self.clock, actor.member_id, token)
            with client.session_transaction() as session:
                session["_user_id"] = token
                session["_fresh"] = True
        return client

    def values_of(self, kind: str, place: str, role: str) -> dict[str, object]:
        """The values of an address that lead a role to a thing at a place."""
        found = self.things.get(f"{kind} of {role}", self.things.get(kind, {}))
        return found[place]


def open_session(database: Database, clock: FixedClock, account_id: int, token: str) -> None:
    """Insert the session that a sign-in would have made."""
    now = clock.now()
    with database.write() as session:
        session.execute(
            insert(SignInSession).values(
                token_hash=hash_token(token),
                account_id=account_id,
                created_at=now,
                expires_at=now + timedelta(days=30),
                device="",
                address="",
            )
        )


def csrf_token(client: FlaskClient) -> str:
    """The token that a page gives this browser: the page 我的 when signed in, else that of signing in."""
    page = client.get("/me", follow_redirects=True)
    found = _CSRF.search(page.get_data(as_text=True))
    assert found, page.request.path
    return found[1]


def contents(world: World) -> dict[str, list]:
    """Every row of the site."""
    with world.database.read() as session:
        return {
            table.name: session.execute(select(table).order_by(*table.primary_key)).all()
            for table in Base.metadata.sorted_tables
        }


def build_world(app: Flask, database: Database, clock: FixedClock, cast: Cast, folder: Path) -> World:
    """Make the things of the world through the services, as the site's administrator."""
    units = {"own": cast.branch_a1, "sibling": cast.branch_a2, "above": cast.site, "foreign": cast.branch_b1}
    chief = _administrator_of(database, clock, cast.committee_a)
    world = World(app, database, clock, cast, {
        "member": cast.wang_xiuying, "secretary": cast.secretary_a1, "organiser": cast.organiser_a,
        "administrator": chief, "root": cast.administrator,
    })  # fmt: skip
    kinds = ("unit", "study_unit", "study_unit_draft", "item", "quiz", "quiz_draft", "study_day")
    world.things = {kind: {} for kind in kinds}
    world.things["picture"] = {place: {"digest": _digest(place)} for place in PLACES}
    for place, unit in units.items():
        for kind, thing_id in _things_at(world, place, unit).items():
            world.things[kind][place] = {"unit" if kind == "unit" else kind.removesuffix("_draft"): thing_id}
    for kind in ("study_unit", "study_unit_draft"):
        for what in ("picture", "recording"):
            world.things[f"{kind}_{what}"] = {
                place: {**things, "digest": _digest(place, what)}
                for place, things in world.things[kind].items()
            }
    world.things["study_flag"] = {
        place: {**things, "flag": things["study_unit"]}
        for place, things in world.things["study_unit_draft"].items()
    }
    _appoint_and_name(world, units)
    _start_attempts(world)
    _write_answers(world, units)
    _write_while_reading(world, units)
    _offer_programmes(world, units)
    _keep_imports(world, folder)
    return world


def with_picture(item: Item, place: str) -> Item:
    """The item with a picture in its stem; those of one place are the same, of others not."""
    picture = Picture("图.png", "image/png", png(shade=PLACES.index(place)))
    return replace(item, stem=f"{item.stem}[[picture:图.png]]", pictures=(picture,))


def _digest(place: str, what: str = "picture") -> str:
    """That of the picture, or of the recording, that lies at a place."""
    number = PLACES.index(place)
    return hashlib.sha256(png(shade=number) if what == "picture" else b"ID3%d" % number).hexdigest()


def _administrator_of(database: Database, clock: FixedClock, unit: UnitRef) -> Actor:
    with database.write() as session:
        account = Account(employee_number="100099", name="马骏", password_hash="", created_at=clock.now())
        session.add(account)
        session.flush()
        appoint(session, account.id, unit.id, Role.ADMINISTRATOR, now=clock.now())
    return Actor(account.id, "马骏", "100099", None, (Post(Role.ADMINISTRATOR, unit),))


def _things_at(world: World, place: str, unit: UnitRef) -> dict[str, int]:
    root, now, word = world.cast.administrator, world.clock.now(), WORDS[place]
    shown = ParagraphDraft(f"{word}图示", kind="image", picture="图1")
    texts = ParagraphDraft(f"{word}第一段。"), ParagraphDraft(f"{word}第二段。"), shown
    sections = [SectionDraft(f"{word}一节", texts)]
    cast, pictures = world.cast, {"图1": png(shade=PLACES.index(place))}
    branches = [unit.id] if place != "above" else [cast.branch_a1.id, cast.branch_a2.id, cast.branch_b1.id]
    with world.database.write() as session:

        def make_unit(title: str) -> int:
            texts = {"title": title, "summary": f"{word}摘要。", "sections": sections}
            return study.create_study_unit(session, root, unit.id, **texts, pictures=pictures, now=now).id

        def make_quiz(title: str) -> int:
            return quizzes.create_quiz(session, root, unit.id, draft(title), now=now)

        study_unit_id, study_unit_draft_id = make_unit(f"{word}单元"), make_unit(f"{word}未发布单元")
        recordings = world.app.extensions["studyhub"].settings.data_dir / "recordings"
        sound = Recording(*keep_file(recordings, BytesIO(b"ID3%d" % PLACES.index(place))), f"{word}录音")
        study.add_recording(session, root, study_unit_id, sound, now=now)
        study.add_recording(session, root, study_unit_draft_id, sound, now=now)
        signer = replace(root, member_id=cast.feng_li.member_id)
        publish_as_two(session, root, signer, study_unit_id, now=now)
        # A quiz of the root draws from all banks below it: what it may show carries no place's word.
        items = [with_picture(replace(item, tags=(f"{word}标签",)), place) for item in bank()]
        import_items(session, root, unit.id, items, now=now)
        item_id = create_item(session, root, unit.id, replace(bank()[0], id="", stem=f"{word}题目"), now=now)
        quiz_id, quiz_draft_id = make_quiz(f"{word}测试"), make_quiz(f"{word}未发布测试")
        quizzes.publish(session, root, quiz_id, now=now)
        day = schedule_study_day(
            session, root, unit.id, title=f"{word}学习日", held_on=local_date(now), opens_at=now,
            closes_at=now + WINDOW, study_unit_id=study_unit_id, quiz_id=quiz_id, branch_ids=branches, may_share_date=True, now=now,
        )  # fmt: skip
    return {
        "unit": unit.id, "study_unit": study_unit_id, "study_unit_draft": study_unit_draft_id, "item": item_id,
        "quiz": quiz_id, "quiz_draft": quiz_draft_id, "study_day": day.id,
    }  # fmt: skip


def _appoint_and_name(world: World, units: dict[str, UnitRef]) -> None:
    """In every unit somebody holds a role; in every branch there is a member nobody signs in as."""
    cast = world.cast
    world.things["member"] = {
        place: {"member": actor.member_id}
        for place, actor in zip(PLACES, (cast.chen_xiaohong, cast.wu_jing, None, cast.lin_fang), strict=True)
        if actor is not None
    }
    with world.database.write() as session:
        account = Account(
            employee_number="100098", name="红梅之人", password_hash="", created_at=world.clock.now()
        )
        session.add(account)
        session.flush()
        join(
            session,
            account.id,
            cast.site.id,
            MemberKind.FULL,
            started_on=date(2020, 7, 1),
            now=world.clock.now(),
        )
        world.things["member"]["above"] = {"member": account.id}
        world.things["appointment"] = {}
        for place, unit in units.items():
            member_id = world.things["member"][place]["member"]
            assert isinstance(member_id, int)
            appoint(session, member_id, unit.id, Role.SECRETARY, now=world.clock.now())
            found = session.scalars(select(Appointment.id).where(Appointment.member_id == member_id)).one()
            world.things["appointment"][place] = {"unit": unit.id, "appointment": found}


def _start_attempts(world: World) -> None:
    """王秀英, the secretary, 李建国 beside them (A1), 刘洋 (A2) and 何勇 (B1) have a submitted and an open attempt."""
    cast, now = world.cast, world.clock.now()

    def attempt(actor: Actor, place: str) -> tuple[int, int]:
        quiz_id, submitted_id = world.things["quiz"][place]["quiz"], world.things["quiz"]["above"]["quiz"]
        assert isinstance(quiz_id, int)
        assert isinstance(submitted_id, int)
        with world.database.write() as session:
            done = quizzes.start_attempt(session, actor, submitted_id, now=now).attempt_id
            quizzes.submit(session, done, actor.member_id, now=now)
            running = quizzes.start_attempt(session, actor, quiz_id, now=now).attempt_id
        return running, done

    # Of attempts there is none above: in its stead stands that of somebody else of one's own branch.
    attempts = {"own": attempt(cast.wang_xiuying, "own"), "sibling": attempt(cast.liu_yang, "sibling"),
                "above": attempt(cast.li_jianguo, "own"), "foreign": attempt(cast.he_yong, "foreign")}  # fmt: skip
    for role, own in (("", attempts["own"]), (" of secretary", attempt(cast.secretary_a1, "own"))):
        for number, kind in enumerate(("attempt", "result")):
            world.things[kind + role] = {
                place: {"attempt": pair[number]} for place, pair in {**attempts, "own": own}.items()
            }
        world.things["attempt_picture" + role] = {
            place: {**thing, "digest": _digest("own" if place == "above" else place)}
            for place, thing in world.things["attempt" + role].items()
        }


def _write_answers(world: World, units: dict[str, UnitRef]) -> None:
    """In every unit a member has written an answer that a person marks, and reported its question."""
    root, now = world.cast.administrator, world.clock.now()
    writers = {"own": world.cast.chen_xiaohong, "sibling": world.cast.wu_jing, "above": world.cast.zheng_wei,
               "foreign": world.cast.lin_fang}  # fmt: skip
    for kind in ("open_response", "quiz_item", "item_report"):
        world.things[kind] = {}
    for place, unit in units.items():
        writer, tag = writers[place], f"{WORDS[place]}简答标签"
        assert writer.unit is not None
        essay = Item("essay", ItemType.EXTENDED_TEXT, "谈谈体会。", tags=(tag,))
        cell = Cell(1, Decimal(5), types=frozenset({ItemType.EXTENDED_TEXT}), tags=frozenset({tag}))
        plan = QuizDraft(f"{WORDS[place]}简答", Blueprint((Section("简答", (cell,)),)), timedelta(minutes=20))
        with world.database.write() as session:
            import_items(session, root, unit.id, [essay], now=now)
            owned = (ItemRow.unit_id == unit.id, ItemRow.code == "essay")
            item_id = session.scalars(select(ItemRow.id).where(*owned)).one()
            quiz_id = quizzes.create_quiz(session, root, unit.id, plan, now=now)
            quizzes.publish(session, root, quiz_id, now=now)
            quizzes.schedule(session, quiz_id, [writer.unit.id], now, now + WINDOW)
            attempt_id = quizzes.start_attempt(session, writer, quiz_id, now=now).attempt_id
            quizzes.save_response(session, attempt_id, 1, ["我的体会"], 1, now=now)
            quizzes.submit(session, attempt_id, writer.member_id, now=now)
            report_id = quizzes.report_item(session, writer, attempt_id, 1, "题目不清楚。", now=now)
        world.things["open_response"][place] = {"quiz": quiz_id, "attempt": attempt_id}
        world.things["quiz_item"][place] = {"quiz": quiz_id, "item": item_id}
        world.things["item_report"][place] = {"report": report_id}


def _write_while_reading(world: World, units: dict[str, UnitRef]) -> None:
    """Every unit has a check within its text; of every unit a member has asked about a paragraph."""
    root, now = world.cast.administrator, world.clock.now()
    askers = {"own": world.cast.chen_xiaohong, "sibling": world.cast.wu_jing, "above": world.cast.zheng_wei,
              "foreign": world.cast.lin_fang}  # fmt: skip
    for kind in ("paragraph", "section_check", "paragraph_question", "reflection"):
        world.things[kind] = {}
    for place, unit in units.items():
        study_unit_id = world.things["study_unit"][place]["study_unit"]
        assert isinstance(study_unit_id, int)
        source = Source(f"study-unit-{study_unit_id}", "s1p2", "第二段")
        check = Item("check", ItemType.TRUE_FALSE, "小测的题干。", key=("true",), source=source)
        with world.database.write() as session:
            import_items(session, root, unit.id, [check], now=now)
            row = session.scalars(
                select(ItemRow).where(ItemRow.unit_id == unit.id, ItemRow.code == "check")
            ).one()
            row.status = ItemStatus.READY
            session.flush()
            reading.set_completion(
                session, root, study_unit_id, CompletionKind.CHECKS, places={row.id: "s1p2"}, now=now
            )
            check_id = session.scalars(select(SectionCheck.id).where(SectionCheck.item_id == row.id)).one()
            question_id = reading.ask(
                session, askers[place], study_unit_id, "s1p1", "这一段怎么理解？", now=now
            )
            reflection = reading.submit_reflection(
                session,
                askers[place],
                Subject(study_unit_id=study_unit_id),
                f"{WORDS[place]}体会，写满十个字。",
                now=now,
            )
        world.things["reflection"][place] = {"reflection": reflection.id}
        world.things["paragraph"][place] = {"study_unit": study_unit_id, "anchor": "s1p1"}
        world.things["section_check"][place] = {"study_unit": study_unit_id, "check": check_id}
        world.things["paragraph_question"][place] = {"question": question_id}


def _offer_programmes(world: World, units: dict[str, UnitRef]) -> None:
    """Every unit has a programme with an elective to choose, and one that is a draft."""
    root, now = world.cast.administrator, world.clock.now()
    for kind in ("programme", "programme_draft", "elective"):
        world.things[kind] = {}
    for place, unit in units.items():
        study_unit_id = world.things["study_unit"][place]["study_unit"]
        assert isinstance(study_unit_id, int)
        with world.database.write() as session:
            found = [
                programmes.create_programme(
                    session, root, unit.id,
                    ProgrammeDraft(f"{WORDS[place]}{what}计划", local_date(now), elective_count=1,
                                   units=(UnitDraft(study_unit_id, is_required=False),)),
                    now=now,
                ).id
                for what in ("", "未发布")
            ]  # fmt: skip
            programmes.publish(session, root, found[0], now=now)
        world.things["programme"][place] = {"programme": found[0]}
        world.things["programme_draft"][place] = {"programme": found[1]}
        world.things["elective"][place] = {"programme": found[0], "study_unit": study_unit_id}


def _keep_imports(world: World, folder: Path) -> None:
    """The organiser and both administrators have looked at an import; so has the organiser of B."""

    def keep(actor: Actor, unit: UnitRef) -> dict[str, object]:
        kept = keep_import(
            folder, "一加一等于几？ {=二 ~三}".encode(), format="gift", file_name="题目.gift",
            member_id=actor.member_id, unit_id=unit.id, is_ready=True, now=world.clock.now(),
        )  # fmt: skip
        return {"kept": kept}

    foreign = keep(world.cast.organiser_b, world.cast.committee_b)
    owners = {
        role: keep(world.people[role], world.cast.committee_a)
        for role in ("organiser", "administrator", "root")
    }
    for role, other in (("organiser", "administrator"), ("administrator", "root"), ("root", "organiser")):
        world.things[f"import of {role}"] = {
            "own": owners[role], "sibling": owners[other], "above": owners[other], "foreign": foreign
        }  # fmt: skip
    world.things["import"] = dict.fromkeys(PLACES, foreign)


@pytest.fixture
def world(app: Flask, database: Database, clock: FixedClock, cast: Cast, tmp_path: Path) -> World:
    """The world, on each engine."""
    return build_world(app, database, clock, cast, tmp_path / "imports")
