"""What somebody might try who means no good.

Proves: no page for counsellors opens without signing in; nothing that is sent to any form or address gives an error of
ours or comes back unescaped; too much, too slow, twisted or doubled headers are refused and hurt nobody else.
Does not prove: that there is nothing left to try (docs/drift/sikkerhed.md says what was).
"""

from __future__ import annotations

import html
import re
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from tests.web.conftest import Clock, Person, TestClient
from tests.web.operation.conftest import BODY_SECONDS
from web.app import create_app
from web.guard import MAX_BODY
from web.settings import Settings

Tried = Callable[[str, int], None]
FORM = {"content-type": "application/x-www-form-urlencoded"}

# Each would do something if it were read as what it is: SQL, HTML, a template, Typst, a shell, a path, a number.
INJECTIONS = (
    "' OR '1'='1",
    "'; DROP TABLE conversations; --",
    "1; SELECT pg_sleep(5)",
    '" UNION SELECT state FROM conversations --',
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "javascript:alert(1)",
    "</title><script>alert(1)</script>",
    '<!--#exec cmd="id"-->',
    "&lt;b&gt;",
    "<b>fed</b>",
    "{{ 7*7 }}",
    "{% raw %}",
    "{{ config }}",
    "{{ ''.__class__.__mro__ }}",
    "${7*7}",
    "#{7*7}",
    "%{7*7}",
    "<%= 7*7 %>",
    '#read("/etc/passwd")',
    '#import "x.typ"',
    "$ sum_(i) $",
    "#set page(width: 1pt)",
    '#eval("1+1")',
    "*fed* _kursiv_",
    "$(id)",
    "`id`",
    "; cat /etc/passwd",
    "| ls",
    "../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "file:///etc/passwd",
    "%00",
    "\x00",
    "\r\nSet-Cookie: x=1",
    "%0d%0aX-Injected: 1",
    "\u202egnol",
    "\ud800",
    "😀" * 50,
    "a" * 1999,
    "1e309",
    "NaN",
    "-1",
    "9" * 400,
    "null",
    "undefined",
    "True",
    "[]",
    "{}",
    '{"$gt": ""}',
    "__proto__",
    "constructor",
    "=1+1",
    "@SUM(A1)",
)
TWISTED = ("/raadgiver/", "/raadgiver//", "/raadgiver/../raadgiver", "/RAADGIVER", "/raadgiver%2f")
FORMS = ("/besked", "/tryk", "/trin", "/slet", "/del", "/del/fortryd", "/svar/ordning", "/svar/fortryd")
KINDS = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", "text/plain")
FIELDS = (
    "besked", "tryk", "dag", "spoergsmaal", "svar", "emne", "ved_ikke", "fra", "trin", "kode", "navn", "adgangskode",
)  # fmt: skip


def starlette(app: Any) -> Starlette:
    """The application inside its layers."""
    while not isinstance(app, Starlette):
        app = app.app
    return app


def routes(app: Any, method: str) -> list[str]:
    """Every address that takes a method, with something in the place of what varies."""
    found = []

    def walk(inside: list[Any], before: str) -> None:
        for route in inside:
            if isinstance(route, Route) and method in (route.methods or {"GET"}):
                found.append(before + re.sub(r"\{\w+(:\w+)?\}", "ordning", route.path))
            elif isinstance(route, Mount):
                walk(route.routes or [], before + route.path)

    walk(list(starlette(app).routes), "")
    return found


@pytest.fixture(scope="module")
def settings_here(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(f"sqlite:///{tmp_path_factory.mktemp('abuse') / 'guide.db'}", "", Clock(), secret="x")


@pytest.fixture(scope="module")
def client(settings_here: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings_here), raise_server_exceptions=True) as made:
        yield made


@pytest.fixture(scope="module")
def person(client: TestClient) -> Person:
    person = Person(client)
    person.open()
    person.press("#emne tilbud_og_helbred")
    return person


def held(answer: Any, sent: str = "") -> None:
    """No fault of ours, nothing of the inside shown, nothing sent comes back as markup, no header of the sender's."""
    assert answer.status_code < 500, (answer.status_code, sent)
    assert "Traceback" not in answer.text and "sqlalchemy" not in answer.text.lower()
    assert "x-injected" not in answer.headers and "root:x:0" not in answer.text
    if "<" in sent and "text/html" in answer.headers.get("content-type", ""):
        assert sent not in answer.text or (sent in ("<b>fed</b>",) and html.escape(sent) in answer.text), sent


