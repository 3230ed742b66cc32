"""Limericks keep their form, whatever the subject."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.i18n.rendering import render, render_all
from core.inference.builtin.chat import answer
from core.inference.builtin.verse.subject_phrases import subject_phrase
from core.inference.outputs import Finished
from core.text.verse import check_limerick
from tests.core.inference.builtin.requests import builtin_engine, outputs, png, verse

SUBJECTS = [
    "a fox", "a red fox in the snow at night", "cats", "three boats on a calm sea", "a dragon who likes cake", "love",
    "orange", "python", "server", "my grandmother", "the Prime Minister of the United Kingdom", "Müller", "日本", "42",
    "🦊", "", "a", "the", "<script>alert(1)</script>", "{first} {upper}", "asdfghjkl", "don't", "unhappily ever after",
    "antidisestablishmentarianism", "an hour", "mice", "I", "fox " * 60,
]  # fmt: skip
COLOURS = ["black", "white", "grey", "red", "orange", "gold", "green", "blue", "purple", "pink", "brown"]


def keeps_the_form(text: str) -> None:
    report = check_limerick(text)
    assert report.ok, (text, render_all(report.problems))


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_subject_gets_its_limericks(subject: str) -> None:
    texts = [answer(verse(subject, seed)).text for seed in range(12)]
    for text in texts:
        keeps_the_form(text)
    assert len(set(texts)) > 1


@settings(max_examples=100)
@given(subject=st.one_of(st.sampled_from(SUBJECTS), st.text(max_size=60)), seed=st.integers(0, 2**32 - 1))
def test_any_subject_and_seed_keep_the_form(subject: str, seed: int) -> None:
    keeps_the_form(answer(verse(subject, seed)).text)


@settings(max_examples=40)
@given(
    colours=st.lists(st.sampled_from(COLOURS), min_size=1, max_size=4),
    size=st.sampled_from([(60, 60), (90, 40), (40, 90)]),
    subject=st.sampled_from(["", "a fox", "server"]),
    seed=st.integers(0, 2**32 - 1),
)
def test_any_picture_keeps_the_form(colours: list[str], size: tuple[int, int], subject: str, seed: int) -> None:
    keeps_the_form(answer(verse(subject, seed, pictures=(png(*colours, size=size),))).text)


@pytest.mark.parametrize("colour", ["red", "green", "blue", "pink", "white", "purple"])
def test_a_picture_is_sung_in_its_own_colours(colour: str) -> None:
    for seed in range(8):
        first = answer(verse(seed=seed, pictures=(png(colour),))).text.splitlines()[0].lower()
        assert colour in first


NOUNS = re.findall(
    r"\w+",
    "bear bell bird boat book bridge cake camel castle cat chair church cloud clown coat cook cow crow dancer dog "
    "doctor dragon dream drum duck fairy farmer flower fox frog garden ghost giraffe goat goose hat hen horse house "
    "hunter hut jester kettle king kitten knight lamp lighthouse lion lizard moon monk mountain mouse palace parrot "
    "penguin piano pig pilot pirate planet poet pony prince queen rabbit raven river robot rocket rose sailor shark "
    "ship singer snail snake spider squirrel star storm sword tailor teacher temple tiger toad tower train tree turtle "
    "unicorn uniform university user violin volcano wagon walrus weasel whale wizard wolf zebra ball banjo barn beard "
    "bee bottle bucket candle carpet carrot cheese cherry clock comet desk donkey door fiddle flag flute glove grape "
    "harp hedge jar kite ladder lemon letter mask mill nail needle pan pear pin pot",
)
VOWELS = re.findall(
    r"\w+",
    "actor adder alligator anchor angel ant antelope ape apple apron archer army artist astronaut aunt eagle ear "
    "egg elephant elf emperor engine envelope igloo inn island ivory oak ocean octopus olive onion orange orchid "
    "ostrich otter oven owl oyster umbrella uncle hour heir",
)
PLURALS = re.findall(r"\w+", "foxes cats children mice geese wolves men women people witches pirates owls ships")


NAMES = {
    "Bob": "Bob",
    "bob": "Bob",
    "Bob the builder": "Bob the builder",
    "my friend Bob": "my friend Bob",
    "my friend bob": "my friend Bob",
    "Bob's dog": "Bob's dog",
    "a cat called Tom": "a cat called Tom",
    "A Cat Called Tom": "a cat called Tom",
    "Mary Poppins": "Mary Poppins",
    "ALICE": "Alice",
    "London": "London",
    "paris": "Paris",
    "a baker from peru": "a baker from Peru",
    "the Eiffel Tower": "the Eiffel Tower",
    "Grace": "Grace",
    "will": "a will",
    "mark": "a mark",
    "Rose": "a rose",
    "Bicycle": "a bicycle",
}
VERBS = re.compile(
    r"\b(?:am|are|ate|be|bade|began|begun|bought|bowled|came|can|charge|could|did|drove|dyed|fell|felt|flew|gave|go|got|had|"
    r"hail|has|hung|is|kept|knew|left|let|lit|made|meet|met|put|ran|rode|said|sang|sat|set|shot|sing|slept|sold|spoke|spun|"
    r"stood|swung|tell|thought|told|took|was|wept|went|were|wore|would|wrote|\w+ed|it's|I'll|I've)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("subject", [*NAMES, "a fox", "cats", "love", "the queen", "server", "", "asdfghjkl"])
def test_every_sentence_of_a_verse_has_a_verb_and_names_keep_their_capitals(subject: str) -> None:
    for seed in range(8):
        text = answer(verse(subject, seed)).text
        one, two, three, four, five = text.splitlines()
        for part in (f"{one} {two}", f"{three} {four}", five):
            assert VERBS.search(part), (part, text)
        assert not re.search(r"\b(?:an?|bob|tom|london|paris) (?:Bob|Alice|London|Paris|Grace)\b", text), text
        assert not re.search(r"[.!?]{2}$|\bcalled \w+ called\b|[Tt]here once was (?:the|my|[A-Z])", text), text


def test_articles_plurals_and_names_are_right() -> None:
    expected = {noun: f"a {noun}" for noun in NOUNS} | {noun: f"an {noun}" for noun in VOWELS}
    expected |= {noun: noun for noun in PLURALS}
    expected |= {
        "A baker from Wales": "a baker from Wales",
        "Ada Lovelace": "Ada Lovelace",
        "The Queen": "the queen",
        "Fox": "a fox",
        "an owl who lives in trees": "an owl who lives in trees",
    }
    expected |= NAMES
    assert len(expected) >= 200
    assert {subject: subject_phrase(subject) for subject in expected} == expected


def test_one_baker_from_wales_is_no_gang() -> None:
    for seed in range(8):
        first = answer(verse("a baker from Wales", seed)).text.splitlines()[0]
        assert "a baker from Wales" in first
        assert " of a baker" not in first.replace("tale of a", "").replace("sing of a", "")


def test_the_subject_is_in_the_first_line() -> None:
    for subject in ("fox", "whale", "lighthouse", "robot"):
        for seed in range(8):
            assert subject in answer(verse(f"a {subject}", seed)).text.splitlines()[0].lower()


async def test_other_languages_are_told_that_it_rhymes_in_english() -> None:
    finished = (await outputs(builtin_engine().chat_completion(verse("ein Fuchs", locale="de"))))[-1]
    assert isinstance(finished, Finished)
    assert "English" in render(finished.notes[0])
    finished = (await outputs(builtin_engine().chat_completion(verse("a fox"))))[-1]
    assert isinstance(finished, Finished)
    assert finished.notes == ()


@pytest.mark.parametrize("subject", ["a lighthouse keeper", "my niece in Berlin", "a sad geologist", "the postman"])
def test_somebody_with_an_occupation_is_no_it(subject: str) -> None:
    for seed in range(40):
        text = answer(verse(subject, seed)).text
        assert not re.search(r"^(?:That|It)\b", text, re.MULTILINE), text
