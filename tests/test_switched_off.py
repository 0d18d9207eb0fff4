"""A feature that is switched off is missed by nobody: no card, button, form, help or setting of the others speaks of
it, no page, manifest or tip, and the command line neither."""

import asyncio
import html
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from bot import processes
from bot.__main__ import parser
from bot.app import App
from bot.background.schedule import tick
from bot.serving import addresses
from bot.serving.signing import Signer
from bot.settings import Settings
from bot.slack import manifest as slack
from bot.teams import manifest as teams
from handlers import FEATURES, actieagenda
from handlers.cards import AnyElement, Buttons, Card, Note, Text, line
from handlers.feature import (
    Answers,
    Around,
    Asked,
    ByItself,
    Callback,
    Channels,
    Check,
    Command,
    Due,
    Feature,
    Heard,
    Page,
    PageContent,
    Post,
    Registry,
    Section,
    Setting,
    Shown,
    TerminalCommand,
    Timed,
    Tip,
    Verb,
    Work,
)  # fmt: skip
from handlers.forms import Line
from handlers.registry import build_registry
from storage import documents, figures, page_links, tafels
from storage.figures import Look
from tests.command_line import Run
from tests.databases import opened
from tests.platforms import Chat, Seen
from tests.readme import command_lines
from tests.test_cockpit import Browser
from tests.world import MONDAY, World

FLOOR: Final = {"tafels", "hulp"}
"""What every installation has: its tafels, and help."""
OFF: Final = [each for each in FEATURES if each.name not in FLOOR]
SPEAKS_OF: Final = {
    "actieagenda": r"\bacties?\b|\bactie(agenda|houder)s?\b",
    "factsheet": r"\bfactsheets?\b",
    "kamer": r"\b(versnellings)?kamers?\b|\bpeiling(en)?\b|\bstemming(en)?\b",
    "koers": r"\bkoers\b|\bcockpit\b",
    "digest": r"\bweekbericht(en)?\b",
    "bestand": r"\bbestanden\b|\bstuur .*\bbestand\b",
}
"""The words in which people speak of a feature, as a pattern."""
OF_SOMETHING_ELSE: Final = ("Gekozen bestanden", "map voor de bestanden")
"""What a browser sends along and what the command line writes: no files that a feature reads."""
PRESSED_LAST: Final = "Vergeet mij"
DEAD: Final = ("werkt niet meer", "ken ik niet", "Er ging iets mis", "oudere versie", "deel ontbreekt", "deze code")
SETTINGS: Final = Settings(
    slack_bot_token="xoxb-1", slack_signing_secret=("s",), tafelbot_geheim=("een geheim voor proeven",),
    tafelbot_url="https://tafelbot.example", teams_client_id="11111111-2222-3333-4444-555555555555",
    teams_client_secret="proef-geheim", teams_tenant_id="99999999-8888-7777-6666-555555555555",
)  # fmt: skip
"""Of an installation with both platforms."""


def without(off: Feature) -> Registry:
    return build_registry(each for each in FEATURES if each is not off)


@dataclass(frozen=True)
class Ear:
    """What hears somebody speak of a feature, or come upon what it left behind."""

    off: Feature

    def hear(self, where: str, text: str) -> None:
        assert self.off.name in SPEAKS_OF, f"put in SPEAKS_OF how people speak of {self.off.name}"
        words = "|".join([*(each.word for each in self.off.asked.commands), *(self.off.name,)])
        pattern = re.compile(rf"{SPEAKS_OF[self.off.name]}|/({words})\b|@Tafelbot ({words})\b", re.IGNORECASE)
        for each in OF_SOMETHING_ELSE:
            text = text.replace(each, "")
        found = pattern.search(text)
        assert not found, f"{where} speaks of {self.off.name}: {text[max(0, found.start() - 80) : found.end() + 80]!r}"
        assert not [each for each in DEAD if each in text], (where, text)

    def hear_page(self, where: str, page: str) -> None:
        """The words of a page, what it offers to type, and what its buttons and forms call."""
        written = re.sub(r'"[^"]*\.(css|js|svg)"', "", html.unescape(page))  # how our own files are called says nothing
        self.hear(where, written)
        called = re.search(rf"[\"'\s]({self.off.name}\.[a-z_]+)[\"'\s]", written)
        assert not called, f"{where} calls {called[1]}"


# --- what people type, press and fill in -----------------------------------------------------------------------------


