"""The starter content is sound, and every item points at the words it tests."""

from collections import Counter

from question_bank import starter_items, starter_units


def test_items_are_sound_and_their_ids_differ() -> None:
    ids = Counter(item.id for item in starter_items())
    assert [item_id for item_id, times in ids.items() if times > 1] == []


def test_units_have_ids_of_their_own_and_name_their_sources() -> None:
    units = starter_units()
    assert len({unit.id for unit in units}) == len(units)
    for unit in units:
        assert unit.sources, unit.id
        ids = [paragraph_id for section in unit.sections for paragraph_id, _ in section.paragraphs]
        assert len(set(ids)) == len(ids), unit.id


def test_every_quote_stands_in_the_paragraph_it_names() -> None:
    paragraphs = {
        (unit.id, paragraph_id): text
        for unit in starter_units()
        for section in unit.sections
        for paragraph_id, text in section.paragraphs
    }
    for item in starter_items():
        if item.source:
            assert item.source.quote in paragraphs[item.source.unit, item.source.paragraph], item.id
