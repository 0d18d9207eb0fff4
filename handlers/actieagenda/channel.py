"""Updates from the channel: a message that names an item, answers under its card, or starts with "update".

Whatever else is said there is not stored. A message may be delivered twice, after its edit, or after its deletion; the
moment it was edited decides which text counts, and a deletion always wins.
"""

import re
from dataclasses import dataclass

from handlers import roles
from handlers.actieagenda import change, find
from handlers.actieagenda.words import headline
from handlers.cards import Button, Buttons, Card, Choice, Note, Option, line
from handlers.dutch import shortened
from handlers.feature import IN_THREAD, Answer, Answers, Message, Post, React, Refresh, Refusal, Turn
from handlers.mentions import spelled
from handlers.words import tidy
from storage import actions, agenda, news, outbox, seen, tafels
from storage.actions import Action
from storage.tafels import Tafel

_UPDATE = re.compile(r"update\b[\s:,.-]*", re.IGNORECASE)
_LEADING = re.compile(r"\s*#?[A-Za-z]{2,8}[-\u2010-\u2015 ]?\d{1,6}\s*[:,.–—-]?\s*")
_DONE = re.compile(r"(is\s+)?(klaar|afgerond|gereed|af)[\s.!]*", re.IGNORECASE)
_OPTIONS = 25


@dataclass(frozen=True, slots=True)
class Read:
    """What a message says about the agenda: the items it names (none when that has to be asked), and the news."""

    items: tuple[Action, ...]
    text: str

    @property
    def is_clear(self) -> bool:
        return len(self.items) == 1


def heard(turn: Turn) -> Answers:
    """A message in a linked channel, or one to the bot itself."""
    message = turn.request.message
    if message is None:
        return None
    where = _where(turn, message)
    if seen.is_buried(turn.session, where) or seen.is_buried(turn.session, f"bewerkt:{where}"):
        return None
    if _stored(turn, message):
        return None
    found = _read(turn, message)
    return _keep(turn, message, found) if found else None


def edited(turn: Turn) -> Answers:
    """Follow an edit: the text changes, moves to another item, begins to be an update, or stops being one."""
    message = turn.request.message
    if message is None or seen.is_buried(turn.session, _where(turn, message)):
        return None
    stored = _stored(turn, message)
    if stored and turn.request.at <= stored[0].edited_at:
        return None
    found = _read(turn, message)
    if not stored:
        return _keep(turn, message, found) if found else _not_any_more(turn, message)
    if found is None or not found.is_clear:
        return _taken_back(turn, message, stored)
    return _moved(turn, message, stored, found)


def deleted(turn: Turn) -> Answers:
    """A deleted message takes its update along, also when it arrives before the message itself."""
    message = turn.request.message
    if message is None or turn.tafel is None:
        return None
    seen.bury(turn.session, _where(turn, message), turn.now.instant)
    return _removed(turn, _stored(turn, message))


def _where(turn: Turn, message: Message) -> str:
    return f"{turn.request.place.platform}:{turn.request.place.channel}:{message.id}"


def _stored(turn: Turn, message: Message) -> list[news.Stored]:
    place = turn.request.place
    return news.of_message(turn.session, place.platform, place.channel, message.id)


# --- reading ---------------------------------------------------------------------------------------------------------


def _read(turn: Turn, message: Message) -> Read | None:
    """What a message says about the agenda, or None when it is not about it."""
    text = tidy(spelled(turn, turn.request.words))
    rest = _UPDATE.sub("", text, count=1) if _UPDATE.match(text) else text
    if named := _named(turn, rest):
        said = _LEADING.sub("", rest, count=1) if find.KEY.match(rest) else rest
        return Read(named, said or rest)
    under = _under_card(turn, message)
    if under:
        return Read((under,), rest)
    if rest != text and rest and turn.tafel is not None:
        return Read((), rest)
    return None


def _named(turn: Turn, text: str) -> tuple[Action, ...]:
    """The items that a text names. A key that opens the text must exist; elsewhere in it, it may be something else."""
    found: dict[int, Action] = {}
    for match in find.KEY.finditer(text):
        action = _item(
            turn, match.group(1).upper(), int(match.group(2)), opens=match.start() == 0, sure="-" in match[0]
        )
        if action:
            found[action.id] = action
    return tuple(found.values())


def _item(turn: Turn, prefix: str, number: int, *, opens: bool, sure: bool) -> Action | None:
    tafel = turn.tafel
    if tafel is not None and prefix == tafel.prefix:
        action = actions.by_number(turn.session, prefix, number)
        if action is None and opens and sure:
            raise Refusal(find.missing(turn, tafel, number) + " Je bericht is niet als update bewaard.")
        return action
    if not (opens and sure) or all(prefix != each.prefix for each in tafels.all_tafels(turn.session)):
        return None
    if tafel is not None:
        msg = (
            f"{prefix}-{number} hoort bij een andere tafel dan dit kanaal ({tafel.name}). "
            f"Schrijf je update in het kanaal van die tafel. Er is niets bewaard."
        )
        raise Refusal(msg)
    return find.keyed(turn, prefix, number)


def _under_card(turn: Turn, message: Message) -> Action | None:
    if not message.thread:
        return None
    place = turn.request.place
    kind, _, subject = outbox.card_of_message(turn.session, place.platform, place.channel, message.thread).partition(
        ":"
    )
    return actions.get(turn.session, int(subject)) if kind == "actie" else None


