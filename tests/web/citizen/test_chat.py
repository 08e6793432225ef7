"""The chat with JavaScript: the same pages, but the new turn alone is fetched and said."""

from __future__ import annotations

import gzip
import re

import pytest
from playwright.sync_api import Browser, Page, Response, Route, expect

from guide.words import words
from tests.web.citizen.conftest import ANSWER, PATIENCE, Opener, answer_all
from tests.web.conftest import the_guide

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
TOPIC = 'button[value="#emne tilbud_og_helbred"]'
HEAVIEST = 100_000
DATE_STOPS = 5
expect.set_options(timeout=PATIENCE)

# What a screen reader is told of: the nodes that come into the log, and whether any that was there is touched.
LISTEN = """() => {
  const log = document.getElementById("log");
  window.heard = []; window.touched = 0;
  for (const turn of log.children) turn.old = true;
  new MutationObserver(changes => {
    for (const change of changes) {
      for (const node of change.addedNodes) if (node.nodeType === 1) window.heard.push(node.innerText.trim());
      window.touched += change.removedNodes.length + (change.target === log ? 0 : 1);
    }
  }).observe(log, { childList: true, characterData: true, subtree: true });
}"""


# How many times Tab is pressed from the focus to the button with the value.
TABS = """value => {
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), textarea, summary")];
  const order = all.filter(one => one.checkVisibility());
  const from = document.activeElement === document.body ? document.querySelector(":target") : document.activeElement;
  const after = from ? order.filter(one => from.compareDocumentPosition(one) & 4) : order;
  return after.findIndex(one => one.value === value) + 1;
}"""


def tab_to(page: Page, value: str) -> None:
    """Press Tab until the button with the value has the focus."""
    for _ in range(page.evaluate(TABS, value)):
        page.keyboard.press("Tab")
    for _ in range(DATE_STOPS):  # a date field is several stops
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{value} cannot be reached with Tab")


def by_keyboard(page: Page, topic: str) -> None:
    """From the start page to an answer about the topic, with Tab and Enter alone."""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the skip link
    if not page.locator(f'.ask button[value="#emne {topic}"]').count():
        tab_to(page, "#emner")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    tab_to(page, f"#emne {topic}")
    page.keyboard.press("Enter")
    for _ in range(30):
        page.locator(f"{ANSWER}, .ask input[type=date], .answer").first.wait_for()
        if page.locator(".answer").count():
            expect(page.locator("#nyeste")).to_be_focused()
            return
        expect(page.locator(".ask h2")).to_be_focused()
        asked = page.locator(".ask h2").inner_text()
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "date":
            tab_to(page, page.locator(ANSWER).last.get_attribute("value") or "")
        page.keyboard.press("Enter")
        expect(page.locator(".turn.person .asked").last).to_have_text(asked)
    raise AssertionError(f"{topic}: no answer after 30 questions")


def test_every_topic_by_keyboard_alone(watched: Opener) -> None:
    seen = watched()
    for topic in the_guide().catalogue.topics:
        by_keyboard(seen.page, topic)
        seen.page.context.clear_cookies()
        seen.page.goto(seen.home)
    assert seen.clean()


def test_the_log_says_exactly_what_is_new(watched: Opener) -> None:
    seen = watched()
    page = seen.page
    page.locator(TOPIC).click()
    page.locator(ANSWER).first.wait_for()
    before = page.locator("#log").aria_snapshot()
    page.evaluate(LISTEN)
    page.get_by_role("button", name=words().buttons["hvorfor"]).click()
    expect(page.locator(".turn.guide")).to_have_count(2)
    heard = page.evaluate("window.heard")
    assert len(heard) == 2 and heard[0].endswith(words().buttons["hvorfor"]) and "Vi spørger, fordi" in heard[1]
    assert page.evaluate("window.touched") == 0
    assert page.evaluate("[...document.getElementById('log').children].filter(turn => turn.old).length") == 2
    after = page.locator("#log").aria_snapshot()
    assert after.startswith(before)
    new = [line.strip() for line in after[len(before) :].strip().splitlines()]
    assert new[:3] == [
        '- heading "Du" [level=2]',
        "- paragraph: Hvorfor spørger du?",
        '- heading "Guidens svar" [level=2]',
    ]
    assert len(new) == 4 and new[3].startswith("- paragraph: ") and "Vi spørger, fordi" in new[3]
    # The question is read where the focus is, outside the log, so nothing is said twice.
    question = page.locator(".ask h2")
    expect(question).to_be_focused()
    assert question.inner_text() not in " ".join(heard)
    assert seen.clean()


def test_the_log_is_there_before_anything_is_said(watched: Opener) -> None:
    page = watched().page
    assert page.locator('[role="log"]').count() == 1
    assert page.locator('[role="log"] .turn').count() == 1
    assert page.locator('[role="status"]').inner_text() == "" and page.locator('[role="alert"]').is_hidden()


