"""Bring what people type to one spelling: "volg. wkn", "v/d", "over 'n", "wk22", "15dec"; and find words that are one
letter off ("dondrdag", "septmber").
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from string import ascii_lowercase, digits
from types import MappingProxyType

from handlers.dates.words import DAYS, MONTH_NUMBERS, MONTHS, SHORT_DAYS, normal, words_in

_SPELLED: Mapping[str, str] = MappingProxyType(
    {
        "week": "wk weekje weeknr weeknummer",
        "weken": "wkn wken wks weekn",
        "dagen": "dgn dg",
        "werkdagen": "werkdgn wrkdgn wd",
        "en": "&",
        "maand": "mnd maandje",
        "maanden": "mndn mnden",
        "kwartaal": "q kw kwrt",
        "jaar": "jr jaartje",
        "een": "'n n",
        "het": "'t",
        "van": "v",
        "van de": "v/d vd vdd",
        "van het": "v/h vh",
        "in de": "i/d",
        "volgende": "vlg vlgd vlgde vlgnd vlgnde volg volgnd vgnd",
        "komende": "kmd kmnd komd",
        "aanstaande": "aanst",
        "morgen": "mrgn mrg",
        "overmorgen": "overmrgn overmrg",
        "per week": "p/w",
        "per maand": "p/m p/mnd",
        "per jaar": "p/j p/jr",
        **{f"{season}vakantie": f"{season}vak" for season in ("zomer", "herfst", "kerst", "voorjaars", "mei")},
        "uiterlijk": "uiterl uitrl uitl uiterlk ult",
        "deadline": "ddl dl deadl due",
        "t/m": "tm tem t-m",
        "in ieder geval": "iig",
        "in elk geval": "ieg",
        "per": "miv",
        "omstreeks": "omstr",
        "ongeveer": "ong ca circa plm ± ~ +- +/-",
        "ma": "maa",
        "di": "din dins",
        "wo": "woe woens",
        "do": "don dond donderd",
        "vr": "vri vrij vrijd",
        "za": "zat zaterd",
        "zo": "zon",
        "januari": "janu january",
        "februari": "febru february",
        "maart": "mar march",
        "juni": "june",
        "juli": "july",
        "augustus": "augs august",
        "oktober": "okto october oct",
        "november": "novem",
        "december": "decem",
        "eind van de week": "eow",
        "eind van de maand": "eom",
        "eind van het jaar": "eoy jaareinde",
    }
)
_STANDARD = {short: long for long, shorts in _SPELLED.items() for short in shorts.split()}
_BEFORE_DIGITS = frozenset({"week", "wk", "q", "kw", "kwartaal"})
_QUARTERS = re.compile(r"q([1-4])([-/])q?([1-4])")
_OF_A_YEAR = re.compile(
    r"(?P<label>q)(?P<number>[1-4])/(?P<year>20[0-9]{2})|(?P<before>20[0-9]{2})-?(?P<code>[qw])(?P<count>[0-9]{1,2})"
)
_BEHIND_DIGITS = frozenset(
    {*_STANDARD, *MONTH_NUMBERS, "week", "weken", "dag", "dagen", "maand", "maanden", "x"}
    | {"wekelijks", "maandelijks", "jaarlijks"}
)
_PARTS_AND_DAYS = f"(?:begin|half|medio|midden|eind|einde|{'|'.join((*DAYS, *SHORT_DAYS))})"
_GLUED = re.compile(r"([0-9]{1,2})([a-z]{3,9})((?:20)?[0-9]{2})|([1-4])q((?:20)?[0-9]{2})")


def _dotted(said: re.Match[str]) -> str:
    return ".".join(filter(None, said.groups()))


_PUT_RIGHT: tuple[tuple[str, re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = tuple(
    (sign, re.compile(pattern), spelled)
    for sign, pattern, spelled in (
        ("~", r"(?<!\S)~ ?(?=[0-9a-z])", "ongeveer "),
        ("±", r"(?<!\S)± ?(?=[0-9a-z])", "ongeveer "),
        ("<", r"(?<!\S)< ?(?=[0-9])", ""),
        ("≤", r"(?<!\S)≤ ?(?=[0-9])", ""),
        ("/ ", r"(?<!\S)([0-9]{1,2}) ?/ ([0-9]{1,2})$", r"\1/\2"),  # 8 / 3
        ("- ", r"(?<!\S)([0-9]{1,2}) ?- ([0-9]{1,2}) ?- ?([0-9]{4})$", r"\1-\2-\3"),  # 8 - 3 - 2027
        ("/", r"(?<=[0-9])/([a-z]{3,9})/(?=[0-9])", r"-\1-"),  # 8/mrt/27
        (". ", r"(?<![0-9.])([0-9]{1,2})\. (?=[a-z]{3})", r"\1 "),  # 8. maart
        ("'", r"(?<=[a-z]{3})'(?=[0-9]{2}$)", " '"),  # mrt.'27
        (". ", r"(?<![0-9.])([0-9]{1,2}) ?\. ?([0-9]{1,2})(?: ?\. ?(20[0-9]{2}))?$", _dotted),  # 8. 3. and 8 . 3 . 2027
        ("-", r"(?<=[0-9]-[0-9]{2})t(?=[0-9]{2}:[0-9]{2})", " "),  # 2027-02-12T10:00
        ("-", rf"(?<=[a-z])-(?={_PARTS_AND_DAYS}(?![a-z]))", " - "),  # begin-half april, ma-wo
    )
)
"""What else is put right, with a sign without which there is nothing to do."""
_SIGNS = frozenset(sign[0] for sign, _, _ in _PUT_RIGHT)
_APART = re.compile(r"\b(mei|kerst|zomer|herfst|voorjaars)[ -](?=vak)|(?<=per )(half) (?=jaar)")
"""Words that some write in two: "mei-vakantie", "per half jaar"."""


@lru_cache(maxsize=512)
def canonical(phrase: str) -> str:
    """The phrase as the templates have it."""
    return " ".join(_words(normal(phrase)))


def _words(text: str) -> Iterator[str]:
    if not _SIGNS.isdisjoint(text):
        for sign, pattern, spelled in _PUT_RIGHT:
            text = pattern.sub(spelled, text) if sign in text else text
    if " vak" in text or "-vak" in text or "half jaar" in text:
        text = _APART.sub(lambda said: said[1] or said[2], text)
    for typed in text.split():
        for word in _unglued(typed.rstrip(":") if typed[:1].isalpha() else typed):
            yield _STANDARD.get(word, word)


def _unglued(word: str) -> tuple[str, ...]:
    """ "wk22" and "q3-2028" are two words, and so are "15dec" and "2028-w07"; "8dec26" and "1q27" are three."""
    if word[:1] == "q" and (span := _QUARTERS.fullmatch(word)):
        return "q", f"{span[1]}{span[2]}{span[3]}"
    if ("q" in word or "w" in word) and word[-1:].isdigit() and (coded := _OF_A_YEAR.fullmatch(word)):
        unit = "week" if coded["code"] == "w" else "q"
        return unit, coded["number"] or coded["count"].lstrip("0") or "0", coded["year"] or coded["before"]
    if word[-1:].isdigit() and word[:1].isalpha():
        head = word.rstrip(digits + "-'/")
        if head in _BEFORE_DIGITS:
            number = word[len(head) :].strip("-")
            return (head, *number.split("-")) if head in {"q", "kw"} else (head, number)
    if word[:1].isdigit() and word.isalnum() and not word.isdigit() and (glued := _GLUED.fullmatch(word)):
        day, month, year, number, of_year = glued.groups()
        return (day, month, _long(year)) if day else ("q", number, _long(of_year))
    if word[:1].isdigit() and word[-1:].isalpha():
        tail = word.lstrip(digits)
        if tail in _BEHIND_DIGITS:
            return word[: -len(tail)], tail
    year, _, label = word.partition("-")
    return (year, *_unglued(label)) if label[:1] == "q" and year.isdigit() else (word,)


def _long(year: str) -> str:
    return year if len(year) > len("27") else f"20{year}"


# -- one letter off ----------------------------------------------------------------------------------------------------

_CHECKED = (
    *DAYS,
    *(month for month in MONTHS if len(month) > len("juli")),
    *words_in("""
        vandaag morgen overmorgen volgende komende uiterlijk deadline vanaf kwartaal weekend halverwege
    """),
    *words_in("pasen pinksteren hemelvaart hemelvaartsdag koningsdag sinterklaas kerst"),
    *words_in("zomervakantie herfstvakantie kerstvakantie voorjaarsvakantie meivakantie"),
)
# One letter away from a word above, and words of their own.
_OTHER_WORDS = frozenset(
    words_in("""
    kaart vaart maat maar baart haart paart mart aart maarten maarts zorgen borgen morgens morgan torgen worgen
    vandaan deadlines weekends weekenden passen basen pase hazen kerstin kerk kers kersten komend volgend
    volgens zomervakanties herfstvakanties kerstvakanties voorjaarsvakanties meivakanties april's pinkster
    maandags dinsdags woensdags donderdags vrijdags zaterdags zondags uiterlijke lasen vasen masen wazen pasten
    hersts herst karst korst dorst borst berst
