"""The next steps of a reply: Again, Edit and Delete belong to its ending, however it ended."""

from collections.abc import Mapping

from pydantic import JsonValue

from core.commands.context import MadeFrom
from core.commands.parts.text import given_options
from core.commands.schema import Command
from core.domain.actions import Button, Delete, Form, Run
from core.domain.errors import UserError
from core.domain.events import Done, Ending, Failure, Offer
from core.domain.jobs import Job
from core.domain.sentences import say


def next_steps(job: Job, declared: Command | None, ending: Ending, made_from: MadeFrom) -> Offer | None:
    """The buttons under the ending of a job; None for commands that make nothing.

    Again is left out where the same request would be refused again.
    """
    delete = Button(label=say("button-delete"), action=Delete(job=job.id))
    if declared is None or not declared.listed:  # its package was removed meanwhile, or a button was pressed
        return Offer(actions=(delete,))
    if not declared.spends:
        return None
    request, options = job.request, _options(job, declared)
    inputs = made_from.inputs or request.inputs
    seed: dict[str, JsonValue] = {} if made_from.seed is None else {"seed": made_from.seed}
    edit = Form(
        command=declared.name,
        options={**options, **seed},
        inputs=inputs,
        quoted=request.quoted,
        reply_to=request.reply_to,
        edits=True,
    )
    again = Run(
        command=declared.name,
        options={name: value for name, value in options.items() if name != "seed"},
        attachments=() if made_from.inputs else request.attachments,
        inputs=inputs,
        quoted=request.quoted,
        reply_to=request.reply_to,
        fresh=True,
        result="variant",
    )
    steps = [Button(label=say("button-again"), action=again), Button(label=say("button-edit"), action=edit), delete]
    if made_from.going_on is not None and not isinstance(ending, Done):
        steps.insert(0, Button(label=say("button-continue"), action=made_from.going_on))
    mendable = not (isinstance(ending, Failure) and ending.error.bad_input)
    return Offer(actions=tuple(step for step in steps if mendable or step.action is not again))


def _options(job: Job, declared: Command) -> Mapping[str, JsonValue]:
    try:
        return given_options(declared.validate(job.request.options))
    except UserError:  # the command has changed since the request was accepted
        return job.request.options
