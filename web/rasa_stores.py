"""What Rasa remembers: nothing. Loaded by endpoints.yml.

A conversation's state lies in the guide's own store, and the routing is one rule an intent, so each message can begin
with a fresh tracker that is forgotten when it is answered. A turn then costs the same however long the conversation
is, and any process can take it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

import rasa
from jsonschema import validators
from rasa.core.actions.action import RemoteAction
from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockError, LockStore
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.trackers import DialogueStateTracker

import actions.quiet  # noqa: F401 -- makes the log silent about what people write

MADE_FOR = "3.6.21"
LONGEST_WAIT = 20.0
"""Seconds a message waits for its sender's earlier ones; the pages wait no longer for an answer."""

# Not an ImportError: Rasa would take that for a missing module and keep everything in memory instead.
if rasa.__version__ != MADE_FOR:
    raise RuntimeError(f"web/rasa_stores.py is made for Rasa {MADE_FOR}; look it through for {rasa.__version__}")


class Forgetful(TrackerStore):
    """A tracker store that keeps nothing."""

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Forget the tracker."""

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Nothing is known of anybody."""
        return None

    async def keys(self) -> Iterable[str]:
        """Nobody."""
        return ()


class InTurn(LockStore):
    """One sender's messages one after another, in the order they came, within this process.

    Rasa's own store looks every second whether it is free. This one waits for nothing but the message before, and its
    locks are gone with the messages that hold them. Across processes the guide's store keeps the order.
    """

    def __init__(self, endpoint_config: Any = None) -> None:
        """Rasa hands over the part of endpoints.yml; there is nothing to set."""
        self.locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        super().__init__()

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LONGEST_WAIT, wait_time_in_seconds: float = 0
    ) -> AsyncGenerator[TicketLock, None]:
        """The sender's turn.

        Raises:
            LockError: an earlier message has taken too long.
        """
        lock = self.locks.setdefault(conversation_id, asyncio.Lock())
        try:
            await asyncio.wait_for(lock.acquire(), min(lock_lifetime, LONGEST_WAIT))
        except asyncio.TimeoutError:
            raise LockError("an earlier message of the same sender takes too long") from None
        try:
            yield TicketLock(conversation_id)
        finally:
            lock.release()


_schema = RemoteAction.action_response_format_spec()
_validator = validators.validator_for(_schema)(_schema)


def _validate(_self: RemoteAction, result: dict[str, Any]) -> bool:
    """The check that Rasa makes of an action's answer, without checking the schema itself again each time."""
    _validator.validate(result)
    return True


RemoteAction._validate_action_result = _validate  # type: ignore[method-assign]
