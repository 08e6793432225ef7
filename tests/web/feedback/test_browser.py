"""The feedback in a browser: by keyboard, said politely, nothing else touched; without JavaScript; on 320 px."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.web.axe import violations
from tests.web.citizen.conftest import ANSWER, PATIENCE, Opener, answer_all, watched
from tests.web.citizen.test_chat import tab_to
from web.feedback.routes import THANKS

__all__ = ["watched"]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
TOPIC = 'button[value="#emne tilbud_og_helbred"]'
expect.set_options(timeout=PATIENCE)


def to_the_answer(page: Page) -> None:
    page.locator(TOPIC).click()
    page.locator(ANSWER).first.wait_for()
    answer_all(page)


@pytest.mark.parametrize("width", [1280, 320])
def test_by_keyboard_and_nothing_is_disturbed(watched: Opener, width: int) -> None:
    seen = watched(width, 800)
    page = seen.page
    to_the_answer(page)
    page.locator("#besked").fill("noget, der ikke er sendt")
    page.locator("#nyeste").focus()
    turns = page.locator("#log").inner_html()
    tab_to(page, "lidt")
    expect(page.locator("#hjalp-tak")).to_have_text("")
    page.keyboard.press("Enter")
    status = page.locator("#hjalp-tak")
    expect(status).to_have_text(THANKS)
    assert status.get_attribute("role") == "status", "said when the reader is done with what it says now"
    assert page.evaluate("document.activeElement.value") == "lidt", "the focus stays"
    assert page.locator("#log").inner_html() == turns
    expect(page.locator("#besked")).to_have_value("noget, der ikke er sendt")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator('.ways-on a[href="/svar"]').wait_for()
    page.reload()
    expect(page.locator("#hjalp")).to_contain_text(THANKS)
    expect(page.locator("#hjalp button")).to_have_count(0)
    assert violations(page) == []
    assert seen.clean()


def test_the_next_turn_gets_the_focus_as_ever(watched: Opener) -> None:
    page = watched().page
    to_the_answer(page)
    page.locator('#hjalp button[value="ja"]').click()
    expect(page.locator("#hjalp-tak")).to_have_text(THANKS)
    page.get_by_role("button", name="Andre emner").click()
    expect(page.locator("#nyeste")).to_be_focused()
    assert page.locator("#nyeste").count() == 1


@pytest.mark.parametrize("path", ["/", "/trin"])
def test_without_javascript(watched: Opener, path: str) -> None:
    seen = watched(320, 800, javascript=False)
    page = seen.page
    page.locator(TOPIC).click()
    while page.locator(ANSWER).count():
        page.locator(ANSWER).first.click()
    page.goto(seen.home + path)
    page.locator('#hjalp button[value="nej"]').click()
    page.wait_for_url(f"{seen.home}{path}#hjalp")
    expect(page.locator("#hjalp")).to_contain_text(THANKS)
    expect(page.locator("#hjalp button")).to_have_count(0)
