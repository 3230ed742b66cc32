"""The reader of server-sent events, whatever a server or a network does to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.inference.huggingface.sse import EventReader
from core.inference.huggingface.transport import ResponseTooLarge

LINE = st.text(st.characters(exclude_characters="\r\n{[", exclude_categories=["Cs"]), min_size=1).filter(
    lambda text: not text.startswith(" ")
)
DATA = st.lists(LINE, min_size=1, max_size=3).map("\n".join)


def read(chunks: list[bytes]) -> list[str]:
    """The data of all events of some chunks."""
    reader = EventReader()
    events = [event for chunk in chunks for event in reader.feed(chunk)] + list(reader.close())
    return [event.data for event in events]


def split(data: bytes, cuts: list[int]) -> list[bytes]:
    """The bytes cut at some places."""
    places = sorted({min(cut, len(data)) for cut in cuts})
    return [data[start:end] for start, end in zip([0, *places], [*places, len(data)], strict=True)]


@given(
    events=st.lists(DATA, max_size=5),
    ends=st.lists(st.sampled_from(["\n", "\r\n", "\r"]), min_size=1, max_size=3),
    spaces=st.lists(st.booleans(), min_size=1, max_size=3),
    comments=st.booleans(),
    begins_with_mark=st.booleans(),
    last_is_ended=st.booleans(),
    cuts=st.lists(st.integers(0, 400), max_size=20),
)
def test_events_survive_every_way_of_writing_and_cutting_them(
    events: list[str],
    ends: list[str],
    spaces: list[bool],
    comments: bool,
    begins_with_mark: bool,
    last_is_ended: bool,
    cuts: list[int],
) -> None:
    written = "\ufeff" if begins_with_mark else ""
    for number, event in enumerate(events):
        end = ends[number % len(ends)]
        if comments:
            written += f": alive{end}event: message{end}id: {number}{end}retry: 5{end}"
        for line in event.split("\n"):
            written += f"data:{' ' if spaces[number % len(spaces)] else ''}{line}{end}"
        if last_is_ended or number + 1 < len(events):
            written += end
    assert read(split(written.encode(), cuts)) == events


@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=10))
def test_garbage_is_read_the_same_however_it_is_cut(data: bytes, cuts: list[int]) -> None:
    assert read(split(data, cuts)) == read([data])


def test_unicode_line_ends_do_not_end_a_line() -> None:
    assert read(["data: a\u2028b\u2029c\x85d\x0be\n\n".encode()]) == ["a\u2028b\u2029c\x85d\x0be"]


def test_lines_of_one_event_are_joined() -> None:
    assert read([b"data: one\ndata: two\ndata\n\n"]) == ["one\ntwo\n"]


def test_invalid_utf8_is_replaced_and_ends_nothing() -> None:
    assert read([b"data: a\xffb\n\n"]) == ["a\ufffdb"]


def test_a_line_end_in_two_pieces_is_one() -> None:
    assert read([b"data: one\r", b"\ndata: two\r", b"\n\r\n"]) == ["one\ntwo"]


def test_an_event_comes_as_soon_as_it_is_complete() -> None:
    reader = EventReader()
    assert [event.data for event in reader.feed(b"data: one\r\n\r")] == ["one"]
    assert [event.data for event in reader.feed(b"\ndata: two\r\r")] == ["two"]


def test_an_object_on_one_line_is_an_event_although_no_blank_line_follows() -> None:
    reader = EventReader()
    assert [event.value for event in reader.feed(b'data: {"a": 1}\ndata:{"b": 2}\ndata: [DONE]\n')][:2] == [
        {"a": 1},
        {"b": 2},
    ]
    assert read([b'data: {"a":\ndata: 1}\n\n']) == ['{"a":\n1}']


@pytest.mark.parametrize(
    "written",
    [b'event: error\ndata: {"message": "no"}\n\n', b'error: {"message": "no"}\n\n', b'error:{"message": "no"}'],
)
def test_an_event_can_be_an_error_by_its_name(written: bytes) -> None:
    reader = EventReader()
    (event,) = [*reader.feed(written), *reader.close()]
    assert event.is_error
    assert event.value == {"message": "no"}


@pytest.mark.parametrize(
    ("piece", "count"), [(b"x" * 10_000, 200), (b"data: " + b"x" * 10_000 + b"\n", 200), (b"data\n" * 1_000, 2_000)]
)
def test_an_event_without_end_is_refused_before_it_is_large(piece: bytes, count: int) -> None:
    with pytest.raises(ResponseTooLarge):
        read([piece] * count)


def test_a_line_is_not_searched_again_for_each_of_its_pieces() -> None:
    reader = EventReader()
    for _ in range(20_000):
        assert not list(reader.feed(b"x" * 10))
    assert list(reader.close()) == []
