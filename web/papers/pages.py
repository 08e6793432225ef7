"""The papers' pages and files: the sheet, the letters and the dates, made when asked for and never kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import BoundedSemaphore

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from guide.conversation import Conversation
from guide.papers.dates import days_to_remember
from guide.papers.letters import Offer, letter_words, offers
from guide.papers.sheet import Sheet, make_sheet
from guide.respond import Guide
from guide.words import words
from web.citizen import Handler, while_open
from web.papers.calendar import make_ics
from web.papers.pdf import make_pdf
from web.papers.word import letter_docx, sheet_docx
from web.site import Site

SECONDS = 15.0
"""So long may making one file take, waiting for a turn included; it takes a fraction of a second."""
AT_ONCE = 2
"""So many files are made at the same time."""

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ICS = "text/calendar; charset=utf-8"


class Missing(Exception):
    """There is nothing to make a paper of. Holds the page that says so."""

    def __init__(self, status: int, title: str, text: str) -> None:
        super().__init__(title)
        self.status, self.title, self.text = status, title, text


class Papers:
    """The handlers."""

    def __init__(self, site: Site) -> None:
        """`site` holds everything they share."""
        self.site = site
        self._slots = BoundedSemaphore(AT_ONCE)

    def routes(self) -> list[BaseRoute]:
        """Where they are."""
        handlers = {
            "/ark": self.sheet,
            "/ark.pdf": self.sheet_pdf,
            "/ark.docx": self.sheet_docx,
            "/frister.ics": self.dates,
            "/breve": self.letters,
            "/breve/{id}.pdf": self.letter_pdf,
            "/breve/{id}.docx": self.letter_docx,
            "/breve/{id}": self.letter,
        }
        return [Route(path, while_open(self.site, self._or_say_why(handler))) for path, handler in handlers.items()]

    def _or_say_why(self, handler: Handler) -> Handler:
        async def guarded(request: Request) -> Response:
            try:
                return await handler(request)
            except Missing as missing:
                return self.site.page("message.html", missing.status, title=missing.title, text=missing.text)

        return guarded

    # -- the sheet

    async def sheet(self, request: Request) -> Response:
        """The sheet as a page to print."""
        sheet, dated = await run_in_threadpool(self._sheet_and_dates, request)
        return self.site.page("papers/sheet.html", sheet=sheet, dated=dated)

    async def sheet_pdf(self, request: Request) -> Response:
        """The sheet as PDF."""
        return await self._file(lambda: make_pdf("sheet.typ", self._sheet(request)), PDF, "forberedelsesark.pdf")

    async def sheet_docx(self, request: Request) -> Response:
        """The sheet as a Word file."""
        return await self._file(lambda: sheet_docx(self._sheet(request)), DOCX, "forberedelsesark.docx")

    async def dates(self, request: Request) -> Response:
        """The days to remember as a calendar file."""
        now = self.site.settings.now()

        def make() -> bytes:
            state, guide = self._opened(request)
            days = days_to_remember(guide, state, now.date())
            if not days:
                raise Missing(
                    404, "Ingen datoer", "Der er ingen frist eller dag i dine svar, som kan komme i kalenderen."
                )
            return make_ics(days, now)

        return await self._file(make, ICS, "frister.ics")

    # -- the letters

    async def letters(self, request: Request) -> Response:
        """Every letter: those that fit first, and why the others don't."""
        state, found = await run_in_threadpool(self._offers, request)
        return self.site.page("papers/letters.html", said=letter_words(state.role), offers=found, words=words())

    async def letter(self, request: Request) -> Response:
        """One letter to copy, and how to send it."""
        state, offer = await run_in_threadpool(self._offer, request)
        said = letter_words(state.role)
        return self.site.page("papers/letter.html", said=said, offer=offer, role=state.role, words=words())

    async def letter_pdf(self, request: Request) -> Response:
        """One letter as PDF."""
        name = f"{request.path_params['id']}.pdf"
        return await self._file(lambda: make_pdf("letter.typ", self._offer(request)[1].letter), PDF, name)

    async def letter_docx(self, request: Request) -> Response:
        """One letter as a Word file."""
        name = f"{request.path_params['id']}.docx"

        def make() -> bytes:
            letter = self._offer(request)[1].letter
            assert letter is not None
            return letter_docx(letter)

        return await self._file(make, DOCX, name)

    # -- what they share; these read the store, so they run beside the event loop

    def _opened(self, request: Request) -> tuple[Conversation, Guide]:
        id = self.site.conversation(request)
        if not id or self.site.store.load(id) is None:
            raise Missing(
                404, "Ingen samtale", "Der er ikke en samtale at lave papirer ud fra. Begynd en, og kom tilbage hertil."
            )
        state, _, guide = self.site.opened(id)
        return state, guide

    def _sheet(self, request: Request) -> Sheet:
        return self._sheet_and_dates(request)[0]

    def _sheet_and_dates(self, request: Request) -> tuple[Sheet, bool]:
        state, guide = self._opened(request)
        if not state.topics:
            raise Missing(
                409, "Vælg først et emne", "Arket viser svarene om det, du spørger om. Vælg et emne i samtalen."
            )
        today = self.site.settings.now().date()
        return make_sheet(guide, state, today), bool(days_to_remember(guide, state, today))

    def _offers(self, request: Request) -> tuple[Conversation, tuple[Offer, ...]]:
        state, guide = self._opened(request)
        site = self.site
        to = tuple(line for line in (site.municipality.name, *site.municipality.address) if line)
        found = offers(guide, site.voices.catalogue, state, site.settings.now().date(), to)
        return state, tuple(offer for offer in found if not self._off(offer))

    def _offer(self, request: Request) -> tuple[Conversation, Offer]:
        state, found = self._offers(request)
        for offer in found:
            if offer.id == request.path_params["id"]:
                if offer.letter is None:
                    said = letter_words(state.role)
                    raise Missing(409, offer.title, said.not_offered)
                return state, offer
        raise Missing(404, "Brevet findes ikke", "Der er ikke et brev på den adresse. Alle breve står på listen.")

    def _off(self, offer: Offer) -> bool:
        """Whether everything that the letter is about is switched off here."""
        off, rights = set(self.site.municipality.topics_off), self.site.voices.catalogue.rights
        return all(set(rights[one.entitlement].data.topics) <= off for one in offer.decisions)

    async def _file(self, make: Callable[[], bytes], type: str, name: str) -> Response:
        """A file to keep. Its name tells nothing; it is not kept here."""

        def in_turn() -> bytes:
            if not self._slots.acquire(timeout=SECONDS):
                raise _busy()
            try:
                return make()
            finally:
                self._slots.release()

        try:
            content = await asyncio.wait_for(run_in_threadpool(in_turn), SECONDS)
        except asyncio.TimeoutError:
            raise _busy() from None
        return Response(content, media_type=type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _busy() -> Missing:
    return Missing(
        503, "Vent lidt", "Der er mange, der henter papirer lige nu. Dine svar er her stadig. Prøv igen om lidt."
    )
