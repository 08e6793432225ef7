"""One form for the ways a Danish word is typed: å, aa and a; ø, oe and o; æ, ae and a; any case; loose accents."""

from __future__ import annotations

import unicodedata

_DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "é": "e"})
_SHORT = (("ae", "a"), ("oe", "o"), ("aa", "a"))


def fold(text: str) -> str:
    """The text in its one form, in small letters; every other sign stays."""
    text = unicodedata.normalize("NFC", text).lower().translate(_DANISH)
    for double, single in _SHORT:
        text = text.replace(double, single)
    return text
