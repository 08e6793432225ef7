"""Each way a catalogue can be broken stops the reading with file, line and reason.

Proves: an editor who makes one of these mistakes is told where it is, and a sound catalogue is read.
Does not prove: that a catalogue that can be read is right (see test_checks.py and tables/).
"""

# ruff: noqa: E501 - one line a mistake reads best
from __future__ import annotations

from pathlib import Path

import pytest

from rights.loader import FOLDER, load, load_folder
from rights.yamlfile import CatalogueError
from tests.rights.support import edit, write_mini


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    return write_mini(tmp_path)


def problems(folder: Path) -> list[str]:
    with pytest.raises(CatalogueError) as caught:
        load_folder(folder)
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return [str(problem) for problem in caught.value.problems]


def test_the_small_catalogue_is_sound(mini: Path) -> None:
    catalogue = load_folder(mini)
    assert list(catalogue.rights) == ["ly"]
    assert list(catalogue.laws) == ["prl-1"]
    assert catalogue.topics == {"vejr": ("ly",)}
    assert set(catalogue.ask_when) == {"paraply"}


def test_the_real_catalogue_is_read_once() -> None:
    assert load() is load()
    assert len(load().rights) == len(list((FOLDER / "entitlements").glob("*.yml")))


LAW, LY, FACTS, STEPS = "law/prl.yml", "entitlements/ly.yml", "facts.yml", "next_steps/a.yml"

