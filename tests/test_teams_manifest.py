"""The app package: what Teams accepts (schema 1.29), and what the door really does."""

import io
import json
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings, WrongSetting
from bot.teams import manifest
from handlers import FEATURES
from handlers.cards import Card
from handlers.feature import Command, Post, Registry, Verb
from handlers.registry import build_registry
from tests.judges.teams_manifest import judge_manifest
from tests.programs import launch
from tests.small_feature import small_feature

ROOT = Path(__file__).parent.parent
READY = Settings(
    tafelbot_url="https://tafelbot.example.org/", teams_client_id="11111111-2222-3333-4444-555555555555",
    tafelbot_privacy_url="https://privacy.example.org/",
)  # fmt: skip


def command(word: str, **more: Any) -> Command:
    return Command(word=word, help=f"Uitleg bij {word}", bare=lambda _turn, _words: Post(Card("x", "x")), **more)


def registry(*commands: Command, shortcuts: Mapping[str, str] | None = None) -> Registry:
    presses = {each: lambda _turn: None for each in (shortcuts or {}).values()}
    return build_registry((small_feature("proef", commands=commands, shortcuts=shortcuts, presses=presses),))


NEW = Verb(word="nieuw", does=lambda *_: None, help="Zet iets op de agenda", usage="tekst")
USUAL = registry(
    command("actie", verbs=(NEW,)), command("tafel"), command("hulp", slash=False),
    shortcuts={"Maak er een actie van": "overnemen"},
)  # fmt: skip


