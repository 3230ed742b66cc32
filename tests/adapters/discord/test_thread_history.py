"""Thread history from the messages of Discord's API."""

from typing import Any

from adapters.discord.thread_history import thread_history
from core.platform import ThreadHistory, ThreadMessage

ME, GUILD = "1", "7"
FILE = {"id": "9", "filename": "fox.png", "size": 3, "url": "https://cdn.example/fox.png", "content_type": "image/png"}
EPOCH = 1420070400.0
"""The time of the id 0 (https://docs.discord.com/developers/reference#snowflakes)."""


def message(author: str, content: str = "", **more: Any) -> dict[str, Any]:
    """Makes a message as the API returns it."""
    user = {"id": author, "username": f"user{author}", "global_name": None}
    return {"id": "0", "type": 0, "author": user, "content": content, "attachments": [], "mentions": [], **more}


def read(*messages: dict[str, Any], limit: int = 10) -> ThreadHistory:
    """Reads messages that are given oldest first."""
    return thread_history(messages[::-1], ME, GUILD, limit)


def test_authors_have_names_and_the_bot_knows_its_own_messages() -> None:
    found = read(message("2", "Foxes are red."), message(ME, "They are.\n-# model · 1 s"))
    assert found == ThreadHistory(
        messages=[
            ThreadMessage(author="discord:7:2", name="user2", text="Foxes are red.", at=EPOCH),
            ThreadMessage(author="discord:7:1", name="user1", text="They are.", own=True, at=EPOCH),
        ]
    )


def test_unreadable_messages_are_counted_and_a_cut_is_reported() -> None:
    found = read(message("2", "early"), message("2"), message("3", attachments=[FILE]), message("3", "x"), limit=3)
    assert found.truncated
    assert found.unreadable == 1
    assert [(each.text, [file.name for file in each.attachments]) for each in found.messages] == [
        ("", ["fox.png"]),
        ("x", []),
    ]


def test_mentions_become_names_and_components_are_read() -> None:
    grace = {"id": "2", "username": "grace", "global_name": "Grace"}
    shown = [{"type": 17, "components": [{"type": 10, "content": "A picture\n-# seed 7"}]}]
    found = read(message("3", "<@1> ask <@2>", mentions=[grace]), message(ME, components=shown))
    assert [each.text for each in found.messages] == ["ask @Grace", "A picture"]


def test_the_message_that_started_a_thread_is_its_first() -> None:
    starter = message("2", type=21, referenced_message=message("3", "Who likes foxes?", attachments=[FILE]))
    joined = message("2", type=7)
    gone = message("2", type=21, referenced_message=None)
    found = read(starter, joined, gone)
    assert [(each.name, each.text) for each in found.messages] == [("user3", "Who likes foxes?")]
    assert [file.name for file in found.messages[0].attachments] == ["fox.png"]
    assert found.unreadable == 0
