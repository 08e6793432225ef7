"""Make a message safe and even before anything else reads it."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 2000
"""The longest message, in characters after `clean`, that the guide reads."""

_SPACE = re.compile(r"\s+")
_KEEP = {"\n", "\r", "\t", "\v", "\f"}
_BLANK = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters, signs and accents that show nothing."""


def clean(text: str) -> str:
    """Return the message in NFC on one line, without characters that nobody can see.

    Control, format and surrogate characters go (zero-width ones and those that turn the direction of writing among
    them), every run of white space becomes one space, and leading slashes go, because Rasa reads a message that begins
    with a slash as a command. Nothing is cut off; see `too_long`. Never raises.
    """
    visible = "".join(
        char for char in text if char in _KEEP or (char not in _BLANK and unicodedata.category(char)[0] != "C")
    )
    return _SPACE.sub(" ", unicodedata.normalize("NFC", visible)).strip().lstrip("/ ")


def too_long(text: str) -> bool:
    """Tell whether a cleaned message is longer than `MAX_LENGTH` characters."""
    return len(text) > MAX_LENGTH


def ends(text: str) -> str:
    """Return the text; of one that is too long only its two ends, since a cry for help may stand in either."""
    return f"{text[:MAX_LENGTH]} {text[-MAX_LENGTH:]}" if too_long(text) else text
