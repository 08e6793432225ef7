"""The journeys of a citizen, a bisidder and a helpline worker, step by step in a real browser.

Each yields the name of the screen that is shown; the tests, and whoever takes pictures, look at it then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, expect

REFUSED = {
    "ordning": "sygedagpenge",
    "raskmeldt": "nej",
    "behandling": "operation",
    "i_job": "nej",
    "sag_om": "ingen",
}
"""On sygedagpenge, an operation refused."""


@dataclass
class Journey:
    """A page, the guide's address, and what was fetched on the way."""

    page: Page
    home: str
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def answer(self, given: dict[str, str]) -> Iterator[str]:
        """Answer what the chat asks with its buttons: as given, else «Ved ikke»."""
        for _ in range(30):
            if self.page.locator(".answer").count():
                return
            buttons = self.page.locator('.ask button[value^="#svar "]')
            fact = (buttons.first.get_attribute("value") or "").split()[1]
            self.asked.append(fact)
            yield f"question {fact}"
            self.press(f"#svar {fact} {given.get(fact, 'ved_ikke')}")
        raise AssertionError("no answer after 30 questions")

    def press(self, payload: str) -> None:
        """The button with the payload; without JavaScript a whole page comes."""
        with self.page.expect_navigation():
            self.page.locator(f'button[value="{payload}"]').first.click()

    def go(self, link: str) -> None:
        """Follow the link with the text."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("link", name=link, exact=True).first.click()

    def fetch(self, link: str) -> None:
        """Fetch the file behind the link."""
        with self.page.expect_download() as fetched:
            self.page.get_by_role("link", name=link, exact=True).click()
        found = fetched.value
        self.files[found.suggested_filename] = Path(found.path()).read_bytes()


def citizen(journey: Journey) -> Iterator[str]:
    """From a fresh start by buttons to the answer, the sheet, a letter and the code."""
    page = journey.page
    yield "start"
    journey.press("#emne afvist_behandling")
    yield from journey.answer(REFUSED)
    yield "answer"
    page.locator(".answer summary").filter(has_text="Kilder").first.click()
    yield "source"
    journey.go("Lav et ark til mødet med kommunen")
    yield "sheet"
    journey.fetch("Hent som PDF")
    journey.go("Breve, du kan sende")
    yield "letters"
    page.locator("ul.letters a").first.click()
    page.locator("textarea").wait_for()
    yield "letter"
    page.goto(f"{journey.home}/svar")
    yield "my answers"
    page.goto(f"{journey.home}/svar/ordning")
    yield "change"
    page.goto(f"{journey.home}/del")
    yield "share"
    page.get_by_role("button", name="Lav en kode").click()
    page.locator(".share-code").wait_for()
    yield "code"


def bisidder(journey: Journey) -> Iterator[str]:
    """The same story told by somebody else, from the first page on."""
    page = journey.page
    journey.press("#rolle bisidder")
    yield "start"
    journey.press("#emne afvist_behandling")
    yield from journey.answer(REFUSED)
    yield "answer"
    for path, name in (("/trin", "guided answer"), ("/svar", "answers"), ("/svar/ordning", "change")):
        page.goto(journey.home + path)
        yield name
    page.goto(f"{journey.home}/ark")
    yield "sheet"
    journey.fetch("Hent som PDF")
    page.goto(f"{journey.home}/breve")
    yield "letters"


def sign_in(journey: Journey, name: str, password: str) -> Iterator[str]:
    """The helpline's door."""
    page = journey.page
    page.goto(f"{journey.home}/raadgiver")
    yield "sign in"
    page.get_by_label("Brugernavn").fill(name)
    page.get_by_label("Adgangskode").fill(password)
    page.get_by_role("button", name="Log ind").click()
    page.locator("#resultat").wait_for()
    yield "empty screen"


def helper(journey: Journey) -> Iterator[str]:
    """Facts, outcomes as they change, the trace as a picture, the note and the sheet."""
    page = journey.page
    before = page.locator("#resultat-status").inner_text()
    for fact, value in REFUSED.items():
        field = page.locator(f"#felt-{fact}")
        if field.count() and field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            page.locator(f'[name="{fact}"][value="{value}"]').check(force=True)
    expect(page.locator("#resultat-status")).not_to_have_text(before)
    page.locator('a[href="/raadgiver/svar/afvist_behandling_sygedagpenge"]').first.wait_for()
    yield "outcomes"
    page.locator('a[href="/raadgiver/svar/afvist_behandling_sygedagpenge"]').first.click()
    page.locator(".staff-picture svg").wait_for()
    yield "trace"
    for path, name in (("notat", "note"), ("breve", "papers"), ("regler", "rules"), ("sammenlign", "compare")):
        page.goto(f"{journey.home}/raadgiver/{path}")
        yield name


def words_in(code_page: Page) -> str:
    """The share code as it would be read aloud."""
    return " ".join(code_page.locator(".share-code li").all_inner_texts())


def second_person(text: str) -> list[str]:
    """Words that speak to the person themselves."""
    return re.findall(r"\b(?:du|dig|din|dit|dine)\b", text, re.IGNORECASE)