def unpacked(made: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_package_holds_a_manifest_and_two_pictures_and_is_the_same_every_time() -> None:
    files = unpacked(manifest.package(USUAL, READY))

    assert sorted(files) == ["color.png", "manifest.json", "outline.png"]
    assert json.loads(files["manifest.json"]) == manifest.manifest(USUAL, READY)
    assert manifest.package(USUAL, READY) == manifest.package(USUAL, READY)


def test_it_is_written_where_somebody_wants_it(tmp_path: Path) -> None:
    path = manifest.write(USUAL, READY, tmp_path / "nieuw")

    assert path == tmp_path / "nieuw" / "tafelbot-teams.zip"
    assert path.read_bytes() == manifest.package(USUAL, READY)


def test_commands_are_offered_after_a_mention_and_from_the_slash_menu() -> None:
    [bot] = manifest.manifest(USUAL, READY)["bots"]
    listed = [
        {"title": "actie", "description": "Uitleg bij actie"},
        {"title": "tafel", "description": "Uitleg bij tafel"},
        {"title": "hulp", "description": "Uitleg bij hulp"},
    ]

    assert bot["commandLists"] == [
        {"scopes": ["personal", "team", "groupChat"], "triggers": ["mention"], "commands": listed},
        {"scopes": ["team", "groupChat"], "triggers": ["slash"], "commands": listed},
    ]
    assert (bot["supportsTargetedMessages"], bot["supportsFiles"]) == (True, True)


def test_private_and_shared_channels_may_let_it_in() -> None:
    made = manifest.manifest(USUAL, READY)

    assert set(made["supportedChannelTypes"]) == {"sharedChannels", "privateChannels"}
    assert made["supportsChannelFeatures"] == "tier1"


def test_messages_and_the_box_where_people_type_have_their_actions() -> None:
    [extension] = manifest.manifest(USUAL, READY)["composeExtensions"]
    on_message, in_box = extension["commands"]

    assert (on_message["id"], on_message["title"], on_message["context"]) == (
        "proef.overnemen", "Maak er een actie van", ["message"]
    )  # fmt: skip
    assert (in_box["id"], in_box["title"], in_box["context"]) == (
        "zeg:actie nieuw", "Actie: nieuw", ["compose", "commandBox"]
    )  # fmt: skip
    assert ("triggers" in on_message, in_box["triggers"]) == (False, ["slash"])
    assert on_message["fetchTask"] is in_box["fetchTask"] is True


def test_hearing_everything_is_asked_for_and_explained_or_left_out() -> None:
    ours = build_registry(FEATURES)
    all_of_it, mentions = (manifest.manifest(ours, READY, everything=each) for each in (True, False))

    asked = all_of_it["authorization"]["permissions"]["resourceSpecific"]
    assert [each["name"] for each in asked] == ["ChannelMessage.Read.Group", "ChatMessage.Read.Chat"]
    said = all_of_it["description"]["full"]
    assert all(each in said for each in ("waarin een actienummer staat", "groepschat", "in hun geheel"))
    assert "Andere berichten bewaar ik niet." in said
    assert "authorization" not in mentions


@pytest.mark.parametrize("everything", [True, False])
def test_everything_stays_within_what_the_schema_allows(everything: bool) -> None:
    made = manifest.manifest(build_registry(FEATURES), READY, everything=everything)

    assert judge_manifest(made) == []
    assert made["manifestVersion"] == "1.29"
    assert made["developer"]["privacyUrl"] == "https://privacy.example.org/"
    assert made["validDomains"] == ["tafelbot.example.org"]
    assert made["webApplicationInfo"]["id"] == made["id"] == made["bots"][0]["botId"]


def changed(path: str, value: Any) -> dict[str, Any]:
    """The usual manifest with one thing else; what is nothing is left out."""
    made = manifest.manifest(USUAL, READY)
    at: Any = made
    *way, last = (int(each) if each.isdecimal() else each for each in path.split("/"))
    for each in way:
        at = at[each]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return made


COMMANDS, ACTIONS, ASKED = (
    "bots/0/commandLists/0", "composeExtensions/0/commands", "authorization/permissions/resourceSpecific"
)  # fmt: skip
A_COMMAND = {"title": "x", "description": "y"}
AN_ACTION = {
    "type": "action", "title": "x", "description": "y", "context": ["message"], "fetchTask": True
}  # fmt: skip
REQUIRED = (
    "manifestVersion", "version", "id", "developer", "developer/name", "developer/websiteUrl", "developer/privacyUrl",
    "developer/termsOfUseUrl", "name", "name/short", "description", "description/short", "description/full", "icons",
    "icons/color", "icons/outline", "accentColor", "bots/0/botId", "bots/0/scopes", f"{COMMANDS}/scopes",
    f"{COMMANDS}/commands", f"{COMMANDS}/commands/0/title", f"{ACTIONS}/0/id", f"{ACTIONS}/0/title",
    "webApplicationInfo/id", f"{ASKED}/0/name", f"{ASKED}/0/type",
)  # fmt: skip
WRONG: tuple[tuple[str, Any], ...] = (
    *((path, None) for path in REQUIRED),
    ("manifestVersion", "1.25"), ("version", "1.0"), ("version", "01.0.0"), ("id", "geen-nummer"), ("id", "1" * 36),
    ("developer/name", "x" * 33), ("developer/websiteUrl", "tafelbot.example.org"),
    ("developer/privacyUrl", "https://x.example/" + "x" * 2040), ("developer/termsOfUseUrl", "http://x.example"),
    ("name/short", "x" * 31), ("name/short", ""), ("name/full", "x" * 101), ("description/short", "x" * 81),
    ("description/full", "x" * 4001), ("icons/color", "x" * 2049), ("accentColor", "blauw"), ("accentColor", "#fff"),
    ("bots", []), ("bots/0/botId", "22222222-2222-3333-4444-555555555555"), ("bots/0/scopes", []),
    ("bots/0/scopes", ["team", "team"]), ("bots/0/scopes", ["iedereen"]), ("bots/0/supportsFiles", "ja"),
    ("bots/0/commandLists", [{"scopes": ["team"], "triggers": ["slash"], "commands": [A_COMMAND]}] * 4),
    (f"{COMMANDS}/triggers", ["/"]), (f"{COMMANDS}/scopes", ["meeting"]), (f"{COMMANDS}/commands", []),
    (f"{COMMANDS}/commands", [A_COMMAND | {"title": f"x{number}"} for number in range(13)]),
    (f"{COMMANDS}/commands", [A_COMMAND, A_COMMAND]), (f"{COMMANDS}/commands/0/title", "x" * 129),
    (f"{COMMANDS}/commands/0/description", "x" * 4001), (f"{COMMANDS}/commands/0/verb", "x"),
    (ACTIONS, [AN_ACTION | {"id": f"x{number}"} for number in range(11)]),
    (ACTIONS, [AN_ACTION | {"id": "x"}, AN_ACTION | {"id": "x", "title": "z"}]), (f"{ACTIONS}/0/id", "x" * 65),
    (f"{ACTIONS}/0/title", "x" * 33), (f"{ACTIONS}/0/description", "x" * 129), (f"{ACTIONS}/0/type", "query"),
    (f"{ACTIONS}/0/context", ["overal"]), (f"{ACTIONS}/0/triggers", ["mention"]), (f"{ACTIONS}/0/fetchTask", "ja"),
    ("validDomains", ["https://tafelbot.example.org"]), ("validDomains", [f"a{n}.example" for n in range(101)]),
    ("supportedChannelTypes", ["alle"]), ("supportsChannelFeatures", "tier2"),
    ("defaultInstallScope", "iedereen"), ("defaultGroupCapability", {"team": "tab", "groupchat": "bot"}),
    ("webApplicationInfo/resource", "x" * 2049), (f"{ASKED}/0/type", "Altijd"), (f"{ASKED}/0/name", "x" * 129),
    (ASKED, [{"name": f"x{number}", "type": "Application"} for number in range(17)]),
    *((f"{path}iets", 1) for path in ("", "developer/", "name/", "description/", "icons/", "bots/0/", f"{COMMANDS}/",
                                      f"{ACTIONS}/0/", "webApplicationInfo/", "authorization/", f"{ASKED}/0/")),
)  # fmt: skip


@pytest.mark.parametrize(("path", "value"), WRONG, ids=[f"{n}-{path}" for n, (path, _) in enumerate(WRONG)])
def test_the_judge_refuses_what_the_schema_refuses(path: str, value: Any) -> None:
    assert judge_manifest(changed(path, value))


def test_the_judge_takes_the_usual_one() -> None:
    assert judge_manifest(manifest.manifest(USUAL, READY)) == []


def test_what_does_not_fit_is_refused_loudly() -> None:
    many = registry(*(command(f"w{number}") for number in range(13)))
    long = registry(command("tafel"), shortcuts={"x" * 33: "overnemen"})
    for wrong in (many, long):
        with pytest.raises(ValueError, match="Teams neemt dit manifest niet"):
            manifest.manifest(wrong, READY)


@pytest.mark.parametrize(
    "settings",
    [
        replace(READY, tafelbot_url="https://tafelbot"),
        replace(READY, tafelbot_privacy_url="https://privacy.example.org/" + "x" * 2048),
        replace(READY, tafelbot_privacy_url="https://privacy.example.org/een twee"),
    ],
)
def test_an_address_that_teams_does_not_take_is_refused_loudly(settings: Settings) -> None:
    with pytest.raises(ValueError, match="Teams neemt dit manifest niet"):
        manifest.manifest(USUAL, settings)


def test_a_next_package_has_a_higher_version_and_nothing_else() -> None:
    first, next_one = (manifest.manifest(USUAL, READY, version=each) for each in ("1.0.0", "1.0.1"))

    assert next_one == {**first, "version": "1.0.1"}
    for wrong in ("1", "1.0", "v1.0.0", "1.0.0-proef", "1.0.0\n", ""):
        with pytest.raises(WrongSetting, match="Schrijf drie getallen met punten"):
            manifest.manifest(USUAL, READY, version=wrong)


def test_the_package_is_the_same_in_every_process(tmp_path: Path) -> None:
    asked = ["--uit", str(tmp_path), "--versie", "2.0.0", "--zonder-meelezen"]
    words = launch.command("-m", "bot", "manifest", "teams", *asked)
    given = {
        "TEAMS_CLIENT_ID": READY.teams_client_id, "TEAMS_CLIENT_SECRET": "x", "TEAMS_TENANT_ID": READY.teams_client_id,
        "TAFELBOT_URL": READY.tafelbot_url, "TAFELBOT_PRIVACY_URL": READY.tafelbot_privacy_url,
        "TAFELBOT_GEHEIM": "een geheim voor proeven",
    }  # fmt: skip
    for seed in ("1", "2"):
        env = launch.environment(**given, PYTHONHASHSEED=seed, TZ="Asia/Tokyo")
        subprocess.run(words, check=True, cwd=tmp_path, env=env, stdout=subprocess.DEVNULL)
        made = manifest.package(build_registry(FEATURES), READY, everything=False, version="2.0.0")
        assert (tmp_path / manifest.NAME).read_bytes() == made


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (replace(READY, tafelbot_url=""), "TAFELBOT_URL"),
        (replace(READY, tafelbot_url="http://tafelbot.example.org"), "https://"),
        (replace(READY, teams_client_id=""), "TEAMS_CLIENT_ID"),
        (replace(READY, tafelbot_privacy_url="www.example.org/privacy"), "TAFELBOT_PRIVACY_URL"),
    ],
)
def test_without_an_address_or_a_number_there_is_no_package(settings: Settings, words: str) -> None:
    with pytest.raises(WrongSetting, match=words):
        manifest.package(USUAL, settings)


