"""What the people do: the texts they write, and the buttons they press as the guide itself offers them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from random import Random

import yaml

from guide.conversation import Conversation
from guide.moves import Answer, Ask, from_payload
from guide.voices import Voices
from rights.loader import load

CONVERSATIONS, TURNS = 12, 8
Move = Answer | Ask


@lru_cache(maxsize=1)
def written() -> tuple[tuple[str, ...], ...]:
    """Conversations of free text."""
    read = yaml.safe_load(Path(__file__).with_name("dialogues.yml").read_text(encoding="utf-8"))
    return tuple(tuple(texts) for texts in read)


def pressed(today: date, seed: int = 0) -> tuple[tuple[Move, ...], ...]:
    """Conversations of buttons: a topic, one of the offered answers to each question, and then another topic.

    The guide is asked beforehand what it offers, so that nobody needs to read its pages while the clock runs.
    """
    guide, random = Voices(load()), Random(seed)
    return tuple(_pressed(guide, random, today) for _ in range(CONVERSATIONS))


def _pressed(guide: Voices, random: Random, today: date) -> tuple[Move, ...]:
    state, moves = Conversation(), list[Move]()
    topics = random.sample(sorted(guide.catalogue.topics), TURNS)
    offered: list[Answer] = []
    while len(moves) < TURNS:
        move = random.choice(offered) if offered else Ask(topics.pop())
        moves.append(move)
        state, reply = guide.respond(state, move, today)
        offered = [one for button in reply.buttons if isinstance(one := from_payload(button.payload), Answer)]
    return tuple(moves)
