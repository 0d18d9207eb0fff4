"""Put something on the agenda: one typed line, or a message that becomes an item."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from handlers import dates, roles
from handlers.actieagenda import asking, find, rights, words
from handlers.actieagenda.form import TITLE_LONGEST, new_form
from handlers.cards import Button, Buttons, Card, Quote, Text, line
from handlers.dutch import either, number
from handlers.feature import Answer, Answers, Ask, Direct, Post, Refresh, Refusal, Turn
from handlers.forms import Form
from handlers.mentions import MARK, marked, spelled
from handlers.words import tidy
from storage import action_helpers, actions, audit, facts, memberships, outbox, people, posted, tafels
from storage.actions import Action, Draft
from storage.people import Person
from storage.tafels import Tafel

_UNDO_WITHIN = timedelta(days=1)


def new(turn: Turn, said: str) -> Answers:
    """`/actie nieuw Stagepact tekenen @petra eind mei`; without words, or when unsure, the form asks."""
    tafel, words_said = roles.tafel_said(turn, said)
    roles.require_proposal(turn, rights.CREATE, tafel)
    captured = read(turn, words_said)
    match captured.due:
        case dates.Past() | dates.Impossible() as wrong:
            raise Refusal(no_day(wrong, turn), also=_kept(captured))
        case dates.Reading(phrase=said_so, due=due) if due < turn.now.today:
            raise Refusal(no_day(dates.Past(said_so, due), turn), also=_kept(captured))
        case _ if len(captured.whole) > TITLE_LONGEST:
            raise Refusal(_too_long(captured.whole), also=(Quote(captured.whole),))
        case dates.Ambiguous():
            return Ask(_unsure(turn, tafel, captured))
        case dates.Unsure() as unsure if not captured.title:
            error = f"Bedoel je met “{unsure.phrase}” een datum? Kies hem dan, en schrijf wat er gaat gebeuren."
            return Ask(_filled(turn, tafel, captured).refused({}, {"datum": error}))
        case _ if not captured.title:
            return Ask(_filled(turn, tafel, captured))
        case dates.Unsure() as unsure:
            question = asking.Question(unsure, captured.whole)
            return store(turn, tafel, captured.draft, helpers=captured.people[1:], question=question)
        case _:
            return store(turn, tafel, captured.draft, helpers=captured.people[1:])


@dataclass(frozen=True, slots=True)
class Captured:
    """What a typed line says. The first of `people` is the owner, the others help.

    `whole` is the title with the words in it that look like a time and are no certain date.
    """

    title: str
    people: tuple[Person, ...]
    due: dates.Due | None
    whole: str

    @property
    def draft(self) -> Draft:
        day = self.due.due if isinstance(self.due, dates.Reading) else None
        review = self.due.review if isinstance(self.due, dates.Open) else None
        return Draft(title=self.title, owner=self.people[0] if self.people else None, due=day, review=review)


def read(turn: Turn, said: str) -> Captured:
    """Take a line apart. Who is named before or behind the title gets it; a name in the middle belongs to the title."""
    text, named = marked(turn, said)
    if alone := dates.heard(text.replace(MARK, " "), turn.now.today):
        whole = " ".join(text.replace(MARK, " ").split()) if isinstance(alone, dates.Unsure) else ""
        return Captured("", tuple(dict.fromkeys(named)), alone, whole)
    cut, due = dates.split_due(text, turn.now.today)
    title, owners = _without_people(cut, named)
    whole = _without_people(text, named)[0] if isinstance(due, dates.Unsure) else title
    return Captured(title, owners, due, whole)


def _without_people(title: str, named: list[Person]) -> tuple[str, tuple[Person, ...]]:
    """The title, and whoever stands before or behind it."""
    inside, behind = named[: title.count(MARK)], named[title.count(MARK) :]
    parts = [part.strip() for part in title.split(MARK)]
    owners: list[Person] = []
    while len(parts) > 1 and not parts[0]:
        parts, owners, inside = parts[1:], [*owners, inside[0]], inside[1:]
    while len(parts) > 1 and not parts[-1]:
        parts, behind, inside = parts[:-1], [inside[-1], *behind], inside[:-1]
    whole = parts[0] + "".join(f" {person.name} {part}" for person, part in zip(inside, parts[1:], strict=True))
    return " ".join(whole.split()), tuple(dict.fromkeys((*owners, *behind)))


def _kept(captured: Captured) -> tuple[Quote, ...]:
    """The title that was typed, to copy it from."""
    return (Quote(captured.title),) if captured.title else ()


def _too_long(title: str) -> str:
    return (
        f"De titel is {number(len(title))} tekens lang; {TITLE_LONGEST} is het meeste. Maak hem korter en zet de rest "
        f"in de toelichting. Je tekst staat hieronder, zodat je hem kunt kopiëren. Er is niets opgeslagen."
    )


def no_day(wrong: dates.Past | dates.Impossible, turn: Turn) -> str:
    """What is wrong with a day that nothing can be due on, and what to do."""
    if isinstance(wrong, dates.Past):
        return (
            f"“{wrong.phrase}” is {dates.spoken(wrong.day, turn.now.today)}, en die dag is al geweest. "
            f"Kies een dag die nog komt. Er is niets opgeslagen."
        )
    return f"“{wrong.phrase}” bestaat niet als datum. Kies een dag die wel bestaat. Er is niets opgeslagen."


def _filled(turn: Turn, tafel: Tafel, captured: Captured) -> Form:
    """The form with what was understood."""
    platform = turn.request.place.platform
    accounts = [people.account_on(turn.session, person.id, platform) for person in captured.people]
    day = captured.draft.due
    return new_form(tafel, title=captured.title or captured.whole, owner=tuple(filter(None, accounts))[:1],
                    day=day.isoformat() if day else "")  # fmt: skip


def _unsure(turn: Turn, tafel: Tafel, captured: Captured) -> Form:
    """The filled-in form, with the date to choose."""
    assert isinstance(captured.due, dates.Ambiguous)  # noqa: S101 - the caller has looked
    days = [dates.spoken(reading.due, turn.now.today) for reading in captured.due.readings]
    error = f"“{captured.due.phrase}” kan {either(days)} zijn. Kies de datum."
    return _filled(turn, tafel, captured).refused({}, {"datum": error})


def store(
    turn: Turn, tafel: Tafel, draft: Draft, *, helpers: Iterable[Person] = (), question: asking.Question | None = None
) -> list[Answer]:
    """Keep a new item and say what was kept; from a deelnemer it is a proposal that somebody has to confirm.

    A `question` is about the date that may have been meant; the item is kept without one until it is answered.
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
        Button("Aannemen", "actieagenda.aannemen", str(action.id), style="primary"),
        Button("Afwijzen", "actieagenda.afwijzen", str(action.id)),
    ))  # fmt: skip
    title = f"{turn.person.name} stelt een actie voor: {words.headline(action)}"
    card = Card("voorstel", title, (Text(words.state(action, turn.now.today)), pressed), key=words.told_key(action))
    return [Post(card, Direct(person.id)) for person in memberships.leaders(turn.session, tafel.id)]


