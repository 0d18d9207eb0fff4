"""The app package: what Teams accepts (schema 1.29), and what the door really does."""

import io
import json
import struct
import subprocess
import sys
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings, WrongSetting
from bot.teams import icons, manifest
from handlers import FEATURES
from handlers.cards import Card
from handlers.feature import Command, Feature, Post, Shortcut, Verb
from handlers.registry import Registry

READY = Settings(
    tafelbot_url="https://tafelbot.example.org/", teams_client_id="11111111-2222-3333-4444-555555555555",
    tafelbot_privacy_url="https://privacy.example.org/",
)  # fmt: skip


def command(word: str, **more: Any) -> Command:
    return Command(word=word, help=f"Uitleg bij {word}", bare=lambda _turn, _words: Post(Card("x", "x")), **more)


def registry(*commands: Command, shortcuts: tuple[Shortcut, ...] = ()) -> Registry:
    presses = {each.action: lambda _turn: None for each in shortcuts}
    return Registry((Feature(name="proef", commands=commands, shortcuts=shortcuts, presses=presses),))


NEW = Verb(word="nieuw", does=lambda *_: None, help="Zet iets op de agenda", usage="tekst")
USUAL = registry(
    command("actie", verbs=(NEW,)), command("tafel"), command("hulp", slash=False),
    shortcuts=(Shortcut(label="Maak er een actie van", action="overnemen"),),
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
    ]

    assert bot["commandLists"] == [
        {"scopes": ["personal", "team", "groupChat"], "triggers": ["mention"], "commands": listed},
        {"scopes": ["team", "groupChat"], "triggers": ["slash"], "commands": listed},
    ]
    assert (bot["supportsTargetedMessages"], bot["supportsFiles"]) == (True, True)


def test_messages_and_the_box_where_people_type_have_their_actions() -> None:
    [extension] = manifest.manifest(USUAL, READY)["composeExtensions"]
    on_message, in_box = extension["commands"]

    assert (on_message["id"], on_message["title"], on_message["context"]) == (
        "proef.overnemen", "Maak er een actie van", ["message"]
    )  # fmt: skip
    assert (in_box["id"], in_box["title"], in_box["context"]) == (
        "zeg:actie nieuw", "Actie: nieuw", ["compose", "commandBox"]
    )  # fmt: skip
    assert on_message["fetchTask"] is in_box["fetchTask"] is True


def test_hearing_everything_is_asked_for_and_explained_or_left_out() -> None:
    all_of_it, mentions = (manifest.manifest(USUAL, READY, everything=each) for each in (True, False))

    asked = all_of_it["authorization"]["permissions"]["resourceSpecific"]
    assert [each["name"] for each in asked] == ["ChannelMessage.Read.Group", "ChatMessage.Read.Chat"]
    assert "Andere berichten bewaart Tafelbot niet." in all_of_it["description"]["full"]
    assert "authorization" not in mentions


def test_everything_stays_within_what_the_schema_allows() -> None:
    made = manifest.manifest(Registry(FEATURES), READY)

    assert made["manifestVersion"] == "1.29"
    assert made["$schema"].endswith("/v1.29/MicrosoftTeams.schema.json")
    assert len(made["name"]["short"]) <= 30
    assert len(made["name"]["full"]) <= 100
    assert len(made["description"]["short"]) <= 80
    assert len(made["description"]["full"]) <= 4000
    assert len(made["developer"]["name"]) <= 32
    assert all(made["developer"][key].startswith("https://") for key in ("websiteUrl", "privacyUrl", "termsOfUseUrl"))
    assert made["developer"]["privacyUrl"] == "https://privacy.example.org/"
    assert made["validDomains"] == ["tafelbot.example.org"]
    assert made["webApplicationInfo"]["id"] == made["id"] == made["bots"][0]["botId"]
    assert len(made["bots"][0]["commandLists"]) <= 3
    for listed in made["bots"][0]["commandLists"]:
        assert 0 < len(listed["commands"]) <= 12
    for action in made["composeExtensions"][0]["commands"]:
        assert len(action["id"]) <= 64
        assert 0 < len(action["title"]) <= 32
        assert 0 < len(action["description"]) <= 128


def test_what_does_not_fit_is_refused_loudly() -> None:
    many = registry(*(command(f"w{number}") for number in range(13)))
    long = registry(command("tafel"), shortcuts=(Shortcut(label="x" * 33, action="overnemen"),))
    for wrong in (many, long):
        with pytest.raises(ValueError, match="Teams neemt er"):
            manifest.manifest(wrong, READY)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (replace(READY, tafelbot_url=""), "TAFELBOT_URL"),
        (replace(READY, tafelbot_url="http://tafelbot.example.org"), "https://"),
        (replace(READY, teams_client_id=""), "TEAMS_CLIENT_ID"),
    ],
)
def test_without_an_address_or_a_number_there_is_no_package(settings: Settings, words: str) -> None:
    with pytest.raises(WrongSetting, match=words):
        manifest.package(USUAL, settings)


@pytest.mark.parametrize(("made", "size"), [(icons.color(), 192), (icons.outline(), 32)])
def test_the_pictures_are_of_the_size_that_teams_asks(made: bytes, size: int) -> None:
    points = pixels(made, size)

    assert len({point[:3] for point in points}) > 1 or size == 32
    if size == 192:
        assert {alpha for *_, alpha in points} == {255}
    else:
        assert {(red, green, blue) for red, green, blue, _ in points} == {(255, 255, 255)}
        assert {alpha for *_, alpha in points} >= {0, 255}


def pixels(made: bytes, size: int) -> list[tuple[int, ...]]:
    """The points of a PNG as we write it, with every checksum looked at."""
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
    lines = [rows[y * (1 + 4 * size) + 1 : (y + 1) * (1 + 4 * size)] for y in range(size)]
    return [tuple(line[4 * x : 4 * x + 4]) for line in lines for x in range(size)]


def test_neither_the_package_nor_the_door_loads_the_sdk_before_it_starts() -> None:
    program = (
        "import sys; import bot.teams.app, bot.teams.manifest; "
        "sys.exit(any(name.startswith('microsoft_teams') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, cwd=Path(__file__).parent.parent)
    assert done.returncode == 0
