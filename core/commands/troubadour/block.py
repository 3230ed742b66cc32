"""`/troubadour block`: stop answering a person here, or answer them again."""

from collections import Counter
from collections.abc import AsyncGenerator
from typing import Annotated

from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions, Hint
from core.commands.troubadour.statements import statement
from core.domain.errors import BadInput
from core.domain.events import Event
from core.domain.sentences import Quote, Sentence, say
from core.moderation.blocked import Person, block, blocked_in, unblock


class BlockOptions(CommandOptions):
    """The options of `/troubadour block`."""

    user: Annotated[
        str | None,
        Field(max_length=200, description="Whom; without it, who is blocked here"),
        Hint(positional=True, refers="person"),
    ] = None
    lift: Annotated[bool, Field(description="Answer them again")] = False


@command("troubadour block", summary="Block somebody here, or unblock them", admin=True, ephemeral=True)
async def block_(options: BlockOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Blocks, unblocks or lists."""
    for event in statement(*await _done(options, context)):
        yield event


async def _done(options: BlockOptions, context: Context) -> list[Sentence]:
    place = context.request.place
    if options.user is None:
        people = await blocked_in(context.store, place)
        if not people:
            return [say("block-nobody")]
        alike = Counter(person.name for person in people)
        named = [f"{each.name} ({each.user})" if alike[each.name] > 1 else each.name for each in people]
        return [say("block-list"), *(say("block-one", name=Quote(text=name)) for name in named)]
    mentioned = context.mention(options.user)
    if mentioned is None:
        raise BadInput("person-unclear", given=Quote(text=options.user))
    person = Person(user=mentioned.id, name=mentioned.name)
    if options.lift:
        lifted = await unblock(context.store, place, person)
        return [say("block-lifted" if lifted else "block-was-not", name=Quote(text=person.name))]
    if person.user == context.request.caller.user:
        raise BadInput("block-yourself")
    await block(context.store, place, person, context.clock.now())
    return [say("block-done", name=Quote(text=person.name))]