def test_every_page_for_counsellors_is_behind_the_sign_in(client: TestClient, tried: Tried) -> None:
    sign_in, count = "/raadgiver/log-ind", 0
    open_ = ("/raadgiver/log-ind",)
    for method in ("GET", "POST"):
        paths = [path for path in routes(client.app, method) if path.startswith("/raadgiver")]
        assert len(paths) > 5
        for path in paths:
            for headers in ({}, {"cookie": "raadgiver=x"}, {"cookie": "raadgiver=a.b"}):
                for twist in (path, path + "?x=1"):
                    answer = client.request(method, twist, headers=headers, data={"kode": "x"}, follow_redirects=False)
                    count += 1
                    if path in open_:
                        assert answer.status_code in (200, 403)
                    else:
                        assert (answer.status_code, answer.headers.get("location")) == (303, sign_in), (method, path)
            assert client.post(path, headers={"hx-request": "true"}).text in ("",) or path in open_ or method == "GET"
    for twist in (
        "/raadgiver/",
        "/raadgiver//",
        "/raadgiver/../raadgiver",
        "/RAADGIVER",
        "/raadgiver%2f",
    ):
        answer = client.get(twist, follow_redirects=False)
        count += 1
        assert answer.status_code in (303, 307, 404) and "adgangskode" not in answer.text, twist
    tried("Rådgivernes sider uden login", count)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_address_gives_a_fault_whatever_stands_in_its_fields(person: Person, method: str, tried: Tried) -> None:
    paths = [path for path in routes(person.client.app, method) if path != "/metrics"]
    if method == "GET":
        paths += ["/svar/{}", "/api/v1/entitlements/{}", "/api/v1/provisions/{}", "/static/{}", "/{}"]
    count = 0
    for path in paths:
        for text in INJECTIONS[:: 1 if "{}" in path else 4]:
            safe = text.encode("utf-8", "replace").decode()
            to = path.format(quote(safe, safe="")) if "{}" in path else path
            fields = dict.fromkeys(FIELDS, safe) | {"kode": person.token}
            extra: dict[str, Any] = {"params": {"q": safe, "emner": safe}} if method == "GET" else {"data": fields}
            held(person.client.request(method, to, **extra), safe)
            count += 1
    tried("Indsprøjtning (SQL, HTML, skabelon, Typst, shell, sti) i adresser og felter", count)


def test_nothing_written_comes_back_as_markup_or_does_anything(person: Person, tried: Tried) -> None:
    for text in INJECTIONS:
        safe = text.encode("utf-8", "replace").decode()
        held(person.post("/besked", besked=safe), safe)
        held(person.client.get("/"), safe)
        held(person.post("/tryk", tryk=f"#svar ordning {safe}"), safe)
        held(person.post("/tryk", spoergsmaal="ordning", dag=safe), safe)
        held(person.post("/trin", spoergsmaal=safe, svar=safe), safe)
    for path in ("/svar", "/trin", "/"):
        assert person.client.get(path).status_code == 200
    tried("Indsprøjtning i beskeder, knapper og svar", 5 * len(INJECTIONS))


@given(
    path=st.sampled_from(
        ("/besked", "/tryk", "/trin", "/slet", "/del", "/del/fortryd", "/svar/ordning", "/svar/fortryd")
    ),
    fields=st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=8), st.text(max_size=200), max_size=8),
    signed=st.booleans(),
    kind=st.sampled_from(("form", "multipart", "raw")),
    raw=st.binary(max_size=300),
)
@settings(max_examples=300, suppress_health_check=list(HealthCheck))
def test_no_form_gives_a_fault(
    person: Person, path: str, fields: dict[str, str], signed: bool, kind: str, raw: bytes
) -> None:
    sent = {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()}
    if signed:
        sent["kode"] = person.token
    if kind == "raw":
        answer = person.client.post(path, content=raw, headers=FORM)
    elif kind == "multipart":
        answer = person.client.post(
            path, files={name or "x": (None, value) for name, value in sent.items()} or {"x": b""}
        )
    else:
        answer = person.client.post(path, data=sent)
    held(answer)
    if path == "/slet":
        person.open()


