"""What one municipality sets: its name, numbers, hours, colours, where the guide may be shown, which topics are on.

One YAML file (GUIDE_MUNICIPALITY; docs/opgaver/kommunen.md). Without it the guide works and names no municipality.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import yaml
from msgspec import Struct

LOOK_EVERY = 1.0
"""Seconds between looks at whether the file has changed, so that a change needs no restart."""
LEAST_CONTRAST = 4.5
"""WCAG 2.1, 1.4.3: text against its background."""
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_NUMBER = re.compile(r"\+?[0-9][0-9 ]{1,18}[0-9]")

log = logging.getLogger(__name__)


class MunicipalityError(ValueError):
    """The file can't be used; the message is Danish and says why."""


class Phone(Struct, frozen=True, forbid_unknown_fields=True):
    """A number of the municipality's: what it is for, the number as it is written, when somebody answers."""

    label: str
    number: str
    hours: str = ""

    @property
    def link(self) -> str:
        """The number for a tel: link."""
        return self.number.replace(" ", "")


class Municipality(Struct, frozen=True, forbid_unknown_fields=True):
    """A municipality's settings.

    Attributes:
        name: "" when the guide belongs to no municipality.
        phones: its numbers; the first is the main one.
        address: where letters are sent, a line each.
        website: its own site.
        digital_post: how the citizen writes to it, in one sentence.
        accessibility: address of the accessibility statement (web.dk's WAS tool).
        privacy: address of its privacy notice.
        colour: the main colour as #rrggbb; white text must be readable on it.
        shown_on: origins (https://www.kommune.dk) whose pages may show the guide in a frame.
        other_site: the frame's page is on another site, so that the cookie must be allowed there (needs https).
        topics_off: topics that the guide does not take up here.
        closed: what is said instead of the whole guide while it is switched off.
    """

    name: str = ""
    phones: tuple[Phone, ...] = ()
    address: tuple[str, ...] = ()
    website: str = ""
    digital_post: str = ""
    accessibility: str = ""
    privacy: str = ""
    colour: str = "#14418b"
    shown_on: tuple[str, ...] = ()
    other_site: bool = False
    topics_off: tuple[str, ...] = ()
    closed: str = ""


def read_municipality(path: Path, topics: frozenset[str]) -> Municipality:
    """The settings in a file.

    Args:
        path: the file.
        topics: every topic there is.

    Raises:
        MunicipalityError: it can't be read, or something in it can't be used.
    """
    try:
        data: Any = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        found = msgspec.convert(data, Municipality)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise MunicipalityError(f"{path}: filen kan ikke bruges: {error}") from error
    for problem in _problems(found, topics):
        raise MunicipalityError(f"{path}: {problem}")
    return found


class MunicipalityFile:
    """The settings as the file says now. A change that can't be used changes nothing."""

    def __init__(self, path: Path | None, topics: frozenset[str], clock: Callable[[], float] = time.monotonic) -> None:
        """The file read for the first time; without one, what holds for no municipality.

        Args:
            path: the file.
            topics: every topic there is.
            clock: seconds that only go up.

        Raises:
            MunicipalityError: the file can't be used.
        """
        self._path, self._topics, self._clock = path, topics, clock
        self._looked, self._seen = clock(), _stamp(path)
        self.found = read_municipality(path, topics) if path else Municipality()

    def changed(self) -> bool | None:
        """Look again: True: `found` is new; False: the file was changed but can't be used; None: nothing new."""
        if self._path is None or self._clock() < self._looked + LOOK_EVERY:
            return None
        self._looked = self._clock()
        seen = _stamp(self._path)
        if seen == self._seen:
            return None
        self._seen = seen
        try:
            self.found = read_municipality(self._path, self._topics)
        except MunicipalityError as error:
            log.error("the municipality's file was changed and can't be used; the earlier one holds: %s", error)
            return False
        return True


def _stamp(path: Path | None) -> tuple[int, ...]:
    try:
        state = path.stat() if path else None
    except OSError:
        state = None
    return (state.st_mtime_ns, state.st_size, state.st_ino) if state else ()


def _problems(found: Municipality, topics: frozenset[str]) -> list[str]:
    problems = [f"emnet «{topic}» findes ikke" for topic in found.topics_off if topic not in topics]
    problems += [f"«{p.number}» er ikke et telefonnummer" for p in found.phones if not _NUMBER.fullmatch(p.number)]
    links = (found.website, found.accessibility, found.privacy)
    problems += [f"«{link}» er ikke en https-adresse" for link in links if link and not link.startswith("https://")]
    problems += [
        f"«{origin}» er ikke et websted som https://www.kommune.dk"
        for origin in found.shown_on
        if not _is_origin(origin)
    ]
    if not _COLOUR.fullmatch(found.colour):
        problems.append(f"«{found.colour}» er ikke en farve som #14418b")
    elif contrast_with_white(found.colour) < LEAST_CONTRAST:
        problems.append(f"hvid tekst kan ikke læses på farven {found.colour}; vælg en mørkere")
    return problems


def _is_origin(text: str) -> bool:
    parts = urlsplit(text)
    local = parts.hostname in ("127.0.0.1", "localhost")
    bare = text == f"{parts.scheme}://{parts.netloc}" and bool(parts.netloc) and not re.search(r"[\s;,*'\"]", text)
    return bare and (parts.scheme == "https" or (parts.scheme == "http" and local))


@lru_cache
def contrast_with_white(colour: str) -> float:
    """How far a colour (#rrggbb) is from white, 1 to 21 (WCAG 2.1, relative luminance)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
