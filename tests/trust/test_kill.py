"""No acknowledged answer is lost and no point is given twice, however the server dies."""

import os
import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from studyhub.core.db import Database
from studyhub.points.models import PointEntry
from studyhub.quizzes.models import Attempt, Slot
from studyhub.quizzes.rules import AttemptStatus
from studyhub.reports.invariants import check
from tests.running_site import RunningSite, start_site, stop_site
from tests.trust.crowd import Phone, choices_of, gather

MEMBERS = 8


@dataclass
class Taker:
    """A member who answers, slot after slot and round after round, and keeps what was sent and what was acknowledged."""

    phone: Phone
    attempt_id: int
    slots: list[dict]
    stop: threading.Event
    sent: dict[int, dict[int, list[str]]] = field(default_factory=dict)  # slot -> sequence -> values
    acknowledged: dict[int, int] = field(default_factory=dict)  # slot -> sequence
    count: int = 0  # how many answers were acknowledged
    wrong_receipts: list[dict] = field(default_factory=list)

    def answer(self) -> None:
        """Answer until told to stop."""
        sequence = 0
        while not self.stop.is_set():
            sequence += 1
            slot = self.slots[sequence % len(self.slots)]
            number, values = slot["number"], choices_of(slot, sequence)
            self.sent.setdefault(number, {})[sequence] = values
            receipt = self.phone.insist(
                "PUT",
                f"attempts/{self.attempt_id}/responses/{number}",
                {"values": values, "sequence": sequence},
                give_up=self.stop,
            )
            if receipt is not None:
                self.acknowledged[number] = sequence
                self.count += 1
                if (receipt["slot"], receipt["sequence"]) != (number, sequence):
                    self.wrong_receipts.append(receipt)


def losses(database: Database, takers: list[Taker], promised: list[dict[int, int]]) -> list[tuple]:
    """Slots that hold less than was `promised` (acknowledged before this look), or what nobody ever sent."""
    with database.read() as session:
        rows = session.execute(select(Slot.attempt_id, Slot.number, Slot.sequence, Slot.response)).all()
    stored = {(row.attempt_id, row.number): (row.sequence, row.response) for row in rows}
    wrong = []
    for taker, acknowledged in zip(takers, promised, strict=True):
        for slot in taker.slots:
            number = slot["number"]
            sequence, response = stored[taker.attempt_id, number]
            known = {0: None} | taker.sent.get(number, {})
            if sequence < acknowledged.get(number, 0):
                wrong.append(("lost", taker.attempt_id, number, acknowledged[number], sequence))
            elif sequence not in known or known[sequence] != response:
                wrong.append(("phantom", taker.attempt_id, number, sequence, response))
    return wrong


def promises(takers: list[Taker]) -> list[dict[int, int]]:
    return [dict(taker.acknowledged) for taker in takers]


def wait_for_more(takers: list[Taker], more: int = 4) -> None:
    """Until every member has had so many answers more acknowledged."""
    goal = [taker.count + more for taker in takers]
    deadline = time.monotonic() + 60
    while any(taker.count < count for taker, count in zip(takers, goal, strict=True)):
        assert time.monotonic() < deadline, "no answers are served"
        time.sleep(0.01)


def workers_of(site: RunningSite) -> list[int]:
    return [
        int(pid)
        for pid in Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children").read_text().split()
    ]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads the list of workers from /proc")
def test_nothing_acknowledged_is_lost_when_workers_and_the_server_are_killed(
    database: Database, database_url: str, tmp_path: Path
):
    day = gather(database, MEMBERS)
    environ = {"DATABASE_URL": database_url}
    site = start_site(tmp_path, environ=environ)
    port = site.url.rsplit(":", 1)[1]
    phones = [Phone(site.url, person) for person in day.people]
    papers = [phone.insist("POST", f"quizzes/{day.quiz_id}/attempts", {}) for phone in phones]
    stop = threading.Event()
    takers = [
        Taker(phone, paper["id"], paper["slots"], stop) for phone, paper in zip(phones, papers, strict=True)
    ]
    threads = [threading.Thread(target=taker.answer, daemon=True) for taker in takers]
    try:
        for thread in threads:
            thread.start()
        wait_for_more(takers)
        for worker in workers_of(site):  # one after the other, while all go on
            os.kill(worker, signal.SIGKILL)
            promised = promises(takers)
            assert losses(database, takers, promised) == []
            wait_for_more(takers)

        site.process.kill()
        site.process.wait()
        time.sleep(0.1)  # whatever was on its way to a phone has arrived
        promised = promises(takers)
        assert losses(database, takers, promised) == []
        site = start_site(tmp_path, "--port", port, environ=environ)
        wait_for_more(takers)

        site.process.send_signal(signal.SIGHUP)
        wait_for_more(takers, 8)
        stop.set()
        for thread in threads:
            thread.join(30)
        assert losses(database, takers, promises(takers)) == []
        assert [taker.wrong_receipts for taker in takers] == [[]] * MEMBERS

        submissions = [
            threading.Thread(target=phone.insist, args=("POST", f"attempts/{paper['id']}/submission", {}))
            for phone, paper in zip(phones, papers, strict=True)
            for phone in (phone, Phone(site.url, day.people[phones.index(phone)]))  # each taps on two phones
        ]
        for number, thread in enumerate(submissions):
            thread.start()
            if number == len(submissions) // 2:
                os.kill(workers_of(site)[0], signal.SIGKILL)
        for thread in submissions:
            thread.join(30)
    finally:
        stop.set()
        stop_site(site)
    with database.read() as session:
        assert set(session.scalars(select(Attempt.status))) == {AttemptStatus.SUBMITTED}
        entries = session.execute(select(PointEntry.member_id, PointEntry.rule)).all()
        contradictions = check(session)
    expected = [
        (person.member_id, rule)
        for person in day.people
        for rule in ("quiz_submitted", "study_day_taken_part")
    ]
    assert sorted(map(tuple, entries)) == sorted(expected)
    assert contradictions == []
    assert losses(database, takers, promises(takers)) == []
