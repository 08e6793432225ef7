"""Every screen: no barrier that axe finds, no sideways scrolling, nothing of another host or against the policy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.web.axe import violations
from tests.web.citizen.conftest import ANSWER, Opener, answer_all, on_a_port, watch
from tests.web.conftest import Clock
from web.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
TOPIC = 'button[value="#emne tilbud_og_helbred"]'
# 400 % zoom of a screen of 1280 x 1024 leaves a page of 320 x 256.
SIZES = [(1280, 900), (320, 256)]


def screens(page: Page, home: str) -> Iterator[str]:
    """Every screen of the citizen's, one after the other; yields its name when it is shown."""
    yield "start"
    page.locator(TOPIC).click()
    page.locator(ANSWER).first.wait_for()
    yield "question"
    page.get_by_role("button", name="Hvorfor spørger du?").click()
    page.locator(".turn.guide").nth(1).wait_for()
    yield "aside"
    answer_all(page)
    unfold(page)
    yield "answer"
    page.reload()
    unfold(page)
    yield "answer after a reload"
    page.goto(f"{home}/trin")
    unfold(page)
    yield "guided result"
    page.goto(f"{home}/trin?emner")
    yield "guided topics"
    page.get_by_role("button", name="Fortsæt").click()
    page.get_by_role("alert").wait_for()
    yield "guided mistake"
    page.locator("summary").click() if not page.get_by_label("Kan jeg klage").is_visible() else None
    page.get_by_label("Kan jeg klage").check(force=True)
    page.get_by_role("button", name="Fortsæt").click()
    page.locator("h1").wait_for()
    yield "guided question"
    page.goto(f"{home}/svar")
    yield "my answers"
    page.locator(".given a").first.click()
    page.locator(".effect").first.wait_for()
    yield "change"
    page.locator(".form-radio").nth(2).check(force=True)
    page.get_by_role("button", name="Gem svaret").click()
    page.get_by_role("button", name="Fortryd").wait_for()
    yield "changed"
    for path in ("/svar/dato", "/menneske", "/forfra", "/slet", "/slettet", "/findes-ikke"):
        page.goto(home + path)
        yield path


def unfold(page: Page) -> None:
    for summary in page.locator("details:not([open]) > summary").all():
        if summary.is_visible():
            summary.click()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_screen(watched: Opener, width: int, height: int) -> None:
    seen = watched(width, height)
    found: list[str] = []
    for name in screens(seen.page, seen.home):
        found += [f"{name}: {violation}" for violation in violations(seen.page)]
        wide = seen.page.evaluate("document.documentElement.scrollWidth")
        found += [f"{name}: {wide} px wide"] if wide > width else []
        headings = seen.page.locator("h1").count()
        found += [f"{name}: {headings} h1"] if headings != 1 else []
    assert found == []
    assert seen.clean()


def test_the_closed_guide(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "kommune.yml"
    file.write_text(
        'closed: "Vi retter en fejl."\nphones: [{label: Hovednummer, number: 11 22 33 44}]\n', encoding="utf-8"
    )
    with on_a_port(Settings(f"sqlite:///{tmp_path / 'g.db'}", "", Clock(), municipality=file)) as home:
        context = browser.new_context()
        seen = watch(context.new_page(), home)
        for path in ("/", "/trin", "/svar", "/svar/ordning", "/menneske", "/forfra"):
            assert seen.page.goto(home + path).status == 503  # type: ignore[union-attr]
            assert seen.page.get_by_text("Vi retter en fejl.").is_visible()
            assert seen.page.locator('a[href="tel:11223344"]').first.is_visible()
        assert violations(seen.page) == [] and seen.clean()
        context.close()


def test_forced_colours_keep_what_matters(watched: Opener) -> None:
    seen = watched(forced_colors="active")
    page = seen.page
    page.locator(TOPIC).click()
    page.locator(ANSWER).first.wait_for()
    edge = (
        "one => { const s = getComputedStyle(one); return s.borderTopStyle !== 'none' && parseFloat(s.borderTopWidth) }"
    )
    for selector in (".turn.guide", ".turn.person", ".ask", ".ask .button", ".strip"):
        assert page.locator(selector).first.evaluate(edge) >= 1, selector
    answer_all(page)
    assert page.locator(".answer").first.evaluate(edge) >= 1
    icon = page.locator(".outcome .icon").first
    assert icon.evaluate("one => getComputedStyle(one).fill === getComputedStyle(one).color")
    assert icon.bounding_box()["width"] >= 20  # type: ignore[index]
    page.goto(f"{seen.home}/svar/ordning")
    chosen = page.locator(".form-radio:checked + label")
    assert chosen.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"


def test_nothing_moves_for_those_who_ask_for_that(watched: Opener) -> None:
    page = watched(reduced_motion="reduce").page
    page.locator(TOPIC).click()
    page.locator(ANSWER).first.wait_for()
    moving = page.evaluate("""() => [...document.querySelectorAll("*")].filter(one => {
        const style = getComputedStyle(one);
        const slow = parseFloat(style.transitionDuration) > 0 || style.scrollBehavior === "smooth";
        return slow || style.animationName !== "none";
    }).map(one => one.className)""")
    assert moving == []


def test_guided_from_start_to_answer_without_javascript(watched: Opener) -> None:
    seen = watched(375, 740, javascript=False, path="/trin")
    page = seen.page
    page.get_by_label("Må jeg møde på telefon eller video?").check(force=True)
    page.get_by_role("button", name="Fortsæt").click()
    for _ in range(30):
        if page.locator(".answer").count():
            break
        page.locator(".form-radio").first.check(force=True)
        page.get_by_role("button", name="Fortsæt").click()
    page.locator(".answer summary").filter(has_text="Kilder").first.click()
    assert page.locator("blockquote").first.is_visible()
    given = page.locator(".answer .title").all_inner_texts()
    page.get_by_role("link", name="Til samtalen").click()
    assert page.locator("#log .answer .title").all_inner_texts() == given
    assert seen.clean()
