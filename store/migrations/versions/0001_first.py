"""The tables as they were before there were steps.

`if_not_exists` adopts a database from then: what it has stays as it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.Column("transcript", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("updated_at", sa.DateTime, nullable=False),
        if_not_exists=True,
    )
    op.create_index("conversations_updated_at", "conversations", ["updated_at"], if_not_exists=True)
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        if_not_exists=True,
    )
    op.create_index("attempts_key_at", "attempts", ["key", "at"], if_not_exists=True)
    op.create_index("attempts_at", "attempts", ["at"], if_not_exists=True)
    op.create_table(
        "share_codes",
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False, unique=True),
        sa.Column("shared", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        if_not_exists=True,
    )
    op.create_index("share_codes_expires_at", "share_codes", ["expires_at"], if_not_exists=True)
    op.create_table(
        "staff_accounts",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "staff_sessions",
        sa.Column("token", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("used_at", sa.DateTime, nullable=False),
        if_not_exists=True,
    )
    op.create_index("staff_sessions_used_at", "staff_sessions", ["used_at"], if_not_exists=True)


def downgrade() -> None:
    for table in ("staff_sessions", "staff_accounts", "share_codes", "attempts", "conversations"):
        op.drop_table(table)
