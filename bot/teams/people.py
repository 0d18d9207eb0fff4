"""Whose number is whose: Teams knows a person by one number in chats and by another in its list of people.

The rest of the program knows people by the first ("teams:29:1abc"); a form that asks for people gives the second. What
comes in tells both; what is not known is asked of the conversation's list of members. Nothing of this is stored.
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
from bot.teams.references import References
from bot.teams.service import Service, members
from handlers.forms import Form, Persons, Value
from handlers.request import Account, Address, Request
from storage import people
from storage.database import Session, Unavailable

_PREFIX: Final = "teams:"
_LISTED: Final = re.compile(r"teams:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)
_MOST: Final = 20_000
log = structlog.get_logger()


class People:
    """The two numbers of everybody this process has met."""

    def __init__(self, app: App, service: Callable[[], Service], known: References, patience: float) -> None:
        """`patience` is how many seconds numbers may cost before an answer: all are asked at once."""
        self._patience = patience
        self._app, self._service, self._references = app, service, known
        self._joined: set[str] = set()
        self._chat: dict[str, str] = {}
        self._listed: dict[str, str] = {}
        self._called: dict[str, str] = {}

    def met(self, activity: Activity) -> None:
        if activity.from_ is not None and activity.from_.aad_object_id:
            self._learn(activity.from_, activity.from_.aad_object_id)

    async def join(self, asked: Request) -> None:
        """Somebody who was chosen from the list before they ever spoke here is the same person once they do."""
        account, listed = asked.account.id, self._listed.get(asked.account.id.removeprefix(_PREFIX))
        if listed is None or account in self._joined:
            return
        if await self._app.read(lambda session: people.by_account(session, _PREFIX + listed)):
            await self._app.write(lambda session: _one(session, account, _PREFIX + listed))
        if len(self._joined) >= _MOST:
            self._joined.clear()
        self._joined.add(account)

    def _learn(self, who: User, listed: str) -> None:
        if len(self._chat) >= _MOST:
            for each in (self._chat, self._listed, self._called):
                each.clear()
        self._chat[listed.lower()], self._listed[who.id] = who.id, listed.lower()
        self._called[_PREFIX + who.id] = named(who).name

    async def chosen(self, asked: Request) -> Request:
        """The same submission with people as the rest of the program knows them."""
        found = await asyncio.gather(*(self._values(value, asked.address) for value in asked.values.values()))
        values = dict(zip(asked.values, found, strict=True))
        given = {each for value in found if not isinstance(value, str) for each in value}
        called = tuple(Account(each, self._called[each]) for each in sorted(given & self._called.keys()))
        return msgspec.structs.replace(asked, values=values, named=called)

    async def _values(self, value: Value, address: Address) -> Value:
        if isinstance(value, str):
            return value
        return tuple(await asyncio.gather(*(self._account(each, address) for each in value)))

    async def _account(self, value: str, address: Address) -> str:
        found = _LISTED.fullmatch(value)
        if found is None:
            return value
        listed = found[1].lower()
        if listed not in self._chat:
            await self._ask(listed, address)
        return _PREFIX + self._chat.get(listed, listed)

    async def offered(self, form: Form, address: Address) -> Form:
        """The same form with people as Teams' own list knows them."""
        fields = tuple(
            [
                msgspec.structs.replace(field, value=await self._numbers(field.value, address))
                if isinstance(field, Persons)
                else field
                for field in form.fields
            ]
        )
        return msgspec.structs.replace(form, fields=fields)

    async def _numbers(self, value: tuple[str, ...], address: Address) -> tuple[str, ...]:
        return tuple(await asyncio.gather(*(self._number(each, address) for each in value)))

    async def _number(self, account: str, address: Address) -> str:
        if not account.startswith(_PREFIX) or _LISTED.fullmatch(account):
            return account
        chat = account.removeprefix(_PREFIX)
        if chat not in self._listed:
            await self._ask(chat, address)
        return _PREFIX + self._listed.get(chat, chat)

    async def _ask(self, number: str, address: Address) -> None:
        """Ask who this is among the members of the conversation; without an answer the number stays as it is."""
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
        if member.aad_object_id:
            self._learn(member, member.aad_object_id)


def _one(session: Session, account: str, listed: str) -> None:
    """Give both numbers to one person, unless two people have them: joining those is for an administrator."""
    found = people.by_account(session, listed)
    if found is None or people.by_account(session, account) is not None:
        return
    people.identify(session, found.id, account)
