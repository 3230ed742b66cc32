"""Detection of the language of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.language_detection import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The fox is in the garden and it is cold.", "en"),
        ("Der Fuchs ist im Garten und es ist kalt.", "de"),
        ("Le renard est dans le jardin et il fait froid.", "fr"),
        ("A raposa está no jardim e não tem frio.", "pt"),
        ("庭にキツネがいます。", "ja"),
        ("花园里有一只狐狸。", "zh"),
        ("여우가 정원에 있어요.", "ko"),
        ("Лисиця в саду, їй холодно.", "uk"),
        ("Bonanza!", None),
        ("12:30 🦊", None),
        ("", None),
    ],
)
def test_script_and_common_words_tell(text: str, language: str | None) -> None:
    assert language_of(text) == language


@given(st.text(max_size=200))
def test_any_text_is_looked_at(text: str) -> None:
    language = language_of(text)
    assert language is None or (language.islower() and len(language) == 2)
