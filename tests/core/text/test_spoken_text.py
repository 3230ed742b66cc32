"""Texts as a voice says them: signs, numbers and markup in six languages."""
# ruff: noqa: RUF001 - signs that look like others are the subject

import re
import string

import pytest
from emoji import EMOJI_DATA
from hypothesis import given
from hypothesis import strategies as st

from core.text.spoken_text import spoken_text

TABLE = {
    "en": [
        ("On 2026-11-03 at 15:05 we left.", "On November third, twenty twenty-six at fifteen oh five we left."),
        ("11/03/2026", "November third, twenty twenty-six"),
        ("25/12/1999", "December twenty-fifth, nineteen ninety-nine"),
        ("It is 3:30 pm. 9 am is too early.", "It is three thirty P M. Nine A M is too early."),
        ("Open 10:00–12:00", "Open ten o'clock to twelve o'clock"),
        ("$12.50 for 2.5 km", "twelve US dollars fifty for two point five kilometers"),
        ("$5 million, £1 and 3 €", "five million US dollars, one British pound and three euros"),
        ("1,234 people, -5 °C", "one thousand two hundred and thirty-four people, minus five degrees Celsius"),
        ("1.5 %", "one point five percent"),
        ("the 21st of 3–5", "the twenty-first of three to five"),
        ("0.05 and 1½", "zero point zero five and one point five"),
        ("v1.2.3 at 60 km/h", "version one dot two dot three at sixty kilometers per hour"),
        ("Call +49 30 1234567", "Call plus four nine, three zero, one two three four five six seven"),
        ("Dr. Smith & Mr. Lee, e.g. #3", "Doctor Smith and Mister Lee, for example number three"),
        ("Pears, apples etc. Then tea.", "Pears, apples et cetera. Then tea."),
        ("Great 🎉🎉🎉! 👍🏽", "Great, party popper! thumbs up"),
        ("🦊", "fox"),
        ("See https://www.example.com/a/b?c=1#d.", "See link to example dot com."),
        ("See [the **guide**](https://example.com) or a.b@c.org", "See the guide or a dot b at c dot org"),
        ("Run `make_it()` now", "Run make it now"),
        ("# Title\n- *one*\n- two\n\n```py\nx = 1\n```\nEnd", "Title.\none.\ntwo.\n\nHere is a block of code.\n\nEnd."),
        ("| a | b |\n|---|---|\n| c | d |", "a, b.\nc, d."),
        ("2 + 2 = 4, 3 × 4", "two plus two equals four, three times four"),
        ("α and β", "alpha and beta"),
    ],
    "de": [
        ("Am 3. November 2026 um 15:30 Uhr", "Am dritten November zweitausendsechsundzwanzig um fünfzehn Uhr dreißig"),
        ("03.11.1999", "dritter November neunzehnhundertneunundneunzig"),
        ("12,50 € für 1 km", "zwölf Euro fünfzig für ein Kilometer"),
        ("1.234,5 kg und 1 Stunde", "eintausendzweihundertvierunddreißig Komma fünf Kilogramm und eine Stunde"),
        ("z. B. ca. 5 Mio. € usw. Dann Tee.", "zum Beispiel circa fünf Millionen Euro und so weiter. Dann Tee."),
        ("Gut 🦊 & schön", "Gut, fuchs und schön"),
        ("Siehe https://example.com", "Siehe Link zu example Punkt com"),
    ],
    "es": [
        ("El 03/11/2026 a las 15:30", "El tres de noviembre de dos mil veintiséis a las quince y treinta"),
        ("12,50 € por 1 km", "doce euros con cincuenta por un kilómetro"),
        ("21 kilómetros, p. ej. 1 hora", "veintiún kilómetros, por ejemplo una hora"),
        ("20 % de 1.234", "veinte por ciento de mil doscientos treinta y cuatro"),
        ("Hola 🦊", "Hola, zorro"),
    ],
    "fr": [
        ("Le 1 novembre 2026 à 15 h 30", "Le premier novembre deux mille vingt-six à quinze heures trente"),
        ("12,50 € pour 1 km", "douze euros cinquante pour un kilomètre"),
        ("M. Dupont, env. 1 heure", "Monsieur Dupont, environ une heure"),
        ("1 234,5 et 20 %", "mille deux cent trente-quatre virgule cinq et vingt pour cent"),
        ("le 1er, la 3e", "le premier, la troisième"),
        ("Salut 🦊", "Salut, renard"),
    ],
    "ja": [
        ("2026/11/03の15:30に¥500払いました。", "二千二十六年十一月三日の十五時三十分に五百円払いました。"),
        ("狐が3匹、5km、20%、1,234円", "狐が三匹、五キロメートル、二十パーセント、千二百三十四円"),
        ("２０２６年１１月３日", "二千二十六年十一月三日"),
        ("例：https://example.jp を見て", "例：example ドット jp へのリンク を見て"),
    ],
    "pt": [
        ("Em 03/11/2026 às 15:30", "Em três de novembro de dois mil e vinte e seis às quinze horas e trinta"),
        ("R$ 12,50 por 1 km", "doze reais brasileiros e cinquenta por um quilômetro"),
        ("2 horas, p. ex. 20 %", "duas horas, por exemplo vinte por cento"),
        ("1.234,5 kg", "mil duzentos e trinta e quatro vírgula cinco quilogramas"),
        ("Olá 🦊", "Olá, rosto de raposa"),
    ],
    "it": [("**Ciao** 🦊, 3 amici", "Ciao, volpe, 3 amici"), ("```\nx\n```\nFine", "Fine")],
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "spoken"), [(language, *row) for language, rows in TABLE.items() for row in rows]
)
def test_it_is_spoken_sensibly(language: str, text: str, spoken: str) -> None:
    assert spoken_text(text, language).replace("\u00a0", " ").replace("\u202f", " ") == spoken


SIGNS = st.sampled_from(
    [*"0123456789.,:;/-–+*_`#|[]()<>%°€$£¥&=@\n ", "km", "am", "Uhr", "https://", "🦊", "½", "é", "日"]
)


@given(st.lists(SIGNS, max_size=40).map("".join), st.sampled_from(["en", "de", "es", "fr", "ja", "pt"]))
def test_no_text_is_too_odd_and_no_digit_is_left(text: str, language: str) -> None:
    spoken = spoken_text(text, language)
    flags = re.ASCII if language == "ja" else 0
    assert not re.search(r"(?<![\w.:/-])\d+(?![\w.:/-])", spoken, flags)


@given(st.text(string.ascii_letters + " ", max_size=80))
def test_plain_words_stay(text: str) -> None:
    words = [word for word in text.split() if len(word) > 2]
    assert spoken_text(" ".join(words), "en").split() == words


@pytest.mark.parametrize("sign", ["©", "®", "‼", "#⃣", "🦊"])
def test_the_first_and_the_last_of_all_emoji_are_spoken_by_their_names(sign: str) -> None:
    assert min(max(each) for each in EMOJI_DATA if not set(each) & set("©®")) >= "‼"
    assert sign not in spoken_text(f"Look: {sign}", "en")
