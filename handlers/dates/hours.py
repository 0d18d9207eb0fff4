"""Take the hour off a day: "vrijdag 16:00", "21 jan van 10 tot 12 uur" and "vrijdagmiddag" are kept as that day."""

import re
from collections.abc import Iterator

from handlers.dates.words import DAYS, NUMBERS, SHORT_DAYS, words_in

_NUMBER = "(?:[01]?[0-9]|2[0-3])"
_HOUR = rf"{_NUMBER}(?::[0-5][0-9](?: ?u(?:ur)?)?|u[0-5][0-9]|h|[.][0-5][0-9] ?u(?:ur)?|[.](?:00|15|30|45)| ?u(?:ur)?)"
_TWELVE = tuple(NUMBERS)[:12]
_CLOCK = re.compile(
    rf"(?: (?:om|voor|uiterlijk|tot|rond|van|vanaf|tussen))? (?:{_HOUR}|{_NUMBER}) ?(?:-|tot|en|t/m) ?{_HOUR}$"
    rf"|(?: (?:om|voor|uiterlijk|tot|rond|vanaf))? {_HOUR}$"
    rf"| (?:tussen|van) {_NUMBER} (?:en|tot) {_NUMBER}$"
    rf"| om (?:(?:half|kwart voor|kwart over) )?(?:{_NUMBER}|{'|'.join(_TWELVE)})$"
)
_PARTS = ("ochtend", "morgen", "middag", "namiddag", "avond")
_DAYPART = re.compile(
    rf"[ -]?(?:{'|'.join(_PARTS)}| (?:de )?hele dag| in de (?:{'|'.join(_PARTS)})| vroeg| eod| eob| cob| sluitingstijd"
    rf"| (?:begin|eind|einde|halverwege) (?:van )?(?:de )?(?:dag|werkdag|{'|'.join(_PARTS)})"
    r"| tussen de middag| rond het middaguur| 's (?:ochtends|morgens|middags|avonds))$"
)
_LAST_WORDS = (
    "uur", "u", "h", "dag", "vroeg", "eod", "eob", "cob", "sluitingstijd", "s", *_PARTS, *_TWELVE,
)  # fmt: skip

WORDS_AROUND = frozenset(
    words_in("""
        uur u h om van vanaf tussen en rond tot voor uiterlijk vroeg eod eob cob sluitingstijd middaguur werkdag begin
        halverwege hele het s ochtends morgens middags avonds eind einde dag
        de in half kwart over
    """)
).union(
    _PARTS,
    (day + part for day in (*DAYS, *SHORT_DAYS, "morgen", "overmorgen", "gisteren", "eergisteren") for part in _PARTS),
)
"""What an hour behind a day consists of."""


def without_hour(text: str) -> Iterator[str]:
    """What may be the day, without the hour and without the part of the day; nothing when there is neither."""
    if not text[-1:].isdigit() and not text.endswith(_LAST_WORDS):
        return
    hourless = _CLOCK.sub("", text)
    if hourless != text:
        yield hourless
    daily = _DAYPART.sub("", hourless)
    if daily != hourless:
        yield daily
