"""Commands, forms, buttons and shortcuts, as people give them on a Slack on loopback."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.message_shortcuts import ASK_ID
from adapters.slack.outbound.reportable import ReportableMessages
from bot.logs import TextLines
from core.domain.request import Request
from tests.adapters.slack.harness import AdapterHarness, Held, config_for, open_adapter
from tests.servers.slack_server import Attached, SlackServer
from tests.servers.slack_server.rules import TRIGGER_SECONDS


async def test_a_phone_spells_options_its_own_way(server: SlackServer, harness: AdapterHarness) -> None:
    asked = await server.command("/imagine", "a “quick” fox \u2014seed 42 \u2014size=square")
    shown = await asked.shows("seed 42")
    assert "a “quick” fox" in shown.text


async def test_an_unknown_option_names_the_known_ones(server: SlackServer, harness: AdapterHarness) -> None:
    asked = await server.command("/imagine", "a fox --sead 3")
    refused = await asked.refused()
    assert "--seed" in refused
    assert "--negative-prompt" in refused


async def test_help_explains_a_command(server: SlackServer, harness: AdapterHarness) -> None:
    asked = await server.command("/imagine", "help")
    assert "--guidance" in (await asked.shows("--guidance")).text


async def test_a_group_is_a_command_with_words(server: SlackServer, harness: AdapterHarness) -> None:
    listed = await (await server.command("/troubadour", "")).refused()
    assert "/imagine" in listed
    status = await (await server.command("/troubadour", "privacy")).refused()
    assert "30 days" in status
    lost = await (await server.command("/troubadour", "modles")).refused()
    assert "troubadour models" in lost


async def test_empty_text_opens_a_form_that_can_be_sent(server: SlackServer, harness: AdapterHarness) -> None:
    view = await (await server.command("/imagine", "")).opened()
    assert view.title == "/imagine"
    assert {"prompt", "seed", "size", "count", "model", "picture", "private"} <= view.fields.keys()
    assert view.fields["seed"]["type"] == "number_input"
    assert view.fields["size"]["type"] == "static_select"
    sent = await server.submit(view, prompt="a heron", seed="9", count="1")
    assert view.closed
    shown = await sent_message(server, "seed 9")
    assert "a heron" in shown
    assert sent.form_errors == {}


async def test_an_error_in_a_form_is_shown_beside_its_field(server: SlackServer, harness: AdapterHarness) -> None:
    view = await (await server.command("/imagine", "")).opened()
    sent = await server.submit(view, prompt="a heron", seed="-4")
    assert list(sent.form_errors) == ["seed"]
    assert not view.closed
    again = await server.submit(view, prompt="a heron", seed="4")
    assert again.form_errors == {}
    assert "a heron" in await sent_message(server, "seed 4")


@pytest.mark.parametrize("way", ["command", "button", "report", "shortcut"])
async def test_a_form_that_comes_too_late_is_opened_by_a_button(
    server: SlackServer, harness: AdapterHarness, way: str
) -> None:
    shown = await (await server.command("/imagine", "a red boat --seed 11")).shows(
        lambda message: "Edit" in message.buttons
    )
    server.state.trigger_seconds = -1.0
    match way:
        case "command":
            asked, field, filled = await server.command("/imagine", ""), "prompt", ""
        case "button":
            asked, field, filled = await server.press(shown, "Edit"), "prompt", "a red boat"
        case "report":
            asked, field, filled = await server.message_shortcut("menu-report", shown), "reason", ""
        case _:
            asked, field, filled = await server.message_shortcut(ASK_ID, shown), "message", ""
    told = await asked.shows(lambda message: message.ephemeral and "too long" in message.text)
    assert list(told.buttons) == ["Open the form"]
    server.state.trigger_seconds = TRIGGER_SECONDS
    view = await asked.opened()
    assert (view.filled.get(field) or "") == filled
    sent = await server.submit(view, **{field: "what is a heron?"})
    assert view.closed
    assert sent.form_errors == {}


async def test_models_are_offered_in_a_form(server: SlackServer, harness: AdapterHarness) -> None:
    view = await (await server.command("/imagine", "")).opened()
    offered = await (await server.type_in(view, "model", "built")).suggested()
    assert [option["value"] for option in offered] == ["builtin-painter"]


async def test_edit_opens_a_form_filled_with_what_made_it(server: SlackServer, harness: AdapterHarness) -> None:
    shown = await (await server.command("/imagine", "a red boat --seed 11 --negative-prompt fog")).shows(
        lambda message: "Edit" in message.buttons
    )
    view = await (await server.press(shown, "Edit")).opened()
    assert view.filled["prompt"] == "a red boat"
    assert view.filled["seed"] == "11"
    assert view.filled["negative_prompt"] == "fog"
    await server.submit(view, prompt="a blue boat")
    made = lambda: [message for message in server.messages() if "blue boat" in " ".join(message.alternative_texts)]  # noqa: E731
    (blue,) = await server.state.changes.until(made, what="a blue boat")
    assert "seed 11" in blue.text
    assert blue.thread in (shown.ts, shown.thread)


async def test_a_button_runs_for_the_person_who_presses_it(server: SlackServer, harness: AdapterHarness) -> None:
    shown = await (await server.command("/imagine", "a kite --seed 5")).shows(lambda m: "Again" in m.buttons)
    pressed = await server.press(shown, "Again", by=server.friend)
    again = await pressed.shows(lambda message: message.ts != shown.ts and message.pictures)
    assert again.thread in (shown.ts, shown.thread)
    assert (await pressed.acknowledged()).answer in (None, {})


async def test_only_its_requester_deletes_an_answer(server: SlackServer, harness: AdapterHarness) -> None:
    grace = server.add_user("linus")
    shown = await (await server.command("/imagine", "a kite")).shows(lambda m: "Delete" in m.buttons)
    assert "ada" in await (await server.press(shown, "Delete", by=grace)).refused()
    await server.press(shown, "Delete")
    await server.state.changes.until(lambda: shown.deleted, what="the answer is gone")


async def test_feedback_is_thanked_for_and_shown_to_administrators(
    server: SlackServer, harness: AdapterHarness
) -> None:
    shown = await (await server.command("/chat", "good evening")).shows(lambda m: "Good answer" in m.buttons)
    assert "Thank you" in await (await server.press(shown, "Good answer")).refused()
    await (await server.press(shown, "Bad answer", by=server.friend)).refused()
    [spend] = await harness.store.spends(None, 0.0)
    assert (spend.liked, spend.disliked) == (1, 1)
    await (await server.press(shown, "Bad answer")).refused()
    [spend] = await harness.store.spends(None, 0.0)
    assert (spend.liked, spend.disliked) == (0, 2)
    told = await (await server.command("/troubadour", "usage --everybody")).refused()
    assert "builtin-chat: liked 0 times, disliked 2 times" in told


async def test_an_answer_can_be_reported_before_its_sender_has_stored_the_report(
    server: SlackServer, harness: AdapterHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NotYetStored(ReportableMessages):
        async def add(self, channel: str, ts: str) -> None: ...

    monkeypatch.setattr("adapters.slack.platform.ReportableMessages", NotYetStored)
    shown = await (await server.command("/chat", "good evening")).shows(lambda m: "Bad answer" in m.buttons)
    asked = await (await server.press(shown, "Bad answer")).shows(lambda m: "Say what was wrong" in m.buttons)
    told = await server.press(asked, "Say what was wrong")
    await server.submit(await told.opened(), reason="It was rude")
    await told.shows("I have told the operator")


async def test_a_shortcut_writes_about_the_picture_of_a_message(server: SlackServer, harness: AdapterHarness) -> None:
    picture = Attached("boat.png", _png(), "image/png")
    written = await server.write("look", files=[picture])
    assert written.message
    asked = await server.message_shortcut("menu-write-a-limerick", written.message)
    limerick = await asked.shows(lambda message: message.text.count("\n") > 3 and not message.ephemeral)
    assert limerick.thread == written.message.ts


async def test_a_shortcut_speaks_the_words_of_a_message(server: SlackServer, harness: AdapterHarness) -> None:
    written = await server.write("the sea is calm &amp; wide")
    assert written.message
    asked = await server.message_shortcut("menu-speak", written.message)
    spoken = await asked.shows(lambda message: message.files)
    assert spoken.thread == written.message.ts


async def test_the_same_trigger_twice_is_one_answer(server: SlackServer, harness: AdapterHarness) -> None:
    asked = await server.command("/chat", "good evening")
    await server.again(asked)
    await asked.shows(lambda message: "Again" in message.buttons)
    assert len([message for message in asked.messages if "good evening" in message.text]) == 1


async def test_a_button_and_a_shortcut_told_twice_are_one_answer(server: SlackServer, harness: AdapterHarness) -> None:
    written = await server.write("look", files=[Attached("boat.png", _png(), "image/png")])
    assert written.message
    shown = await (await server.command("/chat", "good evening")).shows(lambda message: "Again" in message.buttons)
    before = len(await harness.store.spends(None, 0.0))
    chosen = await server.message_shortcut("menu-describe-picture", written.message)
    pressed = await server.press(shown, "Again")
    again = [*await server.again(chosen), *await server.again(pressed)]
    await server.state.changes.until(lambda: all(each.acknowledged for each in again), what="acknowledged")
    async with asyncio.timeout(20):
        while await harness.store.unfinished_jobs():
            await asyncio.sleep(0.01)
    assert len(await harness.store.spends(None, 0.0)) == before + 2


async def test_a_prefix_keeps_commands_apart(server: SlackServer, tmp_path: Path) -> None:
    async with open_adapter(tmp_path, config_for(server, prefix="troubadour-")) as _:
        await server.ready(connections=2)
        await (await server.command("/troubadour-imagine", "a fox --seed 3")).shows("seed 3")
        assert "/troubadour-imagine" in await (await server.command("/troubadour", "help")).refused()
        said = await (await server.direct_message("What can you do?")).shows(lambda message: "Again" in message.buttons)
        assert "`/troubadour-imagine" in said.text
        assert "`/imagine" not in said.text


async def test_a_mistake_is_mended_by_a_command_with_its_prefix(server: SlackServer, tmp_path: Path) -> None:
    async with open_adapter(tmp_path, config_for(server, prefix="tb-")):
        await server.ready(connections=2)
        refused = await (await server.command("/tb-troubadour", "limits --rate 10/hour")).refused()
        assert "/tb-troubadour limits --task" in refused


async def test_work_never_starves_an_acknowledgement(server: SlackServer, harness: AdapterHarness, held: Held) -> None:
    asked = [await server.command("/wait", "") for _ in range(20)]
    for each in asked:
        taken = await each.acknowledged()
        assert not taken.failed
    held.going.set()


async def test_nothing_is_acknowledged_before_it_is_stored(
    server: SlackServer, harness: AdapterHarness, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.deliveries.acknowledge_seconds = 60.0
    deciding = asyncio.Event()
    accept = harness.store.accept
    waiting: list[str] = []

    async def slow(request: Request, *given: Any, **decided: Any) -> bool:
        waiting.append(request.command)
        server.state.noticed()
        await deciding.wait()
        return await accept(request, *given, **decided)

    shown = await (await server.command("/chat", "good evening")).shows(lambda message: "Again" in message.buttons)
    monkeypatch.setattr(harness.store, "accept", slow)
    asked = [
        await server.command("/wait", ""),
        await server.press(shown, "Again"),
        await server.mention("wait"),
        await server.direct_message("wait"),
    ]
    await server.state.changes.until(lambda: len(waiting) == len(asked), what="decisions")
    assert not any(each.delivery.acknowledged for each in asked)
    deciding.set()
    held.going.set()
    for each in asked:
        assert not (await each.acknowledged()).failed
    await asked[0].shows("first last")


async def test_an_error_before_the_acknowledgement_is_reported_by_the_id_of_the_request(
    server: SlackServer, harness: AdapterHarness, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.setFormatter(TextLines())

    async def broken(*given: object) -> bool:
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr(harness.store, "accept", broken)
    asked = await server.command("/chat", "hello")
    said = await asked.refused()
    (id,) = re.findall(r"request id: (\S+)\.$", said)
    assert re.search(rf"ERROR .* \[{re.escape(id)}\]: .* could not be answered", caplog.text)
    assert "on fire" not in said


async def sent_message(server: SlackServer, part: str) -> str:
    """The text of a public message of the bot with this in it, once there is one."""

    def found() -> str | None:
        texts = (message.text for message in server.messages() if message.author.bot and not message.ephemeral)
        return next((text for text in texts if part in text), None)

    return await server.state.changes.until(found, what=part)


def _png() -> bytes:
    import io

    from PIL import Image

    written = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(written, "PNG")
    return written.getvalue()


async def test_somebody_is_blocked_by_their_mention(server: SlackServer, harness: AdapterHarness) -> None:
    other = server.add_user("mallory")
    done = await (await server.command("/troubadour", f"block <@{other.id}|mallory>")).refused()
    assert "mallory" in done
    assert await (await server.command("/chat", "hello", by=other)).refused()
    assert "mallory" in await (await server.mention("troubadour block")).refused()
