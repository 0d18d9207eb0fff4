"""What the command line does with the database: people and roles, the outbox, digests, and personal data."""

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, get_args

import msgspec

from bot import doctor as checks, manifest as manifests, plain, processes
from bot.lokaal.clock import DemoClock
from bot.processes import CannotStart
from bot.settings import HOW_IDENTITY, Settings, identity
from bot.teams import manifest as package
from handlers import delivery
from handlers.digest import build, timing
from handlers.dutch import counted, listed
from handlers.feature import Now, Refusal
from handlers.tafels import privacy
from storage import audit, migrate, outbox, people, tafels
from storage.database import Database, Session
from storage.outbox import Delivery
from storage.people import Person, Role
from storage.tafels import Tafel

_ROLES: Final = get_args(Role)
_FORMER: Final = "voormalig lid"
_MIGRATE: Final = "Draai eerst: python -m bot migrate"


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database of this installation, which must be there and up to date."""
    db = processes.open_database(settings)
    try:
        if db.path is not None and not db.path.is_file():
            msg = f"Er is nog geen database in {db.path}. {_MIGRATE}"
            raise CannotStart(msg)
        if migrate.pending(db):
            msg = f"De database loopt achter op het programma. {_MIGRATE}"
            raise CannotStart(msg)
        yield db
    finally:
        db.close()


@contextmanager
def working(settings: Settings) -> Iterator[tuple[Session, Now]]:
    """A transaction, and the moment as this installation's people live it."""
    with opened(settings) as db:
        now = _clock(db, settings)()
        with db.transaction() as session:
            yield session, now


def _clock(db: Database, settings: Settings) -> Callable[[], Now]:
    region = db.read(tafels.region).result()
    return DemoClock(db, settings.zone) if region and region[2] else processes.clock(settings)


def say(words: str) -> None:
    print(plain.visible(words))  # noqa: T201 - this is the command line


# --- people ----------------------------------------------------------------------------------------------------------


def tafels_listed(settings: Settings, _args: argparse.Namespace) -> None:
    with working(settings) as (session, _):
        channels: dict[int, list[str]] = {}
        for link in tafels.links_of(session):
            channels.setdefault(link.tafel_id, []).append(f"{link.platform}:{link.channel}")
        rows = [(each.key, each.name, ", ".join(channels.get(each.id, ["-"]))) for each in tafels.all_tafels(session)]
    say("\n".join(plain.table(rows)))


def member(settings: Settings, args: argparse.Namespace) -> None:
    with working(settings) as (session, now):
        if args.tafel == "koppel":
            say(_joined(session, args, now))
        else:
            say(_appointed(session, args, now))


def _appointed(session: Session, args: argparse.Namespace, now: Now) -> str:
    tafel, account, role = _tafel(session, args.tafel), _account(args.identiteit), args.rol.casefold()
    if role not in (*_ROLES, "weg"):
        msg = f"“{args.rol}” is geen rol. Kies uit: {', '.join(_ROLES)} of weg."
        raise Refusal(msg)
    known = people.by_account(session, account)
    if known is None and role == "weg":
        msg = f"{account} ken ik niet."
        raise Refusal(msg)
    person = known or _new(session, account, args.naam, now)
    if args.naam:
        people.change(session, person.id, name=args.naam, provisional=False, fixed_name=True)
    if role == "weg":
        people.dismiss(session, person.id, tafel.id)
    else:
        people.appoint(session, person.id, tafel.id, role)
    audit.write(session, "rol", now=now.instant, by=None, tafel=tafel.id, detail=f"persoon {person.id}: {role}")
    told = "heeft geen rol meer" if role == "weg" else f"is nu {role}"
    return f"{args.naam or person.name} {told} bij {tafel.name}."


def _new(session: Session, account: str, name: str | None, now: Now) -> Person:
    region = tafels.region(session)
    if region is None:
        raise CannotStart(_MIGRATE)
    person = people.add(session, region[0], name=name or account, now=now.instant, provisional=name is None)
    people.identify(session, person.id, account)
    return person


def _joined(session: Session, args: argparse.Namespace, now: Now) -> str:
    person, account = _person(session, args.identiteit), _account(args.rol)
    former = people.by_account(session, account)
    if former and former.id != person.id and not args.verplaats:
        also = ", en die is beheerder" if former.administrator else ""
        msg = f"{account} is van {former.name} (nummer {former.id}){also}. Toch verplaatsen: zet er --verplaats achter."
        raise Refusal(msg)
    people.identify(session, person.id, account)
    audit.write(session, "identiteit", now=now.instant, by=None, detail=f"persoon {person.id}")
    was = f" Die was van {former.name} (nummer {former.id})." if former and former.id != person.id else ""
    return f"{account} is nu {person.name} (nummer {person.id}).{was}"


def _account(text: str) -> str:
    account = identity(text)
    if account is None:
        msg = f"“{text}” is geen identiteit. {HOW_IDENTITY}"
        raise Refusal(msg)
    return account


def _tafel(session: Session, key: str) -> Tafel:
    tafel = tafels.by_key(session, key.casefold())
    if tafel is None:
        known = ", ".join(each.key for each in tafels.all_tafels(session))
        msg = f"“{key}” is geen tafel. Kies uit: {known}."
        raise Refusal(msg)
    return tafel


