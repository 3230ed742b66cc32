import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from core.media.colour_names import COLOURS, basic_colour
from core.media.picture_analysis import analyse_picture
from core.media.picture_decoding import open_picture
from tests.core.media.samples import scene, transparent_png

BASIC = {"black", "grey", "white", "brown", "red", "orange", "yellow", "green", "blue", "purple", "pink"}


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ((0, 0, 0), "black"),
        ((255, 255, 255), "white"),
        ((128, 128, 128), "grey"),
        ((112, 112, 112), "grey"),
        ((255, 0, 0), "red"),
        ((0, 0, 255), "blue"),
        ((30, 150, 50), "green"),
        ((255, 255, 0), "yellow"),
        ((255, 165, 0), "orange"),
        ((128, 0, 128), "purple"),
        ((0, 128, 128), "teal"),
        ((0, 0, 128), "dark blue"),
        ((139, 69, 19), "brown"),
        ((135, 206, 235), "sky blue"),
        ((139, 0, 0), "dark red"),
        ((64, 224, 208), "turquoise"),
    ],
)
def test_colours_have_the_names_people_give_them(rgb: tuple[int, int, int], name: str) -> None:
    facts = analyse_picture(Image.new("RGB", (50, 50), rgb))
    assert [(swatch.name, swatch.rgb, swatch.share) for swatch in facts.colours] == [(name, rgb, 1.0)]
    assert facts.busyness == facts.contrast == 0
    assert facts.lightest == facts.busiest == "everywhere"


def test_every_name_is_its_own_and_has_a_basic_word() -> None:
    for name, rgb in COLOURS.items():
        assert analyse_picture(Image.new("RGB", (8, 8), rgb)).colours[0].name == name
        assert basic_colour(name) in BASIC, name


@given(st.integers(0, 255))
def test_a_colour_without_tint_is_grey(level: int) -> None:
    assert analyse_picture(Image.new("L", (8, 8), level)).colours[0].basic in {"black", "grey", "white"}


def test_a_scene_is_described_as_it_is() -> None:
    facts = analyse_picture(scene(960, 640))
    assert facts.orientation == "wide"
    assert [swatch.basic for swatch in facts.colours][:4] == ["blue", "green", "red", "yellow"]
    assert facts.colours[0].share == pytest.approx(0.5, abs=0.08)
    assert (basic_colour(facts.upper or ""), basic_colour(facts.lower or "")) == ("blue", "green")
    assert facts.lightest == "top right"
    assert facts.transparent == 0
    assert analyse_picture(scene(960, 640).transpose(Image.Transpose.ROTATE_90)).orientation == "tall"
    assert analyse_picture(scene(64, 64)).orientation == "square"


def test_light_and_shape_are_told_apart() -> None:
    night, day = Image.new("RGB", (90, 90), (12, 14, 30)), Image.new("RGB", (90, 90), (240, 240, 225))
    assert analyse_picture(night).brightness < 0.3 < 0.9 < analyse_picture(day).brightness
    chess = Image.new("RGB", (96, 96), "white")
    draw = ImageDraw.Draw(chess)
    for at in range(0, 96, 4):
        draw.line((at, 0, at, 96), fill="black")
    assert analyse_picture(chess).busyness > 0.4
    assert analyse_picture(chess).contrast > 0.9
    assert analyse_picture(Image.linear_gradient("L")).busyness < 0.1
    ember, ice = Image.new("RGB", (9, 9), (240, 120, 40)), Image.new("RGB", (9, 9), (60, 120, 240))
    assert analyse_picture(ember).warmth > 0.4 > -0.4 > analyse_picture(ice).warmth
    assert analyse_picture(ember).saturation > analyse_picture(day).saturation


def test_a_small_subject_is_found() -> None:
    image = Image.new("RGB", (300, 300), (230, 230, 240))
    draw = ImageDraw.Draw(image)
    for at in range(210, 290, 8):
        draw.rectangle((20, at, 80, at + 4), fill=(150, 20, 40))
    assert analyse_picture(image).busiest == "bottom left"


def test_transparent_pixels_do_not_count() -> None:
    facts = analyse_picture(open_picture(transparent_png()))
    assert [swatch.basic for swatch in facts.colours] == ["red"]
    assert facts.transparent == pytest.approx(1 - 0.35, abs=0.05)
    nothing = analyse_picture(Image.new("RGBA", (20, 20), (9, 9, 9, 0)))
    assert nothing.colours == ()
    assert (nothing.upper, nothing.lower, nothing.brightness, nothing.transparent) == (None, None, 0, 1)


@settings(max_examples=60)
@given(
    mode=st.sampled_from(["RGB", "RGBA", "L", "P", "1", "LA"]),
    width=st.integers(1, 200),
    height=st.integers(1, 200),
    seed=st.binary(min_size=64, max_size=64),
    n=st.integers(0, 9),
)
def test_every_picture_can_be_described(mode: str, width: int, height: int, seed: bytes, n: int) -> None:
    image = Image.frombytes("RGBA", (4, 4), seed).resize((width, height)).convert(mode)
    facts = analyse_picture(image, n)
    assert facts == analyse_picture(image, n)
    assert len(facts.colours) <= n
    assert sum(swatch.share for swatch in facts.colours) <= 1.005  # each is rounded
    assert list(facts.colours) == sorted(facts.colours, key=lambda swatch: -swatch.share)
    for value in (facts.brightness, facts.contrast, facts.saturation, facts.busyness, facts.transparent):
        assert 0 <= value <= 1
    assert -1 <= facts.warmth <= 1
