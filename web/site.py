"""What every page of the guide has at hand: the settings, the municipality, the guide, the store, who is asking."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from guide.conversation import Conversation
from guide.respond import Guide
from guide.voices import Voices
from store import Store
from web.municipality import Municipality
from web.observe import Metrics
from web.session import Sessions
from web.settings import Settings
from web.talk import Entry, Talk

_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass
class Site:
    """Shared by all requests; holds nothing of anybody."""

    settings: Settings
    municipality: Municipality
    voices: Voices
    store: Store
    sessions: Sessions
    talk: Talk
    metrics: Metrics = field(default_factory=Metrics)

    def belongs_to(self, municipality: Municipality) -> None:
        """What the municipality sets, from now on and for everything: its file was changed."""
        self.municipality = municipality
        self.sessions = replace(self.sessions, other_site=municipality.other_site)
        self.talk = replace(self.talk, topics_off=frozenset(municipality.topics_off))

    def render(self, template: str, **values: object) -> str:
        """A template with its values; everything in them is escaped."""
        return _TEMPLATES.get_template(template).render(municipality=self.municipality, **values)

    def page(self, template: str, status: int = 200, **values: object) -> Response:
        """A page."""
        return HTMLResponse(self.render(template, **values), status)

    def opened(self, id: str) -> tuple[Conversation, tuple[Entry, ...], Guide]:
        """The conversation as it stands, what has been shown of it, and the guide it is held with. Reads the store."""
        state, entries = self.talk.opened(self.store.load(id) if id else None)
        return state, entries, self.voices.of(state)

    def conversation(self, request: Request) -> str:
        """The conversation of the one who asks, or ""."""
        return self.sessions.read(request)
