"""Tafels and their people: link a channel, see who sits there and who may do what, and set when its digest comes."""

from handlers.feature import Command, Feature, Verb
from handlers.tafels import channel, departures, joining, members, overview, privacy, settings

_COMMAND = Command(
    word="tafel",
    help="Je sectortafel: leden, kanaal, instellingen en hulp",
    bare=overview.overview,
    verbs=(
        Verb(word="koppel", does=channel.link, help="Koppel dit kanaal aan een tafel", usage="bouw"),
        Verb(word="ontkoppel", does=channel.unlink, help="Maak dit kanaal los van zijn tafel"),
        Verb(word="leden", does=members.listing, help="Wie zitten er aan deze tafel?"),
        Verb(word="lid", does=members.appoint, help="Geef iemand een rol, of “weg”",
             usage="@iemand kartrekker FNV omgeving"),
        Verb(word="rechten", does=overview.matrix, help="Wie mag wat?"),
        Verb(word="instellingen", does=settings.ask, help="Dag en tijd van het weekbericht"),
        Verb(word="logboek", does=settings.log, help="Wie heeft wat gedaan aan de instellingen?"),
        Verb(word="koppel-mij", does=joining.join, help="Zeg dat jij op Slack en in Teams dezelfde bent", usage="code"),
        Verb(word="mijn", does=privacy.mine, help="Alles wat over jou is bewaard, als bestand", usage="gegevens"),
        Verb(word="vergeet", does=privacy.forget, help="Verwijder mij uit Tafelbot", usage="mij"),
    ),
)  # fmt: skip

FEATURE = Feature(
    name="tafels",
    commands=(_COMMAND,),
    presses={
        "koppel": channel.link_pressed,
        "vraag_koppel": channel.ask_for_link,
        "koppel_voor": channel.link_for,
        "leden": members.listing_pressed,
        "rechten": overview.matrix_pressed,
        "instellingen": settings.ask_pressed,
        "maak_los": joining.undo_pressed,
        "vergeet": privacy.forget_pressed,
    },
    submits={"instellingen": settings.store},
    joins=channel.joined,
    due=departures.due,
    happens={departures.CHANNEL: departures.tell_of_channel, departures.PERSON: departures.tell_of_person},
    draws={channel.KIND: channel.draw},
    home=overview.home,
    jobs={"gegevens": privacy.collect},
    holds=privacy.holds,
    forgets=privacy.forgets,
)
