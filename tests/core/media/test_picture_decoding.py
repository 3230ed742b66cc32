import io
import os
import random
import struct
import subprocess
import sys
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from core.domain.errors import BadPicture
from core.i18n.rendering import render
from core.media.picture_decoding import PictureLimits, inspect, open_picture
from core.media.pictures import jpeg_for_model, reencode_under
from tests.core.media.picture_files import FILES, difference, opened_or_refused
from tests.core.media.samples import animation, camera_jpeg, png_claiming, saved, scene, text_bomb, transparent_png


def refusal(data: bytes, limits: PictureLimits | None = None) -> str:
    with pytest.raises(BadPicture) as caught:
        open_picture(data, limits=limits or PictureLimits())
    return render(caught.value.sentence)


@pytest.mark.parametrize("name", FILES)
def test_every_accepted_kind_of_file_opens_plain(name: str) -> None:
    image = open_picture(FILES[name])
    assert image.mode in ("RGB", "RGBA")
    assert image.info == {}
    assert not image.getexif()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_camera_picture_is_upright_and_forgets_its_place(orientation: int) -> None:
    data = camera_jpeg(orientation)
    image = open_picture(data)
    assert difference(image, scene()) < 3
    info = inspect(data)
    assert (info.width, info.height) == scene().size
    for written in (jpeg_for_model(data), reencode_under(data, bytes_limit=10_000, accepted={"image/webp"}).data):
        assert b"Camera of Ada" not in written
        assert difference(Image.open(io.BytesIO(written)), scene()) < 10


def test_size_type_and_frames_of_a_picture() -> None:
    gif = inspect(animation("GIF", frames=7))
    assert (gif.width, gif.height, gif.media_type, gif.frames) == (40, 30, "image/gif", 7)
    png = inspect(transparent_png())
    assert (png.width, png.height, png.media_type, png.frames) == (60, 60, "image/png", 1)
    assert inspect(FILES["png"][:200]) == inspect(FILES["png"]), "the beginning is enough"
    assert inspect(FILES["moving webp"]).frames == 4
    assert inspect(FILES["moving png"]).frames == 4


def test_opaque_pixels_with_an_alpha_channel_are_not_transparent() -> None:
    assert open_picture(saved(scene().convert("RGBA"), "PNG")).mode == "RGB"


def test_sixteen_bits_are_scaled_and_not_clipped() -> None:
    grey = Image.new("I;16", (8, 8), 128 << 8)
    assert open_picture(saved(grey, "PNG")).getpixel((0, 0)) == (128, 128, 128)


def test_transparency_by_palette_or_colour_is_kept() -> None:
    by_colour = saved(Image.new("RGB", (4, 4), (1, 2, 3)), "PNG", transparency=(1, 2, 3))
    assert open_picture(by_colour).getpixel((0, 0)) == (1, 2, 3, 0)
    assert open_picture(FILES["palette"]).mode == "RGBA"


