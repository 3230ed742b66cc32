"""Commands, menus, forms and buttons as SimCord delivers them, with its checks of the responses."""

import io
from typing import Any

import pytest
from PIL import Image

from tests.adapters.discord.simulated.harness import Shown, SimulatedHarness

pytestmark = pytest.mark.may_block


def picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (64, 64), "orange").save(written, "PNG")
    return written.getvalue()


async def pictured(harness: SimulatedHarness, **options: Any) -> Shown:
    asked = await harness.ada.slash(harness.channel, "imagine", prompt="a red fox", size="small", seed=7, **options)
    return await harness.shows(asked)


async def test_a_gallery_keeps_within_the_limits_of_components(harness: SimulatedHarness) -> None:
    shown = await pictured(harness, count=4)
    assert shown.message.flags.components_v2
    assert len(shown.items) == 4
    assert all("fox" in item["description"] for item in shown.items)
    assert len(shown.message.attachments) == 4


async def test_the_longest_prompt_keeps_within_the_limits_of_components(harness: SimulatedHarness) -> None:
    """SimCord refuses a message of more than 4000 characters in its components."""
    asked = await harness.ada.slash(harness.channel, "imagine", prompt="*fox* " * 250, size="small")
    assert (await harness.shows(asked)).items


async def test_buttons_work_after_a_restart(harness: SimulatedHarness) -> None:
    shown = await pictured(harness)
    await harness.restart()
    pressed = await harness.ada.click(shown.message, label="Again")
    again = await harness.shows(pressed)
    assert again.id != shown.id
    assert again.items


async def test_an_open_form_can_be_sent_after_a_restart(harness: SimulatedHarness) -> None:
    shown = await pictured(harness)
    opened = await harness.ada.click(shown.message, label="Edit")
    assert opened.modal is not None
    await harness.restart()
    sent = await harness.ada.submit_modal(opened, {"prompt": "a blue whale"})
    assert "a blue whale" in (await harness.shows(sent)).text


async def test_delete_works_only_for_the_caller(harness: SimulatedHarness) -> None:
    friend = harness.guild.add_member(harness.env.create_user("grace"))
    shown = await pictured(harness)
    refused = await friend.click(shown.message, label="Delete")
    assert refused.ephemeral
    assert shown.id in [message.id for message in harness.channel.history()]
    await harness.ada.click(shown.message, label="Delete")
    await harness.until(lambda: shown.id not in [message.id for message in harness.channel.history()], "deleted")


async def test_a_command_without_its_options_opens_a_form(harness: SimulatedHarness) -> None:
    asked = await harness.ada.slash(harness.channel, "chat")
    assert asked.modal is not None
    sent = await harness.ada.submit_modal(asked, {"message": "Who are you?"})
    assert "Who are you?" in (await harness.shows(sent)).text


@pytest.mark.parametrize(("command", "option"), [("chat", "model"), ("imagine", "model"), ("speak", "voice")])
async def test_options_are_autocompleted(harness: SimulatedHarness, command: str, option: str) -> None:
    assert await harness.ada.autocomplete(harness.channel, command, option, "")


async def test_a_picture_is_an_option_of_a_command(harness: SimulatedHarness) -> None:
    asked = await harness.ada.slash(harness.channel, "limerick", picture=("fox.png", picture()))
    assert len((await harness.shows(asked)).text.splitlines()) >= 5


async def test_menus_use_the_picture_or_the_text_of_a_message(harness: SimulatedHarness) -> None:
    posted = await harness.ada.send(
        harness.channel, "The wind is in the willows.", attachments=[("fox.png", picture())]
    )
    for menu in ("Write a limerick", "Describe picture"):
        chosen = await harness.ada.context_menu(harness.channel, menu, posted)
        assert (await harness.shows(chosen)).text
    chosen = await harness.ada.context_menu(harness.channel, "Speak", posted)
    await harness.until(lambda: any(each.flags.voice for each in chosen.followups), "a voice message")
    assert "The wind is in the willows." in (await harness.shows(chosen)).text


async def test_a_long_answer_keeps_within_the_length_of_messages(harness: SimulatedHarness) -> None:
    """SimCord refuses a message of more than 2000 characters."""
    asked = await harness.ada.slash(harness.channel, "complete", prompt="Once " * 1000)
    await harness.shows(asked, lambda shown: shown.buttons and "Stop" not in shown.buttons)
    assert all(len(message.content) <= 2000 for message in harness.channel.history())
