"""The whole guide as `make start` runs it, given personal data in every place that takes something, and then searched.

Proves: after some thirty invented identifiers have been written, typed, sent and used as addresses, names and passwords
through the pages, the guided way, the API, the counsellors' pages and Rasa's own channel, with all parts running and
with the action server down, none of them stands in any file that the parts have written: database, logs, temporary
files, home folder, models.
Does not prove: that a person could not be known from the answers that are kept.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from actions.clock import danish_now
from scripts import run
from store import Staff, Store
from tests.servers import free_port

ROOT = Path(__file__).parents[2]
PATIENCE = 300.0
pytestmark = [pytest.mark.rasa, pytest.mark.slow, pytest.mark.xdist_group("servers")]

SECRETS = (
    "010190-1111", "0101901111", "010190 1111", "311299-9999", "3112999999", "150772 - 3333", "240365.4444",
    "20 30 40 50", "20304050", "+45 61 72 83 94", "51-62-73-84", "004526272829",
    "karla.holm@example.dk", "syg_i_2026@example.com", "M.Lund+kommune@post.example.org",
    "Solsikkemarken 45", "Hans Tausens Gade 12, 3. tv", "Gl. Kongevej 333", "Møllestræde 22",
    "1234 0001234567", "9999-1234567890", "DK50 0040 0440 1162 43", "4571 0000 0000 0000",
    "Karla Holmgaard", "Peder Testmand Qvist", "Birgitte Damsted", "Ahmed Yilmazoglu", "Mette-Marie Aagesen",
    "Nguyen Thi Lanh", "Oluf Bakkegaard",
)  # fmt: skip
NOT_PERSONAL = "dissocieret fodboldknæ"
"""Health that somebody tells without being asked: no filter knows it, and yet it must stand nowhere."""
TELLS = (
    "mit cpr er {}, kan jeg få en bisidder med",
    "jeg hedder {} og er på sygedagpenge",
    "{}",
    "ring til {} om praktik på mandag, jeg har et " + NOT_PERSONAL,
)


Parts = dict[str, run.Part]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where everything that the parts write ends up."""
    home = tmp_path_factory.mktemp("guide")
    (home / "models").symlink_to(ROOT / "models")
    for folder in ("log", "var", "tmp", "home"):
        (home / folder).mkdir()
    return home


@pytest.fixture(scope="module")
def parts(home: Path) -> Iterator[Parts]:
    """The three programs of scripts/run.py, running."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("GUIDE_")}
    outside |= {"TMPDIR": str(home / "tmp"), "HOME": str(home / "home"), "GUIDE_LIMITS": "fra"}
    planned = run.plan(outside, home, free_port(), free_port(), free_port())
    try:
        for part in planned:
            part.start(home / "log", "wb")
        limit = time.monotonic() + PATIENCE
        for part in planned:
            while not run.answers(part.url):
                assert part.process is not None and part.process.poll() is None, f"{part.name} stoppede"
                assert time.monotonic() < limit, f"{part.name} svarer ikke"
                time.sleep(run.POLL)
        yield {part.name: part for part in planned}
    finally:
        run.stop(planned)


class Browser:
    """Somebody on the pages."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=address, timeout=60, trust_env=False, follow_redirects=True)
        self.page = self.client.get("/").text

    def post(self, path: str, **fields: str) -> int:
        found = re.search(r'name="kode" value="([^"]+)"', self.page)
        assert found
        return self.client.post(path, data={"kode": found[1], **fields}).status_code


def through_the_pages(address: str) -> int:
    """Every form of the citizen's pages, with and without JavaScript; addresses and headers that hold a secret."""
    browser, told = Browser(address), 0
    assert browser.post("/tryk", tryk="#emne tilbud_og_helbred") == 200
    for number, secret in enumerate(SECRETS):
        text = TELLS[number % len(TELLS)].format(secret)
        statuses = [
            browser.post("/besked", besked=text),
            browser.post("/tryk", tryk=text),
            browser.post("/tryk", tryk=f"#svar ordning {secret}"),
            browser.post("/tryk", spoergsmaal="ordning", dag=secret),
            browser.post("/trin", spoergsmaal="ordning", svar=secret),
            browser.post("/trin", emne=secret),
            browser.post("/svar/ordning", svar=secret),
            browser.post("/hjalp", hjalp=secret, om=secret),
            browser.client.get("/" + secret, params={"q": secret}).status_code,
            browser.client.get("/svar/" + secret).status_code,
            browser.client.get("/", headers={"user-agent": secret.encode(), "referer": secret.encode()}).status_code,
            browser.client.post("/besked", content=secret.encode(), headers={"content-type": "text/plain"}).status_code,
            browser.client.post("/api/v1/assess", json={"answers": {"ordning": secret, secret: "ja"}}).status_code,
            browser.client.get("/api/v1/provisions/" + secret).status_code,
        ]
        assert max(statuses) < 500, (secret, statuses)
        told += len(statuses)
    assert browser.post("/besked", besked="må jeg have en bisidder med") == 200
    return told


