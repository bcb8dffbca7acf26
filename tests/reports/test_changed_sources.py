"""A study unit is corrected: the items that quote the old words are found, and no others."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from question_bank import Source
from studyhub.cli.publication import publish_as_two
from studyhub.items.models import Item, ItemStatus
from studyhub.items.queries import ItemFilter, list_items
from studyhub.items.service import import_items, set_status
from studyhub.organisation.rules import Actor
from studyhub.reports.changed_sources import (
    ChangedSource,
    changed_sources,
    quoted_version,
    with_changed_source,
)
from studyhub.study.rules import ParagraphDraft, SectionDraft
from studyhub.study.service import create_study_unit, edit_study_unit
from tests.day_stage import DayStage
from tests.quizzes.bank import bank

OLD = ("党小组会一般每月召开 1 次，100% 参加。", "党课应当按期进行。")
SOURCES = [
    Source("unit", "s1p1", "每月召开 1 次"),
    Source("unit", "s1p1", "100% 参加"),
    Source("unit", "s1p2", "按期"),
    Source("unit", "s1p2", ""),  # names a paragraph and quotes nothing
    Source("unit", "", ""),
    Source("elsewhere", "s9p9", "别的站点的材料"),
]


@pytest.fixture
def study_unit_id(stage: DayStage) -> int:
    """赵敏's unit is read, and her bank tests it: i1 to i6 in the order of SOURCES, i7 without a source."""
    cast, now = stage.cast, stage.clock.now()
    with stage.database.write() as session:
        unit = create_study_unit(
            session, cast.organiser_a, cast.committee_a.id, title="三会一课", slug="unit", sections=sections(*OLD),
            now=now,
        )  # fmt: skip
        publish_as_two(session, cast.organiser_a, cast.administrator, unit.id, now=now)
        items = [replace(bank()[0], id=f"i{n}", source=source) for n, source in enumerate(SOURCES, 1)]
        items.append(replace(bank()[0], id="i7", source=None))
        import_items(session, cast.organiser_a, cast.committee_a.id, items, now=now)
        return unit.id


def sections(*texts: str) -> list[SectionDraft]:
    return [SectionDraft("一", tuple(ParagraphDraft(text, f"s1p{n}") for n, text in enumerate(texts, 1)))]


def correct(stage: DayStage, study_unit_id: int, *texts: str, is_published: bool = True) -> None:
    cast, now = stage.cast, stage.clock.now()
    with stage.database.write() as session:
        edit_study_unit(
            session, cast.organiser_a, study_unit_id, title="三会一课", summary="", sources=[],
            sections=sections(*texts), now=now,
        )  # fmt: skip
        if is_published:
            publish_as_two(session, cast.organiser_a, cast.administrator, study_unit_id, now=now)


def id_of(stage: DayStage, code: str) -> int:
    with stage.database.read() as session:
        return session.scalars(select(Item.id).where(Item.code == code)).one()


def flagged(stage: DayStage, actor: Actor | None = None) -> list[str]:
    actor = actor or stage.cast.organiser_a
    with stage.database.read() as session:
        rows = list_items(session, actor, ItemFilter(among=with_changed_source(actor))).rows
        assert {row.id for row in rows} <= set(changed_sources(session, actor, [row.id for row in rows]))
    return sorted(row.code for row in rows)


def test_only_items_that_quote_what_is_no_longer_there_are_flagged(stage: DayStage, study_unit_id: int):
    assert flagged(stage) == []
    correct(stage, study_unit_id, OLD[0].replace("每月", "每季"), OLD[1])
    assert flagged(stage) == ["i1"]
    correct(stage, study_unit_id, "党小组会。", "党课每季度一次。")
    assert flagged(stage) == ["i1", "i2", "i3"]
    correct(stage, study_unit_id, *OLD)
    assert flagged(stage) == []


def test_a_sign_of_a_pattern_in_a_quote_is_only_a_sign(stage: DayStage, study_unit_id: int):
    correct(stage, study_unit_id, "党小组会一般每月召开 1 次，100 人参加。", OLD[1])
    assert flagged(stage) == ["i2"]


def test_readers_words_count_and_not_a_draft(stage: DayStage, study_unit_id: int):
    correct(stage, study_unit_id, "党小组会。", OLD[1], is_published=False)
    assert flagged(stage) == []


def test_the_old_quote_stands_beside_the_present_text_and_its_version(stage: DayStage, study_unit_id: int):
    correct(stage, study_unit_id, OLD[0], "党课。")
    correct(stage, study_unit_id, "党小组会。", "党课。")
    with stage.database.read() as session:
        found = changed_sources(session, stage.cast.organiser_a, range(1, 40))
        versions = {item_id: quoted_version(session, source) for item_id, source in found.items()}
    first, second, third = (id_of(stage, f"i{n}") for n in (1, 2, 3))
    assert found == {
        first: ChangedSource(study_unit_id, "三会一课", "s1p1", "每月召开 1 次", "党小组会。"),
        second: ChangedSource(study_unit_id, "三会一课", "s1p1", "100% 参加", "党小组会。"),
        third: ChangedSource(study_unit_id, "三会一课", "s1p2", "按期", "党课。"),
    }
    assert versions == {first: 2, second: 2, third: 1}


def test_a_paragraph_that_is_gone_changes_whatever_names_it(stage: DayStage, study_unit_id: int):
    """Only a draft's paragraphs can go, so this is a unit that was never published."""
    cast, now = stage.cast, stage.clock.now()
    with stage.database.write() as session:
        unit = create_study_unit(
            session, cast.organiser_a, cast.committee_a.id, title="草稿", slug="draft", sections=sections("一。"),
            now=now,
        )  # fmt: skip
        item = replace(bank()[0], id="gone", source=Source("draft", "s1p2", ""))
        import_items(session, cast.organiser_a, cast.committee_a.id, [item], now=now)
    assert flagged(stage) == ["gone"]
    with stage.database.read() as session:
        (source,) = changed_sources(session, cast.organiser_a, [id_of(stage, "gone")]).values()
    assert (source.study_unit_id, source.quote, source.present) == (unit.id, "", None)


def test_retired_items_are_left_alone(stage: DayStage, study_unit_id: int):
    correct(stage, study_unit_id, "党小组会。", OLD[1])
    first = id_of(stage, "i1")
    with stage.database.write() as session:
        set_status(session, stage.cast.organiser_a, [first], ItemStatus.RETIRED, now=stage.clock.now())
    assert flagged(stage) == ["i2"]


def test_what_others_keep_to_themselves_is_not_told(stage: DayStage, study_unit_id: int):
    """钱进 writes an item about 赵敏's unit: neither its words nor whether they changed come to him."""
    with stage.database.write() as session:
        item = replace(bank()[0], id="guess", source=Source("unit", "s1p1", "猜一猜"))
        import_items(
            session, stage.cast.organiser_b, stage.cast.committee_b.id, [item], now=stage.clock.now()
        )
    assert flagged(stage, stage.cast.organiser_b) == []
    assert flagged(stage, stage.cast.administrator) == ["guess"]
