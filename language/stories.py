"""Which topics is a longer text about? It is read as a whole and in pieces, for a story often holds several topics."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from language.intent_model import Guess, IntentModel
from language.normalise import clean

MOST = 8
"""How many intents a story's ranking names."""
_SHORT = 40
"""Words; a message no longer than this is read as a whole only."""
_PIECE = (4, 16)
"""Words; a shorter sentence says too little by itself, and a longer one is read in overlapping windows."""
_WHOLE = 0.25
"""How much of the ranking is the text as a whole; the rest is the piece that speaks clearest for the intent. With
this much a topic's confidence is right as often in stories put together from examples as in single messages."""
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+")
"""Cut where a mark is followed by a space, so that "1.12." and "kl.9" stay whole."""


def pieces(text: str) -> tuple[str, ...]:
    """Return the sentences of a text, short ones joined with the next and long ones as overlapping windows.

    A text of one short message gives none. Never raises.
    """
    words = clean(text).split()
    if len(words) <= _SHORT:
        return ()
    found = tuple(_windows(text))
    return found if len(found) > 1 else ()


def _windows(text: str) -> Iterator[str]:
    least, most = _PIECE
    held: list[str] = []
    for sentence in _SENTENCE.split(clean(text)):
        held += sentence.split()
        if len(held) < least:
            continue
        for start in range(0, max(1, len(held) - most // 2), most // 2):
            yield " ".join(held[start : start + most])
        held = []
    if held:
        yield " ".join(held)


def predict_story(model: IntentModel, text: str) -> tuple[Guess, ...]:
    """Return the likeliest intents of a text that may hold several, best first, `MOST` at most.

    A short message gets exactly what `IntentModel.predict` says. In a longer one each confidence is a mix of the
    whole text's and of the piece that speaks clearest for that intent; there they need not sum to 1, for a text can
    be about two things. The same text gives the same ranking; the work grows evenly with the length. Never raises.
    """
    parts = pieces(text)
    if not parts:
        return model.predict(text)
    clearest = np.max([model.chances(part) for part in parts], axis=0)
    return model.ranked(_WHOLE * model.chances(text) + (1 - _WHOLE) * clearest, MOST)
