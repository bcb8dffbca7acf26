"""Items whose source no longer says what they quote. Items and study units do not know each other: it is seen from here.

Asked of the tables each time rather than kept: nothing can be missed, and what is mended is no longer flagged.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from studyhub.items.models import Item, ItemStatus, ItemVersion
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, scopes
from studyhub.study.content import Content
from studyhub.study.models import Paragraph, StudyUnit, StudyUnitStatus, StudyUnitVersion
from studyhub.study.queries import paths_above

_anchor = ItemVersion.document[("source", "paragraph")].as_string()
_quote = ItemVersion.document[("source", "quote")].as_string()


@dataclass(frozen=True)
class ChangedSource:
    """What an item quotes, and what its paragraph says now (None: the paragraph is gone)."""

    study_unit_id: int
    title: str
    anchor: str
    quote: str
    present: str | None


def with_changed_source(actor: Actor) -> Select[int]:
    """A query for the ids of these items, for items.queries.ItemFilter.among; retired ones are left alone."""
    return (
        select(Item.id)
        .join(ItemVersion, and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.version_number))
        .join(StudyUnit, StudyUnit.slug == ItemVersion.study_unit_slug)
        .join(Unit, Unit.id == StudyUnit.unit_id)
        .outerjoin(Paragraph, and_(Paragraph.study_unit_id == StudyUnit.id, Paragraph.anchor == _anchor))
        .where(
            Item.status != ItemStatus.RETIRED,
            _may_see(actor),
            _anchor != "",
            # A text from which the quote cannot be taken does not hold it: LIKE would see wildcards in a quote, and
            # the engines have no other word for it in common. Without a quote it is NULL, and nothing is said.
            or_(
                Paragraph.id.is_(None),
                func.replace(Paragraph.text, func.nullif(_quote, ""), "") == Paragraph.text,
            ),
        )
    )


def is_any_corrected(session: Session, actor: Actor) -> bool:
    """Whether a study unit in sight was ever corrected: if not, there is nothing to remind of, and no bank to read."""
    return bool(
        session.scalar(
            select(StudyUnit.id)
            .join(Unit, Unit.id == StudyUnit.unit_id)
            .where(_may_see(actor), StudyUnit.corrected_at.is_not(None))
            .limit(1)
        )
    )


def changed_sources(session: Session, actor: Actor, item_ids: Sequence[int]) -> dict[int, ChangedSource]:
    """Of some items, which the actor may manage, those whose source has changed.

    The question of with_changed_source for a page of the listing: by the keys of a few rows, whatever the bank's size.
    """
    present = and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.version_number)
    named = session.execute(
        select(Item.id, ItemVersion.study_unit_slug, _anchor, func.coalesce(_quote, ""))
        .join(ItemVersion, present)
        .where(Item.id.in_(item_ids), ItemVersion.study_unit_slug.is_not(None))
    ).all()
    paragraphs = session.execute(
        select(StudyUnit.slug, StudyUnit.id, StudyUnit.title, Paragraph.anchor, Paragraph.text)
        .join(Unit, Unit.id == StudyUnit.unit_id)
        .outerjoin(
            Paragraph,
            and_(Paragraph.study_unit_id == StudyUnit.id, Paragraph.anchor.in_({row[2] for row in named})),
        )
        .where(_may_see(actor), StudyUnit.slug.in_({row[1] for row in named}))
    ).all()
    units = {row[0]: (row[1], row[2]) for row in paragraphs}
    texts = {(row[0], row[3]): row[4] for row in paragraphs}
    return {
        item_id: ChangedSource(*units[slug], anchor, quote, texts.get((slug, anchor)))
        for item_id, slug, anchor, quote in named
        if anchor and slug in units and not _holds(texts.get((slug, anchor)), quote)
    }


def _holds(text: str | None, quote: str) -> bool:
    return text is not None and quote in text


def quoted_version(session: Session, source: ChangedSource) -> int | None:
    """The last published version of the study unit in which the paragraph held the quote; None: none ever did."""
    documents = session.execute(
        select(StudyUnitVersion.number, StudyUnitVersion.document)
        .where(
            StudyUnitVersion.study_unit_id == source.study_unit_id,
            StudyUnitVersion.status == StudyUnitStatus.PUBLISHED,
        )
        .order_by(StudyUnitVersion.number.desc())
    )
    for number, document in documents:
        for paragraph in Content.from_data(document).paragraphs:
            if source.quote and paragraph.anchor == source.anchor and source.quote in paragraph.text:
                return int(number)
    return None


def _may_see(actor: Actor) -> ColumnElement[bool]:
    """The study units that the actor keeps, and what the units above have let others read."""
    above = {path for post in actor.posts for path in paths_above(post.unit)}
    return or_(
        within(Unit.path, scopes(actor, Permission.MANAGE_STUDY_UNITS)),
        and_(
            StudyUnit.status.in_([StudyUnitStatus.PUBLISHED, StudyUnitStatus.ARCHIVED]),
            Unit.path.in_(sorted(above)),
        ),
    )
