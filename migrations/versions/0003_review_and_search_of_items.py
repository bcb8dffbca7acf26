"""Who wrote and who signed an item; its text for searching; its category."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CHUNK = 500


def upgrade() -> None:
    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.add_column(sa.Column("writer_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("signed_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_items_writer_id_accounts"), "accounts", ["writer_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_items_signed_by_id_accounts"), "accounts", ["signed_by_id"], ["id"]
        )
    op.execute(
        "UPDATE items SET writer_id = (SELECT author_id FROM item_versions"
        " WHERE item_versions.item_id = items.id AND item_versions.number = items.version_number)"
    )
    with op.batch_alter_table("item_versions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("category", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("text", sa.String(), server_default="", nullable=False))
    _fill_texts()


def _fill_texts() -> None:
    """What the versions that are there already say, as plain text."""
    connection = op.get_bind()
    last = 0
    while True:
        rows = connection.execute(
            sa.text(
                "SELECT id, CAST(document AS TEXT) FROM item_versions WHERE id > :last ORDER BY id LIMIT :chunk"
            ),
            {"last": last, "chunk": CHUNK},
        ).all()
        if not rows:
            return
        last = rows[-1][0]
        connection.execute(
            sa.text("UPDATE item_versions SET category = :category, text = :text WHERE id = :id"),
            [{"id": row[0], **_texts(json.loads(row[1]))} for row in rows],
        )


def _texts(document: dict) -> dict[str, str]:
    parts = [each["text"] for name in ("choices", "prompts") for each in document.get(name, [])]
    parts += [answer for answers in document.get("blanks", []) for answer in answers]
    parts += [document.get("explanation", ""), document.get("source", {}).get("quote", "")]
    return {"category": document.get("category", ""), "text": "\n".join(filter(None, parts))}


def downgrade() -> None:
    with op.batch_alter_table("item_versions", schema=None) as batch_op:
        batch_op.drop_column("text")
        batch_op.drop_column("category")

    op.execute("UPDATE items SET status = 'draft' WHERE status = 'in_review'")
    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_items_signed_by_id_accounts"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_items_writer_id_accounts"), type_="foreignkey")
        batch_op.drop_column("signed_at")
        batch_op.drop_column("signed_by_id")
        batch_op.drop_column("writer_id")
