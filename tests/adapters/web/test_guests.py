"""Guests of the web room: a new cookie is no new person for limits."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from adapters.web.config import WebConfig
from adapters.web.declaration import SECRET_FILE
from adapters.web.invitations import DAYS, Invitations
from adapters.web.networks import GuestNetworks
from bot.settings import Settings
from bot.web import invitation
from core.commands.catalogue import BUILT_IN
from core.domain.errors import OperatorError
from core.domain.limits import Budget
from core.quota.place_rules import parse_rates
from core.quota.policy import QuotaPolicy
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.browsing import Browser
from tests.adapters.web.conftest import SECRET, Served
from tests.adapters.web.web_assembly import WebAssembly
from tests.core.scripted_engine import ScriptedEngine, text

PASSWORD = "open sesame"
HOME, NEXT_DOOR, ELSEWHERE = "203.0.113.7", "203.0.113.8", "2001:db8:1:2::7"
POLICY = QuotaPolicy(user=parse_rates(["chat_completion=2/hour"]), network_factor=2)

Enter = Callable[[TestServer, str], Awaitable[Browser]]


def room(
    store: SqliteStore, policy: QuotaPolicy, *, secret: bytes = SECRET, web_invited_only: bool = False
) -> WebAssembly:
    config = WebConfig(
        secret=secret,
        web_password=PASSWORD,
        web_invited_only=web_invited_only,
        trusted_proxies=("127.0.0.1",),
        heartbeat_seconds=0.05,
    )
    assembly = WebAssembly(store, config, BUILT_IN, [ScriptedEngine(lambda _: text("good evening"))], policy=policy)
    assembly.start()
    return assembly


@pytest.fixture
async def guest() -> AsyncIterator[Enter]:
    """Enters with the password, from an address that the proxy names."""
    async with AsyncExitStack() as stack:

        async def enter(server: TestServer, address: str) -> Browser:
            browser = Browser(server)
            browser.client.session.headers["X-Forwarded-For"] = address
            stack.push_async_callback(browser.client.session.close)
            await browser.post("/enter", {"password": PASSWORD})
            return browser

        yield enter


async def test_a_fresh_cookie_is_not_a_fresh_person(store: SqliteStore, served: Served, guest: Enter) -> None:
    server = await served(room(store, POLICY))
    for _ in range(2):
        browser = await guest(server, HOME)
        for _ in range(2):
            await browser.sees_ending(await browser.accepted("Hello"))
    fresh = await guest(server, HOME)
    refused = await fresh.ask("Hello")
    assert refused["verdict"] == "refused"
    assert refused["sentence"].startswith("The limit of the guests on your network for conversations is used up (4 per")
    assert [button["kind"] for button in refused["actions"]] == ["remind"], "it says when to try again"
    neighbour = await guest(server, NEXT_DOOR)
    assert (await neighbour.ask("Hello"))["verdict"] == "accepted"


async def test_all_addresses_of_one_subscriber_are_one_network(
    store: SqliteStore, served: Served, guest: Enter
) -> None:
    server = await served(room(store, QuotaPolicy(user=parse_rates(["chat_completion=1/hour"]), network_factor=1)))
    assert (await (await guest(server, "2001:db8:1:2::7")).ask("Hello"))["verdict"] == "accepted"
    assert (await (await guest(server, "2001:db8:1:2:ffff::9")).ask("Hello"))["verdict"] == "refused"
    assert (await (await guest(server, "2001:db8:1:3::7")).ask("Hello"))["verdict"] == "accepted"


async def test_budgets_are_shared_as_well(store: SqliteStore, served: Served, guest: Enter) -> None:
    budget = QuotaPolicy(budgets={"user": (Budget.parse("1/day"),)}, network_factor=1)
    server = await served(room(store, budget))
    assert (await (await guest(server, HOME)).ask("Hello"))["verdict"] == "accepted"
    refused = await (await guest(server, HOME)).ask("Hello")
    assert refused["sentence"].startswith("The budget of the guests on your network of 1 request")


async def test_an_administrator_is_no_guest(store: SqliteStore, served: Served, guest: Enter) -> None:
    assembly = room(store, QuotaPolicy(user=parse_rates(["chat_completion=1/hour"]), network_factor=1))
    server = await served(assembly)
    assert (await (await guest(server, HOME)).ask("Hello"))["verdict"] == "accepted"
    admin = await guest(server, HOME)
    await admin.post("/enter", {"token": assembly.room.one_time_link().partition("#")[2]})
    assert (await admin.ask("Hello"))["verdict"] == "accepted"


async def test_limits_and_usage_show_what_guests_share(store: SqliteStore, served: Served, guest: Enter) -> None:
    policy = QuotaPolicy(
        user=parse_rates(["chat_completion=2/hour"]), budgets={"user": (Budget.parse("3/day"),)}, network_factor=2
    )
    server = await served(room(store, policy))
    first, second = await guest(server, HOME), await guest(server, HOME)
    await first.sees_ending(await first.accepted("Hello"))
    await second.sees_ending(await second.accepted("!troubadour limits"))
    shown = str(await second.sees())
    assert "all guests on your network, conversations: 4 per hour" in shown
    assert "all guests on your network: 6 requests per day" in shown
    await second.sees_ending(await second.accepted("!troubadour usage"))
    shown = str(await second.sees())
    assert "All guests on your network, conversations: 3 of 4 per hour" in shown
    assert "The budget of the guests on your network: 5 of 6 requests left" in shown


def _kept(folder: Path) -> list[bytes]:
    return [file.read_bytes() for file in folder.rglob("*") if file.is_file()]


async def test_the_address_is_not_kept(store: SqliteStore, served: Served, guest: Enter, tmp_path: Path) -> None:
    browser = await guest(await served(room(store, POLICY)), HOME)
    await browser.sees_ending(await browser.accepted("Hello"))
    name = GuestNetworks(SECRET).name(HOME).encode()
    kept = _kept(tmp_path)
    assert any(name in data for data in kept)
    assert not any(HOME.encode() in data for data in kept)


async def test_one_machine_alone_has_no_network(store: SqliteStore, served: Served) -> None:
    assembly = WebAssembly(store, WebConfig(secret=SECRET), BUILT_IN, [ScriptedEngine(lambda _: text("hello"))])
    assembly.start()
    browser = await Browser(await served(assembly)).visit()
    job = await store.job(await browser.accepted("Hello"))
    await browser.client.session.close()
    assert job is not None
    assert job.request.caller.network == ""


def test_a_network_has_one_name_in_every_notation() -> None:
    networks = GuestNetworks(SECRET)
    assert networks.name("::ffff:203.0.113.7") == networks.name(HOME)
    assert networks.name("fe80::1%eth0") == networks.name("fe80::2")
    assert networks.name(ELSEWHERE) != GuestNetworks(b"another secret").name(ELSEWHERE)


def _invited(folder: Path, name: str) -> tuple[str, bytes]:
    """The token of an invitation, and the secret of the room that it is for."""
    settings = Settings.load({}, environ={"TROUBADOUR_WEB_PASSWORD": PASSWORD, "TROUBADOUR_DATA": str(folder)})
    page, _, token = invitation(settings, name, "https://room.example/").partition("#")
    assert page == "https://room.example/enter"
    return token, (folder / SECRET_FILE).read_text().strip().encode()


async def test_an_invitation_lets_one_person_in_under_a_name(
    store: SqliteStore, served: Served, tmp_path: Path
) -> None:
    policy = QuotaPolicy(user=parse_rates(["chat_completion=1/hour"]), network_factor=1)
    token, secret = await asyncio.to_thread(_invited, tmp_path, " Ada  Lovelace ")
    server = await served(room(store, policy, secret=secret, web_invited_only=True))
    ada, other = Browser(server), Browser(server)
    refused = await other.post("/enter", {"password": PASSWORD}, status=403)
    assert refused["error"].startswith("This room takes invitations only")
    assert (await ada.post("/enter", {"token": token}))["name"] == "Ada Lovelace"
    assert "used before" in (await other.post("/enter", {"token": token}, status=403))["error"]
    forged = f"{token.partition('.')[0]}.{'0' * 64}"
    await other.post("/enter", {"token": forged}, status=403)
    job = await store.job(await ada.accepted("Hello"))
    assert job is not None
    assert (job.request.caller.network, job.request.caller.admin) == ("", False)
    for browser in (ada, other):
        await browser.client.session.close()


async def test_a_cookie_of_a_guest_ends_where_only_invitations_count(
    store: SqliteStore, served: Served, guest: Enter
) -> None:
    before = await guest(await served(room(store, POLICY)), HOME)
    ((name, cookie),) = ((each.key, each.value) for each in before.client.session.cookie_jar)
    after = Browser(await served(room(store, POLICY, web_invited_only=True)))
    assert (await after.get("/api/me", Cookie=f"{name}={cookie}"))["enter"] is True
    await after.client.session.close()


async def test_an_invitation_ends_after_a_week_and_with_another_password(store: SqliteStore) -> None:
    config = WebConfig(secret=SECRET, web_password=PASSWORD)
    token = Invitations(config).create("Ada", 100.0)
    week = DAYS * 86_400
    other = Invitations(WebConfig(secret=SECRET, web_password="another"))
    assert await other.redeem(token, store, 101.0) is None
    assert await Invitations(config).redeem(token, store, 101.0 + week) is None
    assert await Invitations(config).redeem(token, store, 99.0 + week) is not None
    assert await Invitations(config).redeem(token, store, 99.0 + week) is None, "also after a restart"


def test_a_room_without_a_password_needs_no_invitation(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="no password"):
        invitation(Settings.load({}, environ={"TROUBADOUR_DATA": str(tmp_path)}), "Ada")


async def test_an_administrator_invites_from_within_the_room(store: SqliteStore, served: Served, guest: Enter) -> None:
    assembly = room(store, POLICY, web_invited_only=True)
    server = await served(assembly)
    admin, ada, other = Browser(server), Browser(server), Browser(server)
    await admin.post("/enter", {"token": assembly.room.one_time_link().partition("#")[2]})
    line = '/troubadour invite "Ada Lovelace"'
    reply = await admin.accepted(line)
    await admin.sees_ending(reply)
    told = str([each for each in await admin.sees() if each["reply"] == reply and each["event"] == "statement"])
    found = re.search(r"(http://[^/\s]+)/enter#([\w.=-]+)", told)
    assert found, told
    assert found[1] == str(server.make_url("/")).rstrip("/")
    assert (await ada.post("/enter", {"token": found[2]}))["name"] == "Ada Lovelace"
    await other.post("/enter", {"token": found[2]}, status=403)
    assert reply not in [each["reply"] for each in await ada.sees()], "the link is for the administrator alone"
    assert "administrators" in (await ada.ask(line))["sentence"]
    for browser in (admin, ada, other):
        await browser.client.session.close()


async def test_who_runs_a_room_without_a_password_invites_nobody(store: SqliteStore, served: Served) -> None:
    assembly = WebAssembly(store, WebConfig(secret=SECRET, heartbeat_seconds=0.05), BUILT_IN, [ScriptedEngine()])
    assembly.start()
    browser = Browser(await served(assembly))
    await browser.get("/api/me")
    await browser.sees_ending(await browser.accepted("/troubadour invite Grace"))
    assert "no password" in str(await browser.sees())
    await browser.client.session.close()
