"""Which study units and paragraphs an item can come from."""

from sqlalchemy.orm import Session

from studyhub.study import queries
from studyhub.web.forms.items import QUOTE_LENGTH, ItemForm
from studyhub.web.kit import current_actor

_SHOWN = 26  # characters of a paragraph in a select


def unit_titles(session: Session) -> dict[str, str]:
    """Study units of the person's range: slug -> title."""
    return {row.slug: row.title for row in queries.list_for_organiser(session, current_actor())}


def fill_sources(session: Session, form: ItemForm) -> dict[str, str]:
    """Offer the study units, and the paragraphs of the one chosen; gives these as anchor -> text."""
    rows = queries.list_for_organiser(session, current_actor())
    chosen = form.source_unit.data or ""
    form.source_unit.choices = [("", "不注明"), *((row.slug, row.title) for row in rows)]
    if chosen and chosen not in {row.slug for row in rows}:
        form.source_unit.choices.append((chosen, chosen))
    ids = [row.id for row in rows if row.slug == chosen]
    sections = queries.load_sections(session, ids[0]) if ids else ()
    paragraphs = {each.anchor: each.text for section in sections for each in section.paragraphs}
    form.paragraph.choices = [("", "不注明")] + [
        (anchor, f"{anchor}　{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}")
        for anchor, text in paragraphs.items()
    ]
    if form.paragraph.data and not ids:
        form.paragraph.choices.append((form.paragraph.data, form.paragraph.data))
    return paragraphs


def check_source(form: ItemForm, paragraphs: dict[str, str]) -> bool:
    """Whether the quoted words stand in the chosen paragraph; says so beside the field when they do not.

    Without a quote the whole paragraph is what the item stands on: so it is known when any of it changes.
    """
    text = paragraphs.get(form.paragraph.data or "")
    quote = form.quote.data or ""
    if text is not None and not quote and len(text) <= QUOTE_LENGTH:
        form.quote.data = text
    if not quote or text is None or quote in text:
        return True
    form.quote.errors = ["这段话不在所选的段落里，请从原文复制，一字不差。"]
    return False
