"""Answers that need no membership: through `response_url`, and with the acknowledgement of a command."""

import json
from typing import Any

from aiohttp import web

from tests.servers.slack_server.blocks import message_faults
from tests.servers.slack_server.rules import RESPONSE_SECONDS, RESPONSE_USES, TEXT_CHARACTERS
from tests.servers.slack_server.state import ResponseUrl, State
from tests.servers.slack_server.world import Channel, Json, Message, User


class Responses:
    """Handles `response_url`s. Each takes five answers in half an hour: interactivity/handling-user-interaction."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def serve(self, request: web.Request) -> web.Response:
        """Handles one answer."""
        state = self._state
        known = state.response_urls.get(request.match_info["key"])
        if known is None:
            return web.Response(status=404, text="no_service")
        if state.clock() - known.made > RESPONSE_SECONDS:
            return web.Response(status=404, text="expired_url")
        if known.uses >= RESPONSE_USES:
            return web.Response(status=404, text="used_url")
        try:
            body = json.loads(await request.read())
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        if error := state.sent.refusal(body):
            return web.Response(status=400, text=error)
        known.uses += 1
        if fault := self._fault(body):
            state.problems.append(f"response_url: {fault}")
            return web.Response(status=400, text="no_text" if fault == "no_text" else "invalid_blocks")
        self._apply(known, body)
        return web.Response(text="ok")

    def show(self, body: Json, channel: Channel, user: User) -> Message | None:
        """Shows the message in the acknowledgement of a command."""
        if not body.get("text") and not body.get("blocks"):
            return None
        if fault := self._fault(body):
            self._state.problems.append(f"acknowledgement: {fault}")
            return None
        return self._add(body, channel, user)

    def _fault(self, body: Any) -> str:
        if not isinstance(body, dict):
            return "no object"
        known = {
            *("text", "blocks", "attachments", "response_type", "replace_original", "delete_original"),
            *("thread_ts", "unfurl_links", "unfurl_media", "metadata", "mrkdwn", "parse", "link_names"),
        }
        if unknown := body.keys() - known - {"markdown_text"}:
            self._state.problems.append(f"response_url: {sorted(unknown)} are not known")
        if (characters := len(str(body.get("text") or ""))) > TEXT_CHARACTERS:
            return f"{characters} characters of text"
        blocks = body.get("blocks")
        if blocks:
            if faults := message_faults(blocks):
                return "; ".join(faults)
            return ""
        return "" if body.get("text") or body.get("delete_original") else "no_text"

    def _apply(self, known: ResponseUrl, body: Json) -> None:
        state = self._state
        earlier = known.source or known.original
        if body.get("delete_original"):
            if earlier:
                earlier.deleted = True
                earlier.changed = state.noticed()
            return
        if body.get("replace_original") and earlier and not earlier.deleted:
            earlier.body, earlier.blocks, earlier.markdown = _text(body), self._blocks(body), ""
            earlier.edited = True
            state.look(earlier)
            return
        message = self._add(body, known.channel, known.user)
        known.original = known.original or message

    def _add(self, body: Json, channel: Channel, user: User) -> Message:
        return self._state.add(
            Message(
                self._state.ts(),
                channel,
                channel.team.bot_user,
                _text(body),
                self._blocks(body),
                thread=body.get("thread_ts"),
                for_user=None if body.get("response_type") == "in_channel" else user,
                unfurls=bool(body.get("unfurl_links")) or body.get("unfurl_media", not body.get("blocks")) is True,
                names_link=bool(body.get("link_names")) or body.get("parse") == "full",
                via_response_url=True,
            )
        )

    def _blocks(self, body: Json) -> list[Json]:
        return [{"block_id": self._state.id("b"), **block} for block in body.get("blocks") or ()]


def _text(body: Json) -> str:
    return str(body.get("text") or "")
