"""`/troubadour showing`: how answers appear, for yourself or the place."""

from collections.abc import AsyncGenerator
from typing import Annotated, Literal

from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions, Hint
from core.commands.troubadour.statements import statement
from core.domain.errors import BadInput, NotAllowed
from core.domain.events import Event
from core.domain.sentences import CommandName, Sentence, say
from core.preferences.choices import EDITS, LATE_DIRECT, SHOWING, SPOKEN


class ShowingOptions(CommandOptions):
    """The options of `/troubadour showing`."""

    how: Annotated[
        Literal["live", "calm", "final"] | None,
        Field(description="As it grows, with fewer changes, or once, when it is done"),
        Hint(positional=True),
    ] = None
    late_direct: Annotated[
        Literal["yes", "no"] | None,
        Field(description="Where an answer comes too late for its place: send it to you directly"),
    ] = None
    edits: Annotated[
        Literal["yes", "no"] | None,
        Field(description="Answer again when you edit a question within 15 minutes; each answer is charged"),
    ] = None
    spoken: Annotated[
        Literal["never", "when-i-speak", "always"] | None,
        Field(description="Speak my answers to you aloud as well; each recording is charged"),
    ] = None
    reset: Annotated[bool, Field(description="Forget what was chosen")] = False
    place: Annotated[bool, Field(description="For everybody here (administrators)")] = False


@command("troubadour showing", summary="See or choose how my answers appear", ephemeral=True)
async def showing(options: ShowingOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Shows, sets or resets the choice. Direct messages are each person's own choice."""
    if options.place and not context.admin:
        raise NotAllowed("admins-only", command=CommandName(name="troubadour showing --place"))
    store, caller = context.store, context.request.caller
    scope = context.request.place.key if options.place else caller.key
    done: list[Sentence] = []
    if options.reset:
        await store.set_preference(scope, SHOWING, None)
        if not options.place:
            await store.set_preference(caller.key, LATE_DIRECT, None)
            await store.set_preference(caller.key, EDITS, None)
            await store.set_preference(caller.key, SPOKEN, None)
        done.append(say("showing-reset"))
    if options.how:
        await store.set_preference(scope, SHOWING, options.how)
        done.append(say("showing-set", how=options.how))
    if options.late_direct and not context.continues_in_direct_messages:
        raise BadInput("showing-no-direct-messages")
    if options.late_direct:
        await store.set_preference(caller.key, LATE_DIRECT, options.late_direct)
        done.append(say("showing-late-direct", direct=options.late_direct))
    if options.edits:
        await store.set_preference(caller.key, EDITS, options.edits)
        done.append(say("showing-edits", edits=options.edits))
    if options.spoken:
        await store.set_preference(caller.key, SPOKEN, options.spoken)
        done.append(say("showing-spoken", spoken=options.spoken))
    if not done:
        chosen = context.preference(SHOWING)
        done.append(say("showing-set", how=chosen) if chosen else say("showing-default"))
        if context.continues_in_direct_messages:
            direct = str(context.choices.caller.get(LATE_DIRECT, "no"))
            done.append(say("showing-late-direct", direct=direct))
        done.append(say("showing-edits", edits=str(context.choices.caller.get(EDITS, "no"))))
        done.append(say("showing-spoken", spoken=str(context.choices.caller.get(SPOKEN, "never"))))
    for event in statement(*done):
        yield event
