import pytest

from core.domain.errors import BadInput
from core.i18n.rendering import render
from core.text.command_syntax import ParsedCommand
from core.text.typed_commands import find_command, parse_command
from tests.core.text.command_syntaxes import COMMANDS


@pytest.mark.parametrize(
    ("line", "text", "values"),
    [
        ("/imagine a red fox in snow --seed 7", "a red fox in snow", {"seed": "7"}),
        ("imagine a fox \u2014seed 7", "a fox", {"seed": "7"}),
        ("  /IMAGINE --Seed=7 a fox", "a fox", {"seed": "7"}),
        ("/imagine a red --seed 7 fox", "a red fox", {"seed": "7"}),
        ("/imagine a fox --style \u201coil painting\u201d", "a fox", {"style": "oil painting"}),
        (
            "/imagine a fox --style=\u201eoil painting\u201c --private",
            "a fox",
            {"style": "oil painting", "private": True},
        ),
        ("/imagine a fox \u2013no-private", "a fox", {"private": False}),
        ("/imagine a fox --private=no", "a fox", {"private": False}),
        ("/imagine a fox --no-private=no", "a fox", {"private": True}),
        ("/imagine --negative-prompt 'two foxes' a fox", "a fox", {"negative_prompt": "two foxes"}),
        ("/imagine --negative_prompt x a fox", "a fox", {"negative_prompt": "x"}),
        ("/imagine don't paint it's fox", "don't paint it's fox", {}),
        ("/imagine the foxes' den --style 'tis", "the foxes' den", {"style": "'tis"}),
        ("/imagine a fox \u2014 running", "a fox \u2014 running", {}),
        ("/imagine a fox \u2014running \u2014 fast", "a fox \u2014running \u2014 fast", {}),
        ("/imagine a fox -- running --seed 7", "a fox -- running", {"seed": "7"}),
        ("/imagine --seed 7 -- --style is a flag", "--style is a flag", {"seed": "7"}),
        ("/imagine a fox -- --seed 7", "a fox --seed 7", {}),
        ("/imagine one\n  two\n\nthree  four --seed 7\nfive", "one\n  two\n\nthree  four\nfive", {"seed": "7"}),
        ('/imagine a sign "--seed 7"', 'a sign "--seed 7"', {}),
        ("/imagine `git log --all` --seed 7", "`git log --all`", {"seed": "7"}),
        ("/imagine a --> b, then use --force! -5", "a --> b, then use --force! -5", {}),
        ("/imagine what git commit --amend does --seed 7", "what git commit --amend does", {"seed": "7"}),
        ("/imagine a fox --zzz", "a fox --zzz", {}),
        ("!imagine a fox --seed 7", "a fox", {"seed": "7"}),
        ("\uff01imagine a fox", "a fox", {}),
        ("/imagine --seed -5", None, {"seed": "-5"}),
        ('/imagine --style="say \\"hi\\" \\\\ c:\\dir" x', "x", {"style": 'say "hi" \\ c:\\dir'}),
        ('/imagine --prompt "a fox" --seed 7', "a fox", {"seed": "7"}),
        ('/imagine "a red fox"', "a red fox", {}),
        ("/imagine --seed 7 \u201ca red fox\u201d --private", "a red fox", {"seed": "7", "private": True}),
        ("/imagine \u201ea red fox\u201c", "a red fox", {}),
        ("/imagine \u00aba red fox\u00bb \u2014seed 7", "a red fox", {"seed": "7"}),
        ("/imagine \u300c\u8d64\u3044\u72d0\u300d", "\u8d64\u3044\u72d0", {}),
        ('/imagine "a red fox\u201d', "a red fox", {}),
        ('/imagine "a fox\n with --seed 7, don\'t ask" --style x', "a fox\n with --seed 7, don't ask", {"style": "x"}),
        ('/imagine "a fox that says \\"ring\\""', 'a fox that says "ring"', {}),
        ('/imagine "a fox that says \u201cring\u201d"', "a fox that says \u201cring\u201d", {}),
        ('/imagine "a fox" and "a hen"', '"a fox" and "a hen"', {}),
        ('/imagine "a fox" --seed 7 and a hen', '"a fox" and a hen', {"seed": "7"}),
        ('/imagine a fox in "oil"', 'a fox in "oil"', {}),
        ('/imagine "a fox', '"a fox', {}),
        ("/imagine 'tis the foxes'", "'tis the foxes'", {}),
        ('/imagine -- "a fox"', '"a fox"', {}),
        ('/imagine ""', None, {}),
        ("/imagine", None, {}),
        ("/imagine a fox\u00a0--seed\u00a07", "a fox", {"seed": "7"}),
    ],
)
def test_a_line_is_read_as_a_person_means_it(line: str, text: str | None, values: dict[str, str | bool]) -> None:
    assert parse_command(line, COMMANDS) == ParsedCommand("imagine", values, text)


def test_the_longest_name_is_the_command() -> None:
    assert parse_command("/troubadour  Models --task chat_completion", COMMANDS) == ParsedCommand(
        "troubadour models", {"task": "chat_completion"}
    )
    assert parse_command("/troubadour", COMMANDS) == ParsedCommand("troubadour")
    assert find_command("hello there", COMMANDS) is None
    assert find_command("chatter on", COMMANDS) is None
    assert find_command("chat", COMMANDS) == "chat"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/imagin a fox", "There is no command imagin. Did you mean /imagine?"),
        ("/troubadour modles", "/troubadour takes nothing after its name, so I did not understand \u201cmodles\u201d."),
        ("/xyzzy", "Known commands: /imagine, /chat, /troubadour"),
        ("", "Known commands"),
        ("/imagine a fox --sed 7", "has no option --sed. Did you mean --seed? Its options: --prompt, --seed,"),
        ("/imagine a fox --neg x", "Did you mean --negative-prompt?"),
        ("/imagine a fox --styl oil", "Did you mean --style?"),
        ("/imagine a fox --no-seed", "has no option --no-seed"),
        ("/troubadour --x", "/troubadour has no options"),
        ("/imagine --seed 7 fox --SEED 8", "You gave --seed twice"),
        ("/imagine --private --no-private", "You gave --private twice"),
        ("/imagine a fox --seed", "--seed needs a value after it"),
        ("/imagine --seed --private", "--seed needs a value"),
        ("/imagine --seed \u2014private", "--seed needs a value"),
        ("/imagine --seed= 7", "--seed needs a value"),
        ("/imagine --seed -- fox", "--seed needs a value"),
        ("/imagine --private=maybe", "--private is a switch. Write --private or --no-private, not \u201cmaybe\u201d"),
        ('/imagine --style "oil painting', "never closed"),
        ("/imagine --prompt fox and more", "--prompt and \u201cand more\u201d both"),
        ("/troubadour models all", "takes only options, so I did not understand \u201call\u201d. Its options: --task."),
    ],
)
def test_an_invalid_line_is_refused_with_advice(line: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_command(line, COMMANDS)

    assert said in render(refused.value.sentence)
