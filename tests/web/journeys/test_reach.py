"""Papers, «Mine svar», sharing and the helpline for those who see, move or set things otherwise.

Proves: reached and used with the keyboard alone, edges kept in forced colours, nothing moving when that is asked for,
and no barrier that axe finds in the guide inside a municipality's page, in either frame.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.axe import violations
from tests.web.citizen.conftest import watch
from tests.web.embed.test_embed import HOST, guide_for, host_page
from tests.web.journeys.conftest import ACCOUNT
from tests.web.journeys.steps import REFUSED, Journey, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
CITIZENS = ("/ark", "/breve", "/breve/klage", "/svar", "/svar/ordning", "/del")
STAFF = ("", "/svar/afvist_behandling_sygedagpenge", "/sammenlign", "/regler", "/notat", "/breve", "/kode")
MOVING = """() => [...document.querySelectorAll("*")].filter(one => {
    const style = getComputedStyle(one);
    const slow = parseFloat(style.transitionDuration) > 0 || style.scrollBehavior === "smooth";
    return slow || style.animationName !== "none";
}).map(one => one.outerHTML.slice(0, 80))"""
EDGELESS = """() => [...document.querySelectorAll("main .button, main .form-input, main select, main textarea")]
    .filter(one => one.checkVisibility() && getComputedStyle(one).borderTopStyle === "none")
    .map(one => one.outerHTML.slice(0, 80))"""


def answered(page: Page, home: str) -> None:
    """A conversation with an answer, made without the chat's script."""
    page.route("**/htmx.min.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(home)
    journey = Journey(page, home)
    journey.press("#emne afvist_behandling")
    for _ in journey.answer(REFUSED):
        pass


@pytest.mark.parametrize(
    "setting", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}], ids=lambda one: next(iter(one))
)
def test_every_screen_in_other_settings(browser: Browser, guide: str, setting: dict[str, str]) -> None:
    context = browser.new_context(**setting)  # type: ignore[arg-type]
    seen = watch(context.new_page(), guide)
    answered(seen.page, guide)
    found = EDGELESS if "forced_colors" in setting else MOVING
    for path in CITIZENS:
        seen.page.goto(guide + path)
        assert seen.page.evaluate(found) == [], path
    for _ in sign_in(Journey(seen.page, guide), *ACCOUNT):
        assert seen.page.evaluate(found) == []
    for path in STAFF:
        seen.page.goto(f"{guide}/raadgiver{path}")
        assert seen.page.evaluate(found) == [], path
    assert seen.clean()
    context.close()


def stops(page: Page) -> Iterator[str]:
    """Tab through the page; each stop must be seen to have the focus. Yields what it is called."""
    for _ in range(60):
        page.keyboard.press("Tab")
        here = page.evaluate(
            """() => { const one = document.activeElement, look = getComputedStyle(one), next = one.nextElementSibling;
              const near = next ? getComputedStyle(next) : look;
              const shown = [look, near].some(s => s.outlineStyle !== "none" || s.boxShadow !== "none");
              return one === document.body ? null : [one.innerText || one.value || one.id, shown]; }"""
        )
        if here is None:
            return
        assert here[1], f"the focus is not seen on {here[0]}"
        yield " ".join(here[0].split())


def tab_to(page: Page, name: str) -> None:
    assert any(stop.startswith(name) for stop in stops(page)), f"{name} cannot be reached with Tab"


def test_papers_and_my_answers_with_the_keyboard_alone(browser: Browser, guide: str) -> None:
    context = browser.new_context()
    seen = watch(context.new_page(), guide)
    page = seen.page
    answered(page, guide)
    page.goto(f"{guide}/ark")
    tab_to(page, "Hent som PDF")
    with page.expect_download() as fetched:
        page.keyboard.press("Enter")
    assert fetched.value.suggested_filename == "forberedelsesark.pdf"
    page.goto(f"{guide}/breve")
    tab_to(page, "Klag over en afgørelse")
    page.keyboard.press("Enter")
    expect(page.locator("textarea")).to_be_visible()
    page.goto(f"{guide}/svar")
    tab_to(page, "Ret svaret på")
    page.keyboard.press("Enter")
    expect(page.locator("input[type=radio]").first).to_be_attached()
    page.locator("h1").wait_for()
    tab_to(page, "sygedagpenge")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Gem svaret")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Du har rettet et svar")).to_be_visible()
    tab_to(page, "Fortryd")
    page.keyboard.press("Enter")
    expect(page.locator(".given dd").first).to_have_text("Sygedagpenge")
    assert seen.clean()
    context.close()


def test_no_barrier_in_either_frame_of_a_municipalitys_page(browser: Browser, tmp_path: Path) -> None:
    with host_page(tmp_path, "GUIDE") as host, guide_for(tmp_path, host) as home:
        (tmp_path / "side.html").write_text(HOST.format(guide=home), encoding="utf-8")
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{host}/side.html")
        page.get_by_role("button", name="Kend dine rettigheder, når du er syg").click()
        frame = page.frame_locator("iframe[title=Rettighedsguiden]")
        expect(frame.locator("h1").first).to_be_visible()
        frame.locator("button[value='#emne moedeform']").click()
        expect(frame.locator("button[value^='#svar']").first).to_be_visible()
        # The host is a bare page of a test: only what we put on it counts.
        found = [one for one in violations(page) if home in one.partition(" ")[0] or "iframe" in one]
        assert len(page.frames) == 2 and found == []
        context.close()
