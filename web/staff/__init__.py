"""The helpline's screen, behind a sign-in, and the code with which a citizen hands answers over to it."""

from __future__ import annotations

from starlette.routing import BaseRoute

from web.site import Site
from web.staff.compare import Compare
from web.staff.door import Door
from web.staff.lookup import Lookup
from web.staff.papers import StaffPapers
from web.staff.screen import Screen
from web.staff.share import Redeem, Share
from web.usage.routes import Figures

__all__ = ["staff_routes"]


def staff_routes(site: Site) -> list[BaseRoute]:
    """Everything under /raadgiver, and /del."""
    door = Door(site)
    return [
        *door.routes(),
        *Screen(door).routes(),
        *Compare(door).routes(),
        *Lookup(door).routes(),
        *Redeem(door).routes(),
        *StaffPapers(door).routes(),
        *Figures(door).routes(),
        *Share(site).routes(),
    ]
