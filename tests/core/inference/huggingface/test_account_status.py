"""The account's status is rarely fetched and told in one sentence."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.inference.huggingface.account import read_account
from tests.core.inference.huggingface.conftest import MakeEngine, QuickClock
from tests.servers.hub_server import HubServer, Refusal


def asked(server: HubServer) -> int:
    """The number of requests to the Hub."""
    return [seen.path for seen in server.seen].count("/api/whoami-v2")


async def test_the_account_is_fetched_once_in_a_while(server: HubServer, make: MakeEngine, clock: QuickClock) -> None:
    engine = await make(chat_completion=["org/chat"])

    found = await asyncio.gather(*(engine.check() for _ in range(9)))

    assert {(health.ok, health.sentence.id) for health in found} == {(True, "huggingface-healthy")}
    account = await engine.account()
    assert account is not None
    assert (account.name, account.orgs) == ("ada", ("engines",))
    assert asked(server) == 1
    clock.time += 601
    await engine.check()
    assert asked(server) == 2


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (Refusal(status=401), "huggingface-token-refused"),
        (Refusal(status=429), "huggingface-hub-broken"),
        (Refusal(status=200, body="[]"), "huggingface-hub-unreachable"),
    ],
)
async def test_a_failed_check_is_repeated_soon(
    server: HubServer, make: MakeEngine, clock: QuickClock, refusal: Refusal, sentence: str
) -> None:
    server.script["/api/whoami-v2"] = [refusal]
    engine = await make(chat_completion=["org/chat"])

    for _ in range(3):
        health = await engine.check()
        assert (health.ok, health.sentence.id) == (False, sentence)
    assert await engine.account() is None
    assert asked(server) == 1
    clock.time += 31
    assert (await engine.check()).ok


JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["name", "auth", "accessToken", "role", "fineGrained", "scoped", "global", "permissions"]),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(JSON)
def test_an_account_is_read_or_refused(said: Any) -> None:
    try:
        assert read_account(said).name == said["name"]
    except ValueError:
        assert not isinstance(said, dict) or not isinstance(said.get("name"), str)
