"""The chat: its answers, its memory, and that it never poses as a model."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.commands.parts.attached_files import GivenDocument
from core.commands.parts.excerpts import fitted
from core.domain.errors import BadPicture
from core.domain.request import MediaRef
from core.inference.builtin.chat import answer, wording
from core.inference.builtin.chat.sums import solve
from core.inference.outputs import Finished
from core.inference.requests import ChatMessage, ChatRequest
from core.media.documents.reading import read_document
from tests.core.inference.builtin.requests import builtin_engine, outputs, png, talk
from tests.documents.samples import sample


def reply(
    text: str, *before: str, seed: int = 1, locale: str = "en", system: str = "", pictures: tuple[bytes, ...] = ()
) -> str:
    return answer(talk(text, *before, seed=seed, locale=locale, system=system, pictures=pictures)).text


@pytest.mark.parametrize(
    "question", ["Are you an AI?", "are you a language model", "Are you really ChatGPT?", "which model are you?"]
)
def test_it_never_claims_to_be_a_model(question: str) -> None:
    for seed in range(5):
        answered = reply(question, seed=seed).lower()
        assert "rules" in answered or "no model" in answered
        assert "i am a model" not in answered


@pytest.mark.parametrize(
    ("prefix", "imagine", "group"),
    [("tb-", "`/tb-imagine", "`/tb-troubadour"), ("troubadour-", "`/troubadour-imagine", "`/troubadour ")],
)
@pytest.mark.parametrize("locale", ["en", "de", "es", "fr", "ja", "pt"])
def test_commands_have_the_names_of_the_platform(prefix: str, imagine: str, group: str, locale: str) -> None:
    told = [replace(talk(said, locale=locale), command_prefix=prefix) for said in ("help", "Draw me a whale")]
    answers = [answer(each).text for each in told]
    assert imagine in answers[0]
    assert group in answers[0]
    assert "`/imagine" not in "".join(answers)


def test_quoted_command_names_stay_without_a_prefix() -> None:
    request = replace(talk("what did I say?", "my favourite is `/imagine`", "Good."), command_prefix="tb-")
    assert "favourite is /imagine" in answer(request).text


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Who are you?", "built-in engine"),
        ("What can you do?", "/imagine"),
        ("How do I get real models?", "HF_TOKEN"),
        ("How does /speak work?", "--speed"),
        ("what is /perform", "whole show"),
        ("What should I try next?", "/"),
        ("write me some python code", "```python"),
        ("Draw me a purple whale", "/imagine a purple whale"),
        ("What is 6 times 7?", "42"),
        ("15% of 80", "12"),
        ("what is 1/0", "zero"),
        ("I am afraid of deadlines", "afraid of deadlines"),
    ],
)
def test_it_knows_its_lines(said: str, expected: str) -> None:
    for seed in range(4):
        if said == "I am afraid of deadlines":
            assert expected in " ".join(reply(said, seed=seed) for seed in range(4))
        else:
            assert expected in reply(said, seed=seed)


def test_it_remembers_a_name_from_the_conversation() -> None:
    assert "**Ada**" in reply("My name is Ada")
    assert "**Ada**" in reply("What is my name?", "Hello, my name is ada.", "Delighted.")
    assert "**Grace**" in reply("who am I", "my name is Ada", "Hello", "Call me Grace", "Hello")
    assert "not told me" in reply("what is my name?") or "mysterious" in reply("what is my name?")


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "question", ["How do black holes form?", "Colourless green ideas sleep", "Can you book a table?", "Write some code"]
)
def test_the_first_evasion_says_how_to_connect_a_model(question: str, seed: int) -> None:
    first = reply(question, seed=seed)
    assert "HF_TOKEN" in first
    assert "TROUBADOUR_CHAT_COMPLETION_MODELS" in first
    assert "`/" not in first
    later = reply("And what is dark matter?", question, first, seed=seed)
    assert "HF_TOKEN" not in later
    assert "`/" not in later


def test_it_remembers_what_was_said() -> None:
    assert "I like trains" in reply("Do you remember what I said?", "I like trains", "So do I.")


def test_seeds_vary_and_repeat() -> None:
    greetings = {reply("Hello", seed=seed) for seed in range(12)}
    assert len(greetings) > 2
    assert reply("Hello", seed=3) == reply("Hello", seed=3)


@pytest.mark.parametrize(
    ("said", "locale", "language"),
    [
        ("Hallo!", "en", "de"),
        ("Hello", "de-AT", "de"),
        ("Bonjour", "en", "fr"),
        ("¿Quién eres?", "en", "es"),
        ("こんにちは", "en", "ja"),
        ("Quem é você?", "pt-BR", "pt"),
        ("help", "fr", "fr"),
    ],
)
def test_the_simplest_things_are_said_in_the_callers_language(said: str, locale: str, language: str) -> None:
    answered = reply(said, locale=locale)
    assert any(answered == phrase.replace("{to_name}", "") for phrase in wording.LOCAL[language].values())


def test_a_persona_adds_a_few_words() -> None:
    plain = reply("Thanks")
    pirate = reply("Thanks", system="A pirate captain")
    assert plain in pirate
    assert reply("Thanks", system="You are Troubadour, a companion") == plain
    assert any("Arr" in reply("Thanks", system="A pirate", seed=seed) for seed in range(6))


def test_a_long_story_is_long_and_about_its_subject() -> None:
    told = reply("Tell me a long story about a clockwork heron, please")
    assert len(told) > 1500
    assert told.count("\n\n") >= 7
    assert "a clockwork heron" in told
    assert "#" not in told
    assert "{name}" not in told
    assert told != reply("Tell me a long story about a clockwork heron, please", seed=2)


def test_going_on_takes_up_what_was_said_last() -> None:
    assert "…" in reply("Go on exactly where you stopped.", "Tell me a story", "There was once a troubadour")


def test_a_text_file_is_counted_and_not_understood() -> None:
    answered = reply("What is this?\n\nThe file notes.txt:\n````\napples apples pears\nsecond line\n````")
    assert "**notes.txt**" in answered
    assert "2 lines" in answered
    assert "5 words" in answered
    assert "*apples*" in answered
    assert "a model" in answered


@pytest.mark.parametrize(
    ("name", "headings"),
    [
        ("report.pdf", "Harbour report; Ships and cargo; Outlook"),
        ("report.docx", "Harbour report; Ships and cargo; Outlook"),
        ("report.epub", "Harbour report"),
    ],
)
def test_a_document_is_described_and_not_understood(name: str, headings: str) -> None:
    document = read_document(sample(name), name, "application/octet-stream")
    media = MediaRef(sha256="0" * 64, media_type="application/octet-stream", size=1, name=name)
    (excerpt,) = fitted([GivenDocument(media=media, document=document)], 100_000, sees=False)
    for seed in range(4):
        answered = reply(f"What does it say?\n\n{excerpt.in_words()}", seed=seed)
        assert f"**{name}**" in answered
        assert "titled “Harbour report”" in answered
        assert f"{document.total} {document.unit}" in answered
        assert re.search(r"\b\d{2,3} words", answered)
        assert f"Its headings are: {headings}." in answered
        assert "*harbour*" in answered
        assert "no model" in answered or "not a model" in answered


def test_the_most_frequent_words_of_a_table_are_those_of_its_cells() -> None:
    document = read_document(b"Fruit,Place\n" + b"Quince,Harbour\n" * 9 + b"Medlar,Quay\n" * 5, "f.csv", "text/csv")
    media = MediaRef(sha256="0" * 64, media_type="text/csv", size=1, name="f.csv")
    (excerpt,) = fitted([GivenDocument(media=media, document=document)], 100_000, sees=False)
    answered = reply(f"What does it say?\n\n{excerpt.in_words()}")
    assert "CSV, 15 rows" in answered
    assert "*quince*, *harbour*, *medlar*, *quay*" in answered
    assert "It has no headings." in answered


def test_pictures_are_told_by_colour_and_light_and_nothing_else() -> None:
    answered = reply("What do you see?", pictures=(png("navy", "navy", "white", size=(120, 60)),))
    assert "wide" in answered
    assert "blue" in answered
    assert "dark" in answered
    assert "model" in answered


def test_describing_is_for_every_picture() -> None:
    request = ChatRequest(messages=(ChatMessage(role="user", text="", pictures=(png("red"), png("green"))),))
    answered = answer(request).text
    assert "Picture 1" in answered
    assert "red" in answered
    assert "green" in answered


def test_a_broken_picture_is_a_bad_picture() -> None:
    with pytest.raises(BadPicture):
        reply("look", pictures=(b"broken",))


async def test_a_token_limit_holds_and_is_reported() -> None:
    request = ChatRequest(messages=talk("Tell me a long story").messages, max_new_tokens=20, seed=1)
    found = await outputs(builtin_engine().chat_completion(request))
    assert isinstance(found[-1], Finished)
    assert found[-1].reason == "length"
    assert found[-1].tokens == 20


@given(a=st.integers(-999, 999), b=st.integers(-999, 999))
@settings(max_examples=60)
def test_sums_are_right(a: int, b: int) -> None:
    assert str(solve(f"what is ({a}) + ({b})?")).endswith(f"= {a + b:,}")
    assert str(solve(f"{a} minus ({b})")).endswith(f"= {a - b:,}")
    assert str(solve(f"({a}) * ({b})")).endswith(f"= {a * b:,}")


@pytest.mark.parametrize("text", ["9**9**9", "2^9999", "call 555-123-4567", "on 2024-05-06", "1+", "version 3.11"])
def test_invalid_and_too_large_sums_are_not_solved(text: str) -> None:
    assert solve(text) is None
