"""The name model: the same sources give the same model, it is stored without code, and everything works without it."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
from pathlib import Path

import pytest

from language import made_up, name_finder
from language.name_finder import NONE, OWN, PERSON, Example, NameFinder
from language.names import find_names
from scripts import names as script

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ["kan min søn få fleksjob", "sagsbehandleren siger nej", "hvornår skal jeg til møde", "må jeg se min sag"]
WORDS = ["kan", "min", "søn", "få", "fleksjob", "siger", "nej", "hvornår", "skal", "jeg", "til", "møde", "sag"]


@pytest.fixture(scope="module", autouse=True)
def without_the_official_model() -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GUIDE_OFFICIAL_NER", "0")
        yield patch


def some_examples() -> list[Example]:
    return random.Random(1).sample(made_up.make(QUESTIONS, WORDS), 800)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("navne")
    name_finder.train(some_examples(), WORDS, folder, "stempel", rounds=3)
    return folder


def digest(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def test_the_same_sentences_come_from_the_same_sources() -> None:
    once = made_up.make(QUESTIONS, WORDS)
    assert once == made_up.make(list(reversed(QUESTIONS)), list(reversed(WORDS)))
    assert once != made_up.make(QUESTIONS, WORDS, seed=1)


def test_the_places_in_the_sentences_hold_names() -> None:
    examples = made_up.make(QUESTIONS, WORDS)
    assert len(examples) > 1000
    assert sum(bool(places) for _, places in examples) > len(examples) / 3
    assert sum(not places for _, places in examples) > len(examples) / 4
    for text, places in examples:
        for start, end, label in places:
            assert label == PERSON
            assert text[start:end].strip() == text[start:end] != ""


def test_training_twice_gives_the_same_model(trained: Path, tmp_path: Path) -> None:
    name_finder.train(some_examples(), WORDS, tmp_path, "stempel", rounds=3)
    # spaCy writes its weights with unordered keys now and then, so what counts is what the models find.
    one, other = name_finder.load(trained), name_finder.load(tmp_path)
    for text, _ in made_up.make(QUESTIONS, WORDS, seed=2)[:300]:
        assert one.people(text) == other.people(text)


def test_a_stored_model_is_read_again(trained: Path) -> None:
    finder = name_finder.load(trained)
    assert finder.which == OWN
    assert finder.words == set(WORDS)
    assert name_finder.trained_from(trained) == "stempel"
    assert not list(trained.rglob("*.pkl")) and not list(trained.rglob("*.pickle"))
    named = [(text, places) for text, places in some_examples() if places]
    found = sum(bool(finder.people(text)) for text, _ in named)
    assert found > len(named) / 2


def test_nothing_to_train_with_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing"):
        name_finder.train([], WORDS, tmp_path, "")


def test_without_a_model_there_is_a_finder_that_finds_nothing(tmp_path: Path) -> None:
    finder = name_finder.load(tmp_path)
    assert finder == NameFinder(NONE)
    assert finder.people("min sagsbehandler hedder Torben") == []
    assert name_finder.trained_from(tmp_path) == ""


def test_a_broken_model_is_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "pipeline").mkdir()
    (tmp_path / "stamp.json").write_text("{")
    assert name_finder.load(tmp_path).which == NONE
    assert name_finder.trained_from(tmp_path) == ""
    assert "cannot be read" in caplog.text


def test_a_model_that_fails_stops_nobody_and_tells_no_log_the_text(caplog: pytest.LogCaptureFixture) -> None:
    def failing(text: str) -> list[tuple[int, int]]:
        raise RuntimeError(text)

    finder = NameFinder(OWN, models=(failing,))
    assert finder.people("hemmeligt") == []
    assert "RuntimeError" in caplog.text
    assert "hemmeligt" not in caplog.text


def test_a_long_text_is_read_in_pieces() -> None:
    seen: list[str] = []

    def listening(text: str) -> list[tuple[int, int]]:
        seen.append(text)
        return [(place, place + 4) for place in (text.find("Yrsa"),) if place >= 0]

    text = "ord " * 2000 + "Yrsa"
    finder = NameFinder(OWN, models=(listening,))
    assert [text[start:end] for start, end in finder.people(text)] == ["Yrsa"]
    assert "".join(seen) == text
    assert max(map(len, seen)) <= 2000


def test_the_models_word_is_not_taken_for_ordinary_words() -> None:
    def everything(text: str) -> list[tuple[int, int]]:
        return [(0, len(text))]

    finder = NameFinder(OWN, frozenset({"kommunen", "praktik"}), (everything,))
    assert find_names("kommunen kræver praktikken i Odense", finder) == []
    text = "kommunen kræver xadrowa"
    assert [text[start:end] for start, end in find_names(text, finder)] == ["xadrowa"]


def test_spacy_brings_no_tensorflow_with_it(trained: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from language import name_finder; "
        "assert name_finder.load(Path(sys.argv[1])).which == 'egen'; "
        "assert 'spacy' in sys.modules and 'tensorflow' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code, str(trained)], cwd=ROOT, check=True)


def test_the_stamp_changes_with_the_sources_only(tmp_path: Path) -> None:
    (tmp_path / "data" / "nlu").mkdir(parents=True)
    (tmp_path / "data" / "nlu" / "a.yml").write_text("nlu: []")
    before = script.sources(tmp_path)
    (tmp_path / "README.md").write_text("andet")
    assert script.sources(tmp_path) == before
    (tmp_path / "data" / "nlu" / "a.yml").write_text("nlu: [ ]")
    assert script.sources(tmp_path) != before


def test_the_official_model_is_named_with_its_full_address() -> None:
    assert script.OFFICIAL_WHEEL.startswith("https://github.com/explosion/spacy-models/releases/download/")
    for lock in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        text = (ROOT / lock).read_text(encoding="utf-8").lower().replace("_", "-")
        assert "da-core-news" not in text


def test_the_official_model_is_tried_once_for_each_set_of_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tries = []

    def out_of_reach(command: list[str], **settings: object) -> None:
        assert settings["timeout"] == script.PATIENCE <= 10
        assert command[-1] == script.OFFICIAL_WHEEL and "--no-deps" in command
        tries.append(command)
        raise subprocess.TimeoutExpired(command, script.PATIENCE)

    packages = tmp_path / "packages"
    packages.write_text("one")
    monkeypatch.setattr(script, "STAMP", packages)
    monkeypatch.setattr(script, "TRIED", tmp_path / "tried")
    monkeypatch.setattr(script, "find_uv", lambda: "uv")
    monkeypatch.setattr(script.subprocess, "run", out_of_reach)
    monkeypatch.setattr(name_finder, "OFFICIAL", "no_such_model_here")
    script.try_official()
    assert tries == []
    monkeypatch.delenv("GUIDE_OFFICIAL_NER")
    script.try_official()
    script.try_official()
    assert len(tries) == 1
    assert len(capsys.readouterr().out.splitlines()) == 1
    packages.write_text("two")
    script.try_official()
    assert len(tries) == 2
