"""axe-core in every frame of a page: what a machine can find of barriers."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from playwright.sync_api import Page

from scripts.assets import MODULES

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@lru_cache(maxsize=1)
def _source() -> str:
    file = MODULES / "axe-core" / "axe.min.js"
    assert file.exists(), "axe mangler. Kør: .venv/bin/python scripts/assets.py"
    return file.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds, a line each: the rule, what it is about, and where."""
    found: list[str] = []
    for frame in page.frames:
        # What a test waited for may stand there before the style sheet does, and then every button is small.
        frame.wait_for_load_state("load")
        frame.evaluate(_source())  # not subject to the page's policy
        # Frames are gone through one by one here; inside a page of another origin axe could not reach them itself.
        options: dict[str, Any] = {"runOnly": RULES, "iframes": False, "resultTypes": ["violations"]}
        for one in frame.evaluate("options => axe.run(options)", options)["violations"]:
            places = "; ".join(str(node["target"]) for node in one["nodes"][:3])
            found.append(f"{frame.url}: {one['id']} ({one['impact']}): {one['help']}: {places}")
    return found
