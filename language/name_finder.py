"""The model that finds names: a small spaCy pipeline trained at build, and Denmark's official one where it is there.

spaCy is imported when a model is first used, never before. The small model learns from sentences the project makes
itself (`made_up`), so the same sources give the same model. Without a model there are still lists and cues (`names`).
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import json
import logging
import os
import random
import re
import sys
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OFFICIAL = "da_core_news_sm"
OWN = "egen"
NONE = "ingen"
FOLDER = Path(__file__).resolve().parent.parent / "models" / "navne"
"""Where `scripts/names.py` puts the trained model."""

Example = tuple[str, Sequence[tuple[int, int, str]]]
"""A text and the half-open places and labels of the names in it."""

PERSON = "PER"
_UNKNOWN = "<ukendt>"
_PERSONS = {"PER", "PERSON"}
_WIDTH, _ROUNDS, _BATCH, _SEED = 64, 3, 48, 4711
_LONGEST = 2000
"""Characters given to the model at a time; a longer text is cut between words."""
_WORDS, _STAMP, _PIPELINE = "words.txt", "stamp.json", "pipeline"
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_log = logging.getLogger(__name__)
_READING = threading.Lock()
"""Two threads that import spaCy at once each see half of it."""

People = Callable[[str], list[tuple[int, int]]]


@dataclass(frozen=True)
class NameFinder:
    """What finds names beyond lists and cues, and the words that are ordinary in our own texts."""

    which: str = NONE
    """The model that runs: `OFFICIAL` (beside the small one), `OWN` or `NONE`."""
    words: frozenset[str] = frozenset()
    """Ordinary Danish words in small letters."""
    models: tuple[People, ...] = ()

    def people(self, text: str) -> list[tuple[int, int]]:
        """Return the half-open places the models take for people, in order; they may overlap. Never raises."""
        found: set[tuple[int, int]] = set()
        for offset, piece in _pieces(_LONE_SURROGATE.sub("?", text)):
            for model in self.models:
                try:
                    found.update((start + offset, end + offset) for start, end in model(piece))
                except Exception as error:
                    # The text must not reach the log; what went wrong is enough.
                    _log.error("the name model failed: %s", type(error).__name__)
        return sorted(found)


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    while len(text) - start > _LONGEST:
        cut = text.rfind(" ", start + 1, start + _LONGEST)
        cut = cut if cut > start else start + _LONGEST
        yield start, text[start:cut]
        start = cut
    if start < len(text):
        yield start, text[start:]


@contextlib.contextmanager
def _without_tensorflow() -> Iterator[None]:
    """Keep spaCy from loading TensorFlow, which Rasa brought here and which costs 375 MB and 10 seconds."""
    blocked = [name for name in ("tensorflow", "torch", "mxnet") if name not in sys.modules]
    for name in blocked:
        sys.modules[name] = None  # type: ignore[assignment]  # this is how an import is made to fail
    try:
        yield
    finally:
        for name in blocked:
            sys.modules.pop(name, None)


def _spacy() -> Any:
    if "spacy" in sys.modules:
        return sys.modules["spacy"]
    with _without_tensorflow():
        import spacy
    return spacy


def _people_of(pipeline: Any, words: frozenset[str] | None = None) -> People:
    """Return what finds people with a pipeline; with `words`, for one that was trained on `_document`s."""

    def people(text: str) -> list[tuple[int, int]]:
        doc = pipeline(text if words is None else _document(pipeline, text, words))
        return [(span.start_char, span.end_char) for span in doc.ents if span.label_ in _PERSONS]

    return people


def _document(pipeline: Any, text: str, words: Collection[str]) -> Any:
    """Return the text's words, all unknown ones with the same norm.

    So the model learns that an unknown word where a name may stand is a name, whatever the name; it still sees how the
    word begins and ends.
    """
    doc = pipeline.make_doc(text)
    for token in doc:
        if token.is_alpha and token.lower_ not in words:
            token.norm_ = _UNKNOWN
    return doc


def official_wanted() -> bool:
    """Tell whether Denmark's official model may be used; GUIDE_OFFICIAL_NER=0 says no."""
    return os.environ.get("GUIDE_OFFICIAL_NER", "1") != "0"


