"""Speech by espeak-ng, through the library in the wheel `espeakng-loader`.

The library has global state, and even the phase of its tremolo continues from one utterance to the next. To give the
same bytes for the same text, it is loaded again for each utterance, which costs 2 ms, behind a lock.
"""

import _ctypes
import ctypes
import io
import sys
import threading
import wave
from difflib import get_close_matches

from core.domain.errors import BadInput, NotInstalled
from core.domain.sentences import Quote, Sentence, names, say
from core.inference.builtin.voices import BY_NAME, VOICES, EspeakVoice, for_text
from core.inference.engine import SpeechOutput, TextToSpeechRequest

RATE = 22_050
LONGEST_SECONDS = 120
SLOWEST, FASTEST = 0.5, 2.0
_WORDS_PER_MINUTE = 160

# From speak_lib.h of espeak-ng 1.52.
_AUDIO_OUTPUT_SYNCHRONOUS = 2
_PARAMETER_RATE = 1
_POSITION_CHARACTER = 1
_CHARS_UTF8 = 1
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)

_one_at_a_time = threading.Lock()


def speak(request: TextToSpeechRequest) -> tuple[SpeechOutput, Sentence | None]:
    """A WAV of the text; the sentence says that it was cut, if so. Raises `BadInput` and `NotInstalled`."""
    if not SLOWEST <= request.speed <= FASTEST:
        raise BadInput("speech-speed", least=SLOWEST, most=FASTEST, given=str(request.speed))
    voice = _voice(request)
    if not any(letter.isalnum() for letter in request.text):
        raise BadInput("speech-nothing-to-say")
    limit = LONGEST_SECONDS * RATE * 2
    pcm = _pcm(request.text.replace("\0", " "), voice, request.speed, limit)
    if not any(pcm):
        raise BadInput("speech-nothing-to-say")
    cut = say("speech-cut", seconds=LONGEST_SECONDS) if len(pcm) > limit else None
    return SpeechOutput(data=_wav(pcm[:limit]), media_type="audio/wav"), cut


def _voice(request: TextToSpeechRequest) -> EspeakVoice:
    if request.voice is None:
        return for_text(request.text, request.locale)
    name = request.voice.strip().casefold()
    if name in BY_NAME:
        return BY_NAME[name]
    near = get_close_matches(name, BY_NAME, n=1)
    raise BadInput(
        "speech-voice-unknown",
        voice=Quote(text=request.voice),
        near=near[0] if near else "none",
        known=names([voice.name for voice in VOICES[:18:2]]),
    )


def _pcm(text: str, voice: EspeakVoice, speed: float, limit: int) -> bytes:
    """Little-endian samples, slightly more than `limit` bytes if the text is longer."""
    try:
        import espeakng_loader
    except ImportError:
        raise NotInstalled("speech-not-installed", extra="offline") from None
    samples = bytearray()

    def receive(block: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int) -> int:
        if block and count > 0:
            samples.extend(ctypes.string_at(block, count * 2))
        return int(len(samples) > limit)

    callback = _CALLBACK(receive)
    encoded = text.encode("utf-8", "replace") + b"\0"
    with _one_at_a_time:
        library = ctypes.CDLL(espeakng_loader.get_library_path())
        try:
            folder = str(espeakng_loader.get_data_path()).encode()
            library.espeak_Initialize(_AUDIO_OUTPUT_SYNCHRONOUS, 0, folder, 0)
            library.espeak_SetSynthCallback(callback)
            library.espeak_SetVoiceByName(f"{voice.identifier}+{voice.variant}".encode())
            library.espeak_SetParameter(_PARAMETER_RATE, round(_WORDS_PER_MINUTE * speed), 0)
            size = ctypes.c_size_t(len(encoded))
            library.espeak_Synth(encoded, size, 0, _POSITION_CHARACTER, 0, _CHARS_UTF8, None, None)
            library.espeak_Synchronize()
            library.espeak_Terminate()
        finally:
            _unload(library)
    return bytes(samples)


def _unload(library: ctypes.CDLL) -> None:
    if sys.platform == "win32":
        _ctypes.FreeLibrary(library._handle)  # noqa: SLF001 - ctypes has no public way to unload
    else:
        _ctypes.dlclose(library._handle)  # noqa: SLF001


def _wav(pcm: bytes) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(pcm)
    return out.getvalue()
