"""Somebody measures the site: every workload on a tiny database, and a study day compared with what is stored."""

import json
from pathlib import Path

from sqlalchemy import update

from studyhub.cli.bench.filling import FIRST_MEMBER
from studyhub.cli.bench.options import Options, Size, parse
from studyhub.cli.bench.places import places
from studyhub.cli.bench.prepare import fill
from studyhub.cli.bench.run import measure
from studyhub.cli.bench.rush import Outcome
from studyhub.cli.bench.study_day import count_lost
from studyhub.cli.bench.table import write_json
from studyhub.quizzes.models import Slot
from studyhub.quizzes.service import save_response, submit
from studyhub.reports.invariants import check

TINY = Size("tiny", members=120, ranked=120, imported=20)
WORKLOADS = ("W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8", "W9")


def options(engine: str, *workloads: str) -> Options:
    return Options(
        engines=(engine,), sizes=(TINY,), workloads=workloads, runs=1, seconds=0.2, output=None,
        herd=12, herd_window=0.5, herd_answers=2, herd_pause=0.2,
    )  # fmt: skip


def test_every_workload_is_measured_without_an_error(tmp_path: Path) -> None:
    rows = list(measure(options("sqlite", *WORKLOADS), lambda _: None))
    formats = [row.title for row in rows if row.workload == "W7"]
    assert [(row.workload, row.title) for row in rows if row.workload != "W7"] == [
        ("W1", "登录"),
        ("W2", "打开学习单元"),
        ("W2", "记下读到哪里"),
        ("W3", "开始答题"),
        ("W4", "保存一次作答"),
        ("W5", "交卷评分"),
        ("W9", "组织者实时页面"),
        ("W6", "名次、前二十与支部榜"),
        ("W8", "统一学习日"),
    ]
    assert {"导入 gift", "导入 xlsx"} <= set(formats)
    assert {row.title: row.errors for row in rows if row.errors} == {}
    assert all(row.rate > 0 for row in rows)
    assert rows[-1].note == "确认 24 次作答、12 份交卷，丢失 0；账目全部相符"
    write_json(rows, tmp_path / "bench.json", 1.0)
    kept = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert [row["workload"] for row in kept["rows"]] == [row.workload for row in rows]


def test_postgresql_is_measured_the_same_way() -> None:
    rows = list(measure(options("postgresql", "W4", "W5", "W6"), lambda _: None))
    assert [(row.workload, row.engine, row.errors) for row in rows] == [
        ("W4", "postgresql", {}),
        ("W5", "postgresql", {}),
        ("W6", "postgresql", {}),
    ]


def test_a_filled_database_is_one_that_a_site_could_have() -> None:
    with places("sqlite") as make_place, make_place() as place:
        fill(place.database, place.app, TINY.members, 1, ("W3", "W5"))
        with place.database.read() as session:
            assert check(session) == []


def test_an_answer_that_was_acknowledged_and_is_gone_is_noticed() -> None:
    with places("sqlite") as make_place, make_place() as place:
        filled = fill(place.database, place.app, TINY.members, 1, ())
        kept, gone = list(filled.saving)[:2]
        now = filled.members.now
        with place.database.write() as session:
            for attempt_id in (kept, gone):
                save_response(session, attempt_id, 1, ["A"], 1, now=now)
            submit(session, kept, FIRST_MEMBER, now=now)
        saved = [(kept, 1, 1, ["A"]), (gone, 1, 1, ["A"])]
        assert count_lost(place.database, Outcome(saved=saved, submitted=[kept])) == 0
        with place.database.write() as session:
            session.execute(update(Slot).where(Slot.attempt_id == gone, Slot.number == 1).values(sequence=0))
        assert count_lost(place.database, Outcome(saved=saved, submitted=[kept, gone])) == 2


def test_a_first_look_takes_one_engine_and_the_smallest_size() -> None:
    quick = parse(["--quick", "--workload", "W4", "W8"])
    assert (quick.engines, quick.runs, quick.workloads) == (("sqlite",), 1, ("W4", "W8"))
    assert [size.name for size in quick.sizes] == ["small"]
    assert [size.members for size in parse([]).sizes] == [1_000, 10_000, 100_000]
