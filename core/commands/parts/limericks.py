"""The limerick part of a reply, which `/limerick` and `/perform` share.

A limerick is checked before it is shown. One that fails is asked for once more, with its faults, and then shown as it
is. If there is no second one, the first is shown.
"""

from collections.abc import AsyncGenerator

from core.commands.context import Context, in_thread
from core.commands.parts.text import Draft, draft_whole, facts, trouble
from core.domain.errors import Interrupted, UserError
from core.domain.events import Event, Progress, Statement, TextReplace
from core.domain.sentences import say
from core.domain.tasks import Task
from core.i18n.rendering import render_all, supported
from core.inference.requests import ChatMessage, ChatRequest
from core.text.verse import check_limerick

FORM = """Write a limerick: five lines, rhyming AABBA. Lines 1, 2 and 5 have eight or nine syllables, lines 3 and 4 five
or six. Give only the five lines, each on its own line, without a title or a remark. Write in the language with the code
"{locale}"."""
MEND = "That does not keep the form: {problems} Write it again, all five lines."

LIMERICK_TOKENS = 2_000
"""The most tokens for a limerick. Five lines take a tenth of that; the rest is for reasoning before them."""


async def write_limerick(
    subject: str,
    picture: bytes | None,
    part: str,
    context: Context,
    draft: Draft,
    *,
    model: str | None,
    seed: int | None,
    fresh: bool = False,
) -> AsyncGenerator[Event, None]:
    """Shows progress, then the whole limerick. `picture` is a JPEG for the model."""
    started = context.clock.now()
    language = supported(context.locale)
    basics = await context.request_defaults(Task.CHAT_COMPLETION, model=model, seed=seed, fresh=fresh)
    about = f"about {subject}" if subject else "about this picture"
    messages = [
        ChatMessage(role="system", text=FORM.format(locale=language)),
        ChatMessage(role="user", text=f"A limerick {about}, please.", pictures=(picture,) if picture else ()),
    ]
    yield Progress(sentence=say("limerick-writing"), part=part)
    first_seed = basics["seed"]
    torn: Interrupted | None = None
    for attempt in range(2):
        current = Draft()
        request = ChatRequest(**basics, messages=tuple(messages), temperature=0.9, max_new_tokens=LIMERICK_TOKENS)
        try:
            async for event in draft_whole(context.engine.chat_completion(request), part, current):
                if not (attempt and isinstance(event, Statement)):  # it was said the first time
                    yield event
            torn = None
        except UserError as error:
            if attempt:
                break
            if not (isinstance(error, Interrupted) and current.text):
                raise
            torn = error
        draft.text, draft.finished = tidy(current.text), current.finished
        report = await in_thread(check_limerick, draft.text, language)
        if report.ok or attempt:
            break
        yield Progress(sentence=say("limerick-mending"), part=part)
        problems = " ".join(render_all(report.problems))
        messages += [
            ChatMessage(role="assistant", text=draft.text),
            ChatMessage(role="user", text=MEND.format(problems=problems)),
        ]
        basics["seed"] = (basics["seed"] + 1) % 2**32
    yield TextReplace(part=part, text="  \n".join(draft.text.splitlines()))
    if torn is not None:
        yield trouble(part, torn)
    for fact in facts(part, draft.finished, context, started, first_seed):
        yield fact


def tidy(text: str) -> str:
    """A model's lines without blank lines, code fences and quotation marks around the whole."""
    lines = [line.strip() for line in text.strip().strip('"“”').splitlines()]
    return "\n".join(line for line in lines if line and not line.startswith("```"))