@pytest.mark.parametrize("off", OFF, ids=lambda each: each.name)
def test_without_a_feature_nothing_of_the_others_dangles_or_speaks_of_it(
    chat: Chat, world: World, off: Feature
) -> None:
    world.app.registry, ear = without(off), Ear(off)
    for words, seen in _walk(chat, world):
        ear.hear(words, _everything(seen))


def test_what_was_made_with_a_feature_is_not_spoken_of_once_it_is_switched_off(chat: Chat, world: World) -> None:
    chat.say("/actie nieuw Open dag bij drie bouwers", by="noor", at="bouw")
    with_it = chat.say("/kamer nieuw Wat doen we eerst?", by="noor", at="bouw")
    assert with_it is not None
    assert "actie" in _everything(with_it)
    chat.cancel(by="noor")
    world.app.registry = without(actieagenda.FEATURE)
    without_it = chat.say("/kamer nieuw Wat doen we eerst?", by="noor", at="bouw")
    assert without_it is not None
    assert "actie" not in _everything(without_it)


def _everything(seen: Seen) -> str:
    """Every word of what somebody sees, with what can be filled in and chosen there."""
    words = [seen.title, seen.text, *seen.buttons, *(word for some in seen.choices.values() for word in some)]
    if form := seen.form:
        words += [form.title, form.submit, form.text, *form.errors.values()]
        words += [word for each in form.fields.values() for word in (each.label, each.hint, *each.options)]
    return "\n".join(words)


def _walk(chat: Chat, world: World) -> Iterator[tuple[str, Seen]]:
    """Everything that an administrator can see with a command and press on what comes of it; what stands in the channel
    and in direct messages after a week; and the start page."""
    pressed = {PRESSED_LAST}
    for words in _typed(world.app.registry):
        seen = _looked(chat, chat.say(words, by="noor"))
        if seen is not None:
            yield words, seen
            yield from _pressed(chat, seen, words, pressed)
    chat.say("/tafel koppel bouw", by="noor")
    if "weekbericht" in world.app.registry.commands:
        chat.say("/weekbericht aan", by="noor")
    world.clock.forward(days=7)
    asyncio.run(tick(world.app))
    chat.settle()
    yield from (("in the channel", each) for each in chat.channel("bouw"))
    yield from ((f"to {who}", each) for who in ("noor", "petra", "karim") for each in chat.direct(who))
    for who in ("noor", "karim", "fatima"):
        if home := chat.home(by=who):
            yield "the start page", home


def _typed(registry: Registry) -> Iterator[str]:
    if "actie" in registry.commands:
        yield "/actie nieuw Open dag bij drie bouwers @karim eind mei"
        yield "/actie BOUW-1"
    yield from ("/tafel", "/tafel hulp", "/tafel rechten", "/tafel leden", "/tafel logboek", "/tafel instellingen")
    yield "/tafel lid @iedereen kartrekker"
    yield from ("/tafel lid @karim weg", "/tafel lid @karim kartrekker")
    yield from ("/tafel ontkoppel", "/tafel", "/tafel koppel bouw", "/tafel mijn gegevens", "/tafel vergeet mij")
    for command in registry.commands.values():
        yield f"/{command.word}" if command.slash else f"/tafel {command.word}"
        yield f"/tafel {command.word} hulp"
        yield from (f"/tafel {command.word} {verb.word}" for verb in command.verbs if verb.word != "ontkoppel")
    yield from ("/tafel instellingen", "/tafel logboek")


def _pressed(chat: Chat, seen: Seen, words: str, pressed: set[str]) -> Iterator[tuple[str, Seen]]:
    for label in seen.buttons if seen.form is None else ():
        if label in pressed or label in seen.links:
            continue
        again = _looked(chat, chat.say(words, by="noor"))
        if again is None or again.form is not None or label not in again.buttons:
            continue  # taken away by what was pressed before
        pressed.add(label)
        answer = _looked(chat, chat.press(label, by="noor", on=again))
        if answer is not None:
            yield f"{words} > {label}", answer


def _looked(chat: Chat, seen: Seen | None) -> Seen | None:
    """What was seen; a form is closed again, or it would stay before what comes next."""
    if seen is not None and seen.form is not None:
        chat.cancel(by="noor")
    return seen


# --- pages -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Registry], App]]:
    """A trial workspace with its example, of an installation with these features."""

    def assembled(registry: Registry) -> App:
        monkeypatch.setattr(processes, "registry", lambda: registry)
        settings = Settings(database_url=f"sqlite:///{tmp_path / 'trial.db'}", tafelbot_geheim=("voor proeven",))
        made.append(processes.assemble(settings))
        return made[-1]

    made: list[App] = []
    yield assembled
    for app in made:
        app.db.close()


