"""Speech by the built-in engine: chooses the voice and has a process of its own speak.

English is spoken by a neural voice, other languages by espeak-ng. Neither is loaded in this process: a voice takes up
to 200 MB, and both read a foreign text in C.
"""

from difflib import get_close_matches

from core.domain.errors import BadInput, NotInstalled
from core.domain.sentences import LanguageName, Quote, Sentence, names, say
from core.inference.builtin.readable_words import without_unreadable
from core.inference.builtin.synthesis import synthesise
from core.inference.builtin.voices import BY_NAME, VOICES, BuiltinVoice, extra_of, for_text, installed
from core.inference.outputs import SpeechOutput
from core.inference.requests import TextToSpeechRequest
from core.media.processes import SPEECH_PROCESSES

SLOWEST, FASTEST = 0.5, 2.0
_NAMED_WORDS = 5
"""The number of unreadable words that a sentence names."""


async def speak(request: TextToSpeechRequest) -> tuple[SpeechOutput | None, list[Sentence]]:
    """A WAV of the text, with what is to be said about it; None if the voice can read no word of the text.

    Raises `BadInput`, `NotInstalled`, and `EngineError` if the process could not speak.
    """
    if not SLOWEST <= request.speed <= FASTEST:
        raise BadInput("speech-speed", least=SLOWEST, most=FASTEST, given=str(request.speed))
    voice = _voice(request)
    if not any(letter.isalnum() for letter in request.text):
        raise BadInput("speech-nothing-to-say")
    if not installed(voice.synthesiser):
        raise _not_installed(voice)
    language = LanguageName(tag=voice.language)
    text, unreadable = without_unreadable(request.text, voice.language)
    notes = [say("speech-voice", voice=voice.card.label, language=language)]
    if unreadable:
        words = names([*unreadable[:_NAMED_WORDS], *(["…"] if len(unreadable) > _NAMED_WORDS else [])])
        notes.append(say("speech-unreadable", words=words))
    if not any(letter.isalnum() for letter in text):
        return None, notes
    wav = await SPEECH_PROCESSES.run(synthesise, text, voice, request.speed)
    return SpeechOutput(data=wav, media_type="audio/wav"), notes


def _voice(request: TextToSpeechRequest) -> BuiltinVoice:
    if request.voice is None:
        return for_text(request.text, request.locale) if request.language is None else for_text("", request.language)
    name = request.voice.strip().casefold()
    if name in BY_NAME:
        return BY_NAME[name]
    near = get_close_matches(name, BY_NAME, n=1)
    raise BadInput(
        "speech-voice-unknown",
        voice=Quote(text=request.voice),
        near=near[0] if near else "none",
        known=names([voice.name for voice in (VOICES[0], *VOICES[1:19:2])]),
    )


def _not_installed(voice: BuiltinVoice) -> NotInstalled:
    other = installed("hibari") or installed("espeak")
    if not other:
        return NotInstalled("speech-not-installed", extras="speech,voices")
    extra = extra_of(voice.synthesiser)
    return NotInstalled("speech-language-not-installed", language=LanguageName(tag=voice.language), extra=extra)
