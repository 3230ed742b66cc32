"""The voices: memorable names, each for a voice of hibari, or for a voice and a variant of espeak-ng."""

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

from core.inference.engine import Voice
from core.text.language_detection import language_of

Synthesiser = Literal["hibari", "espeak"]

_PACKAGES: dict[Synthesiser, tuple[str, str]] = {
    "hibari": ("hibari", "speech"),
    "espeak": ("espeakng_loader", "voices"),
}


def installed(synthesiser: Synthesiser) -> bool:
    """True if the package of a synthesiser is here."""
    return find_spec(_PACKAGES[synthesiser][0]) is not None


def extra_of(synthesiser: Synthesiser) -> str:
    """The extra that installs a synthesiser."""
    return _PACKAGES[synthesiser][1]


@dataclass(frozen=True)
class BuiltinVoice:
    """For espeak-ng, `identifier` comes from its list and `variant` from its folder `voices/!v`; for hibari,
    `identifier` is the voice's name there and `variant` says nothing."""

    name: str
    language: str
    identifier: str
    variant: str

    @property
    def synthesiser(self) -> Synthesiser:
        """The package that speaks with this voice."""
        return "hibari" if self.variant == "-" else "espeak"

    @property
    def card(self) -> Voice:
        """The voice as users see it."""
        return Voice(name=self.name, language=self.language, label=self.name.capitalize())


def _read(table: str) -> tuple[BuiltinVoice, ...]:
    return tuple(BuiltinVoice(*line.split()) for line in table.split("\n") if line.strip())


VOICES = _read("""
heart     en-US   heart                 -
emma      en-GB   gmw/en                f3
george    en-GB   gmw/en                m3
grace     en-US   gmw/en-US             f2
sam       en-US   gmw/en-US             m7
isla      en-GB   gmw/en-GB-scotland    f4
rupert    en-GB   gmw/en-GB-x-rp        m1
whisper   en-GB   gmw/en                whisper
bolt      en-GB   gmw/en                UniRobot
lena      de-DE   gmw/de                f3
jonas     de-DE   gmw/de                m3
claire    fr-FR   roa/fr                f4
hugo      fr-FR   roa/fr                m3
lucia     es-ES   roa/es                f3
mateo     es-MX   roa/es-419            m3
giulia    it-IT   roa/it                f3
marco     it-IT   roa/it                m3
beatriz   pt-PT   roa/pt                f3
tiago     pt-BR   roa/pt-BR             m3
hana      ja-JP   jpx/ja                f3
ren       ja-JP   jpx/ja                m3
sanne     nl-NL   gmw/nl                f3
astrid    sv-SE   gmq/sv                f3
mette     da-DK   gmq/da                f3
ingrid    nb-NO   gmq/nb                f3
aino      fi-FI   urj/fi                f3
zofia     pl-PL   zlw/pl                f3
eliska    cs-CZ   zlw/cs                f3
katalin   hu-HU   urj/hu                f3
ioana     ro-RO   roa/ro                f3
elif      tr-TR   trk/tr                f3
anya      ru-RU   zle/ru                f3
olena     uk-UA   zle/uk                f3
eleni     el-GR   grk/el                f3
mei       zh-CN   sit/cmn               f3
minji     ko-KR   ko                    f3
asha      hi-IN   inc/hi                f3
layla     ar      sem/ar                f3
noa       he-IL   sem/he                f3
lan       vi-VN   aav/vi                f3
citra     id-ID   poz/id                f3
cerys     cy-GB   cel/cy                f3
aoife     ga-IE   cel/ga                f3
marcus    la      itc/la                m3
zamenhof  eo      art/eo                m3
""")

BY_NAME = {voice.name: voice for voice in VOICES}


def for_text(text: str, locale: str) -> BuiltinVoice:
    """A voice for the text's language, or for `locale` if the language is unclear.

    English is spoken by the neural voice, unless only espeak-ng is installed.
    """
    found = _first(language_of(text) or locale) or _first(locale) or VOICES[0]
    if not found.language.startswith("en-"):
        return found
    return found if installed("espeak") and not installed("hibari") else VOICES[0]


def _first(locale: str) -> BuiltinVoice | None:
    wanted = locale.replace("_", "-").lower()
    spoken = [voice for voice in VOICES if voice.synthesiser == "espeak"]
    exact = next((voice for voice in spoken if voice.language.lower() == wanted), None)
    language = wanted.partition("-")[0]
    return exact or next((voice for voice in spoken if voice.language.partition("-")[0] == language), None)