def test_a_wide_gamut_becomes_srgb() -> None:
    """A profile with red and green swapped swaps them in the result only if there is a conversion."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    swapped = bytes(profile).replace(b"sRGB", b"Ours").replace(b"s\0R\0G\0B", b"O\0u\0r\0s")
    red, green = swapped.index(b"rXYZ"), swapped.index(b"gXYZ")
    table = bytearray(swapped)
    table[red : red + 4], table[green : green + 4] = b"gXYZ", b"rXYZ"
    data = saved(Image.new("RGB", (4, 4), (230, 20, 20)), "PNG", icc_profile=bytes(table))
    pixel = open_picture(data).getpixel((0, 0))
    assert isinstance(pixel, tuple)
    assert pixel[1] > 200 > 60 > pixel[0]


def test_a_second_picture_inside_a_phone_jpeg_is_no_animation() -> None:
    data = saved(scene(), "MPO", save_all=True, append_images=[scene(48, 32)])
    assert inspect(data).frames == 1
    assert difference(open_picture(data), scene()) < 10


@pytest.mark.parametrize("name", FILES)
def test_a_truncated_file_is_damaged(name: str) -> None:
    data = FILES[name]
    if name in ("gif", "moving webp", "moving png"):
        data = saved(open_picture(data), name.split()[-1])
    assert "damaged or incomplete" in refusal(data[: len(data) * 2 // 3])


def test_a_header_of_900_megapixels_is_refused_before_decoding() -> None:
    for width, height in ((30_000, 30_000), (12_000, 9_000), (65_000, 65_000)):
        said = refusal(png_claiming(width, height))
        assert "megapixels" in said
        assert "24" in said
    assert "12000 \N{MULTIPLICATION SIGN} 9000" in refusal(png_claiming(12_000, 9_000))


@pytest.mark.parametrize(("lossless", "alpha"), [(False, False), (False, True), (True, False), (True, True)])
def test_the_size_of_every_kind_of_webp_is_known_before_it_is_opened(lossless: bool, alpha: bool) -> None:
    data = saved(scene(100, 70).convert("RGBA" if alpha else "RGB"), "WEBP", lossless=lossless, exif=b"Exif\0\0")
    assert "100 \N{MULTIPLICATION SIGN} 70" in refusal(data, PictureLimits(canvas_pixels=6_999))
    assert open_picture(data, limits=PictureLimits(canvas_pixels=7_000)).size == (100, 70)


def test_a_large_jpeg_is_scaled_while_it_is_decoded_but_its_size_is_known() -> None:
    limits = PictureLimits(whole_pixels=96 * 64 - 1)
    for orientation, (width, height) in ((1, (96, 64)), (6, (96, 64))):
        data = camera_jpeg(orientation)
        assert open_picture(data, limits=limits).size == (width // 2, height // 2)
        info = inspect(data, limits=limits)
        assert (info.width, info.height) == (width, height)
    assert "96 \N{MULTIPLICATION SIGN} 64" in refusal(saved(scene(), "JPEG", progressive=True), limits)


def test_text_bombs_are_refused() -> None:
    assert len(text_bomb()) < 200_000
    assert "damaged" in refusal(text_bomb())


def test_pixel_and_frame_limits_say_what_was_given_and_what_is_allowed() -> None:
    assert "96 \N{MULTIPLICATION SIGN} 64" in refusal(FILES["png"], PictureLimits(pixels=6000))
    assert open_picture(FILES["png"], limits=PictureLimits(pixels=96 * 64)).size == (96, 64)
    for name in ("gif", "moving webp", "moving png"):
        assert "at most 3" in refusal(FILES[name], PictureLimits(frames=3)), name
        assert "4 frames of" in refusal(FILES[name], PictureLimits(frame_pixels=4 * 40 * 30 - 1)), name
        assert open_picture(FILES[name], limits=PictureLimits(frames=4, frame_pixels=4 * 40 * 30)).size == (40, 30)


def test_a_gif_of_a_hundred_thousand_frames_is_refused() -> None:
    gif = animation("GIF", frames=1, size=(1, 1))
    start = gif.index(b",")
    frame = gif[start : gif.rindex(b";")]
    assert "600+ frames" in refusal(gif[:start] + frame * 100_000 + b";")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"Dear all,\nthis is no picture.\n", "text file"),
        ("Grüße aus Köln".encode("latin-1"), "text file"),
        ("naïve café ".encode() * 1000, "text file"),
        ("Notizblock".encode("utf-16"), "text file"),
        (b"<!doctype html><html></html>", "web page"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "document"),
        (b"PK\x03\x04\x14\0\0\0\x08\0", "archive"),
        (b"\x7fELF\x02\x01\x01\0", "program"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "It is a sound"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", "video"),
        (b"\x8f\x02\x11\x99" * 9, "not a picture that I know"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC pictures"),
        (b"II*\0\x08\0\0\0", "TIFF pictures"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG pictures"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "EPS pictures"),
        (saved(scene(), "BMP"), "BMP pictures"),
    ],
)
def test_an_unaccepted_file_is_named(data: bytes, words: str) -> None:
    said = refusal(data)
    assert words in said
    assert "PNG, JPEG, WEBP, GIF, AVIF" in said


@settings(max_examples=250)
@given(data=st.data())
def test_no_mutation_of_a_file_raises_anything_but_bad_picture(data: st.DataObject) -> None:
    whole = FILES[data.draw(st.sampled_from(sorted(FILES)))]
    torn = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        if not torn:
            break
        at = data.draw(st.integers(0, len(torn) - 1))
        match data.draw(st.sampled_from(("byte", "cut", "insert", "remove", "end"))):
            case "byte":
                torn[at] = data.draw(st.integers(0, 255))
            case "cut":
                del torn[at:]
            case "insert":
                torn[at:at] = data.draw(st.binary(max_size=40))
            case "remove":
                del torn[at : at + data.draw(st.integers(1, 40))]
            case _:
                torn[at:] = whole[data.draw(st.integers(0, len(whole))) :]
    assert opened_or_refused(bytes(torn))


@settings(max_examples=150)
@given(start=st.sampled_from([whole[:16] for whole in FILES.values()] + [b""]), rest=st.binary(max_size=300))
@example(start=b"GIF89a", rest=b"")
def test_no_bytes_raise_anything_but_bad_picture(start: bytes, rest: bytes) -> None:
    for open_ in (open_picture, inspect, jpeg_for_model):
        assert opened_or_refused(start + rest, open_)


def test_broken_checksums_and_chunks_of_png_are_damage() -> None:
    """Random bytes rarely pass a checksum; these chunks have correct ones."""
    chooser = random.Random(5)  # noqa: S311 - a fixed seed, no secret
    png = FILES["png"]
    for kind in (b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"eXIf", b"zTXt", b"iTXt", b"acTL", b"fcTL", b"fdAT", b"gAMA"):
        for length in (0, 1, 4, 13, 26, 200):
            body = chooser.randbytes(length)
            chunk = struct.pack(">I", length) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
            assert opened_or_refused(png[:33] + chunk + png[33:])


def test_several_threads_at_once() -> None:
    """Good and bad files in eight threads: each gets the same result as alone."""
    bad = {
        "bomb": png_claiming(30_000, 30_000),
        "torn": FILES["jpeg"][:400],
        "text": b"hello",
        "wide": png_claiming(12_000, 9_000),
    }
    jobs = [(name, data) for name, data in (FILES | bad).items() for _ in range(6)]
    random.Random(1).shuffle(jobs)  # noqa: S311 - a fixed seed, no secret
    together = threading.Barrier(8, timeout=30)

    def outcome(data: bytes) -> str:
        result = opened_or_refused(data)
        return str(hash(result.tobytes())) if isinstance(result, Image.Image) else str(result)

    def run(worker: int) -> list[tuple[str, str]]:
        together.wait()
        return [(name, outcome(data)) for name, data in jobs[worker::8]]

    alone = {name: outcome(data) for name, data in jobs}
    with ThreadPoolExecutor(8) as pool:
        for results in pool.map(run, range(8)):
            for name, result in results:
                assert result == alone[name], name


def test_odd_files_are_opened_without_a_word_on_stderr() -> None:
    """In a separate process that prints warnings: a header of 108 megapixels, and EXIF cut in the middle."""
    script = """
import sys
from core.domain.errors import BadPicture
from core.media.picture_decoding import open_picture
from tests.core.media.samples import camera_jpeg, png_claiming
try:
    open_picture(png_claiming(12_000, 9_000))
except BadPicture:
    camera = camera_jpeg(6)
    place = camera.index(b"Camera of Ada")
    open_picture(camera[: place - 40] + b"\\xff" * 40 + camera[place:])
    sys.exit(0)
"""
    run = subprocess.run(
        [sys.executable, "-W", "always", "-c", script],
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
