"""The action agenda: put actions on it in one line, post news about them in the channel, see who does what by when."""

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
from handlers.cards import AnyElement, Button, Buttons, Heading, Item, Items, Text, line
from handlers.feature import (
    AboutPeople,
    Around,
    Asked,
    ByItself,
    Callback,
    Command,
    Feature,
    Handler,
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
from storage import agenda

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
             button=Button("Bijwerken", "actieagenda.bijwerken", str(action.id), opens=True))
        for action in mine
    ))  # fmt: skip
    yield Buttons((Button("Alles van mij", "actieagenda.mijn"),))


def _pressed(name: str, does: Handler, *, reads: bool = False) -> Press[str]:
    return Press(Callback(f"actieagenda.{name}", str), lambda turn, _payload: does(turn), reads)


def _submitted(name: str, does: Handler) -> Submit[str]:
    return Submit(Callback(f"actieagenda.{name}", str), lambda turn, _payload: does(turn))


FEATURE = Feature(
    name="actieagenda",
    asked=Asked(
        commands=(_COMMAND,),
        presses=(
            _pressed("aanpassen", change.edit),
            _pressed("aannemen", change.accept),
            _pressed("afwijzen", change.reject),
            _pressed("andere_dag", asking.another_day),
            _pressed("andere_houder", change.new_owner),
            _pressed("begin", submit.begin),
            _pressed("bijwerken", change.edit),
            _pressed("blader", lists.turned, reads=True),
            _pressed("deel", change.share),
            _pressed("geen_datum", asking.no_date),
            _pressed("geschiedenis", change.history, reads=True),
            Press(callbacks.REOPEN, change.reopen_and_change),
            _pressed("heropenen", change.pressed_status("open")),
            _pressed("hoort_bij", channel.belongs),
            _pressed("klaar", change.pressed_status("klaar")),
            _pressed("laat_zo", change.leave_closed),
            _pressed("mijn", lists.mine_pressed, reads=True),
            _pressed("nieuwe_datum", change.new_date),
            _pressed("ongedaan", capture.undo),
            _pressed("op_bezig", change.pressed_status("bezig")),
            _pressed("op_dag", asking.on_day),
            _pressed("op_wacht", change.pressed_status("wacht")),
            _pressed("oppakken", change.take),
            _pressed("toon", change.show, reads=True),
            _pressed("uitstel", change.snooze),
            _pressed("van_bericht", capture.from_message),
            _pressed("vervallen", change.pressed_status("vervallen")),
        ),
        submits=(
            _submitted("aannemen", submit.accepted),
            _submitted("dag", submit.day),
            _submitted("nieuw", submit.new),
            _submitted("wijzig", submit.changed),
        ),
        shortcuts=(Shortcut("Maak er een actie van", Callback("actieagenda.van_bericht", str)),),
    ),
    heard=Heard(
        concerns=reading.concerns,
        message=channel.heard,
        edit=channel.edited,
        delete=channel.deleted,
        invites=sections.invites,
        keeps="Berichten waarin een actienummer staat, berichten die met “update” beginnen en antwoorden onder een "
        "actie bewaar ik als nieuws.",
    ),
    by_itself=ByItself(timed=(Timed(reminders.KIND, reminders.due, reminders.send),)),
    shown=Shown(
        home=home,
        tafel=sections.glance,
        digest=sections.digest,
        headline=sections.headline,
        cockpit=cockpit.cockpit,
        cards={"actie": change.draw, "verteld": change.draw_taken_back},
    ),
    about_people=AboutPeople(rights=rights.ALL, leaves=sections.leaves),
    around=Around(example=example.happenings),
)
