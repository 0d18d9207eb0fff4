"""Put something on the agenda: one typed line, or a message that becomes an item."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from handlers import dates, roles
from handlers.actieagenda import asking, find, rights, words
from handlers.actieagenda.callbacks import ACCEPT, REJECT, SHOW
from handlers.actieagenda.form import TITLE_LONGEST, new_form
from handlers.cards import Buttons, Card, Quote, Text, line
from handlers.dutch import either, listed, number
from handlers.feature import Answer, Answers, Ask, Direct, Post, Refresh, Refusal, Turn
from handlers.forms import Form
from handlers.mentions import MARK, Named, find_named, person_of, spelled
from handlers.pieces import Break, Mention, Pieces, own, trimmed
from handlers.typed import tail
from handlers.words import one_line, says_something
from storage import action_facts, action_helpers, actions, audit, memberships, outbox, people, posted, tafels
from storage.actions import Action, Draft
from storage.people import Person
from storage.tafels import Tafel

_UNDO_WITHIN = timedelta(days=1)


def new(turn: Turn, said: str) -> Answers:
    """`/actie nieuw Stagepact tekenen @petra eind mei`; without words, or when unsure, the form asks."""
    tafel, words_said = roles.tafel_said(turn, said)
    roles.require_proposal(turn, rights.CREATE, tafel)
    said_so_far = tail(turn.request.pieces, words_said)
    captured = read(turn, said_so_far)
    if captured.trouble and not captured.trouble.several:
        msg = f"{captured.trouble.wrong} Er is niets opgeslagen."
        raise Refusal(msg, also=(Quote(spelled(turn, said_so_far)),))
    match captured.due:
        case dates.Past() | dates.Impossible() as wrong:
            raise Refusal(no_day(wrong, turn), also=_kept(captured))
        case dates.Reading(phrase=said_so, due=due) if due < turn.now.today:
            raise Refusal(no_day(dates.Past(said_so, due), turn), also=_kept(captured))
        case _ if len(captured.whole) > TITLE_LONGEST:
            raise Refusal(_too_long(captured.whole), also=(Quote(captured.whole),))
        case _ if doubts := _doubts(captured, turn):
            return Ask(_filled(turn, tafel, captured).refused({}, doubts))
        case _ if not says_something(captured.title):
            return Ask(_filled(turn, tafel, captured))
        case dates.Unsure() as unsure:
            return _store(turn, tafel, captured, asking.Question(unsure, captured.whole))
        case _:
            return _store(turn, tafel, captured)


@dataclass(frozen=True, slots=True)
class Captured:
    """What a typed line says. The first of `people` is the owner, the others help.

    `whole` is the title including words that look like a time and are no certain date; `trouble` is a name that is
    ambiguous or unknown.
    """

    title: str
    people: tuple[Named, ...]
    due: dates.Due | None
    whole: str
    trouble: Named | None = None

    @property
    def draft(self) -> Draft:
        day = self.due.due if isinstance(self.due, dates.Reading) else None
        review = self.due.review if isinstance(self.due, dates.Open) else None
        return Draft(title=self.title, due=day, review=review)


_BLANKS = re.compile(rf"[^\S{MARK}]{{2,}}")  # a mark is a blank to patterns
_BETWEEN = r"[\s,;:&+•>|)(–—→-]|(?<![^\W_])en(?![^\W_])"
_AFTER = (
    rf"(?:{_BETWEEN}|[.!?…\u200d\ufe0f\u2190-\u2bff\U0001f000-\U0001faff]|:[a-z0-9_+-]+:"
    r"|\b(?:graag|aub|a\.u\.b|svp|s\.v\.p|alsjeblieft|alstublieft|bedankt|dank je(?: wel)?|als (?:dat|het) kan)\b)*"
)
_BEFORE = re.compile(rf"(?:{_BETWEEN})*{MARK}(?:(?:{_BETWEEN}|/)*{MARK})*[\s,;:–—>|-]*")
_BEHIND = re.compile(rf"(?:{_BETWEEN})*{MARK}(?:(?:{_BETWEEN}|/)*{MARK})*{_AFTER}\Z", re.IGNORECASE)
_DONE_BY = re.compile(r"[\s,;(–—-]*\b(?:door|actiehouder|eigenaar|trekker|wie)\s*:?\s*\Z", re.IGNORECASE)
_PART_OF_TITLE = re.compile(
    r"\b(?:met|van|bij|aan|naar|over|tussen|voor|uit|via|namens|en|of|in|op)\s*\Z", re.IGNORECASE
)
_BULLET = re.compile(r"\A\s*[-–—•:]+\s+")
_NEAR_THE_END = 400
"""Characters at the end in which is looked for who stands behind a title, however long the line is."""


def read(turn: Turn, said: Pieces) -> Captured:
    """Split a line into title, people and date. A person named before or behind the title is the owner; a name in the
    middle belongs to the title."""
    text, named = find_named(turn, said)
    text = _BLANKS.sub(" ", text)
    nobody = next((each for each in named if each.wrong and each.is_person and not each.several), None)
    if alone := dates.heard(text.replace(MARK, " "), turn.now.today):
        whole = one_line(text.replace(MARK, " ")) if isinstance(alone, dates.Unsure) else ""
        people_named, unclear = _people(named)
        return Captured("", people_named, alone, whole, nobody or unclear)
    cut, due = dates.split_due(text, turn.now.today)
    title, owners = _owners(cut, named)
    whole = _owners(text, named)[0] if isinstance(due, dates.Unsure) else title
    people_named, unclear = _people(owners)
    return Captured(title, people_named, due, whole, nobody or unclear)


def _owners(title: str, named: list[Named]) -> tuple[str, list[Named]]:
    """The title with the names in its middle written out, and the people named before and behind it."""
    inside, behind = named[: title.count(MARK)], named[title.count(MARK) :]
    if first := _BEFORE.match(title):
        title = title[first.end() :]
    before = inside[: len(inside) - title.count(MARK)]
    inside = inside[len(before) :]
    if last := _BEHIND.search(title, max(0, len(title) - _NEAR_THE_END)):
        title = title[: last.start()]
        behind = [*inside[title.count(MARK) :], *behind]
    if behind and _PART_OF_TITLE.search(title[-_NEAR_THE_END:]):
        title, behind = f"{title.rstrip()} {listed([each.shown for each in behind])}", []
    elif behind and (done := _DONE_BY.search(title, max(0, len(title) - _NEAR_THE_END))):
        title = title[: done.start()]
    for each in inside[: title.count(MARK)]:
        title = title.replace(MARK, each.shown, 1)
    return one_line(_BULLET.sub("", title)), [*before, *behind]


def _people(owners: Iterable[Named]) -> tuple[tuple[Named, ...], Named | None]:
    """The people who are meant, and the first name that is not clear."""
    found = tuple(dict.fromkeys(owners))
    return tuple(each for each in found if not each.wrong), next((each for each in found if each.wrong), None)


def _store(turn: Turn, tafel: Tafel, captured: Captured, question: asking.Question | None = None) -> list[Answer]:
    people_named = [person_of(turn, each) for each in captured.people]
    draft = replace(captured.draft, owner=people_named[0] if people_named else None)
    return store(turn, tafel, draft, helpers=people_named[1:], question=question)


def _kept(captured: Captured) -> tuple[Quote, ...]:
    """The title that was typed, to copy it from."""
    return (Quote(captured.title),) if captured.title else ()


def _too_long(title: str) -> str:
    return (
        f"De titel is {number(len(title))} tekens lang; {TITLE_LONGEST} is het meeste. Maak hem korter en zet de rest "
        f"in de toelichting. Je tekst staat hieronder, zodat je hem kunt kopiëren. Er is niets opgeslagen."
    )


def no_day(wrong: dates.Past | dates.Impossible, turn: Turn) -> str:
    """Why nothing can be due on a day, and what to do."""
    if isinstance(wrong, dates.Past):
        return (
            f"“{wrong.phrase}” is {dates.spoken(wrong.day, turn.now.today)}, en die dag is al geweest. "
            f"Kies een dag die nog komt. Er is niets opgeslagen."
        )
    return f"“{wrong.phrase}” bestaat niet als datum. Kies een dag die wel bestaat. Er is niets opgeslagen."


def _filled(
    turn: Turn, tafel: Tafel, captured: Captured, *, description: str = "", origin: str = "", url: str = ""
) -> Form:  # fmt: skip
    """The form, prefilled with what was understood."""
    platform = turn.request.place.platform
    accounts = tuple(_account_of(turn, each, platform) for each in captured.people)
    day = captured.draft.due
    return new_form(
        tafel, title=captured.title or captured.whole, description=description,
        owner=tuple(filter(None, accounts[:1])), helpers=tuple(filter(None, accounts[1:])),
        day=day.isoformat() if day else "", origin=origin, origin_url=url,
    )  # fmt: skip


def _account_of(turn: Turn, named: Named, platform: str) -> str:
    if named.account:
        return named.account.id
    return people.account_on(turn.session, named.person.id, platform) if named.person else ""


def _doubts(captured: Captured, turn: Turn) -> dict[str, str]:
    """What the form has to ask, by field: a day or a name that can be two."""
    doubts = {}
    if isinstance(captured.due, dates.Ambiguous):
        days = [dates.spoken(reading.due, turn.now.today) for reading in captured.due.readings]
        doubts["datum"] = f"“{captured.due.phrase}” kan {either(days)} zijn. Kies de datum."
    elif isinstance(captured.due, dates.Unsure) and not captured.title:
        doubts["datum"] = f"{asking.is_meant(captured.due)} Kies hem dan, en schrijf wat er gaat gebeuren."
    if captured.trouble:
        doubts["actiehouder"] = captured.trouble.wrong
    return doubts


def store(
    turn: Turn, tafel: Tafel, draft: Draft, *, helpers: Iterable[Person] = (), question: asking.Question | None = None
) -> list[Answer]:
    """Store a new item and confirm it; from a deelnemer it is a proposal for the projectleider.

    A `question` asks about a date that may have been meant; the item has no date until it is answered.
    """
    proposed = roles.grant(turn, rights.CREATE, tafel) == "voorstel"
    action = actions.create(
        turn.session, tafel, replace(draft, proposed=proposed), now=turn.now.instant, by=turn.person.id
    )
    helping = [person.id for person in helpers]
    action_helpers.add(turn.session, action.id, action.subject, helping, now=turn.now.instant, by=turn.person.id)
    today = turn.now.today
    answers: list[Answer] = [Post(asking.card(action, question, today) if question else words.captured(action, today))]
    return answers + (_ask_to_confirm(turn, tafel, action) if proposed else tell_owner(turn, action))


def _ask_to_confirm(turn: Turn, tafel: Tafel, action: Action) -> list[Answer]:
    """A proposal goes to the projectleiders; where a tafel has none, to the programmateam."""
    pressed = Buttons((
        ACCEPT.button("Aannemen", action.id, style="primary"),
        REJECT.button("Afwijzen", action.id),
    ))  # fmt: skip
    title = f"{turn.person.name} stelt een actie voor: {words.headline(action)}"
    card = Card("voorstel", title, (Text(words.state(action, turn.now.today)), pressed), key=words.told_key(action))
    return [Post(card, Direct(person.id)) for person in memberships.leaders(turn.session, tafel.id)]


def tell_owner(turn: Turn, action: Action, reason: str = "") -> list[Answer]:
    """Tell the owner that somebody else gave them an action; not for a proposal, which is nobody's until it is
    accepted."""
    if action.owner is None or action.owner.id == turn.person.id or action.proposed:
        return []
    pressed = Buttons((SHOW.button("Bekijken", action.id),))
    said = (Quote(reason, by=turn.person.name),) if reason else ()
    title = f"{turn.person.name} heeft je een actie gegeven: {words.headline(action)}"
    card = Card("gekregen", title, (Text(words.state(action, turn.now.today)), *said, pressed),
                key=words.told_key(action))  # fmt: skip
    return [Post(card, Direct(action.owner.id))]


def tell_former_owner(turn: Turn, before: Action, after: Action, reason: str = "") -> list[Answer]:
    """Somebody whose action goes to another by somebody else's hand hears of it before the digest comes."""
    former = before.owner
    if (
        former is None
        or before.proposed
        or former.id == turn.person.id
        or (after.owner and after.owner.id == former.id)
    ):
        return []
    what = f"aan {after.owner.name} gegeven" if after.owner else "van je overgenomen; hij is nu van niemand"
    pressed = Buttons((SHOW.button("Bekijken", after.id),))
    said = (Quote(reason, by=turn.person.name),) if reason else ()
    title = f"{turn.person.name} heeft je actie {what}: {words.headline(after)}"
    card = Card("overgegaan", title, (*said, pressed), key=words.told_key(after))
    return [Post(card, Direct(former.id))]


