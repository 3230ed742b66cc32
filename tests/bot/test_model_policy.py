"""Allowed models, end to end: `troubadour ask` with a loopback Hugging Face."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.terminal import Conversing, ask, open_terminal, wait_for_ending
from core.domain.events import Event, Facts, Statement
from core.i18n.rendering import render
from core.replies.captions import captions
from tests.bot.loopback import environ
from tests.bot.test_huggingface import asked, facts
from tests.servers.hub_server import HubModel, HubServer, Refusal

pytestmark = pytest.mark.may_block  # a terminal's own: it writes files and to its output


class Sheet:
    """A display that keeps the bot's own sentences."""

    def __init__(self) -> None:
        self.text = ""

    async def render(self, event: Event, file: Path | None = None) -> None:
        if isinstance(event, Statement):
            self.text += "\n".join(map(render, event.sentences))

    def close(self) -> None:
        pass


@pytest.fixture
async def server() -> AsyncIterator[HubServer]:
    async with HubServer(prompt=True) as server:
        for model in (
            HubModel(
                id="org/chat",
                pipeline="image-text-to-text",
                providers={"novita": "conversational", "together": "conversational"},
                prices={"novita": 0.4, "together": 0.6},
            ),
            HubModel(
                id="shop/bargain",
                licence="mit",
                providers={"novita": "conversational", "together": "conversational"},
                prices={"novita": 9.0, "together": 1.2},
            ),
        ):
            server.models[model.id] = model
        yield server


@pytest.fixture
def chosen(server: HubServer, tmp_path: Path) -> Settings:
    given = {**environ(server, chat_completion="org/chat"), "TROUBADOUR_DATA": str(tmp_path / "data")}
    return Settings.load(environ=given, folder=tmp_path)


async def said(settings: Settings, line: str, out: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Runs a line on the kept data folder. Returns the exit status and all sentences and captions."""
    status = await ask(settings, line, [], Conversing(out=out, in_data_folder=True), as_json=True)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    words = [each["words"] for each in told if "words" in each]
    for each in told:
        if each["event"] == "facts":
            words += map(render, captions(Facts.model_validate(each)))
    return status, " ".join(" ".join(words).split())


async def test_a_place_is_opened_to_other_models_up_to_a_price(
    server: HubServer, chosen: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = "/chat hello --model shop/bargain"
    status, told = await said(chosen, line, tmp_path, capsys)
    assert status == 1
    assert "“shop/bargain” is not among the models of this place." in told

    _, told = await said(chosen, "/troubadour models --price 1", tmp_path, capsys)
    assert "up to $1.00" in told
    status, told = await said(chosen, line, tmp_path, capsys)
    assert status == 1
    assert "shop/bargain costs $1.20 for a million tokens. The limit here is $1.00." in told
    status, told = await said(
        chosen, "/troubadour models --task chat_completion --choose shop/bargain", tmp_path, capsys
    )
    assert (status, "raise the limit with --price" in told) == (1, True)
    assert server.posts() == []

    await said(chosen, "/troubadour models --price 2.5", tmp_path, capsys)
    await said(chosen, "/troubadour models --task chat_completion --choose shop/bargain", tmp_path, capsys)
    status, told = await said(chosen, "/chat hello", tmp_path, capsys)
    assert status == 0
    assert "shop/bargain" in told
    assert [post.path for post in server.posts()] == ["/router/together/v1/chat/completions"]

    await said(chosen, "/troubadour models --price 0", tmp_path, capsys)
    status, told = await said(chosen, "/chat hello", tmp_path, capsys)
    assert status == 0
    assert "“shop/bargain”, an earlier choice, is not allowed here" in told
    assert server.posts()[-1].path == "/router/v1/chat/completions"


async def test_the_captions_name_the_provider_that_the_router_chose(
    server: HubServer, chosen: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert facts(await asked(chosen, "/chat hello", tmp_path, capsys))["provider"] == "novita"
    _, told = await said(chosen, "/chat hello", tmp_path, capsys)
    assert "org/chat" in told
    assert "novita" in told


async def test_models_and_privacy_name_providers_and_prices(
    server: HubServer, chosen: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, told = await said(chosen, "/troubadour models --task chat_completion", tmp_path, capsys)
    assert "org/chat (Hugging Face, licence: apache-2.0, $0.40\N{EN DASH}0.60 for a million tokens), used here" in told
    assert "by the router, which chooses the provider: novita, together" in told
    _, told = await said(chosen, "/troubadour privacy", tmp_path, capsys)
    assert "These providers serve models at Hugging Face: " in told
    assert "novita" in told
    assert server.posts() == []


async def test_a_place_is_kept_to_own_servers(
    server: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = environ(server, chat_completion=f"org/chat mine@{server.url}/openai/v1")
    settings = Settings.load(environ={**given, "TROUBADOUR_DATA": str(tmp_path / "data")}, folder=tmp_path)
    await said(settings, "/troubadour models --local-only yes", tmp_path, capsys)

    status, told = await said(settings, "/chat hello", tmp_path, capsys)
    assert status == 0
    assert "mine" in told
    assert [post.path for post in server.posts()] == ["/openai/v1/chat/completions"]
    status, told = await said(settings, "/imagine a fox", tmp_path, capsys)
    assert status == 1
    assert "Only the operator's own servers are allowed here" in told
    _, told = await said(settings, "/troubadour privacy", tmp_path, capsys)
    assert "In this place, nothing goes to anybody else." in told


async def test_the_operator_can_keep_places_shut(
    server: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {**environ(server, chat_completion="org/chat"), "TROUBADOUR_PRICE_LIMIT": "0"}
    status, told = await said(
        Settings.load({"data": str(tmp_path / "data")}, environ=given, folder=tmp_path),
        "/troubadour models --price 1", tmp_path, capsys,
    )  # fmt: skip
    assert status == 1
    assert "TROUBADOUR_PRICE_LIMIT" in told


async def test_used_up_credit_is_told_in_the_status(server: HubServer, chosen: Settings, tmp_path: Path) -> None:
    server.always["/router/v1/chat"] = Refusal(status=402, body={"error": "You have depleted your monthly credits."})
    async with open_terminal(chosen, Conversing(out=tmp_path, in_data_folder=True)) as terminal:
        for _ in range(2):
            job, _verdict = await terminal.client.submit("/chat hello", [], Sheet())
            await wait_for_ending(terminal, job, lambda _: None)
        async with asyncio.timeout(10):
            while not (alerts := await terminal.services.alerts.recent()):
                await asyncio.sleep(0.005)
        assert [alert.key for alert in alerts] == ["huggingface-credits"]
        sheet = Sheet()
        job, _verdict = await terminal.client.submit("/troubadour status", [], sheet)
        await wait_for_ending(terminal, job, lambda _: None)
    assert "The credit at Hugging Face is used up" in sheet.text
    assert "https://huggingface.co/settings/billing" in sheet.text


async def test_a_bad_list_of_models_stops_no_start(
    server: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = environ(server, chat_completion="org/gone org/missing:novita shop/bargain:fal-ai org/chat:novita")
    status, told = await said(
        Settings.load({"data": str(tmp_path / "data")}, environ=given, folder=tmp_path), "/chat hello", tmp_path, capsys
    )
    assert status == 0
    assert "org/chat:novita" in told