def test_the_forms_are_counted(tried: Tried) -> None:
    tried("Tilfældige formularer (hypothesis)", 300)


def test_a_megabyte_to_every_form_is_refused(client: TestClient, tried: Tried) -> None:
    paths = routes(client.app, "POST")
    for path in paths:
        for kind in (
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/json",
            "text/plain",
        ):
            answer = client.post(path, content=b"x=" + b"y" * 1_000_000, headers={"content-type": kind})
            assert answer.status_code == 413, path
    tried("1 MB til hver formular", len(KINDS) * len(paths))


def test_every_answer_may_be_framed_only_where_the_municipality_says(client: TestClient, tried: Tried) -> None:
    paths = [*routes(client.app, "GET"), "/findes-ikke"]
    for path in paths:
        policy = client.get(path).headers["content-security-policy"]
        assert "frame-ancestors 'self'" in policy and "unsafe" not in policy and "*" not in policy, path
    tried("Fremmed ramme om hver side (clickjacking)", len(paths))


def test_a_code_cannot_be_guessed(person: Person, tried: Tried) -> None:
    """Without signing in nobody can try one at all; what a counsellor may try is in tests/web/staff/test_share.py."""
    for number in range(50):
        answer = person.client.post(
            "/raadgiver/kode", data={"kode": "x", "delekode": str(number)}, follow_redirects=False
        )
        assert answer.status_code == 303 and answer.headers["location"] == "/raadgiver/log-ind"
    tried("Gæt på delekoder uden login", 50)


# -- against a real server, byte by byte


def exchange(port: int, *parts: bytes, wait: float = 0.0, timeout: float = 20.0) -> bytes:
    """What comes back until the server closes or has answered; the parts are sent with a pause between them."""
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
        received = b""
        try:
            for number, part in enumerate(parts):
                if number and wait:
                    time.sleep(wait)  # being slow is the attack
                connection.sendall(part)
            connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(65536):
                received += piece
        except (ConnectionError, TimeoutError):
            pass
        return received


def status(answer: bytes) -> int:
    """The first status, 0 when the connection was closed without one."""
    found = re.match(rb"HTTP/1\.[01] (\d{3})", answer)
    return int(found[1]) if found else 0


def post(path: str, body: bytes, *headers: str) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: x", "Content-Type: application/x-www-form-urlencoded", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


