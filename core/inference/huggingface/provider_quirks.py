"""Known quirks of models and providers: the options that they ignore, the sizes that they accept, and their voices."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import sqrt

from core.inference.engine import Voice
from core.inference.requests import ImageRequest

_DISTILLED = ("schnell", "turbo", "lightning", "lcm", "hyper-sd", "-fast")
"""Parts of the names of distilled models, which need few steps and know neither guidance nor a negative prompt."""


@dataclass(frozen=True, kw_only=True)
class _Sizes:
    """The limits in pixels: the least and greatest length of a side, the step between lengths, and the greatest
    area."""

    shortest: int
    longest: int
    step: int
    area: int


@dataclass(frozen=True, kw_only=True)
class ProviderQuirks:
    """The quirks of one provider.

    - `unsupported`: the options that its image models do not have, whatever the model.
    - `sizes`: the sizes of its pictures by a part of the model's name; empty is any model.
    - `task_path`, `result_path`: the path that starts a task and names it by its `id`, and the one of its result.
    """

    unsupported: frozenset[str] = frozenset()
    sizes: Mapping[str, _Sizes] = field(default_factory=dict)
    task_path: str = ""
    result_path: str = ""


_WORDS_AND_SIZE = frozenset({"seed", "negative_prompt", "guidance_scale", "steps"})
_NO_QUIRKS = ProviderQuirks()
PROVIDERS: Mapping[str, ProviderQuirks] = {
    # https://docs.nscale.com/api-reference/inferencing/create-image
    "nscale": ProviderQuirks(unsupported=_WORDS_AND_SIZE),
    # https://docs.z.ai/api-reference/image/generate-image-async; its CogView: …/image/generate-image, the other models
    "zai-org": ProviderQuirks(
        unsupported=_WORDS_AND_SIZE,
        sizes={
            "cogview": _Sizes(shortest=512, longest=2048, step=16, area=2**21),
            "": _Sizes(shortest=1024, longest=2048, step=32, area=2**22),
        },
        task_path="/api/paas/v4/async/",
        result_path="/api/paas/v4/async-result/",
    ),
}
"""The quirks of each provider, by its name."""

FALLBACK_VOICE = "alloy"
"""The first voice of OpenAI's interface (https://platform.openai.com/docs/api-reference/audio/createSpeech). Servers
that imitate it know this name, too."""

_KOKORO = """
af_heart en-US Heart · af_bella en-US Bella · af_nicole en-US Nicole · am_michael en-US Michael · am_puck en-US Puck
bf_emma en-GB Emma · bm_george en-GB George · ff_siwis fr-FR Siwis · ef_dora es-ES Dora · em_alex es-ES Alex
if_sara it-IT Sara · im_nicola it-IT Nicola · pf_dora pt-BR Dora · pm_alex pt-BR Alex · jf_alpha ja-JP Alpha
jm_kumo ja-JP Kumo · zf_xiaobei zh-CN Xiaobei · zm_yunjian zh-CN Yunjian · hf_alpha hi-IN Alpha · hm_omega hi-IN Omega
"""
"""A selection from https://huggingface.co/hexgrad/Kokoro-82M/blob/main/VOICES.md, the best of each language first."""

_KOKORO_NAME = re.compile(r"[a-z][fm]_[a-z]+")
"""Language, sex and name: the model has more voices than this list, and some servers blend them."""

_ORPHEUS = "tara · leah · jess · leo · dan · mia · zac · zoe"
"""https://huggingface.co/canopylabs/orpheus-3b-0.1-ft, in the order of its card."""


def quirks_of(provider: object) -> ProviderQuirks:
    """The quirks of a provider; none for a server without a provider's name."""
    return PROVIDERS.get(provider, _NO_QUIRKS) if isinstance(provider, str) else _NO_QUIRKS


def ignored_options(model: str, provider: str, request: ImageRequest, *, from_picture: bool) -> tuple[str, ...]:
    """The options of a request that are known in advance to have no effect. `from_picture` says that the route starts
    from the source."""
    given = {
        "negative_prompt": request.negative_prompt is not None,
        "guidance_scale": request.guidance_scale is not None,
        "steps": request.steps is not None,
        "seed": True,
        "source": request.source is not None,
    }
    unknown = (set() if from_picture else {"source"}) | quirks_of(provider).unsupported
    if any(part in model.lower() for part in _DISTILLED):
        unknown |= {"negative_prompt", "guidance_scale"}
    return tuple(name for name, is_given in given.items() if is_given and name in unknown)


def accepted_size(model: str, provider: str, width: int, height: int) -> tuple[int, int]:
    """The size of the same shape that is nearest to the requested one, among those that the provider accepts."""
    sizes = next((sizes for part, sizes in quirks_of(provider).sizes.items() if part in model.lower()), None)
    if sizes is None:
        return width, height
    scale = max(1.0, sizes.shortest / min(width, height))
    scale *= min(1.0, sizes.longest / (scale * max(width, height)))
    scale *= min(1.0, sqrt(sizes.area / (scale * width * scale * height)))

    def side(pixels: int) -> int:
        steps = int(pixels * scale / sizes.step + 1e-6)
        return min(sizes.longest, max(sizes.shortest, steps * sizes.step))

    return side(width), side(height)


def voices_of(model: str) -> tuple[Voice, ...]:
    """The known voices of a model."""
    lowered = model.lower()
    if "kokoro" in lowered:
        entries = (entry.split() for line in _KOKORO.strip().splitlines() for entry in line.split(" · "))
        return tuple(Voice(name=name, language=language, label=label) for name, language, label in entries)
    if "orpheus" in lowered:
        return tuple(Voice(name=name, language="en-US", label=name.title()) for name in _ORPHEUS.split(" · "))
    return ()


def has_voice(model: str, name: str) -> bool:
    """True if a model may have this voice, as far as is known."""
    known = voices_of(model)
    if "kokoro" in model.lower() and _KOKORO_NAME.fullmatch(name):
        return True
    return not known or any(voice.name == name for voice in known)


def voice_for(model: str, locale: str) -> str | None:
    """The default voice: the first of the language, otherwise the model's first."""
    voices = voices_of(model)
    language = locale.replace("_", "-").partition("-")[0].lower()
    candidates = [voice for voice in voices if voice.language.partition("-")[0] == language]
    exact = [voice for voice in candidates if voice.language.lower() == locale.replace("_", "-").lower()]
    return next((voice.name for voice in (*exact, *candidates, *voices)), None)
