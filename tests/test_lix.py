"""Our own words are easy to read: LIX at most 35 for the whole and for each file, in both voices.

Proves: every YAML file with words and every template is measured, with nothing left out but quotations, words to read
aloud, and two files that only editors read; labels do not hide hard sentences, for whole sentences are held to 35 too.
Does not prove: that a person understands them. The list, hardest first, is docs/lix.md.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from guide.third_person import third_person
from rights.loader import load
from scripts.lix import EDITORS, LIMIT, files, for_people, lix, page, parts, template_texts, whole, words_of
from tests.rights.texts import all_words
from tests.rights.texts import lix as lix_of_one

ROOT = Path(__file__).parents[1]
FILES = files(ROOT, load())
READ = for_people(FILES)
PARTS = parts(READ)


def test_it_counts_as_it_should() -> None:
    assert lix(["Du må gå. Det er nok."]) == 3.0
    assert lix(["Kommunen bestemmer"]) == 2 + 100
    assert lix(["Du må gå.", "Det er nok"]) == 3.0
    assert lix(["Det skete 1. februar 2026 efter § 53, stk. 4."]) == pytest.approx(9 + 100 / 9)
    assert lix(["Her er to ting: Det ene. Det andet."]) == pytest.approx(8 / 3)
    assert lix([]) == 0
    assert words_of("Et CPR-nummer og job/uddannelse.") == ["Et", "CPR-nummer", "og", "job/uddannelse"]


def test_it_counts_as_the_tests_of_the_catalogue_do() -> None:
    for _, text in list(all_words(load()))[:400]:
        if text and ";" not in text and "m.v" not in text:
            assert lix([text]) == pytest.approx(lix_of_one(text)), text


def test_of_a_template_only_the_words_are_read() -> None:
    source = (
        "{# Et spor. #}<h1>Hej {{ name }}</h1>{% if sent %}<p>Det er <strong>ikke</strong> sendt.</p>{% endif %}"
        '<a href="/x" aria-label="Luk vinduet">&times;</a><script>let kode = 1;</script>'
    )
    assert list(template_texts(source)) == ["Luk vinduet", "Hej x", "Det er ikke sendt."]


def test_everything_that_people_read_is_measured() -> None:
    catalogue = {path.name for path in (ROOT / "rights" / "catalogue").rglob("*.yml")}
    assert catalogue <= {Path(name).name for name in FILES}
    assert {"guide/words.yml", "guide/diagram.yml", "guide/papers/sheet.yml", "web/citizen.yml"} <= set(READ)
    assert sum(name.startswith("web/templates/") for name in READ) >= 10
    assert set(FILES) - set(READ) == set(EDITORS)
    measured = {text for texts in FILES.values() for text in texts}
    for place, text in all_words(load()):
        # Dates are filled in, and folded lines joined, on both sides.
        assert not text or text in measured or " ".join(text.split()) in measured, place
    for law in load().laws.values():
        for dated in law.versions:
            assert not dated.version.quote or dated.version.quote not in measured


@pytest.mark.parametrize("name", list(PARTS))
def test_a_file_is_easy_to_read(name: str) -> None:
    value = lix(PARTS[name])
    if value > 30:
        print(f"{name}: LIX {value:.1f}")
    assert value <= LIMIT, f"LIX {value:.1f}: se docs/lix.md for de tungeste sætninger"
    assert lix(whole(PARTS[name])) <= LIMIT


def test_the_whole_is_easy_to_read_in_both_voices() -> None:
    every = [text for texts in READ.values() for text in texts]
    own = [text for name, texts in READ.items() if name.startswith("rights/") for text in texts]
    assert lix(every) <= 30
    assert lix(whole(every)) <= 30
    assert lix([third_person(text) for text in own]) <= LIMIT


def test_the_page_names_every_file_and_the_hardest_sentences() -> None:
    written = page(FILES, ["Borgeren kan klage."])
    assert all(f"| {name} |" in written for name in PARTS)
    assert len([line for line in written.splitlines() if line.startswith("- ")]) == 20
