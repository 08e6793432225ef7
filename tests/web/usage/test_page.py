"""/raadgiver/tal: only for those who are signed in, in a browser free of barriers, and the file beside it."""

from __future__ import annotations

import html
import re
from contextlib import closing
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from store import Count, Store, Usage
from tests.web.axe import violations
from tests.web.citizen.conftest import PATIENCE, on_a_port, watch
from tests.web.conftest import Clock, TestClient
from tests.web.staff.conftest import Counsellor, signed
from web.settings import Settings

expect.set_options(timeout=PATIENCE)


@pytest.fixture
def used(store: Store, clock: Clock) -> Usage:
    """Some weeks of use."""
    usage = Usage(store)
    for days in range(0, 80, 2):
        made = (Count("begun", number=20 + days), Count("text", number=30), Count("unclear", number=6))
        shown = (
            Count("topic", "klage", number=9),
            Count("outcome", "klage", "gaelder", 7),
            Count("told", "klage", "", 8),
        )
        usage.count(clock() - timedelta(days=days), *made, *shown, Count("feedback", "klage", "ja"), Count("crisis"))
    return usage


def test_only_for_those_who_are_signed_in(client: TestClient) -> None:
    for path in ("/raadgiver/tal", "/raadgiver/tal.csv"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/raadgiver/log-ind")


def test_the_page_without_any_numbers(counsellor: Counsellor) -> None:
    page = counsellor.get("/tal")
    assert page.status_code == 200 and "Der er ingen tal endnu" in page.text


def test_thirty_or_ninety_days(counsellor: Counsellor, used: Usage) -> None:
    for asked, first, begun in (("", "24. oktober 2026", "510"), ("?dage=90", "25. august 2026", "2.360")):
        page = html.unescape(counsellor.get(f"/tal{asked}").text)
        assert f"Fra {first} til 22. november 2026" in page
        assert re.search(rf"<th scope=\"row\">Samtaler begyndt</th><td>{begun}</td>", page)
        assert page.index("<table") < page.index("<svg"), "tables first"
    for odd in ("31", "x", "-1", "30&dage=90"):
        assert counsellor.get(f"/tal?dage={odd}").status_code == 200
    assert 'href="/raadgiver/tal" aria-current="page"' in counsellor.get("/tal").text


def test_the_file(counsellor: Counsellor, used: Usage) -> None:
    answer = counsellor.get("/tal.csv?dage=90")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="rettighedsguiden-tal-90-dage.csv"' in answer.headers["content-disposition"]
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "dag;hvad;emne;værdi;antal" and "2026-11-22;Samtaler begyndt;;;20" in lines
    assert "2026-11-22;Hjalp det?;Retten til at klage;Ja;under 5" in lines or any(
        "Ja;under 5" in line for line in lines
    )


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("width", [1280, 320])
def test_in_a_browser(browser: Browser, settings: Settings, counsellor: Counsellor, used: Usage, width: int) -> None:
    with on_a_port(settings) as home, closing(browser.new_context(viewport={"width": width, "height": 800})) as context:
        context.add_cookies([{"name": "raadgiver", "value": signed(counsellor.token), "url": f"{home}/raadgiver"}])
        seen = watch(context.new_page(), home)
        seen.page.goto(f"{home}/raadgiver/tal")
        seen.page.get_by_role("link", name="Sidste 90 dage").click()
        seen.page.wait_for_url("**/tal?dage=90")
        expect(seen.page.get_by_role("heading", level=1)).to_have_text("Sådan bliver guiden brugt")
        seen.page.locator("details > summary").last.click()
        assert violations(seen.page) == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        expect(seen.page.get_by_role("img", name="Samtaler begyndt pr. uge")).to_be_visible()
        expect(seen.page.get_by_role("table", name="Hele perioden")).to_be_visible()
        assert seen.clean()
