"""What follows from the catalogue, the training examples and the Makefile is in step with them.

Proves: the generated files are as they would be written now; every rule of the founding documents leads to a right
that somebody can ask about; what README tells people to type exists.
Does not prove: that the documents are easy to read.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import scripts.docs
import scripts.domain
from rights.loader import load
from rights.model import Catalogue

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.MULTILINE))
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


WRITTEN = {**scripts.docs.files(ROOT), **scripts.domain.files(ROOT)}


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_a_written_file_is_in_step(path: Path) -> None:
    wanted = WRITTEN[path]
    assert path.is_file(), f"{path.name} mangler. Kør: make files"
    assert path.read_text(encoding="utf-8") == wanted, f"{path.name} er ikke fulgt med. Kør: make files"


def test_there_is_one_diagram_of_each_right_and_the_page_leads_to_all() -> None:
    drawn = {path.stem for path in (ROOT / "docs" / "diagrammer").glob("*")}
    assert drawn == set(load().rights)
    page = (ROOT / "docs" / "diagrammer.md").read_text(encoding="utf-8")
    assert {name for name in re.findall(r"\(diagrammer/(\w+)\.svg\)", page)} == drawn
    assert "(tidslinje.svg)" in page


def users(catalogue: Catalogue) -> dict[str, list[str]]:
    """Which rights build on a provision."""
    found: dict[str, list[str]] = {}
    for right in catalogue.rights.values():
        for case in right.cases:
            for id in (*case.data.citations, *case.data.context):
                found.setdefault(id, []).append(right.id)
    return found


def test_every_rule_of_the_founding_documents_leads_to_a_right_that_can_be_asked_about() -> None:
    catalogue, intents = load(), set(scripts.domain.intents(ROOT))
    used = users(catalogue)
    assert len(catalogue.documents) >= 5
    for document in catalogue.documents:
        assert document.rows, document.id
        for row in document.rows:
            where = f"{document.id}: {row.says}"
            assert row.provisions, where
            rights = {right for id in row.provisions for right in used.get(id, ())}
            assert rights, where
            topics = {topic for right in rights for topic in catalogue.rights[right].data.topics}
            assert topics & intents, where


def test_every_topic_has_a_file_of_examples_and_every_right_a_topic() -> None:
    catalogue = load()
    files = {path.stem for path in (ROOT / "data" / "nlu").glob("*.yml")}
    assert set(catalogue.topics) <= files
    assert set(catalogue.topics) <= set(scripts.domain.intents(ROOT))
    assert [id for id, right in catalogue.rights.items() if not right.data.topics] == []


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "nlu").glob("*.yml")), ids=lambda path: path.name)
def test_a_file_of_examples_is_about_its_own_topic(path: Path) -> None:
    intents = {
        block["intent"] for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"] if "intent" in block
    }
    topics = set(load().topics)
    assert intents == {path.stem} if path.stem in topics else not intents & topics


def test_the_coverage_table_names_every_right_that_a_document_reaches() -> None:
    table = (ROOT / "docs" / "daekning.md").read_text(encoding="utf-8")
    used = users(load())
    for document in load().documents:
        assert f"## {document.title}" in table
        for row in document.rows:
            (line,) = [line for line in table.splitlines() if line.startswith(f"| {row.says} |")]
            for id in row.provisions:
                assert load().laws[id].provision.ref in line
                assert all(right in line for right in used[id])


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_what_a_document_tells_people_to_make_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    told = {
        target
        for line in re.findall(r"`make ([a-z]+)`|^(?:GUIDE_PORT=\S+ )?make ([a-z]+)", text, re.M)
        for target in line
    }
    assert told - {""} <= TARGETS


def test_readme_tells_how_to_start_and_to_test() -> None:
    assert {"start", "test", "train", "check"} <= TARGETS
    for command in (
        "make start",
        "make test",
        "guide ask",
        "guide chat",
        "guide assess",
        "guide explain",
        "guide check",
    ):
        assert command in README


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_inside_the_project_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [link for link in links if link and not (path.parent / link).exists()] == []


def test_the_schema_in_readme_and_the_commands_in_readme_exist() -> None:
    from cli.main import _parser

    help_text = _parser().format_help()
    for command in set(re.findall(r"bin/guide ([a-z]+)", README)):
        assert command in help_text
    for id in re.findall(r"guide explain ([a-z_]+)", README):
        assert id in load().rights
    for topic in re.findall(r"--topic ([a-z_]+)", README):
        assert topic in load().topics
    for file in re.findall(r"docs/eksempler/[a-z]\.yml", README):
        assert (ROOT / file).is_file()
