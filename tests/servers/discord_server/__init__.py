"""A Discord on loopback: gateway, HTTP API and files, with Discord's rules and people who use it.

```python
async with DiscordServer() as server:
    # start a bot with server.environ, then
    await server.ready()
    shown = await server.slash("imagine", prompt="a fox")
    message = await shown.shows(lambda message: message.files)
    again = await server.press(message, "Again")
    assert server.violations == []
```
"""

from tests.servers.clock import MovableClock
from tests.servers.discord_server.buckets import Fault
from tests.servers.discord_server.interactions import Acknowledgement, Interaction, Modal, Posting
from tests.servers.discord_server.people import Attached
from tests.servers.discord_server.rules import CallbackKind, Flag, Permission
from tests.servers.discord_server.server import DiscordServer
from tests.servers.discord_server.world import Channel, File, Message, User

__all__ = [
    "Acknowledgement",
    "Attached",
    "CallbackKind",
    "Channel",
    "DiscordServer",
    "Fault",
    "File",
    "Flag",
    "Interaction",
    "Message",
    "Modal",
    "MovableClock",
    "Permission",
    "Posting",
    "User",
]
