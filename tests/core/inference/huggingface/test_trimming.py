"""A conversation is made to fit: the oldest goes first, the system and the last message stay."""

from hypothesis import given
from hypothesis import strategies as st

from core.inference.engine import ChatAsk, ChatMessage
from core.inference.huggingface.trimming import estimate, halved, trimmed
from tests.core.inference.huggingface.conftest import MakeEngine, collect, text
from tests.servers.hub_server import HubServer, Refusal

ROLES = st.sampled_from(["user", "assistant"])
MESSAGES = st.lists(
    st.builds(lambda role, words: ChatMessage(role=role, text=words), ROLES, st.text(max_size=60)), max_size=12
).map(
    lambda said: (
        ChatMessage(role="system", text="Be brief."),
        *said,
        ChatMessage(role="user", text="And now?"),
    )
)


@given(MESSAGES, st.integers(0, 400))
def test_what_is_left_is_the_end_and_fits(messages: tuple[ChatMessage, ...], tokens: int) -> None:
    kept = trimmed(messages, tokens)
    assert kept[0] == messages[0]
    assert kept[-1] == messages[-1]
    assert kept[1:] == messages[len(messages) - len(kept) + 1 :]
    assert kept[1].role == "user"
    assert len(kept) == 2 or sum(map(estimate, kept)) <= tokens
    assert trimmed(kept, tokens) == kept


@given(MESSAGES)
def test_what_fits_stays_whole(messages: tuple[ChatMessage, ...]) -> None:
    from_a_user = next(place for place, message in enumerate(messages) if message.role == "user")
    assert trimmed(messages, sum(map(estimate, messages))) == (messages[0], *messages[from_a_user:])


@given(MESSAGES)
def test_halving_ends(messages: tuple[ChatMessage, ...]) -> None:
    steps, shorter = 0, halved(messages)
    while shorter is not None:
        assert len(shorter) < len(messages)
        assert shorter[-1] == messages[-1]
        messages, steps = shorter, steps + 1
        shorter = halved(messages)
    assert steps <= 5


async def test_a_conversation_that_is_too_long_for_the_model_is_halved_until_it_fits(
    server: HubServer, make: MakeEngine
) -> None:
    refusal = Refusal(status=400, body={"error": {"message": "maximum context length is 10 tokens"}})
    server.script["/chat/"] = [refusal, refusal]
    engine = await make(chat=["org/chat"])
    said = [ChatMessage(role="user" if number % 2 else "assistant", text=str(number)) for number in range(8)]

    outputs = await collect(engine.chat(ChatAsk(messages=(ChatMessage(role="system", text="s"), *said))))

    assert text(outputs) == "Once upon a time"
    assert [len(post.body["messages"]) for post in server.posts()] == [8, 4, 2]
    assert server.posts()[-1].body["messages"] == [
        {"role": "system", "content": "s"},
        {"role": "user", "content": "7"},
    ]
