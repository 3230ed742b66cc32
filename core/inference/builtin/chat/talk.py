"""Small talk by rules: the first matching pattern answers."""

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.i18n.rendering import supported
from core.inference.builtin.chat import wording
from core.inference.builtin.chat.personas import in_persona
from core.inference.builtin.chat.seeing import describe
from core.inference.builtin.chat.stories import story
from core.inference.builtin.chat.sums import solve
from core.inference.builtin.markov import continuation
from core.inference.builtin.seeded_random import random_from
from core.inference.requests import ChatMessage, ChatRequest, TextRequest
from core.text.command_syntax import prefixed_name

_FILE = re.compile(
    r"The file (?P<name>[^\n]*?)(?: \((?P<facts>[A-Z]{3,4}, [^\n]*)\))?:\n````\n(?P<text>.*?)\n````(?:\n\([^\n]*\))?",
    re.DOTALL,
)
_PLACE = re.compile(
    r"^\[(?:p\.|slide|sheet|chapter|part|rows?|file) [^\n]*\]$|^\(a scanned page[^\n]*\)$|^\|(?: --- \|)+$",
    re.MULTILINE,
)
"""Marks of places in a document, which are no words of it."""
_NAME = re.compile(
    r"\b(?:my name is|call me|i am called"
    r"|my name['\u2019]s)\s+(?P<name>[^\W\d_][\w'\u2019\-]{0,29}(?: [A-Z][\w'\u2019\-]{0,29})?)",
    re.IGNORECASE,
)
_COMMAND = re.compile(rf"`/({'|'.join(wording.COMMANDS)})\b")
_NO_NAMES = frozenset(["a", "an", "the", "when", "if", "what", "not", "back", "later", "maybe", "crazy"])


@dataclass(frozen=True)
class ChatInput:
    """The last message: its text without attached files, in its own and in lower case, and the messages before it."""

    text: str
    lower: str
    pictures: Sequence[bytes]
    files: Sequence[tuple[str, str, str]]
    before: Sequence[ChatMessage]
    locale: str
    seed: int
    chance: random.Random

    def one(self, choices: Sequence[str], **values: str) -> str:
        """One of several wordings, filled in."""
        name = self.name
        suggestion = self.chance.choice(wording.SUGGESTIONS)
        values = {"to_name": f", {name}" if name else "", "try_this": suggestion, "connect": self._connect, **values}
        return _filled(self.chance.choice(choices), values).rstrip()

    @property
    def _connect(self) -> str:
        """Tells the ways to connect a model, with the first evasion of a conversation only."""
        said = any(wording.CONNECT in message.text for message in self.before if message.role == "assistant")
        return "" if said else wording.CONNECT

    @property
    def name(self) -> str | None:
        """The latest name that the speaker gave."""
        texts = [message.text for message in self.before if message.role == "user"]
        for text in (self.text, *reversed(texts)):
            found = _NAME.search(text)
            if found and found["name"].split()[0].lower() not in _NO_NAMES:
                name = found["name"]
                return name if name[:1].isupper() else name.split()[0].capitalize()
        return None


Answer = Callable[[ChatInput, "re.Match[str]"], str | None]
Rules = tuple[tuple[re.Pattern[str], Answer], ...]


def talk(request: ChatRequest) -> str:
    """The answer to the last message. Raises `BadPicture` for an unreadable picture."""
    system = next((message.text for message in request.messages if message.role == "system"), "")
    chat_input = _chat_input(request)
    return in_persona(_with_prefix(_reply(chat_input), request.command_prefix), system, chat_input.chance)


def _with_prefix(text: str, prefix: str) -> str:
    """The text with the commands' names as they are on this platform. Quoted user text has no back-ticks here."""
    return _COMMAND.sub(lambda found: f"`/{prefixed_name(found[1], prefix)}", text) if prefix else text


def _chat_input(request: ChatRequest) -> ChatInput:
    turns = [message for message in request.messages if message.role != "system"]
    last = turns[-1] if turns else ChatMessage(role="user", text="")
    text = _FILE.sub("", last.text).strip()
    return ChatInput(
        text=text,
        lower=" ".join(text.lower().replace("\u2019", "'").split()),
        pictures=last.pictures,
        files=[(found["name"], found["facts"] or "", found["text"]) for found in _FILE.finditer(last.text)],
        before=turns[:-1],
        locale=supported(request.locale),
        seed=request.seed,
        chance=random_from("talk", request.seed, last.text),
    )


