"""From a fresh start to a sheet with the right paragraphs: a citizen, a bisidder and a helpline worker.

Proves, in Chromium: each gets there, every screen on the way is free of what axe finds, fits a phone (the citizen's)
or a desk, has one h1, asks nothing of another host and breaks no policy; the sheet's PDF names every paragraph of the
decisions; a bisidder is never spoken to as the citizen. Does not prove: how it sounds in a screen reader.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from guide.conversation import Conversation
from tests.web.axe import violations
from tests.web.citizen.conftest import PATIENCE, Watched, watch
from tests.web.conftest import Clock, the_guide
from tests.web.journeys.conftest import ACCOUNT
from tests.web.journeys.steps import REFUSED, Journey, bisidder, citizen, helper, second_person, sign_in, words_in
from tests.web.papers.conftest import pdf_text

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
TOPIC = "afvist_behandling"


def opened(browser: Browser, home: str, width: int = 1280, script: bool = True) -> tuple[Journey, Watched]:
    """A fresh browser. Without `script` nothing runs on the page at all, so neither does axe."""
    context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=script)
    seen = watch(context.new_page(), home)
    seen.page.goto(home)
    return Journey(seen.page, home), seen


def walked(journey: Journey, steps: Iterator[str]) -> Iterator[str]:
    """Each step with what must hold on every screen."""
    for name in steps:
        assert journey.page.locator("h1").count() == 1, name
        found = violations(journey.page)
        assert found == [], name
        wide = journey.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name}: {wide} px too wide"
        yield name


def refs(asked: list[str]) -> set[str]:
    """The paragraphs that the answers about the topic rest on, from the engine itself."""
    answers = {fact: REFUSED.get(fact, "ved_ikke") for fact in asked}
    state = Conversation(answers=answers, topics=(TOPIC,))
    today = Clock()().date()
    return {citation.ref for one in the_guide().of(state).decisions(state, TOPIC, today) for citation in one.citations}


def holds_paragraphs(pdf: bytes, asked: list[str]) -> None:
    text, due = pdf_text(pdf), refs(asked)
    assert any("§ 21 a" in ref for ref in due)
    for ref in (ref for ref in due if "§" in ref):
        assert "".join(ref.split()) in text, ref


def test_a_citizen_without_javascript_on_a_phone(browser: Browser, guide: str) -> None:
    journey, seen = opened(browser, guide, 375, script=False)
    names = list(citizen(journey))
    assert names[0] == "start" and names[-1] == "code"
    holds_paragraphs(journey.files["forberedelsesark.pdf"], journey.asked)
    assert seen.clean()
    seen.page.context.close()


def test_every_screen_of_the_citizens(browser: Browser, guide: str) -> None:
    journey, seen = opened(browser, guide, 375)
    whole_pages(journey)
    assert len(list(walked(journey, citizen(journey)))) >= 12
    assert seen.clean()
    seen.page.context.close()


def whole_pages(journey: Journey) -> None:
    """Each press fetches a whole page, as without JavaScript, while axe can still look at it."""
    journey.page.route("**/htmx.min.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    journey.page.reload()


def test_a_bisidder_is_told_about_the_citizen_on_every_page(browser: Browser, guide: str) -> None:
    journey, seen = opened(browser, guide)
    whole_pages(journey)
    for name in walked(journey, bisidder(journey)):
        said = spoken(journey.page)
        assert "borger" in said.lower() or name == "letters", name
        assert second_person(said) == [], name
    text = pdf_text(journey.files["forberedelsesark.pdf"])
    holds_paragraphs(journey.files["forberedelsesark.pdf"], journey.asked)
    assert "borgeren" in text.lower()
    assert seen.clean()
    seen.page.context.close()


def spoken(page: Page) -> str:
    """What the page says about the case: cards, questions, sheet; not the guide's words to whoever sits there."""
    own = ".answer .lead, .answer .body > p, .ask h2, .ask .form-hint, .given dt, .told-answer, .steps, fieldset legend"
    texts = page.locator(f"{own}, .about").all_inner_texts()
    return "\n".join(texts)


def test_a_helper_and_the_answers_that_a_citizen_hands_over(browser: Browser, guide: str) -> None:
    told, citizens = opened(browser, guide, 375, script=False)
    for _ in citizen(told):
        pass
    code = words_in(told.page)
    journey, seen = opened(browser, guide)
    page = journey.page
    names = list(walked(journey, sign_in(journey, *ACCOUNT))) + list(walked(journey, helper(journey)))
    assert "trace" in names
    page.goto(f"{guide}/raadgiver/notat")
    note = page.locator("textarea").input_value()
    assert "§ 21 a" in note
    page.goto(f"{guide}/raadgiver")
    page.get_by_role("button", name="Ny borger: ryd skærmen").click()
    page.goto(f"{guide}/raadgiver/kode")
    page.get_by_label("De otte ord").fill(code.upper())
    page.get_by_role("button", name="Hent svarene").click()
    page.locator("#resultat").wait_for(timeout=PATIENCE)
    assert violations(page) == []
    page.goto(f"{guide}/raadgiver/breve")
    journey.fetch("Hent ark som PDF")
    holds_paragraphs(next(iter(journey.files.values())), told.asked)
    page.goto(f"{guide}/raadgiver/kode")
    page.get_by_label("De otte ord").fill(code)
    page.get_by_role("button", name="Hent svarene").click()
    assert page.get_by_role("alert").inner_text().startswith("Koden virker ikke")
    assert seen.clean() and citizens.clean()
    page.context.close()
    told.page.context.close()
