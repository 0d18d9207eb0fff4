"""Tell whether the words before a date make it part of the sentence: "evaluatie van maart", "elke vrijdag", "groep 8
mei", "notulen 12 mei".

A date that stays in the title is seen and repaired, a title that lost a word is not.
"""

import re

from handlers.dates.grammar import Manner
from handlers.dates.periods import Kind
from handlers.dates.words import DAYS, MONTHS, NUMBERS, RANKS, SHORT_DAYS, normal


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Before a date these make it part of the sentence. Prepositions that can lead in a due date are here as well: when
# they could, the grammar has read them with it.
_BINDING = _words("""
    van vanaf sinds tussen tot t/m en of de het een die dat deze dit der met aan bij over om naar uit na in op per rond
    onder boven tijdens gedurende rondom binnen buiten voor door als dan versus tegen qua via volgens dd gedateerd
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
TIME_WORDS = frozenset({*MONTHS, *_SHORT_MONTHS, *DAYS, *SHORT_DAYS, *RANKS, *NUMBERS})
# "Groep 8 mei" and "versie 1.2.26" count something else than days.
_NUMBERED = _words("""
    groep artikel art tafel fase ronde stap versie hoofdstuk paragraaf par punt nr nummer no lot route kamer lokaal zaal
    klas niveau spoor lijn thema project team schaal score actie item bijlage deel module blok unit kavel perceel
    huisnummer regel vraag pagina blz sectie sprint release update build criterium succescriterium doel kpi norm nen iso
    python windows android ios office software v
""")

# After "uiterlijk 1 mei" these say that the sentence goes on about the date.
GOING_ON = _words("""
    of en tot t/m - / is zijn was wordt worden moet moeten mag mogen kan kunnen wil willen gaat gaan komt komen heeft
    hebben uur
""")

# "Notulen 12 mei" are of that day; "Notulen sturen 12 mei" is due on it.
_LOOKS_BACK = re.compile(
    r"stand|\w*(?:terugblik|terugkijken|nabeschouwing|verslag|verslagen|verslagje|notulen|notule|evaluaties?|recap|impressie"
    r"|samenvatting|opnames?|foto|foto'?s|aftermovie|uitslag|uitslagen|resultaten|cijfers|saldo|jaarrekening"
    r"|besluitenlijst|actielijst)"
)
_OF_A_MEETING = re.compile(
    r"\w*(?:agenda|programma|draaiboek|stukken|presentatie|presentielijst|uitnodiging|uitnodigingen|aanwezigen"
    r"|jaarplan|jaarplanning|jaaroverzicht)"
)
_MEETING = re.compile(r"\w*(?:vergadering|bijeenkomst|overleg|sessie)")
# These have a week 1, 2 and 3 of their own.
_IN_WEEKS = re.compile(
    r"leer\w*|\w*les|\w*lessen|\w*(?:cursus|training|programma|module|opdracht|huiswerk|rooster|schema|menu|toets|college"
    r"|curriculum|sprint|traject|introductie|thema|opleiding|hoofdstuk)\w*|vragen|stage|stages|planning|fase|deel|groep"
)
# Verbs one by one: "notulen gesprekken" and "verslag werkbezoeken" end like verbs and are none.
_DOING = re.compile(
    r"(?!terugkijken)\w*(?:schrijven|maken|sturen|plannen|bereiden|spreiden|bespreken|keuren|houden|leveren|lezen|mailen|printen|zetten"
    r"|geven|nemen|brengen|zenden|kijken|tekenen|ruimen|openen|[nltsuci]eren)"
    r"|(?:op|vast|bij|samen|in|uit)?stellen|(?:mee|uit|ver)?delen|(?:af|uit|bij|ver|om)?werken|(?:op|na|terug)?bellen"
    r"|(?:door|terug)?plaatsen|(?:op|af|binnen)halen|(?:vast|voor|uit|neer)leggen|(?:aan|in)vullen|(?:af)?drukken"
    r"|(?:uit|op|na)?zoeken|(?:op|na|aan)vragen|(?:af)?ronden|(?:af|aan)?sluiten|(?:op)?starten|(?:af)?stemmen|afspreken"
    r"|(?:up|down)loaden|(?:in|uit|door)?voeren|(?:in)?boeken|regelen|indienen|inrichten|updaten|prikken|checken|vieren"
    r"|uitnodigen|verzamelen|vertalen|typen|opslaan|nagaan|rondgaan|doen|laten|beginnen|bestellen|bedenken|aanbieden"
    r"|af|klaar|gereed|compleet|online"
)
_MODALS = _words("kan kunnen moet moeten mag mogen graag")
_NEVER_OF_AN_EVENT = frozenset({Kind.OFFSET, Kind.SOON, Kind.LATER, Kind.UNDECIDED})
_WEEKS = frozenset({Kind.WEEK, Kind.LOW_WEEK})
_PASSED_OVER = " \t\r\n\x1f,;:.!…|•*~>/()\"'“”‘’-–—"
"""Between a title and its date these say nothing."""


def recurs(title: str, manner: Manner) -> bool:
    return manner.kind is Kind.WEEKDAY and not _RECURRING.isdisjoint(title.lower().split())


def binds(title: str, phrase: str, manner: Manner) -> bool:
    return _word_binds(title, phrase) or _subject_binds(title, manner)


def _last_word(title: str) -> str:
    return normal((title.rstrip(_PASSED_OVER).split() or [""])[-1])


def _word_binds(title: str, phrase: str) -> bool:
    before = _last_word(title)
    if phrase[0].isdigit() or phrase.lower().startswith(("t/m", "tot")):
        return before in _BINDING | TIME_WORDS | _NUMBERED or not any(map(str.isalpha, before))
    return before in _BINDING | TIME_WORDS


def _subject_binds(title: str, manner: Manner) -> bool:
    """Whether the title is about a report, an agenda or a meeting of that day, with nothing to do to it."""
    words = [word for word in map(normal, title.split()) if word]
    if manner.firm or manner.kind in _NEVER_OF_AN_EVENT or _does_something(words):
        return False
    if _any(_OF_A_MEETING, words) or (manner.bare and manner.kind in _WEEKS and _any(_IN_WEEKS, words)):
        return True
    if manner.lead.moves or manner.kind is Kind.RELATIVE:
        return False
    return _any(_LOOKS_BACK, words) or (len(words) > 1 and _MEETING.fullmatch(words[-1]) is not None)


def _does_something(words: list[str]) -> bool:
    """ "Stukken insturen", and "stukken insturen kan"."""
    done = words[-2:-1] if words[-1:] and words[-1] in _MODALS else words[-1:]
    return bool(done) and _DOING.fullmatch(done[0]) is not None


def _any(nouns: re.Pattern[str], words: list[str]) -> bool:
    return any(map(nouns.fullmatch, words))
