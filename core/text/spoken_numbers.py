"""Numbers, dates, times, amounts of money and units in words, as a voice reads them.

Dates, units and currencies are first written out in the language's own order, with the names of the Unicode CLDR; then
num2words turns every number into words.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import get_currency_name
from babel.units import format_unit

from core.domain.sentences import say
from core.i18n.rendering import render
from core.text.spoken_words import SpokenWords, spoken_words

_UNITS = {
    "km/h": "speed-kilometer-per-hour", "mph": "speed-mile-per-hour",
    "km": "length-kilometer", "cm": "length-centimeter",
    "mm": "length-millimeter", "m": "length-meter", "kg": "mass-kilogram", "mg": "mass-milligram", "g": "mass-gram",
    "ml": "volume-milliliter", "l": "volume-liter", "L": "volume-liter", "min": "duration-minute", "ms":
    "duration-millisecond", "s": "duration-second", "h": "duration-hour", "kB": "digital-kilobyte", "KB":
    "digital-kilobyte", "MB": "digital-megabyte", "GB": "digital-gigabyte", "TB": "digital-terabyte", "Hz":
    "frequency-hertz", "kHz": "frequency-kilohertz", "MHz": "frequency-megahertz", "GHz": "frequency-gigahertz", "W":
    "power-watt", "kW": "power-kilowatt", "kWh": "energy-kilowatt-hour", "V": "electric-volt", "%": "concentr-percent",
    "°C": "temperature-celsius", "°F": "temperature-fahrenheit", "°": "angle-degree", "m²": "area-square-meter",
    "km²": "area-square-kilometer", "m³": "volume-cubic-meter", "lb": "mass-pound", "ft": "length-foot",
}  # fmt: skip
_CURRENCIES = {
    "R$": "BRL", "US$": "USD", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "￥": "JPY", "円": "JPY", "₹": "INR",
    "USD": "USD", "EUR": "EUR", "GBP": "GBP", "JPY": "JPY", "CHF": "CHF", "BRL": "BRL",
}  # fmt: skip
_NUMBER = r"\d+(?:[.,\u00a0\u202f\u2019']\d+)*"
_SIGNS = "|".join(map(re.escape, _CURRENCIES))
_TELEPHONE = r"(?<!\w)\+\d[\d ()/-]{6,}\d"
_ISO = r"(?<![\w./-])(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?![\w/-])"
_NUMERIC_DATE = r"(?<![\w./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\w/-])"
_TIMES = r"(?<![\w:.,])(\d{1,2}:\d{2})\s?[-\u2013]\s?(\d{1,2}:\d{2})(?![\w:])"
_TIME = (
    r"(?<![\w:.,])(\d{1,2})(?:\s?[:h]\s?(\d{2})(?::\d{2})?(?:\s?([AaPp])(?:[Mm]\b|\.[Mm]\.))?"
    r"|\s?([AaPp])(?:[Mm]\b|\.[Mm]\.))"
    r"(?!\s?:|\d)(?:\s?(?:Uhr|h|horas|heures)\b)?"
)
_UNIT = (
    rf"(?<![\w.,])(?P<amount>{_NUMBER})[ \u00a0\u202f]?"
    rf"(?P<unit>{'|'.join(map(re.escape, sorted(_UNITS, key=len, reverse=True)))})(?![\w²³/])"
)
_RANGE = r"(?<![\w.,\u2013-])(\d{1,4})\s?[-\u2013]\s?(\d{1,4})(?![\w\u2013-]|[.,]\d)"
_VERSION = r"\bv(?=\d+\.\d)"
_SPACED = r"(?<![\d.,])(\d{1,3}(?:[ \u00a0\u202f]\d{3})+)(?!\d)"
_ANY_NUMBER = (
    rf"(?P<minus>(?<![\w)])[-\u2212](?=\d))?(?<![\w.])(?P<number>{_NUMBER})"
    r"(?P<ordinal>st|nd|rd|th|er|re|ème|e|\.?º|\.?ª)?(?!\w)(?P<noun>(?=[ \u00a0]([^\W\d_]+)))?"
)
_DIGITS_LIMIT = 12
"""More digits than these are no amount: they are read one by one."""
_YEARS = range(1100, 2100)


def numbers_in_words(text: str, language: str) -> str:
    """A text with its numbers in words; the same text in a language that has no words for signs."""
    reader = _reader(language)
    return reader.read(text) if reader else text


@cache
def _reader(language: str) -> "_Reader | None":
    words = spoken_words(language)
    return _Reader(language, words) if words else None


class _Reader:
    def __init__(self, language: str, words: SpokenWords) -> None:
        self._language = language
        self._words = words
        symbols = Locale(language).number_symbols
        symbols = symbols.get("latn", symbols)
        self._decimal, self._group = str(symbols["decimal"]), str(symbols["group"])
        scales = "|".join(map(re.escape, sorted(words.scales, key=len, reverse=True)))
        amount = rf"(?P<amount>{_NUMBER})(?:\s?(?P<scale>{scales})(?!\w))?"
        months = "|".join(re.escape(month) for month in _months(language))
        articles = "am|dem|den|vom|zum|der|die|das"
        passes: list[tuple[str, Callable[[re.Match[str]], str]]] = [
            (_TELEPHONE, self._telephone),
            (_ISO, lambda found: self._date(found, found[1], found[2], found[3])),
            (_NUMERIC_DATE, self._numeric_date),
            (_TIMES, self._range),
            (_TIME, self._time),
            (_VERSION, lambda _: f"{words.signs['version']} "),
            (rf"(?<!\w)(?P<sign>{_SIGNS})\s?{amount}(?!\w)", self._money),
            (rf"(?<![\w.,]){amount}\s?(?:de\s)?(?P<sign>{_SIGNS})(?!\w)", self._money),
            (_UNIT, self._unit),
            (rf"\b({months}) (\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.,]?\d)", self._month_and_day),
            (rf"(?:\b((?i:{articles})) )?(?<![\w.,])(\d{{1,2}})\.? ({months})\b", self._day_and_month),
            (_RANGE, self._range),
            (_ANY_NUMBER, self._number),
        ]
        if language == "fr":
            passes.insert(0, (_SPACED, lambda found: re.sub(r"\s", "", found[1])))
        # Japanese has no spaces: there, a kana or kanji beside a number is no part of it.
        flags = re.ASCII if language == "ja" else 0
        self._passes = [(re.compile(pattern, flags), spoken) for pattern, spoken in passes]

    def read(self, text: str) -> str:
        """The passes in their order: what a number belongs to before the number itself."""
        for pattern, spoken in self._passes:
            text = pattern.sub(_capitalised(spoken), text)
        return text

    def _say(self, id: str, **values: str) -> str:
        return render(say(id, **values), self._language)

    def _telephone(self, found: re.Match[str]) -> str:
        return f"{self._words.signs['plus']} {self._digits(found[0])}"

    def _numeric_date(self, found: re.Match[str]) -> str:
        first, second, year = found[1], found[3], found[4]
        if len(year) == 2:
            if found[2] == "-":
                return found[0]
            year = ("19" if int(year) > 69 else "20") + year
        month_first = self._language == "en" and found[2] == "/" and int(first) <= 12
        return self._date(found, year, first, second) if month_first else self._date(found, year, second, first)

    def _date(self, found: re.Match[str], year: str, month: str, day: str) -> str:
        try:
            moment = date(int(year), int(month), int(day))
        except ValueError:
            return found[0]
        return str(format_date(moment, "long", locale=self._language))

    def _time(self, found: re.Match[str]) -> str:
        hours, minutes, half = int(found[1]), int(found[2] or 0), found[3] or found[4]
        if hours > 24 or minutes > 59:
            return found[0]
        form = ("half-day" if half else "hour") if not minutes else "oh" if minutes < 10 else "full"
        # Two letters, which voices spell.
        suffix = f" {half.upper()} M" if half else ""
        return self._say("spoken-time", form=form, hours=str(hours), minutes=str(minutes)) + suffix

    def _money(self, found: re.Match[str]) -> str:
        whole, cents = self._parse(found["amount"])
        code = _CURRENCIES[found["sign"]]
        scale = self._words.scales.get(found["scale"] or "")
        count = 2 if scale else float(f"{whole}.{cents or 0}")
        name = get_currency_name(code, count, locale=self._language)
        name = name.lower() if self._language == "pt" else name
        if scale:
            joint = "" if scale.endswith("\u2019") or self._language == "ja" else " "
            return f"{found['amount']} {scale}{joint}{name}"
        if len(cents) == 2 and int(cents):
            return self._say("spoken-money", whole=whole, currency=name, cents=str(int(cents)))
        decimals = f"{self._decimal}{cents}" if int(cents or 0) else ""
        return f"{whole}{decimals}{'' if self._language == 'ja' else ' '}{name}"

    def _unit(self, found: re.Match[str]) -> str:
        whole, decimals = self._parse(found["amount"])
        number = float(f"{whole}.{decimals}") if decimals else int(whole)
        unit = _UNITS[found["unit"]]
        written = str(format_unit(number, unit, "long", locale=self._language))
        # The CLDR rounds and groups, so the number itself is put back.
        written = written.replace(" ", "") if self._language == "ja" else written
        return re.sub(_NUMBER, f"{whole}{self._decimal}{decimals}" if decimals else whole, written, count=1)

    def _month_and_day(self, found: re.Match[str]) -> str:
        month = _months(self._language)[found[1]]
        if self._language != "en" or not 1 <= int(found[2]) <= 31:
            return found[0]
        return f"{month} {_worded(found[2], 'en', 'ordinal')}"

    def _day_and_month(self, found: re.Match[str]) -> str:
        article, day, month = found[1], int(found[2]), _months(self._language)[found[3]]
        before = f"{article} " if article else ""
        if not 1 <= day <= 31:
            return found[0]
        if self._language == "en":
            return f"{before}{_worded(str(day), 'en', 'ordinal')} {month}"
        if self._language == "de":
            ending = (
                "n" if article and article.lower() in ("am", "dem", "den", "vom", "zum") else "" if article else "r"
            )
            return f"{before}{_worded(str(day), 'de', 'ordinal')}{ending} {month}"
        if self._language == "fr" and day == 1:
            return f"{before}premier {month}"
        return f"{before}{day} {month}"

    def _range(self, found: re.Match[str]) -> str:
        return self._say("spoken-range", first=found[1], last=found[2])

    def _number(self, found: re.Match[str]) -> str:
        given, ordinal, noun = found["number"], found["ordinal"], found[5]
        minus = f"{self._words.signs['minus']} " if found["minus"] else ""
        if given.isdigit() and (len(given) > _DIGITS_LIMIT or (given.startswith("0") and len(given) > 1)):
            return minus + self._digits(given)
        if given.count(".") > 1 and not self._is_grouped(given, "."):  # a version or an address
            return f" {self._words.signs['dot']} ".join(map(self._whole, given.split(".")))
        whole, decimals = self._parse(given)
        if len(whole) > _DIGITS_LIMIT:
            return minus + self._digits(whole)
        if decimals:
            return minus + _worded(f"{whole}.{decimals}", self._language)
        number = int(whole)
        if ordinal:
            return minus + _worded(whole, self._language, "ordinal")
        if given.isdigit() and number in _YEARS and self._language in ("en", "de") and not minus:
            return _worded(whole, self._language, "year")
        return minus + self._before_noun(_worded(whole, self._language), noun)

    def _before_noun(self, words: str, noun: str | None) -> str:
        """The form that "one" has before a noun."""
        if noun is None:
            return words
        feminine = noun.removesuffix("s") in self._words.feminine
        match self._language:
            case "de" if words == "eins":
                return "eine" if feminine else "ein"
            case "fr" if words == "un" and feminine:
                return "une"
            case "pt" if words in ("um", "dois") and feminine:
                return {"um": "uma", "dois": "duas"}[words]
            case "es" if words.endswith("uno"):
                if feminine:
                    return f"{words[:-1]}a"
                return f"{words[:-3]}ún" if words.endswith("veintiuno") else words[:-1]
        return words

    def _whole(self, digits: str) -> str:
        return _worded(digits, self._language) if digits.isdigit() and len(digits) < _DIGITS_LIMIT else digits

    def _digits(self, text: str) -> str:
        """Digits one by one, with a comma where they are apart."""
        groups = re.findall(r"\d+", text)
        joint, comma = ("", "、") if self._language == "ja" else (" ", ", ")
        return comma.join(joint.join(_worded(digit, self._language) for digit in group) for group in groups)

    def _parse(self, given: str) -> tuple[str, str]:
        """The digits before and after the decimal mark: the language's own, or the other where only that fits."""
        marks = re.findall(r"\D", given)
        last = marks[-1] if marks else ""
        grouped = last and self._is_grouped(given, last)
        if not marks or (grouped and (last != self._decimal or len(marks) > 1)):
            return re.sub(r"\D", "", given), ""
        whole, _, decimals = given.rpartition(last)
        return re.sub(r"\D", "", whole), decimals

    @staticmethod
    def _is_grouped(given: str, mark: str) -> bool:
        first, *rest = given.split(mark)
        return 1 <= len(first) <= 3 and first != "0" and all(len(group) == 3 and group.isdigit() for group in rest)


