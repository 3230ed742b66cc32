"""Messages to the bot, and what each of them is: a command, a question, or talk with or without a button."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

Where = Literal["mention", "dm", "thread"]


class TypedLine(NamedTuple):
    """A message that somebody writes, and its right reading.

    `command` is the command that runs, `chat` for talk. `options` are its raw options besides the text of talk. `form`
    says that the answer is a button that opens the command's form, `meant` names the command in "Did you mean …?".
    `button` is the label, and `words` the text, of the command that the answer to talk offers.
    """

    where: Where
    line: str
    command: str = "chat"
    options: Mapping[str, str] = {}
    form: bool = False
    meant: str | None = None
    refused: str | None = None
    button: str | None = None
    words: str = ""


def runs(where: Where, line: str, command: str, /, **options: str) -> TypedLine:
    return TypedLine(where, line, command, options)


def asks(where: Where, line: str, meant: str) -> TypedLine:
    return TypedLine(where, line, meant=meant)


def wishes(where: Where, line: str, button: str, words: str = "") -> TypedLine:
    return TypedLine(where, line, button=button, words=words)


def talks(where: Where, line: str) -> TypedLine:
    return TypedLine(where, line)


FOX = {"prompt": "a fox"}
LINES = (
    # A mark before the name
    runs("mention", "!imagine a fox", "imagine", **FOX),
    runs("mention", "/imagine a fox", "imagine", **FOX),
    runs("thread", "!imagine a fox", "imagine", **FOX),
    runs("thread", "!IMAGINE a fox", "imagine", **FOX),
    runs("dm", "\uff01imagine a fox", "imagine", **FOX),
    runs("dm", "!speak to me about the sea", "speak", text="to me about the sea"),
    runs(
        "dm", "!complete Once upon a time --temperature 0.8", "complete", prompt="Once upon a time", temperature="0.8"
    ),
    runs("dm", "!chat what does git commit --amend do?", "chat", message="what does git commit --amend do?"),
    runs("thread", "!chat is `rm --seed` a thing?", "chat", message="is `rm --seed` a thing?"),
    runs("dm", "!troubadour usage", "troubadour usage"),
    runs("dm", "!Troubadour  Usage", "troubadour usage"),
    runs("dm", "!help", "troubadour help"),
    runs("dm", "!help imagine", "troubadour help", command="imagine"),
    runs("dm", "!imagine help", "troubadour help", command="imagine"),
    runs("dm", "!troubadour", "troubadour help"),
    runs("thread", "!imagine a fox\nin the snow", "imagine", prompt="a fox\nin the snow"),
    runs("thread", "!translate guten Morgen --to en", "translate", text="guten Morgen", to="en"),
    # Nothing but the name
    TypedLine("mention", "imagine", "imagine", form=True),
    TypedLine("thread", "Imagine", "imagine", form=True),
    TypedLine("dm", "!imagine", "imagine", form=True),
    TypedLine("dm", "speak", "speak", form=True),
    TypedLine("dm", "!imagine --seed 7", "imagine", {"seed": "7"}, form=True),
    runs("dm", "help", "troubadour help"),
    runs("dm", "HELP", "troubadour help"),
    runs("dm", "troubadour", "troubadour help"),
    runs("dm", "troubadour usage", "troubadour usage"),
    runs("mention", "troubadour reset", "troubadour reset"),
    # The name and one of the command's options
    runs("mention", "imagine a fox --seed 7", "imagine", **FOX, seed="7"),
    runs("thread", "imagine a fox \u2014seed 7", "imagine", **FOX, seed="7"),
    runs("mention", "imagine \u201ca fox\u201d --seed=7", "imagine", **FOX, seed="7"),
    runs("dm", "IMAGINE A FOX --SEED 7", "imagine", prompt="A FOX", seed="7"),
    runs("dm", "imagine a fox --seed 7 in the snow", "imagine", prompt="a fox in the snow", seed="7"),
    runs("thread", "limerick about my cat --seed 3", "limerick", subject="about my cat", seed="3"),
    runs("dm", "complete Once upon a time --temperature 0.8", "complete", prompt="Once upon a time", temperature="0.8"),
    runs("dm", "imagine --help", "troubadour help", command="imagine"),
    runs("dm", "speak git commit --amend --speed 2", "speak", text="git commit --amend", speed="2"),
    # Nearly a command
    asks("mention", "!imagin a fox", "imagine"),
    asks("thread", "/imagin a fox", "imagine"),
    asks("dm", "!imaigne a fox", "imagine"),
    asks("dm", "!speek up", "speak"),
    asks("dm", "!hepl", "troubadour help"),
    TypedLine("mention", "imagine a fox --seed 7 --siez wide", refused="--size"),
    TypedLine("dm", "!imagine a fox --temp --sede 7", refused="--seed"),
    TypedLine("dm", "imagine a fox --seed", refused="--seed needs a value"),
    # Talk
    talks("mention", "reset"),
    talks("mention", "usage"),
    talks("dm", "help me with my homework"),
    talks("mention", "/etc/hosts is empty, why?"),
    talks("thread", "!important: read this"),
    talks("dm", "what does git commit --amend do?"),
    talks("mention", "\u2014seed 7 imagine a fox"),
    talks("dm", "// hello"),
    talks("dm", "!!!"),
    talks("thread", "chat with me about --amend"),
    talks("dm", "troubadour, sing!"),
    talks("thread", "imagination is everything"),
    talks("dm", "Ich zeichne gern"),
    talks("dm", "Drawing is fun"),
    # Talk that begins with a command's name
    wishes(
        "mention", "Imagine you are a pirate. What would you say?", "Paint", "you are a pirate. What would you say?"
    ),
    wishes("thread", "imagine a fox --sneaky", "Paint", "a fox --sneaky"),
    wishes("mention", "! imagine a fox", "Paint", "a fox"),
    wishes("mention", "Speak French with me please", "Speak", "French with me please"),
    wishes(
        "dm", "Perform a sentiment analysis of: I hate Mondays", "Perform", "a sentiment analysis of: I hate Mondays"
    ),
    wishes("dm", "complete nonsense, isn't it?", "Complete", "nonsense, isn't it?"),
    wishes("thread", "Limerick is a town in Ireland", "Limerick", "is a town in Ireland"),
    wishes("dm", "imagine help", "Paint", "help"),
    # Verbs, in six languages
    wishes("mention", "draw me a fox", "Paint", "a fox"),
    wishes("dm", "Read this aloud: the sea is calm", "Speak", "the sea is calm"),
    wishes("mention", "Zeichne mir einen Fuchs", "Paint", "einen Fuchs"),
    wishes("dm", "Lies mir das vor", "Speak"),
    wishes("thread", "\u00dcbersetze: good morning", "Translate", "good morning"),
    wishes("mention", "Dessine-moi un renard", "Paint", "un renard"),
    wishes("dm", "lis ceci \u00e0 voix haute", "Speak"),
    wishes("mention", "Dibuja un zorro", "Paint", "un zorro"),
    wishes("dm", "Desenhe uma raposa", "Paint", "uma raposa"),
    wishes("mention", "\u30ad\u30c4\u30cd\u3092\u63cf\u3044\u3066", "Paint", "\u30ad\u30c4\u30cd"),
    wishes(
        "thread",
        "\u30ad\u30c4\u30cd\u3092\u63cf\u3044\u3066\u304f\u3060\u3055\u3044\u3002",
        "Paint",
        "\u30ad\u30c4\u30cd",
    ),
    talks("dm", "\u30ad\u30c4\u30cd\u3092\u63cf\u3044\u3066\u3044\u307e\u3059"),
)