# --- keeping ---------------------------------------------------------------------------------------------------------


def _keep(turn: Turn, message: Message, found: Read) -> list[Answer]:
    """Store what is clear and acknowledge it with a sign; ask in the thread about what is not."""
    if not found.is_clear:
        return _ask(turn, message, found)
    action = found.items[0]
    _require(turn, action)
    _add(turn, message, action.id, found.text)
    answers: list[Answer] = [React("gezien", message=message.id), Refresh(f"actie:{action.id}")]
    if _DONE.fullmatch(found.text) and not action.is_closed:
        answers.append(Post(_offer_done(action), IN_THREAD))
    return answers


def _require(turn: Turn, action: Action) -> None:
    tafel = tafels.by_id(turn.session, action.tafel_id)
    roles.require(turn, "bijwerken", tafel, own=change.owns(turn, action) or action.owner is None)


def _add(turn: Turn, message: Message, action_id: int | None, text: str) -> None:
    place = turn.request.place
    news.add(
        turn.session, action_id, text, by=turn.person.id, now=turn.request.at, platform=place.platform,
        channel=place.channel, message=message.id, url=message.url,
    )  # fmt: skip


def _offer_done(action: Action) -> Card:
    pressed = Button("Zet op klaar", "actieagenda.klaar", str(action.id), style="primary")
    return Card("aanbod", f"Zal ik {action.key} op klaar zetten?", (Buttons((pressed,)),))


def _ask(turn: Turn, message: Message, found: Read) -> list[Answer]:
    """Keep the news without an item, and ask in the thread which one is meant."""
    _add(turn, message, None, found.text)
    choices = found.items or tuple(_likely(turn))
    if not choices:
        msg = "Er zijn nog geen open acties waar deze update bij kan horen. Maak er een met `/actie nieuw ...`."
        raise Refusal(msg)
    options = tuple(Option(f"{message.id}|{action.id}", shortened(headline(action), 70)) for action in choices)
    note = Note(line("Kies, of begin je bericht voortaan met het nummer van de actie."))
    choice = Choice("Bij welke actie hoort dit?", "actieagenda.hoort_bij", options)
    card = Card("welke", "Bij welke actie hoort deze update?", (choice, note))
    return [React("vraag", message=message.id), Post(card, IN_THREAD)]


def _likely(turn: Turn) -> list[Action]:
    """Open items of this tafel, one's own first."""
    tafel: Tafel = turn.here
    every = agenda.listed(turn.session, agenda.open_ones(agenda.of_tafel(tafel.id)), most=200)
    return sorted(every, key=lambda action: not change.owns(turn, action))[:_OPTIONS]


def belongs(turn: Turn) -> Answers:
    """The answer to "Bij welke actie hoort dit?"."""
    message_id, _, action_id = turn.request.value.rpartition("|")
    action, _ = find.by_id(turn, action_id)
    place = turn.request.place
    stored = news.of_message(turn.session, place.platform, place.channel, message_id)
    if not stored:
        msg = "Dat bericht is er niet meer."
        raise Refusal(msg)
    _require(turn, action)
    news.edit(turn.session, stored[0].id, action_id=action.id, text=stored[0].text, at=stored[0].edited_at)
    answers: list[Answer] = [Refresh(f"actie:{each.action_id}") for each in stored if each.action_id]
    answers += [React("vraag", on=False, message=message_id), React("gezien", message=message_id)]
    return [
        *answers,
        Refresh(f"actie:{action.id}"),
        Post(Card("bewaard", f"Bewaard bij {headline(action)}"), replace=True),
    ]


# --- following edits -------------------------------------------------------------------------------------------------


def _moved(turn: Turn, message: Message, stored: list[news.Stored], found: Read) -> list[Answer]:
    action, old = found.items[0], stored[0]
    if (action.id, found.text) == (old.action_id, old.text):
        return []
    _require(turn, action)
    news.edit(turn.session, old.id, action_id=action.id, text=found.text, at=turn.request.at)
    answers: list[Answer] = [Refresh(f"actie:{action.id}")]
    if old.action_id is None:
        answers += [React("vraag", on=False, message=message.id), React("gezien", message=message.id)]
    elif old.action_id != action.id:
        answers.append(Refresh(f"actie:{old.action_id}"))
    return answers


def _taken_back(turn: Turn, message: Message, stored: list[news.Stored]) -> list[Answer]:
    """The edit took the item's name out: it is no update any more."""
    seen.bury(turn.session, f"bewerkt:{_where(turn, message)}", turn.now.instant)
    sign: Answer = React("gezien" if stored[0].action_id else "vraag", on=False, message=message.id)
    return [sign, *_removed(turn, stored)]


def _removed(turn: Turn, stored: list[news.Stored]) -> list[Answer]:
    for each in stored:
        news.delete(turn.session, each.id)
    return [Refresh(f"actie:{each.action_id}") for each in stored if each.action_id]


def _not_any_more(turn: Turn, message: Message) -> list[Answer]:
    """An edit that came before its message, and is no update: the older text must not become one."""
    if turn.tafel is not None and find.KEY.search(message.text or ""):
        seen.bury(turn.session, f"bewerkt:{_where(turn, message)}", turn.now.instant)
    return []
