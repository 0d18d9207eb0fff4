"""Look at one item and change it: by words behind its key, by a button, or by the form."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import assert_never

import msgspec

from handlers import dates, roles
from handlers.actieagenda import capture, find, history as item_history, lists, rights, words
from handlers.actieagenda.callbacks import Reopening, Several
from handlers.actieagenda.form import accept_form, change_form, part_form
from handlers.cards import Card
from handlers.dutch import either, shortened
from handlers.feature import HERE, Answer, Answers, Ask, Direct, Now, Post, Refresh, Refusal, Turn, Work
from handlers.mentions import mentions, spelled
from handlers.pieces import Mention, plain
from handlers.typed import tail
from handlers.words import first_word, one_line, tidy
from storage import action_helpers, actions, facts, news, people, tafels
from storage.action_facts import ACTION
from storage.actions import Action, Status
from storage.database import Session
from storage.people import Person
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
    second, more = first_word(rest)
    if second.isdecimal() and any(word == tafel.prefix.casefold() for tafel in tafels.all_tafels(turn.session)):
        word, rest = f"{word}-{second}", more
    if not _is_key(word):
        swapped = word in _STATUS_WORDS and _is_key(second)
        return keyed(turn, f"{second} {word} {more}") if swapped else None
    action = find.item(turn, word)
    tafel = tafels.by_id(turn.session, action.tafel_id)
    return _do(turn, action, tafel, rest) if rest else Post(_own(turn, action))


def _is_key(word: str) -> bool:
    return bool(find.KEY.fullmatch(word)) or word.lstrip("#").isdecimal()


def _do(turn: Turn, action: Action, tafel: Tafel, rest: str) -> Answers:
    verb, more = first_word(rest)
    if verb == "is" and first_word(more)[0] in _STATUS_WORDS:
        verb, more = first_word(more)
    if verb in _STATUS_WORDS:
        reason = one_line(spelled(turn, tail(turn.request.pieces, more)))
        return to_status(turn, action, tafel, _STATUS_WORDS[verb], reason)
    if percent := _PERCENT.match(tidy(rest)):
        return _asked_first(turn, action, rest) or _to_progress(turn, action, tafel, int(percent.group(1)))
    if verb in ("naar", "aan") or (verb == "voor" and "@" in more) or verb.startswith("@"):
        handed = rest if verb.startswith("@") else more
        return _asked_first(turn, action, rest) or _hand_over(turn, action, tafel, handed)
    if verb in ("uiterlijk", "datum", "voor", "op", "tot", "t/m") or dates.heard(rest, turn.now.today):
        phrase = more if verb == "datum" else rest
        return _asked_first(turn, action, rest) or _to_date(turn, action, tafel, phrase)
    said = shortened(one_line(spelled(turn, tail(turn.request.pieces, rest))), 60)
    msg = (
        f"“{said}” begrijp ik niet bij {action.key}. Je kunt schrijven: klaar, bezig, wacht, open, "
        f"vervallen, naar @iemand, uiterlijk 1 maart, of 60%. Voor nieuws: schrijf in het kanaal “{action.key}: ...”."
    )
    raise Refusal(msg)


def _asked_first(turn: Turn, action: Action, change: str) -> Answers:
    """Ask whether a finished item is to be reopened for this change."""
    said = tail(turn.request.pieces, change)
    return Post(words.reopen(action, said, spelled(turn, said))) if action.is_closed else None


def reopen_and_change(turn: Turn, asked: Reopening) -> Answers:
    """ "Heropenen": reopen the item and make the change that was asked, also where that is so already."""
    action, tafel = find.by_id(turn, asked.action)
    if action.is_closed:
        to_status(turn, action, tafel, "open", "")
    again = replace(turn, request=msgspec.structs.replace(turn.request, said=asked.said))
    try:
        answers = _do(again, actions.get(turn.session, action.id) or action, tafel, plain(asked.said))
    except _AlreadyTheirs as theirs:
        if not action.is_closed:
            raise
        return changed(turn, action.id, f"staat weer open, en is al van {theirs.owner.name}")
    return answers or Post(_own(turn, actions.get(turn.session, action.id) or action))


def leave_closed(turn: Turn, number: int) -> Answers:
    action, _ = find.by_id(turn, number)
    return Post(Card("gelaten", f"Goed. {action.key} blijft {action.status}."), replace=True)


def owns(turn: Turn, action: Action) -> bool:
    """Whether this person owns the item; a proposal is nobody's."""
    return action.owner is not None and action.owner.id == turn.person.id and not action.proposed


