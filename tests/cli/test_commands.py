"""`guide` on the command line: what it prints, what it says about bad input, what it ends with.

Proves: the examples of docs/eksempler get the answers that the law gives; `--json` is what the schema says; every kind
of bad input ends with 2 and a Danish sentence on stderr, never with a traceback.
Does not prove: the law itself (tests/rights).
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from cli.main import OK, UNUSABLE, WRONG, main
from rights.loader import load
from rights.yamlfile import CatalogueError, Problem

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "eksempler"
DAY = "2026-11-22"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command: (exit code, stdout, stderr)."""

    def command(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


@pytest.fixture
def facts(tmp_path: Path) -> Callable[[str], Path]:
    """A file of facts with this text."""

    def write(text: str) -> Path:
        path = tmp_path / "oplysninger.yml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def assessed(run: Run, example: Path, *more: object) -> dict[str, Any]:
    code, out, err = run("assess", "--facts", example, "--date", DAY, "--json", *more)
    assert (code, err) == (OK, "")
    document: dict[str, Any] = json.loads(out)
    return document


# The stories a-h and what the decision tables of the law give on 22 November 2026.
EXPECTED = {
    "a": {
        "samtale_sundhedskoordinator": ("kan_gaelde", "LAB § 113, stk. 3"),
        "vente_med_at_begynde": ("kan_gaelde", "LAB § 113, stk. 3"),
        "tilbud_tilpasset_helbred": ("kan_gaelde", "LAB § 53, stk. 4"),
    },
    "b": {
        "samtale_sundhedskoordinator": ("gaelder_ikke", "LAB § 113, stk. 3"),
        "vente_med_at_begynde": ("gaelder_ikke", "LAB § 113, stk. 3"),
        "tilbud_tilpasset_helbred": ("gaelder", "LAB § 53, stk. 4"),
    },
    "c": {
        "afvist_behandling_sygedagpenge": ("gaelder", "SDP § 21 a"),
        "afvist_behandling_forlaengelse": ("kan_gaelde", "SDP § 27"),
    },
    "d": {
        "afvist_behandling_sygedagpenge": ("gaelder_ikke", "SDP § 21 a"),
        "afvist_behandling_forlaengelse": ("gaelder_ikke", "SDP § 21 a"),
    },
    "e": {"ressourceforloeb_maalgruppe": ("gaelder_ikke", "Lov 1750/2025, om ressourceforløb")},
    "f": {"standby_sygedagpenge": ("kan_gaelde", "SDP § 13 b, stk. 5")},
    "g": {
        "klage": ("gaelder", "Ankestyrelsen, om klagefristen"),
        "klage_saetter_ikke_paa_pause": ("gaelder_ikke", "RSL § 72, stk. 1"),
    },
    "h": {"me_cfs": ("kan_gaelde", "RSL § 10")},
}


@pytest.mark.parametrize("letter", sorted(EXPECTED))
def test_the_examples_get_the_answers_of_the_law(letter: str, run: Run) -> None:
    found = {d["entitlement"]: d for d in assessed(run, EXAMPLES / f"{letter}.yml")["decisions"]}
    for id, (outcome, ref) in EXPECTED[letter].items():
        assert found[id]["outcome"] == outcome, id
        assert ref in {citation["ref"] for citation in found[id]["citations"]}, id


def test_every_example_is_expected_and_begins_with_a_line_on_what_it_is() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.yml")} == set(EXPECTED)
    for path in EXAMPLES.glob("*.yml"):
        assert path.read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("letter", sorted(EXPECTED))
def test_the_json_is_what_the_schema_says(letter: str, run: Run) -> None:
    schema = json.loads((ROOT / "docs" / "assessment.schema.json").read_text(encoding="utf-8"))
    document = assessed(run, EXAMPLES / f"{letter}.yml")
    jsonschema.Draft202012Validator(schema).validate(document)
    assert document["valid_on"] == DAY
    assert document["facts"] == yaml.load((EXAMPLES / f"{letter}.yml").read_text(encoding="utf-8"), yaml.BaseLoader)


def test_the_schema_refuses_what_is_not_an_assessment() -> None:
    schema = json.loads((ROOT / "docs" / "assessment.schema.json").read_text(encoding="utf-8"))
    for wrong in ({}, {"valid_on": DAY, "facts": {}, "decisions": [{}]}, {"valid_on": 1, "facts": {}, "decisions": []}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(schema).validate(wrong)


def test_assess_tells_in_words(run: Run) -> None:
    code, out, err = run("assess", "--facts", EXAMPLES / "b.yml", "--date", DAY, "--topic", "tilbud_og_helbred")
    assert (code, err) == (OK, "")
    for part in ("Samtale med sundhedskoordinator: Gælder ikke", "Kilde: ", "LAB § 113, stk. 3"):
        assert part in out


def test_assess_keeps_to_a_topic_or_a_right(run: Run) -> None:
    topic = assessed(run, EXAMPLES / "a.yml", "--topic", "samtale_sundhedskoordinator")
    assert {d["entitlement"] for d in topic["decisions"]} == set(load().topics["samtale_sundhedskoordinator"])
    right = assessed(run, EXAMPLES / "a.yml", "--entitlement", "klage")
    assert [d["entitlement"] for d in right["decisions"]] == ["klage"]


def test_assess_reads_json_and_leaves_out_what_is_not_known(run: Run, facts: Callable[[str], Path]) -> None:
    document = assessed(run, facts('{"ordning": "jobafklaring", "tilbud": "ved_ikke"}'))
    assert document["facts"] == {"ordning": "jobafklaring"}


def test_the_day_decides(run: Run) -> None:
    for day, outcome in (("2026-01-31", "gaelder"), ("2026-02-01", "kan_gaelde"), ("2027-01-01", "kan_ikke_svare")):
        arguments = ("--entitlement", "samtale_sundhedskoordinator", "--json", "--date", day)
        _, out, _ = run("assess", "--facts", EXAMPLES / "a.yml", *arguments)
        (decision,) = json.loads(out)["decisions"]
        assert (decision["outcome"], decision["valid_on"]) == (outcome, day)


def test_explain_shows_every_row_that_counts_on_the_day(run: Run) -> None:
    code, out, _ = run("explain", "samtale_sundhedskoordinator", "--date", DAY)
    assert code == OK
    assert "i_jobafklaring: Gælder ikke" in out and "kan_have_ret_i_gammelt_forloeb" in out
    assert "ret_foer_afskaffelsen" not in out and "LAB § 113, stk. 3" in out


def test_explain_with_facts_shows_the_trace_and_what_would_change_it(run: Run) -> None:
    code, out, _ = run("explain", "samtale_sundhedskoordinator", "--facts", EXAMPLES / "b.yml", "--date", DAY)
    assert code == OK
    for part in ("Betingelse: du er i et jobafklaringsforløb. Ja.", "Svaret kan blive et andet", "»En person i"):
        assert part in out


def test_check_finds_nothing_in_the_catalogue(run: Run) -> None:
    code, out, err = run("check")
    assert (code, err) == (OK, "") and out.startswith("I orden: ")


def test_check_ends_with_1_when_something_is_wrong(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.main.check", lambda catalogue: ["klage.yml: en fejl"])
    assert run("check")[:2] == (WRONG, "klage.yml: en fejl\n")


def test_a_broken_catalogue_ends_with_1_and_names_the_file(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise CatalogueError([Problem(Path("klage.yml"), 7, "outcome mangler")])

    monkeypatch.setattr("cli.main.load", broken)
    code, out, err = run("check")
    assert (code, out) == (WRONG, "") and "klage.yml" in err and "outcome mangler" in err


def test_sweep_walks_every_day(run: Run) -> None:
    code, out, _ = run("sweep", "--from", "2026-01-30", "--to", "2026-02-03")
    assert code == OK
    assert out.startswith(f"5 dage × {len(load().laws)} regler: 0 overlap, 0 huller uden grund.")


def test_schema_is_the_one_in_docs(run: Run) -> None:
    code, out, _ = run("schema")
    assert code == OK
    assert json.loads(out) == json.loads((ROOT / "docs" / "assessment.schema.json").read_text(encoding="utf-8"))


def test_ask_answers_one_message(run: Run) -> None:
    story = "jeg er i ressourceforløb siden 2024 og skal i praktik på mandag, min læge siger nej"
    code, out, err = run("ask", story, "--date", DAY)
    assert (code, err) == (OK, "")
    assert "du er i et ressourceforløb" in out and "LAB § 113, stk. 3" in out and "  1: " in out


def test_chat_is_a_conversation_where_numbers_press_buttons(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("har jeg ret til en samtale med sundhedskoordinator\n2\nmine svar\n"))
    code, out, _ = run("chat", "--date", DAY)
    assert code == OK
    assert "robot" in out and "Samtale med sundhedskoordinator: Gælder ikke" in out
    assert "– du er i et jobafklaringsforløb." in out


@pytest.mark.parametrize("text", ["", "   ", "#svar ordning million", "jeg vil ikke leve", "x" * 3000])
def test_ask_answers_anything(text: str, run: Run) -> None:
    code, out, _ = run("ask", text, "--date", DAY)
    assert code == OK and out.strip()


# -- bad input


BAD_FACTS = {
    "an unknown fact": ("skostoerrelse: 43", "skostoerrelse"),
    "an unknown value": ("ordning: million", "Hvad er du på lige nu?"),
    "an impossible date": ("afgoerelse: skriftlig\nafgoerelse_dato: 2026-02-31", "dato"),
    "a date to come": ("afgoerelse: skriftlig\nafgoerelse_dato: 2031-05-13", "fremtiden"),
    "a day nobody knows the rules of": ("dato: 2031-05-13", "Så langt frem"),
    "a day before the rules": ("dato: 2019-05-13", "2022"),
    "facts that contradict": ("ordning: ressourceforloeb\nrf_bevilget: fra_afskaffelsen", "afskaffet"),
    "other facts that contradict": ("ordning: kontanthjaelp\nfaar_rfy: ja", "Ressourceforløbsydelse"),
    "broken YAML": ("ordning: [sygedagpenge", "hverken YAML eller JSON"),
    "a list": ("- ordning\n- sygedagpenge", "ét svar for hvert spørgsmål"),
    "an answer that is a list": ("ordning: [sygedagpenge, jobafklaring]", "ét svar for hvert spørgsmål"),
    "an answer that is nested": ("ordning: {id: sygedagpenge}", "ét svar for hvert spørgsmål"),
    "nothing at all": ("", "ét svar for hvert spørgsmål"),
    "a plain sentence": ("jeg er på sygedagpenge", "ét svar for hvert spørgsmål"),
    "a fact worked out by the guide": ("klagefrist: inden_for", "klagefrist"),
}


@pytest.mark.parametrize("command", ["assess", "explain"])
@pytest.mark.parametrize("what", BAD_FACTS)
def test_bad_facts(what: str, command: str, run: Run, facts: Callable[[str], Path]) -> None:
    text, part = BAD_FACTS[what]
    right = ["klage"] if command == "explain" else []
    code, out, err = run(command, *right, "--facts", facts(text), "--date", DAY)
    assert (code, out) == (UNUSABLE, "")
    assert part in err and "Traceback" not in err


BAD_ARGUMENTS = {
    "an unknown topic": (("assess", "--facts", EXAMPLES / "a.yml", "--topic", "boligstoette"), "Ukendt emne"),
    "an unknown right": (("assess", "--facts", EXAMPLES / "a.yml", "--entitlement", "x"), "Ukendt rettighed"),
    "an unknown right to explain": (("explain", "x"), "Ukendt rettighed"),
    "a missing file": (("assess", "--facts", "findes-ikke.yml"), "kan ikke læses"),
    "a folder": (("assess", "--facts", EXAMPLES), "kan ikke læses"),
    "a day that does not exist": (("explain", "klage", "--date", "2026-02-31"), "ikke en dato"),
    "a day in words": (("ask", "hej", "--date", "i morgen"), "ikke en dato"),
    "a day in 2031": (("assess", "--facts", EXAMPLES / "a.yml", "--date", "2031-01-01"), "Så langt frem"),
    "a day in 2021": (("assess", "--facts", EXAMPLES / "a.yml", "--date", "2021-12-31"), "kun reglerne fra"),
    "a sweep backwards": (("sweep", "--from", "2026-02-02", "--to", "2026-02-01"), "før den første"),
}


@pytest.mark.parametrize("what", BAD_ARGUMENTS)
def test_bad_arguments(what: str, run: Run) -> None:
    arguments, part = BAD_ARGUMENTS[what]
    code, out, err = run(*arguments)
    assert (code, out) == (UNUSABLE, "")
    assert part in err and "Traceback" not in err


def test_a_file_that_is_not_text(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "billede.yml"
    path.write_bytes(b"\xff\xfe\x00billede")
    code, _, err = run("assess", "--facts", path)
    assert code == UNUSABLE and "kan ikke læses" in err


@pytest.mark.parametrize("arguments", [[], ["findes-ikke"], ["assess"], ["assess", "--facts"]])
def test_a_command_that_does_not_exist_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == UNUSABLE
    assert "usage: guide" in capsys.readouterr().err


def test_the_installed_command_runs() -> None:
    arguments = ["-m", "cli.main"] if not (ROOT / ".venv" / "bin" / "guide").exists() else []
    command = [sys.executable, *arguments] if arguments else [str(ROOT / ".venv" / "bin" / "guide")]
    done = subprocess.run([*command, "check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.startswith("I orden: ")
