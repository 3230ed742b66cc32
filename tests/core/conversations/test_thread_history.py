"""A thread that is new to the bot is read once and stored under its speakers."""

from collections.abc import AsyncIterator, Sequence

import pytest

from core.commands.catalogue import BUILT_IN
from core.domain.events import Facts
from core.domain.request import Attachment, Request
from core.inference.engine import Capacity
from core.inference.requests import ChatRequest, InferenceRequest
from core.moderation.blocked import Person, block
from core.platform import ThreadHistory, ThreadMessage
from core.store.sqlite.store import SqliteStore
from tests.core.commands.reading import every, stated
from tests.core.conftest import Core
from tests.core.recording_platform import ANN, BEN, HALL, RecordingPlatform, request
from tests.core.scripted_engine import ScriptedEngine
from tests.servers.hub_server.making import picture

THREAD = HALL.model_copy(update={"thread": "t1"})


class ReadingPlatform(RecordingPlatform):
    """It can read a thread."""

    def __init__(self, heard: ThreadHistory | None) -> None:
        super().__init__()
        self.heard = heard
        self.limits: list[int] = []

    async def read_thread(self, request: Request, limit: int) -> ThreadHistory | None:
        self.limits.append(limit)
        return self.heard


class ThreadCore(Core):
    """The core on such a platform."""

    def __init__(self, store: SqliteStore, engine: ScriptedEngine, heard: ThreadHistory | None) -> None:
        super().__init__(store, BUILT_IN, [engine])
        self.engine_ = engine
        self.platform = self.reading = ReadingPlatform(heard)
        self.platforms[self.platform.name] = self.platform

    @property
    def messages(self) -> Sequence[tuple[str, str | None, str]]:
        asked = self.engine_.asked[-1]
        assert isinstance(asked, ChatRequest)
        return [(message.role, message.name, message.text) for message in asked.messages[1:]]


SAID = ThreadHistory(
    messages=[
        ThreadMessage(author=BEN.key, name="Ben", text="Foxes are red."),
        ThreadMessage(author="test:home:bot", name="Troubadour", text="They are.", own=True),
    ],
    truncated=True,
    unreadable=1,
)


@pytest.fixture
async def core(store: SqliteStore) -> AsyncIterator[ThreadCore]:
    core = ThreadCore(store, ScriptedEngine(), SAID)
    core.start()
    yield core
    await core.shut_down()


async def test_it_reads_earlier_messages_and_counts_unreadable_ones(core: ThreadCore) -> None:
    events = await core.play(request("chat", "r1", place=THREAD, message="What colour?"))
    before = [("user", "Ben", "Foxes are red."), ("assistant", None, "They are.")]
    assert core.messages == [*before, ("user", "Ann", "What colour?")]
    (facts,) = every(Facts, events)
    assert [note.id for note in facts.notes] == ["thread-cut", "thread-unreadable"]
    again = await core.play(request("chat", "r2", place=THREAD, message="Sure?"))
    assert core.messages[:2] == before
    assert len(core.messages) == 5
    assert every(Facts, again)[0].notes == ()
    assert len(core.reading.limits) == 1


async def test_nothing_is_read_outside_threads_or_for_one_person_alone(core: ThreadCore) -> None:
    await core.play(request("chat", "r1", message="hello"))
    await core.play(request("chat", "r2", place=THREAD, message="hello", private=True))
    assert core.reading.limits == []


async def test_a_reset_thread_is_not_read_again(core: ThreadCore) -> None:
    await core.play(request("chat", "r1", place=THREAD, message="hello"))
    assert "4 messages" in stated(await core.play(request("troubadour reset", "r2", place=THREAD)))
    await core.play(request("chat", "r3", place=THREAD, message="hello"))
    assert core.messages == [("user", "Ann", "hello")]


async def test_words_of_a_forgotten_person_are_deleted(core: ThreadCore, store: SqliteStore) -> None:
    await core.play(request("chat", "r1", place=THREAD, message="hello"))
    await store.forget_person(BEN.key, core.clock.now())
    await core.play(request("chat", "r2", place=THREAD, caller=ANN, message="again"))
    assert [text for _, name, text in core.messages if name != "Ann"] == ["You said: hello"]


