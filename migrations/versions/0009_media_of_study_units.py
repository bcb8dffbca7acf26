"""Pictures, audio and video of study units, and how far members have listened."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("paragraphs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("picture", sa.String(), server_default="", nullable=False))
    op.create_table(
        "study_unit_pictures",
        sa.Column("study_unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"], ["pictures.digest"], name=op.f("fk_study_unit_pictures_digest_pictures")
        ),
        sa.ForeignKeyConstraint(
            ["study_unit_id"],
            ["study_units.id"],
            name=op.f("fk_study_unit_pictures_study_unit_id_study_units"),
        ),
        sa.PrimaryKeyConstraint("study_unit_id", "name", name=op.f("pk_study_unit_pictures")),
    )
    with op.batch_alter_table("study_units", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recordings", sa.JSON(), server_default="[]", nullable=False))
    op.create_table(
        "listening_places",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("study_unit_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["accounts.id"], name=op.f("fk_listening_places_member_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["study_unit_id"], ["study_units.id"], name=op.f("fk_listening_places_study_unit_id_study_units")
        ),
        sa.PrimaryKeyConstraint("member_id", "study_unit_id", "digest", name=op.f("pk_listening_places")),
    )


def downgrade() -> None:
    op.drop_table("listening_places")
    with op.batch_alter_table("study_units", schema=None) as batch_op:
        batch_op.drop_column("recordings")
    op.drop_table("study_unit_pictures")
    with op.batch_alter_table("paragraphs", schema=None) as batch_op:
        batch_op.drop_column("picture")
