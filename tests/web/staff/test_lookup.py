"""Search: what is asked for comes first, every word counts, and every usual spelling finds the same."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web.conftest import the_guide
from tests.web.staff.conftest import Counsellor
from web.staff.desk import EMPTY
from web.staff.fold import fold
from web.staff.lookup import Index

CATALOGUE = the_guide().of(EMPTY).catalogue
INDEX = Index(CATALOGUE)


def refs(query: str) -> list[str]:
    return [law.provision.ref for law in INDEX.search(query)]


@pytest.mark.parametrize("id", sorted(CATALOGUE.laws))
def test_every_provision_is_found_first_by_its_reference(id: str) -> None:
    ref = CATALOGUE.laws[id].provision.ref
    assert refs(ref)[0].startswith(ref.split(",")[0])
    assert ref in refs(ref)


@pytest.mark.parametrize("queries", [("§30a", "§ 30 a", "30 A"), ("afgørelse", "afgoerelse", "afgorelse", "AFGØRELSE")])
def test_spellings_find_the_same(queries: tuple[str, ...]) -> None:
    found = [refs(query) for query in queries]
    assert found[0]
    assert all(other == found[0] for other in found)


def test_every_word_must_be_found_and_endings_do_not_matter() -> None:
    both = set(refs("rimelig grund"))
    assert both
    assert both <= set(refs("rimelig")) & set(refs("grund"))
    assert set(refs("sygedagpengene")) == set(refs("sygedagpenge"))
    assert "SDP § 8" in refs("dagpenge"), "a word inside another"
    assert refs("rimelig grund qqqq") == refs("") == refs("§") == refs("!!") == []


@given(st.text(max_size=200))
def test_any_search_is_answered(query: str) -> None:
    assert len(INDEX.search(query)) <= len(CATALOGUE.laws)
    assert fold(fold(query)) == fold(query) or not query.isascii()


def test_the_page_shows_versions_quotes_evidence_and_links(counsellor: Counsellor) -> None:
    page = html.unescape(counsellor.get("/regler?q=LAB § 113, stk. 3").text)
    law = next(law for law in CATALOGUE.laws.values() if law.provision.ref == "LAB § 113, stk. 3")
    assert page.count("Gælder den") >= 1
    for dated in law.versions:
        assert dated.version.read_in in page
        assert " ".join(dated.version.quote.split()) in page
    for gap in law.gaps:
        assert gap.gap.reason in page
    assert "Bruges i svar" in page
    assert "Skriv ikke noget om borgeren" in page


def test_the_day_on_the_screen_says_which_version_counts(counsellor: Counsellor) -> None:
    counsellor.post(dato="2023-05-01")
    assert "Gælder den 1. maj 2023" in html.unescape(counsellor.get("/regler?q=LAB § 113, stk. 3").text)
