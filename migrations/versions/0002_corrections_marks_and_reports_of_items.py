"""Corrections of keys, marks that people give, reports of wrong items."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "item_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("item_version_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["accounts.id"], name=op.f("fk_item_reports_answered_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_item_reports_attempt_id_attempts")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_item_reports_item_id_items")),
        sa.ForeignKeyConstraint(
            ["item_version_id"],
            ["item_versions.id"],
            name=op.f("fk_item_reports_item_version_id_item_versions"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["accounts.id"], name=op.f("fk_item_reports_member_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_reports")),
        sa.UniqueConstraint("attempt_id", "number", name=op.f("uq_item_reports_attempt_id_number")),
    )
    with op.batch_alter_table("item_reports", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_item_reports_item_id_answered_at"), ["item_id", "answered_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_item_reports_member_id"), ["member_id"], unique=False)

    op.create_table(
        "key_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=False),
        sa.Column("item_version_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key_version_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["accounts.id"], name=op.f("fk_key_corrections_author_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["item_version_id"],
            ["item_versions.id"],
            name=op.f("fk_key_corrections_item_version_id_item_versions"),
        ),
        sa.ForeignKeyConstraint(
            ["key_version_id"],
            ["item_versions.id"],
            name=op.f("fk_key_corrections_key_version_id_item_versions"),
        ),
        sa.ForeignKeyConstraint(["quiz_id"], ["quizzes.id"], name=op.f("fk_key_corrections_quiz_id_quizzes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_corrections")),
    )
    with op.batch_alter_table("key_corrections", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_key_corrections_quiz_id_item_version_id"),
            ["quiz_id", "item_version_id"],
            unique=False,
        )

    op.create_table(
        "marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("raw", sa.Integer(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("marker_id", sa.Integer(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_marks_attempt_id_attempts")),
        sa.ForeignKeyConstraint(["marker_id"], ["accounts.id"], name=op.f("fk_marks_marker_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marks")),
    )
    with op.batch_alter_table("marks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_marks_attempt_id_number"), ["attempt_id", "number"], unique=False
        )

    with op.batch_alter_table("gradings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("correction_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_gradings_correction_id_key_corrections"),
            "key_corrections",
            ["correction_id"],
            ["id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("gradings", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_gradings_correction_id_key_corrections"), type_="foreignkey")
        batch_op.drop_column("correction_id")

    with op.batch_alter_table("marks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_marks_attempt_id_number"))

    op.drop_table("marks")
    with op.batch_alter_table("key_corrections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_key_corrections_quiz_id_item_version_id"))

    op.drop_table("key_corrections")
    with op.batch_alter_table("item_reports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_reports_member_id"))
        batch_op.drop_index(batch_op.f("ix_item_reports_item_id_answered_at"))

    op.drop_table("item_reports")