def test_an_answer_is_the_same_after_a_reload(watched: Opener) -> None:
    page = watched().page
    page.locator(TOPIC).click()
    answer_all(page)

    def shown() -> list[str]:
        return page.locator("#log .answer .title").all_inner_texts()

    said = shown()
    page.reload()
    assert shown() == said


def test_a_double_press_is_one(watched: Opener) -> None:
    page = watched().page
    page.locator(TOPIC).dblclick()
    page.locator(ANSWER).first.wait_for()
    expect(page.locator(".turn.person")).to_have_count(1)
    page.reload()
    assert page.locator(".turn.person").count() == 1


def test_without_a_connection_nothing_is_lost(watched: Opener) -> None:
    seen = watched()
    page = seen.page
    page.context.set_offline(True)
    page.get_by_label("Skriv med dine egne ord").fill("jeg skal i praktik")
    page.get_by_role("button", name="Send").click()
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text("Guiden svarede ikke")
    expect(problem.get_by_role("link", name="Ring 112")).to_be_visible()
    again = page.get_by_role("button", name="Prøv igen")
    expect(again).to_be_focused()
    assert page.get_by_label("Skriv med dine egne ord").input_value() == "jeg skal i praktik"
    page.context.set_offline(False)
    again.press("Enter")
    expect(page.locator(".turn.person")).to_have_count(1)
    expect(problem).to_be_hidden()
    assert page.get_by_label("Skriv med dine egne ord").input_value() == ""


def test_an_error_is_told_in_its_own_words(watched: Opener) -> None:
    page = watched().page
    text = page.get_by_label("Skriv med dine egne ord")
    text.fill("<b>hej</b> " * 2_000)
    page.get_by_role("button", name="Send").click()
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text("Beskeden var for lang: Skriv det vigtigste på højst 2.000 tegn.")
    assert len(text.input_value()) > 16_000
    page.context.clear_cookies()
    page.locator(TOPIC).click()
    expect(problem).to_contain_text("Siden var for gammel")
    problem.get_by_role("link", name="hent siden igen").click()
    page.locator(TOPIC).click()
    page.locator(ANSWER).first.wait_for()


def test_a_slow_answer_is_told(watched: Opener) -> None:
    page = watched().page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/tryk", hold)
    page.locator(TOPIC).click()
    expect(page.get_by_role("status")).to_have_text("Guiden finder svaret …")
    assert page.locator("#log .turn").count() == 1
    held[0].continue_()
    page.locator(ANSWER).first.wait_for()
    expect(page.get_by_role("status")).to_be_empty()


def test_undo_starting_over_and_deleting(watched: Opener) -> None:
    seen = watched()
    page = seen.page
    page.locator(TOPIC).click()
    page.locator(ANSWER).first.click()
    expect(page.locator(".turn.person")).to_have_count(2)
    page.get_by_role("button", name="Fortryd det seneste svar").click()
    expect(page.locator(".turn.guide").last).to_contain_text("Svaret er taget tilbage")
    page.get_by_label("Skriv med dine egne ord").fill("forfra")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".turn.person")).to_have_count(0)
    expect(page.locator(".turn.guide")).to_contain_text("Dine svar er slettet")
    page.locator(TOPIC).click()
    page.locator(ANSWER).first.wait_for()
    page.get_by_role("button", name="Slet min samtale").click()
    expect(page.get_by_role("heading", name="Slettet")).to_be_visible()
    page.go_back()
    page.goto(seen.home)
    expect(page.locator(".turn.person")).to_have_count(0)
    assert seen.clean()


def test_quick_exit_takes_the_place_of_the_page(watched: Opener) -> None:
    page = watched().page
    page.route(
        "https://www.dmi.dk/", lambda route: route.fulfill(body="<title>Vejret</title>", content_type="text/html")
    )
    before = page.evaluate("history.length")
    page.get_by_role("link", name="Hurtigt væk").click()
    page.wait_for_url("https://www.dmi.dk/")
    assert page.evaluate("history.length") == before


def test_the_first_screen_is_light(browser: Browser, address: str) -> None:
    page = browser.new_context().new_page()
    asked: list[Response] = []

    def note(response: Response) -> None:
        asked.append(response)

    page.on("response", note)
    page.goto(address, wait_until="networkidle")
    # Fonts are compressed already; the rest is, by the server in front.
    weight = {
        re.sub(r".*/", "/", one.url): len(one.body()) if "woff2" in one.url else len(gzip.compress(one.body(), 6))
        for one in asked
    }
    page.context.close()
    assert len(weight) >= 6 and sum(weight.values()) <= HEAVIEST, weight
