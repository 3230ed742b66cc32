"""The log of refusals."""

import logging

from core.domain.request import Caller, Place
from core.domain.sentences import Sentence

logger = logging.getLogger(__name__)


def log_refusal(refused: str, caller: Caller, place: Place, sentence: Sentence) -> None:
    """Logs one line for a refusal, without what anybody wrote: the refused command or button, who asked, and why."""
    logger.info("refused %s of %s in %s: %s", refused, caller.key, place.key, sentence.id)