async def test_a_platform_that_gives_nothing_does_no_harm(store: SqliteStore) -> None:
    core = ThreadCore(store, ScriptedEngine(), None)
    core.start()
    await core.play(request("chat", "r1", place=THREAD, message="hello"))
    assert core.messages == [("user", "Ann", "hello")]
    await core.shut_down()


async def test_messages_of_people_who_are_blocked_or_forgotten_are_left_out_with_the_answers_to_them(
    store: SqliteStore,
) -> None:
    blocked, forgotten, back = (BEN.model_copy(update={"user": user}) for user in ("blocked", "forgotten", "back"))
    said = ThreadHistory(
        messages=[
            ThreadMessage(author=blocked.key, name="Blocked", text="Not this.", at=10.0),
            ThreadMessage(author="test:home:bot", name="Troubadour", text="Nor this.", own=True, at=11.0),
            ThreadMessage(author=BEN.key, name="Ben", text="Foxes are red.", at=12.0),
            ThreadMessage(author="test:home:bot", name="Troubadour", text="They are.", own=True, at=13.0),
            ThreadMessage(author=forgotten.key, name="Forgotten", text="Nor that.", at=14.0),
            ThreadMessage(author=back.key, name="Back", text="I am back.", at=60.0),
        ]
    )
    core = ThreadCore(store, ScriptedEngine(), said)
    core.start()
    await block(store, THREAD, Person(user="blocked", name="Blocked"), 1.0)
    for each in (forgotten, back):
        await store.forget_person(each.key, 50.0)
    events = await core.play(request("chat", "r1", place=THREAD, message="What colour?"))
    assert [text for _, _, text in core.messages] == ["Foxes are red.", "They are.", "I am back.", "What colour?"]
    (facts,) = every(Facts, events)
    assert [(note.id, note.values["count"]) for note in facts.notes] == [("thread-unreadable", 3)]
    kept = await store.load_turns(f"{THREAD.key}|t1|public", 100)
    assert not any("Not this" in each.text or "Nor" in each.text for each in kept)
    await core.shut_down()


class BlindEngine(ScriptedEngine):
    """An engine whose model does not see."""

    async def capacity(self, request: InferenceRequest) -> Capacity:
        return Capacity(tokens=12_000, sees=False)


def file(name: str, media_type: str) -> Attachment:
    return Attachment(name=name, media_type=media_type, size=1, source="test", locator=name)


def with_files() -> ThreadHistory:
    shown = (file("fox.png", "image/png"), file("note.txt", "text/plain"), file("gone.txt", "text/plain"))
    rude = file("rude.txt", "text/plain")
    return ThreadHistory(
        messages=[
            ThreadMessage(author=BEN.key, name="Ben", text="Look.", at=1.0, attachments=shown),
            ThreadMessage(author="test:home:cy", name="Cy", text="", at=2.0, attachments=(rude,)),
        ]
    )


@pytest.mark.parametrize(("engine", "seen"), [(ScriptedEngine, 1), (BlindEngine, 0)])
async def test_files_of_a_thread_go_to_the_model_with_their_message(
    store: SqliteStore, engine: type[ScriptedEngine], seen: int
) -> None:
    core = ThreadCore(store, engine(), with_files())
    core.platform.files |= {"fox.png": picture(), "note.txt": b"The fox met a heron.", "rude.txt": b"Rude words."}
    core.start()
    await block(store, THREAD, Person(user="cy", name="Cy"), 1.0)
    for id in ("r1", "r2"):
        await core.play(request("chat", id, place=THREAD, message="What is it?"))
        asked = core.engine_.asked[-1]
        assert isinstance(asked, ChatRequest)
        assert len(asked.messages[1].pictures) == seen
        assert ("1 picture, which you cannot see" in asked.messages[1].text) != seen
        assert "gone.txt, which you cannot see" in asked.messages[1].text
        assert "The fox met a heron." in asked.messages[-1].text
        assert "Rude" not in str(asked)
    await core.store.forget_person(BEN.key, core.clock.now())
    await core.play(request("chat", "r3", place=THREAD, message="What is it?"))
    asked = core.engine_.asked[-1]
    assert isinstance(asked, ChatRequest)
    assert not any(message.pictures for message in asked.messages)
    assert "heron" not in asked.messages[-1].text
    await core.shut_down()