def through_the_counsellors_pages(address: str, database: str) -> int:
    """Signing in wrongly with every secret, then rightly; looking up, codes, the screen."""
    store, password, told = Store(database), "fire små grønne bøger", 0
    Staff(store).add("proeve1", password, danish_now())
    store.close()
    browser = Browser(address)
    browser.page = browser.client.get("/raadgiver/log-ind").text
    for secret in SECRETS[:4]:
        assert browser.post("/raadgiver/log-ind", navn=secret, adgangskode=secret) in (403, 429)
    assert browser.post("/raadgiver/log-ind", navn="proeve1", adgangskode=password) == 200
    browser.page = browser.client.get("/raadgiver/kode").text
    for secret in SECRETS:
        told += 4
        statuses = [
            browser.client.get("/raadgiver/regler", params={"q": secret}).status_code,
            browser.post("/raadgiver/kode", koden=secret),
            browser.post("/raadgiver", ordning=secret, emner="1", emne=secret, handling=secret),
            browser.post("/raadgiver/sammenlign", handling=secret, ordning=secret),
        ]
        assert max(statuses) < 500, (secret, statuses)
    return told


def through_rasa(address: str) -> int:
    """Rasa's own channel: messages, senders, bodies that are no message."""
    url, told = f"{address}/webhooks/rest/webhook", 0
    with httpx.Client(timeout=60, trust_env=False) as client:
        for number, secret in enumerate(SECRETS):
            text, sender = TELLS[number % len(TELLS)].format(secret), f"rest{number}"
            client.post(url, json={"sender": sender, "message": text})
            client.post(url, json={"sender": sender, "message": "/" + secret})
            client.post(url, json={"sender": sender, "message": [secret], "metadata": {"x": secret}})
            client.post(url, content=f'{{"sender": "{sender}", "message": "{secret}'.encode())
            client.post(url, json=[secret])
            told += 5
    return told


def found_in(home: Path) -> list[str]:
    """Which secret stands in which file, as it was written or without its spaces and marks."""
    spellings: dict[bytes, str] = {}
    for secret in (*SECRETS, NOT_PERSONAL):
        spellings[secret.encode()] = spellings[secret.lower().encode()] = secret
        spellings[secret.encode("utf-16-le")] = spellings[secret.encode("ascii", "backslashreplace")] = secret
        digits = re.sub(r"\D", "", secret)
        if len(digits) >= 8:
            spellings[digits.encode()] = secret
        if not any(letter.isdigit() or letter == "@" for letter in secret):
            spellings |= {word.encode(): secret for word in secret.split() if len(word) > 6}
    files = [path for path in home.rglob("*") if path.is_file()]
    files += [path for path in (ROOT / "models").glob("*") if path.is_file()]
    contents = {path: path.read_bytes() for path in files}
    return [
        f"{secret} i {path.name}"
        for path, content in contents.items()
        for s, secret in spellings.items()
        if s in content
    ]


def test_nothing_that_is_planted_is_found_again(home: Path, parts: Parts) -> None:
    web, rasa = (parts[name].url.rstrip("/") for name in ("web", "rasa"))
    database = f"sqlite:///{home / 'var' / 'guide.db'}"
    assert len(SECRETS) >= 30
    planted = through_the_pages(web) + through_rasa(rasa) + through_the_counsellors_pages(web, database)
    assert planted > 20 * len(SECRETS)
    assert found_in(home) == []
    written = {path.name for path in home.rglob("*") if path.is_file() and path.stat().st_size}
    assert {"guide.db", "web.log"} <= written  # there is something to search

    # What Rasa and the pages log when something is wrong must not tell either.
    run.stop([parts["actions"]])
    through_rasa(rasa)
    through_the_pages(web)
    assert "ERROR" in (home / "log" / "rasa.log").read_text(encoding="utf-8")
    assert found_in(home) == []


def test_a_secret_in_a_file_would_be_found(tmp_path: Path) -> None:
    """The search itself."""
    (tmp_path / "x.log").write_bytes(b"\x00 mit cpr er 0101901111 \xff")
    (tmp_path / "y.db").write_bytes(b"hilsen Birgitte")
    assert len(found_in(tmp_path)) >= 2
