"""Questions drafted from a text that somebody threw away."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "discarded_drafts",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_discarded_drafts_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_discarded_drafts_unit_id_units")),
        sa.PrimaryKeyConstraint("unit_id", "code", name=op.f("pk_discarded_drafts")),
    )


def downgrade() -> None:
    op.drop_table("discarded_drafts")