""")
)
_SHORT_SLIPS = {"juin": "juni", "jnui": "juni", "junie": "juni", "juil": "juli", "jlui": "juli", "eidn": "eind"}
_SHORT_SLIPS |= dict(zip(words_in("monday tuesday wednesday thursday friday"), DAYS, strict=False))
_SHORT_SLIPS |= {"today": "vandaag", "tomorrow": "morgen", "next": "volgende"}
_SHORT_SLIPS |= dict.fromkeys(("maadn", "maannd", "maandd", "mnaad"), "maand") | dict.fromkeys(
    ("weke", "weeek", "wekk", "wwek", "wek", "weel"), "week"
)


def _one_off(word: str) -> Iterator[str]:
    """Everything that is typed with one letter too few, too many, wrong, or changed places with the next one."""
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        yield head + tail[1:]
        yield head + tail[1:2] + tail[:1] + tail[2:]
        for letter in ascii_lowercase:
            yield head + letter + tail
            yield head + letter + tail[1:]


@cache
def _slips() -> Mapping[str, str]:
    found = {slip: word for word in reversed(_CHECKED) for slip in _one_off(word)}
    found |= {word.replace("ij", "y"): word for word in _CHECKED if "ij" in word}
    known = {*_CHECKED, *MONTH_NUMBERS, *_STANDARD, *_OTHER_WORDS}
    return {slip: word for slip, word in (found | _SHORT_SLIPS).items() if slip not in known and len(slip) > len("mei")}


def corrected(text: str) -> str:
    """A canonical phrase with every word that is one letter off put right; the same when there is none."""
    slips = _slips()
    return " ".join(slips.get(word, word) for word in text.split())


def is_slip(word: str) -> bool:
    return word in _slips()