def _reply(chat_input: ChatInput) -> str:
    shown = [_about_file(chat_input, name, facts, text) for name, facts, text in chat_input.files]
    if chat_input.pictures:
        shown.append(describe(chat_input.pictures, chat_input.seed))
    if shown:
        return "\n\n".join(shown)
    lowered = chat_input.lower[:2000]
    for pattern, answer in _RULES:
        found = pattern.search(lowered)
        if found is not None and (reply := answer(chat_input, found)):
            return reply
    return chat_input.one(wording.LOST, quote=_short(chat_input.text))


def _wording(choices: Sequence[str]) -> Answer:
    return lambda chat_input, _: chat_input.one(choices)


def _local(intent: str, choices: Sequence[str]) -> Answer:
    def answer(chat_input: ChatInput, found: "re.Match[str]") -> str:
        language = next((language for language, text in found.groupdict().items() if text), chat_input.locale)
        phrases = wording.LOCAL.get(language)
        return chat_input.one([phrases[intent]] if phrases else choices)

    return answer


def _sum(chat_input: ChatInput, _: "re.Match[str]") -> str | None:
    try:
        result = solve(chat_input.text)
    except ZeroDivisionError:
        return "Nobody divides by zero here; the last one to try is still falling."
    return result and chat_input.one(
        (f"{result}. I did it in my head.", f"That makes {result}.", f"{result}, I am fairly sure.")
    )


def _story(chat_input: ChatInput, found: "re.Match[str]") -> str:
    about = (
        _short(chat_input.text[found.start("about") : found.end("about")].strip(" .!?"), 60) if found["about"] else ""
    )
    return story(chat_input.chance, about)


def _command(_: ChatInput, found: "re.Match[str]") -> str | None:
    return wording.COMMANDS.get(found["command"] or found["only"])


def _painting(_: ChatInput, found: "re.Match[str]") -> str:
    return f"For a picture, type `/imagine {_short(found['what'], 80) or 'a fox in the snow'}`."


def _verse(_: ChatInput, __: "re.Match[str]") -> str:
    return f"{wording.COMMANDS['limerick']} Try `/limerick a baker from Wales`."


def _told_name(chat_input: ChatInput, _: "re.Match[str]") -> str | None:
    return chat_input.one(wording.NAME_TOLD, name=chat_input.name) if chat_input.name else None


def _asked_name(chat_input: ChatInput, _: "re.Match[str]") -> str:
    name = chat_input.name
    return chat_input.one(wording.NAME_KNOWN, name=name) if name else chat_input.one(wording.NAME_UNKNOWN)


def _remembered(chat_input: ChatInput, _: "re.Match[str]") -> str:
    earlier = [message.text for message in chat_input.before if message.role == "user"]
    if not earlier:
        return chat_input.one(wording.NOTHING_REMEMBERED)
    return chat_input.one(wording.REMEMBERED, quote=_short(earlier[-1], 200))


def _going_on(chat_input: ChatInput, _: "re.Match[str]") -> str:
    mine = [message.text for message in chat_input.before if message.role == "assistant" and message.text]
    if not mine:
        return chat_input.one(wording.NOTHING_TO_CONTINUE)
    more = continuation(TextRequest(prompt=mine[-1][-200:], seed=chat_input.seed, max_new_tokens=90))
    return wording.CONTINUED.replace("{text}", more.text.strip())


def _feeling(chat_input: ChatInput, found: "re.Match[str]") -> str:
    what = _second_person(_short(found["what"], 80))
    if found["verb"] in ("am", "'m"):
        return chat_input.one(wording.FEELINGS, what=f"are {what}", plain=f"be {what}")
    return chat_input.one(wording.FEELINGS, what=f"feel {what}", plain=f"feel {what}")


def _want(chat_input: ChatInput, found: "re.Match[str]") -> str:
    return chat_input.one(wording.WANTS, what=_second_person(_short(found["what"], 80)))


def _family(chat_input: ChatInput, found: "re.Match[str]") -> str:
    return chat_input.one(wording.FAMILY, who=found["who"])


def _question(chat_input: ChatInput, _: "re.Match[str]") -> str:
    return chat_input.one(wording.KNOWLEDGE)


