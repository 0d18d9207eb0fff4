"""Identify people in Teams: a person is their Entra id; "29:..." is only their address in chats.

Activities carry both; a mention carries the address alone, so the conversation's list of members is asked. A person
known by an address goes by the Entra id once both are heard, and two people become one.
"""

import asyncio
import re
from collections.abc import Callable
from typing import Final

import msgspec
import structlog

from bot.app import App
from bot.doors.door import Gone, NotNow, Refused, Unclear
from bot.teams.inbound import named
from bot.teams.payloads import Activity, User
from bot.teams.references import PLATFORM, References, entra_of
from bot.teams.service import Service, members
from handlers.forms import Form, Persons
from handlers.pieces import Mention
from handlers.request import Account, Address, Place, Request
from storage import audit, doubles, people, references
from storage.database import Session, Unavailable

_PREFIX: Final = f"{PLATFORM}:"
_ADDRESS: Final = re.compile(r"teams:(29:.+)")
_ENTRA: Final = re.compile(r"teams:[0-9a-f-]{36}", re.IGNORECASE)
_MOST: Final = 20_000
log = structlog.get_logger()


class People:
    """Everybody this process has met: their Entra ids, addresses and names."""

    def __init__(self, app: App, service: Callable[[], Service], known: References, patience: float) -> None:
        """`patience` is how many seconds the list of members may cost before an answer: all are asked at once."""
        self._app, self._service, self._references, self._patience = app, service, known, patience
        self._settled: set[str] = set()
        self._addresses: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def met(self, activity: Activity) -> None:
        if activity.from_ is not None:
            self._learn(activity.from_)

    def _learn(self, who: User) -> None:
        entra = entra_of(who)
        if not entra or entra == who.id:
            return
        if len(self._ids) >= _MOST:
            for each in (self._addresses, self._ids, self._names):
                each.clear()
        self._addresses[entra], self._ids[who.id] = who.id, entra
        self._names[entra] = named(who).name or self._names.get(entra, "")

    # --- one person --------------------------------------------------------------------------------------------------

    async def known(self, asked: Request) -> Request:
        """The request with every person by their Entra id; a person known by an address is merged."""
        if asked.addressed or asked.kind in ("press", "submit"):
            asked = await self._identified(asked)
        accounts = (asked.account.id, *(each.id for each in asked.named))
        await self._settle([each.removeprefix(_PREFIX) for each in accounts])
        return asked

    async def _identified(self, asked: Request) -> Request:
        """The request with the mentioned and chosen people by their Entra id."""
        chosen = {each for value in asked.values.values() if not isinstance(value, str) for each in value}
        wanted = {each.id for each in asked.named} | {each for each in chosen if each.startswith(_PREFIX)}
        numbers = [each.removeprefix(_PREFIX) for each in wanted]
        await asyncio.gather(*(self._ask(each, asked.address) for each in numbers if not self._is_known(each)))
        values = {name: value if isinstance(value, str) else tuple(map(self._account, value))
                  for name, value in asked.values.items()}  # fmt: skip
        called = {self._account(each.id): each.name for each in asked.named} | {
            self._account(each): "" for each in chosen
        }
        accounts = tuple(
            Account(each, self._names.get(each.removeprefix(_PREFIX)) or name) for each, name in called.items()
        )
        told = tuple(each for each in accounts if each.name)
        return msgspec.structs.replace(asked.with_mentions(self._mentioned), values=values, named=told)

    def _is_known(self, number: str) -> bool:
        return number in self._ids or bool(self._names.get(number.lower()))

    def _account(self, account: str) -> str:
        """An account by its Entra id, if that is known."""
        if _ENTRA.fullmatch(account):
            return account.lower()
        found = _ADDRESS.fullmatch(account)
        return _PREFIX + self._ids.get(found[1], found[1]) if found else account

    def _mentioned(self, mention: Mention) -> Mention:
        return msgspec.structs.replace(mention, account=self._account(mention.account)) if mention.account else mention

    async def _settle(self, accounts: list[str]) -> None:
        """Merge people stored under an address into those of their Entra id, once per process."""
        for entra in accounts:
            address = self._addresses.get(entra)
            if address is None or entra in self._settled:
                continue
            if await self._app.read(lambda session, address=address: _is_stored(session, address)):  # type: ignore[misc]
                await self._app.write(lambda session, address=address, entra=entra: self._join(session, address, entra))  # type: ignore[misc]
            if len(self._settled) >= _MOST:
                self._settled.clear()
            self._settled.add(entra)

    def _join(self, session: Session, address: str, entra: str) -> None:
        now = self._app.clock().instant
        joined = doubles.rename_account(session, _PREFIX + address, _PREFIX + entra)
        references.copy(session, PLATFORM, address, entra, now)
        if joined is not None:
            audit.write(session, "accounts gekoppeld", now=now, by=None, detail=f"persoon {joined.id}")

    # --- addresses ---------------------------------------------------------------------------------------------------

    async def address(self, entra: str, place: str) -> str:
        """How to reach a person: their address in chats, asked where they are a member; else their Entra id."""
        if entra not in self._addresses and not _ADDRESS.fullmatch(_PREFIX + entra):
            await self._ask(entra, Address(Place(PLATFORM, place), Account("")))
        return self._addresses.get(entra, entra)

    async def offered(self, form: Form, address: Address) -> Form:
        """The same form with people as Teams' own list knows them."""
        held = {each for field in form.fields if isinstance(field, Persons) for each in field.value}
        numbers = [found[1] for each in held if (found := _ADDRESS.fullmatch(each)) and found[1] not in self._ids]
        await asyncio.gather(*(self._ask(each, address) for each in numbers))
        fields = tuple(
            msgspec.structs.replace(field, value=tuple(map(self._account, field.value)))
            if isinstance(field, Persons)
            else field
            for field in form.fields
        )
        return msgspec.structs.replace(form, fields=fields)

    async def _ask(self, number: str, address: Address) -> None:
        """Ask the conversation's members who an address is; without an answer it stays an address."""
        try:
            async with asyncio.timeout(self._patience):
                there = await self._references.of(address.place.channel)
                if there is None:
                    return
                path = members(there.conversation, number)
                member = msgspec.convert(await self._service().get(there.service_url, path), User)
        except (NotNow, Refused, Unclear, Gone, Unavailable, TimeoutError, msgspec.ValidationError) as error:
            log.info("member not found", error=str(error)[:100])
            return
        self._learn(member)


def _is_stored(session: Session, address: str) -> bool:
    account = people.by_account(session, _PREFIX + address)
    return account is not None or references.of(session, PLATFORM, address) is not None