def undo(turn: Turn, number: int) -> Answers:
    """Remove an item that was just made: by its maker, within a day, while nobody added to it."""
    action, tafel = find.by_id(turn, number)
    mine = action.created_by == turn.person.id
    if not mine:
        roles.require(turn, rights.CHANGE, tafel)
    recent = action.created_at + _UNDO_WITHIN >= turn.now.instant
    if not recent or not action_facts.is_untouched(turn.session, action.subject):
        msg = f"{action.key} is al bijgewerkt of te oud. Laat hem vervallen: `/actie {action.key} vervallen`."
        raise Refusal(msg)
    actions.undo(turn.session, action, now=turn.now.instant, by=turn.person.id)
    audit.write(
        turn.session, "actie ongedaan", now=turn.now.instant, by=turn.person.id, tafel=tafel.id, detail=action.key
    )
    for sent in (f"actie:{action.id}", words.told_key(action)):
        outbox.withdraw(turn.session, sent)
    posted.rename(turn.session, f"actie:{action.id}", words.told_key(action))
    card = Card("ongedaan", f"{action.key} is van de agenda gehaald", (Text(line(f"Je schreef: {action.title}")),))
    return [Post(card, replace=True), Refresh(words.told_key(action))]


def from_message(turn: Turn, _nothing: str) -> Answers:
    """The shortcut "Maak er een actie van": the form, with the message read as a typed line is read."""
    tafel = roles.tafel_for(turn)
    roles.require_proposal(turn, rights.CREATE, tafel)
    message = turn.request.message
    pieces = _without_bot(own(message.pieces)) if message else ()
    first = next((at for at, piece in enumerate(pieces) if isinstance(piece, Break)), len(pieces))
    captured = read(turn, pieces[:first])
    fits = len(captured.whole) <= TITLE_LONGEST
    title = captured.whole if fits else ""
    by = message.account.name if message and message.account else ""
    form = _filled(
        turn, tafel, replace(captured, title=title, whole=title), origin=f"bericht van {by}" if by else "bericht",
        description="" if fits and first == len(pieces) else spelled(turn, pieces), url=message.url if message else "",
    )  # fmt: skip
    wrong = _doubts(captured, turn)
    if isinstance(captured.due, dates.Unsure):
        wrong["datum"] = f"{asking.is_meant(captured.due)} Kies hem dan, en haal hem uit de titel."
    if isinstance(captured.due, dates.Past | dates.Impossible):
        wrong["datum"] = no_day(captured.due, turn)
    return Ask(form.refused({}, wrong) if wrong else form)


def _without_bot(pieces: Pieces) -> Pieces:
    """A message without how the bot was called in it."""
    return trimmed([each for each in pieces if not (isinstance(each, Mention) and each.kind == "bot")])


def tafel_of_state(turn: Turn, state: str) -> Tafel:
    """The tafel that a form belongs to; the form only names it."""
    tafel = tafels.by_key(turn.session, state)
    if tafel is None:
        msg = "Deze tafel bestaat niet meer."
        raise Refusal(msg)
    return tafel
