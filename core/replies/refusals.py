"""Refusals: a platform's answer to a message that it does not take, and what may be tried next."""

from enum import Enum

from core.domain.errors import TroubadourError


class RefusalKind(Enum):
    """The reason of a refusal, which decides what may be tried next."""

    RETRYABLE = "retryable"
    """The same request may succeed in a moment."""
    FORM = "form"
    """The form is refused: the same content may succeed in a plainer one."""
    CONTENT = "content"
    """The platform, or the moderation of the place, refuses the content: these words are never sent again."""
    PLACE = "place"
    """The place or the token takes nothing more: the content may succeed elsewhere."""
    DELETED = "deleted"
    """Somebody deleted the message, and nobody wants the answer."""


class DeliveryError(TroubadourError):
    """A platform refused a message, or did not answer."""

    @property
    def kind(self) -> RefusalKind:
        """The reason."""
        raise NotImplementedError
