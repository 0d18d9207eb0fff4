"""The outcome of a digest in words, and reports of digests that did not arrive to the projectleider and the
administrators."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final

from handlers import dates, roles
from handlers.cards import AnyElement, Buttons, Card, Text, line, told
from handlers.digest import callbacks, rights
from handlers.dutch import listed, platform_name
from handlers.feature import Answer, Answers, Direct, Due, Now, Post, Refusal, Turn, Work
from storage import digests, memberships, outbox, tafels
from storage.database import Session
from storage.digests import Digest
from storage.tafels import ChannelLink, Tafel

REPORT: Final = "weekbericht_melding"
_LOOKED_BACK: Final = timedelta(weeks=4)
_WHY: Final = {
    "removed": "Tafelbot is daar verwijderd",
    "archived": "het kanaal is gearchiveerd",
    "missing": "het kanaal bestaat niet meer, of Tafelbot mag er niet bij",
    "forbidden": "Tafelbot mag daar geen berichten zetten",
    "content": "het bericht werd om zijn inhoud geweigerd",
    "access": "de toegang van Tafelbot werkt niet meer",
    "unreachable": "een dag lang was er geen verbinding",
    "replaced": "er was geen verbinding; wat erin stond, staat in een later weekbericht",
    "unsure": "onzeker; wat erin stond, staat ook in een later weekbericht",
}
_DO: Final = {
    "removed": "Voeg Tafelbot weer toe aan het kanaal: typ daar `/invite @Tafelbot` (Slack), of kies in Teams bij het "
               "team Apps, Meer apps.",
    "archived": "Haal het kanaal uit het archief, of koppel een ander kanaal: typ daar `/tafel koppel {key}`.",
    "missing": "Voeg Tafelbot weer toe aan het kanaal, of koppel een ander kanaal: typ daar `/tafel koppel {key}`.",
    "forbidden": "Vraag de beheerder van {platform} of Tafelbot in dit kanaal berichten mag plaatsen.",
    "content": "Geef dit door aan de beheerder van Tafelbot.",
    "access": "Vraag de beheerder van Tafelbot om de koppeling met {platform} te vernieuwen.",
    "unreachable": "Stuur het met de knop opnieuw zodra {platform} het weer doet.",
}  # fmt: skip


def reason(digest: Digest) -> str:
    """Why it did not arrive, in the middle of a sentence."""
    return _WHY.get(digest.why, "het werd niet aangenomen")


def channel_name(session: Session, digest: Digest) -> str:
    """The channel as people read it; one that is not linked any more has no name here."""
    here = (each for each in tafels.links_of(session, digest.tafel_id) if each.channel == digest.channel)
    return next((each.title for each in here), f"een kanaal in {platform(digest)}")


def closed(links: Iterable[ChannelLink]) -> str:
    """The channels in which the bot cannot post, with the reason: "#bouw: het kanaal is gearchiveerd"; "" where there
    is none."""
    return listed([f"{link.title}: {_WHY.get(link.gone, _WHY['missing'])}" for link in links if link.gone])


def platform(digest: Digest) -> str:
    return platform_name(digest.platform)


# --- telling ---------------------------------------------------------------------------------------------------------


def due(work: Work) -> Iterator[Due]:
    """Digests that did not arrive and were not reported yet."""
    session, now = work.session, work.now
    for digest in digests.unreported(session, now.instant - _LOOKED_BACK):
        tafel = tafels.by_id(session, digest.tafel_id)
        yield Due(tafel=tafel.key, period=str(digest.id), at=digest.made_at)


def report(work: Work, what: Due) -> Iterator[Answer]:
    """Report a digest that did not arrive to those who can act on it; while the reason stays the same, once."""
    session, now = work.session, work.now
    digest = digests.get(session, int(what.period))
    if digest is None:
        return
    digests.report(session, digest)
    before = digests.before(session, digest)
    if digest.state == "dood" and before is not None and before.why == digest.why and not before.may_arrive:
        return
    card = _unsure(session, digest, now) if digest.state == "onzeker" else _refused(session, digest)
    for person in memberships.responsible(session, digest.tafel_id):
        yield Post(card, Direct(person.id), once=f"{REPORT}:{digest.id}")


def _refused(session: Session, digest: Digest) -> Card:
    tafel = tafels.by_id(session, digest.tafel_id)
    where = channel_name(session, digest)
    said = reason(digest)
    do = _DO.get(digest.why, "Geef dit door aan de beheerder van Tafelbot.")
    elements: tuple[AnyElement, ...] = (
        Text(line(f"{said[:1].upper()}{said[1:]}. Wat er deze week gebeurde, komt in het eerstvolgende weekbericht dat "
                  "wel aankomt.")),
        Text(told(do.format(key=tafel.key, platform=platform(digest)))),
        Buttons((callbacks.TO_ME.button("Stuur het nu aan mij", tafel.key),
                 callbacks.NOW.button("Verstuur opnieuw", tafel.key))),
    )  # fmt: skip
    title = f"Het weekbericht van {tafel.name} kon niet in {where} worden gezet"
    return Card("weekbericht_mislukt", title, elements, colour=tafel.colour)


def _unsure(session: Session, digest: Digest, now: Now) -> Card:
    tafel = tafels.by_id(session, digest.tafel_id)
    day = dates.spoken(digest.made_at.astimezone(now.zone).date(), now.today)
    elements: tuple[AnyElement, ...] = (
        Text(line(f"{platform(digest)} gaf geen antwoord toen ik het plaatste. Wil jij even kijken? Zonder antwoord "
                  "komt wat erin stond nog eens in het volgende weekbericht.")),
        Buttons((callbacks.ARRIVED.button("Ja, het staat er", digest.id, style="primary"),
                 callbacks.NOT_ARRIVED.button("Nee", digest.id))),
    )  # fmt: skip
    title = f"Staat het weekbericht van {day} in {channel_name(session, digest)}?"
    return Card("weekbericht_onzeker", title, elements, colour=tafel.colour)


def arrived(turn: Turn, number: int) -> Answers:
    return _settled(turn, number, arrived=True)


def not_arrived(turn: Turn, number: int) -> Answers:
    return _settled(turn, number, arrived=False)


def _settled(turn: Turn, number: int, *, arrived: bool) -> Answers:
    """Store a person's answer whether an unsure digest arrived."""
    digest = digests.get(turn.session, number)
    if digest is None:
        msg = "Dat weekbericht ken ik niet meer."
        raise Refusal(msg)
    tafel: Tafel = tafels.by_id(turn.session, digest.tafel_id)
    roles.require(turn, rights.SEND, tafel)
    if not outbox.settle(turn.session, digest.key, arrived=arrived):
        msg = "Dat is al bekend: kijk met `/weekbericht status`."
        raise Refusal(msg)
    text = "Dank je. Dan staat het er en vertel ik het niet nog eens." if arrived else (
        "Dank je. Wat erin stond, komt in het volgende weekbericht.")  # fmt: skip
    return Post(Card("weekbericht_bekend", text), replace=True)
