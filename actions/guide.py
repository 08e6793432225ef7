"""The one action every intent leads to: the conversation's state in, the guide's reply out."""

from __future__ import annotations

import os
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.clock import danish_now
from actions.hear import hear
from actions.warm import warm
from guide.conversation import Conversation, dump, restore
from guide.reply import Reply
from guide.voices import Voices
from rights.loader import load
from store import Store

TERMINAL = "cmdline"
"""`rasa shell` would print the decisions' JSON below every answer."""


@lru_cache(maxsize=1)
def the_guide() -> Voices:
    """The guide over the project's catalogue, built once a process."""
    return Voices(load())


@lru_cache(maxsize=1)
def the_store() -> Store:
    """The store that the page uses too (GUIDE_DATABASE), so that neither holds a state of its own."""
    return Store(os.environ.get("GUIDE_DATABASE", "sqlite:///var/guide.db"))


class ActionGuide(Action):
    """Reads the latest message, lets the guide answer, keeps the new state under the sender's id."""

    def __init__(self) -> None:
        """Made when the action server starts: it answers nobody before it can read."""
        warm()

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_guide"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Answer the latest message; Rasa gets no events back, since it holds no truth about the conversation."""
        reply = answer(tracker.sender_id, tracker.latest_message, danish_now())
        dispatcher.utter_message(
            text=reply.text,
            buttons=[{"title": button.label, "payload": button.payload} for button in reply.buttons],
        )
        if tracker.get_latest_input_channel() != TERMINAL:
            dispatcher.utter_message(json_message=msgspec.to_builtins(reply))
        return []


def answer(sender: str, message: dict[str, Any], now: datetime) -> Reply:
    """The guide's reply to one message of `sender`, whose new state is kept.

    Args:
        sender: the conversation's id.
        message: Rasa's latest message: `text` and `intent_ranking`.
        now: the moment, in Danish time.
    """
    today = now.date()
    ranking = [(intent["name"], intent["confidence"]) for intent in message.get("intent_ranking", [])]
    reply = Reply()

    def turn(before: bytes | None) -> bytes | None:
        nonlocal reply
        state = restore(before) if before else Conversation()
        move = hear(message.get("text") or "", ranking, today, the_guide().asked(state, today))
        state, reply = the_guide().respond(state, move, today)
        return None if reply.forget else dump(state)

    the_store().change_state(sender, turn, now)
    return reply
