"""Look at one item and change it: by words behind its key, by a button, or by the form."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import assert_never

from handlers import dates, roles
from handlers.actieagenda import capture, find, lists, words
from handlers.actieagenda.form import change_form
from handlers.cards import Card, Text, line
from handlers.feature import HERE, Answer, Answers, Ask, Direct, Now, Post, Refresh, Refusal, Turn, reads
from handlers.mentions import mentions
from handlers.words import first_word, tidy
from storage import actions, news, people, tafels
from storage.actions import Action, Status
from storage.database import Session
from storage.tafels import Tafel

_PERCENT = re.compile(r"(\d{1,3})\s?%$")
_STATUS_WORDS: dict[str, Status] = {
    "open": "open", "heropen": "open", "bezig": "bezig", "begonnen": "bezig", "wacht": "wacht", "klaar": "klaar",
    "afgerond": "klaar", "vervallen": "vervallen", "vervalt": "vervallen",
}  # fmt: skip


def keyed(turn: Turn, said: str) -> Answers:
    """`/actie BOUW-12`, and what may follow: klaar, bezig, naar @iemand, uiterlijk 1 maart, 60%."""
    word, rest = first_word(said)
    if not rest and any(word == tafel.key for tafel in tafels.all_tafels(turn.session)):
        return lists.of_tafel(turn, word)
    if not (find.KEY.fullmatch(word) or word.lstrip("#").isdecimal()):
        return None
    action = find.item(turn, word)
    tafel = tafels.by_id(turn.session, action.tafel_id)
    return _do(turn, action, tafel, rest) if rest else Post(card(turn.session, turn.now, action, shared=False))


def _do(turn: Turn, action: Action, tafel: Tafel, rest: str) -> Answers:
    verb, more = first_word(rest)
    if verb in _STATUS_WORDS:
        return to_status(turn, action, tafel, _STATUS_WORDS[verb], more)
    if percent := _PERCENT.match(tidy(rest)):
        return _to_progress(turn, action, tafel, int(percent.group(1)))
    if verb in ("naar", "voor") and "@" in more:
        return _hand_over(turn, action, tafel, more)
    if verb in ("uiterlijk", "datum", "voor", "op", "tot", "t/m"):
        return _to_date(turn, action, tafel, more if verb == "datum" else rest)
    msg = (
        f"“{verb}” begrijp ik niet bij {action.key}. Je kunt schrijven: klaar, bezig, wacht, open, vervallen, "
        f"naar @iemand, uiterlijk 1 maart, of 60%. Voor nieuws: schrijf in het kanaal “{action.key}: ...”."
    )
    raise Refusal(msg)


def owns(turn: Turn, action: Action) -> bool:
    return action.owner is not None and action.owner.id == turn.person.id


def to_status(turn: Turn, action: Action, tafel: Tafel, status: Status, reason: str) -> list[Answer]:
    right: roles.Right = "sluiten" if status in actions.CLOSED else "bijwerken"
    roles.require(turn, right, tafel, own=owns(turn, action) or (right == "bijwerken" and action.owner is None))
    if action.status == status:
        msg = f"{action.key} staat al op {status}."
        raise Refusal(msg)
    actions.set_status(turn.session, action, status, now=turn.now.instant, by=turn.person.id, reason=reason)
    return changed(turn, action.id, f"is {status}" if status in actions.CLOSED else f"staat op {status}")


def _to_progress(turn: Turn, action: Action, tafel: Tafel, percent: int) -> list[Answer]:
    roles.require(turn, "wijzigen", tafel, own=owns(turn, action))
    if percent > 100:  # noqa: PLR2004 - the whole
        msg = f"{percent}% kan niet. Kies een getal van 0 tot en met 100."
        raise Refusal(msg)
    actions.set_progress(turn.session, action, percent, now=turn.now.instant, by=turn.person.id)
    return changed(turn, action.id, f"is op {percent}%")


def _hand_over(turn: Turn, action: Action, tafel: Tafel, more: str) -> list[Answer]:
    roles.require(turn, "wijzigen", tafel, own=owns(turn, action))
    reason, mentioned = mentions(turn, more)
    if not mentioned:
        msg = f"Aan wie? Schrijf bijvoorbeeld /actie {action.key} naar @iemand."
        raise Refusal(msg)
    owner = mentioned[0]
    if action.owner is not None and action.owner.id == owner.id:
        msg = f"{action.key} is al van {owner.name}."
        raise Refusal(msg)
    actions.set_owner(turn.session, action, owner, now=turn.now.instant, by=turn.person.id, reason=reason)
    answers = changed(turn, action.id, f"is nu van {owner.name}")
    if owner.id != turn.person.id:
        title = f"{turn.person.name} heeft je een actie gegeven: {words.headline(action)}"
        answers.append(Post(Card("gekregen", title, (Text(line(reason)),) if reason else ()), Direct(owner.id)))
    return answers


def _to_date(turn: Turn, action: Action, tafel: Tafel, phrase: str) -> list[Answer]:
    roles.require(turn, "wijzigen", tafel, own=owns(turn, action))
    due = read_date(turn, phrase)
    actions.set_due(turn.session, action, due, now=turn.now.instant, by=turn.person.id)
    return changed(
        turn,
        action.id,
        f"moet klaar zijn {dates.spoken_with_week(due, turn.now.today)}" if due else "heeft geen datum meer",
    )


def read_date(turn: Turn, phrase: str) -> date | None:
    """The day that words mean; refuses what cannot be read, can be read in two ways, or has been."""
    today = turn.now.today
    match dates.read(phrase, today):
        case None:
            msg = f"“{phrase}” lees ik niet als een datum. Schrijf bijvoorbeeld 1 maart, eind mei of over twee weken."
            raise Refusal(msg)
        case dates.Ambiguous(phrase=said, readings=readings):
            days = " of ".join(dates.spoken(reading.due, today) for reading in readings)
            msg = f"“{said}” kan {days} zijn. Schrijf hem voluit: {dates.spoken(readings[0].due, today)}."
            raise Refusal(msg)
        case dates.Open():
            return None
        case dates.Reading(due=due) as reading:
            if due < today:
                raise Refusal(capture.past(reading, turn))
            return due
        case other:
            assert_never(other)


def changed(turn: Turn, action_id: int, what: str) -> list[Answer]:
    """The answer to a change: what it is now, and every posted copy of it drawn anew."""
    action = actions.get(turn.session, action_id)
    assert action is not None  # noqa: S101 - it was changed in this transaction
    return [Post(words.changed(action, what, turn.now.today)), Refresh(f"actie:{action.id}")]


# --- cards and buttons -----------------------------------------------------------------------------------------------


def card(session: Session, now: Now, action: Action, *, shared: bool) -> Card:
    helpers, latest = actions.helpers_of(session, action.id), news.of_action(session, action.id, most=2)
    return words.detail(action, helpers, latest, now, shared=shared)


def draw(session: Session, now: Now, subject: str) -> Card | None:
    """The card in the channel as it is now."""
    action = actions.get(session, int(subject))
    return card(session, now, action, shared=True) if action else None


@reads
def show(turn: Turn) -> Answers:
    action, _ = find.by_id(turn, turn.request.value)
    return Post(card(turn.session, turn.now, action, shared=False))


@reads
def history(turn: Turn) -> Answers:
    action, _ = find.by_id(turn, turn.request.value)
    told = actions.changes_of(turn.session, action.id)
    return Post(words.history(action, told, news.of_action(turn.session, action.id, most=20), turn.now))


def share(turn: Turn) -> Answers:
    """Put the card in the channel, where it keeps up with what happens."""
    action, tafel = find.by_id(turn, turn.request.value)
    if turn.tafel is None or turn.tafel.id != tafel.id:
        msg = f"Delen kan in een kanaal van {tafel.name}. Open daar de actie met `/actie {action.key}`."
        raise Refusal(msg)
    return Post(card(turn.session, turn.now, action, shared=True), HERE)


def pressed_status(status: Status) -> Callable[[Turn], Answers]:
    """The press that sets a status."""

    def press(turn: Turn) -> Answers:
        action, tafel = find.by_id(turn, turn.request.value)
        return to_status(turn, action, tafel, status, "")

    return press


def take(turn: Turn) -> Answers:
    """ "Ik pak hem op": whoever presses becomes the owner of an item that has none."""
    action, tafel = find.by_id(turn, turn.request.value)
    roles.require(turn, "bijwerken", tafel, own=True)
    if not actions.take(turn.session, action, turn.person, now=turn.now.instant):
        msg = f"{action.key} is al van {action.owner.name if action.owner else 'een ander'}."
        raise Refusal(msg)
    return changed(turn, action.id, f"is nu van {turn.person.name}")


def accept(turn: Turn) -> Answers:
    """A proposal becomes an item, and whoever proposed it hears so."""
    action, tafel = find.by_id(turn, turn.request.value)
    roles.require(turn, "wijzigen", tafel)
    if not action.proposed:
        msg = f"{action.key} staat al op de lists."
        raise Refusal(msg)
    actions.accept(turn.session, action, now=turn.now.instant, by=turn.person.id)
    return [*changed(turn, action.id, "staat op de agenda"), *_tell_proposer(action, "staat op de agenda")]


def reject(turn: Turn) -> Answers:
    """A proposal falls, visibly."""
    action, tafel = find.by_id(turn, turn.request.value)
    roles.require(turn, "wijzigen", tafel)
    answers = to_status(turn, action, tafel, "vervallen", "voorstel niet overgenomen")
    return [*answers, *_tell_proposer(action, "is niet overgenomen")]


def _tell_proposer(action: Action, what: str) -> list[Answer]:
    if action.created_by is None:
        return []
    return [Post(Card("voorstel", f"Je voorstel {what}: {words.headline(action)}"), Direct(action.created_by))]


def edit(turn: Turn) -> Answers:
    """The form in which this person may change what is theirs to change."""
    action, tafel = find.by_id(turn, turn.request.value)
    roles.require(turn, "bijwerken", tafel, own=owns(turn, action) or action.owner is None)
    platform = turn.request.place.platform
    helpers = [
        people.account_on(turn.session, each.id, platform) for each in actions.helpers_of(turn.session, action.id)
    ]
    return Ask(change_form(turn, action, tafel, tuple(filter(None, helpers))))


def snooze(turn: Turn) -> Answers:
    """No reminders about these for a week."""
    until = turn.now.today + timedelta(days=7)
    for value in turn.request.value.split(","):
        action, _ = find.by_id(turn, value)
        if owns(turn, action):
            actions.snooze(turn.session, action.id, until)
    return Post(
        Card("uitstel", f"Goed. Ik herinner je er vanaf {dates.spoken(until, turn.now.today)} weer aan."), replace=True
    )
