"""The guide in two voices over one catalogue: to the person themselves, and to somebody who asks for another."""

from __future__ import annotations

from datetime import date

import msgspec

from guide.conversation import ROLES, Conversation, Role
from guide.moves import Do, Heard, Move
from guide.respond import Guide, Turn
from guide.third_person import in_third_person
from rights.assess import Assessor
from rights.model import Catalogue


class Voices:
    """Every door talks to this. Holds no state of anybody."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Both voices decide by the same rules; only the words differ."""
        self.catalogue = catalogue
        self._guides: dict[Role, Guide] = {
            "selv": Guide(Assessor(catalogue)),
            "bisidder": Guide(Assessor(in_third_person(catalogue))),
        }

    def of(self, state: Conversation) -> Guide:
        """The guide that this conversation is held with."""
        return self._guides[state.role]

    def asked(self, state: Conversation, today: date) -> str:
        """The fact of the question that the person sees, or "" when none is open."""
        question = self.of(state).shown_question(state, today)
        return question.fact if question else ""

    def may_answer(self, state: Conversation, fact: str, today: date) -> bool:
        """Whether an answer to the question means something now: it is open, or answered and can be changed."""
        if fact in state.answers:
            return True
        question = self.of(state).open_question(state, today)
        return question is not None and fact == question.fact

    def respond(self, state: Conversation, move: Move, today: date) -> Turn:
        """The new state and the reply; see `Guide.respond`. Who asks for whom is settled before anything else."""
        role = _role(state, move)
        if role == state.role:
            return self.of(state).respond(state, move, today)
        state = msgspec.structs.replace(state, role=role)
        guide = self.of(state)
        if isinstance(move, Do):
            return guide.respond(state, move, today)
        new, reply = guide.respond(state, move, today)
        return new, guide.introduced(new, reply)


def _role(state: Conversation, move: Move) -> Role:
    if isinstance(move, Do) and move.act == "rolle" and move.about in ROLES:
        return move.about  # type: ignore[return-value]
    if isinstance(move, Heard) and move.writer in ROLES and move.crisis != "explicit" and not state.answers:
        return move.writer  # type: ignore[return-value]
    return state.role
