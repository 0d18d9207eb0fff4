"""Link a channel to a tafel: by whoever may, or by asking who may with one button."""

from handlers import floor, roles
from handlers.cards import AnyElement, Buttons, Card, Note, Text, line, told
from handlers.feature import ASKER, HERE, Answer, Answers, Direct, Place, Post, Refresh, Refusal, Turn, Work
from handlers.tafels import callbacks
from handlers.tafels.callbacks import Asked
from handlers.tafels.overview import choice
from storage import audit, memberships, people, posted, standing, tafels
from storage.tafels import Tafel

KIND = "koppelvraag"


def joined(turn: Turn) -> Answers:
    """The bot was added to a channel: it says once which question there is, and is quiet in a linked one."""
    place = turn.request.place
    if turn.tafel is None:
        return Post(choice(turn.work, _key(place)), HERE)
    back = standing.ChannelState(platform=place.platform, channel=place.channel, gone="")
    standing.note(turn.session, [back], turn.request.at)
    return None


def draw(work: Work, channel: str) -> Card:
    """The question that everybody in a channel sees, or what it was linked to however that was done."""
    tafel = tafels.of_channel(work.session, *channel.split(":", 1))
    return _told(work, tafel) if tafel else choice(work, f"{KIND}:{channel}")


def _key(place: Place) -> str:
    """What the question in a channel is called, so that every copy of it changes."""
    key = f"{KIND}:{place.platform}:{place.channel}"
    return key if len(key) <= posted.LONGEST else ""


def link(turn: Turn, words: str) -> Answers:
    """`/tafel koppel bouw`."""
    if words:
        return _link_or_ask(turn, roles.named(turn, words))
    if turn.tafel is not None:
        raise Refusal(_taken(turn.tafel))
    return Post(choice(turn.work))


def link_pressed(turn: Turn, named: str) -> Answers:
    """Chosen on the card, which somebody else may have done first."""
    if turn.tafel is not None:
        raise Refusal(_taken(turn.tafel))
    return _link_or_ask(turn, roles.named(turn, named))


def _taken(tafel: Tafel) -> str:
    return (f"Dit kanaal is al gekoppeld aan {tafel.name}. Moet het naar een andere tafel? Typ `/tafel koppel` met de "
            "naam van die tafel erachter.")  # fmt: skip


def _link_or_ask(turn: Turn, tafel: Tafel) -> Answers:
    place = turn.request.place
    if place.kind == "direct":
        msg = "Een direct bericht kan ik niet aan een tafel koppelen. Doe dit in het kanaal van je tafel."
        raise Refusal(msg)
    if turn.tafel is not None and turn.tafel.id == tafel.id:
        msg = f"Dit kanaal is al gekoppeld aan {tafel.name}."
        raise Refusal(msg)
    if _may_link(turn, tafel):
        _link(turn, tafel, place)
        return _shown(turn, _told(turn.work, tafel))
    pressed = callbacks.ASK_TO_LINK.button("Vraag het aan de beheerder", tafel.key, style="primary")
    text = Text(line(f"Koppelen aan {tafel.name} kan een beheerder of de projectleider van die tafel."))
    return Post(Card("koppelen", "Dit kun je niet zelf koppelen", (text, Buttons((pressed,)))))


def _may_link(turn: Turn, tafel: Tafel) -> bool:
    """Only roles that were given count here: sitting in a linked channel gives none at another tafel."""
    moves_from_other = turn.tafel is not None and not roles.may(turn, roles.MANAGE, turn.tafel)
    return roles.may(turn, roles.MANAGE, tafel) and not moves_from_other


def _link(turn: Turn, tafel: Tafel, place: Place) -> None:
    tafels.link(turn.session, tafel.id, place.platform, place.channel, place.name, turn.now.instant)
    _audit(turn, "kanaal gekoppeld", tafel, place)


def _shown(turn: Turn, card: Card) -> list[Answer]:
    """Everybody here sees it: on the question itself where that was pressed, else as a message of its own."""
    address = turn.request.address
    again = Refresh(_key(address.place))
    if turn.request.kind != "press":
        return [Post(card, HERE), again]
    if posted.card_of_message(turn.session, address.place.platform, address.place.channel, address.message):
        return [again]
    return [Post(card, HERE), Post(Card("gekozen", card.title), replace=True), again]


def _told(work: Work, tafel: Tafel) -> Card:
    """That a channel is linked, with what one can write there and what is kept of it."""
    pressed = floor.buttons(work, tafel)
    elements: list[AnyElement] = [*floor.invitations(work.registry, tafel), Note(line(floor.kept(work.registry)))]
    elements += [Buttons(pressed)] if pressed else []
    return Card("gekoppeld", f"Dit kanaal hoort nu bij {tafel.name}", tuple(elements), colour=tafel.colour)


def ask_for_link(turn: Turn, named: str) -> Answers:
    """Ask the programmateam and the projectleider to link this channel."""
    tafel = roles.named(turn, named)
    leaders = [each.person for each in memberships.members(turn.session, tafel.id) if each.role == "projectleider"]
    asked = {person.id for person in (*people.administrators(turn.session), *leaders)}
    if not asked:
        msg = "Er is nog geen beheerder. Zet een beheerder in de instelling TAFELBOT_BEHEERDERS."
        raise Refusal(msg)
    place = turn.request.place
    pressed = Buttons((callbacks.LINK_FOR.button("Koppel het kanaal", Asked(tafel.key, place), style="primary"),))
    title = f"{turn.person.name} wil het kanaal {place.name or place.channel} koppelen aan {tafel.name}"
    asks = [Post(Card("koppelvraag", title, (pressed,)), Direct(person)) for person in sorted(asked)]
    return [
        *asks,
        Post(Card("gevraagd", "Gevraagd. Je ziet het hier zodra het kanaal gekoppeld is."), ASKER, replace=True),
    ]


def link_for(turn: Turn, asked: Asked) -> Answers:
    """The answer to that question, from whoever may; the channel named in it is checked to be unlinked still."""
    place = asked.place
    tafel = roles.named(turn, asked.tafel)
    roles.require(turn, roles.MANAGE, tafel)
    if place.platform != turn.request.place.platform:
        msg = "Koppel dat kanaal vanuit het kanaal zelf, met `/tafel koppel`."
        raise Refusal(msg)
    now_of = tafels.of_channel(turn.session, place.platform, place.channel)
    if now_of is not None:
        msg = f"Dat kanaal is al gekoppeld aan {now_of.name}."
        raise Refusal(msg)
    _link(turn, tafel, place)
    linked = Card("gekoppeld", f"Het kanaal {place.name or place.channel} hoort nu bij {tafel.name}")
    return [Post(linked, replace=True), Refresh(_key(place))]


def unlink(turn: Turn, _words: str) -> Answers:
    """`/tafel ontkoppel`: the agenda stays, this channel hears nothing more."""
    tafel, place = turn.here, turn.request.place
    roles.require(turn, roles.MANAGE, tafel)
    tafels.unlink(turn.session, place.platform, place.channel)
    _audit(turn, "kanaal ontkoppeld", tafel, place)
    note = Note(told(f"Wat er van de tafel is, blijft bewaard. Koppel weer met `/tafel koppel {tafel.key}`."))
    return Post(Card("ontkoppeld", f"Dit kanaal hoort niet meer bij {tafel.name}", (note,)), HERE)


def _audit(turn: Turn, did: str, tafel: Tafel, place: Place) -> None:
    detail = f"{place.platform}:{place.channel}"
    audit.write(turn.session, did, now=turn.now.instant, by=turn.person.id, tafel=tafel.id, detail=detail)
