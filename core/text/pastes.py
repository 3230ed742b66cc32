"""Long texts that somebody pastes where they would write a message."""

PASTE_NAME = "message.txt"
"""The name of a paste as a file. Discord's clients use the same when they turn a long message into a file."""
_QUESTION_CHARACTERS = 600


def question_in(text: str) -> str:
    """Returns the words around a pasted text, which stand in its first or last paragraph if they are short.

    A text that is short enough is returned whole.
    """
    paragraphs = [each.strip() for each in text.split("\n\n") if each.strip()]
    if sum(map(len, paragraphs)) <= _QUESTION_CHARACTERS:
        return text.strip()
    ends = dict.fromkeys(paragraphs[:1] + paragraphs[-1:])
    return "\n\n".join(each for each in ends if len(each) <= _QUESTION_CHARACTERS)
