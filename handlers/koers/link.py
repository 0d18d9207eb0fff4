"""Links to the cockpit: an administrator makes one for a board, sees which ones work, and takes one back."""

from datetime import date, datetime, time, timedelta
from typing import Final

from handlers import cockpit, dates
from handlers.cards import (
    AnyElement,
    Buttons,
    Card,
    Confirm,
    Item,
    Items,
    Link,
    Note,
    Text,
    joined,
    line,
    soft,
    strong,
    told,
)
from handlers.dutch import counted
from handlers.feature import Answers, Ask, Now, Page, Post, Refusal, Turn, wrong_fields
from handlers.forms import Day, Form, Line, single
from handlers.koers import callbacks
from storage import audit, page_links
from storage.database import Session
from storage.page_links import PageLink

USUAL, SHORTEST, LONGEST = 90, 7, 365
"""For how many days a link works."""
_NAME: Final = 150
_NO_NAME = "Schrijf voor welk bestuur of welke organisatie de link is."
_WRONG_DAY = f"Kies een dag tussen {SHORTEST} en {LONGEST} dagen vanaf vandaag."

PAGE: Final = Page(
    name=cockpit.NAME,
    title="Cockpit",
    called="de cockpit",
    draws=cockpit.content,
    renew=told("Ben je beheerder van Tafelbot? Typ `/koers cockpit` en kies “Nieuwe link”."),
)

page_links.list_apart(cockpit.NAME, chapter="koers", heading="links naar de cockpit")


def listing(turn: Turn, _words: str) -> Answers:
    """`/koers cockpit`: the links that work."""
    _require(turn)
    return Post(_listing(turn.session, turn.now))


def ask(turn: Turn, _payload: str) -> Answers:
    _require(turn)
    return Ask(_form(turn.now))


def make(turn: Turn, _payload: str) -> Answers:
    """A filled-in form becomes a link."""
    _require(turn)
    values = turn.request.values
    made_for, until = single(values.get("voor")), _day(single(values.get("tot")))
    wrong = {"voor": problem(made_for), "tot": _wrong_day(until, turn.now)}
    if errors := {name: text for name, text in wrong.items() if text}:
        raise wrong_fields(_form(turn.now), values, errors)
    return Post(_made(given(turn.session, made_for, until or turn.now.today, turn.now, by=turn.person.id), turn.now))


def revoke(turn: Turn, key: str) -> Answers:
    """A link stops working at once, wherever it went."""
    _require(turn)
    now = turn.now.instant
    link = page_links.revoke(turn.session, cockpit.NAME, key, now)
    if link is None:
        msg = "Deze link werkte al niet meer. Met `/koers cockpit` zie je welke wel werken."
        raise Refusal(msg)
    audit.write(turn.session, "cockpitlink ingetrokken", now=now, by=turn.person.id, detail=f"voor {link.made_for}")
    return Post(_listing(turn.session, turn.now, f"De link voor {link.made_for} is ingetrokken."), replace=True)


def _require(turn: Turn) -> None:
    if turn.known is None or not turn.known.administrator:
        msg = "Links naar de cockpit zijn er alleen voor beheerders. Vraag er een aan een beheerder."
        raise Refusal(msg)


# --- making one ------------------------------------------------------------------------------------------------------


def given(session: Session, made_for: str, until: date, now: Now, *, by: int | None) -> PageLink:
    """A link that works to the end of a day."""
    expires = datetime.combine(until + timedelta(days=1), time(), now.zone)
    link = page_links.make(session, cockpit.NAME, made_for=made_for, by=by, now=now.instant, expires=expires)
    audit.write(session, "cockpitlink gemaakt", now=now.instant, by=by, detail=f"voor {made_for}")
    return link


def problem(made_for: str) -> str:
    """What is wrong with the words that say for whom a link is, or nothing."""
    return "" if made_for and len(made_for) <= _NAME else _NO_NAME


def last_day(link: PageLink, now: Now) -> date:
    """The last day on which a link works."""
    return (link.expires.astimezone(now.zone) - timedelta(seconds=1)).date()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _wrong_day(until: date | None, now: Now) -> str:
    return "" if until and SHORTEST <= (until - now.today).days <= LONGEST else _WRONG_DAY


def _form(now: Now) -> Form:
    until = now.today + timedelta(days=USUAL)
    return callbacks.LINK.form(
        "",
        title="Nieuwe link",
        submit="Maak de link",
        audience="Wie de link heeft, kan de cockpit lezen. Er staan geen persoonsgegevens op.",
        fields=(
            Line(name="voor", label="Voor wie?", required=True, longest=_NAME,
                 hint="Een bestuur of organisatie, geen naam van een persoon. Het staat boven de pagina."),
            Day(name="tot", label="Geldig tot en met", value=until.isoformat(), required=True,
                hint=f"Minstens {SHORTEST} en hoogstens {LONGEST} dagen. Eerder intrekken kan altijd."),
        ),
    )  # fmt: skip


# --- cards -----------------------------------------------------------------------------------------------------------


def _listing(session: Session, now: Now, news: str = "") -> Card:
    live = page_links.live(session, cockpit.NAME, now.instant)
    title = f"Er {'werkt' if len(live) == 1 else 'werken'} {counted(len(live), 'link', 'links')} naar de cockpit"
    about = "De cockpit laat bestuurders zien hoe het programma ervoor staat: alleen lezen, zonder account."
    elements: list[AnyElement] = [Text(line(news or about))]
    elements += [Items(tuple(_row(link, now) for link in live))] if live else []
    elements.append(Buttons((callbacks.NEW_LINK.button("Nieuwe link", "", style="primary", opens=True),)))
    return Card("cockpit_links", title, tuple(elements))


def _row(link: PageLink, now: Now) -> Item:
    until, made = (dates.spoken(each, now.today) for each in (last_day(link, now), _local_day(link.created_at, now)))
    asked = Confirm("Link intrekken?", f"Wie de link voor {link.made_for} heeft, ziet de cockpit dan niet meer.",
                    "Intrekken", "Laat staan")  # fmt: skip
    button = callbacks.REVOKE.button("Intrekken", link.key, style="danger", confirm=asked)
    return Item(
        joined([line(strong(link.made_for)), line(f"tot en met {until}")]), line(soft(f"gemaakt {made}")), button
    )


def _local_day(at: datetime, now: Now) -> date:
    return at.astimezone(now.zone).date()


def _made(link: PageLink, now: Now) -> Card:
    until = dates.spoken(last_day(link, now), now.today)
    pressed = Buttons((Link("Open de cockpit", page=link.path),))
    note = Note(told("Kopieer het adres uit je browser en stuur het door. Intrekken kan met `/koers cockpit`."))
    return Card("cockpit_link", f"De link voor {link.made_for} werkt tot en met {until}", (pressed, note))
