"""Pictures show the things that the prompt names."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.domain.errors import BadInput, BadPicture
from core.i18n.rendering import render
from core.inference.builtin.painting.brief import Brief, read
from core.inference.builtin.painting.finish import finished
from core.inference.builtin.painting.noise import generator
from core.inference.builtin.painting.prompts import image_prompt
from core.inference.builtin.painting.sprites import FIGURES
from core.inference.builtin.painting.vocabulary import STYLE_WORDS, SUBJECT_WORDS
from core.inference.builtin.seeded_random import random_from
from core.inference.outputs import Finished, ImageOutput
from core.inference.requests import ImageRequest
from tests.core.inference.builtin.requests import builtin_engine, outputs, picture_of, pixels, png


def brief(prompt: str, negative: str | None = None) -> Brief:
    return read(prompt, negative, random_from("test"))


def test_every_subject_has_a_figure() -> None:
    assert set(SUBJECT_WORDS.values()) == set(FIGURES)


@pytest.mark.parametrize("name", sorted(FIGURES))
async def test_every_figure_can_be_drawn(name: str) -> None:
    picture = await picture_of(f"a {name}", side=96)
    assert pixels(picture).std() > 12
    assert picture.alt is not None
    assert name in picture.alt


async def test_another_seed_is_clearly_another_picture() -> None:
    first = pixels(await picture_of("a fox in a field", seed=1))
    second = pixels(await picture_of("a fox in a field", seed=2))
    assert np.abs(first - second).mean() > 12


async def test_a_picture_is_composed_and_not_noise() -> None:
    picture = pixels(await picture_of("melancholy jurisprudence", side=256))
    shrunk = np.asarray(Image.fromarray(picture.astype(np.uint8)).resize((32, 32), Image.Resampling.BOX), dtype=float)
    assert shrunk.std() > 0.75 * picture.std()


@pytest.mark.parametrize(("colour", "band"), [("red", 0), ("green", 1), ("blue", 2)])
async def test_a_colour_colours_its_subject(colour: str, band: int) -> None:
    plain = pixels(await picture_of("a white cat on a plain table", seed=4))
    coloured = pixels(await picture_of(f"a {colour} cat on a plain table", seed=4))
    middle = np.s_[70:140, 55:105]
    change = (coloured - plain)[middle].reshape(-1, 3).mean(axis=0)
    assert change[band] == max(change)


async def test_snow_is_bright_and_night_is_dark() -> None:
    snow = pixels(await picture_of("a snowy mountain in bright daylight")).mean()
    day = pixels(await picture_of("a forest in daylight")).mean()
    night = pixels(await picture_of("a forest at night")).mean()
    assert snow > 150
    assert night < 80
    assert night < day < snow


async def test_a_night_has_stars_all_over() -> None:
    sky = pixels(await picture_of("a field at night"))[:50]
    assert np.median(sky) < 60
    assert np.count_nonzero((sky.mean(axis=2) > 110).any(axis=0)) > 30


async def test_the_negative_prompt_takes_things_out() -> None:
    picture = await picture_of("a fox and a red boat at night", negative="boats, night")
    assert picture.alt is not None
    assert "fox" in picture.alt
    assert "boat" not in picture.alt
    assert "night" not in picture.alt


async def test_a_picture_that_is_given_lends_its_colours() -> None:
    prompt = "a house among hills in daylight"
    plain = pixels(await picture_of(prompt))
    warm = pixels(await picture_of(prompt, source=png("darkred", "orange", "gold")))
    cold = pixels(await picture_of(prompt, source=png("navy", "steelblue", "white")))

    def warmth(picture: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> float:
        return float(picture[..., 0].mean() - picture[..., 2].mean())

    assert warmth(warm) > warmth(plain) + 20
    assert warmth(warm) > warmth(cold) + 60


async def test_a_source_that_is_no_picture_is_refused() -> None:
    with pytest.raises(BadPicture):
        await picture_of("a fox", source=b"not a picture")


@settings(max_examples=8)
@given(
    width=st.integers(64, 300),
    height=st.integers(64, 300),
    style=st.sampled_from(["", "watercolour", "ink", "pixel art", "poster"]),
)
async def test_the_picture_has_the_requested_size(width: int, height: int, style: str) -> None:
    found = await outputs(
        builtin_engine().text_to_image(ImageRequest(prompt=f"a fox, {style}", width=width, height=height))
    )
    picture = next(output for output in found if isinstance(output, ImageOutput))
    image = Image.open(io.BytesIO(picture.data))
    assert image.size == (width, height)
    assert image.format == "PNG"


@pytest.mark.parametrize(("width", "height"), [(2048, 64), (64, 2048)])
async def test_the_smallest_and_largest_sizes_work(width: int, height: int) -> None:
    found = await outputs(
        builtin_engine().text_to_image(ImageRequest(prompt="three boats on the sea", width=width, height=height))
    )
    assert isinstance(found[-1], Finished)


@pytest.mark.parametrize(("width", "height"), [(63, 512), (512, 2049)])
async def test_other_sizes_are_refused(width: int, height: int) -> None:
    with pytest.raises(BadInput):
        await outputs(builtin_engine().text_to_image(ImageRequest(prompt="a fox", width=width, height=height)))


async def test_provenance_names_engine_and_seed_and_never_the_prompt() -> None:
    picture = await picture_of("a fox called zanzibarra", seed=42)
    with Image.open(io.BytesIO(picture.data)) as image:
        assert image.info["Engine"] == "builtin"
        assert image.info["Seed"] == "42"
    assert b"zanzibarra" not in picture.data


async def test_ignored_options_of_a_picture_are_named() -> None:
    request = ImageRequest(prompt="a fox", width=64, height=64, steps=30, guidance_scale=7.5)
    finished = (await outputs(builtin_engine().text_to_image(request)))[-1]
    assert isinstance(finished, Finished)
    assert set(finished.ignored) == {"steps", "guidance_scale"}


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("a red fox with a sousaphone, a sousaphone and a gavotte", "sousaphone, gavotte"),
        ("ein roter Fuchs im Schnee", None),
        ("quarterly jurisprudence", "quarterly, jurisprudence"),
    ],
)
async def test_words_that_the_rules_do_not_know_are_told(prompt: str, words: str | None) -> None:
    finished = (await outputs(builtin_engine().text_to_image(ImageRequest(prompt=prompt, width=64, height=64))))[-1]
    assert isinstance(finished, Finished)
    told = [render(note, "en") for note in finished.notes]
    assert told == ([] if words is None else [f"The built-in engine did not understand: {words}."])


async def test_styles_show() -> None:
    prompt = "a lighthouse in daylight"
    noir = pixels(await picture_of(f"{prompt}, noir"))
    assert np.abs(noir[..., 0] - noir[..., 2]).max() == 0
    few = pixels(await picture_of(f"{prompt}, pixel art")).reshape(-1, 3)
    assert len(np.unique(few, axis=0)) <= 28
    ink = pixels(await picture_of(f"{prompt}, ink drawing"))
    assert np.median(ink) > 180
    paper = pixels(await picture_of(f"{prompt}, watercolour"))
    assert paper[0].mean() > 225


@pytest.mark.parametrize("style", sorted(set(STYLE_WORDS.values())))
def test_each_style_makes_something_of_its_own_of_the_same_picture(style: str) -> None:
    plain = np.asarray(Image.linear_gradient("L").convert("RGB"))
    image = Image.fromarray(np.where(np.indices((256, 256)).sum(axis=0)[..., None] % 97 < 30, plain, 255 - plain))
    by_style = np.asarray(finished(image, style, generator("test")), dtype=float)
    by_brush = np.asarray(finished(image, "painted", generator("test")), dtype=float)
    assert by_style.shape == (256, 256, 3)
    assert np.abs(by_style - by_brush).mean() > 3


# --- reading


@pytest.mark.parametrize(
    ("prompt", "name", "count", "colour"),
    [
        ("a red fox in the snow", "fox", 1, "red"),
        ("three white boats", "boat", 3, "white"),
        ("two wolves", "wolf", 2, ""),
        ("a flock of birds", "bird", 7, ""),
        ("ein roter Fuchs", "fox", 1, "red"),
        ("un chat bleu", "cat", 1, "blue"),
        ("赤い船", "boat", 1, "red"),
        ("hot-air balloons", "balloon", 3, ""),
    ],
)
def test_subjects_are_read_with_their_number_and_colour(prompt: str, name: str, count: int, colour: str) -> None:
    subject = brief(prompt).subjects[0]
    assert (subject.name, subject.count, subject.colour_word) == (name, count, colour)


@pytest.mark.parametrize(
    ("prompt", "scene", "light", "weather", "style"),
    [
        ("a castle in the mountains at sunset, watercolour", "mountain", "sunset", "", "watercolour"),
        ("a rainy city at night, neon", "city", "night", "rain", "neon"),
        ("a fox under the northern lights", "field", "night", "aurora", "painted"),
        ("stained glass of the deep sea", "underwater", "day", "", "glass"),
        ("夜の森", "forest", "night", "", "painted"),
    ],
)
def test_the_rest_is_read(prompt: str, scene: str, light: str, weather: str, style: str) -> None:
    found = brief(prompt)
    assert (found.light if light != "day" else "day", found.weather, found.style) == (light, weather, style)
    assert found.scene == scene or (scene == "field" and found.scene in ("field", "hill", "mountain"))


def test_strange_words_make_something_abstract() -> None:
    found = brief("quarterly jurisprudence")
    assert found.scene == "abstract"
    assert found.strange == ("quarterly", "jurisprudence")


@given(
    subject=st.sampled_from(["a fox", "lighthouse", "dragons and cake", "my aunt's homework"]),
    seed=st.integers(0, 2**32 - 1),
)
@settings(max_examples=40)
def test_image_prompts_are_short_keep_the_subject_and_are_understood(subject: str, seed: int) -> None:
    prompt = image_prompt(subject, seed)
    assert subject.lower() in prompt.lower()
    assert len(prompt.split()) <= 40
    found = brief(prompt)
    known = {SUBJECT_WORDS[word.strip("s")] for word in subject.split() if word.strip("s") in SUBJECT_WORDS}
    assert known <= {thing.name for thing in found.subjects}
    assert found.scene != "abstract"
    assert set(found.strange) <= {"aunt's", "homework"}