def _about_file(chat_input: ChatInput, name: str, facts: str, text: str) -> str:
    text = _PLACE.sub("", text) if facts else text
    words = re.findall(r"[^\W\d_]{4,}", text.lower())
    common = [f"*{word}*" for word, _ in Counter(words).most_common(5 if facts else 3)] or ["none to speak of"]
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    values = {
        "name": _short(name, 80),
        "lines": f"{len(text.splitlines()):,}",
        "words": f"{len(text.split()):,}",
        "characters": f"{len(text):,}",
        "first": f"It begins: “{_short(first, 80)}”." if first else "It is blank.",
        "common": ", ".join(common),
    }
    if not facts:
        return chat_input.one(wording.TEXT_FILE, **values)
    about, _, headings = facts.partition(", headings: ")
    headings = headings or "; ".join(line.lstrip("# ") for line in text.splitlines() if line.startswith("#"))
    told = f"Its headings are: {_short(headings, 400)}." if headings else "It has no headings."
    return chat_input.one(wording.DOCUMENT, **values, about=_short(about, 200), headings=told)


def _short(text: str, longest: int = 60) -> str:
    """One line without characters that would start Markdown formatting."""
    line = " ".join(re.sub(r"[`*_~|<>\[\]#]", " ", text).split())
    return line if len(line) <= longest else f"{line[:longest].rstrip()}…"


_PRONOUNS = {
    "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself", "am": "are", "i'm": "you're",
    "you": "I", "your": "my", "yours": "mine", "yourself": "myself",
}  # fmt: skip


def _second_person(text: str) -> str:
    """The words from the other person's view: my becomes your."""
    return " ".join(_PRONOUNS.get(word, word) for word in text.strip(" .!?").split())


def _filled(text: str, values: dict[str, str]) -> str:
    """Fills in `{names}` once, as user text may contain braces."""
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), text)


def _rules(*rules: tuple[str, Answer]) -> Rules:
    return tuple((re.compile(pattern), answer) for pattern, answer in rules)