def _person(session: Session, who: str) -> Person:
    """Somebody by number, identity or full name; a first name is too little to change anything on."""
    one = people.by_id(session, int(who)) if who.isdecimal() else people.by_account(session, identity(who) or who)
    found = [one] if one else people.by_name(session, who)
    if one and _is_forgotten(session, one):
        msg = f"Nummer {one.id} is vergeten."
        raise Refusal(msg)
    whole = [each for each in found if one or each.name.casefold() == who.casefold()]
    if len(whole) == 1:
        return whole[0]
    several = listed([f"{each.title} (nummer {each.id})" for each in whole or found])
    raise Refusal(f"“{who}” kan {several} zijn. Noem het nummer." if found else f"“{who}” ken ik niet.")


def _is_forgotten(session: Session, person: Person) -> bool:
    """Who is forgotten keeps a number, and a name by which nobody is found."""
    return person.name == _FORMER and person.id not in {each.id for each in people.by_name(session, _FORMER)}


def personal_data(settings: Settings, args: argparse.Namespace) -> None:
    registry = processes.registry()
    with working(settings) as (session, now):
        person = _person(session, args.persoon)
        body = msgspec.json.format(msgspec.json.encode(privacy.held(session, person, registry)), indent=2)
        audit.write(session, "inzage", now=now.instant, by=None, detail=f"persoon {person.id}")
    args.uit.mkdir(parents=True, exist_ok=True)
    path = args.uit / f"gegevens-{person.id}.json"
    path.touch(mode=0o600)
    path.write_bytes(body)
    say(f"Alles over {person.name} staat in {path}.")


def forgotten(settings: Settings, args: argparse.Namespace) -> None:
    registry = processes.registry()
    with working(settings) as (session, now):
        person = _person(session, args.persoon)
        privacy.remove(session, person, registry, now.instant)
        audit.write(session, "persoon vergeten", now=now.instant, by=None)
    say(f"{person.name} is vergeten. Kopieën van vóór vandaag weten het nog: laat die verlopen.")


# --- messages --------------------------------------------------------------------------------------------------------


def digest(settings: Settings, args: argparse.Namespace) -> None:
    registry = processes.registry()
    with working(settings) as (session, now):
        tafel, then = _tafel(session, args.tafel), _moment(args.op, now)
        links = tafels.links_of(session, tafel.id)
        if not args.verstuur:
            say(plain.text(build.card(session, build.draft(session, tafel, then, registry, next(iter(links), None)))))
            return
        if not links:
            msg = f"{tafel.name} heeft nog geen kanaal."
            raise Refusal(msg)
        once, moment = f"{timing.KIND}:{tafel.key}:hand:{then.local:%Y-%m-%dT%H:%M}", then.instant
        posts = build.send(session, tafel, then, registry, once=once, period="nu", due_at=moment, also_quiet=True)
        sent = list(posts)
        delivery.send(session, sent, None, now)
        added, already = len(sent), len(links) - len(sent)
    about = f"Het weekbericht van {tafel.name}"
    if added:
        say(f"{about} staat klaar voor {counted(added, 'kanaal', 'kanalen')}.")
    if already:
        say(f"{about} van deze minuut was al klaargezet voor {counted(already, 'kanaal', 'kanalen')}.")


def _moment(text: str | None, now: Now) -> Now:
    if text is None:
        return now
    try:
        local = datetime.fromisoformat(text)
    except ValueError as error:
        msg = f"“{text}” is geen moment. Schrijf het als 2026-11-23T08:00."
        raise Refusal(msg) from error
    return Now((local if local.tzinfo else local.replace(tzinfo=now.zone)).astimezone(UTC), now.zone)


def outgoing(settings: Settings, args: argparse.Namespace) -> None:
    chosen = args.opnieuw if args.opnieuw is not None else args.laat_vallen
    with working(settings) as (session, now):
        if chosen is not None:
            say(_mended(session, chosen, now, again=args.opnieuw is not None))
            return
        rows = outbox.waiting(session, ("dood", "onzeker") if args.dood else ("wacht", "dood", "onzeker"))
    say("\n".join(plain.table([_HEADERS, *map(_row, rows)])) if rows else "Er blijft niets liggen.")
    if any(row.state == "onzeker" for row in rows):
        say("Onzeker: kijk op het platform of het er staat. Zo niet: --opnieuw ID. Zo wel: --laat-vallen ID.")


_HEADERS: Final = ("ID", "STAAT", "SOORT", "KANAAL", "SINDS", "POGINGEN", "REDEN")


def _row(row: Delivery) -> tuple[str, ...]:
    made = f"{row.created_at:%Y-%m-%d %H:%M}Z"
    return str(row.id), row.state, row.kind, row.lane, made, str(row.attempts), row.error


def _mended(session: Session, row: int, now: Now, *, again: bool) -> str:
    if not outbox.mend(session, row, again=again, now=now.instant):
        msg = f"Bericht {row} wacht niet en is niet dood of onzeker."
        raise Refusal(msg)
    audit.write(session, "uitgaand", now=now.instant, by=None, detail=f"{row} {'opnieuw' if again else 'vervallen'}")
    return f"Bericht {row} gaat (opnieuw) weg." if again else f"Bericht {row} vervalt."


# --- the platform ----------------------------------------------------------------------------------------------------


def manifest(settings: Settings, args: argparse.Namespace) -> None:
    if args.platform == "teams":
        everything = not args.zonder_meelezen
        say(str(package.write(processes.registry(), settings, args.uit, everything=everything, version=args.versie)))
        return
    if args.socket:
        settings = replace(settings, slack_app_token="xapp-")  # noqa: S106 - the app that will have one is yet to be made
    say(json.dumps(manifests.slack(processes.registry(), settings), indent=2, ensure_ascii=False))


def doctor(settings: Settings, _args: argparse.Namespace) -> int:
    found = checks.examine(settings, processes.clock(settings))
    say("\n".join(checks.lines(found)))
    return 1 if any(check.wrong for check in found) else 0
