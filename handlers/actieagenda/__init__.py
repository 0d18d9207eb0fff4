"""The action agenda: put actions on it in one line, post news about them in the channel, see who does what by when."""

from collections.abc import Iterator, Mapping

from handlers.actieagenda import capture, change, channel, cockpit, lists, reminders, sections, submit, words
from handlers.cards import AnyElement, Button, Buttons, Heading, Item, Items, Text, line
from handlers.feature import Command, Feature, Shortcut, Turn, Verb
from storage import agenda
from storage.database import Session
from storage.people import Person

_COMMAND = Command(
    word="actie",
    help="De actieagenda: wat doen we, wie doet het en wanneer is het klaar?",
    bare=lists.overview,
    other=change.keyed,
    verbs=(
        Verb(word="nieuw", does=capture.new, help="Zet een actie op de agenda", usage="titel @wie wanneer"),
        Verb(word="mijn", does=lists.mine, help="Jouw open acties", aliases=("mij",)),
        Verb(word="laat", does=lists.late, help="Acties die te laat zijn", aliases=("te-laat", "telaat")),
        Verb(word="stil", does=lists.silent, help="Acties zonder nieuws in de laatste drie weken"),
        Verb(word="alles", does=lists.everything, help="Alle acties, ook wat klaar of vervallen is"),
        Verb(word="zoek", does=lists.search, help="Zoek in de acties van je tafel", usage="woord"),
    ),
    other_usage=(
        ("BOUW-12", "Bekijk een actie"),
        ("BOUW-12 klaar", "Verander de status: open, bezig, wacht, klaar of vervallen"),
        ("BOUW-12 naar @iemand", "Geef een actie door"),
        ("BOUW-12 uiterlijk 1 maart", "Verander de datum"),
        ("BOUW-12 60%", "Zeg hoe ver het is"),
    ),
)


def home(turn: Turn) -> Iterator[AnyElement]:
    """A person's own actions on their start page."""
    mine = agenda.listed(turn.session, agenda.owned_by(turn.person.id), most=10)
    yield Heading("Mijn acties")
    if not mine:
        yield Text(line("Je hebt geen open acties."))
        return
    yield Items(tuple(
        Item(words.row(action, turn.now.today),
             button=Button("Bijwerken", "actieagenda.bijwerken", str(action.id), opens=True))
        for action in mine
    ))  # fmt: skip
    yield Buttons((Button("Alles van mij", "actieagenda.mijn"),))


def holds(session: Session, person: Person) -> Mapping[str, object]:
    """Everything the agenda knows about a person."""
    return agenda.about(session, person.id)


def forgets(session: Session, person: Person) -> None:
    """The actions stay; who wrote and changed them is nobody any more."""
    agenda.forget(session, person.id)


FEATURE = Feature(
    name="actieagenda",
    commands=(_COMMAND,),
    presses={
        "aanpassen": change.edit,
        "aannemen": change.accept,
        "afwijzen": change.reject,
        "begin": submit.begin,
        "bijwerken": change.edit,
        "blader": lists.turned,
        "deel": change.share,
        "geschiedenis": change.history,
        "heropenen": change.pressed_status("open"),
        "hoort_bij": channel.belongs,
        "klaar": change.pressed_status("klaar"),
        "mijn": lists.mine_pressed,
        "ongedaan": capture.undo,
        "op_bezig": change.pressed_status("bezig"),
        "op_wacht": change.pressed_status("wacht"),
        "oppakken": change.take,
        "toon": change.show,
        "uitstel": change.snooze,
        "van_bericht": capture.from_message,
        "vervallen": change.pressed_status("vervallen"),
    },
    submits={"nieuw": submit.new, "wijzig": submit.changed},
    shortcuts=(Shortcut(label="Maak er een actie van", action="van_bericht"),),
    hears=channel.heard,
    edits=channel.edited,
    deletes=channel.deleted,
    due=reminders.due,
    happens={"herinneringen": reminders.send},
    digest=sections.digest,
    home=home,
    cockpit=cockpit.cockpit,
    draws={"actie": change.draw},
    holds=holds,
    forgets=forgets,
)
