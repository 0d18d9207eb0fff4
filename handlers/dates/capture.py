"""Type an action as one line: "Open dag bij drie bouwers eind mei" is a title and a due date.

The date is the longest phrase at the end that reads as a whole; after "uiterlijk" it may come first. Where the words
before it make it part of the sentence ("evaluatie van maart", "elke vrijdag", "groep 8 mei"), nothing is taken off:
a date that stays in the title is seen and repaired, a title that lost a word is not.
"""

import re
from datetime import date

from handlers.dates.grammar import JUST_GONE, Parsed, parse
from handlers.dates.periods import Kind
from handlers.dates.reading import Read
from handlers.dates.words import DAYS, MONTHS, NUMBERS, RANKS, SHORT_DAYS, normal

MOST_WORDS = 10
LONG_GONE = 122
"""In days: "Notulen 12 mei" in June is about last month, not due next year."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Before a date these make it part of the sentence. Prepositions that can lead in a due date are here as well: when
# they could, the grammar has read them with it.
_BINDING = _words("""
    van vanaf sinds tussen tot t/m en of de het een die dat deze dit der met aan bij over om naar uit na in op per rond
    onder boven tijdens gedurende rondom binnen buiten voor door als dan versus tegen qua via volgens
    is zijn was waren wordt werd worden werden heet heette ben bent blijft lijkt heeft hebben had
    niet geen nooit pas nog maar ook elke elk iedere ieder alle sommige enkele vorige vorig afgelopen laatste eerste
    volgende volgend komende aanstaande aankomende begin half medio midden eind einde halverwege mid
    wekelijks wekelijkse maandelijks maandelijkse jaarlijks jaarlijkse dagelijks dagelijkse altijd steeds telkens
    goede goeie fijne witte zwarte black blauwe casual nieuwe oude harde onze mijn zijn
    mevrouw mevr mw heer dhr meneer familie zuster broer oom tante
    week weken maand maanden kwartaal jaar jaren uur werkdag werkdagen datum jl q1 q2 q3 q4
    nu vandaag morgen overmorgen gisteren eergisteren straks loopt gaat staat werkt werken
""")
_RECURRING = _words("elke iedere wekelijks wekelijkse tweewekelijks maandelijks dagelijks altijd telkens doorgaans")
_SHORT_MONTHS = {name[:3] for name in MONTHS} - {"jan"}  # people are called Jan
_TIME_WORDS = frozenset({*MONTHS, *_SHORT_MONTHS, *DAYS, *SHORT_DAYS, *RANKS, *NUMBERS})
# "Groep 8 mei" and "versie 1.2.26" count something else than days.
_NUMBERED = _words("""
    groep artikel art tafel fase ronde stap versie hoofdstuk paragraaf punt nr nummer no lot route kamer lokaal zaal
    klas niveau spoor lijn thema project team schaal score actie item bijlage deel module blok unit kavel perceel
    huisnummer regel vraag pagina blz sectie sprint release
""")
# After "uiterlijk 1 mei" these say that the sentence goes on about the date.
_GOING_ON = _words("""
    of en tot t/m - / is zijn was wordt worden moet moeten mag mogen kan kunnen wil willen gaat gaan komt komen heeft
    hebben uur
""")
_OPENS_TITLE = re.compile(r"\s*(uiterlijk|deadline)\b", re.IGNORECASE)
_COULD_BE_A_COUNT = re.compile(r"[a-z] [0-9]{2}$", re.IGNORECASE)
_AROUND_A_TITLE = " \t\r\n,;:-–—"


def split_due(text: str, today: date) -> tuple[str, Read | None]:
    """The title and its due date, or the text as it was and None."""
    words = text.split()
    if len(words) <= MOST_WORDS and parse(text, today):
        return text, None  # nothing would remain
    return _at_the_end(text, len(words), today) or _at_the_start(text, len(words), today) or (text, None)


def _at_the_end(text: str, words: int, today: date) -> tuple[str, Read] | None:
    for count in range(min(MOST_WORDS, words - 1), 0, -1):
        head, *tail = text.rsplit(maxsplit=count)
        phrase = " ".join(tail)
        parsed = parse(phrase, today)
        if parsed:
            title = head.rstrip(_AROUND_A_TITLE + "(").strip()
            return (title, parsed.read) if _is_due(title, phrase, parsed) else None
    return None


def _is_due(title: str, phrase: str, parsed: Parsed) -> bool:
    limit = JUST_GONE if parsed.lead.moves else LONG_GONE
    recent = parsed.past or (parsed.gone is not None and parsed.gone <= limit)
    recurs = parsed.kind is Kind.WEEKDAY and not _RECURRING.isdisjoint(title.lower().split())
    if (recent and not parsed.firm) or recurs or not parsed.closes:
        return False
    return _is_title(title) and not _binds(title, phrase)


def _is_title(text: str) -> bool:
    """Something to read, without half a pair of brackets or quotes."""
    return (
        any(map(str.isalpha, text))
        and text.count("(") == text.count(")")
        and text.count('"') % 2 == 0
        and text.count("“") + text.count("„") == text.count("”")
    )


def _binds(title: str, phrase: str) -> bool:
    before = normal(title.rsplit(maxsplit=1)[-1])
    if phrase[0].isdigit() or phrase.lower().startswith(("t/m", "tot")):
        return before in _BINDING | _TIME_WORDS | _NUMBERED or not any(map(str.isalpha, before))
    return before in _BINDING | _TIME_WORDS


def _at_the_start(text: str, words: int, today: date) -> tuple[str, Read] | None:
    if not _OPENS_TITLE.match(text):
        return None
    for count in range(min(MOST_WORDS, words - 1), 1, -1):
        *head, rest = text.split(maxsplit=count)
        parsed = parse(" ".join(head), today)
        if parsed:
            title = rest.lstrip(_AROUND_A_TITLE)
            return (title, parsed.read) if _starts_afresh(" ".join(head), rest) and _is_title(title) else None
    return None


def _starts_afresh(phrase: str, rest: str) -> bool:
    """ "Deadline vrijdag halen" is about the deadline; "Deadline vrijdag: rapport" has one."""
    if phrase.endswith((",", ":", ";")) or rest.startswith(("-", "–", "—", ":")):
        return True
    if phrase.lower().startswith("deadline") or _COULD_BE_A_COUNT.search(phrase):
        return False
    return not rest[0].isdigit() and normal(rest.split(maxsplit=1)[0]) not in _GOING_ON