def load(folder: Path = FOLDER) -> NameFinder:
    """Return the finder with the models that are here. Never raises: what cannot be read is left out and logged."""
    words: frozenset[str] = frozenset()
    models: list[People] = []
    which = NONE
    with contextlib.suppress(OSError, UnicodeDecodeError):
        words = frozenset((folder / _WORDS).read_text(encoding="utf-8").split())
    if (folder / _PIPELINE).is_dir():
        try:
            models.append(_people_of(_spacy().load(folder / _PIPELINE), words))
            which = OWN
        except Exception as error:
            _log.warning("the trained name model cannot be read: %s", error)
    if official_wanted() and importlib.util.find_spec(OFFICIAL):
        try:
            unused = ["tagger", "morphologizer", "parser", "lemmatizer", "attribute_ruler", "senter"]
            models.append(_people_of(_spacy().load(OFFICIAL, exclude=unused)))
            which = OFFICIAL
        except Exception as error:
            _log.warning("%s cannot be read: %s", OFFICIAL, error)
    return NameFinder(which, words, tuple(models))


def default() -> NameFinder:
    """Return the finder of this installation, read once, by one thread while the others wait."""
    with _READING:
        return _default()


@functools.lru_cache(maxsize=1)
def _default() -> NameFinder:
    return load()


def train(examples: Sequence[Example], words: Collection[str], folder: Path, stamp: str, rounds: int = _ROUNDS) -> None:
    """Train the small model and write it, with the ordinary words and a stamp of what it was made from.

    The same arguments give the same model. The folder is made if need be; what stands in it is replaced.

    Raises:
        ValueError: there are no examples.
        OSError: the folder cannot be written.
    """
    if not examples:
        raise ValueError("there is nothing to train the name model with")
    spacy = _spacy()
    from spacy.training import Example as Pair

    spacy.util.fix_random_seed(_SEED)
    shuffler = random.Random(_SEED)
    pipeline = spacy.blank("da")
    ner = pipeline.add_pipe("ner", config={"model": _architecture()})
    known = frozenset(words)
    pairs = []
    for text, places in examples:
        doc = _document(pipeline, text, known)
        spans = [doc.char_span(start, end, label=label, alignment_mode="expand") for start, end, label in places]
        right = doc.copy()
        right.set_ents(spacy.util.filter_spans([span for span in spans if span is not None]))
        pairs.append(Pair(doc, right))
        for _, _, label in places:
            ner.add_label(label)
    pipeline.initialize(lambda: pairs)
    optimizer = pipeline.initialize(lambda: pairs[:200])
    for _ in range(rounds):
        shuffler.shuffle(pairs)
        for batch in spacy.util.minibatch(pairs, size=spacy.util.compounding(16.0, float(_BATCH), 1.005)):
            pipeline.update(batch, sgd=optimizer, drop=0.2)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _STAMP).unlink(missing_ok=True)
    (folder / _WORDS).write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")
    pipeline.to_disk(folder / _PIPELINE)
    # Last, so that a set-up that was stopped half-way trains again.
    (folder / _STAMP).write_text(json.dumps({"sources": stamp}), encoding="utf-8")


def trained_from(folder: Path = FOLDER) -> str:
    """Return the stamp that the model in the folder was trained with, "" where there is none."""
    try:
        return str(json.loads((folder / _STAMP).read_text(encoding="utf-8"))["sources"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _architecture() -> dict[str, Any]:
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": _WIDTH,
        "maxout_pieces": 2,
        "use_upper": True,
        "nO": None,
        "tok2vec": {
            "@architectures": "spacy.Tok2Vec.v2",
            "embed": {
                "@architectures": "spacy.MultiHashEmbed.v2",
                "width": _WIDTH,
                "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
                "rows": [5000, 500, 2500, 500],
                "include_static_vectors": False,
            },
            "encode": {
                "@architectures": "spacy.MaxoutWindowEncoder.v2",
                "width": _WIDTH,
                "depth": 3,
                "window_size": 1,
                "maxout_pieces": 3,
            },
        },
    }
