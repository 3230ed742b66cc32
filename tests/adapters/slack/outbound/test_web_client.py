"""The client on a Slack on loopback: uploads, downloads, `response_url`, and tokens that go to Slack alone."""

from collections.abc import AsyncGenerator
from typing import Literal

import aiohttp
import pytest

from adapters.slack.outbound.api_client import SlackApiError
from adapters.slack.outbound.bot_tokens import StaticBotToken
from adapters.slack.outbound.web_client import SlackWebClient
from core.domain.clock import SystemClock
from tests.servers.slack_server import Attached, Fault, SlackServer
from tests.servers.slack_server.server import BOT_TOKEN

pytestmark = pytest.mark.may_block


@pytest.fixture
async def api_client(server: SlackServer) -> AsyncGenerator[SlackWebClient, None]:
    async with aiohttp.ClientSession() as session:
        yield SlackWebClient(StaticBotToken(BOT_TOKEN), session, SystemClock(), api_url=server.api_url)


class ReplacedToken(StaticBotToken):
    """A token that another process has replaced."""

    def __init__(self) -> None:
        super().__init__("xoxb-of-before")

    def forget(self, team: str, enterprise: str | None) -> None:
        self._token = BOT_TOKEN


async def test_an_uploaded_file_is_there_to_the_byte(server: SlackServer, api_client: SlackWebClient) -> None:
    file = await api_client.upload(server.team.id, b"\x89PNG and more", "fox.png", title="a fox")
    assert server.state.files[file].bytes == b"\x89PNG and more"
    assert server.state.files[file].ready
    assert server.messages() == []


@pytest.mark.parametrize("breaks", [False, True])
async def test_a_shared_file_is_there_once_also_where_its_alternative_text_breaks_it(
    server: SlackServer, api_client: SlackWebClient, monkeypatch: pytest.MonkeyPatch, breaks: bool
) -> None:
    monkeypatch.setattr("adapters.slack.outbound.web_client.FILE_WAITS", (0.01, 0.05, 0.05))
    server.state.alt_text_breaks_shares = breaks
    shared = await api_client.share(
        server.team.id, b"bytes", "fox.png", title="a fox", channel=server.channel.id, thread=None, alt="a red fox"
    )
    (message,) = server.messages()
    assert message.ts == shared.ts
    assert [file.id for file in message.files] == [shared.file]


@pytest.mark.parametrize("connection", ["reset", "lost"])
async def test_a_file_is_there_once_whatever_breaks_at_its_end(
    server: SlackServer,
    api_client: SlackWebClient,
    monkeypatch: pytest.MonkeyPatch,
    connection: Literal["reset", "lost"],
) -> None:
    monkeypatch.setattr("adapters.slack.outbound.web_client.FILE_WAITS", (0.01, 0.05, 0.05))
    server.api.faults["files.completeUploadExternal"] = [Fault(connection=connection)]
    shared = await api_client.share(
        server.team.id, b"bytes", "fox.png", title="a fox", channel=server.channel.id, thread=None
    )
    (message,) = server.messages()
    assert (message.ts, [file.id for file in message.files]) == (shared.ts, [shared.file])


@pytest.mark.parametrize("shares", [False, True])
@pytest.mark.parametrize(
    "method", ["files.upload", "files.getUploadURLExternal", "files.completeUploadExternal", "files.info"]
)
async def test_a_file_survives_errors_at_every_step(
    server: SlackServer, api_client: SlackWebClient, monkeypatch: pytest.MonkeyPatch, method: str, shares: bool
) -> None:
    monkeypatch.setattr("adapters.slack.outbound.web_client.FILE_WAITS", (0.01, 0.02, 0.02, 0.05))
    monkeypatch.setattr("adapters.slack.outbound.web_client.UPLOAD_WAITS", (0.01, 0.01, 0.01))
    monkeypatch.setattr("adapters.slack.outbound.web_client.CALL_WAITS", (0.01, 0.01))
    server.state.upload_faults = ["status", "reset"] if method == "files.upload" else []
    server.api.faults[method] = [Fault(status=503), Fault(connection="reset")]
    if shares:
        shared = await api_client.share(
            server.team.id, b"bytes", "fox.png", title="a fox", channel=server.channel.id, thread=None, alt="a red fox"
        )
        file = shared.file
        (message,) = server.messages()
        assert [(each.id, each.alt) for each in message.files] == [(file, "a red fox")]
    else:
        file = await api_client.upload(server.team.id, b"bytes", "fox.png", title="a fox")
    assert server.state.files[file].bytes == b"bytes"
    assert server.state.files[file].ready


