import io
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.i18n.rendering import render
from core.media.encoded_media import EncodedMedia
from core.media.file_signatures import media_type_of
from core.media.picture_decoding import open_picture
from core.media.pictures import jpeg_for_model, reencode_under, thumbnail, with_provenance
from tests.core.media.picture_files import FILES, difference, opened_or_refused
from tests.core.media.samples import animation, saved, scene, transparent_png

ALL = {"image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"}


def test_fitting_bytes_pass_through_untouched() -> None:
    for data in FILES.values():
        same = reencode_under(data, bytes_limit=len(data), accepted=ALL)
        assert same.data is data
        assert (same.media_type, same.changed, same.reason) == (media_type_of(data), False, None)


def test_a_limit_or_a_format_changes_them_and_says_why() -> None:
    data = FILES["png"]
    smaller = reencode_under(data, bytes_limit=len(data) - 1, accepted={"image/png", "image/jpeg", "image/webp"})
    assert smaller.changed
    assert smaller.media_type == "image/webp" == media_type_of(smaller.data)
    assert smaller.reason is not None
    assert "compressed" in render(smaller.reason)
    other = reencode_under(FILES["webp"], bytes_limit=10**6, accepted={"image/jpeg"})
    assert other.reason is not None
    assert "from WEBP to JPEG" in render(other.reason)
    still = reencode_under(FILES["gif"], bytes_limit=10**6, accepted={"image/png"})
    assert still.reason is not None
    assert "first frame" in render(still.reason)
    assert media_type_of(still.data) == still.media_type == "image/png"


def test_transparency_is_kept_where_it_can_be_and_white_where_it_cannot() -> None:
    data = transparent_png()
    for accepted in ({"image/webp", "image/jpeg"}, {"image/avif"}, {"image/jpeg", "image/webp"}):
        kept = reencode_under(data, bytes_limit=len(data) - 1 if "image/png" in accepted else 10**6, accepted=accepted)
        assert open_picture(kept.data).getpixel((0, 0))[3] == 0  # type: ignore[index]
    flat = open_picture(reencode_under(data, bytes_limit=10**6, accepted={"image/jpeg"}).data)
    assert flat.getpixel((0, 0)) == (255, 255, 255)
    webp = saved(open_picture(data), "WEBP", lossless=True)
    assert reencode_under(webp, bytes_limit=10**6, accepted={"image/jpeg", "image/png"}).media_type == "image/png"


@settings(max_examples=60)
@given(
    name=st.sampled_from(sorted(FILES)),
    limit=st.integers(0, 4000),
    accepted=st.sets(st.sampled_from(sorted(ALL)), min_size=1),
)
def test_every_limit_is_kept_or_refused(name: str, limit: int, accepted: set[str]) -> None:
    data = FILES[name]
    encoded = opened_or_refused(data, partial(reencode_under, bytes_limit=limit, accepted=accepted))
    if isinstance(encoded, str):
        assert limit < 700  # a JPEG of one pixel is mostly tables
        assert f"into {limit} bytes" in encoded
        return
    assert isinstance(encoded, EncodedMedia)
    assert len(encoded.data) <= limit
    assert encoded.media_type in accepted
    assert media_type_of(encoded.data) == encoded.media_type
    assert encoded.changed == (encoded.data != data)
    open_picture(encoded.data)


def test_noise_fits_too_and_keeps_its_shape() -> None:
    noise = saved(Image.effect_noise((900, 300), 90).convert("RGB"), "PNG")
    for accepted in ({"image/png"}, {"image/gif"}, {"image/jpeg"}, {"image/webp"}):
        encoded = reencode_under(noise, bytes_limit=20_000, accepted=accepted)
        assert 8_000 < len(encoded.data) <= 20_000
        image = open_picture(encoded.data)
        assert image.width / image.height == pytest.approx(3, rel=0.05)


def test_longer_than_a_format_can_hold() -> None:
    strip = saved(Image.new("RGB", (20_000, 10), (9, 9, 200)), "PNG")
    encoded = reencode_under(strip, bytes_limit=10**6, accepted={"image/webp"})
    assert open_picture(encoded.data).width == 16_383


def test_no_accepted_picture_format_is_a_bug() -> None:
    with pytest.raises(ValueError, match="no picture format"):
        reencode_under(FILES["png"], bytes_limit=10**6, accepted={"audio/ogg"})


def test_a_model_gets_an_opaque_jpeg_under_its_limit() -> None:
    for data in FILES.values():
        seen = jpeg_for_model(data, bytes_limit=5_000)
        assert media_type_of(seen) == "image/jpeg"
        assert len(seen) <= 5_000
    disc = open_picture(jpeg_for_model(transparent_png()))
    assert min(disc.getpixel((0, 0))) > 250  # type: ignore[arg-type]
    first = open_picture(jpeg_for_model(animation("GIF"))).getpixel((5, 5))
    assert isinstance(first, tuple)
    assert first[0] > 230 > 30 > first[1]


def test_a_thumbnail_fits_and_keeps_its_shape() -> None:
    assert thumbnail(FILES["png"], 24, 24).size == (24, 16)
    assert thumbnail(transparent_png(), 30, 99).getpixel((0, 0)) == (255, 255, 255)


def test_provenance_is_written_and_a_prompt_never() -> None:
    data = with_provenance(scene(), {"engine": "builtin", "model": "Pinsel ÄÖ 画", "seed": "7"})
    with Image.open(io.BytesIO(data)) as file:
        file.load()
        assert file.info == {"Engine": "builtin", "Model": "Pinsel ÄÖ 画", "Seed": "7"}
    assert difference(open_picture(data), scene()) == 0
    with pytest.raises(ValueError, match="prompt"):
        with_provenance(scene(), {"prompt": "a secret"})


def test_a_picture_for_a_model_is_written_in_one_scan() -> None:
    """Writing several scans would let no other thread run for a fifth of a second or more."""
    seen = Image.open(io.BytesIO(jpeg_for_model(saved(scene(), "PNG"))))
    assert seen.format == "JPEG"
    assert not seen.info.get("progressive")
