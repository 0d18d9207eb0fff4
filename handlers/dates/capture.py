"""Type an action as one line: "Open dag bij drie bouwers eind mei" is a title and a due date.

The date is the longest phrase at the end that reads as a whole. It may come first after "uiterlijk", before a colon or
a dash ("voor 1 mei: Stagepact"), and before a mention. A mention is the character BOUNDARY here; nothing binds across
it, and nothing across an emoji.
"""

import re
from dataclasses import dataclass
from datetime import date

from handlers.dates.binding import GOING_ON, TIME_WORDS, binds, is_counted, is_rank, is_surname, recurs, word_binds
from handlers.dates.doubts import Doubt, doubt
from handlers.dates.grammar import parse, trimmed
from handlers.dates.hearing import LONG_GONE, Heard, hear
from handlers.dates.occasions import find_occasion
from handlers.dates.periods import Kind
from handlers.dates.reading import Ambiguous, Due, Reading, Unsure, Why
from handlers.dates.tasks import is_task, may_be_task
from handlers.dates.verdict import ASKED_OF_VERBS, as_question, comes_back, judge
from handlers.dates.vocabulary import may_be_time
from handlers.dates.words import normal, words_in

BOUNDARY = "\x1f"
MOST_WORDS = 12

_ASKING = frozenset(
    words_in("""
        wie wat waar wanneer waarom hoe welke welk kan kun kunnen mag mogen moet moeten is zijn was waren zullen zal
        gaan gaat komt komen heeft hebben wordt worden lukt past doet doen wil willen zou zouden staat weet
    """)
)
_OPENING = ("uiterlijk", "deadline")
_SEPARATORS = (": ", "- ", "– ", "— ")
_COULD_BE_A_COUNT = re.compile(r"[a-z] [0-9]{2}$", re.IGNORECASE)
_SPACE = " \t\r\n"
_AROUND_A_TITLE = f"{_SPACE}{BOUNDARY},;:-–—|•>/"
_BEHIND_A_TITLE = re.compile(rf"[{_SPACE}{BOUNDARY},;:|•(\[–—-]+$|(?<=[{_SPACE}{BOUNDARY}])[>/=<≤~±@→⇒–—*-]+$")

