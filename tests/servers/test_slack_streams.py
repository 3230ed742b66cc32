"""Streams and files of the loopback Slack, which reach people in parts."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack_server import Attached, Message, MovableClock, SlackServer
from tests.servers.slack_server.rules import BOT_SCOPES
from tests.servers.slack_server.world import Json
from tests.servers.test_slack_server import button, refused

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


async def started(slack: SlackServer, web: AsyncWebClient, *, text: str = "hello") -> tuple[Message, Any]:
    """Starts a stream in a thread. Returns its message and the arguments for further requests."""
    asked = await slack.write("hello?")
    assert asked.message
    told = await web.chat_startStream(
        channel=slack.channel.id,
        thread_ts=asked.message.ts,
        recipient_team_id=slack.team.id,
        recipient_user_id=slack.user.id,
        markdown_text=text,
    )
    place: Any = {"channel": slack.channel.id, "ts": told["ts"]}
    return slack.state.messages[slack.channel.id, str(told["ts"])], place


def picture(file: str) -> Json:
    return {"type": "image", "slack_file": {"id": file}, "alt_text": "a fox"}


async def test_a_stream_grows_and_ends_with_its_buttons(slack: SlackServer, web: AsyncWebClient) -> None:
    message, place = await started(slack, web)
    assert message.streaming
    session = slack.state.sessions[slack.channel.id, str(message.thread)]
    assert session.status == "processing"
    await web.chat_appendStream(**place, markdown_text=", **world**")
    await web.chat_appendStream(**place, chunks=[{"type": "markdown_text", "text": "!"}])
    await web.chat_stopStream(**place, blocks=[button(value="1")])
    assert (message.text, list(message.buttons), message.streaming) == ("hello, **world**!", ["Go"], False)
    assert session.history == ["processing", "active"]
    assert await refused(web.chat_appendStream(**place, markdown_text="x")) == "message_not_in_streaming_state"
    assert slack.problems == []


async def test_slack_s_own_helper_streams(slack: SlackServer, web: AsyncWebClient) -> None:
    asked = await slack.direct_message("hello?")
    assert asked.message
    stream = await web.chat_stream(channel=asked.channel.id, thread_ts=asked.message.ts, buffer_size=4)
    for word in ("one ", "two ", "three"):
        await stream.append(markdown_text=word)
    await stream.stop(session_status="suspended")
    assert (await asked.shows("three")).text == "one two three"
    assert slack.state.sessions[asked.channel.id, asked.message.ts].status == "suspended"
    assert slack.problems == []


@pytest.mark.parametrize("missing", ["recipient_team_id", "recipient_user_id"])
async def test_a_stream_in_a_channel_is_for_somebody(slack: SlackServer, web: AsyncWebClient, missing: str) -> None:
    asked = await slack.write("hello?")
    assert asked.message
    who: Json = {"recipient_team_id": slack.team.id, "recipient_user_id": slack.user.id}
    del who[missing]
    call = web.chat_startStream(channel=slack.channel.id, thread_ts=asked.message.ts, **who)
    assert await refused(call) == f"missing_{missing}"


async def test_a_stream_has_a_limited_length(slack: SlackServer, web: AsyncWebClient) -> None:
    message, place = await started(slack, web, text="x" * 6_000)
    await web.chat_appendStream(**place, markdown_text="y" * 6_000)
    for text in ("z", "z"):
        assert await refused(web.chat_appendStream(**place, markdown_text=text)) == "msg_too_long"
    await web.chat_stopStream(**place)
    assert len(message.text) == 12_000
    assert slack.problems == []


async def test_tasks_count_towards_the_limit_of_a_stream(slack: SlackServer, web: AsyncWebClient) -> None:
    slack.state.stream_characters = 60
    message, place = await started(slack, web)
    task = {"type": "task_update", "id": "1", "title": "Paints", "status": "in_progress"}
    assert await refused(web.chat_appendStream(**place, chunks=[task])) == "msg_too_long"
    assert message.tasks == {}


async def test_a_stream_lasts_five_minutes_and_is_repaired_by_an_edit(
    slack: SlackServer, web: AsyncWebClient, clock: MovableClock
) -> None:
    message, place = await started(slack, web)
    assert await refused(web.chat_update(**place, text="x")) == "streaming_state_conflict"
    clock.advance(301)
    for call in (web.chat_appendStream(**place, markdown_text="late"), web.chat_stopStream(**place)):
        assert await refused(call) == "message_not_in_streaming_state"
    assert message.stuck
    await web.chat_update(**place, text="repaired")
    assert (message.text, message.stuck) == ("repaired", False)


async def test_a_person_stops_a_stream(slack: SlackServer, web: AsyncWebClient) -> None:
    message, place = await started(slack, web)
    stopped = await slack.stop_session(message)
    for call in (web.chat_appendStream(**place, markdown_text="more"), web.chat_stopStream(**place)):
        assert await refused(call) == "stopped_by_user"
    event = stopped.delivery.payload["event"]
    assert (event["type"], event["streaming_message_ts"]) == ("agent_session_stopped", [message.ts])
    assert event["thread_ts"] == message.thread


async def test_chunks_are_judged(slack: SlackServer, web: AsyncWebClient) -> None:
    _, place = await started(slack, web)
    for chunk in ({"type": "poem"}, {"type": "markdown_text", "text": "x", "colour": "red"}):
        assert await refused(web.api_call("chat.appendStream", json={**place, "chunks": [chunk]})) == "invalid_chunks"
    assert await refused(web.api_call("chat.appendStream", json=place)) == "no_text"
    assert len(slack.problems) == 2


async def test_a_file_is_uploaded_and_shared_a_moment_later(slack: SlackServer, web: AsyncWebClient) -> None:
    asked = await slack.write("paint!")
    assert asked.message
    place: Any = {"channel": slack.channel.id, "thread_ts": asked.message.ts}
    told = await web.files_upload_v2(**place, content=PNG, filename="fox.png", title="A fox", alt_txt="a fox")
    files: Any = told["files"]
    assert "shares" not in files[0]
    message = await asked.shows(lambda message: message.files)
    assert (message.files[0].bytes, message.alternative_texts, message.thread) == (PNG, ["a fox"], asked.message.ts)
    info: Any = (await web.files_info(file=files[0]["id"]))["file"]
    assert info["shares"]["public"][slack.channel.id][0]["ts"] == message.ts
    assert slack.problems == []


async def test_a_file_with_alternative_text_may_never_appear(slack: SlackServer, web: AsyncWebClient) -> None:
    slack.state.alt_text_breaks_shares = True
    for alt in ("a fox", None):
        told = await web.files_upload_v2(channel=slack.channel.id, content=PNG, filename="fox.png", alt_txt=alt)
        files: Any = told["files"]
        file = slack.state.files[files[0]["id"]]
        await slack.state.changes.until(lambda file=file: file.ready, what="looked at")  # type: ignore[misc]
        info: Any = (await web.files_info(file=file.id))["file"]
        assert bool(info["shares"]) == (alt is None)


async def test_a_picture_is_shown_in_a_block_once_slack_looked_at_it(slack: SlackServer, web: AsyncWebClient) -> None:
    told = await web.files_upload_v2(content=PNG, filename="fox.png")
    files: Any = told["files"]
    file = files[0]["id"]
    post: Any = {"channel": slack.channel.id, "text": "a fox", "blocks": [picture(file)]}
    with pytest.raises(SlackApiError) as caught:
        await web.chat_postMessage(**post)
    assert caught.value.response["error"] == "invalid_blocks"
    assert "invalid slack file" in str(caught.value.response["response_metadata"])
    await slack.state.changes.until(lambda: slack.state.files[file].ready, what="looked at")
    await web.chat_postMessage(**post)
    assert slack.messages()[0].pictures == [file]
    assert slack.problems == []


async def test_an_upload_is_as_long_as_told(slack: SlackServer, web: AsyncWebClient) -> None:
    told = await web.files_getUploadURLExternal(filename="fox.png", length=7)
    async with aiohttp.ClientSession() as session, session.post(str(told["upload_url"]), data=b"four") as answer:
        assert await answer.text() == "OK - 4"
    assert slack.problems == ["upload of fox.png: 4 bytes where 7 were told"]
    assert await refused(web.files_getUploadURLExternal(filename="fox.png", length=0)) == "missing_argument"
    long = web.files_getUploadURLExternal(filename="fox.png", length=1, alt_txt="x" * 1001)
    assert await refused(long) == "alt_txt_too_large"


async def test_a_private_file_requires_a_token(slack: SlackServer, web: AsyncWebClient) -> None:
    asked = await slack.write("look", files=[Attached("fox.png", PNG)])
    url = asked.delivery.payload["event"]["files"][0]["url_private"]
    unfit = slack.state.grant(slack.team, scopes=BOT_SCOPES - {"files:read"}).text
    async with aiohttp.ClientSession() as session:
        for token, fits in ((None, False), (unfit, False), (web.token, True)):
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            async with session.get(url, headers=headers) as answer:
                assert answer.status == 200
                assert (await answer.read() == PNG) == fits
                assert (answer.content_type == "text/html") == (not fits)


async def test_files_of_strangers_need_a_request_for_their_details(slack: SlackServer, web: AsyncWebClient) -> None:
    stranger = slack.add_user("trent", team=slack.add_team("Elsewhere"))
    channel = slack.add_channel("shared", slack.user, stranger, shared=True)
    asked = await slack.write("look", by=stranger, at=channel, files=[Attached("fox.png", PNG)])
    payload = asked.delivery.payload
    assert payload["event"]["files"][0]["file_access"] == "check_file_info"
    assert payload["is_ext_shared_channel"]
    assert payload["event"]["user_team"] == stranger.team.id
    info: Any = (await web.files_info(file=payload["event"]["files"][0]["id"]))["file"]
    assert info["mimetype"] == "image/png"