@pytest.mark.parametrize(("name", "size"), [("color.png", 192), ("outline.png", 32)])
def test_the_pictures_are_of_the_size_that_teams_asks(name: str, size: int) -> None:
    points = pixels(unpacked(manifest.package(USUAL, READY))[name], size)

    assert len({point[:3] for point in points}) > 1 or size == 32
    if size == 192:
        assert {alpha for *_, alpha in points} == {255}
    else:
        assert {(red, green, blue) for red, green, blue, _ in points} == {(255, 255, 255)}
        assert {alpha for *_, alpha in points} >= {0, 255}


def pixels(made: bytes, size: int) -> list[tuple[int, ...]]:
    """The points of a PNG of eight bits per colour with opacity, with every checksum looked at."""
    assert made.startswith(b"\x89PNG\r\n\x1a\n")
    at, data = 8, b""
    while at < len(made):
        (length,) = struct.unpack(">I", made[at : at + 4])
        name, body = made[at + 4 : at + 8], made[at + 8 : at + 8 + length]
        assert struct.unpack(">I", made[at + 8 + length : at + 12 + length]) == (zlib.crc32(name + body),)
        if name == b"IHDR":
            assert struct.unpack(">IIBBBBB", body) == (size, size, 8, 6, 0, 0, 0)
        data += body if name == b"IDAT" else b""
        at += 12 + length
    rows = zlib.decompress(data)
    assert len(rows) == size * (1 + 4 * size)
    lines = [bytes(4 * size)]
    for y in range(size):
        row = rows[y * (1 + 4 * size) : (y + 1) * (1 + 4 * size)]
        lines.append(unfiltered(row[0], row[1:], lines[-1]))
    return [tuple(line[4 * x : 4 * x + 4]) for line in lines[1:] for x in range(size)]


def unfiltered(kind: int, row: bytes, above: bytes) -> bytes:
    """A row of a PNG as it was before it was told as the difference from what is beside and above it."""
    made = bytearray()
    for at, value in enumerate(row):
        left, up, corner = (made[at - 4], above[at], above[at - 4]) if at >= 4 else (0, above[at], 0)
        nearest = min((left, up, corner), key=lambda each: abs(left + up - corner - each))
        made.append((value + (0, left, up, (left + up) // 2, nearest)[kind]) % 256)
    return bytes(made)


def test_neither_the_package_nor_the_door_loads_the_sdk_before_it_starts() -> None:
    program = (
        "import sys; import bot.teams.app, bot.teams.manifest; "
        "sys.exit(any(name.startswith('microsoft_teams') for name in sys.modules))"
    )
    done = subprocess.run(launch.command("-c", program), env=launch.environment(), check=False)
    assert done.returncode == 0