@pytest.mark.parametrize("off", OFF, ids=lambda each: each.name)
def test_without_a_feature_no_page_speaks_of_it(trial: Callable[[Registry], App], off: Feature) -> None:
    ear = Ear(off)
    for where, page in _pages(trial(without(off))):
        ear.hear_page(where, page)


def _pages(app: App) -> Iterator[tuple[str, str]]:
    """Every page that can be opened: the trial workspace with its tips and commands, those for guests, a document."""
    now = app.clock().instant
    with app.db.transaction() as session:
        tafel_keys = [each.key for each in tafels.all_tafels(session)]
        links = [
            page_links.make(session, page, made_for="Bestuur", by=None, now=now, expires=now + timedelta(days=1)).path
            for page in {*app.registry.pages, "cockpit"}
        ]
        document = documents.keep(session, "blad.txt", "text/plain", b"x", now=now, expires=now + timedelta(days=1))
    browser = Browser(app)
    try:
        addresses_of = [f"kanaal/{key}" for key in tafel_keys] + [
            "",
            "direct/tafelbot",
            "direct/tafelbot?open=start",
            f"kanaal/bouw?bestand={document}",
        ]
        for address in addresses_of:
            for person in ("noor", "petra"):
                yield address, _read(browser, f"/lokaal/{address}{'&' if '?' in address else '?'}als={person}")
        for path in links:
            yield path, _read(browser, f"{addresses.path(Signer(app.settings.tafelbot_geheim), path)}")
        yield "privacy", _read(browser, "/privacy")
    finally:
        browser.close()


