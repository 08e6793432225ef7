"""The guide on somebody else's page: one script, a button, a frame that the page can't look into."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import Clock
from web.app import create_app
from web.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MOST_BYTES = 3 * 1024
COLOUR = "#004d40"
HOST = """<!doctype html><html lang="da"><head><title>Kommunen</title></head><body><h1>Kommunens side</h1>
<button id="foer">Noget andet</button><script src="{guide}/indlejring.js" defer></script>
<noscript><a href="{guide}/">Rettighedsguiden</a></noscript></body></html>"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def host_page(folder: Path, guide: str) -> Iterator[str]:
    """A municipality's page without a character set, on an origin of its own."""
    (folder / "side.html").write_text(HOST.format(guide=guide), encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@contextmanager
def guide_for(folder: Path, shown_on: str) -> Iterator[str]:
    """The guide, set up by a municipality's file."""
    file = folder / "kommune.yml"
    file.write_text(f"colour: '{COLOUR}'\nshown_on: [{shown_on}]\n", encoding="utf-8")
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        app = create_app(Settings(f"sqlite:///{folder / 'guide.db'}", "", Clock(), municipality=file))
        server = uvicorn.Server(uvicorn.Config(app, ws="none", log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        httpx.get(f"{url}/sundhed", timeout=30, trust_env=False)
        yield url
        server.should_exit = True
        thread.join()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, str]]:
    """The guide, a page that may show it, and one that may not."""
    folder = tmp_path_factory.mktemp("host")
    (folder / "fremmed").mkdir()
    # Each must know the other's address, so the page starts first and is filled in afterwards.
    with host_page(folder, "GUIDE") as host, guide_for(folder, host) as guide:
        (folder / "side.html").write_text(HOST.format(guide=guide), encoding="utf-8")
        with host_page(folder / "fremmed", guide) as stranger:
            yield guide, host, stranger


@pytest.fixture
def page(browser: Browser, pages: tuple[str, str, str]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(f"{pages[1]}/side.html")
    yield page
    context.close()


def test_the_script_is_small_ascii_and_loads_nothing_else(pages: tuple[str, str, str]) -> None:
    answer = httpx.get(f"{pages[0]}/indlejring.js", trust_env=False)
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.text.isascii() and COLOUR in answer.text
    assert len(gzip.compress(answer.content)) <= MOST_BYTES
    assert "http" not in answer.text


def test_the_button_opens_the_guide_and_a_conversation_goes_on_in_the_frame(page: Page) -> None:
    page.get_by_role("button", name="Kend dine rettigheder, når du er syg").click()
    frame = page.frame_locator("iframe[title=Rettighedsguiden]")
    expect(frame.locator("h1").first).to_be_visible()
    frame.locator("button[value^='#emne']").first.click()
    expect(frame.locator("button[value^='#svar']").first).to_be_visible()


def test_by_keyboard_in_and_out_again(page: Page) -> None:
    page.locator("#foer").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    frame = page.frame_locator("iframe[title=Rettighedsguiden]")
    expect(frame.locator("h1").first).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator("iframe")).to_be_hidden()
    # Focus is back on the button: Enter opens it again, and what was said is still there.
    page.keyboard.press("Enter")
    expect(page.locator("iframe")).to_be_visible()


def test_the_host_cannot_look_into_the_frame(page: Page, pages: tuple[str, str, str]) -> None:
    page.get_by_role("button", name="Kend dine rettigheder, når du er syg").click()
    expect(page.frame_locator("iframe").locator("h1").first).to_be_visible()
    look = """() => {
        const root = [...document.querySelectorAll("div")].map(div => div.shadowRoot).find(Boolean);
        const frame = root.querySelector("iframe");
        try { return frame.contentWindow.document.body.innerText } catch (error) { return error.name }
    }"""
    read = page.evaluate(look)
    assert read == "SecurityError"


def test_another_message_or_another_sender_closes_nothing(page: Page) -> None:
    page.get_by_role("button", name="Kend dine rettigheder, når du er syg").click()
    expect(page.locator("iframe")).to_be_visible()
    page.evaluate("window.postMessage('rettighedsguiden:luk', '*')")
    page.evaluate("() => new Promise(done => setTimeout(done, 0))")
    expect(page.locator("iframe")).to_be_visible()


def test_a_page_that_is_not_on_the_list_shows_no_guide(browser: Browser, pages: tuple[str, str, str]) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{pages[2]}/side.html")
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.get_by_role("button", name="Kend dine rettigheder, når du er syg").click()
    expect(page.frame_locator("iframe").locator("#indhold")).to_have_count(0)
    context.close()


def test_on_a_phone_it_fills_the_screen(browser: Browser, pages: tuple[str, str, str]) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 560})
    page = context.new_page()
    page.goto(f"{pages[1]}/side.html")
    page.get_by_role("button", name="Kend dine rettigheder, når du er syg").click()
    box = page.locator("iframe").bounding_box()
    assert box is not None and box["width"] >= 310 and box["height"] >= 550
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()
