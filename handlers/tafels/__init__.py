"""Tafels and their people: link a channel, see who sits there and who may do what, and set when its digest comes."""

from datetime import datetime

from handlers.feature import (
    AboutPeople,
    Asked,
    ByItself,
    Command,
    Feature,
    Heard,
    Job,
    Press,
    Shown,
    Submit,
    Timed,
    Verb,
    Work,
)
from handlers.tafels import callbacks, channel, departures, joining, members, overview, privacy, settings
from storage import joining as codes

_COMMAND = Command(
    word="tafel",
    help="Je sectortafel: leden, kanaal, instellingen en hulp",
    bare=overview.overview,
    reads=True,
    verbs=(
        Verb(word="koppel", does=channel.link, help="Koppel dit kanaal aan een tafel", usage="bouw"),
        Verb(word="ontkoppel", does=channel.unlink, help="Maak dit kanaal los van zijn tafel"),
        Verb(word="leden", does=members.listing, help="Wie zitten er aan deze tafel?", reads=True),
        Verb(word="lid", does=members.appoint, help="Geef iemand een rol, of “weg”",
             usage="@iemand kartrekker FNV omgeving"),
        Verb(word="rechten", does=overview.matrix, help="Wie mag wat?", reads=True),
        Verb(word="instellingen", does=settings.ask, help="Wat deze tafel vanzelf krijgt, en wanneer"),
        Verb(word="logboek", does=settings.log, help="Wie heeft wat gedaan aan de instellingen?", reads=True),
        Verb(word="koppel-mij", does=joining.join, help="Zeg dat jij op Slack en in Teams dezelfde bent", usage="code"),
        Verb(word="mijn", does=privacy.mine, help="Alles wat over jou is bewaard, als bestand", usage="gegevens"),
        Verb(word="vergeet", does=privacy.forget, help="Verwijder mij uit Tafelbot", usage="mij", reads=True),
    ),
)  # fmt: skip


def clean(work: Work, kept: datetime) -> None:
    """Let go of codes and attempts that are over."""
    codes.clean(work.session, kept)


FEATURE = Feature(
    name="tafels",
    asked=Asked(
        commands=(_COMMAND,),
        presses=(
            Press(callbacks.LINK, channel.link_pressed),
            Press(callbacks.ASK_TO_LINK, channel.ask_for_link),
            Press(callbacks.LINK_FOR, channel.link_for),
            Press(callbacks.MEMBERS, members.listing, reads=True),
            Press(callbacks.RIGHTS, overview.matrix, reads=True),
            Press(callbacks.SETTINGS, settings.ask),
            Press(callbacks.DETACH, joining.undo_pressed),
            Press(callbacks.FORGET, privacy.forget_pressed),
        ),
        submits=(Submit(callbacks.SETTINGS, settings.store),),
    ),
    heard=Heard(join=channel.joined),
    by_itself=ByItself(
        timed=(
            Timed(departures.CHANNEL, departures.channels_due, departures.tell_of_channel),
            Timed(departures.PERSON, departures.people_due, departures.tell_of_person),
        ),
        jobs=(Job(callbacks.COLLECT, privacy.collect),),
        cleans=clean,
    ),
    shown=Shown(home=overview.home, cards={channel.KIND: channel.draw}),
    about_people=AboutPeople(rights=(callbacks.SEE_MEMBERS,)),
)
