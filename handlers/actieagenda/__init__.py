"""The action agenda: add actions in one line, post news about them in the channel, see who does what by when."""

from collections.abc import Iterator

from handlers.actieagenda import (
    asking,
    callbacks,
    capture,
    change,
    channel,
    cockpit,
    example,
    lists,
    reading,
    reminders,
    rights,
    sections,
    submit,
    words,
)
from handlers.cards import AnyElement, Buttons, Heading, Item, Items, Text, line
from handlers.feature import (
    AboutPeople,
    Around,
    Asked,
    ByItself,
    Command,
    Feature,
    Heard,
    Other,
    Press,
    Shortcut,
    Shown,
    Submit,
    Timed,
    Verb,
    Work,
)
from handlers.words import first_word
from storage import actions, agenda

_COMMAND = Command(
    word="actie",
    help="De actieagenda: wat doen we, wie doet het en wanneer is het klaar?",
    bare=lists.overview,
    reads=True,
    verbs=(
        Verb(word="nieuw", does=capture.new, help="Zet een actie op de agenda", usage="titel @wie wanneer"),
        Verb(word="mijn", does=lists.mine, help="Jouw open acties", aliases=("mij",), reads=True),
        Verb(word="laat", does=lists.late, help="Acties die te laat zijn", aliases=("te-laat", "telaat"), reads=True),
        Verb(word="stil", does=lists.silent, help="Acties zonder nieuws in de laatste drie weken", reads=True),
        Verb(word="alles", does=lists.everything, help="Alle acties, ook wat klaar of vervallen is", reads=True),
        Verb(word="zoek", does=lists.search, help="Zoek in de acties van je tafel", usage="woord", reads=True),
    ),
    other=Other(
        does=change.keyed,
        reads=lambda said: not first_word(said)[1],
        usages=(
            ("BOUW-12", "Bekijk een actie"),
            ("BOUW-12 klaar", "Verander de status: open, bezig, wacht, klaar of vervallen"),
            ("BOUW-12 naar @iemand", "Geef een actie door"),
            ("BOUW-12 uiterlijk 1 maart", "Verander de datum"),
            ("BOUW-12 60%", "Zeg hoe ver het is"),
        ),
    ),
)


def home(work: Work) -> Iterator[AnyElement]:
    """A person's own actions on their start page."""
    mine = agenda.listed(work.session, agenda.owned_by(work.person.id), most=10) if work.person else []
    yield Heading("Mijn acties")
    if not mine:
        yield Text(line("Je hebt geen open acties."))
        return
    yield Items(tuple(
        Item(words.row(action, work.now.today),
             button=callbacks.UPDATE.button("Bijwerken", action.id, opens=True))
        for action in mine
    ))  # fmt: skip
    yield Buttons((callbacks.MINE.button("Alles van mij", ""),))


FEATURE = Feature(
    name="actieagenda",
    asked=Asked(
        commands=(_COMMAND,),
        presses=(
            Press(callbacks.CHANGE, change.edit),
            Press(callbacks.ACCEPT, change.accept),
            Press(callbacks.REJECT, change.reject),
            Press(callbacks.ANOTHER_DAY, asking.another_day),
            Press(callbacks.NEW_OWNER, change.new_owner),
            Press(callbacks.BEGIN, submit.begin),
            Press(callbacks.UPDATE, change.edit),
            Press(callbacks.TURN_PAGE, lists.turned, reads=True),
            Press(callbacks.SHARE, change.share),
            Press(callbacks.NO_DATE, asking.no_date),
            Press(callbacks.HISTORY, change.history, reads=True),
            Press(callbacks.REOPEN, change.reopen_and_change),
            Press(callbacks.TO_OPEN, change.pressed_status("open")),
            Press(callbacks.BELONGS, channel.belongs),
            Press(callbacks.TO_DONE, change.pressed_status("klaar")),
            Press(callbacks.LEAVE_CLOSED, change.leave_closed),
            Press(callbacks.MINE, lists.mine_pressed, reads=True),
            Press(callbacks.NEW_DATE, change.new_date),
            Press(callbacks.UNDO, capture.undo),
            Press(callbacks.TO_BUSY, change.pressed_status("bezig")),
            Press(callbacks.ON_DAY, asking.on_day),
            Press(callbacks.TO_WAITING, change.pressed_status("wacht")),
            Press(callbacks.TAKE, change.take),
            Press(callbacks.SHOW, change.show, reads=True),
            Press(callbacks.SNOOZE, change.snooze),
            Press(callbacks.FROM_MESSAGE, capture.from_message),
            Press(callbacks.TO_DROPPED, change.pressed_status("vervallen")),
        ),
        submits=(
            Submit(callbacks.ACCEPT_FORM, submit.accepted),
            Submit(callbacks.DAY_FORM, submit.day),
            Submit(callbacks.NEW_FORM, submit.new),
            Submit(callbacks.CHANGE_FORM, submit.changed),
        ),
        shortcuts=(Shortcut("Maak er een actie van", callbacks.FROM_MESSAGE),),
    ),
    heard=Heard(
        concerns=reading.concerns,
        message=channel.heard,
        edit=channel.edited,
        delete=channel.deleted,
        invites=sections.invites,
        keeps="Berichten waarin een actienummer staat, berichten die met “update” beginnen en antwoorden onder de "
        "kaart van een actie bewaar ik in hun geheel, als nieuws.",
    ),
    by_itself=ByItself(timed=(Timed(reminders.KIND, reminders.due, reminders.send),)),
    shown=Shown(
        home=home,
        tafel=sections.glance,
        digest=sections.digest,
        headline=sections.headline,
        cockpit=cockpit.cockpit,
        cards={actions.CARD: change.draw, "verteld": change.draw_taken_back},
    ),
    about_people=AboutPeople(rights=rights.ALL, leaves=sections.leaves),
    around=Around(example=example.happenings, tips=example.TIPS),
)
