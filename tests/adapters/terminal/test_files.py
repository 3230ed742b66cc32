"""Attachments and output files."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.terminal.files import OutputFolder, delete_output, read_attachment, safe_name
from core.domain.errors import BadInput, Missing, UserError
from core.domain.request import MediaRef
from core.i18n.rendering import render
from tests.adapters.terminal.conftest import png


def ref(data: bytes, name: str) -> MediaRef:
    return MediaRef(sha256=hashlib.sha256(data).hexdigest(), media_type="image/png", size=len(data), name=name)


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("fox.jpg", png(), "image/png"),
        ("notes.png", b"only text", "image/png"),
        ("notes.txt", b"only text", "text/plain"),
        ("notes", b"only text", "text/plain"),
        ("settings.unheard-of", b"only text", "text/plain"),
        ("data.json", b"{}", "application/json"),
        ("thing.bin", b"\xff\xfe\x00\x01\xff", "application/octet-stream"),
        ("sound", b"OggS\0\0", "audio/ogg"),
    ],
)
def test_a_file_is_what_its_bytes_are_else_what_its_name_says(
    tmp_path: Path, name: str, content: bytes, media_type: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert read_attachment(tmp_path / name, 1000) == (content, media_type)


def test_an_unreadable_attachment_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * 1001)
    (tmp_path / "link").symlink_to(tmp_path / "link")
    said = {}
    for name in ("nothing.png", ".", "large", "link", "zero\0byte"):
        with pytest.raises(BadInput) as caught:
            read_attachment(tmp_path / name, 1000)
        said[name] = render(caught.value.sentence).replace(str(tmp_path), "~")
    assert said == {
        "nothing.png": "There is no file ~/nothing.png. Check its name and the folder you are in.",
        ".": "~ is a folder. Name a file in it.",
        "large": "~/large is too large. A file can have at most 0.001 MB.",
        "link": "I cannot read ~/link (Too many levels of symbolic links). Make it readable for you, or name another "
        "file.",
        "zero\0byte": "I cannot read ~/zero\0byte (embedded null byte). Make it readable for you, or name another "
        "file.",
    }


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "new" / "folder")
    first = folder.save(b"one", ref(b"one", "fox.png"))
    again = folder.save(b"one", ref(b"one", "fox.png"))
    second = folder.save(b"two", ref(b"two", "fox.png"))
    third = folder.save(b"six", ref(b"six", "fox.png"))
    assert [path.name for path in (first, again, second, third)] == ["fox.png", "fox.png", "fox-2.png", "fox-3.png"]
    assert [path.read_bytes() for path in (first, second, third)] == [b"one", b"two", b"six"]


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError) as caught:
        OutputFolder(tmp_path / "file").save(b"", ref(b"", "fox.png"))
    assert render(caught.value.sentence) == (
        f"I cannot write into {tmp_path}/file (File exists). Choose another folder with --out."
    )


@given(st.text() | st.sampled_from(["../../etc/passwd", "/etc/passwd", "..", ".bashrc", "C:\\x", "a\x1b]0;b\x07.png"]))
def test_no_name_leaves_the_folder_or_hides(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert len(safe) <= 140
    assert not safe.startswith((".", "-"))
    assert not set(safe) & set('/\\:*?"<>|\0\x1b\n')
    assert Path(safe).name == safe


def test_ordinary_names_stay() -> None:
    assert safe_name("imagine-7.png") == "imagine-7.png"
    assert safe_name("the fox.tar.gz") == "the-fox.tar.gz"


def test_a_made_file_is_deleted_unless_somebody_changed_it(tmp_path: Path) -> None:
    path = tmp_path / "fox.png"
    digest = hashlib.sha256(b"one").hexdigest()
    delete_output(path, digest)
    path.write_bytes(b"changed")
    delete_output(path, digest)
    assert path.exists()
    path.write_bytes(b"one")
    delete_output(path, digest)
    assert not path.exists()
    path.mkdir()
    with pytest.raises(Missing):
        delete_output(path, digest)
