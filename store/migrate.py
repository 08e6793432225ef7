"""Brings a database to the newest shape. The steps stand in store/migrations/versions, each with its way back."""

from __future__ import annotations

from contextlib import nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from store.database import alone

FOLDER = Path(__file__).with_name("migrations")


def migrate(connection: Any, to: str = "head") -> None:
    """Take every step that is missing, all or none.

    A database that was made before there were steps is adopted: the first one makes only the tables that are missing.

    Args:
        connection: inside a transaction to write in. Of several processes that start at once one takes the steps,
            and the others wait for it.
        to: a step, or "base" for none at all.
    """
    if to == "head" and _standing(connection) == newest():
        return
    patiently: Any = nullcontext()
    if connection.dialect.name == "postgresql":
        from store.postgres import patiently as with_patience

        patiently = with_patience(connection)
    with patiently:
        alone(connection, "rettighedsguiden:migrate")
        config = _config()
        config.attributes["connection"] = connection
        standing = _standing(connection)
        if to == "base" or (standing and to != "head" and to < standing):
            command.downgrade(config, to)
        else:
            command.upgrade(config, to)


def _standing(connection: Any) -> str | None:
    step: str | None = MigrationContext.configure(connection).get_current_revision()
    return step


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config


@lru_cache(maxsize=1)
def newest() -> str:
    """The last step there is."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""
