"""The door to Rasa: whatever arrives, the status is honest, the words are Danish, and no command gets through.

Proves: a typed command, a payload that Rasa would read, control characters and far too much text become plain text or
an answer of the channel's own; what can't be used is 400, no answer is 503; nothing is ever 500.
Does not prove: what the guide answers (tests/conversations).
"""

from __future__ import annotations

import asyncio
import json
from datetime import date
from typing import Any

import httpx
import pytest
from rasa.core.channels.channel import UserMessage

from actions.hear import hear
from guide.moves import Heard
from guide.words import words
from language.normalise import MAX_LENGTH
from tests.web.served import WEBHOOK, served
from web.channel import MAX_SENDER, GuideRest

TODAY = date(2026, 11, 22)


class Listener:
    """Stands in for Rasa: keeps what arrived and answers, unless told to be silent."""

    def __init__(self, answers: bool = True) -> None:
        self.got: list[UserMessage] = []
        self.answers = answers

    async def __call__(self, message: UserMessage) -> None:
        self.got.append(message)
        if self.answers:
            await message.output_channel.send_text_message(message.sender_id, f"hørt: {message.text}")

    @property
    def texts(self) -> list[str]:
        return [str(message.text) for message in self.got]


async def post(listener: Listener, body: Any) -> httpx.Response:
    async with served(listener) as client:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await client.post(WEBHOOK, content=content, headers={"content-type": "application/json"})


def says(text: Any, sender: Any = "samtale-1") -> dict[str, Any]:
    return {"sender": sender, "message": text}


async def test_free_text_goes_through_and_the_answer_comes_back() -> None:
    listener = Listener()
    answer = await post(listener, says("jeg er på sygedagpenge"))
    assert answer.status_code == 200
    assert answer.json() == [{"recipient_id": "samtale-1", "text": "hørt: jeg er på sygedagpenge"}]
    assert [(m.text, m.sender_id, m.input_channel) for m in listener.got] == [
        ("jeg er på sygedagpenge", "samtale-1", "rest")
    ]


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("/restart", "restart"),
        ("/session_start", "session_start"),
        ('/slet{"x": 1}', 'slet{"x": 1}'),
        ("/slet", "slet"),
        ("/forfra", "forfra"),
        ("/svar ordning sygedagpenge", "svar ordning sygedagpenge"),
        ("//back", "back"),
        ("  / /restart", "restart"),
        ("\u200b/restart", "restart"),
        ("\u202e/restart", "restart"),
        ("/slet@0.9", "[mailadresse]"),
        ("/#slet", "slet"),
    ],
)
async def test_a_typed_command_is_only_text(typed: str, word: str) -> None:
    """Neither a command to Rasa nor one to the guide."""
    listener = Listener()
    answer = await post(listener, says(typed))
    assert answer.status_code == 200
    (text,) = listener.texts
    assert word in text and not text.startswith("/")
    assert isinstance(hear(text, [], TODAY), Heard)


@pytest.mark.parametrize(
    ("typed", "arrives"),
    [
        ("a\x00b\x07c\x1bd", "abcd"),
        ("linje et\r\nlinje to\t.", "linje et linje to ."),
        ("a\ud800b", "ab"),
        ("hej 😀🙏🏽", "hej 😀🙏🏽"),
        ("sa\u030aledes", "således"),
    ],
)
async def test_control_characters_go_and_everything_else_stays(typed: str, arrives: str) -> None:
    listener = Listener()
    answer = await post(listener, says(typed))
    assert answer.status_code == 200
    assert listener.texts == [arrives]


async def test_a_payload_of_ours_goes_through_untouched() -> None:
    listener = Listener()
    assert (await post(listener, says("#svar ordning sygedagpenge"))).status_code == 200
    assert listener.texts == ["#svar ordning sygedagpenge"]


@pytest.mark.parametrize("length", [MAX_LENGTH + 1, 100_000])
async def test_of_too_much_text_only_the_two_ends_go_on(length: int) -> None:
    """Enough for a cry for help to be heard, too little to keep the language model busy."""
    listener = Listener()
    answer = await post(listener, says("start " + "a" * length + " slut"))
    assert answer.status_code == 200
    (text,) = listener.texts
    assert MAX_LENGTH < len(text) <= 2 * MAX_LENGTH + 1
    assert text.startswith("start ") and text.endswith(" slut")


