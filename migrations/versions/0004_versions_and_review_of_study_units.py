"""Versions, review, schedule and fidelity decisions of study units; the organisation's word list."""

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("study_units", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key_points", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("questions", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("version_number", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("published_version", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("corrected_version", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("correction_note", sa.String(), server_default="", nullable=False))
    with op.batch_alter_table("paragraphs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(), server_default="paragraph", nullable=False))
        batch_op.add_column(sa.Column("key_sentences", sa.JSON(), server_default="[]", nullable=False))
    with op.batch_alter_table("reading_progress", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("completed_version", sa.Integer(), nullable=True))
    _create_tables()
    op.execute("UPDATE study_units SET published_version = 1 WHERE status IN ('published', 'archived')")
    op.execute("UPDATE reading_progress SET completed_version = 1 WHERE completed_at IS NOT NULL")
    _fill_versions()


def _create_tables() -> None:
    op.create_table(
        "study_unit_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_unit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("writer_id", sa.Integer(), nullable=True),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["accounts.id"], name=op.f("fk_study_unit_versions_signed_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["study_unit_id"],
            ["study_units.id"],
            name=op.f("fk_study_unit_versions_study_unit_id_study_units"),
        ),
        sa.ForeignKeyConstraint(
            ["writer_id"], ["accounts.id"], name=op.f("fk_study_unit_versions_writer_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_unit_versions")),
        sa.UniqueConstraint(
            "study_unit_id", "number", name=op.f("uq_study_unit_versions_study_unit_id_number")
        ),
    )
    with op.batch_alter_table("study_unit_versions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_study_unit_versions_status_publish_at"), ["status", "publish_at"], unique=False
        )
    op.create_table(
        "fidelity_flags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_unit_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("suggestion", sa.String(), nullable=True),
        sa.Column("kept_by_id", sa.Integer(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["kept_by_id"], ["accounts.id"], name=op.f("fk_fidelity_flags_kept_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["study_unit_id"], ["study_units.id"], name=op.f("fk_fidelity_flags_study_unit_id_study_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fidelity_flags")),
    )
    with op.batch_alter_table("fidelity_flags", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fidelity_flags_study_unit_id"), ["study_unit_id"], unique=False)
    op.create_table(
        "listed_wordings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.String(), nullable=False),
        sa.Column("right", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_listed_wordings_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_wordings")),
        sa.UniqueConstraint("unit_id", "wrong", "right", name=op.f("uq_listed_wordings_unit_id_wrong_right")),
    )


def _fill_versions() -> None:
    """The first version of every unit that is there: what it says now."""
    connection = op.get_bind()
    units = connection.execute(
        sa.text(
            "SELECT id, title, summary, CAST(sources AS TEXT) AS sources, status, published_at, created_at, updated_at"
            " FROM study_units"
        )
    ).mappings()
    versions = sa.table(
        "study_unit_versions",
        *(sa.column(name) for name in ("study_unit_id", "number", "status", "note", "remark")),
        sa.column("document", sa.JSON()),
        *(
            sa.column(name, sa.DateTime(timezone=True))
            for name in ("published_at", "created_at", "updated_at")
        ),
    )
    for unit in units.all():
        document = {
            "title": unit["title"],
            "summary": unit["summary"],
            "sources": json.loads(unit["sources"]),
            "sections": _sections(connection, unit["id"]),
            "key_points": [],
            "questions": [],
            "struck": [],
        }
        moments = {name: _moment(unit[name]) for name in ("published_at", "created_at", "updated_at")}
        connection.execute(
            versions.insert().values(
                study_unit_id=unit["id"], number=1, note="", remark="", document=document,
                status="draft" if unit["status"] == "draft" else "published", **moments,
            )
        )  # fmt: skip


def _moment(value: object) -> object:
    """What SQLite keeps as text, as a moment."""
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else value


def _sections(connection: sa.Connection, study_unit_id: int) -> list[dict]:
    rows = connection.execute(
        sa.text(
            "SELECT s.id, s.title, p.anchor, p.text FROM sections s LEFT JOIN paragraphs p ON p.section_id = s.id"
            " WHERE s.study_unit_id = :id ORDER BY s.position, p.position"
        ),
        {"id": study_unit_id},
    )
    sections: dict[int, dict] = {}
    for section_id, title, anchor, text in rows:
        section = sections.setdefault(section_id, {"title": title, "paragraphs": []})
        if anchor is not None:
            section["paragraphs"].append(
                {"anchor": anchor, "text": text, "kind": "paragraph", "key_sentences": []}
            )
    return list(sections.values())


def downgrade() -> None:
    op.drop_table("listed_wordings")
    with op.batch_alter_table("fidelity_flags", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fidelity_flags_study_unit_id"))
    op.drop_table("fidelity_flags")
    with op.batch_alter_table("study_unit_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_study_unit_versions_status_publish_at"))
    op.drop_table("study_unit_versions")
    with op.batch_alter_table("reading_progress", schema=None) as batch_op:
        batch_op.drop_column("completed_version")
        batch_op.drop_column("version")
    with op.batch_alter_table("paragraphs", schema=None) as batch_op:
        batch_op.drop_column("key_sentences")
        batch_op.drop_column("kind")
    op.execute("UPDATE study_units SET status = 'draft' WHERE status IN ('in_review', 'scheduled')")
    with op.batch_alter_table("study_units", schema=None) as batch_op:
        for name in (
            "correction_note", "corrected_at", "corrected_version", "published_version", "version_number",
            "questions", "key_points",
        ):  # fmt: skip
            batch_op.drop_column(name)