RAW = {
    "to Content-Length, forskellige": post("/besked", b"abcdef", "Content-Length: 6", "Content-Length: 0"),
    "Content-Length og Transfer-Encoding": post(
        "/besked",
        b"0\r\n\r\nGET /raadgiver HTTP/1.1\r\nHost: x\r\n\r\n",
        "Content-Length: 5",
        "Transfer-Encoding: chunked",
    ),
    "Transfer-Encoding forklædt": post("/besked", b"0\r\n\r\n", "Transfer-Encoding: xchunked"),
    "Transfer-Encoding to gange": post(
        "/besked", b"0\r\n\r\n", "Transfer-Encoding: chunked", "Transfer-Encoding: identity"
    ),
    "negativ længde": post("/besked", b"x", "Content-Length: -1"),
    "længde med plus": post("/besked", b"x", "Content-Length: +1"),
    "længde i hex": post("/besked", b"x", "Content-Length: 0x1"),
    "enorm længde": post("/besked", b"x", "Content-Length: 99999999999999999999"),
    "chunk uden tal": post("/besked", b"zz\r\nx\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
    "enorm chunk": post("/besked", b"ffffffffffffffff1\r\nx", "Transfer-Encoding: chunked"),
    "linje uden kolon": b"GET / HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n",
    "foldet header": b"GET / HTTP/1.1\r\nHost: x\r\nX-A: 1\r\n 2\r\n\r\n",
    "mellemrum før kolon": b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
    "uden Host": b"GET / HTTP/1.1\r\n\r\n",
    "to Host": b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    "to skråstreger": b"GET //raadgiver HTTP/1.1\r\nHost: x\r\n\r\n",
    "fremmed Host": b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "Host med indsprøjtning": b"GET / HTTP/1.1\r\nHost: x/<script>\r\n\r\n",
    "hel adresse": b"GET http://evil.example/ HTTP/1.1\r\nHost: x\r\n\r\n",
    "CONNECT": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    "TRACE": b"TRACE / HTTP/1.1\r\nHost: x\r\nX-Secret: 1\r\n\r\n",
    "X-Forwarded-Host": b"GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-Host: evil.example\r\n\r\n",
    "X-Original-URL": b"GET / HTTP/1.1\r\nHost: x\r\nX-Original-URL: /raadgiver\r\nX-Rewrite-URL: /raadgiver\r\n\r\n",
    "Upgrade": b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    "h2c": b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n",
    "HTTP/2 direkte": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/0.9": b"GET /\r\n",
    "TLS til en åben port": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "nul-byte i stien": b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "100 kB header": b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 100_000 + b"\r\n\r\n",
    "5.000 headers": b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(5000)) + b"\r\n",
    "100 kB sti": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "200 kB cookie": b"GET / HTTP/1.1\r\nHost: x\r\nCookie: samtale=" + b"a" * 200_000 + b"\r\n\r\n",
    "kun linjeskift": b"\n" * 10_000,
    "tilfældige bytes": bytes(range(256)) * 20,
    "sti ud af huset": b"GET /static/../../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "sti kodet": b"GET /static/%2e%2e/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "sti kodet to gange": b"GET /static/%252e%252e/%252e%252e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "sti med nul": b"GET /static/ikon.svg%00.html HTTP/1.1\r\nHost: x\r\n\r\n",
    "sti med overlang UTF-8": b"GET /static/%c0%ae%c0%ae/app.py HTTP/1.1\r\nHost: x\r\n\r\n",
    "sti fra roden": b"GET /static//etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "baglæns skråstreg": b"GET /static/..\\..\\app.py HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("name", RAW)
def test_twisted_requests_get_an_honest_answer_or_none(port: int, name: str, tried: Tried) -> None:
    answer = exchange(port, RAW[name])
    assert status(answer) < 500, answer[:300]
    text = answer.decode("latin-1")
    assert "root:x:0" not in text and "evil.example" not in text and "X-Secret" not in text and "Traceback" not in text
    assert "<script>alert" not in text and "adgangskode" not in text
    # At most one answer: what came after the first request was never read as a second.
    assert text.count("HTTP/1.1 ") <= 1 or name == "kun linjeskift", text[:600]
    assert status(exchange(port, b"GET /sundhed HTTP/1.1\r\nHost: x\r\n\r\n")) == 200
    tried("Forvrængede forespørgsler byte for byte mod en rigtig server", 1)


def test_a_slow_body_is_given_up_and_holds_nobody_up(port: int, tried: Tried) -> None:
    head = post("/besked", b"", "Content-Length: 100")
    slow = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(50)]
    try:
        for connection in slow:
            connection.sendall(head + b"a")
        began = time.monotonic()
        assert status(exchange(port, b"GET /sundhed HTTP/1.1\r\nHost: x\r\n\r\n")) == 200
        assert time.monotonic() - began < 10 * BODY_SECONDS
        answers = [connection.recv(65536) for connection in slow]
    finally:
        for connection in slow:
            connection.close()
    assert {status(answer) for answer in answers} == {408}
    tried("Langsomme klienter på én gang", len(slow))


def test_a_body_that_trickles_gets_no_more_time(port: int, tried: Tried) -> None:
    """The time is for the whole body: a byte now and then does not begin it anew."""
    parts = [post("/besked", b"", "Content-Length: 100"), *[b"a"] * 8]
    assert status(exchange(port, *parts, wait=BODY_SECONDS / 4)) == 408
    tried("Langsomme klienter på én gang", 1)


def test_a_body_longer_than_it_said_or_may_be_is_cut(port: int) -> None:
    chunk = b"%x\r\n" % MAX_BODY + b"a" * MAX_BODY + b"\r\n"
    endless = post("/besked", chunk + chunk + b"0\r\n\r\n", "Transfer-Encoding: chunked")
    # The browser of nobody sends this; the connection may be gone before the answer is read.
    assert status(exchange(port, endless)) in (0, 413)
    assert status(exchange(port, b"GET /sundhed HTTP/1.1\r\nHost: x\r\n\r\n")) == 200