def _read(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code in (200, 404, 410), (path, answer.status_code)
    return str(answer.text)


# --- manifests and the command line ----------------------------------------------------------------------------------


@pytest.mark.parametrize("off", OFF, ids=lambda each: each.name)
def test_without_a_feature_no_manifest_speaks_of_it(off: Feature) -> None:
    ear = Ear(off)
    for where, made in _manifests(without(off)):
        ear.hear(where, made)


def _manifests(registry: Registry) -> Iterator[tuple[str, str]]:
    yield "slack", _json(slack.slack(registry, SETTINGS))
    for everything in (True, False):
        yield "teams", _json(teams.manifest(registry, SETTINGS, everything=everything))


def _json(made: object) -> str:
    return json.dumps(made, ensure_ascii=False).replace("\\n", "\n")


@pytest.mark.parametrize("off", OFF, ids=lambda each: each.name)
def test_without_a_feature_the_command_line_does_not_speak_of_it(
    in_trial: Run, monkeypatch: pytest.MonkeyPatch, off: Feature
) -> None:
    monkeypatch.setattr(processes, "registry", lambda: without(off))
    ear = Ear(off)
    for words, said in _command_line(in_trial):
        ear.hear(words, said)


def _command_line(run: Run) -> Iterator[tuple[str, str]]:
    """The help of every command and what those print that only look; what `doctor` says of each kind of trouble."""
    for words, _ in [("", ""), *command_lines(parser())]:
        command = [word for word in words.split() if word.isalpha() and word.islower()]
        yield " ".join(command), run(*command, "--help").out
    for command in (["doctor"], ["tafels"], ["uitgaand"]):
        said = run(*command)
        yield " ".join(command), said.out + said.err
    with opened("sqlite:///var/demo.db") as db, db.transaction() as session:
        for outcome in ("niet bereikbaar", "nakijken"):
            figures.looked(session, Look(table="80472ned", outcome=outcome, reason="x", checked_at=MONDAY))
    yield "doctor", run("doctor").out


# --- and a leak is noticed -------------------------------------------------------------------------------------------

DIGEST: Final = next(each for each in FEATURES if each.name == "digest")
SAYS: Final = "Dit staat ook in het weekbericht."
OF_DIGEST: Final = Callback("digest.nu", str)


def _leaks(**groups: Any) -> Registry:
    """An installation without the digest, with a feature that speaks of it all the same."""
    return build_registry((*without(DIGEST).features, Feature(name="lek", **groups)))


def _command(text: str = "Een lek", **more: Any) -> Asked:
    return Asked(commands=(Command(word="lek", help=text, bare=lambda _turn, _words: None, **more),))


def _card(*elements: AnyElement) -> Callable[..., Answers]:
    return lambda _turn, _words: Post(Card("lek", "Een lek", elements))


_ON_FORM: Final = Setting(name="lek.maat", default="", field=Line(name="maat", label="Maat", hint=SAYS))
_BUTTON: Final = Buttons((OF_DIGEST.button("Verstuur het nu", "bouw"),))
IN_CHAT: Final[dict[str, Registry]] = {
    "the help of a verb": _leaks(asked=_command(verbs=(Verb(word="een", help=SAYS, does=_card()),))),
    "a note on a card": _leaks(asked=_command(verbs=(Verb(word="een", help="Een", does=_card(Note(line(SAYS)))),))),
    "a button on a card": _leaks(asked=_command(verbs=(Verb(word="een", help="Een", does=_card(_BUTTON)),))),
    "a hint on the settings form": _leaks(by_itself=ByItself(settings=(_ON_FORM,))),
    "the start page": _leaks(shown=Shown(home=lambda _work: [Text(line(SAYS))])),
    "what is due": _leaks(
        by_itself=ByItself(
            timed=(
                Timed(
                    "lek", lambda work: [Due(period="nu", at=work.now.instant)],
                    lambda work, _due: Post(Card("lek", SAYS), Channels(work_tafel(work))),
                ),
            )
        )
    ),
}  # fmt: skip
ON_PAGES: Final[dict[str, Registry]] = {
    "a tip": _leaks(
        around=Around(
            tips=(
                Tip(key="lek.een", title="Lek", text=SAYS, tafel="bouw", person="petra", message="lek", tried="lek"),
            )
        )
    ),
    "the privacy page": _leaks(heard=Heard(keeps=SAYS)),
    "the start page": _leaks(shown=Shown(home=lambda _work: [_BUTTON])),
    "the cockpit": _leaks(
        shown=Shown(cockpit=lambda _work: [Section(order=1, elements=(Text(line(SAYS)),), stirs=False)])
    ),
    "a page for guests": _leaks(
        around=Around(
            pages=(
                Page(
                    name="lek", title="Lek", called="het lek",
                    draws=lambda _work, _subject: PageContent(heading=SAYS, sections=()),
                ),
            )
        )
    ),
    "the words that can be typed": _leaks(asked=_command(SAYS)),
}  # fmt: skip
IN_MANIFESTS: Final[dict[str, Registry]] = {
    "a command": _leaks(asked=_command(SAYS)), "what is kept": _leaks(heard=Heard(keeps=SAYS)),
}  # fmt: skip
ON_THE_COMMAND_LINE: Final[dict[str, Registry]] = {
    "the help of a command": _leaks(around=Around(terminal=(TerminalCommand(word="lek", help=SAYS),))),
    "doctor": _leaks(around=Around(checks=lambda _work: [Check("Lek", "goed", SAYS)])),
}


def work_tafel(work: Work) -> int:
    return tafels.all_tafels(work.session)[1].id


@contextmanager
def noticed() -> Iterator[None]:
    with pytest.raises(AssertionError, match=r"speaks of digest|calls digest\.nu|werkt niet meer"):
        yield


@pytest.mark.parametrize("place", IN_CHAT)
def test_a_leak_in_chat_is_noticed(chat: Chat, world: World, place: str) -> None:
    world.app.registry, ear = IN_CHAT[place], Ear(DIGEST)
    with noticed():
        for words, seen in _walk(chat, world):
            ear.hear(words, _everything(seen))


@pytest.mark.parametrize("place", ON_PAGES)
def test_a_leak_on_a_page_is_noticed(trial: Callable[[Registry], App], place: str) -> None:
    app, ear = trial(ON_PAGES[place]), Ear(DIGEST)
    with noticed():
        for where, page in _pages(app):
            ear.hear_page(where, page)


@pytest.mark.parametrize("place", IN_MANIFESTS)
def test_a_leak_in_a_manifest_is_noticed(place: str) -> None:
    ear = Ear(DIGEST)
    with noticed():
        for where, made in _manifests(IN_MANIFESTS[place]):
            ear.hear(where, made)


@pytest.mark.parametrize("place", ON_THE_COMMAND_LINE)
def test_a_leak_on_the_command_line_is_noticed(in_trial: Run, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    monkeypatch.setattr(processes, "registry", lambda: ON_THE_COMMAND_LINE[place])
    ear = Ear(DIGEST)
    with noticed():
        for words, said in _command_line(in_trial):
            ear.hear(words, said)
