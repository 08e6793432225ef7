"""Counts by day, and which topic's question a conversation ended with."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("open_topic", sa.String(64), nullable=False, server_default=sa.text("''")))
    op.create_table(
        "usage",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("what", sa.String(32), primary_key=True),
        sa.Column("topic", sa.String(64), primary_key=True),
        sa.Column("value", sa.String(64), primary_key=True),
        sa.Column("slot", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("usage")
    with op.batch_alter_table("conversations") as table:
        table.drop_column("open_topic")
