"""The audit of dependencies: what it says must follow from the lock file, and its list may not grow stale.

Proves: every advisory names a package that is locked; a version counts as hit exactly when it is; the page on disk is
about the packages that are locked now.
Does not prove: that the list holds every known vulnerability (the page says how many packages could be looked up).
"""

from __future__ import annotations

import json
import re

import pytest

from scripts.audit import LOCK, PAGE, SBOM, Advisory, advisories, locked, page

PACKAGES = locked(LOCK.read_text(encoding="utf-8"))


def test_every_advisory_is_about_something_that_is_locked() -> None:
    assert {one.package for one in advisories()} <= set(PACKAGES)
    assert all(one.reason and one.what for one in advisories())


@pytest.mark.parametrize(
    ("affected", "version", "hit"),
    [("<1.5", "1.4.9", True), ("<1.5", "1.5", False), (">=0.6,<0.10", "0.9.0", True), ("", "99", True)],
)
def test_a_version_is_hit_or_not(affected: str, version: str, hit: bool) -> None:
    assert Advisory("x", "CVE", affected, "", "").hits(version) is hit


def test_what_nobody_has_judged_stands_out() -> None:
    text = "\n".join(page({"x": "1.0"}, [], 1, [("x", "CVE-1")]))
    assert "| x | 1.0 | CVE-1 | | ja | | **ikke vurderet** |" in text and "1 af 1" in text
    known = [Advisory("x", "CVE-1", "<2", "slemt", "går")]
    assert "ikke vurderet" not in "\n".join(page({"x": "1.0"}, known, 1, [("x", "CVE-1")]))
    assert "ikke undersøgt" in "\n".join(page({"x": "1.0"}, known, 0, []))


def test_the_page_and_the_bill_are_of_the_packages_that_are_locked() -> None:
    told = PAGE.read_text(encoding="utf-8")
    missing = [name for name, version in PACKAGES.items() if f"| {name} | {version} |" not in told]
    assert not missing, f"kør python -m scripts.audit: {missing}"
    made = json.loads(SBOM.read_text(encoding="utf-8"))["components"]
    bill = {re.sub(r"[-_.]+", "-", one["name"]).lower(): one["version"] for one in made}
    assert {name: bill.get(name.replace(".", "-")) for name in PACKAGES} == PACKAGES