async def test_an_attachment_is_fetched_with_the_token_and_not_beyond_the_limit(
    server: SlackServer, api_client: SlackWebClient
) -> None:
    given = server.file(Attached("notes.txt", b"0123456789"))
    url = server.state.file_json(given)["url_private"]
    assert await api_client.download(server.team.id, url, 100) == b"0123456789"
    assert len(await api_client.download(server.team.id, url, 4)) == 5


async def test_a_page_to_log_in_is_a_missing_scope(server: SlackServer, api_client: SlackWebClient) -> None:
    url = server.state.file_json(server.file(Attached("notes.txt", b"x")))["url_private"]
    token = server.state.tokens[BOT_TOKEN]
    token.scopes = token.scopes - {"files:read"}
    with pytest.raises(SlackApiError) as refused:
        await api_client.download(server.team.id, url, 100)
    assert refused.value.needed_scope == "files:read"


@pytest.mark.parametrize(
    "url", ["https://evil.example/x", "http://files.slack.com/x", "https://files.slack.com.evil.example/x", "file:///x"]
)
async def test_the_token_goes_to_slack_alone(server: SlackServer, api_client: SlackWebClient, url: str) -> None:
    with pytest.raises(SlackApiError) as refused:
        await api_client.download(server.team.id, url, 100)
    assert refused.value.code == "foreign_host"


async def test_a_post_is_not_sent_twice_when_its_answer_is_lost(
    server: SlackServer, api_client: SlackWebClient
) -> None:
    server.api.faults["chat.postMessage"] = [Fault(connection="lost")]
    with pytest.raises(SlackApiError) as refused:
        await api_client.call(server.team.id, "chat.postMessage", channel=server.channel.id, text="x")
    assert refused.value.retryable
    assert len(server.messages()) == 1


async def test_a_pause_is_taken_and_the_call_made_again(server: SlackServer, api_client: SlackWebClient) -> None:
    server.api.faults["auth.test"] = [Fault(status=429, retry_after=1)]
    assert (await api_client.call(server.team.id, "auth.test"))["ok"]


async def test_a_scope_that_is_missing_is_named(server: SlackServer, api_client: SlackWebClient) -> None:
    server.api.faults["chat.postMessage"] = [Fault("missing_scope", needed="chat:write")]
    with pytest.raises(SlackApiError) as refused:
        await api_client.call(server.team.id, "chat.postMessage", channel=server.channel.id, text="x")
    assert refused.value.needed_scope == "chat:write"


async def test_a_response_url_takes_five_answers(server: SlackServer, api_client: SlackWebClient) -> None:
    made = server.state.response_url(server.channel, server.user)
    url = f"{server.state.base}/commands/{made.key}"
    assert [await api_client.respond(url, {"text": "x"}) for _ in range(6)] == [True] * 5 + [False]


@pytest.mark.parametrize("sends", ["a request", "a download"])
async def test_what_a_replaced_token_is_refused_for_is_sent_with_the_new_one(server: SlackServer, sends: str) -> None:
    url = server.state.file_json(server.file(Attached("notes.txt", b"0123456789")))["url_private"]
    async with aiohttp.ClientSession() as session:
        api_client = SlackWebClient(ReplacedToken(), session, SystemClock(), api_url=server.api_url)
        if sends == "a request":
            assert (await api_client.call(server.team.id, "auth.test"))["user_id"] == server.bot.id
        else:
            assert await api_client.download(server.team.id, url, 100) == b"0123456789"
