"""Explain a day and time that cannot be used: what was understood, what was not, and what would be right."""

import re
from collections.abc import Iterable
from typing import Final

from handlers.dutch import WEEKDAYS
from handlers.near import nearest
from handlers.words import tidy

_TIME: Final = re.compile(r"(?P<hour>\d{1,4})(?:[:.](?P<minute>\d{1,3}))?(?: ?u(?:ur)?)?")
_FILLERS: Final = frozenset({"om", "op", "elke", "iedere", "de"})
_TYPE: Final = "Typ bijvoorbeeld `/weekbericht vrijdag 16:00`."
_VERBS: Final = ("nu", "aan", "uit", "status", "hulp")
_LAST_HOUR, _LAST_MINUTE = 23, 59


def advise(words: str, keys: Iterable[str]) -> str:
    """A sentence for words that are no command, no tafel (`keys` are theirs), and no moment for the digest."""
    said = [word for word in tidy(words).casefold().strip(" .,!?").split(" ") if word not in _FILLERS]
    first, rest = (said[0], " ".join(said[1:])) if said else ("", "")
    if day := _weekday(first):
        return _of_time(day, rest)
    if _TIME.fullmatch(" ".join(said)):
        clock = _written(" ".join(said))
        example = f"Typ bijvoorbeeld `/weekbericht vrijdag {clock}`."
        return f"Op welke dag om {clock}? {example}" if clock else f"“{' '.join(said)}” bestaat niet. {_TYPE}"
    if len(said) > 1 and _TIME.fullmatch(first) and (day := _weekday(rest)):
        return f"Noem eerst de dag. Bedoelde je `/weekbericht {day} {_written(first) or '16:00'}`?"
    if _TIME.fullmatch(rest):
        near = nearest(first, WEEKDAYS)
        meant = f"Bedoelde je `/weekbericht {near} {_written(rest) or '16:00'}`?" if near else _TYPE
        return f"“{first}” is geen dag van de week. {meant}"
    if near := nearest(first, (*_VERBS, *WEEKDAYS, *keys)):
        example = f"{near} 16:00" if near in WEEKDAYS else near
        typed = tidy(words) if near == first else first
        return f"“{typed}” ken ik niet bij `/weekbericht`. Bedoelde je `/weekbericht {example}`?"
    what = "geen tafel, en geen dag met een tijd"
    unknown = f"“{tidy(words)}” ken ik niet bij `/weekbericht`: het is {what}."
    return f"{unknown} {_TYPE} Wat kan, staat bij `/weekbericht hulp`."


def _weekday(word: str) -> str:
    """The day that a word or its beginning means."""
    said = word.strip(".")
    return next((day for day in WEEKDAYS if len(said) > 1 and day.startswith(said)), "")


def _of_time(day: str, rest: str) -> str:
    """What is wrong with the time behind a day that was understood."""
    if not rest:
        return f"Hoe laat op {day}? Typ bijvoorbeeld `/weekbericht {day} 16:00`."
    found = _TIME.fullmatch(rest)
    example = f"Typ bijvoorbeeld `/weekbericht {day} 16:00`."
    if not found:
        return f"“{day}” begrijp ik, “{rest}” niet als tijd. {example}"
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if hour > _LAST_HOUR or minute > _LAST_MINUTE:
        return f"“{day}” begrijp ik, maar “{rest}” bestaat niet. Kies een tijd tussen 04:00 en 23:59. {example}"
    later = hour + 12
    if later <= _LAST_HOUR:
        example = f"Typ bijvoorbeeld `/weekbericht {day} {later}:{minute:02}`."
        return f"“{day}” begrijp ik. Is “{rest}” {hour:02}:{minute:02} of {later}:{minute:02}? {example}"
    return f"“{day}” begrijp ik, “{rest}” niet als tijd. Typ `/weekbericht {day} {hour:02}:{minute:02}`."


def _written(time: str) -> str:
    """A time as we write it; "" for one that does not exist."""
    found = _TIME.fullmatch(time)
    if not found or int(found["hour"]) > _LAST_HOUR or int(found["minute"] or 0) > _LAST_MINUTE:
        return ""
    return f"{int(found['hour']):02}:{int(found['minute'] or 0):02}"
