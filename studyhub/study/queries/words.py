"""The word list of an organisation: its own entries and those of the units above it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyhub.materials.fidelity import WordList, default_word_list
from studyhub.materials.fidelity.wording import Wording
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import get_unit
from studyhub.organisation.rules import Actor, Permission, UnitRef
from studyhub.study.models import ListedWording
from studyhub.study.queries.reading import paths_above


@dataclass(frozen=True)
class WordListView:
    """A unit's own entries, and those that come from above: (name of the unit, its entries), the farthest first."""

    unit: UnitRef
    own: WordList
    inherited: tuple[tuple[str, WordList], ...]


def get_word_list(session: Session, actor: Actor, unit_id: int) -> WordListView:
    """The word list of a unit within the actor's scope, or NotFound."""
    unit = get_unit(session, actor, Permission.MANAGE_STUDY_UNITS, unit_id)
    lists = _lists(session, unit)
    inherited = [("随系统提供", default_word_list())]
    inherited += [(name, words) for path, name, words in lists if path != unit.path]
    own = next((words for path, _, words in lists if path == unit.path), WordList())
    return WordListView(unit, own, tuple(inherited))


def words_in_force(session: Session, unit: UnitRef) -> WordList:
    """All entries that hold for a unit; of two about the same words the nearest holds, by WordList's order."""
    nearest_first = [words for _, _, words in reversed(_lists(session, unit))]
    seen: set[str] = set()
    entries = []
    for words in [*nearest_first, default_word_list()]:
        for each in words.wordings:
            if (each.wrong or each.right) not in seen:
                entries.append(each)
        seen |= {each.wrong or each.right for each in words.wordings}
    return WordList(tuple(entries))


def _lists(session: Session, unit: UnitRef) -> list[tuple[str, str, WordList]]:
    """(path, name, entries) of every unit from the root down to this one that has entries."""
    lists: dict[tuple[str, str], list[Wording]] = {}
    for path, name, wrong, right, note in session.execute(
        select(Unit.path, Unit.name, ListedWording.wrong, ListedWording.right, ListedWording.note)
        .join(Unit, Unit.id == ListedWording.unit_id)
        .where(Unit.path.in_(paths_above(unit)))
        .order_by(Unit.path, ListedWording.id)
    ):
        lists.setdefault((path, name), []).append(Wording(wrong, right, note))
    return [(path, name, WordList(tuple(found))) for (path, name), found in lists.items()]
