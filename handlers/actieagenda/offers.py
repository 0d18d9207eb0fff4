"""Hear in news that an item has another status: done, waiting, begun or dropped. It is offered, never done by itself.

A question, a condition, a negation, something to come ("moet", "eind mei klaar") and a part of it ("de eerste fase is
klaar", "bijna klaar") say nothing about the status. The item itself is "§" here, wherever its key stood.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from handlers.actieagenda.small_talk import asks, sentences
from handlers.pieces import SIGN
from handlers.words import tidy
from storage.actions import Status

ITEM: Final = "§"


def _one_of(words: str) -> str:
    """A pattern of words or phrases, written with strokes between them."""
    return f"(?:{'|'.join(each.strip() for each in words.split('|'))})"


_AGO = _one_of(
    "gisteren|eergisteren|vandaag|vanmorgen|vanochtend|vanmiddag|zojuist|zonet|net|inmiddels|ondertussen|eindelijk|"
    "sinds|afgelopen|vorige"
)
_DAY = _one_of(
    "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|januari|februari|maart|april|mei|juni|juli|augustus|"
    r"september|oktober|november|december|week \d+|kwartaal|zomer|morgen|overmorgen|volgende|komende|straks|"
    "binnenkort|eind"
)
_DOUBTFUL = _one_of(
    "niet|geen|nooit|niemand|niets|bijna|haast|vrijwel|nagenoeg|zo goed als|praktisch|grotendeels|deels|gedeeltelijk|"
    "half|halverwege|ongeveer|misschien|hopelijk|waarschijnlijk|mogelijk|wellicht|vermoedelijk|denk|hoop|hopen|streven|"
    r"streef|verwacht\w*|als|zodra|indien|mits|tenzij|wanneer|totdat|voordat|of|pas|zou|zouden|wil|willen|zal|zullen"
)
_PARTIAL = _one_of(
    "eerste|tweede|derde|vierde|laatste|volgende|deel|deeltje|gedeelte|onderdeel|fase|helft|stap|stuk|opzet|ontwerp|"
    r"ronde|begin|sommige|enkele|meeste|procent|versie|een van|concept\w*|voorbereiding\w*|\d+|twee|drie|vier|vijf|zes|"
    "zeven|acht|negen|tien"
)
_DOUBT, _PART = re.compile(rf"\b{_DOUBTFUL}\b"), re.compile(rf"\b{_PARTIAL}\b|%")
_BECAUSE = re.compile(r"\b(?:omdat|doordat|want|aangezien)\b")
_CONDITION, _SO = re.compile(r"\b(?:als|zodra|indien|wanneer|mits|tenzij)\b"), re.compile(r"[,;]\s+dus\b")
_LEFT = re.compile(r"\b(?:nog|behalve|maar|alleen|op na)\b")
_TO_COME = re.compile(r"\b(?:moet|moeten|hoeft?|hoeven|wordt|worden|komt|komen|gaat|gaan|kan|kunnen|tot)\b")
_DONE = _one_of(
    "klaar|rond|afgerond|gereed|af|voltooid|afgehandeld|opgeleverd|afgesloten|gelukt|geregeld|gedaan|done|afgevinkt"
)
_PICTURE = "[\u2190-\u2bff\U0001f000-\U0001faff]"
_GOES_ON = rf"en\b(?! toe)|met dank|met {ITEM}|dus\b|nu\b|hoor\b|sinds\b|dankzij\b|door\b|{_AGO}\b"
_STOPS = rf"(?=\s*(?:$|[.!,;:()…\-–]|{SIGN}|{_PICTURE}|{_GOES_ON}))"
_SELF = _one_of(f"{ITEM}|deze actie|deze|dit punt|dit|die|hij|de actie|de hele actie|actie|het geheel|alles")
_SOFT = _one_of(
    "nu|dan|ook|weer|hiermee|daarmee|helemaal|geheel|volledig|officieel|al|gewoon|even|helaas|tijdelijk|voorlopig|echt|"
    "er|ermee"
)
_BE = _one_of("is|zijn|hebben|heeft|heb|staat op|mag op|kan op|zet op|zet maar op|mag|was")
_CALL = rf"(?:(?:ja|yes|hoera|jippie|en|nou|zo|update|status)[\s,!:]+|(?:{_PICTURE}|{SIGN})[\ufe0f\s]*)*"
_START = rf"(?:^|[,;:]\s*|^{ITEM}[\s:,=→>–-]*|(?<!voor)(?<!van)(?<!bij)(?<!over)(?<!aan)(?<!met)\s{ITEM}\s+)"
_WHO = rf"(?:(?:{_SELF}|we|wij|ik|het)[\s:,–-]+)?"
_BEGUN = _one_of("bezig|begonnen|gestart|opgestart|van start|van start gegaan|in uitvoering")
_GONE = _one_of(
    "vervalt|vervallen|geschrapt|geannuleerd|afgeblazen|gestopt|stopgezet|gecanceld|afgelast|van de baan|van tafel"
)
_NEEDLESS = r"(?:hoeft (?:dus )?niet meer|(?:is )?niet meer nodig)"
_CLOSED = _one_of("dicht|afgesloten|worden afgesloten|van de lijst|van de agenda|gesloten")
_KLAAR = (
    re.compile(rf"{_START}{_CALL}(?:{_BE}\s+)?(?:(?:{_SOFT}|{_AGO})\s+)*{_DONE}{_STOPS}"),
    re.compile(
        rf"(?:^|[,;:]\s*){_CALL}(?:{ITEM}[\s:,–-]+)?{_WHO}(?:(?:{_SOFT}|{_AGO})\s+)*{_BE}\b"
        rf"(?:\s+[^\s.;]+){{0,8}}?\s+{_DONE}{_STOPS}"
    ),
    re.compile(rf"{_SELF}\s+(?:kan|mag)\s+{_CLOSED}\b"),
    re.compile(rf"(?:{ITEM}\s+kunnen we|we kunnen {ITEM})\s+(?:afsluiten|sluiten|afvinken|afronden)\b"),
    re.compile(rf"{_SELF}\s+zit erop\b"),
    re.compile(r"\b(?:kan|mag) (?:dicht|gesloten worden|afgesloten worden|op klaar|op afgerond)\b"),
)
_WACHT = (
    re.compile(r"\b(?:wacht|wachten|wachtend|wachtende)\b(?:\s+[^\s.;]+){0,4}?\s+(?:op|tot)\b"),
    re.compile(r"\bin afwachting van\b"),
    re.compile(rf"^(?:{ITEM}[\s:,–-]*)?(?:staat op )?wacht\W*$"),
    re.compile(r"\b(?:ligt|liggen|staat|staan|lag|stond)\s+(?:\w+\s+){0,6}stil\b"),
    re.compile(r"\b(?:on hold|op pauze|gepauzeerd|geparkeerd|in de wacht(?:stand)?|in de ijskast)\b"),
)
_BEZIG = (
    re.compile(
        rf"^(?:{ITEM}[\s:,–-]+)?(?:(?:{_SELF}|we|wij|ik)\s+)?(?:(?:is|zijn|ben|zitten|gaan)\s+)?"
        rf"(?:(?:{_SOFT}|{_AGO}|volop|druk|hieraan|eraan|hard)\s+)*{_BEGUN}(?: (?:met|aan) {ITEM})?{_STOPS}"
    ),
)
_VERVALLEN = (
    re.compile(rf"(?:^|[:,]\s+)(?:{_SELF}[\s:,–-]+)?(?:(?:kan|mag|{_BE})\s+)?(?:{_SOFT}\s+)*{_GONE}{_STOPS}"),
    re.compile(rf"(?:^|[:,]\s+)(?:{_SELF}[\s:,–-]+)?gaat (?:{_SOFT}\s+)*niet (?:meer )?door\b"),
    re.compile(rf"^(?:{_SELF}[\s:,–-]+)?(?:doen|gaan) we {ITEM}? ?niet (?:meer )?(?:doen)?{_STOPS}"),
    re.compile(rf"^(?:{_SELF}[\s:,–-]+)+{_NEEDLESS}{_STOPS}"),
    re.compile(rf"\bstoppen (?:we )?(?:met {ITEM}|ermee|hiermee|met deze actie)(?!\w)"),
)


def status_in(text: str) -> Status | None:
    """The status that a text says an item has; the last one that it names."""
    said: Status | None = None
    for sentence in sentences(tidy(text).casefold()):
        if not asks(sentence):
            said = next(filter(None, map(_status, _BECAUSE.split(sentence))), said)
    return said


def _status(sentence: str) -> Status | None:
    for status, holds in _HEARD.items():
        if holds(sentence):
            return status
    return None


def _is_dropped(sentence: str) -> bool:
    if not any(each.search(sentence) for each in _VERVALLEN):
        return False
    certain = re.sub(rf"\bniet (?:meer )?door\b|\bwe (?:§ )?niet\b|\b{_NEEDLESS}", " ", sentence)
    return not _DOUBT.search(certain)


def _waits(sentence: str) -> bool:
    """ "Geen reactie gekregen, dus dit ligt stil": the cause may be a negation, but not a condition."""
    told = [sentence] if _CONDITION.search(sentence) else _SO.split(sentence)
    return any(each.search(said) for said in told for each in _WACHT if not _DOUBT.search(said))


def _is_done(sentence: str) -> bool:
    found = next((spot for each in _KLAAR if (spot := each.search(sentence))), None)
    if found is None or _DOUBT.search(sentence) or _PART.search(sentence) or _LEFT.search(sentence):
        return False
    closes = re.search(r"\b(?:kan|kunnen|mag|gaat)\b", found[0]) is not None
    is_ahead = _TO_COME.search(sentence) and not closes
    return not is_ahead and (not re.search(rf"\b{_DAY}\b", sentence) or bool(re.search(rf"\b{_AGO}\b", sentence)))


def _is_begun(sentence: str) -> bool:
    return any(each.search(sentence) for each in _BEZIG) and not _DOUBT.search(sentence)


_HEARD: Final[Mapping[Status, Callable[[str], bool]]] = {
    "vervallen": _is_dropped, "wacht": _waits, "klaar": _is_done, "bezig": _is_begun,
}  # fmt: skip
