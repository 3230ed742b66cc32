"""Conversations in which the settings of a workspace do not let the bot write."""

from pathlib import Path

from adapters.slack.outbound.workspaces import REMEMBERED_SECONDS
from tests.adapters.slack.harness import config_for, open_adapter
from tests.adapters.slack.oauth.test_installations import Moved
from tests.servers.slack_server import MovableClock, SlackServer

CODE = "restricted_action_read_only_channel"


async def test_where_the_bot_may_not_write_it_does_not_work_again(server: SlackServer, tmp_path: Path) -> None:
    clock = server.clock
    assert isinstance(clock, MovableClock)
    async with open_adapter(tmp_path, config_for(server), clock=Moved(clock)) as harness:
        await server.ready(connections=2)
        for method in ("chat.startStream", "chat.postMessage"):
            server.api.refuses[method] = CODE
        first = await server.mention("good evening")
        await first.shows(lambda message: message.ephemeral and "do not allow the answer here" in message.text)
        asked = await server.mention("good night", by=server.friend)
        assert "do not allow the answer here" in await asked.refused()
        assert len(await harness.store.spends(None, 0.0)) == 1
        server.api.refuses.clear()
        await (await server.direct_message("and here?", by=server.friend)).shows(lambda m: "Again" in m.buttons)
        clock.advance(REMEMBERED_SECONDS)
        later = await server.mention("and now?")
        await later.shows(lambda message: "Again" in message.buttons and not message.ephemeral)
