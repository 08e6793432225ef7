"""The sheet and the letters for the situation on the screen: the same papers, made of the counsellor's session."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from guide.conversation import Conversation
from guide.papers.letters import letter_words
from guide.respond import Guide
from guide.words import words
from web.citizen import Handler
from web.papers.pages import Missing, Papers
from web.staff.door import Door, StaffHandler, Visit
from web.staff.screen import view_of


class StaffPapers(Papers):
    """The handlers."""

    def __init__(self, door: Door) -> None:
        """`door` lets people in."""
        super().__init__(door.site)
        self.door = door

    def routes(self) -> list[BaseRoute]:
        """Where they are."""
        files = {
            "/ark.pdf": self.sheet_pdf,
            "/ark.docx": self.sheet_docx,
            "/frister.ics": self.dates,
            "/breve/{id}.pdf": self.letter_pdf,
            "/breve/{id}.docx": self.letter_docx,
        }
        pages = {"/breve": self._letters, "/breve/{id}": self._letter_text}
        made: list[BaseRoute] = [self.door.route(path, self._file_of(make)) for path, make in files.items()]
        return made + [self.door.route(path, self._or_why(page)) for path, page in pages.items()]

    def _or_why(self, handler: StaffHandler) -> StaffHandler:
        async def guarded(request: Request, visit: Visit) -> Response:
            request.state.visit = visit
            try:
                return await handler(request, visit)
            except Missing as missing:
                return self.door.page("message.html", visit, missing.status, title=missing.title, text=missing.text)

        return guarded

    def _file_of(self, make: Handler) -> StaffHandler:
        async def made(request: Request, _visit: Visit) -> Response:
            return await make(request)

        return self._or_why(made)

    async def _letters(self, request: Request, visit: Visit) -> Response:
        state, found = await run_in_threadpool(self._offers, request)
        said = letter_words(state.role)
        return self.door.page("letters.html", visit, letter_said=said, offers=found, words=words())

    async def _letter_text(self, request: Request, visit: Visit) -> Response:
        state, offer = await run_in_threadpool(self._offer, request)
        return self.door.page("letter.html", visit, letter_said=letter_words(state.role), offer=offer)

    def _opened(self, request: Request) -> tuple[Conversation, Guide]:
        """The situation on the screen, where a citizen's papers have their conversation."""
        view = view_of(self.door, request.state.visit.desk)
        if view.clashes:
            raise Missing(409, "Svarene passer ikke sammen", " ".join(clash.message for clash in view.clashes))
        return view.state, view.guide