def to_status(turn: Turn, action: Action, tafel: Tafel, status: Status, reason: str) -> list[Answer]:
    right = rights.CLOSE if status in actions.CLOSED else rights.UPDATE
    if action.proposed and not (_is_decision(action, status) and roles.may(turn, rights.CHANGE, tafel)):
        msg = f"{action.key} is nog een voorstel. De projectleider bevestigt het eerst."
        raise Refusal(msg)
    roles.require(turn, right, tafel, own=owns(turn, action) or (right == rights.UPDATE and action.owner is None))
    if action.status == status:
        msg = f"{action.key} staat al op {status}."
        raise Refusal(msg)
    actions.set_status(turn.session, action, status, now=turn.now.instant, by=turn.person.id, reason=reason)
    return changed(turn, action.id, f"is {status}" if status in actions.CLOSED else f"staat op {status}")


def _is_decision(action: Action, status: Status) -> bool:
    """Whether a status decides about a proposal: it rejects one, or reverses a rejection."""
    return status == "vervallen" or (status == "open" and action.is_closed)


def _to_progress(turn: Turn, action: Action, tafel: Tafel, percent: int) -> list[Answer]:
    roles.require(turn, rights.CHANGE, tafel, own=owns(turn, action))
    if percent > 100:  # noqa: PLR2004 - the whole
        msg = f"{percent}% kan niet. Kies een getal van 0 tot en met 100."
        raise Refusal(msg)
    actions.set_progress(turn.session, action, percent, now=turn.now.instant, by=turn.person.id)
    return changed(turn, action.id, f"is op {percent}%")


class _AlreadyTheirs(Refusal):
    """An item that is handed over to whoever has it."""

    def __init__(self, action: Action, owner: Person) -> None:
        super().__init__(f"{action.key} is al van {owner.name}.")
        self.owner = owner


def _hand_over(turn: Turn, action: Action, tafel: Tafel, more: str) -> list[Answer]:
    roles.require(turn, rights.CHANGE, tafel, own=owns(turn, action))
    is_named = "@" in more or any(isinstance(each, Mention) for each in tail(turn.request.pieces, more))
    reason, mentioned = mentions(turn, more if is_named else f"@{more}") if more else ("", [])
    if not mentioned:
        msg = f"Aan wie? Schrijf bijvoorbeeld /actie {action.key} naar @iemand."
        raise Refusal(msg)
    owner = mentioned[0]
    if action.owner is not None and action.owner.id == owner.id:
        raise _AlreadyTheirs(action, owner)
    actions.set_owner(turn.session, action, owner, now=turn.now.instant, by=turn.person.id, reason=reason)
    after = actions.get(turn.session, action.id) or action
    told = [*capture.tell_owner(turn, after, reason), *capture.tell_former_owner(turn, action, after, reason)]
    return [*changed(turn, action.id, f"is nu van {owner.name}"), *told]


def _to_date(turn: Turn, action: Action, tafel: Tafel, phrase: str) -> list[Answer]:
    roles.require(turn, rights.CHANGE, tafel, own=owns(turn, action))
    due, review = read_date(turn, phrase)
    actions.set_due(turn.session, action, due, review=review, now=turn.now.instant, by=turn.person.id)
    if due is None:
        return changed(turn, action.id, "heeft geen datum meer")
    return changed(turn, action.id, f"moet klaar zijn {dates.spoken_with_week(due, turn.now.today)}")


