"""Dutch due dates: read a phrase, split one off a title, say a date back, and count in working days.

    read("eind mei", date(2026, 5, 20))                        -> Reading(..., due=date(2026, 5, 29), ...)
    split_due("Open dag bij drie bouwers eind mei", today)     -> ("Open dag bij drie bouwers", Reading(...))
    moment("vrijdag 16:00")                                    -> (5, time(16, 0))
    spoken_with_week(date(2026, 5, 29), today)                 -> "vr 29 mei (week 22)"

`rules` and `periods` are the tables of all phrases that are read, `suggestions` that of phrases that are asked (with
`school_times` and `habits`), and `templates` is the language they are written in. `spelling` brings abbreviations to
one form. `grammar` says what the words around a date do, `hearing` adds the days that have been and the impossible
ones, `doubts` what looks like a time, and `occasions` a time that hangs on a day nobody said. `capture` finds the due
date of a sentence, `binding` knows when it is none, `tasks` whether something is done in it, and `verdict` decides.
What cannot be read for certain is asked, never guessed and never lost.
"""

from handlers.dates.calendar import is_working_day, last_working_day, next_working_day
from handlers.dates.capture import split_due
from handlers.dates.grammar import read
from handlers.dates.hearing import heard
from handlers.dates.reading import Ambiguous, Due, Impossible, Open, Past, Read, Reading, Unsure, Why
from handlers.dates.speech import moment, relative, spoken, spoken_with_week

__all__ = [
    "Ambiguous",
    "Due",
    "Impossible",
    "Open",
    "Past",
    "Read",
    "Reading",
    "Unsure",
    "Why",
    "heard",
    "is_working_day",
    "last_working_day",
    "moment",
    "next_working_day",
    "read",
    "relative",
    "split_due",
    "spoken",
    "spoken_with_week",
]
