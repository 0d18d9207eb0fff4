"""What the command line does with the database: people and roles, the outbox, digests, and personal data."""

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final, get_args

import msgspec

from bot import processes
from bot.cli import doctor as checks
from bot.doors import plain
from bot.lokaal.clock import DemoClock
from bot.processes import CannotStart
from bot.settings import HOW_IDENTITY, Settings, identity
from bot.slack import manifest as manifests
from bot.teams import manifest as package
from handlers import delivery
from handlers.dutch import listed
from handlers.feature import Now, Refusal, Work
from handlers.tafels import departures, joining, privacy
from storage import audit, memberships, migrate, outbox, people, people_data, tafels
from storage.database import Database, Session
from storage.memberships import Role
from storage.outbox import Delivery
from storage.people import LONGEST, Person
from storage.people_data import CannotMerge
from storage.tafels import Tafel

_ROLES: Final = get_args(Role)
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
        now = clock(db, settings)()
        with db.transaction() as session:
            yield session, now


def clock(db: Database, settings: Settings) -> Callable[[], Now]:
    region = db.read(tafels.region).result()
    return DemoClock(db, settings.zone) if region and region[2] else processes.clock(settings)


def say(words: str) -> None:
    print(plain.visible(words))


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
    if len(args.organisatie or "") > LONGEST:
        msg = f"Een organisatie heeft hoogstens {LONGEST} tekens."
        raise Refusal(msg)
    known = people.by_account(session, account)
    if known is None and role == "weg":
        msg = f"{account} ken ik niet."
        raise Refusal(msg)
    person = known or _new(session, account, args.naam, now)
    if args.naam:
        people.change(session, person.id, name=args.naam, provisional=False, fixed_name=True)
    if role == "weg":
        memberships.dismiss(session, person.id, tafel.id)
    else:
        memberships.appoint(session, person.id, tafel.id, role, organisation=args.organisatie, sphere=args.o)
    said = ", ".join(filter(None, (role, args.organisatie, args.o)))
    audit.write(session, "rol", now=now.instant, by=None, tafel=tafel.id, about=person.id, detail=said)
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
    audit.write(session, "identiteit", now=now.instant, by=None, about=person.id)
    was = _taken_over(session, former, person) if former and former.id != person.id else ""
    return f"{account} is nu {person.name} (nummer {person.id}).{was}"


def _taken_over(session: Session, former: Person, person: Person) -> str:
    """Merge a person who has no identity left into this person, with everything of theirs."""
    was = f" Die was van {former.name} (nummer {former.id})."
    if people.accounts_of(session, [former.id]):
        return was
    try:
        people_data.merge(session, former.id, person.id)
    except CannotMerge as error:
        raise Refusal(joining.explain(error)) from error
    return f"{was} Alles van {former.name} is nu ook van {person.name}."


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
    """A person by number, identity or full name; a first name is not enough to change anything."""
    one = people.by_id(session, int(who)) if who.isdecimal() else people.by_account(session, identity(who) or who)
    found = [one] if one else people.by_name(session, who)
    if one and people.is_former(session, one.id):
        msg = f"Nummer {one.id} is vergeten."
        raise Refusal(msg)
    whole = [each for each in found if one or each.name.casefold() == who.casefold()]
    if len(whole) == 1:
        return whole[0]
    known = memberships.organisations(session, [each.id for each in found])
    several = listed([
        f"{memberships.titled(each.name, *known.get(each.id, ()))} (nummer {each.id})" for each in whole or found
    ])  # fmt: skip
    raise Refusal(f"“{who}” kan {several} zijn. Noem het nummer." if found else f"“{who}” ken ik niet.")


def personal_data(settings: Settings, args: argparse.Namespace) -> None:
    with working(settings) as (session, now):
        person = _person(session, args.persoon)
        body = msgspec.json.format(msgspec.json.encode(privacy.held(session, person, now.zone)), indent=2)
        audit.write(session, "inzage", now=now.instant, by=None, about=person.id)
    args.uit.mkdir(parents=True, exist_ok=True)
    path = args.uit / f"gegevens-{person.id}.json"
    path.touch(mode=0o600)
    path.write_bytes(body)
    say(f"Alles over {person.name} staat in {path}.")


def forgotten(settings: Settings, args: argparse.Namespace) -> None:
    with working(settings) as (session, now):
        person = _person(session, args.persoon)
        told = departures.forget(Work(session=session, now=now, registry=processes.registry()), person)
        delivery.send(session, told, None, now)
        audit.write(session, "persoon vergeten", now=now.instant, by=None)
    say(f"{person.name} is vergeten. Kopieën van vóór vandaag weten het nog: laat die verlopen.")


# --- messages --------------------------------------------------------------------------------------------------------


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