def read_date(turn: Turn, phrase: str) -> tuple[date | None, date | None]:
    """The day that words mean, or when to look again; refuses what cannot be read, is two things, or has been."""
    today = turn.now.today
    match dates.heard(phrase, today):
        case None:
            msg = f"“{phrase}” lees ik niet als een datum. Schrijf bijvoorbeeld 1 maart, eind mei of over twee weken."
            raise Refusal(msg)
        case dates.Ambiguous(phrase=said, readings=readings):
            days = either([dates.spoken(reading.due, today) for reading in readings])
            msg = f"“{said}” kan {days} zijn. Schrijf hem voluit: {dates.spoken(readings[0].due, today)}."
            raise Refusal(msg)
        case dates.Unsure(phrase=said, days=suggested):
            raise Refusal(_unsure(said, [dates.spoken(day, today) for day in suggested]))
        case dates.Open(review=review):
            return None, review
        case dates.Past() | dates.Impossible() as wrong:
            raise Refusal(capture.no_day(wrong, turn))
        case dates.Reading(phrase=said, due=due):
            if due < today:
                raise Refusal(capture.no_day(dates.Past(said, due), turn))
            return due, None
        case other:
            assert_never(other)


def _unsure(said: str, days: list[str]) -> str:
    if not days:
        return f"“{said}” is geen dag die ik zeker weet. Schrijf bijvoorbeeld 1 maart, eind mei of over twee weken."
    return f"“{said}” is geen dag die ik zeker weet. Bedoel je {either(days)}? Schrijf hem voluit: {days[0]}."


def changed(turn: Turn, action_id: int, what: str) -> list[Answer]:
    """Confirm a change with the item as it is now, and redraw every posted copy of it."""
    action = actions.get(turn.session, action_id)
    assert action is not None  # noqa: S101 - it was changed in this transaction
    return [Post(words.changed(action, what, turn.now.today)), Refresh(f"actie:{action.id}")]


# --- cards and buttons -----------------------------------------------------------------------------------------------


def card(session: Session, now: Now, action: Action, *, shared: bool) -> Card:
    helpers, latest = action_helpers.of_action(session, action.id), news.of_action(session, action.id, most=2)
    return words.detail(action, helpers, latest, now, shared=shared)


def draw(work: Work, subject: str) -> Card | None:
    """The card in the channel as it is now."""
    action = actions.get(work.session, int(subject))
    return card(work.session, work.now, action, shared=True) if action else None


def show(turn: Turn, number: int) -> Answers:
    action, _ = find.by_id(turn, number)
    return Post(_own(turn, action))


def history(turn: Turn, number: int) -> Answers:
    action, _ = find.by_id(turn, number)
    happened = facts.of_thing(turn.session, ACTION, action.key)
    return Post(item_history.card(action, happened, news.of_action(turn.session, action.id, most=40), turn.now))


def _own(turn: Turn, action: Action) -> Card:
    """The card for the asker, with the button to share it except in direct messages, which have no channel."""
    return card(turn.session, turn.now, action, shared=turn.request.place.kind in ("direct", "home"))


def share(turn: Turn, number: int) -> Answers:
    """Post the card in the channel, where it is redrawn when the item changes."""
    action, tafel = find.by_id(turn, number)
    if turn.tafel is None or turn.tafel.id != tafel.id:
        msg = f"Delen kan in een kanaal van {tafel.name}. Open daar de actie met `/actie {action.key}`."
        raise Refusal(msg)
    return Post(card(turn.session, turn.now, action, shared=True), HERE)


def pressed_status(status: Status) -> Callable[[Turn, int], Answers]:
    """The press that sets a status."""

    def press(turn: Turn, number: int) -> Answers:
        action, tafel = find.by_id(turn, number)
        return to_status(turn, action, tafel, status, "")

    return press