_RULES = _rules(
    (r"^$|^[\W_]+$", _wording(wording.SAID_NOTHING)),
    (r"^(?:please )?(?:go on|continue|keep going|more|and then)\b|go on exactly where you stopped", _going_on),
    (
        (
            r"\b(?:tell|write|give|sing)\b.*\b(?:story|tale|fairy ?tale)\b(?: (?:about|of|on) (?P<about>.+))?"
            r"|^(?:a |another )?(?:long |short )?story(?: (?:about|of) .+)?[.!?]*$"
        ),
        _story,
    ),
    (
        r"\b(?:real|proper|better|actual|bigger) (?:model|ai|llm)s?\b|\bhf_?token\b|\bhugging ?face\b|\bapi key\b",
        _wording(wording.REAL_MODELS),
    ),
    (
        (
            r"\b(?:are|r) (?:you|u) (?:an? |the |really |just |some )*(?:ai|a\.i\.|bot|robot|llm|model|language model"
            r"|human|"
            r"person|machine|chatgpt|gpt|alive|conscious|real|intelligent)\b|\bwhich model\b|\bwhat model\b"
        ),
        _wording(wording.NOT_A_MODEL),
    ),
    (
        (
            r"\b(?:who|what) are you\b|\bwhat is your name\b|\bwhat's your name\b|\bintroduce yourself\b"
            r"|(?P<de>\bwer bist du\b|\bwer sind sie\b)|(?P<fr>\b(?:qui|t) ?es[- ]tu\b|\bqui êtes[- ]vous\b"
            r"|\btu es qui\b)"
            r"|(?P<es>\bquién eres\b|\bquien eres\b)|(?P<ja>あなたは誰|誰ですか)|(?P<pt>\bquem és\b|\bquem é você\b"
            r"|\bquem e voce\b)"
        ),
        _local("who", wording.WHO),
    ),
    (
        (
            r"\bwhat can (?:you|i) (?:do|try|say|ask)\b|^help\b|\bhow do(?:es)? (?:you|this|it) work\b|\bcommands\b"
            r"|\bwhat do you do\b"
            r"|(?P<de>\bwas kannst du\b|^hilfe\b)|(?P<fr>\bque (?:sais|peux)[- ]tu\b|^aide\b|^aidez)"
            r"|(?P<es>\bqué puedes\b|^ayuda\b)"
            r"|(?P<ja>何ができ|^ヘルプ|助けて)|(?P<pt>\bo que (?:sabes|podes|você pode|sabe)\b|^ajuda\b)"
        ),
        _local("help", wording.ABILITIES),
    ),
    (
        (
            r"\bwhat (?:should|shall|could|can) (?:i|we) (?:do|try)\b|\bwhat(?: to do)? next\b|\bsuggest|\bi(?:'m"
            r"| am) bored\b|\binspire me\b"
        ),
        _wording(("{try_this}",)),
    ),
    (r"\bremember\b|\bwhat did i (?:just )?(?:say|tell|ask)\b|\bmy last (?:message|question)\b", _remembered),
    (r"\b(?:what is|what's|do you know|say) my name\b|\bwho am i\b", _asked_name),
    (r"\b(?:my name is|call me|i am called|my name's) \w", _told_name),
    (r"\d", _sum),
    (
        (
            r"\b(?:about|how|what|explain|does|is|use)\b.*?/?\b(?P<command>imagine|limerick|speak|perform|complete"
            r"|chat|troubadour)\b"
            r"|^/?(?P<only>imagine|limerick|speak|perform|complete|chat|troubadour)\b"
        ),
        _command,
    ),
    (r"\b(?:draw|paint|picture of|imagine)\b(?: me)? ?(?P<what>.*)", _painting),
    (r"\blimerick|\bpoem\b|\brhyme\b|\bverse\b", _verse),
    (r"\bjoke|\bmake me laugh\b|\bfunny\b|\bhumou?r\b", _wording(wording.JOKES)),
    (
        r"\bcode\b|\bpython\b|\bjavascript\b|\bprogram(?:me|ming)?\b|\bfunction\b|\bscript\b|\bregex\b|\bsql\b",
        _wording(wording.CODE),
    ),
    (
        r"\bthanks?\b|\bthank you\b|\bcheers\b|\bdanke\b|\bmerci\b|\bgracias\b|\bobrigad[oa]\b|ありがとう",
        _wording(wording.THANKS),
    ),
    (r"^(?:good)?bye\b|\bgood ?night\b|\bsee you\b|\bfarewell\b", _wording(wording.FAREWELLS)),
    (r"\bhow are (?:you|things)\b|\bhow do you do\b|\bhow's it going\b|\bwhat's up\b", _wording(wording.WELL_BEING)),
    (
        (
            r"^(?:hi|hey|hello|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day))\b"
            r"|^(?P<de>hallo|guten (?:tag|morgen|abend)|servus|moin|grüß)\b|^(?P<fr>bonjour|bonsoir|salut|coucou)\b"
            r"|^(?P<es>¡?hola|buen[oa]s (?:días|tardes|noches))\b"
            r"|^(?P<ja>こんにちは|こんばんは|おはよう|やあ)|^(?P<pt>olá|ola|oi"
            r"|bom dia|boa (?:tarde|noite))\b"
        ),
        _local("greeting", wording.GREETINGS),
    ),
    (r"\bweather\b|\braining\b", _wording(wording.WEATHER)),
    (r"\bwhat time\b|\bwhat day\b|\bwhat date\b|\btoday's date\b|\bwhat year\b", _wording(wording.TIME)),
    (
        r"\bspeak (?:german|french|spanish|japanese|portuguese|italian)\b|\bwhich languages?\b|\bwhat languages?\b",
        _wording(wording.LANGUAGES),
    ),
    (r"\b(?:stupid|idiot|useless|dumb|rubbish|terrible|hate you|suck|boring|shut up)\b", _wording(wording.RUDE)),
    (
        (
            r"\b(?:great|brilliant|wonderful|lovely|amazing|well done|bravo|good (?:bot|job)|nice|beautiful|love (?:it"
            r"|you))\b"
        ),
        _wording(wording.PRAISE),
    ),
    (r"\bi(?: really)? (?:want|need|wish(?: for)?|would like|long for) (?P<what>.{1,120})", _want),
    (
        (
            r"\bmy (?P<who>mother|father|mum|mom|dad|sister|brother|wife|husband|son|daughter|cat|dog|boss|friend"
            r"|teacher)\b"
        ),
        _family,
    ),
    (r"\bi ?(?P<verb>am|'m|feel)(?: feeling)? (?P<what>[^.,;!?]{1,120})", _feeling),
    (r"\bbecause\b", _wording(wording.BECAUSE)),
    (r"\b(?:why (?:can't|don't|won't|are) you|can you|could you|will you|would you)\b", _wording(wording.WHY_NOT_I)),
    (r"^(?:yes|yeah|yep|sure|of course|ok|okay|please)\b", _wording(wording.YES)),
    (r"^(?:no|nope|never|not really)\b", _wording(wording.NO)),
    (r"\?|^(?:what|who|where|when|why|how|which|is|are|do|does|did|explain|describe|tell me)\b", _question),
)
"""Patterns over the message, in lower case on one line; the more specific ones come first."""
