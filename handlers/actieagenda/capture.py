"""Put something on the agenda: one typed line, or a message that becomes an item."""

from collections.abc import Iterable
from datetime import timedelta

from handlers import dates, roles
from handlers.actieagenda import find, words
from handlers.actieagenda.form import TITLE_LONGEST, new_form
from handlers.cards import Button, Buttons, Card, Quote, Text, line
from handlers.dutch import number
from handlers.feature import Answer, Answers, Ask, Direct, Post, Refresh, Refusal, Turn
from handlers.forms import Form
from handlers.mentions import mentions, spelled
from handlers.words import tidy
from storage import actions, audit, news, people, tafels
from storage.actions import Action, Draft
from storage.people import Person
from storage.tafels import Tafel

_UNDO_WITHIN = timedelta(days=1)


def new(turn: Turn, said: str) -> Answers:
    """`/actie nieuw Stagepact tekenen @petra eind mei`; without words, or when unsure, the form asks."""
    tafel = roles.tafel_for(turn)
    _require_create(turn, tafel)
    if not tidy(said):
        return Ask(new_form(tafel))
    without, mentioned = mentions(turn, said)
    title, due = dates.split_due(without, turn.now.today)
    if len(title) > TITLE_LONGEST:
        raise Refusal(_too_long(title), also=(Quote(title),))
    owner = mentioned[0] if mentioned else None
    if isinstance(due, dates.Ambiguous):
        return Ask(_unsure(turn, tafel, title, owner, due))
    if isinstance(due, dates.Reading) and due.due < turn.now.today:
        raise Refusal(past(due, turn), also=(Quote(title),))
    when = due.due if isinstance(due, dates.Reading) else None
    return store(turn, tafel, title=title, owner=owner, helpers=mentioned[1:], due=when)


def _require_create(turn: Turn, tafel: Tafel) -> None:
    if roles.grant(turn, "maken", tafel) == "nee":
        roles.require(turn, "maken", tafel)


def _too_long(title: str) -> str:
    return (
        f"De titel is {number(len(title))} tekens lang; {TITLE_LONGEST} is het meeste. Maak hem korter en zet de rest "
        f"in de toelichting. Je tekst staat hieronder, zodat je hem kunt kopiëren. Er is niets opgeslagen."
    )


def past(due: dates.Reading, turn: Turn) -> str:
    return (
        f"“{due.phrase}” is {dates.spoken(due.due, turn.now.today)}, en die dag is al geweest. "
        f"Kies een dag die nog komt. Er is niets opgeslagen."
    )


def _unsure(turn: Turn, tafel: Tafel, title: str, owner: Person | None, due: dates.Ambiguous) -> Form:
    """The filled-in form, with the date to choose."""
    days = [dates.spoken(reading.due, turn.now.today) for reading in due.readings]
    account = people.account_on(turn.session, owner.id, turn.request.place.platform) if owner else ""
    form = new_form(tafel, title=title, owner=(account,) if account else ())
    error = f"“{due.phrase}” kan {' of '.join(days)} zijn. Kies de datum."
    return form.refused({}, {"datum": error})


def store(
    turn: Turn, tafel: Tafel, *, title: str, owner: Person | None, helpers: Iterable[Person] = (), **fields: object
) -> list[Answer]:
    """Keep a new item and say what was kept; from a deelnemer it is a proposal that the projectleider confirms."""
    proposed = roles.grant(turn, "maken", tafel) == "voorstel"
    draft = Draft(title=title, owner=owner, proposed=proposed, **fields)  # type: ignore[arg-type]
    action = actions.create(turn.session, tafel, draft, now=turn.now.instant, by=turn.person.id)
    actions.add_helpers(turn.session, action.id, [person.id for person in helpers])
    answers: list[Answer] = [Post(words.captured(action, turn.now.today))]
    answers += _tell_projectleiders(turn, tafel, action) if proposed else []
    return answers + _tell_owner(turn, action)


def _tell_projectleiders(turn: Turn, tafel: Tafel, action: Action) -> list[Answer]:
    leaders = [person for person, role in people.members(turn.session, tafel.id) if role == "projectleider"]
    pressed = Buttons((
        Button("Aannemen", "actieagenda.aannemen", str(action.id), style="primary"),
        Button("Afwijzen", "actieagenda.afwijzen", str(action.id)),
    ))  # fmt: skip
    title = f"{turn.person.name} stelt een actie voor: {words.headline(action)}"
    card = Card("voorstel", title, (Text(words.state(action, turn.now.today)), pressed))
    return [Post(card, Direct(person.id)) for person in leaders]


def _tell_owner(turn: Turn, action: Action) -> list[Answer]:
    """Somebody who gets an action from somebody else hears of it."""
    if action.owner is None or action.owner.id == turn.person.id or action.proposed:
        return []
    pressed = Buttons((Button("Bekijken", "actieagenda.toon", str(action.id)),))
    title = f"{turn.person.name} heeft je een actie gegeven: {words.headline(action)}"
    return [
        Post(Card("gekregen", title, (Text(words.state(action, turn.now.today)), pressed)), Direct(action.owner.id))
    ]


def undo(turn: Turn) -> Answers:
    """Take back what was just captured: by whoever captured it, within a day, while nobody added to it."""
    action, tafel = find.by_id(turn, turn.request.value)
    mine = action.created_by == turn.person.id
    if not mine:
        roles.require(turn, "wijzigen", tafel)
    fresh = action.news_at + _UNDO_WITHIN > turn.now.instant
    if not fresh or news.of_action(turn.session, action.id, most=1):
        msg = f"{action.key} is al bijgewerkt of te oud. Laat hem vervallen: `/actie {action.key} vervallen`."
        raise Refusal(msg)
    news.drop(turn.session, action.id)
    actions.undo(turn.session, action)
    audit.write(
        turn.session, "actie ongedaan", now=turn.now.instant, by=turn.person.id, tafel=tafel.id, detail=action.key
    )
    card = Card("ongedaan", f"{action.key} is van de agenda gehaald", (Text(line(f"Je schreef: {action.title}")),))
    return [Post(card, replace=True), Refresh(f"actie:{action.id}")]


def from_message(turn: Turn) -> Answers:
    """The shortcut "Maak er een actie van": the form, with the message as its beginning."""
    tafel = roles.tafel_for(turn)
    _require_create(turn, tafel)
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
