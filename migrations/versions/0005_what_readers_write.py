"""Which paragraphs were read; rules of completion with checks; highlights, notes, questions to the organiser, reflections."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "completion_rules",
        sa.Column("study_unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["quiz_id"], ["quizzes.id"], name=op.f("fk_completion_rules_quiz_id_quizzes")
        ),
        sa.ForeignKeyConstraint(
            ["study_unit_id"], ["study_units.id"], name=op.f("fk_completion_rules_study_unit_id_study_units")
        ),
        sa.PrimaryKeyConstraint("study_unit_id", name=op.f("pk_completion_rules")),
    )
    with op.batch_alter_table("completion_rules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_completion_rules_quiz_id"), ["quiz_id"], unique=False)

    op.create_table(
        "paragraph_notes",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("study_unit_id", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.Column("is_highlighted", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["accounts.id"], name=op.f("fk_paragraph_notes_member_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["study_unit_id"], ["study_units.id"], name=op.f("fk_paragraph_notes_study_unit_id_study_units")
        ),
        sa.PrimaryKeyConstraint("member_id", "study_unit_id", "anchor", name=op.f("pk_paragraph_notes")),
    )
    op.create_table(
        "paragraph_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_unit_id", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["accounts.id"], name=op.f("fk_paragraph_questions_answered_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["accounts.id"], name=op.f("fk_paragraph_questions_member_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["study_unit_id"],
            ["study_units.id"],
            name=op.f("fk_paragraph_questions_study_unit_id_study_units"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_paragraph_questions_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paragraph_questions")),
    )
    with op.batch_alter_table("paragraph_questions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_paragraph_questions_member_id_answered_at"),
            ["member_id", "answered_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_paragraph_questions_study_unit_id_answered_at"),
            ["study_unit_id", "answered_at"],
            unique=False,
        )

    op.create_table(
        "section_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_unit_id", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_section_checks_item_id_items")),
        sa.ForeignKeyConstraint(
            ["study_unit_id"], ["study_units.id"], name=op.f("fk_section_checks_study_unit_id_study_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_checks")),
        sa.UniqueConstraint("study_unit_id", "item_id", name=op.f("uq_section_checks_study_unit_id_item_id")),
    )
    op.create_table(
        "passed_checks",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["check_id"], ["section_checks.id"], name=op.f("fk_passed_checks_check_id_section_checks")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["accounts.id"], name=op.f("fk_passed_checks_member_id_accounts")
        ),
        sa.PrimaryKeyConstraint("member_id", "check_id", name=op.f("pk_passed_checks")),
    )
    op.create_table(
        "reflections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("study_unit_id", sa.Integer(), nullable=True),
        sa.Column("study_day_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mark", sa.String(length=32), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(study_unit_id IS NULL) <> (study_day_id IS NULL)", name=op.f("ck_reflections_one_subject")
        ),
        sa.ForeignKeyConstraint(
            ["marked_by_id"], ["accounts.id"], name=op.f("fk_reflections_marked_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["accounts.id"], name=op.f("fk_reflections_member_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["study_day_id"], ["study_days.id"], name=op.f("fk_reflections_study_day_id_study_days")
        ),
        sa.ForeignKeyConstraint(
            ["study_unit_id"], ["study_units.id"], name=op.f("fk_reflections_study_unit_id_study_units")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_reflections_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflections")),
        sa.UniqueConstraint("member_id", "study_day_id", name=op.f("uq_reflections_member_id_study_day_id")),
        sa.UniqueConstraint(
            "member_id", "study_unit_id", name=op.f("uq_reflections_member_id_study_unit_id")
        ),
    )
    with op.batch_alter_table("reflections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reflections_study_day_id"), ["study_day_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reflections_study_unit_id"), ["study_unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reflections_unit_id"), ["unit_id"], unique=False)

    with op.batch_alter_table("reading_progress", schema=None) as batch_op:
        batch_op.alter_column("furthest_position", new_column_name="seen_count", existing_type=sa.Integer())
        batch_op.add_column(sa.Column("seen", sa.String(), server_default="", nullable=False))
    _fill_seen()


def _fill_seen() -> None:
    """Who had got as far as a paragraph has seen all before it."""
    connection = op.get_bind()
    begun = connection.execute(
        sa.text("SELECT DISTINCT study_unit_id, seen_count FROM reading_progress WHERE completed_at IS NULL")
    ).all()
    for study_unit_id, count in begun:
        anchors = connection.scalars(
            sa.text(
                "SELECT anchor FROM paragraphs WHERE study_unit_id = :unit AND position <= :count ORDER BY position"
            ),
            {"unit": study_unit_id, "count": count},
        ).all()
        connection.execute(
            sa.text(
                "UPDATE reading_progress SET seen = :seen"
                " WHERE study_unit_id = :unit AND seen_count = :count AND completed_at IS NULL"
            ),
            {"seen": " ".join(anchors), "unit": study_unit_id, "count": count},
        )


def downgrade() -> None:
    with op.batch_alter_table("reading_progress", schema=None) as batch_op:
        batch_op.drop_column("seen")
        batch_op.alter_column("seen_count", new_column_name="furthest_position", existing_type=sa.Integer())

    with op.batch_alter_table("reflections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reflections_unit_id"))
        batch_op.drop_index(batch_op.f("ix_reflections_study_unit_id"))
        batch_op.drop_index(batch_op.f("ix_reflections_study_day_id"))

    op.drop_table("reflections")
    op.drop_table("passed_checks")
    op.drop_table("section_checks")
    with op.batch_alter_table("paragraph_questions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paragraph_questions_study_unit_id_answered_at"))
        batch_op.drop_index(batch_op.f("ix_paragraph_questions_member_id_answered_at"))

    op.drop_table("paragraph_questions")
    op.drop_table("paragraph_notes")
    with op.batch_alter_table("completion_rules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_completion_rules_quiz_id"))

    op.drop_table("completion_rules")
