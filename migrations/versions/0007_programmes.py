"""Programmes of study units, required and elective; what members are in their branch (职务)."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "held_duties",
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("duty", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_held_duties_membership_id_memberships")
        ),
        sa.PrimaryKeyConstraint("membership_id", "duty", name=op.f("pk_held_duties")),
    )
    op.create_table(
        "programmes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("elective_count", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("duties", sa.JSON(), nullable=False),
        sa.Column("branch_ids", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_programmes_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
    )
    with op.batch_alter_table("programmes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programmes_unit_id_status"), ["unit_id", "status"])
    op.create_table(
        "programme_units",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("study_unit_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("prerequisites", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_programme_units_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(
            ["study_unit_id"], ["study_units.id"], name=op.f("fk_programme_units_study_unit_id_study_units")
        ),
        sa.PrimaryKeyConstraint("programme_id", "study_unit_id", name=op.f("pk_programme_units")),
    )
    with op.batch_alter_table("programme_units", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_units_study_unit_id"), ["study_unit_id"])
    op.create_table(
        "elective_choices",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("study_unit_id", sa.Integer(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["accounts.id"], name=op.f("fk_elective_choices_member_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_elective_choices_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(
            ["study_unit_id"], ["study_units.id"], name=op.f("fk_elective_choices_study_unit_id_study_units")
        ),
        sa.PrimaryKeyConstraint(
            "programme_id", "member_id", "study_unit_id", name=op.f("pk_elective_choices")
        ),
    )
    with op.batch_alter_table("elective_choices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_elective_choices_member_id"), ["member_id"])
    op.create_table(
        "programme_completions",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["accounts.id"], name=op.f("fk_programme_completions_member_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_programme_completions_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_programme_completions_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("programme_id", "member_id", name=op.f("pk_programme_completions")),
    )
    with op.batch_alter_table("programme_completions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_completions_member_id"), ["member_id"])


def downgrade() -> None:
    with op.batch_alter_table("programme_completions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_completions_member_id"))
    op.drop_table("programme_completions")
    with op.batch_alter_table("elective_choices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_elective_choices_member_id"))
    op.drop_table("elective_choices")
    with op.batch_alter_table("programme_units", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_units_study_unit_id"))
    op.drop_table("programme_units")
    with op.batch_alter_table("programmes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programmes_unit_id_status"))
    op.drop_table("programmes")
    op.drop_table("held_duties")
