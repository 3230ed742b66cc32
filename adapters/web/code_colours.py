"""The colours of code: Pygments' classes, of which the page's style sheet knows the light and the dark colour."""

from html import escape

from pygments.token import STANDARD_TYPES

LONGEST_CODE = 30_000
"""The most characters of code that is coloured."""
LANGUAGES = frozenset(
    """
    bash c c# c++ clojure cmake cpp cs csharp css dart diff docker dockerfile elixir erlang fortran go golang graphql
    haskell hs html http ini java javascript js json jsx julia kotlin latex less lua makefile matlab nginx nix objc
    objective-c ocaml perl php pl powershell proto protobuf ps1 py python python3 r rb ruby rs rust sass scala scheme
    scss sh shell sql swift tex toml ts tsx typescript vim xml yaml yml zig zsh
    """.split()  # noqa: SIM905 - shorter
)
"""The languages that are coloured: the usual ones, whose lexers many people feed with anything."""
CLASSES = frozenset(name for name in STANDARD_TYPES.values() if name)
"""The classes that a coloured piece may have."""


def coloured(code: str, language: str) -> str:
    """Code as HTML: coloured where the language is known."""
    if language.lower() not in LANGUAGES or len(code) > LONGEST_CODE:
        return escape(code)
    from pygments import highlight  # with lexers and formatters a megabyte, for code alone
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name

    lexer = get_lexer_by_name(language.lower(), stripnl=False)
    return str(highlight(code, lexer, HtmlFormatter(nowrap=True))).removesuffix("\n")
