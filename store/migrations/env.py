"""How Alembic reaches the database: the guide hands it an open transaction; on the command line GUIDE_DATABASE does."""

import os
from typing import Any

from alembic import context

import store  # noqa: F401 - every table
from store.database import METADATA, Database


def run(connection: Any) -> None:
    # SQLite changes a table by making it anew, which `batch_alter_table` in a step then does.
    batch = connection.dialect.name == "sqlite"
    context.configure(connection=connection, target_metadata=METADATA, render_as_batch=batch, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with Database(os.environ["GUIDE_DATABASE"]).write() as opened:
        run(opened)
