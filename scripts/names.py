"""Train the model that finds people's names when, and only when, something it is made from has changed.

Before that Denmark's official model is tried once for each set of packages: it stands on its makers' release page and
on no package index, so it may be out of reach, and the guide works without it. GUIDE_OFFICIAL_NER=0 leaves it alone.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import re
import subprocess
import sys
import time
from pathlib import Path

# The model must be the same each time, and more threads add in another order.
os.environ["OMP_NUM_THREADS"] = "1"

from language import made_up, name_finder
from language.intent_model import load_training_data
from language.names import find_names, read_list
from scripts.setup import STAMP, VENV, SetupError, find_uv

ROOT = Path(__file__).resolve().parent.parent
OFFICIAL_WHEEL = (
    "https://github.com/explosion/spacy-models/releases/download/da_core_news_sm-3.4.0/"
    "da_core_news_sm-3.4.0-py3-none-any.whl"
)
PATIENCE = 10
"""Seconds that the official model may take to come."""
TRIED = VENV / ".guide-official-ner"
"""Holds the set of packages for which the official model has been tried."""
MESSAGES = "data/nlu/*.yml"
TEXTS = ("guide/words.yml", "rights/catalogue/**/*.yml")
"""Our own texts, in which nobody is named."""
SOURCES = (
    MESSAGES,
    *TEXTS,
    "language/made_up.*",
    "language/name_finder.py",
    "language/names.py",
    "language/personal.yml",
    "language/names/*.txt",
    "scripts/names.py",
    # Another spaCy or Faker gives another model.
    "requirements.lock",
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def sources(root: Path) -> str:
    """Return a hash of everything that the model is made from."""
    total = hashlib.sha256()
    for path in sorted({path for pattern in SOURCES for path in root.glob(pattern) if path.is_file()}):
        total.update(f"{path.relative_to(root).as_posix()}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def ordinary_words(root: Path) -> set[str]:
    """Return the words of our own texts and of Faker's Danish word lists in small letters, first names left out.

    The fixed list of ordinary words comes on top.
    """
    found = set(_words(root, MESSAGES))
    # Who writes a message may be named in it, with a capital letter.
    found = {word for word in found if word.islower()}
    found.update(word.lower() for pattern in TEXTS for word in _words(root, pattern))
    for module, words in (("lorem", "word_list"), ("job", "jobs")):
        provider = importlib.import_module(f"faker.providers.{module}.da_DK").Provider
        found.update(word for entry in getattr(provider, words) for word in _WORD.findall(entry.lower()))
    return (found - {name.lower() for name in read_list("first")}) | set(read_list("ordinary"))


def _words(root: Path, pattern: str) -> list[str]:
    return [word for path in root.glob(pattern) for word in _WORD.findall(path.read_text(encoding="utf-8"))]


def material(root: Path) -> tuple[list[name_finder.Example], set[str]]:
    """Return the sentences to learn from, and the ordinary words."""
    words = ordinary_words(root)
    rules = name_finder.NameFinder(words=frozenset(words))
    questions = [text for text, _ in load_training_data(root / "data" / "nlu")]
    return made_up.make([text for text in questions if not find_names(text, rules)], sorted(words)), words


def try_official() -> None:
    """Install the official model if it can be had at once; say so in one line if it cannot, and do not ask again."""
    if not name_finder.official_wanted() or importlib.util.find_spec(name_finder.OFFICIAL):
        return
    packages = f"{OFFICIAL_WHEEL}\n{STAMP.read_text() if STAMP.exists() else ''}"
    if TRIED.exists() and TRIED.read_text() == packages:
        return
    try:
        install = [find_uv(), "pip", "install", "--quiet", "--no-deps", "--python", sys.executable, OFFICIAL_WHEEL]
        environment = {**os.environ, "UV_HTTP_TIMEOUT": str(PATIENCE)}
        done = subprocess.run(install, capture_output=True, timeout=PATIENCE, env=environment, cwd=ROOT, check=False)
        came = done.returncode == 0
    except (SetupError, OSError, subprocess.TimeoutExpired):
        came = False
    if not came:
        print(f"  {name_finder.OFFICIAL} kunne ikke hentes nu. Guiden bruger sin egen navnemodel.")
    TRIED.write_text(packages)


def main() -> int:
    """Try the official model, and train our own if needed."""
    try_official()
    wanted = sources(ROOT)
    if name_finder.trained_from() == wanted:
        print("  Navnemodellen i models/navne passer stadig til kilderne.")
        return 0
    print("  Træner navnemodellen i models/navne (et til to minutter) ...", flush=True)
    begin = time.monotonic()
    examples, words = material(ROOT)
    name_finder.train(examples, words, name_finder.FOLDER, wanted)
    print(f"  Navnemodellen er trænet med {len(examples)} sætninger på {time.monotonic() - begin:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
