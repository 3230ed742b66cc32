"""Speech by espeak-ng, through the library in the wheel `espeakng-loader`.

The library has global state, and even the phase of its tremolo continues from one utterance to the next. To give the
same bytes for the same text, it is loaded again for each utterance, which costs 2 ms.
"""

import _ctypes
import ctypes
import sys

from core.domain.errors import BadInput
from core.inference.builtin.kanji import in_kana
from core.inference.builtin.voices import BuiltinVoice

RATE = 22_050
_WORDS_PER_MINUTE = 160

# From speak_lib.h of espeak-ng 1.52.
_AUDIO_OUTPUT_SYNCHRONOUS = 2
_PARAMETER_RATE = 1
_POSITION_CHARACTER = 1
_CHARS_UTF8 = 1
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def pcm(text: str, voice: BuiltinVoice, speed: float) -> bytes:
    """Little-endian samples of 16 bit. Raises `BadInput` if there is nothing to say."""
    import espeakng_loader

    samples = bytearray()

    def receive(block: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int) -> int:
        if block and count > 0:
            samples.extend(ctypes.string_at(block, count * 2))
        return 0

    callback = _CALLBACK(receive)
    if voice.language.startswith("ja"):
        text = in_kana(text)
    encoded = text.replace("\0", " ").encode("utf-8", "replace") + b"\0"
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
    if not any(samples):
        raise BadInput("speech-nothing-to-say")
    return bytes(samples)


def _unload(library: ctypes.CDLL) -> None:
    if sys.platform == "win32":
        _ctypes.FreeLibrary(library._handle)  # noqa: SLF001 - ctypes has no public way to unload
    else:
        _ctypes.dlclose(library._handle)  # noqa: SLF001
