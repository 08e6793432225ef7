"""Under `make mutate` nothing that was worked out before the fault was put in may be kept."""

from __future__ import annotations

import os

import pytest

from rights import assess, loader
from tests.rights import support

UNDER_TEST = "MUTANT_UNDER_TEST"


@pytest.fixture(scope="session", autouse=True)
def _the_catalogue_is_read_with_the_fault_in_it() -> None:
    if UNDER_TEST in os.environ:
        loader.load.cache_clear()
        support.catalogue.cache_clear()
        support.assessor.cache_clear()
        assess._ordered.cache_clear()


@pytest.fixture(autouse=True)
def _every_test_that_uses_a_function_is_known_to() -> None:
    """mutmut notes which tests call which functions: what is kept from an earlier test would hide it."""
    if os.environ.get(UNDER_TEST) == "stats":
        support.assessor.cache_clear()
        assess._ordered.cache_clear()