def tell_owner(turn: Turn, action: Action, reason: str = "") -> list[Answer]:
    """Somebody who gets an action from somebody else hears of it."""
    if action.owner is None or action.owner.id == turn.person.id:
        return []
    pressed = Buttons((Button("Bekijken", "actieagenda.toon", str(action.id)),))
    said = (Quote(reason, by=turn.person.name),) if reason else ()
    title = f"{turn.person.name} heeft je een actie gegeven: {words.headline(action)}"
    card = Card("gekregen", title, (Text(words.state(action, turn.now.today)), *said, pressed),
                key=words.told_key(action))  # fmt: skip
    return [Post(card, Direct(action.owner.id))]


def undo(turn: Turn) -> Answers:
    """Take back what was just captured: by whoever captured it, within a day, while nobody added to it."""
    action, tafel = find.by_id(turn, turn.request.value)
    mine = action.created_by == turn.person.id
    if not mine:
        roles.require(turn, rights.CHANGE, tafel)
    recent = action.created_at + _UNDO_WITHIN >= turn.now.instant
    if not recent or not facts.is_untouched(turn.session, action.subject):
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


def from_message(turn: Turn) -> Answers:
    """The shortcut "Maak er een actie van": the form, with the message as its beginning."""
    tafel = roles.tafel_for(turn)
    roles.require_proposal(turn, rights.CREATE, tafel)
    message = turn.request.message
    text = tidy(spelled(turn, message.text)) if message else ""
    first, _, _ = text.partition("\n")
    title = first if len(first) <= TITLE_LONGEST else ""
    origin = (
        f"bericht van {message.account.name}" if message and message.account and message.account.name else "bericht"
    )
    return Ask(new_form(tafel, title=title, description=text if text != title else "", origin=origin,
                        origin_url=message.url if message else ""))  # fmt: skip


def tafel_of_state(turn: Turn, state: str) -> Tafel:
    """The tafel that a form belongs to; the form only names it."""
    tafel = tafels.by_key(turn.session, state)
    if tafel is None:
        msg = "Deze tafel bestaat niet meer."
        raise Refusal(msg)
    return tafel