async def test_the_longest_text_allowed_goes_through() -> None:
    listener = Listener()
    await post(listener, says("a" * MAX_LENGTH))
    assert [len(text) for text in listener.texts] == [MAX_LENGTH]


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00\x01", "\u200b\u200b", "/", "///"])
async def test_an_empty_message_is_told_so(text: str) -> None:
    listener = Listener()
    answer = await post(listener, says(text))
    assert answer.status_code == 200
    assert [message["text"] for message in answer.json()] == [words().empty]
    assert listener.texts == []


@pytest.mark.parametrize(
    "body",
    [
        {"message": "hej"},
        {"sender": "a"},
        {},
        says("hej", sender=None),
        says("hej", sender=""),
        says("hej", sender=17),
        says("hej", sender=["a"]),
        says("hej", sender="s" * (MAX_SENDER + 1)),
        says(17),
        says(None),
        says(["hej"]),
        says({"text": "hej"}),
        [says("hej")],
        "hej",
        17,
        None,
    ],
    ids=lambda body: json.dumps(body)[:40],
)
async def test_what_is_not_a_message_is_refused_in_danish(body: Any) -> None:
    listener = Listener()
    answer = await post(listener, body)
    assert answer.status_code == 400
    assert answer.json() == {"error": words().bad_request}
    assert listener.texts == []


async def test_a_sender_of_the_longest_length_is_taken() -> None:
    listener = Listener()
    assert (await post(listener, says("hej", sender="s" * MAX_SENDER))).status_code == 200


@pytest.mark.parametrize(
    "body", [b"", b"{", b"ikke json", b"\xff\xfe", '{"sender": "a", "message": "æ"}'.encode("latin-1")]
)
async def test_a_body_that_is_not_json_is_the_senders_fault(body: bytes) -> None:
    listener = Listener()
    assert (await post(listener, body)).status_code == 400
    assert listener.texts == []


async def test_silence_is_not_success() -> None:
    """Rasa answers 200 with an empty list when the action server is down."""
    answer = await post(Listener(answers=False), says("hej"))
    assert answer.status_code == 503
    assert answer.json() == {"error": words().no_answer}
    assert "112" in answer.json()["error"]


@pytest.mark.parametrize("extra", [{"metadata": "x" * 10_000}, {"stream": True}, {"input_channel": "cmdline"}])
async def test_what_else_stands_in_the_message_is_left_out(extra: dict[str, Any]) -> None:
    listener = Listener()
    assert (await post(listener, {**says("hej"), **extra})).status_code == 200
    assert [(m.metadata or {}, m.input_channel) for m in listener.got] == [({}, "rest")]


async def test_the_health_check() -> None:
    async with served(Listener()) as client:
        assert (await client.get("/webhooks/rest/")).json() == {"status": "ok"}


async def test_the_only_channel_is_ours_at_the_usual_address() -> None:
    assert GuideRest.name() == "rest"
    async with served(Listener()) as client:
        assert (await client.get(WEBHOOK)).status_code == 405


async def test_a_turn_that_fails_or_takes_too_long_is_told_and_its_text_is_in_no_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("web.channel.LONGEST_TURN", 0.05)
    secret, given_up = "hemmelig helbredsoplysning", []

    async def fails(message: UserMessage) -> None:
        await message.output_channel.send_text_message(message.sender_id, "en halv sæt")
        raise RuntimeError(message.text)

    async def hangs(_message: UserMessage) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            given_up.append(True)

    for listener in (fails, hangs):
        async with served(listener) as client:
            answer = await client.post(WEBHOOK, json=says(secret))
        assert answer.status_code == 503 and "112" in answer.json()["error"]
    assert given_up == [True]
    written = [record.getMessage() for record in caplog.records if record.name == "web.channel"]
    assert written == ["a message was not answered: RuntimeError", "a message was not answered: TimeoutError"]
    assert secret not in caplog.text
