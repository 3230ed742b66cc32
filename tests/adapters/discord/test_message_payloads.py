"""The text and files of a message from Discord's payload."""

from typing import Any

from adapters.discord.message_payloads import answer_text, attachment_ids, message_attachments, message_text

ME = "1"


def message(author: str, content: str = "", **more: Any) -> dict[str, Any]:
    return {"author": {"id": author, "username": f"user{author}"}, "content": content, "mentions": [], **more}


def file(id: str, name: str = "fox.png", **more: Any) -> dict[str, Any]:
    return {"id": id, "filename": name, "size": 7, "url": f"https://cdn/{name}", "content_type": "image/png", **more}


def media(id: str, name: str = "fox.png") -> dict[str, Any]:
    return {
        "id": "9",
        "url": f"https://cdn/{name}?ex=1",
        "proxy_url": f"https://media/{name}?ex=1",
        "content_type": "image/png",
        "attachment_id": id,
    }


def test_the_text_of_the_bots_answer_omits_question_and_captions() -> None:
    question_and_answer = "> **/chat** Who are you?\nA fox.\n> said the fox\n-# model · seed 7"
    assert answer_text(message(ME, question_and_answer), ME) == "A fox.\n> said the fox"
    assert message_text(message(ME, question_and_answer), ME).startswith("> **/chat** Who are you?")
    theirs = "> **/chat** is a command"
    assert answer_text(message("2", theirs), ME) == theirs


def test_text_of_components_and_forwarded_messages_is_read() -> None:
    shown = [
        {"type": 17, "components": [{"type": 10, "content": "There once was a fox"}, {"type": 10, "content": "-# 1 s"}]}
    ]
    assert answer_text(message(ME, components=shown), ME) == "There once was a fox"
    forwarding = message("2", message_snapshots=[{"message": {"content": "The wind", "attachments": [file("5")]}}])
    assert message_text(forwarding, ME) == "The wind"
    assert [each.locator for each in message_attachments(forwarding)] == ["https://cdn/fox.png"]


def test_pictures_are_found_everywhere_in_a_message_and_each_once() -> None:
    items = [{"media": media("5")}, {"media": media("6", "heron.png"), "spoiler": True}]
    gallery = {"type": 12, "items": [*items, {"media": media("8", "wolf.png"), "spoiler": True}]}
    section = {"type": 9, "components": [], "accessory": {"type": 11, "media": media("7", "owl.png")}}
    attached = [file("5"), file("8", "wolf.png")]
    found = message_attachments(
        message(ME, attachments=attached, components=[{"type": 17, "components": [gallery, section]}])
    )
    names = [(each.name, each.spoiler) for each in found]
    assert names == [("fox.png", False), ("wolf.png", True), ("heron.png", True), ("owl.png", False)]
    assert found[0].locator == "https://cdn/fox.png"


def test_pictures_of_links_come_only_from_discord() -> None:
    image = {"url": "http://10.0.0.1/secret.png", "proxy_url": "https://images/fox.png", "width": 1, "height": 1}
    bare = {"url": "http://10.0.0.1/secret.png"}
    found = message_attachments(message("2", embeds=[{"image": image}, {"thumbnail": bare}]))
    assert [(each.locator, each.media_type) for each in found] == [("https://images/fox.png", "image/png")]


def test_a_spoiler_is_known_by_its_flag_or_by_its_name() -> None:
    found = message_attachments(message("2", attachments=[file("5", flags=8), file("6", "SPOILER_owl.png"), file("7")]))
    assert [(each.name, each.spoiler) for each in found] == [("fox.png", True), ("owl.png", True), ("fox.png", False)]


def test_the_attachments_of_a_message_of_components_are_named_in_them() -> None:
    linked = {"media": {"url": "https://elsewhere/crow.png"}}
    items = [{"media": media("2")}, {"media": media("3", "SPOILER_owl.png")}, linked]
    section = {"type": 9, "components": [], "accessory": {"type": 11, "media": media("4", "hen.png")}}
    container = {"type": 17, "components": [{"type": 12, "items": items}, section]}
    shown = message(ME, attachments=[], components=[container, {"type": 13, "file": media("5", "answer.md")}])
    assert attachment_ids(shown) == {"fox.png": "2", "SPOILER_owl.png": "3", "hen.png": "4", "answer.md": "5"}
