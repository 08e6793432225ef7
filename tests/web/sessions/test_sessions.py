"""Random sessions of several people at once: no dead end, nothing asked twice, nothing lost, nothing of another's.

Proves, for seeded walks over the whole application with a database of its own: what is kept after every move is what a
model that shares no code with the guide says; a page asks nothing that has an answer, leads on, and shows neither the
days nor the tokens of the other three; what is deleted is in no file of the database. Does not prove: what free text
is understood as (without the language model three sentences are told), nor anything about JavaScript.
`python -m bench.sessions` plays 10,000 sessions.
"""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest

from actions.hear import hear
from guide.moves import Heard
from tests.web.sessions.client import Shown
from tests.web.sessions.walk import PEOPLE, TOLD, World, a_walk, shortest, ways_on

SESSIONS, MOVES, PARTS = 80, 8, 4
"""In each part, so that the parts can run beside each other."""


@pytest.mark.parametrize("part", range(PARTS))
def test_random_sessions(tmp_path: Path, part: int) -> None:
    world = World(tmp_path)
    walks = SESSIONS // PEOPLE
    for seed in range(part * walks, (part + 1) * walks):
        walk = a_walk(seed, MOVES)
        broken = asyncio.run(world.tried(walk))
        assert not broken, f"{broken}\n" + "\n".join(map(str, shortest(walk, broken)))
    assert world.sessions == SESSIONS
    world.close()


def test_the_sentences_tell_what_the_model_takes_them_for() -> None:
    for text, told in TOLD.items():
        heard = hear(text, (), date(2026, 11, 22))
        assert isinstance(heard, Heard)
        assert [(fact.fact, fact.value) for fact in heard.facts if fact.certain] == [told] and not heard.writer


def test_a_walk_that_breaks_is_made_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The walk sees what it should: here an answer that is lost, and another's that is shown."""
    monkeypatch.setattr("guide.conversation.MOST_STEPS_BACK", 1)
    walk = next(walk for walk in (a_walk(seed, MOVES) for seed in range(9)) if asyncio.run(World(tmp_path).tried(walk)))
    broken = asyncio.run(World(tmp_path).tried(walk))
    assert broken
    assert len(shortest(walk, broken)) <= 3


def test_a_page_without_a_way_on_is_a_dead_end() -> None:
    always = '<section class="tools"><button>Begynd forfra</button></section>'
    assert not ways_on(Shown(200, "/", f'<main><div class="about"><button>x</button></div>{always}</main>'))
    assert ways_on(Shown(200, "/", f"<main><button>Svar</button>{always}</main>"))
