"""Pictures of items; which quizzes prefer items that a member has not seen; how hard each paper is."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("quizzes", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("prefers_unseen", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(
            sa.Column("shares_items", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("difficulty", sa.Integer(), nullable=True))
    with op.batch_alter_table("quiz_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quiz_items_item_version_id"), ["item_version_id"])
    op.create_table(
        "pictures",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_pictures")),
    )
    op.create_table(
        "version_pictures",
        sa.Column("item_version_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"], ["pictures.digest"], name=op.f("fk_version_pictures_digest_pictures")
        ),
        sa.ForeignKeyConstraint(
            ["item_version_id"],
            ["item_versions.id"],
            name=op.f("fk_version_pictures_item_version_id_item_versions"),
        ),
        sa.PrimaryKeyConstraint("item_version_id", "digest", name=op.f("pk_version_pictures")),
    )
    with op.batch_alter_table("version_pictures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_version_pictures_digest"), ["digest"])


def downgrade() -> None:
    op.drop_table("version_pictures")
    op.drop_table("pictures")
    with op.batch_alter_table("quiz_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quiz_items_item_version_id"))
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_column("difficulty")
        batch_op.drop_column("seen")
    with op.batch_alter_table("quizzes", schema=None) as batch_op:
        batch_op.drop_column("shares_items")
        batch_op.drop_column("prefers_unseen")
