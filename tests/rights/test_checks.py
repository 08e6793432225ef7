"""Each static check catches a catalogue that can be read but is not right, and finds nothing in the real one.

Proves: unique hit, reachable rows, used facts and provisions, questions that are questions, transition versions that
only old schemes rest on, founding documents covered. The mistakes are made in a small catalogue of our own.
Does not prove: that the rows say what the law says (see tables/).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from rights.checks import boundary_days, check, complete_answers
from rights.loader import load_folder
from tests.rights.support import catalogue, edit, write_mini

LAW, LY, FACTS = "law/prl.yml", "entitlements/ly.yml", "facts.yml"


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    return write_mini(tmp_path)


def found(folder: Path) -> str:
    return "\n".join(check(load_folder(folder)))


def test_the_small_catalogue_is_sound(mini: Path) -> None:
    assert found(mini) == ""


def test_the_real_catalogue_is_sound() -> None:
    assert check(catalogue()) == []


def test_answers_that_no_row_fits(mini: Path) -> None:
    edit(mini, LY, "when: {vejr: sol}", "when: {vejr: sol, paraply: nej}")
    assert "ly: ingen række passer (vejr=sol, paraply=ja;" in found(mini)


def test_answers_that_two_rows_fit(mini: Path) -> None:
    edit(mini, LY, "    when: {vejr: sol}\n", "    when: {paraply: ja}\n")
    assert "ly: flere rækker passer: regn_med, sol (vejr=regn, paraply=ja;" in found(mini)


def test_a_hole_on_one_day_only(mini: Path) -> None:
    edit(mini, LY, "  - id: sol\n", "  - id: sol\n    until: 2027-06-01\n")
    assert "ly: ingen række passer (vejr=sol, paraply=ja; 2027-06-01)" in found(mini)


def test_two_rows_on_the_same_day_only(mini: Path) -> None:
    edit(mini, LY, "  - id: sol\n", "  - id: før\n    until: 2025-01-02\n    when: {vejr: sol}\n    says: A.\n"
         "    outcome: gaelder_ikke\n    citations: [prl-1]\n  - id: sol\n    from: 2025-01-01\n")  # fmt: skip
    problems = found(mini)
    assert "flere rækker passer: før, sol (vejr=sol, paraply=ja; 2025-01-01)" in problems
    assert "ingen række" not in problems


def test_a_row_that_can_never_be_hit(mini: Path) -> None:
    edit(mini, LY, "  - id: sol\n", "  - id: aldrig\n    when: {any: []}\n    outcome: gaelder\n"
         "    citations: [prl-1]\n    says: Aldrig.\n  - id: sol\n")  # fmt: skip
    assert "ly: rækken «aldrig» kan aldrig blive ramt" in found(mini)


def test_a_fact_that_nothing_uses(mini: Path) -> None:
    edit(mini, FACTS, "derived: []", "  - {id: vind, type: choice, ask: Blæser det?, why: w, caseworker: Blæste det?,"
         " options: [{id: lidt, label: Lidt, means: m}]}\nderived: []")  # fmt: skip
    assert found(mini) == "facts: ingen bruger «vind»"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("ask: Hvordan er vejret?", "ask: Sig hvordan vejret er", "«vejr» skal spørge med et spørgsmålstegn"),
        ("caseworker: Hvordan var vejret?", "caseworker: Vejret", "«vejr» skal spørge med et spørgsmålstegn"),
        ("why: Reglen ser på vejret.", "why: ''", "«vejr» mangler «why»"),
    ],
)
def test_a_question_that_is_not_one(mini: Path, old: str, new: str, reason: str) -> None:
    edit(mini, FACTS, old, new)
    assert found(mini) == f"facts: {reason}"


def test_a_question_that_waits_for_one_that_the_entitlement_never_asks(mini: Path) -> None:
    edit(mini, LY, "    when: {vejr: regn, paraply: nej}", "    when: {paraply: nej}")
    edit(mini, LY, "    when: {vejr: regn, paraply: ja}", "    when: {paraply: ja}")
    edit(mini, LY, "  - id: sol\n    when: {vejr: sol}\n    outcome: gaelder_ikke\n    citations: [prl-1]\n"
         "    says: Reglen gælder ikke i sol.\n", "")  # fmt: skip
    assert "facts: «paraply» spørges kun efter «vejr», men ly bruger ikke «vejr»" in found(mini)


def test_a_provision_that_nothing_cites(mini: Path) -> None:
    edit(mini, LAW, "      - id: prl-1\n", "      - {id: prl-2, ref: PRL § 2, title: t, kind: ret, plain: p,"
         " gaps: [{reason: r}]}\n      - id: prl-1\n")  # fmt: skip
    assert found(mini) == "law: ingen række henviser til «prl-2»"


def test_a_document_that_no_answer_reaches(mini: Path) -> None:
    edit(mini, LAW, "      - id: prl-1\n", "      - {id: prl-2, ref: PRL § 2, title: t, kind: ret, plain: p,"
         " gaps: [{reason: r}]}\n      - id: prl-1\n")  # fmt: skip
    edit(mini, "documents.yml", "provisions: [prl-1]", "provisions: [prl-1, prl-2]")
    assert "brev: «r1» bygger på «prl-2», som intet svar henviser til" in found(mini)


def test_a_next_step_that_no_row_uses(mini: Path) -> None:
    edit(mini, LY, "    next_steps: [gaa_i_ly]\n", "")
    assert found(mini) == "next_steps: ingen række bruger «gaa_i_ly»"


SCHEME = (
    "evidence: lovforslag\n            scheme: {paraply: nej}\n            carries: [gaelder_ikke]\n            note: n"
)


def test_a_transition_version_that_anybody_could_rest_on(mini: Path) -> None:
    edit(mini, LAW, "evidence: lovforslag", SCHEME)
    assert found(mini) == ("ly: rækken «regn_med» bygger på en overgangsregel i «prl-1» uden at kræve paraply = nej")


def test_a_transition_version_is_not_required_before_it_begins(mini: Path) -> None:
    edit(mini, LAW, "evidence: lovforslag", SCHEME)
    edit(mini, LY, "  - id: regn_med\n", "  - id: regn_med\n    until: STOP\n")
    edit(mini, LY, "  - id: sol\n", "  - id: regn_med_nu\n    from: STOP\n    when: {vejr: regn, paraply: ja}\n"
         "    outcome: gaelder_ikke\n    citations: [prl-1]\n    says: Nej.\n  - id: sol\n")  # fmt: skip
    assert found(mini) == ""


def test_a_row_that_claims_what_its_evidence_can_never_carry(mini: Path) -> None:
    edit(mini, LY, "  - id: regn_uden\n", "  - id: regn_uden\n    from: STOP\n")
    assert "ly: «regn_uden» er gaelder, men «prl-1» kan aldrig bære det" in found(mini) in found(mini)


def test_too_many_combinations_are_told_and_not_tried(mini: Path) -> None:
    facts = [f"f{n}" for n in range(17)]
    lines = "".join(
        f"  - {{id: {f}, type: yes_no, ask: A?, why: w, caseworker: C?, options: "
        f'[{{id: ja, label: "Ja", means: m}}, {{id: nej, label: "Nej", means: m}}]}}\n'
        for f in facts
    )
    edit(mini, FACTS, "derived: []", f"{lines}derived: []")
    all_of_them = ", ".join(f"{f}: ja" for f in facts)
    edit(mini, LY, "when: {vejr: sol}", f"when: {{{all_of_them}}}")
    assert "kombinationer af svar er for mange til at blive gennemgået" in found(mini)


def test_the_days_and_answers_that_are_tried(mini: Path) -> None:
    small = load_folder(mini)
    right = small.rights["ly"]
    assert [day.isoformat() for day in boundary_days(small, right)] == [
        "2026-01-31", "2026-02-01", "2026-02-02", "2026-12-31", "2027-01-01", "2027-01-02",
    ]  # fmt: skip
    assert len(list(complete_answers(small, right))) == 4
