"""Find whose name somebody typed behind an "@": the longest name that anybody known here bears.

"@Jan van der Berg eind mei" names Jan van der Berg, however many Jans there are. A first name will do where one person
has it, and a surname. What belongs to a name never stays behind: "@Karim de Boer" is nobody while only another Karim is
known. Where several people bear a name, their organisation tells them apart: "@Jan (FNV)".
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from handlers import dates
from handlers.words import tidy
from storage import memberships, people, tafels
from storage.database import Session
from storage.people import Person

_LONGEST = 8
"""No name has more words."""
_WORD = re.compile(r"v/d(?!\w)|[^\W\d_][\w.'’‘`´ʼ‐‑–-]*|['’‘`´ʼ][tsn](?![\w])")
_SMALL = (
    "van de der den het 't te ter ten in op aan bij uit d' du la le von zu el al ben bin ibn da dos di vd v.d. v/d 's"
)
_PARTICLES = frozenset(_SMALL.split())
_BEGINS_A_SURNAME = frozenset({"van", "de", "der", "den", "ter", "ten", "te", "'t", "von", "el", "vd", "v.d.", "v/d"})
_SHORTENED = {
    "vd": ("van de", "van der", "van den"), "v.d.": ("van de", "van der", "van den"),
    "v/d": ("van de", "van der", "van den"), "vant": ("van 't", "van het"), "van't": ("van 't", "van het"),
}  # fmt: skip
"""What people make of the small words in a surname."""
_ORGANISATION = re.compile(r"\s*(?:\(|van\s+|,\s*)?")


@dataclass(frozen=True, slots=True)
class Match:
    """A typed name: `called` as it was typed, `end` where it ends, and the people who may be meant."""

    called: str
    end: int
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    typed: str
    end: int

    @property
    def is_capital(self) -> bool:
        return self.typed[:1].isupper()


def find_name(session: Session, text: str, today: date, *, behind: bool, whole: bool = False) -> Match | None:
    """The name at the beginning of a text, which follows the "@"; None where no name can begin.

    `behind` says that there are words before the "@": then a capital right behind a name at the end belongs to that
    name. `whole` says that it always does: nothing else with a capital can follow there.
    """
    if joined := _joined(session, text):
        return joined
    words: Sequence[_Word] = _words(text)
    if not words:
        return None
    known = list(people.by_name(session, words[0].folded))
    count, found = _longest(words, known)
    spelled, longer, others = _written_out(words, known)
    if longer > count + len(spelled) - len(words):
        words, count, found = spelled, longer, others
    if not found:
        return _by_surname(session, words) or _nobody(text, words, 1)
    match = Match(_typed(text, words, count), words[count - 1].end, found)
    if one := _narrowed(session, match, text):
        return one
    is_cut = whole and not _is_whole(found, count) and count < len(words) and words[count].is_capital
    if is_cut or _goes_on(text, words, count, today, behind=behind, whole=_is_whole(found, count)):
        return _nobody(text, words, count)
    length = _small_surname(session, text, words, count, today, found=found)
    return Match(_typed(text, words, length), words[length - 1].end, ()) if length else match


def _written_out(words: Sequence[_Word], known: Sequence[Person]) -> tuple[Sequence[_Word], int, tuple[Person, ...]]:
    """The words with "vd" as "van de", "van der" or "van den", and the longest match of any of these."""
    tried = [(spelled, *_longest(spelled, known)) for spelled in _spellings(words)]
    count = max((each[1] for each in tried), default=0)
    longest = [each for each in tried if each[1] == count]
    found = dict.fromkeys(person for each in longest for person in each[2])
    return (longest[0][0] if longest else words), count, tuple(found)


def _spellings(words: Sequence[_Word]) -> Iterator[Sequence[_Word]]:
    for at, word in enumerate(words):
        for whole in _SHORTENED.get(word.folded, ()):
            first, second = whole.split()
            yield [*words[:at], _Word(first, word.typed, word.end), _Word(second, "", word.end), *words[at + 1 :]]


def _nobody(text: str, words: Sequence[_Word], least: int) -> Match:
    length = _typed_length(words, least)
    return Match(_typed(text, words, length), words[length - 1].end, ())


def fold(name: str) -> str:
    """A name as it is compared: no capitals, one kind of quote, hyphen and blank."""
    return people.folded(re.sub(r"[‐‑–—]", "-", tidy(name)))


def _words(text: str) -> list[_Word]:
    """The words that a name may consist of, up to whatever ends it."""
    found: list[_Word] = []
    at = 0
    while len(found) < _LONGEST:
        word = _WORD.match(text, at)
        if word is None:
            break
        typed = word[0].rstrip(".-–'’") if not _is_initial(word[0]) else word[0]
        found.append(_Word(fold(typed), typed, at + len(typed)))
        at += len(typed)
        if at >= len(text) or text[at] not in " \u00a0\u2007\u2009\u202f":
            break
        at += 1
        while at < len(text) and text[at] in " \u00a0":
            at += 1
    return found


def _is_initial(word: str) -> bool:
    return bool(re.fullmatch(r"(?:[^\W\d_]\.)+", word))


def _joined(session: Session, text: str) -> Match | None:
    """ "@Jan_van_der_Berg": a whole name as one word."""
    whole = re.match(r"[^\W\d_][\w.'’-]*_[\w.'’-]*", text)
    if whole is None:
        return None
    typed = whole[0].rstrip(".-_")
    return Match(typed, len(typed), tuple(people.by_name(session, fold(typed.replace("_", " ")))))


def _longest(words: Sequence[_Word], known: Iterable[Person]) -> tuple[int, tuple[Person, ...]]:
    """The number of words of the longest match, and the people with that name."""
    best: dict[int, list[Person]] = {}
    for person in known:
        name = fold(person.name).split()
        same = 0
        while same < min(len(name), len(words)) and name[same] == words[same].folded:
            same += 1
        if same == 1 < len(name) and name[0] in _PARTICLES:
            continue  # "@De Wit" is not De Boer
        if same in (1, len(name)) or (same > 1 and words[same - 1].folded not in _PARTICLES):
            best.setdefault(same, []).append(person)
        elif same:
            best.setdefault(1, []).append(person)
    count = max(best, default=0)
    return count, tuple(best.get(count, ()))


def _is_whole(found: Sequence[Person], count: int) -> bool:
    return count > 1 and any(len(fold(person.name).split()) == count for person in found)


def _goes_on(text: str, words: Sequence[_Word], count: int, today: date, *, behind: bool, whole: bool) -> bool:
    """Whether the typed name continues behind the part that matches."""
    rest = words[count:]
    if not rest or whole or dates.heard(text[words[count - 1].end :].strip(" ,.;"), today):
        return False
    particles = 0
    while particles < len(rest) and rest[particles].folded in _PARTICLES:
        particles += 1
    if particles and rest[0].folded in _BEGINS_A_SURNAME and not rest[0].is_capital:
        return particles < len(rest) and rest[particles].is_capital
    return behind and rest[0].is_capital and _ends(text[_after(rest) :], today)


def _small_surname(
    session: Session, text: str, words: Sequence[_Word], count: int, today: date, *, found: Sequence[Person]
) -> int:
    """Up to which word a surname without capitals goes that follows a first name, 0 where none does.

    "@Jan jansen" names nobody while another has that surname; so does "@Jan de wit" at the end of a line.
    """
    last = count
    while last < len(words) and words[last].folded in _PARTICLES:
        last += 1
    if last == len(words) or words[last].is_capital or _is_whole(found, count):
        return 0
    if dates.heard(text[words[count - 1].end :].strip(" ,.;"), today):
        return 0
    is_ending = words[count].folded in _BEGINS_A_SURNAME and _ends(text[words[last].end :], today)
    is_surname = is_ending or bool(people.by_last_word(session, words[last].folded))
    return last + 1 if is_surname else 0


def _after(rest: Sequence[_Word]) -> int:
    """Where the capitals end that follow each other."""
    end = rest[0].end
    for word in rest[:2]:
        if word.is_capital:
            end = word.end
    return end


def _ends(text: str, today: date) -> bool:
    """Whether nothing follows but a date or another name."""
    left = text.strip(" ,.;!")
    return not left or left.startswith(("@", "\x1f")) or bool(dates.heard(left, today))


def _typed_length(words: Sequence[_Word], least: int) -> int:
    """How many words look like one name: the first, and a capital behind it with the particles in between."""
    at = least
    while at < len(words) and words[at].folded in _PARTICLES:
        at += 1
    return at + 1 if at < len(words) and words[at].is_capital else least


def _typed(text: str, words: Sequence[_Word], count: int) -> str:
    start = words[0].end - len(words[0].typed)
    return text[start : words[count - 1].end]


def _by_surname(session: Session, words: Sequence[_Word]) -> Match | None:
    """People with the longest surname that matches: "@van 't Hoff"."""
    for count in range(min(len(words), 5), 0, -1):
        last = words[count - 1]
        if last.folded in _PARTICLES or not last.is_capital:
            continue
        ending = " ".join(word.folded for word in words[:count])
        found = [each for each in people.by_last_word(session, last.folded) if fold(each.name).endswith(f" {ending}")]
        if found:
            return Match(" ".join(word.typed for word in words[:count]), last.end, tuple(found))
    return None


def _narrowed(session: Session, match: Match, text: str) -> Match | None:
    """The person whose organisation, or whose tafel, was typed behind the name."""
    begin = _ORGANISATION.match(text, match.end)
    start = begin.end() if begin else match.end
    for person in match.people:
        for label in _labels(session, person):
            end = start + len(label)
            if fold(text[start:end]) == fold(label) and not text[end : end + 1].isalnum():
                return Match(match.called, end + (text[end : end + 1] == ")"), (person,))
    return None


def _labels(session: Session, person: Person) -> list[str]:
    """What tells a person from others with the same name, the longest label first."""
    organisations = memberships.organisations(session, [person.id]).get(person.id, ())
    sits = [tafels.by_id(session, each).name for each in memberships.roles_of(session, person.id)]
    labels = {*organisations, *sits, ", ".join(organisations), ", ".join(sits)}
    return sorted(filter(None, labels), key=len, reverse=True)
