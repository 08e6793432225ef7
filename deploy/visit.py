"""Whether one process gives real answers: a short visit that deletes what it left behind."""

from __future__ import annotations

import http.cookiejar
import json
import re
import secrets
import urllib.parse
import urllib.request

from deploy.place import HOST
from guide.moves import Do, to_payload
from web.talk import NO_LANGUAGE

SECONDS = 30.0
"""The first message to a process takes long: it reads its models then."""
HELLO = "Jeg er i ressourceforløb og skal i praktik på mandag"
DELETE = to_payload(Do("slet"))


def receives(port: int) -> bool:
    """Whether a visitor of these pages gets a page, writes, is understood, and can delete the conversation."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), urllib.request.ProxyHandler({}))
    address = f"http://{HOST}:{port}"

    def page(path: str, **fields: str) -> str:
        data = urllib.parse.urlencode(fields).encode() if fields else None
        with browser.open(f"{address}{path}", data, SECONDS) as answer:
            return str(answer.read().decode())

    try:
        found = re.search(r'name="kode" value="([^"]+)"', page("/"))
        if not found:
            return False
        said = page("/besked", kode=found[1], besked=HELLO)
        page("/slet", kode=found[1])
    except (OSError, ValueError):
        return False
    return NO_LANGUAGE not in said


def understands(port: int) -> bool:
    """Whether a message to this Rasa goes all the way: model, action server, database."""
    sender = secrets.token_urlsafe(16)
    address = f"http://{HOST}:{port}/webhooks/rest/webhook"
    answers = [_post(address, {"sender": sender, "message": text}) for text in (HELLO, DELETE)]
    return all(isinstance(answer, list) and any("custom" in one for one in answer) for answer in answers)


def acts(port: int) -> bool:
    """Whether this action server can read a message and reach the database."""
    sender = secrets.token_urlsafe(16)
    answers = [_post(f"http://{HOST}:{port}/webhook", _turn(sender, text)) for text in (HELLO, DELETE)]
    return all(isinstance(answer, dict) and bool(answer.get("responses")) for answer in answers)


def _turn(sender: str, text: str) -> dict[str, object]:
    tracker = {
        "sender_id": sender, "latest_message": {"text": text, "intent_ranking": []}, "latest_input_channel": "rest",
        "slots": {}, "events": [], "paused": False, "followup_action": None, "active_loop": {},
        "latest_action_name": None,
    }  # fmt: skip
    return {"next_action": "action_guide", "sender_id": sender, "tracker": tracker, "domain": {}}


def _post(address: str, message: object) -> object:
    request = urllib.request.Request(address, json.dumps(message).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=SECONDS) as answer:
            return json.loads(answer.read())
    except (OSError, ValueError):
        return None