_EMOJI = (
    "\u200d\u20e3\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f"
)
_TOKEN = re.compile(rf"(?P<closed>{BOUNDARY}|[{_EMOJI}]+)|[^\s{_EMOJI}{BOUNDARY}]+")
_NAMES = frozenset(":abcdefghijklmnopqrstuvwxyz0123456789_+'-")
_MARKS = "-–—|•*~>/.,;:!…()[]=<≤±@"
_COURTESIES = tuple(
    tuple(said.split())
    for said in (
        "graag", "aub", "svp", "alsjeblieft", "alstublieft", "als het kan", "als dat kan", "als het lukt",
        "als dat lukt", "indien mogelijk", "zo mogelijk", "bedankt", "dank je", "dank je wel",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Line:
    """What was typed, and its words, emoji and boundaries up to the last word that matters."""

    text: str
    tokens: tuple[re.Match[str], ...]

    def words(self, start: int, end: int | None = None) -> str:
        return " ".join(token[0] for token in self.tokens[start:end])

    def before(self, index: int) -> str:
        return self.text[: self.tokens[index].start()]

    def after(self, index: int) -> str:
        return self.text[self.tokens[index].start() :]

    def is_mark(self, index: int) -> bool:
        return _is_mark(self.tokens[index][0])

    def closed(self, index: int) -> bool:
        return _is_closed(self.tokens[index])


def split_due(text: str, today: date) -> tuple[str, Due | None]:
    """Split a title from its due date; the whole text and None where there is no date. The title keeps the boundaries
    before its last word, so that the caller can tell what they separate."""
    line = _line(text)
    words = [token[0] for token in line.tokens[: MOST_WORDS + 1] if not _is_closed(token)]
    alone = len(line.tokens) <= MOST_WORDS and all(map(may_be_time, words))
    whole = " ".join(words)
    if not words or (alone and (hear(whole, today) or doubt(whole, today))):
        return text, None  # nothing would remain
    found = _at_the_end(line, today) or _at_the_start(line, today) or _wondered(text, today) or _on_an_occasion(line)
    return found or (text, None)


def _wondered(text: str, today: date) -> tuple[str, Due] | None:
    """ "Offerte opvragen 8 maart?": the day is in doubt. A title that is a question as a whole has no date."""
    said = text.rstrip()
    if not said.endswith("?") or normal(said.split(maxsplit=1)[0]) in _ASKING:
        return None
    found = _at_the_end(_line(said.rstrip("? ")), today)
    if found is None or not is_task(found[0]) or not isinstance(found[1], Reading | Ambiguous):
        return None
    days = (found[1].due,) if isinstance(found[1], Reading) else tuple(each.due for each in found[1].readings)
    return found[0], Unsure(f"{found[1].phrase}?", days, Why.WISH)


def _on_an_occasion(line: _Line) -> tuple[str, Unsure] | None:
    """ "Stukken rondsturen voor het volgende overleg"."""
    start = find_occasion([token[0] for token in line.tokens])
    if not start:
        return None
    title = _title_before(line, start)
    return (title, Unsure(trimmed(line.words(start)), (), Why.ROUGH)) if _is_title(title) and is_task(title) else None


def _line(text: str) -> _Line:
    tokens = list(_TOKEN.finditer(text))
    while tokens and (extra := _says_nothing(tokens)):
        del tokens[-extra:]
    return _Line(text, tuple(tokens))


def _is_closed(token: re.Match[str]) -> bool:
    """An emoji, a mention or ":tada:"."""
    word = token[0]
    return token.lastgroup == "closed" or (len(word) > len("::") and word[0] == word[-1] == ":" and {*word} <= _NAMES)


def _is_mark(word: str) -> bool:
    return not word.strip(_MARKS)


def _says_nothing(tokens: list[re.Match[str]]) -> int:
    """How many words at the end are an emoji, a mention, a dash or a courtesy."""
    if _is_closed(tokens[-1]) or _is_mark(tokens[-1][0]):
        return 1
    said = tuple(normal(token[0]).replace(".", "") for token in tokens[-3:])
    return next((len(words) for words in _COURTESIES if said[-len(words) :] == words), 0)


# -- at the end --------------------------------------------------------------------------------------------------------


def _at_the_end(line: _Line, today: date) -> tuple[str, Due] | None:
    last = len(line.tokens)
    first = last
    while first > max(1, last - MOST_WORDS) and not line.closed(first - 1) and may_be_time(line.tokens[first - 1][0]):
        first -= 1
    for start in range(first, last):
        if line.is_mark(start):
            continue
        if heard := hear(line.words(start), today):
            return _taken_off(line, start, heard, today) or _tangle(line, first, start)
        if found := doubt(line.words(start), today):
            return _asked(line, start, found, today) or _tangle(line, first, start)
    return None


def _tangle(line: _Line, first: int, start: int) -> tuple[str, Due] | None:
    """A date behind another word of time, which do not make one phrase: "in maart of zo rond 3 april"."""
    while first < start and normal(line.tokens[first][0]) in _JOINTS:
        first += 1
    before = normal(line.tokens[start - 1][0])
    title = _title_before(line, first)
    if start == first or not (before in TIME_WORDS | _JOINTS or is_rank(before)) or not _is_title(title):
        return None
    return (title, Unsure(trimmed(line.words(first)), (), Why.ROUGH)) if is_task(title) else None


def _taken_off(line: _Line, start: int, heard: Heard, today: date) -> tuple[str, Due] | None:
    title, manner = _title_before(line, start), heard.manner
    answer = heard.answer or heard.later
    if answer is None or not _is_title(title) or is_surname([token[0] for token in line.tokens], start):
        return None
    alone = line.closed(_last_said(line, start))
    bound = bool(parse(title, today)) if alone else binds(title, line.words(start), manner)
    if bound or recurs(title, manner):
        return None
    task = alone or is_task(title)
    if heard.answer is None and not (task and comes_back(heard)):
        doubted = as_question(answer, line.words(start)) if task and manner.kind is not Kind.YEAR else None
        return (title, doubted) if doubted else None
    kept = judge(answer, manner, task=task, phrase=line.words(start))
    if kept is None and manner.kind in ASKED_OF_VERBS and may_be_task(title):
        kept = as_question(answer, line.words(start))
    if kept is None or (not task and _far_week(heard, today)):
        return None
    return title, kept


_JOINTS = frozenset(words_in("of en t/m tot tussen week weken maand kwartaal"))


def _asked(line: _Line, start: int, found: Doubt, today: date) -> tuple[str, Due] | None:
    title = _title_before(line, start)
    if not _is_title(title) or is_surname([token[0] for token in line.tokens], start):
        return None
    alone = line.closed(_last_said(line, start))
    if (found.weak and not alone and not is_task(title) and not may_be_task(title)) or parse(title, today):
        return None
    if not alone and (word_binds(title, line.words(start)) or (found.weak and is_counted(title, line.words(start)))):
        return None
    return title, found.unsure


def _last_said(line: _Line, start: int) -> int:
    """The last word, emoji or boundary before the date; loose punctuation is none of these."""
    before = start - 1
    while before > 0 and line.is_mark(before):
        before -= 1
    return before


def _title_before(line: _Line, start: int) -> str:
    last = line.tokens[_last_said(line, start)]
    if last[0].endswith(":") and _is_closed(last):
        return line.text[: last.end()].strip(_SPACE)  # ":tada:" ends in a colon of its own
    return _without_marks(line.before(start)).strip(_SPACE)


def _without_marks(title: str) -> str:
    """A title without the marks that lead to its date; a ">" right behind a word belongs to the word."""
    while (shorter := _BEHIND_A_TITLE.sub("", title)) != title:
        title = shorter
    return title


def _far_week(heard: Heard, today: date) -> bool:
    """ "week 3" by itself is meant when it is near; a programme has a week 3 of its own."""
    if heard.manner.kind is not Kind.LOW_WEEK or not heard.manner.bare:
        return False
    return not isinstance(heard.answer, Reading) or (heard.answer.due - today).days > LONG_GONE


def _is_title(text: str) -> bool:
    """Something to read, without half a pair of brackets or quotes."""
    return (
        any(map(str.isalpha, text))
        and text.count("(") == text.count(")")
        and text.count('"') % 2 == 0
        and text.count("“") + text.count("„") == text.count("”")
    )


# -- at the start ------------------------------------------------------------------------------------------------------


def _at_the_start(line: _Line, today: date) -> tuple[str, Due] | None:
    first = 0
    while first < len(line.tokens) - 1 and line.closed(first):
        first += 1
    last = first
    while last < min(first + MOST_WORDS, len(line.tokens) - 1) and may_be_time(line.tokens[last][0]) \
            and not line.closed(last):  # fmt: skip
        last += 1
    if not any(_might_open(line, first, end) for end in range(first + 1, last + 1)):
        return None
    for end in range(last, first, -1):
        heard = hear(line.words(first, end), today)
        if heard and heard.answer:
            title = line.after(end).lstrip(_AROUND_A_TITLE).rstrip()
            opens = _opens(line, first, end, heard) and _is_title(title) and not parse(title, today)
            boundaries = line.text.rpartition(title)[0].count(BOUNDARY)
            return (BOUNDARY * boundaries + title, heard.answer) if opens else None
    return None


def _might_open(line: _Line, first: int, end: int) -> bool:
    """What `_opens` wants to see, without the date."""
    if line.closed(end) or line.tokens[first][0].lower().startswith(_OPENING):
        return True
    return line.tokens[end - 1][0].endswith(":") or line.after(end).startswith(_SEPARATORS)


def _opens(line: _Line, first: int, end: int, heard: Heard) -> bool:
    phrase, rest = line.words(first, end), line.after(end)
    if line.closed(end):
        return heard.manner.closes and _is_new(rest)
    if phrase.lower().startswith(_OPENING):
        return _starts_afresh(phrase, rest)
    marked = phrase.endswith(":") or rest.startswith(_SEPARATORS)
    return marked and heard.manner.closes and not heard.manner.bare and _is_new(rest, counts=phrase.endswith(":"))


def _is_new(rest: str, *, counts: bool = False) -> bool:
    """Not the other end of a period, and not a sentence about the date."""
    first = normal((rest.lstrip(_AROUND_A_TITLE).split(maxsplit=1) or [""])[0])
    return first not in GOING_ON | TIME_WORDS and (counts or not first[:1].isdigit())


def _starts_afresh(phrase: str, rest: str) -> bool:
    """ "Deadline vrijdag halen" is about the deadline; "Deadline vrijdag: rapport" has one."""
    if phrase.endswith((",", ":", ";")) or rest.startswith(("-", "–", "—", ":")):
        return True
    if phrase.lower().startswith("deadline") or _COULD_BE_A_COUNT.search(phrase):
        return False
    return not rest[0].isdigit() and normal(rest.split(maxsplit=1)[0]) not in GOING_ON
