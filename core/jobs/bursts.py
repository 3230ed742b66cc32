"""Bursts: messages that somebody sends one right after the other, which share one answer."""

from core.domain.request import Request


def joined_request(earlier: Request, later: Request) -> Request | None:
    """Returns the later request with everything of the earlier one before it; None if they do not belong together.

    They do if they are talk of the same person in the same place, and the later one does not reply to another message.
    """
    if later.burst is None or later.burst != earlier.burst or later.command != earlier.command:
        return None
    if later.id == earlier.id or later.caller.key != earlier.caller.key:
        return None
    if later.reply_to not in (None, earlier.reply_to, earlier.id):
        return None
    quoted = [*earlier.quoted, *(each for each in later.quoted if each.id != earlier.id and each not in earlier.quoted)]
    options = {**earlier.options, **later.options}
    for name, value in later.options.items():
        before = earlier.options.get(name)
        if isinstance(value, str) and isinstance(before, str):
            options[name] = "\n\n".join(filter(str.strip, (before, value)))
    return later.model_copy(
        update={
            "options": options,
            "attachments": (*earlier.attachments, *later.attachments),
            "inputs": (*earlier.inputs, *later.inputs),
            "quoted": tuple(quoted),
            "reply_to": earlier.reply_to,
            "said": "\n".join(filter(None, (earlier.said, later.said))),
        }
    )
