"""The layout of a reply as Slack messages.

Text is Markdown, which Slack renders. Pictures are blocks of one message, with alternative texts, captions and buttons.
Captions and buttons of the reply stand at the end of the last message.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from adapters.slack.outbound.blocks import Block, buttons, context, feedback, markdown, mention, picture, question
from adapters.slack.outbound.markdown_expansion import expandable_spans, with_bounded_tables
from adapters.slack.outbound.markup import (
    TEXT_CHARACTERS,
    all_to_markdown,
    escape_mrkdwn,
    escaped_length,
    facts_to_mrkdwn,
    fallback_text,
    problem_to_markdown,
    progress_to_mrkdwn,
    safe_markdown,
    to_markdown,
    to_mrkdwn,
    to_plain_text,
)
from adapters.slack.outbound.reply import Part, SlackReply
from core.domain.events import Done, Failure, Stopped
from core.domain.layout import Layout
from core.domain.sentences import Quote, Sentence, say
from core.replies.captions import captions, progress_words
from core.replies.ladder import ReplyForm, Rung
from core.text.markdown_lines import open_fence
from core.text.message_splitting import pieces, split

PAGE_CHARACTERS = 11_000
"""Slack takes 12,000 characters of Markdown in a message or a stream. The rest is for closing a code fence."""
PAGES_LIMIT = 8
"""Greatest number of messages in an answer; a longer answer becomes a file."""


@dataclass(frozen=True)
class SlackPage:
    """One message: Markdown, the blocks above and below it, and the position in the whole text at which it ends.

    `grown` is the Markdown before an open code fence was closed; this is the part that grows. A `plain` page is nothing
    but text, without Markdown and blocks. `task` is the current step, which a stream shows as a task card.
    """

    text: str = ""
    grown: str = ""
    head: tuple[Block, ...] = ()
    body: tuple[Block, ...] = ()
    tail: tuple[Block, ...] = ()
    fallback_prefix: str = ""
    end: int = 0
    plain: bool = False
    task: str = ""

    @property
    def has_words(self) -> bool:
        """True if it shows something of the answer, and not only that there is one."""
        return bool(self.text.strip() or self.body)

    @property
    def blocks(self) -> list[Block]:
        """The page as blocks."""
        words = [markdown(self.text)] if self.text.strip() and not self.plain else []
        return [*self.head, *words, *self.body, *self.tail]

    @property
    def fallback(self) -> str:
        """The text for notifications and for people who do not see blocks."""
        if self.plain:
            return escape_mrkdwn(self.text) or "…"
        return fallback_text(f"{self.fallback_prefix} {self.text}") or "…"


@dataclass(frozen=True)
class SlackPages:
    """The messages of a reply, and its whole text if that is too long for messages."""

    pages: tuple[SlackPage, ...]
    whole: str | None = None


RICH = Rung()


def lay_out(
    reply: SlackReply,
    layout: Layout,
    rung: Rung = RICH,
    *,
    threaded: bool = False,
    waiting: bool = True,
    tasks: bool = False,
    cuts: Sequence[int] = (),
) -> SlackPages:
    """The messages of a reply in its current state, in a form.

    With `threaded`, the question has a message of its own, and the text goes into the thread under it. `waiting` shows
    that more is to come, even without progress to show. With `tasks`, a stream shows the progress in task cards. `cuts`
    are positions in the text at which messages have already ended.
    """
    if rung.form is ReplyForm.FILE:
        return _file_page(reply)
    if rung.form is not ReplyForm.RICH:
        return _bare_pages(reply, plain=rung.form is ReplyForm.PLAIN)
    if layout in (Layout.GALLERY, Layout.SHOW):
        return _gallery(reply, rung.without, waiting=waiting)
    text = _body(reply)
    found = split_text(text, cuts)
    found, whole = _limited(reply, found, text)
    head, fallback_prefix = _head(reply)
    fallback_prefix = fallback_prefix or _state(reply)
    if threaded:
        found.insert(0, SlackPage())
    found[0] = replace(found[0], head=head, fallback_prefix=fallback_prefix)
    task = progress_words(reply.progress, lambda each: to_plain_text(each, reply.locale)) if reply.progress else ""
    found[-1] = replace(found[-1], tail=_tail(reply, waiting=waiting), task=task if tasks else "")
    return SlackPages(tuple(found), whole)


def _limited(reply: SlackReply, found: list[SlackPage], text: str) -> tuple[list[SlackPage], str | None]:
    """The pages, and the whole text if there are so many pages that it becomes a file."""
    if len(found) <= PAGES_LIMIT:
        return found, None
    return [*found[: PAGES_LIMIT - 1], SlackPage(text=to_markdown(say("slack-whole-in-file"), reply.locale))], text


def _bare_pages(reply: SlackReply, *, plain: bool) -> SlackPages:
    """Text without other blocks; the question and the captions are words as well."""
    _, question = _head(reply)
    alts = "" if reply.has_words else " ".join(part.picture.alt for part in reply.parts.values() if part.picture)
    closing = "\n".join(_closing(reply, to_plain_text))
    lines = [safe_markdown(question), _body(reply), safe_markdown(alts), safe_markdown(closing)]
    text = "\n\n".join(line for line in lines if line.strip())
    if plain:
        text = text.replace("&lt;", "<")  # everything is escaped later
        found = [SlackPage(text=each, plain=True) for each in split(text, TEXT_CHARACTERS, length=escaped_length)]
    else:
        found = split_text(text)
    found, whole = _limited(reply, found or [SlackPage(plain=plain)], text)
    return SlackPages(tuple(found), whole)


def _file_page(reply: SlackReply) -> SlackPages:
    """A sentence, and the whole text as a file under it, once that is complete."""
    if reply.ending is None:
        return SlackPages((SlackPage(tail=_tail(reply, waiting=True)),))
    text = _body(reply)
    words = to_plain_text(say("slack-whole-in-file"), reply.locale) if text else ""
    return SlackPages((SlackPage(text=words, tail=_tail(reply, waiting=False)),), text or None)


def reason_page(reply: SlackReply, reason: Sentence, *, offers: bool) -> SlackPage:
    """A message that tells only why there is no more of the reply."""
    return SlackPage(text=f"⚠️ {to_markdown(reason, reply.locale)}", tail=_steps(reply) if offers else ())


def reason_tail(reply: SlackReply, reason: Sentence, *, offers: bool) -> tuple[Block, ...]:
    """The same as the end of a message with words."""
    return (context(f"⚠️ {to_mrkdwn(reason, reply.locale)}"), *(_steps(reply) if offers else ()))


def status_page(reply: SlackReply) -> SlackPage:
    """A page that stands in for the answer to come."""
    head, fallback_prefix = _head(reply)
    return SlackPage(head=head, fallback_prefix=fallback_prefix or _state(reply), tail=_tail(reply, waiting=True))


def split_text(text: str, cuts: Sequence[int] = ()) -> list[SlackPage]:
    """A text in messages: split at `cuts`, then wherever necessary. Code stays code across messages."""
    found: list[SlackPage] = []
    start, prefix = 0, ""
    for cut in cuts:
        if not start < cut <= len(text):
            continue
        part = prefix + text[start:cut]
        fence = open_fence(part)
        closer = f"{'' if part.endswith(chr(10)) else chr(10)}{fence.lead}{fence.marker}" if fence else ""
        found.append(SlackPage(text=part + closer, grown=part, end=cut))
        start, prefix = cut, f"{fence.lead}{fence.marker}{fence.language}\n" if fence else ""
    rest = text[start:]
    if not rest and found:
        return found
    at = start - len(prefix)
    for span in expandable_spans(prefix + rest):
        for piece in pieces(span, PAGE_CHARACTERS):
            at += len(piece.body)
            found.append(SlackPage(text=piece.text, grown=piece.prefix + piece.body, end=at))
    return found or [SlackPage()]


def _gallery(reply: SlackReply, without: frozenset[str], *, waiting: bool) -> SlackPages:
    """One message with all pictures but those that Slack refuses. Files follow it."""
    text = _body(reply)
    found = split_text(text)
    blocks: list[Block] = []
    pictures = [part for name, part in reply.parts.items() if part.picture and part.file and name not in without]
    for number, part in enumerate(pictures, 1):
        if part.picture is None or part.file is None:
            continue
        blocks.append(picture(part.file, part.picture.alt))
        if part.facts:
            blocks.append(context(facts_to_mrkdwn(part.facts, reply.locale)))
        if reply.ending is not None:
            about = f"{number}/{len(pictures)}" if len(pictures) > 1 else ""
            blocks += buttons(part.buttons, reply.locale, about)
    head, fallback_prefix = _head(reply)
    alts = " ".join(part.picture.alt for part in pictures if part.picture)
    page = SlackPage(
        text=found[0].text,
        head=head,
        body=tuple(blocks),
        tail=_tail(reply, waiting=waiting),
        fallback_prefix=f"{fallback_prefix} {alts}".strip(),
    )
    return SlackPages((page,), text if len(found) > 1 else None)


def _body(reply: SlackReply) -> str:
    """The whole text as one Markdown text that grows at its end."""
    lines = [line for part in reply.parts.values() for line in _words(part, reply)]
    if isinstance(reply.ending, Failure):
        lines.append(f"⚠️ {problem_to_markdown(reply.ending.error, reply.locale)}")
    if isinstance(reply.ending, Done) and not lines and not reply.has_media:
        lines.append(to_markdown(say("slack-done"), reply.locale))
    return "\n\n".join(lines)


def _words(part: Part, reply: SlackReply) -> list[str]:
    lines, locale = list[str](), reply.locale
    if part.title is not None:
        lines.append(f"**{to_markdown(part.title, locale)}**")
    if part.sentences:
        lines.append("\n".join(all_to_markdown(part.sentences, locale)))
    if part.text.strip():
        lines.append(with_bounded_tables(safe_markdown(part.text)).strip("\n"))
    if part.recording is not None and not _is_shown_already(part.recording.transcript, reply):
        lines.append("\n".join(f"> {line}" for line in safe_markdown(part.recording.transcript).splitlines()))
    if part.trouble is not None:
        lines.append(f"⚠️ {problem_to_markdown(part.trouble, locale)}")
    return lines


def _is_shown_already(transcript: str, reply: SlackReply) -> bool:
    """True for the transcript of an answer that is spoken as well."""
    words = transcript.split()
    return not words or any(part.text.split() == words for part in reply.parts.values())


def _head(reply: SlackReply) -> tuple[tuple[Block, ...], str]:
    asked = reply.question
    if asked is None:
        return (), ""
    calling = () if asked.ping is None else (mention(asked.ping),)
    head = (*calling, question(asked.name, asked.command, asked.quoted))
    return head, f"{asked.name}: {asked.command} {asked.quoted}"


def _state(reply: SlackReply) -> str:
    """The words for notifications of a reply that shows nothing of its answer."""
    if reply.has_words or reply.has_media:
        return ""
    if isinstance(reply.ending, Stopped):
        return to_plain_text(say("slack-stopped", name=Quote(text=reply.ending.by)), reply.locale)
    return to_plain_text(say("slack-working"), reply.locale) if reply.ending is None else ""


def _tail(reply: SlackReply, *, waiting: bool) -> tuple[Block, ...]:
    """The progress, or the ending and the next steps."""
    locale = reply.locale
    if reply.ending is None:
        if reply.progress is not None:
            return (context(progress_to_mrkdwn(reply.progress, locale)),)
        return (context(to_mrkdwn(say("slack-working"), locale)),) if waiting else ()
    lines = _closing(reply, to_mrkdwn)
    blocks = [context("\n".join(lines))] if lines else []
    loose = [button for part in reply.parts.values() if not part.file for button in part.buttons]
    blocks += [*buttons(loose, locale), *_steps(reply)]
    if isinstance(reply.ending, Done) and reply.made_by_model:
        blocks.append(feedback(reply.job, locale))
    return tuple(blocks)


def _steps(reply: SlackReply) -> tuple[Block, ...]:
    """The next steps of the whole reply."""
    return tuple(buttons(reply.buttons, reply.locale))


def _closing(reply: SlackReply, word: Callable[[Sentence, str | None], str]) -> list[str]:
    """The lines under a reply that has ended."""
    if reply.ending is None:
        return []
    lines = [word(note, reply.locale) for note in reply.notes]
    if isinstance(reply.ending, Stopped):
        lines.append(word(say("slack-stopped", name=Quote(text=reply.ending.by)), reply.locale))
    made = [part.facts for part in reply.parts.values() if part.facts and not part.file]
    lines += [" · ".join(word(sentence, reply.locale) for sentence in captions(facts)) for facts in made]
    if reply.footer and reply.made_by_model:
        lines.append(word(say("slack-ai-generated"), reply.locale))
    return lines
