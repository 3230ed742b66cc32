"""A Slack on loopback: Web API, socket mode, HTTP events and files, with Slack's rules and people who use it.

```python
async with SlackServer() as server:
    # start a bot with server.environ, then
    await server.ready()
    asked = await server.command("/imagine", "a fox --seed 7")
    message = await asked.shows(lambda message: message.pictures)
    again = await server.press(message, "Again")
    assert server.problems == []
```
"""

from tests.servers.clock import MovableClock
from tests.servers.slack_server.asked import UserAction
from tests.servers.slack_server.people import Attached
from tests.servers.slack_server.server import SlackServer
from tests.servers.slack_server.tiers import Fault
from tests.servers.slack_server.world import Channel, File, Message, Team, User, View

__all__ = [
    "Attached",
    "Channel",
    "Fault",
    "File",
    "Message",
    "MovableClock",
    "SlackServer",
    "Team",
    "User",
    "UserAction",
    "View",
]