def take(turn: Turn, number: int) -> Answers:
    """ "Ik pak hem op": make the presser the owner of an item without one."""
    action, tafel = find.by_id(turn, number)
    roles.require(turn, rights.UPDATE, tafel, own=True)
    if not actions.take(turn.session, action, turn.person, now=turn.now.instant):
        msg = f"{action.key} is al van {action.owner.name if action.owner else 'een ander'}."
        raise Refusal(msg)
    return changed(turn, action.id, f"is nu van {turn.person.name}")


def accept(turn: Turn, number: int) -> Answers:
    """Turn a proposal into an item, and tell its proposer."""
    action, tafel = find.by_id(turn, number)
    roles.require(turn, rights.CHANGE, tafel)
    if not action.proposed:
        msg = f"{action.key} staat al op de agenda."
        raise Refusal(msg)
    if action.is_closed:
        msg = f"{action.key} is al {action.status}. Zet hem eerst weer open: `/actie {action.key} open`."
        raise Refusal(msg)
    if action.due is not None and action.due < turn.now.today:
        return Ask(accept_form(action, tafel, turn.now.today))
    return accepted(turn, action)


def accepted(turn: Turn, action: Action) -> list[Answer]:
    """Tell the owner and the proposer that a proposal was accepted."""
    actions.accept(turn.session, action, now=turn.now.instant, by=turn.person.id)
    after = actions.get(turn.session, action.id) or action
    told = capture.tell_owner(turn, after)
    proposer = [] if after.owner and after.owner.id == action.created_by and told else _tell_proposer(
        action, "staat op de agenda")  # fmt: skip
    return [*changed(turn, action.id, "staat op de agenda"), *told, *proposer]


def reject(turn: Turn, number: int) -> Answers:
    """A proposal falls, visibly."""
    action, tafel = find.by_id(turn, number)
    roles.require(turn, rights.CHANGE, tafel)
    if not action.proposed:
        msg = f"{action.key} staat al op de agenda. Laat hem vervallen met `/actie {action.key} vervallen`."
        raise Refusal(msg)
    answers = to_status(turn, action, tafel, "vervallen", "voorstel niet overgenomen")
    return [*answers, *_tell_proposer(action, "is niet overgenomen")]


def _tell_proposer(action: Action, what: str) -> list[Answer]:
    if action.created_by is None:
        return []
    return [Post(Card("voorstel", f"Je voorstel {what}: {words.headline(action)}"), Direct(action.created_by))]


def edit(turn: Turn, number: int) -> Answers:
    """Open the form with the fields that this person may change."""
    action, tafel = find.by_id(turn, number)
    roles.require(turn, rights.UPDATE, tafel, own=owns(turn, action) or action.owner is None)
    platform = turn.request.place.platform
    helpers = [
        people.account_on(turn.session, each.id, platform) for each in action_helpers.of_action(turn.session, action.id)
    ]
    return Ask(change_form(turn, action, tafel, tuple(filter(None, helpers))))


def new_date(turn: Turn, number: int) -> Answers:
    """ "Nieuwe datum", under the question about what stayed late."""
    return _part(turn, number, "datum")


def new_owner(turn: Turn, number: int) -> Answers:
    return _part(turn, number, "actiehouder")


def _part(turn: Turn, number: int, field: str) -> Answers:
    action, tafel = find.by_id(turn, number)
    roles.require(turn, rights.CHANGE, tafel)
    return Ask(part_form(turn, action, tafel, field))


def draw_taken_back(work: Work, key: str) -> Card | None:
    """Draw the card of a removed item as removed; None, which leaves it as it is, while the item exists."""
    last = facts.last(work.session, "undone", ACTION, key)
    return words.taken_back(key, str(last.before), last.by) if last else None


def snooze(turn: Turn, some: Several) -> Answers:
    """No reminders about these for a week."""
    until = turn.now.today + timedelta(days=7)
    for number in some.actions:
        action, _ = find.by_id(turn, number)
        if owns(turn, action):
            actions.snooze(turn.session, action.id, until)
    return Post(
        Card("uitstel", f"Goed. Ik herinner je er vanaf {dates.spoken(until, turn.now.today)} weer aan."), replace=True
    )
