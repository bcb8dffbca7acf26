"""A branch full of people on a real site: accounts made at once, sessions already open, a study day that is now."""

import contextlib
import http.client
import json
import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import insert

from studyhub import subscriptions
from studyhub.accounts.models import Account, SignInSession
from studyhub.accounts.service import hash_token
from studyhub.core.clock import local_date
from studyhub.core.db import Database
from studyhub.items.service import import_items
from studyhub.organisation.rules import MemberKind
from studyhub.organisation.service import join
from studyhub.quizzes import service as quizzes
from studyhub.study_days.service import schedule_study_day
from tests.cast import assemble
from tests.quizzes.bank import bank, draft


@dataclass(frozen=True)
class Person:
    """A member with a session token."""

    member_id: int
    token: str


@dataclass(frozen=True)
class Day:
    """The study day of today: its quiz, and who is to take it."""

    quiz_id: int
    people: list[Person]


def gather(database: Database, count: int) -> Day:
    """`count` members of one branch, signed in, on a study day that opened a minute ago by the real clock."""
    subscriptions.install()
    now = datetime.now(UTC) - timedelta(minutes=1)
    with database.write() as session:
        cast = assemble(session, now)
        import_items(session, cast.organiser_a, cast.committee_a.id, bank(), now=now)
        accounts = [
            Account(employee_number=f"5{number:05}", name=f"同志{number}", password_hash="", created_at=now)
            for number in range(count)
        ]
        session.add_all(accounts)
        session.flush()
        for account in accounts:
            join(
                session, account.id, cast.branch_a4.id, MemberKind.FULL, started_on=date(2020, 7, 1), now=now
            )
        people = [Person(account.id, f"token-{account.employee_number}") for account in accounts]
        session.execute(
            insert(SignInSession),
            [
                {
                    "token_hash": hash_token(person.token), "account_id": person.member_id, "created_at": now,
                    "expires_at": now + timedelta(days=1), "device": "", "address": "",
                }
                for person in people
            ],
        )  # fmt: skip
        quiz_id = quizzes.create_quiz(session, cast.organiser_a, cast.committee_a.id, draft(), now=now)
        quizzes.publish(session, cast.organiser_a, quiz_id, now=now)
        schedule_study_day(
            session, cast.organiser_a, cast.committee_a.id, title="统一学习日", held_on=local_date(now),
            opens_at=now, closes_at=now + timedelta(hours=8), study_unit_id=None, quiz_id=quiz_id,
            branch_ids=[cast.branch_a4.id], now=now,
        )  # fmt: skip
    return Day(quiz_id, people)


def choices_of(slot: dict, turn: int) -> list[str]:
    """A response that the slot takes; another for every turn."""
    letters = [choice["id"] for choice in slot["choices"]]
    turned = letters[turn % len(letters) :] + letters[: turn % len(letters)] if letters else []
    match slot["type"]:
        case "single_choice":
            return turned[:1]
        case "multiple_response":
            return sorted(turned[:2])
        case "true_false":
            return ["true" if turn % 2 else "false"]
        case "fill_in":
            return [f"第{turn}次"] * slot["blank_count"]
        case "matching":
            return [f"{prompt['id']} {turned[0]}" for prompt in slot["prompts"]]
    return turned


class Phone:
    """One person's connection, kept alive and made anew when it breaks."""

    def __init__(self, url: str, person: Person) -> None:
        self._address = urlsplit(url).netloc
        self._headers = {"Authorization": f"Bearer {person.token}", "Content-Type": "application/json"}
        self._connection: http.client.HTTPConnection | None = None

    def send(self, method: str, path: str, body: object = None) -> tuple[int, dict]:
        """(status, answer); OSError or HTTPException when no answer came.

        A connection that was left alone for long may have been closed: then it goes over a new one, as in a browser.
        """
        if self._connection is not None:
            with contextlib.suppress(ConnectionError):
                return self._send_once(self._connection, method, path, body)
        self._connection = http.client.HTTPConnection(self._address, timeout=30)
        return self._send_once(self._connection, method, path, body)

    def _send_once(
        self, connection: http.client.HTTPConnection, method: str, path: str, body: object
    ) -> tuple[int, dict]:
        try:
            connection.request(
                method, f"/api/v1/{path}", None if body is None else json.dumps(body), self._headers
            )
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            connection.close()
            self._connection = None
            raise

    def insist(
        self, method: str, path: str, body: object = None, give_up: threading.Event | None = None
    ) -> dict | None:
        """Send the same again, as a phone does, until it is answered well; None when told to give up."""
        while not (give_up and give_up.is_set()):
            try:
                status, answer = self.send(method, path, body)
            except (OSError, http.client.HTTPException, ValueError):
                threading.Event().wait(0.05)
                continue
            if status < 300:
                return answer
            assert status in (500, 502, 503, 504), (status, answer)
            threading.Event().wait(0.05)
        return None
