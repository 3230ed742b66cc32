"""English verse: pronunciation, rhyme, and a check of limericks."""

from core.text.verse.limerick import LimerickReport, check_limerick
from core.text.verse.pronunciation import pronunciations, stresses, syllable_range, syllables
from core.text.verse.rhyme import Rhyme, has_rhyme_data, rhyme, rhyme_words, rhymes, rhyming_part

__all__ = [
    "LimerickReport",
    "Rhyme",
    "check_limerick",
    "has_rhyme_data",
    "pronunciations",
    "rhyme",
    "rhyme_words",
    "rhymes",
    "rhyming_part",
    "stresses",
    "syllable_range",
    "syllables",
]
