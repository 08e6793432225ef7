"""Rasa's REST channel made safe: what a person types is text, never a command, and never too much of it.

Rasa itself reads a leading "/" as an intent or a command ("/restart"), and answers 200 with an empty list when it
fails. The address and the answers are those of Rasa's own REST channel.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from actions.screen import screened
from guide.moves import PAYLOAD_MARK
from guide.words import words

MAX_SENDER = 64
LONGEST_TURN = 18.0
"""Seconds; the pages wait a little longer, so that they hear that there is no answer."""

log = logging.getLogger(__name__)


class GuideRest(InputChannel):
    """`POST /webhooks/rest/webhook` with {"sender": id, "message": text} -> a list of messages."""

    @classmethod
    def name(cls) -> str:
        """The channel's name in the address."""
        return "rest"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The channel's two routes: a health check and the webhook."""
        routes = Blueprint("guide_rest")

        @routes.route("/", methods=["GET"])
        async def health(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.route("/webhook", methods=["POST"])
        async def webhook(request: Request) -> HTTPResponse:
            body = request.json if isinstance(request.json, dict) else {}
            sender, text = body.get("sender"), body.get("message")
            if not isinstance(sender, str) or not 0 < len(sender) <= MAX_SENDER or not isinstance(text, str):
                return response.json({"error": words().bad_request}, status=400)
            # Of a text that is too long only the ends go on: the guide says so, and a cry for help is still heard.
            # A typed command goes on with a mark that is text to Rasa and no button of ours: the guide answers it.
            mark = 2 * PAYLOAD_MARK if text.lstrip().startswith("/") else ""
            text = mark + screened(text)
            if not text.strip(PAYLOAD_MARK):
                return response.json([{"recipient_id": sender, "text": words().empty}])
            collector = CollectingOutputChannel()
            message = UserMessage(text, collector, sender, input_channel=self.name())
            try:
                await asyncio.wait_for(on_new_message(message), LONGEST_TURN)
            except Exception as error:  # a turn that is given up makes room for the sender's next one
                log.error("a message was not answered: %s", type(error).__name__)
                collector.messages.clear()
            if not collector.messages:
                return response.json({"error": words().no_answer}, status=503)
            return response.json(collector.messages)

        return routes
