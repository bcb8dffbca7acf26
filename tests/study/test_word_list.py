"""An organisation's word list holds there and below; the nearer entry goes before the farther one."""

import pytest

from studyhub.core.errors import Invalid, NotFound
from studyhub.materials.fidelity import WordList
from studyhub.study import queries, service
from studyhub.study.queries.words import words_in_force
from tests.day_stage import DayStage

LIST = "三会一科 → 三会一课 ｜ 固定表述\n= 全面从严治党\n坏词 → "


def put(stage: DayStage, unit_id: int, text: str) -> int:
    with stage.database.write() as session:
        return service.set_word_list(
            session, stage.cast.administrator, unit_id, WordList.from_text(text), now=stage.clock.now()
        )


def test_a_list_is_kept_and_read_back_as_it_was(stage: DayStage) -> None:
    assert put(stage, stage.cast.committee_a.id, LIST + "\n三会一科 → 三会一课") == 3
    with stage.database.read() as session:
        words = queries.get_word_list(session, stage.cast.organiser_a, stage.cast.committee_a.id)
    assert words.own.to_text().splitlines() == ["三会一科 → 三会一课", "= 全面从严治党", "坏词 → "]


def test_it_holds_below_and_not_beside(stage: DayStage) -> None:
    cast = stage.cast
    put(stage, cast.committee_a.id, "甲乙丙丁 → 甲乙")
    with stage.database.read() as session:
        in_force = {
            unit.name: any(each.wrong == "甲乙丙丁" for each in words_in_force(session, unit).wordings)
            for unit in (cast.site, cast.committee_a, cast.branch_a1, cast.committee_b, cast.branch_b1)
        }
        above = queries.get_word_list(session, cast.organiser_a, cast.branch_a1.id)
    assert [name for name, holds in in_force.items() if holds] == [cast.committee_a.name, cast.branch_a1.name]
    assert [name for name, _ in above.inherited] == ["随系统提供", cast.committee_a.name]


def test_the_nearer_entry_holds(stage: DayStage) -> None:
    cast = stage.cast
    put(stage, cast.site.id, "旧称谓 → 新称谓")
    put(stage, cast.committee_a.id, "旧称谓 → 本单位称谓")
    with stage.database.read() as session:
        rights = {
            unit.name: [
                each.right for each in words_in_force(session, unit).wordings if each.wrong == "旧称谓"
            ]
            for unit in (cast.branch_a1, cast.branch_b1)
        }
    assert rights == {cast.branch_a1.name: ["本单位称谓"], cast.branch_b1.name: ["新称谓"]}


def test_a_list_out_of_range_is_out_of_reach(stage: DayStage) -> None:
    cast = stage.cast
    with stage.database.write() as session:
        for stranger in (cast.organiser_b, cast.secretary_a1, cast.wang_xiuying):
            with pytest.raises(NotFound):
                queries.get_word_list(session, stranger, cast.committee_a.id)
            with pytest.raises(NotFound):
                service.set_word_list(
                    session, stranger, cast.committee_a.id, WordList(), now=stage.clock.now()
                )


def test_words_that_are_too_long_are_refused_with_the_entry(stage: DayStage) -> None:
    with pytest.raises(Invalid) as refused:
        put(stage, stage.cast.committee_a.id, f"{'长' * 61} → 短")
    assert "一条太长" in refused.value.fields["text"]