def _capitalised(spoken: Callable[[re.Match[str]], str]) -> Callable[[re.Match[str]], str]:
    """Begins a sentence with a capital letter: a voice takes a small one for the middle of it."""

    def begun(found: re.Match[str]) -> str:
        words = spoken(found)
        before = found.string[max(0, found.start() - 4) : found.start()]
        starts = before.rstrip() != before and before.rstrip()[-1:] in ("", ".", "!", "?")
        return words[:1].upper() + words[1:] if starts and words != found[0] else words

    return begun


@cache
def _months(language: str) -> dict[str, str]:
    """Names of months, long and short, and the long name of each."""
    formats = Locale(language).months["format"]
    if language == "ja":
        return {"\0": ""}  # a number and 月, which need no name
    found = {}
    for width in ("abbreviated", "wide"):
        for number, name in formats[width].items():
            found[str(name)] = str(formats["wide"][number])
    return dict(sorted(found.items(), key=lambda each: -len(each[0])))


@cache
def _worded(number: str, language: str, form: str = "cardinal") -> str:
    from num2words import num2words  # four megabytes, for numbers that are spoken

    lang = "pt_BR" if language == "pt" else language
    value = int(number) if number.isdigit() else number
    return str(num2words(value, lang=lang, to=form)).replace(",", "")
