"""What Teams takes in a manifest of version 1.29: the rules of Microsoft's schema for everything that ours says.

Stricter where the schema is silent and Teams is not: a version counts up, and what people read is never empty.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from tests.judges.rules import Complaints, Rule, among, matching, several, shape, string

_ID, _FILE, _SCOPES = 64, 2048, ("personal", "team", "groupChat")

guid = matching(r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}", "number of Microsoft's", 36)
web = matching(r"https://[^\s<>|\"]+", "https address", _FILE)
host = matching(r"[a-z0-9-]+(\.[a-z0-9-]+)+", "name of a host", _FILE)
file = matching(r"[a-z]+\.png", "picture in the package", _FILE)
flag = among(True, False)


def different(rule: Rule, most: int) -> Rule:
    """A list in which nothing is there twice."""

    def judge(value: object, at: str) -> Complaints:
        yield from several(rule, most)(value, at)
        yield from _repeated(value if isinstance(value, list) else (), at)

    return judge


def _repeated(values: Iterable[object], at: str) -> Complaints:
    seen: list[object] = []
    for each in values:
        if each in seen:
            yield f"{at}: {str(each)[:60]} is there twice"
        seen.append(each)


def _ids(commands: object, at: str) -> Complaints:
    """A press on an action names its id alone."""
    yield from several(ACTION, 10)(commands, at)
    listed = commands if isinstance(commands, list) else ()
    yield from _repeated([each.get("id") for each in listed if isinstance(each, Mapping)], at)


def _one_bot(made: Mapping[str, Any], at: str) -> Complaints:
    """The app, its bot, its actions and what it asks consent for are one and the same registration."""
    named = [each["botId"] for key in ("bots", "composeExtensions") for each in made.get(key, ())]
    named.append(made["webApplicationInfo"]["id"])
    yield from (f"{at}: {each} is another bot than {made['id']}" for each in named if each != made["id"])


COMMAND = shape({"title": string(128), "description": string(4000)})
COMMANDS = shape({
    "scopes": different(among(*_SCOPES), 3),
    "triggers": different(among("mention", "slash"), 2),
    "commands": different(COMMAND, 12),
})  # fmt: skip
BOT = shape({
    "botId": guid, "scopes": different(among(*_SCOPES), 3), "supportsFiles": flag, "isNotificationOnly": flag,
    "supportsTargetedMessages": flag, "commandLists": several(COMMANDS, 3),
})  # fmt: skip
ACTION = shape(
    {
        "id": string(_ID), "type": among("action"), "title": string(32), "description": string(128),
        "context": different(among("compose", "commandBox", "message"), 3), "fetchTask": among(True),
    },
    {"triggers": several(among("slash"), 1)},
)  # fmt: skip
CONSENT = shape({"name": string(128), "type": among("Application")})
MANIFEST = shape(
    {
        "$schema": among("https://developer.microsoft.com/json-schemas/teams/v1.29/MicrosoftTeams.schema.json"),
        "manifestVersion": among("1.29"),
        "version": matching(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", "version such as 1.2.0", 256),
        "id": guid,
        "developer": shape({"name": string(32), "websiteUrl": web, "privacyUrl": web, "termsOfUseUrl": web}),
        "name": shape({"short": string(30), "full": string(100)}),
        "description": shape({"short": string(80), "full": string(4000)}),
        "icons": shape({"color": file, "outline": file}),
        "accentColor": matching("#[0-9a-fA-F]{6}", "colour", 7),
        "bots": several(BOT, 1),
        "validDomains": different(host, 100),
        "defaultInstallScope": among(*_SCOPES),
        "supportedChannelTypes": different(among("sharedChannels", "privateChannels"), 2),
        "supportsChannelFeatures": among("tier1"),
        "defaultGroupCapability": shape({"team": among("bot"), "groupchat": among("bot")}),
        "webApplicationInfo": shape({"id": guid, "resource": string(2048)}),
    },
    {
        "composeExtensions": several(shape({"botId": guid, "commands": _ids}), 1),
        "authorization": shape({"permissions": shape({"resourceSpecific": different(CONSENT, 16)})}),
    },
    _one_bot,
)


def judge_manifest(made: Mapping[str, Any]) -> list[str]:
    """What is wrong with a manifest."""
    return list(MANIFEST(made, "manifest"))
