"""The built-in commands."""

from core.commands.chat import chat
from core.commands.complete import complete
from core.commands.imagine import imagine
from core.commands.limerick import limerick
from core.commands.perform import perform
from core.commands.speak import speak
from core.commands.summarize import summarize
from core.commands.transcribe import transcribe
from core.commands.translate import translate
from core.commands.troubadour.answering import answering
from core.commands.troubadour.block import block_
from core.commands.troubadour.forget_me import forget_me
from core.commands.troubadour.help import help_
from core.commands.troubadour.invite import invite
from core.commands.troubadour.limits import limits
from core.commands.troubadour.models import models
from core.commands.troubadour.overview import overview
from core.commands.troubadour.pause import pause
from core.commands.troubadour.persona import persona
from core.commands.troubadour.privacy import privacy
from core.commands.troubadour.report import report
from core.commands.troubadour.reset import reset
from core.commands.troubadour.showing import showing
from core.commands.troubadour.status import status
from core.commands.troubadour.usage import usage

BUILT_IN = (
    chat,
    complete,
    imagine,
    limerick,
    speak,
    translate,
    summarize,
    transcribe,
    perform,
    models,
    persona,
    showing,
    usage,
    limits,
    reset,
    privacy,
    forget_me,
    report,
    status,
    overview,
    pause,
    answering,
    invite,
    block_,
    help_,
)
"""All of them, in the order in which help lists them."""
