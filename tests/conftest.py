"""Settings shared by every test, and the servers that some of them need: started once a process, when first asked for.

Hypothesis has no time limit per example, so that a slow machine fails nothing.
"""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests import servers

settings.register_profile("project", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("project")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL of our own: the address of a database; `servers.new_database` makes an empty one beside it."""
    with servers.postgres() as address:
        yield address


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """A Redis of our own: its address."""
    with servers.redis() as address:
        yield address


@pytest.fixture
def postgres_database(postgres_server: str) -> str:
    """The address of an empty PostgreSQL database."""
    return servers.new_database(postgres_server)
