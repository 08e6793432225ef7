"""Write the numbers of `language.crisis_model` from the examples: `python -m language.crisis_training`.

Needs scikit-learn; reading the numbers does not. The same examples give the same numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from language.crisis import fold_hidden, harmless_out, rule_words
from language.crisis_model import NUMBERS, CrisisModel, pieces, terms
from language.spelling import Spelling

DATA = Path(__file__).resolve().parent.parent / "data"
DESPAIRING = ("krise",)
OTHERS = ("ikke_dansk", "samtale", "send_til_kommunen", "uden_for_emnet")
"""Files in data/nlu that are learnt from too."""
THRESHOLD = 1.5
"""Chosen by cross-validation: 7 in 100 of the sentences written to mislead it reach it, and 2 in 100 ordinary ones."""
KEPT = 9000
"""Terms that are kept, those that say most."""
WORD = re.compile(r"[a-z]+")
_STRENGTH = 10.0
_SEEN_AT_LEAST = 2


@dataclass(frozen=True)
class Examples:
    """Texts to learn from."""

    despairing: list[str]
    misleading: list[str]
    """Not despair, but in the same words."""
    ordinary: list[str]

    @classmethod
    def read(cls, data: Path = DATA) -> Examples:
        """Read the project's own.

        Raises:
            OSError: a file is missing.
            KeyError: a list is missing in data/crisis.yml.
        """
        own = yaml.safe_load((data / "crisis.yml").read_text(encoding="utf-8"))
        return cls(
            own["explicit"] + own["indirect"] + _said(data, DESPAIRING),
            own["harmless"],
            own["ordinary"] + _said(data, OTHERS),
        )


def _said(data: Path, names: Sequence[str]) -> list[str]:
    files = [yaml.safe_load((data / "nlu" / f"{name}.yml").read_text(encoding="utf-8")) for name in names]
    lines = [line for file in files for block in file["nlu"] for line in block["examples"].splitlines()]
    return [line[1:].strip() for line in lines]


def _words(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in WORD.findall(fold_hidden(text)))


def train(learnt_from: Examples) -> CrisisModel:
    """Learn to tell despair from everything else."""
    others = learnt_from.misleading + learnt_from.ordinary
    known, likely = tuple(sorted({*_words(others), *_words(learnt_from.despairing), *rule_words()})), meant(learnt_from)
    spelling = Spelling(known, likely)
    pairs = {(harmless_out(text, spelling)[0], 1) for text in learnt_from.despairing}
    pairs |= {(piece, 0) for text in others for piece in pieces(harmless_out(text, spelling)[0])}
    texts, truth = zip(*sorted(pairs), strict=True)
    first = TfidfVectorizer(analyzer=terms, sublinear_tf=True, min_df=_SEEN_AT_LEAST)
    says = np.abs(_fit(first.fit_transform(texts), truth).coef_[0] * first.idf_)
    names = first.get_feature_names_out()
    kept = sorted(names[np.argsort(-says, kind="stable")[:KEPT]])
    second = TfidfVectorizer(analyzer=terms, sublinear_tf=True, vocabulary=kept)
    learnt = _fit(second.fit_transform(texts), truth)
    return CrisisModel(
        rarity=dict(zip(kept, np.round(second.idf_, 2).tolist(), strict=True)),
        weight=dict(zip(kept, np.round(learnt.coef_[0], 2).tolist(), strict=True)),
        bias=round(float(learnt.intercept_[0]), 2),
        threshold=THRESHOLD,
        known=known,
        meant=likely,
    )


def meant(learnt_from: Examples) -> tuple[str, ...]:
    """Words that a mistyped word may be meant as: those said more than once where it matters, most used first."""
    counted = _words(learnt_from.despairing + learnt_from.misleading)
    return tuple(sorted((word for word, times in counted.items() if times > 1), key=lambda w: (-counted[w], w)))


def _fit(features: object, truth: Sequence[int]) -> LogisticRegression:
    learner = LogisticRegression(C=_STRENGTH, class_weight="balanced", solver="liblinear", random_state=0)
    return learner.fit(features, truth)


if __name__ == "__main__":
    train(Examples.read()).save(NUMBERS)