# name -> (file, text that stands once, what it becomes, lines further down the problem is shown, reason holds)
BROKEN = {
    "unknown key in a row": (LY, "    says: Du må gå i ly.", "    sagt: hej\n    says: Du må gå i ly.", None, "unknown field `sagt`"),
    "unknown key in a provision": (LAW, "        title: Ly", "        titel: Ly", None, "unknown field `titel`"),
    "unknown key in a fact": (FACTS, "    type: choice", "    sort: a\n    type: choice", None, "unknown field `sort`"),
    "missing key": (LY, "question: Må jeg gå i ly?\n", "", None, "missing required field `question`"),
    "outcome outside the set": (LY, "outcome: kan_gaelde", "outcome: maaske", 0, "Invalid enum value 'maaske'"),
    "kind outside the set": (LY, "kind: ret", "kind: raad", 0, "Invalid enum value 'raad'"),
    "evidence outside the set": (LAW, "evidence: lovforslag", "evidence: rygte", 0, "Invalid enum value 'rygte'"),
    "duplicate key": (LY, "title: Ly\n", "title: Ly\ntitle: Skjul\n", 1, "nøglen «title» står to gange"),
    "duplicate key deep down": (LAW, "            read_in: Lov 1\n", "            read_in: Lov 1\n            read_in: Lov 2\n", 1, "nøglen «read_in» står to gange"),
    "duplicate fact": (FACTS, "  - id: paraply", "  - id: vejr", 0, "«vejr» findes allerede"),
    "duplicate option": (FACTS, "{id: regn, label", "{id: sol, label", None, "har to ens svar"),
    "duplicate row": (LY, "- id: regn_med\n", "- id: regn_uden\n", None, "to rækker har samme id"),
    "duplicate next step": (STEPS, "- id: gaa_i_ly\n", "- {id: gaa_i_ly, title: a, text: b}\n- id: gaa_i_ly\n", 1, "«gaa_i_ly» findes allerede"),
    "dangling citation": (LY, "outcome: kan_gaelde\n    citations: [prl-1]", "outcome: kan_gaelde\n    citations: [prl-9]", 1, "ukendt bestemmelse «prl-9»"),
    "dangling context": (LY, "    next_steps:", "    context: [prl-9]\n    next_steps:", 0, "ukendt bestemmelse «prl-9»"),
    "dangling next step": (LY, "[gaa_i_ly]", "[gaa_hjem]", 0, "ukendt næste skridt «gaa_hjem»"),
    "dangling provision of a document": ("documents.yml", "[prl-1]", "[prl-7]", 0, "ukendt bestemmelse «prl-7»"),
    "unknown fact in a row": (LY, "{vejr: sol}", "{klima: sol}", 0, "ukendt spørgsmål «klima»"),
    "wrong option in a row": (LY, "{vejr: sol}", "{vejr: sne}", 0, "«vejr» har ikke svaret «sne»"),
    "wrong option in ask_when": (FACTS, "ask_when: {vejr: regn}", "ask_when: {vejr: hagl}", 0, "«vejr» har ikke svaret «hagl»"),
    "wrong option in a contradiction": (FACTS, "when: {vejr: sol, paraply: ja}", "when: {vejr: sol, paraply: stor}", 0, "har ikke svaret «stor»"),
    "unknown fact in relevant_if": (LY, "topics: [vejr]", "topics: [vejr]\nrelevant_if: {klima: sol}", 1, "ukendt spørgsmål «klima»"),
    "unknown deadline": (LY, "    next_steps:", "    deadline: snart\n    next_steps:", 0, "ukendt frist «snart»"),
    "empty citation": (LY, "outcome: kan_gaelde\n    citations: [prl-1]", "outcome: kan_gaelde\n    citations: []", -2, "en række uden henvisning"),
    "file and id disagree": (LY, "id: ly\n", "id: laa\n", 0, "«laa» skal hedde det samme som filen"),
    "bad date of a version": (LAW, "until: 2027-01-01", "until: 2027-13-01", 0, "«2027-13-01» er hverken en dato eller navnet på en"),
    "unknown name of a date": (LAW, "- from: STOP", "- from: START", 0, "«START» er hverken en dato eller navnet på en"),
    "bad date of a boundary": ("boundaries.yml", "2026-02-01", "2026-02-30", 0, "Invalid RFC3339"),
    "bad read_on": (LAW, "read_in: Lov 1\n            read_on: 2026-11-22", "read_in: Lov 1\n            read_on: i går", 1, "Invalid RFC3339"),
    "period that ends before it begins": (LAW, "- from: STOP\n            until: 2027-01-01", "- from: STOP\n            until: 2025-01-01", 0, "perioden slutter, før den begynder"),
    "overlapping versions": (LAW, "- from: STOP\n", "- from: 2026-01-15\n", None, "to versioner eller huller dækker 2026-01-15"),
    "version over a gap": (LAW, "{from: 2027-01-01,", "{from: 2026-12-31,", None, "to versioner eller huller dækker 2026-12-31"),
    "uncovered day": (LAW, "{from: 2027-01-01,", "{from: 2027-01-02,", None, "2027-01-01 er hverken dækket af en version eller et hul"),
    "uncovered first days": (LAW, "- until: STOP\n", "- from: 2022-01-02\n            until: STOP\n", None, "2022-01-01 er hverken dækket"),
    "uncovered last days": (LAW, "{from: 2027-01-01, reason", "{from: 2027-01-01, until: 2027-12-31, reason", None, "2027-12-31 er hverken dækket"),
    "altered quote": (LAW, "Enhver må … gå i ly.", "Enhver skal … gå i ly.", 0, "citatet står ikke sådan i «prl»: «Enhver skal»"),
    "quote with its pieces in the wrong order": (LAW, "Enhver må … gå i ly.", "gå i ly … Enhver må", 0, "citatet står ikke sådan i «prl»: «Enhver må»"),
    "quote without a source": (LAW, "            source: prl\n", "", None, "kilden «» findes ikke"),
    "quote from an unknown source": (LAW, "source: prl", "source: bog", 0, "kilden «bog» findes ikke"),
    "evidence that claims too much": (LAW, "evidence: lovforslag", "evidence: lovforslag\n            note: fordi\n            carries: [gaelder]", 2, "ret med kilden lovforslag kan ikke bære «gaelder»"),
    "carries without a note": (LAW, "evidence: lovforslag", "evidence: lovforslag\n            carries: [gaelder_ikke]", None, "«carries» kræver en «note»"),
    "carries something uncertain": (LAW, "evidence: tekst", "evidence: tekst\n            note: fordi\n            carries: [kan_gaelde]", 2, "kun «gaelder» og «gaelder_ikke» kan stå her"),
    "unknown scheme": (LAW, "evidence: tekst", "evidence: tekst\n            scheme: {klima: sol}", 1, "ukendt spørgsmål «klima»"),
    "answers that do not fit the type": (FACTS, '      - {id: ja, label: "Ja", means: du har en paraply}\n', "", None, "svarene passer ikke til typen yes_no"),
    "derived from an unknown fact": (FACTS, "derived: []", "derived:\n  - {id: d, from: [klima], function: complaint_window, why: w, options: []}", 1, "ukendt spørgsmål «klima»"),
    "unknown function": (FACTS, "derived: []", "derived:\n  - {id: d, from: [vejr], function: gaet, why: w, options: []}", 1, "ukendt funktion «gaet»"),
    "not YAML": (LY, "topics: [vejr]", "topics: [vejr", None, "kan ikke læses"),
    "tab in YAML": (LY, "    when: {vejr: sol}", "\twhen: {vejr: sol}", None, "kan ikke læses"),
    "a text where a list belongs": (LY, "topics: [vejr]", "topics: vejr", 0, "Expected `array`"),
    "a condition that is not one": (LY, "{vejr: sol}", "{not: sol}", 0, "«sol» er ikke en betingelse"),
    "a list of conditions that are not": (LY, "{vejr: sol}", "{any: [sol]}", 0, "«sol» er ikke en betingelse"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_catalogue_is_refused_with_file_line_and_reason(mini: Path, name: str) -> None:
    file, old, new, offset, reason = BROKEN[name]
    line = edit(mini, file, old, new)
    found = problems(mini)
    named = [problem for problem in found if reason in problem]
    assert named, found
    where, number, _ = named[0].split(":", 2)
    assert where == file
    assert int(number) >= 1
    if offset is not None:
        assert int(number) == line + offset, named[0]


def test_no_problem_is_told_as_a_consequence_of_another_file(mini: Path) -> None:
    """Two mistakes in two files: both are told at once, each with its own file."""
    edit(mini, LY, "outcome: kan_gaelde", "outcome: maaske")
    edit(mini, STEPS, "title: Gå i ly", "titel: Gå i ly")
    files = {problem.split(":")[0] for problem in problems(mini)}
    assert files >= {LY, STEPS}


@pytest.mark.parametrize("name", ["boundaries.yml", "facts.yml", "documents.yml"])
def test_a_missing_file_is_named(mini: Path, name: str) -> None:
    (mini / name).unlink()
    assert problems(mini) == [f"{name}:1: filen mangler"]


@pytest.mark.parametrize("name", ["boundaries.yml", "facts.yml", "documents.yml", LAW, LY, STEPS])
def test_an_empty_file_is_refused(mini: Path, name: str) -> None:
    (mini / name).write_text("", encoding="utf-8")
    assert any(problem.startswith(f"{name}:1: ") for problem in problems(mini))


def test_text_that_is_not_utf8_is_refused(mini: Path) -> None:
    (mini / LY).write_bytes("id: l\xe6\n".encode("latin-1"))
    assert problems(mini)[0].startswith(f"{LY}:1: kan ikke læses")


def test_the_same_act_or_provision_twice_is_refused(mini: Path) -> None:
    text = (mini / LAW).read_text(encoding="utf-8")
    (mini / "law/anden.yml").write_text(text, encoding="utf-8")
    found = problems(mini)
    assert any("loven «prl» findes allerede" in problem for problem in found)
    assert any("«prl-1» findes allerede" in problem for problem in found)


def test_the_same_boundary_twice_is_refused(mini: Path) -> None:
    path = mini / "boundaries.yml"
    path.write_text(path.read_text(encoding="utf-8") * 2, encoding="utf-8")
    assert any("«STOP» findes allerede" in problem for problem in problems(mini))


def test_the_same_document_twice_is_refused(mini: Path) -> None:
    path = mini / "documents.yml"
    path.write_text(path.read_text(encoding="utf-8") * 2, encoding="utf-8")
    assert any("«brev» findes allerede" in problem for problem in problems(mini))


def test_a_deadline_must_be_something_worked_out(mini: Path) -> None:
    edit(mini, LY, "    next_steps:", "    deadline: vejr\n    next_steps:")
    assert any("ukendt frist «vejr»" in problem for problem in problems(mini))


def test_a_statement_never_carries_a_certain_outcome(mini: Path) -> None:
    edit(mini, LAW, "kind: ret", "kind: udtalelse")
    edit(mini, LAW, "evidence: tekst", "evidence: tekst\n            note: fordi\n            carries: [gaelder_ikke]")
    assert any("udtalelse med kilden tekst kan ikke bære" in problem for problem in problems(mini))


def test_named_dates_are_written_out_in_texts(mini: Path) -> None:
    edit(mini, LY, "says: Reglen gælder ikke i sol.", 'says: "Reglen gælder ikke efter {STOP}."')
    case = load_folder(mini).rights["ly"].cases[2]
    assert case.data.says == "Reglen gælder ikke efter 1. februar 2026."


def test_a_quote_may_be_cut_and_broken_over_lines(mini: Path) -> None:
    edit(mini, LAW, "quote: Enhver må … gå i ly.", 'quote: "Enhver må [...] når det\n              regner"')
    assert "regner" in load_folder(mini).laws["prl-1"].versions[0].version.quote


def test_a_comment_line_of_a_source_is_not_quotable(mini: Path) -> None:
    edit(mini, LAW, "quote: Enhver må … gå i ly.", "quote: Kilde, til test")
    assert any("citatet står ikke sådan" in problem for problem in problems(mini))
    edit(mini, LAW, "quote: Kilde, til test", 'quote: "Kilde: til test"')
    assert any("citatet står ikke sådan" in problem for problem in problems(mini))
