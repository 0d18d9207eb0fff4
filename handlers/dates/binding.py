"""Tell whether the words before a date make it part of the sentence: "evaluatie van maart", "elke vrijdag", "groep 8
mei", "notulen 12 mei".

A date that stays in the title is seen and repaired, a title that lost a word is not.
"""

from handlers.dates.grammar import Manner
from handlers.dates.periods import Kind
from handlers.dates.tasks import is_task
from handlers.dates.words import DAYS, MONTHS, NUMBERS, RANKS, SHORT_DAYS, normal, words_in


def _words(text: str) -> frozenset[str]:
    return frozenset(words_in(text))


# Before a date these make it part of the sentence. Prepositions that can lead in a due date are here as well: when
# they could, the grammar has read them with it.
_BINDING = _words("""
    van vanaf sinds tussen tot t/m en of de het een die dat deze dit der met aan bij over om naar uit na in op per rond
    onder boven tijdens gedurende rondom binnen buiten voor door als dan versus tegen qua via volgens dd gedateerd
    is zijn was waren wordt werd worden werden heet heette ben bent blijft lijkt heeft hebben had
    niet geen nooit pas nog maar ook elke elk iedere ieder alle sommige enkele vorige vorig afgelopen laatste eerste
    volgende volgend komende aanstaande aankomende begin half medio midden eind einde halverwege mid
    wekelijks wekelijkse maandelijks maandelijkse jaarlijks jaarlijkse dagelijks dagelijkse altijd steeds telkens
    goede goeie fijne witte zwarte black blauwe blue good casual nieuwe oude harde onze mijn zijn
    mevrouw mevr mw heer dhr meneer familie zuster broer oom tante
    week weken maand maanden kwartaal jaar jaren uur werkdag werkdagen datum jl q1 q2 q3 q4
    nu vandaag morgen overmorgen gisteren eergisteren straks loopt gaat staat werkt werken
""")
_RECURRING = _words("elke iedere wekelijks wekelijkse tweewekelijks maandelijks dagelijks altijd telkens doorgaans")
_SHORT_MONTHS = {name[:3] for name in MONTHS} - {"jan"}  # people are called Jan
_PERSON_LEADS = _words("met van door aan voor naar bij mevrouw meneer heer dhr mevr familie collega en")
TIME_WORDS = frozenset({*MONTHS, *_SHORT_MONTHS, *DAYS, *SHORT_DAYS, *RANKS, *NUMBERS})
# "Groep 8 mei" and "versie 1.2.26" count something else than days.
_NUMBERED = _words("""
    groep artikel art tafel fase ronde stap versie hoofdstuk paragraaf par punt nr nummer no lot route kamer lokaal zaal
    klas niveau spoor lijn thema project team schaal score actie item bijlage deel module blok unit kavel perceel
    mbo hbo wo vmbo havo vwo klassen groepen niveaus leerjaar jaargang top schaal optie variant scenario sessie uitslag
    verhouding verdeling ratio stand werktijden openingstijden leeftijd a b n locatie gebouw etage verdieping rit lijst
    cluster blok kwadrant perron gate stap stappen schalen teams lokalen kamers fases fasen rondes tafels
    huisnummer regel vraag pagina blz sectie sprint release update build criterium succescriterium doel kpi norm nen iso
    python windows android ios office software v
""")

_COUNTED = _words("""
    cijfer bedrag prijs tarief uurtarief uurloon kosten factuur order bestelling code dossier zaaknummer nummer
    python windows android ios office software versie release norm nen iso artikel hoofdstuk paragraaf
""")

_ARTICLES = _words("de het een deze die dit dat onze mijn jouw jullie hun")  # "met de tafel 12/6" is no table 12

# After "uiterlijk 1 mei" these say that the sentence goes on about the date.
GOING_ON = _words("""
    of en tot t/m - / is zijn was wordt worden moet moeten mag mogen kan kunnen wil willen gaat gaan komt komen heeft
    hebben uur
""")

