"""In a real browser: sign in, results that follow the answers, without JavaScript, narrow, by keyboard, and axe.

Does not prove: that a screen reader reads it well.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from store import Staff, Store
from tests.web.axe import violations
from tests.web.conftest import Clock
from tests.web.staff.conftest import NAME, PASSWORD, SECRET, signed
from web.app import create_app
from web.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGES = (
    *("", "/svar/samtale_sundhedskoordinator", "/sammenlign", "/regler?q=rimelig grund", "/notat", "/breve"),
    *("/breve/klage", "/kode"),
)
ANSWERS = {"ordning": "ressourceforloeb", "tilbud": "beskaeftigelsesrettet"}


@dataclass
class Place:
    """The application on a real port, and its accounts."""

    url: str
    staff: Staff


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    database = f"sqlite:///{tmp_path_factory.mktemp('staff') / 'guide.db'}"
    clock = Clock()
    staff = Staff(Store(database))
    staff.add(NAME, PASSWORD, clock())
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        app = create_app(Settings(database, "", clock, secret=SECRET))
        server = uvicorn.Server(uvicorn.Config(app, ws="none", log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        httpx.get(f"{url}/sundhed", timeout=60, trust_env=False)
        yield Place(url, staff)
        server.should_exit = True
        thread.join()


def opened(browser: Browser, place: Place, width: int = 1280, height: int = 900, script: bool = True) -> Page:
    """A page of somebody who is signed in; what the browser complains about fails the test."""
    context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=script)
    context.set_default_timeout(20_000)
    token = signed(place.staff.open(NAME, Clock()()))
    context.add_cookies([{"name": "raadgiver", "value": token, "url": f"{place.url}/raadgiver"}])
    page = context.new_page()
    page.on("console", lambda message: pytest.fail(message.text) if message.type == "error" else None)
    page.goto(f"{place.url}/raadgiver")
    return page


def answer(page: Page) -> None:
    """Two answers without JavaScript's help."""
    for fact, value in ANSWERS.items():
        page.select_option(f"#felt-{fact}", value)
    page.get_by_role("button", name="Opdater").click()
    expect(page.locator("#resultat")).to_be_in_viewport()


def test_signing_in_and_out_by_keyboard(browser: Browser, place: Place) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{place.url}/raadgiver/notat")
    expect(page.get_by_role("heading", name="Log ind")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("Brugernavn").focus()
    page.keyboard.type(NAME)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Borgerens situation")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Log ud").click()
    expect(page.get_by_role("heading", name="Log ind")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Borgerens situation")).to_have_count(0)


def test_results_follow_the_answers_and_the_focus_stays(browser: Browser, place: Place) -> None:
    page = opened(browser, place)
    status = page.locator("#resultat-status")
    before = status.inner_text()
    page.locator("#felt-ordning").focus()
    page.locator("#felt-ordning").select_option("ressourceforloeb")
    expect(status).not_to_have_text(before)
    expect(page.locator("#felt-ordning")).to_be_focused()
    expect(page.locator(".staff-next")).to_contain_text("Spørg om:")
    assert page.url == f"{place.url}/raadgiver", "nothing about the citizen stands in the address"
    page.locator(".staff-next a").click()
    assert page.evaluate("document.getElementById(location.hash.slice(1)).matches('select, input')")
    page.reload()
    expect(page.locator("#felt-ordning")).to_have_value("ressourceforloeb")


def test_without_javascript_answers_are_kept_and_two_situations_compared(browser: Browser, place: Place) -> None:
    page = opened(browser, place, 320, 640, script=False)
    answer(page)
    expect(page.locator(".staff-next")).to_contain_text("Spørg om:")
    page.goto(f"{place.url}/raadgiver/sammenlign")
    page.get_by_role("button", name="Kopiér A til B").click()
    page.select_option("#felt-ordning", "sygedagpenge")
    page.get_by_role("button", name="Opdater").click()
    expect(page.locator("#forskelle")).to_contain_text("(1)")
    expect(page.get_by_text("≠ Andet udfald").first).to_be_attached()


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_has_no_barrier_and_does_not_scroll_sideways(browser: Browser, place: Place, width: int) -> None:
    page = opened(browser, place, width, 640)
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.select_option("#felt-ordning", "ressourceforloeb")
    for path in PAGES:
        page.goto(f"{place.url}/raadgiver{path}")
        if path == "/sammenlign":
            page.get_by_role("button", name="Kopiér A til B").click()
            page.select_option("#felt-ordning", "sygedagpenge")
            page.get_by_role("button", name="Opdater").click()
            expect(page.locator("#forskelle")).to_contain_text("(1)")
        assert page.locator("h1").count() == 1
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_keyboard_goes_through_the_form_in_the_order_it_is_read(browser: Browser, place: Place) -> None:
    page = opened(browser, place)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Gå til spørgsmålene")).to_be_focused()
    page.locator("#felt-ordning").focus()
    order = ["felt-ordning"]
    for _ in range(3):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.id"))
    assert order == ["felt-ordning", "felt-faar_rfy", "felt-rf_bevilget", "felt-tilbud"]
    style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert style == "solid", "the focus can be seen"


def test_a_code_goes_from_a_citizen_to_a_counsellor(browser: Browser, place: Place) -> None:
    citizen = browser.new_context(viewport={"width": 320, "height": 640}).new_page()
    citizen.goto(place.url)
    citizen.locator('button[value="#emne tilbud_og_helbred"]').click()
    with citizen.expect_response(lambda response: response.request.method == "POST"):
        citizen.locator('.ask button[value^="#svar "]').first.click()
    citizen.goto(f"{place.url}/del")
    assert violations(citizen) == []
    citizen.get_by_role("button", name="Lav en kode").click()
    code = citizen.locator(".share-code li").all_inner_texts()
    assert len(code) == 8
    assert violations(citizen) == []
    assert citizen.evaluate("document.documentElement.scrollWidth") <= 320
    page = opened(browser, place)
    page.goto(f"{place.url}/raadgiver/kode")
    page.get_by_label("De otte ord").fill(" ".join(word[:4].upper() for word in code))
    page.get_by_role("button", name="Hent svarene").click()
    expect(page.get_by_text("Borgerens svar er hentet")).to_be_visible()
    expect(page.locator("#felt-ordning")).not_to_have_value("")
