"""Who the bot is in its workspace, and the names that Slack shows for people."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any, Final, Literal

import structlog

from bot.doors.door import NotNow, Refused, Unclear
from bot.settings import Settings, WrongSetting
from bot.slack.standing import called
from bot.slack.web_api import WebApi
from handlers.pieces import Mention

_WRONG_TOKEN: Final = ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired")
_NOT_AGAIN: Final = 600.0  # seconds in which a name that Slack did not give is not asked for again
log = structlog.get_logger()


class Identity:
    """The bot's own account, and names that were looked up once. Slack out of reach is no reason not to start."""

    def __init__(self, api: WebApi, settings: Settings, patience: float) -> None:
        """`patience` is how many seconds names may cost before an answer."""
        self._api, self._settings, self._patience = api, settings, patience
        self._names: dict[str, str] = {}
        self._no_people: dict[str, Literal["bot", "unknown"]] = {}
        self._failed: dict[str, float] = {}
        self.bot, self.bot_id, self.home = "", "", ""

    @property
    def app_id(self) -> str:
        """An app token names its app: "xapp-1-A0123-..."."""
        parts = self._settings.slack_app_token.split("-")
        return parts[2] if len(parts) > 3 and parts[2].startswith("A") else ""  # noqa: PLR2004 - see above

    async def introduce(self) -> None:
        """Ask Slack who the bot is; raises `WrongSetting` for a token that can never work."""
        try:
            me = await self._api.call("auth.test")
        except Refused as error:
            if str(error) in _WRONG_TOKEN:
                msg = f"SLACK_BOT_TOKEN wordt door Slack niet aangenomen ({error})."
                raise WrongSetting(msg) from error
            log.warning("slack does not say who we are", error=str(error))
        except (NotNow, Unclear) as error:
            log.warning("slack is out of reach", error=str(error))
        else:
            if (team := self._settings.slack_team_id) and me.get("team_id") != team:
                msg = f"SLACK_TEAM_ID is {team}, maar SLACK_BOT_TOKEN is van een andere werkruimte."
                raise WrongSetting(msg)
            self.bot, self.bot_id, self.home = (str(me.get(key) or "") for key in ("user_id", "bot_id", "url"))

    async def name(self, user: str, *, look_up: bool) -> str:
        """What Slack shows as somebody's name; "" when it is not known (yet)."""
        if look_up and user and user not in self._names:
            await self._learn(user)
        return self._names.get(user, "")

    def heard(self, user: str, name: str) -> None:
        """Remember the new name of a person."""
        if name:
            self._names[user] = name

    def named(self, mention: Mention) -> Mention:
        """A mention with what is known of its account: a person, a bot, or somebody who left."""
        user = mention.account.removeprefix("slack:")
        name = self._names.get(user) or mention.name
        if mention.kind == "person" and user in self._no_people:
            return Mention(self._no_people[user], name=f"@{name}")
        return Mention("person", mention.account, name) if mention.kind == "person" else mention

    async def _learn(self, user: str) -> None:
        if time.monotonic() - self._failed.get(user, -_NOT_AGAIN) < _NOT_AGAIN:
            return
        try:
            answer = await asyncio.wait_for(self._api.read("users.info", user=user), self._patience)
        except (NotNow, Refused, Unclear, TimeoutError) as error:
            log.info("name not found", error=str(error))
            self._failed[user] = time.monotonic()
        else:
            found = answer.get("user")
            user_found: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
            self._names[user] = called(user_found)
            if user_found.get("is_bot") or user_found.get("deleted"):
                self._no_people[user] = "bot" if user_found.get("is_bot") else "unknown"