# "Notulen 12 mei" are of that day; "Notulen sturen 12 mei" is due on it.
_LOOKS_BACK = words_in("""
    terugblik terugkijken nabeschouwing verslag verslagen verslagje notulen notule evaluatie evaluaties recap
    impressie samenvatting opname opnames foto foto's fotos aftermovie uitslag uitslagen resultaten cijfers
    saldo jaarrekening besluitenlijst actielijst
""")
_OF_A_MEETING = words_in("""
    agenda programma draaiboek stukken presentatie presentielijst uitnodiging uitnodigingen aanwezigen jaarplan
    jaarplanning jaaroverzicht
""")
_MEETING = ("vergadering", "bijeenkomst", "overleg", "sessie")
# These have a week 1, 2 and 3 of their own.
_IN_WEEKS = words_in("""
    cursus training programma module opdracht huiswerk rooster schema menu toets college curriculum sprint
    traject introductie thema opleiding hoofdstuk
""")
_IN_WEEKS_WHOLE = _words("vragen stage stages planning fase deel groep")
_NEVER_OF_AN_EVENT = frozenset({Kind.OFFSET, Kind.SOON, Kind.LATER, Kind.UNDECIDED})
_WEEKS = frozenset({Kind.WEEK, Kind.LOW_WEEK})
_PASSED_OVER = " \t\r\n\x1f,;:.!…|•*~>/=<≤±@→⇒()\"'“”‘’-–—"
"""Between a title and its date these say nothing."""


def recurs(title: str, manner: Manner) -> bool:
    return manner.kind is Kind.WEEKDAY and not _RECURRING.isdisjoint(title.lower().split())


def binds(title: str, phrase: str, manner: Manner) -> bool:
    return word_binds(title, phrase) or _subject_binds(title, manner)


def is_surname(tokens: list[str], start: int) -> bool:
    """ "Bellen met Piet Vrijdag", "Contact met Karim Mei": a capital behind a name, in a title that is about people."""
    if start < 1 or not tokens[start][:1].isupper():
        return False
    name, before = tokens[start - 1], normal(tokens[start - 2]) if start > 1 else ""
    return name[:1].isupper() and name[1:2].islower() and (before in _PERSON_LEADS or start == 1)


def _last_word(title: str) -> str:
    return normal((title.rstrip(_PASSED_OVER).split() or [""])[-1])


def word_binds(title: str, phrase: str) -> bool:
    before = _last_word(title)
    if phrase[0].isdigit() or phrase.lower().startswith(("t/m", "tot")):
        numbered = (
            before in _NUMBERED and normal((title.rstrip(_PASSED_OVER).split()[-2:-1] or [""])[0]) not in _ARTICLES
        )
        return numbered or before in _BINDING | TIME_WORDS or not any(map(str.isalpha, before))
    return before in _BINDING | TIME_WORDS or is_rank(before)


def is_counted(title: str, phrase: str) -> bool:
    """ "Python updaten 3.12", "Factuur betalen 20270118": a bare number behind what has numbers of its own."""
    return not any(map(str.isalpha, phrase)) and not _COUNTED.isdisjoint(title.lower().split())


def is_rank(word: str) -> bool:
    """ "de 30e deze maand" is one phrase, also where that month has no 30th."""
    return word[:1].isdigit() and word.endswith("e")


def _subject_binds(title: str, manner: Manner) -> bool:
    """Whether the title is about a report, an agenda or a meeting of that day, with nothing to do to it."""
    words = [word for word in map(normal, title.split()) if word]
    if manner.firm or manner.kind in _NEVER_OF_AN_EVENT or is_task(title):
        return False
    if _any_ends(words, _OF_A_MEETING) or (manner.bare and manner.kind in _WEEKS and any(map(_is_in_weeks, words))):
        return True
    if manner.lead.moves or manner.kind is Kind.RELATIVE:
        return False
    return _any_ends(words, _LOOKS_BACK) or "stand" in words or (len(words) > 1 and words[-1].endswith(_MEETING))


def _any_ends(words: list[str], nouns: tuple[str, ...]) -> bool:
    return any(word.endswith(nouns) for word in words)


def _is_in_weeks(word: str) -> bool:
    return (
        word in _IN_WEEKS_WHOLE
        or word.startswith("leer")
        or word.endswith(("les", "lessen"))
        or any(part in word for part in _IN_WEEKS)
    )
