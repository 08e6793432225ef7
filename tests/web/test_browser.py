"""In a real browser: without JavaScript, with the keyboard alone, on a narrow screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from web.talk import NO_LANGUAGE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
ANSWER = '.ask button[value^="#svar "]'


def open_page(browser: Browser, address: str, width: int = 1280, height: int = 900) -> Page:
    page = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=False).new_page()
    page.set_default_timeout(15_000)
    page.goto(address)
    return page


def to_an_answer(page: Page) -> None:
    page.locator('button[value="#emne tilbud_og_helbred"]').click()
    for _ in range(30):
        expect(page.locator("#nyeste")).to_be_visible()
        if not page.locator(ANSWER).count():
            return
        page.locator(ANSWER).first.click()
    raise AssertionError("no answer after 30 questions")


def test_without_javascript_to_an_answer_with_its_source(browser: Browser, address: str) -> None:
    page = open_page(browser, address)
    to_an_answer(page)
    expect(page.locator(".answer").first).to_be_visible()
    expect(page.locator("#nyeste")).to_be_in_viewport()
    expect(page.locator("blockquote").first).to_be_hidden()
    page.get_by_text("Kilder og lovens ord").first.click()
    expect(page.locator("blockquote").first).to_be_visible()
    page.get_by_role("button", name="Slet min samtale").click()
    expect(page.get_by_role("heading", name="Slettet")).to_be_visible()
    assert page.context.cookies() == []


@pytest.mark.parametrize("width", [320, 360, 768])
def test_no_sideways_scrolling(browser: Browser, address: str, width: int) -> None:
    page = open_page(browser, address, width, 640)
    to_an_answer(page)
    newest, phones = page.locator("#nyeste").bounding_box(), page.locator(".phones").bounding_box()
    assert newest and phones and newest["y"] >= phones["y"] + phones["height"], "the phone numbers cover the answer"
    for summary in page.locator("summary").all():
        if summary.is_visible():
            summary.click()
    # page.evaluate works even where the page itself may run no script
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_keyboard_alone(browser: Browser, address: str) -> None:
    page = open_page(browser, address)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Gå til det nyeste svar")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#nyeste")).to_be_focused()
    page.keyboard.press("Tab")
    first = page.locator(".ask button").first
    expect(first).to_be_focused()
    assert first.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("#nyeste")).to_be_focused()
    for _ in range(30):
        if not page.locator(ANSWER).count():
            break
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#nyeste")).to_be_focused()
    expect(page.locator(".answer").first).to_be_visible()


def test_writing_with_the_keyboard(browser: Browser, address: str) -> None:
    page = open_page(browser, address, 360, 640)
    page.get_by_label("Skriv med dine egne ord").fill("jeg skal i praktik <b>nu</b>")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text(NO_LANGUAGE)).to_be_visible()
    expect(page.get_by_text("du skrev en besked")).to_be_visible()
    expect(page.get_by_role("link", name="Ring 112")).to_be_in_viewport()
