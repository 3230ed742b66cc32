"""Synthesis of speech. It runs in a process that `core.media.processes` limits, which keeps the voice it has loaded."""

import io
import wave
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.inference.builtin.voices import BuiltinVoice


def synthesise(text: str, voice: "BuiltinVoice", speed: float) -> bytes:
    """A mono WAV of 16 bit: 24,000 Hz by the neural voice, 22,050 Hz by espeak-ng. The same text gives the same bytes.

    Raises `BadInput` if the text has nothing to say.
    """
    if voice.synthesiser == "hibari":
        from core.inference.builtin import neural_voice

        return _wav(neural_voice.pcm(text, speed), neural_voice.RATE)
    from core.inference.builtin import espeak

    return _wav(espeak.pcm(text, voice, speed), espeak.RATE)


def _wav(pcm: bytes, rate: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm)
    return out.getvalue()
