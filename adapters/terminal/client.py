"""The client of one person at the terminal: makes requests of typed lines and files, and submits them."""

import asyncio
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from adapters.terminal.files import PipedInput, read_attachment
from adapters.terminal.platform import ADDRESS, PLACE, TerminalPlatform
from adapters.terminal.renderer import Display
from core.commands.typed_messages import read_message
from core.domain.actions import stop_id
from core.domain.clock import Clock
from core.domain.errors import BadInput
from core.domain.operating_limits import OperatingLimits
from core.domain.request import Attachment, Caller, MediaRef, Request
from core.domain.tasks import Task
from core.jobs.dispatcher import Dispatcher
from core.jobs.verdicts import Accepted, Noted, Pressed, Verdict

_MAKES_FILES = {Task.TEXT_TO_IMAGE, Task.TEXT_TO_SPEECH}
Answer = TypeVar("Answer", bound=Pressed)


class TerminalClient:
    """Submits one person's requests, button presses and stops.

    `model` answers where a line names none and its command can be given one.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        platform: TerminalPlatform,
        clock: Clock,
        operating_limits: OperatingLimits,
        caller: Caller,
        model: str | None = None,
    ) -> None:
        self._model = model
        self._dispatcher = dispatcher
        self._platform = platform
        self._clock = clock
        self._operating_limits = operating_limits
        self.caller = caller

    async def submit(
        self,
        line: str,
        files: Sequence[Path | PipedInput],
        display: Display,
        inputs: Sequence[MediaRef] = (),
        model: str | None = None,
    ) -> tuple[str, Verdict]:
        """Submits a line with files, and with `inputs` from the store. Returns the job's id and the verdict.

        A `model` given with the line is refused by a command that can be given none.

        Raises `BadInput` for an invalid line or file, and `UserError` if the command makes files and they could not be
        written.
        """
        if not line.strip() and not files:
            raise BadInput("terminal-nothing-asked")
        command, options = read_message(line, self._dispatcher.registry.syntaxes)
        declared = self._dispatcher.registry.get(command)
        if declared is not None and _MAKES_FILES.intersection(declared.spends):
            await self._platform.check_output()
        if declared is not None and any(each.name == "model" for each in declared.parameters):
            model = model or self._model
        if model:
            options = {"model": model, **options}
        attachments = [await self._attach(file) for file in files]
        request = Request(
            id=new_id(),
            command=command,
            options=options,
            caller=self.caller,
            place=PLACE,
            address=ADDRESS,
            attachments=tuple(attachments),
            inputs=tuple(inputs),
            said=line.strip(),
        )
        self._platform.attach_display(request.id, display)
        return request.id, await self._settle(request.id, await self._dispatcher.accept(request))

    async def press(self, button: str, display: Display) -> tuple[str, Pressed]:
        """Presses a button of an earlier reply."""
        id = new_id()
        self._platform.attach_display(id, display)
        pressed = await self._dispatcher.press(button, request_id=id, caller=self.caller, place=PLACE, address=ADDRESS)
        if isinstance(pressed, Noted):
            self._platform.detach_display(id)
            self._platform.attach_display(button, display)  # a reminder runs under the id of its button
        elif isinstance(pressed, Accepted):
            await self._dispatcher.release(pressed.job)
        return id, pressed

    async def stop(self, job: str) -> None:
        """Stops a job of this person."""
        id = stop_id(job)
        await self._dispatcher.press(id, request_id=new_id(), caller=self.caller, place=PLACE, address=ADDRESS)

    async def _settle(self, id: str, answer: Answer) -> Answer:
        """Releases the accepted job, or detaches the display of one that was not accepted."""
        if isinstance(answer, Accepted):
            await self._dispatcher.release(answer.job)
        else:
            self._platform.detach_display(id)
        return answer

    async def _attach(self, path: Path | PipedInput) -> Attachment:
        limit = self._operating_limits.attachment_bytes
        read = path.read if isinstance(path, PipedInput) else lambda limit: read_attachment(path, limit)
        data, media_type = await asyncio.to_thread(read, limit)
        media = await self._dispatcher.store.put(data, media_type, path.name, self.caller.key, self._clock.now())
        return Attachment.stored(media)


def new_id() -> str:
    """Creates the id of a request."""
    return secrets.token_hex(8)
