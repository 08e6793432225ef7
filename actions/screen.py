"""The one place that every text passes before a language model, a store or a log could see it."""

from __future__ import annotations

from guide.moves import from_payload
from language.normalise import clean, ends
from language.personal import mask


def screened(text: str) -> str:
    """The text made even, cut to its ends when it is too long, and without personal data; a button's payload as it is.

    Screening twice is screening once. Danger is to be looked for before: nothing here may hide a cry for help.
    """
    text = ends(clean(text))
    return text if from_payload(text) is not None else mask(text).text
