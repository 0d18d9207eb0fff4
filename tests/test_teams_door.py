"""The Teams door: a feature made for these tests, people in front of it, and a strict Teams in between."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import timedelta
from typing import TypeAlias

import httpx
import pytest
from hypothesis import given, strategies as st

from bot.app import App
from bot.doors.door import NotNow, Refused
from bot.settings import Settings
from bot.teams.called import mentioning
from bot.teams.payloads import Entity, User
from bot.teams.service import judged
from bot.teams.words import decoded, spoken
from handlers.answer import ASKER, HERE, IN_THREAD, Answers, Ask, Channels, Direct, Post, React, Refusal
from handlers.cards import (
    AnyElement,
    Button,
    Buttons,
    Card,
    Choice,
    Confirm,
    File,
    Note,
    Option,
    Text,
    code,
    line,
    soft,
    told,
)
from handlers.feature import Attachment, Command, Heard, Other, Turn, Verb, Work
from handlers.forms import Choose, Day, Form, Line, Number, Paragraph, Persons, Scale, Toggle, single
from handlers.mentions import mentions
from handlers.registry import build_registry
from storage import documents, outbox, people, posted, references, tafels
from storage.database import Database, metadata
from tests.platforms import PEOPLE, Seen, teams_eyes as eyes
from tests.platforms.slack import SlackDriver
from tests.platforms.teams import TeamsDriver, channel
from tests.platforms.teams_payloads import encoded, entra, user
from tests.platforms.teams_world import BOT, INFO, Fault, Json, Written, refuse
from tests.small_feature import small_feature
from tests.strategies import WORDS
from tests.world import Clock

# --- a feature to try things on --------------------------------------------------------------------------------------

QUESTIONS = Form(
    action="proef.verstuur",
    title="Nieuwe vraag",
    submit="Vragen",
    fields=(
        Line(name="titel", label="Titel", required=True),
        Paragraph(name="uitleg", label="Uitleg"),
        Day(name="dag", label="Uiterlijk"),
        Choose(name="soort", label="Soort", options=(Option("a", "Open vraag"), Option("b", "Gesloten, vraag"))),
        Choose(name="boek", label="Boek", options=(), search="proef.boeken"),
        Persons(name="wie", label="Wie", many=True),
        Scale(name="cijfer", label="Cijfer", low=1, high=5, low_label="slecht", high_label="goed"),
        Number(name="aantal", label="Aantal"),
        Toggle(name="stil", label="Stil"),
    ),
    audience="Alleen de tafel leest dit.",
    state="7",
)
TOO_MUCH = Form("proef.verstuur", "Te veel", "Versturen", tuple(
    Paragraph(name=f"veld{number}", label=f"Vraag {number}", value="x" * 3000) for number in range(80)
))  # fmt: skip
HEARD: list[tuple[str, str]] = []
Trouble: TypeAlias = Callable[[App], AbstractContextManager[None]]


def _books(_turn: Turn, words: str) -> list[Option]:
    return [Option(f"boek {number}", f"Boek {number}") for number in range(300) if words in str(number)]


def _broken(_turn: Turn, words: str) -> list[Option]:
    return [Option("x", str(1 // len(words[:0])))]


def _overview(_turn: Turn, _words: str) -> Answers:
    really = Confirm("Weet je het zeker?", "Dit kan niet terug.", "Ja, weg ermee")
    return Post(
        Card("proef", "Proef", (
            Text(line("Dit is <!channel> & <b>tekst</b> met *sterretjes*.")),
            Buttons((
                Button("Formulier", "proef.formulier", opens=True), Button("Bladeren", "proef.bladeren", "2"),
                Button("Deel", "proef.deel"), Button("Kijk", "proef.kijk"),
                Button("Weg", "proef.kies", "weg", confirm=really),
            )),
            Choice("Soort", "proef.kies", (Option("a", "Eerste"), Option("b", "Tweede"))),
            Choice("Boek", "proef.kies", (), search="proef.boeken"),
        ))
    )  # fmt: skip


def _echo(turn: Turn, words: str) -> Answers:
    place = turn.request.place
    return Post(Card("proef", words, (Note(line(place.kind, " ", place.channel, " ", place.name)),)))


def _everybody(_turn: Turn, words: str) -> Answers:
    turn_over = Buttons((Button("Bladeren", "proef.bladeren", "2"), Button("Lees", "proef.lees", opens=True)))
    return Post(Card("proef", f"Voor iedereen: {words}", (turn_over,), key="proef:1"), HERE)


def _who(turn: Turn, words: str) -> Answers:
    _, found = mentions(turn, words)
    return Post(Card("proef", ", ".join(each.name for each in found)))


LONG = Card("proef", "Lang", tuple(Text(line(f"Regel {number} " + "x" * 2000)) for number in range(20)))


def _long(_turn: Turn, _words: str) -> Answers:
    return Post(LONG)


def _large(_turn: Turn, _words: str = "") -> Answers:
    """A form that fits in a dialog and behind no button: nothing in it looks like anything else."""
    words = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(6000))
    return Ask(Form("proef.verstuur", "Groot", "Versturen", (Paragraph(name="titel", label="Titel", value=words),)))


def _more(_turn: Turn, _words: str) -> Answers:
    """Buttons for what hardly ever happens."""
    pressed = (
        Button("Lang", "proef.lang"),
        Button("Teveel", "proef.teveel", opens=True),
        Button("Ooit", "proef.groot"),
    )
    return Post(Card("proef", "Meer", (Buttons(pressed), Choice("Stuk", "proef.kies", (), search="proef.stuk"))))


def _refuse(_turn: Turn, _words: str = "") -> Answers:
    msg = "Dat kan niet. Probeer iets anders."
    raise Refusal(msg)


def _break(_turn: Turn, _words: str) -> Answers:
    return Post(Card("proef", "1" if 1 / 0 else "0"))


def _to(turn: Turn, words: str) -> Answers:
    found = people.by_account(turn.session, f"teams:{entra(words)}")
    assert found is not None
    turn_over = Buttons((Button("Gezien", "proef.bladeren", "1"),))
    return Post(Card("proef", f"Voor {found.name}", (turn_over,)), Direct(found.id))


def _once(turn: Turn, words: str) -> Answers:
    return Post(Card("proef", words, key="proef:1"), Channels(turn.here.id), once=f"proef:{words}")


def _link(turn: Turn, _words: str) -> Answers:
    place = turn.request.place
    tafels.link(turn.session, 1, place.platform, place.channel, place.name, turn.now.instant)
    return Post(Card("gekoppeld", "Dit kanaal hoort nu bij Bouw", (Note(line("Welkom.")),)), HERE)


def _say_how(_turn: Turn, _words: str) -> Answers:
    return Post(Card("proef", "Zo gaat het", (Text(told("Typ `/proef hier`, en/of bel.")),)))


def _file(turn: Turn, _words: str) -> Answers:
    expires = turn.now.instant + timedelta(days=1)
    key = documents.keep(
        turn.session, "agenda.xlsx", "application/x", b"inhoud" * 100, now=turn.now.instant, expires=expires
    )
    return Post(Card("proef", "Je bestand", (File(key, "agenda.xlsx"),)), ASKER)


def _page(turn: Turn) -> Answers:
    turn_over = Buttons((Button("Bladeren", "proef.bladeren", "3"),))
    return Post(Card("proef", f"Bladzijde {turn.request.value}", (turn_over,)), replace=True)


def _redrawn(turn: Turn) -> Answers:
    return Post(Card("proef", "Voor iedereen anders"), HERE, replace=True)


def _submitted(turn: Turn) -> Answers:
    values = turn.request.values
    if single(values["titel"]) == "fout":
        msg = "Dat is geen titel."
        raise Refusal(msg, form=QUESTIONS.refused(values, {"titel": msg}))
    if single(values["titel"]) == "verder":
        return Ask(Form("proef.verstuur", "Nog iets", "Klaar", (Line(name="titel", label="Titel", value="slot"),)))
    if single(values["titel"]) == "weiger":
        msg = "Dat mag jij niet."
        raise Refusal(msg)
    told = "; ".join(f"{key}={value}" for key, value in sorted(values.items()) if value)
    return Post(Card("proef", f"Ontvangen: {turn.request.value}", (Text(line(told)),)))


def _chosen(turn: Turn) -> Answers:
    return Post(Card("proef", f"Gekozen: {turn.request.value}"))


def _look(_turn: Turn) -> Answers:
    return Post(Card("proef", "Bekeken"))


def _hears(turn: Turn) -> Answers:
    request = turn.request
    HEARD.append((request.kind, request.words))
    if request.words.startswith("update"):
        assert turn.person.id  # an update is somebody's
        return React("gezien")
    if request.words.startswith("draad"):
        return Post(Card("proef", "In de draad"), IN_THREAD)
    if request.files:
        return Post(Card("proef", f"Bestand {request.files[0].name}"))
    return None


def _noted(turn: Turn) -> Answers:
    HEARD.append((turn.request.kind, turn.request.words))
    assert turn.request.message is not None
    return React("gezien", on=False) if turn.request.words == "toch niet" else None


def _from_message(turn: Turn) -> Answers:
    message = turn.request.message
    assert message is not None
    field = Line(name="titel", label="Titel", value=message.text)
    return Ask(Form("proef.verstuur", "Overnemen", "Bewaren", (field,), state=f"{message.id} {message.url}"))


def _greets(turn: Turn) -> Answers:
    return Post(Card("proef", f"Hallo {turn.person.name}", (Note(line("x")),)), HERE)


def _welcomes(work: Work) -> list[AnyElement]:
    assert work.person is not None
    return [Text(line(f"Dag {work.person.name}")), Buttons((Button("Bladeren", "proef.bladeren", "2"),))]


FEATURE = small_feature(
    "proef",
    commands=(
        Command(
            word="proef", help="Proberen", bare=_overview, other=Other(does=_echo),
            verbs=(
                Verb(word="hier", does=_everybody, help="Voor iedereen", usage="tekst"),
                Verb(word="eenmaal", does=_once, help="Eenmaal"), Verb(word="lang", does=_long, help="Lang"),
                Verb(word="weiger", does=_refuse, help="Weigeren"), Verb(word="stuk", does=_break, help="Stuk"),
                Verb(word="nieuw", does=lambda _turn, _words: Ask(QUESTIONS), help="Formulier"),
                Verb(word="aan", does=_to, help="Aan iemand"), Verb(word="bestand", does=_file, help="Bestand"),
                Verb(word="koppel", does=_link, help="Koppelen"), Verb(word="groot", does=_large, help="Groot"),
                Verb(word="meer", does=_more, help="Meer"), Verb(word="zeg", does=_say_how, help="Zeg hoe"),
                Verb(word="wie", does=_who, help="Wie"),
            ),
        ),
        Command(word="hulp", help="Hulp", bare=lambda _turn, _words: Post(Card("hulp", "Hulp")), slash=False),
    ),
    presses={
        "formulier": lambda _turn: Ask(QUESTIONS),
        "lees": _refuse,
        "groot": _large,
        "lang": lambda _turn: Post(LONG, replace=True),
        "teveel": lambda _turn: Ask(TOO_MUCH),
        "bladeren": _page,
        "herteken": _redrawn,
        "deel": lambda turn: Post(Card("proef", f"Gedeeld door {turn.person.name}"), HERE),
        "kies": _chosen,
        "kijk": _look,
        "overnemen": _from_message,
    },
    submits={"verstuur": _submitted},
    searches={"stuk": _broken, "boeken": _books},
    reads=("kijk",),
    shortcuts={"Maak er een vraag van": "overnemen"},
    heard=Heard(message=_hears, edit=_noted, delete=_noted, join=_greets),
    home=_welcomes,
    cards={"proef": lambda work, _subject: Card("proef", f"Stand om {work.now.local:%H:%M}", key="proef:1")},
)  # fmt: skip


# --- a tenant --------------------------------------------------------------------------------------------------------


@pytest.fixture
def app(sqlite_db: Database, clock: Clock) -> App:
    with sqlite_db.transaction() as session:
        now = clock().instant
        region = tafels.add_region(session, "Proef", demo=False)
        tafel = tafels.add(
            session, region, key="bouw", prefix="BOUW", name="Bouw", colour="#aa0000", organisations=(), now=now
        )
        tafels.link(session, tafel, "teams", channel("bouw"), "bouw", now)
        for key, name in (("karim", "Karim"), ("petra", "Petra")):
            person = people.add(session, region, name=name, now=now)
            people.identify(session, person.id, f"teams:{entra(key)}")
    return App(Settings(), sqlite_db, build_registry((FEATURE,)), clock)


@pytest.fixture
def chat(app: App) -> Iterator[TeamsDriver]:
    HEARD.clear()
    driver = TeamsDriver(app)
    yield driver
    driver.close()


def in_haste_where_slow(chat: TeamsDriver, fault: str) -> AbstractContextManager[None]:
    """A call that Teams does not answer ends when we give it up."""
    return chat.in_haste(timeout=1) if fault.startswith("slow") else nullcontext()


def rows(app: App) -> list[outbox.Delivery]:
    with app.db.transaction() as session:
        return outbox.waiting(session, ("wacht", "verzonden", "dood", "onzeker", "vervallen"))


def reference(app: App, place: str) -> references.Reference:
    with app.db.transaction() as session:
        found = references.of(session, "teams", place)
    assert found is not None
    return found


def title(seen: Seen | None) -> str:
    return seen.title if seen else ""


# --- commands and messages -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["/proef", "@tafelbot proef", "@tafelbot /proef"])
def test_a_command_is_answered_for_the_asker_only(chat: TeamsDriver, words: str) -> None:
    answer = chat.say(words)

    assert answer is not None
    assert (answer.title, answer.private) == ("Proef", True)
    assert answer.buttons == ["Formulier", "Bladeren", "Deel", "Kijk", "Weg"]
    assert answer.choices == {"Soort": ("Eerste", "Tweede"), "Boek": ()}
    assert "Dit is <!channel> & <b>tekst</b> met *sterretjes*." in answer.text
    assert chat.channel("bouw") == []
    assert [each.title for each in chat.whispers("petra")] == ["Proef"]
    assert chat.whispers("karim") == []


def test_a_command_from_the_menu_that_nobody_else_sees_is_a_command_too(chat: TeamsDriver) -> None:
    answer = chat.slash("proef mooi zo")

    assert answer is not None
    assert (answer.title, answer.private) == ("mooi zo", True)


def test_words_arrive_as_they_were_typed_and_mentions_as_accounts(chat: TeamsDriver) -> None:
    answer = chat.say("/proef ja & <nee> @karim: 5 > 3 &amp; https://example.org/a?b=1&c=2 @nietbekend")

    assert title(answer) == f"ja & <nee> @teams:{entra('karim')}: 5 > 3 &amp; https://example.org/a?b=1&c=2 @nietbekend"
    assert f"channel {channel('bouw')} bouw" in (answer.text if answer else "")


def test_somebody_new_who_is_mentioned_gets_the_name_that_teams_shows(chat: TeamsDriver) -> None:
    assert title(chat.say("/proef wie @sanne @karim")) == "Sanne, Karim"


def test_in_somebodys_own_chat_words_need_no_mention_and_the_place_is_the_person(chat: TeamsDriver) -> None:
    answer = chat.say("proef dag", at="direct", by="karim")

    assert title(answer) == "dag"
    assert f"direct {entra('karim')}" in (answer.text if answer else "")
    assert [seen.title for seen in chat.direct("karim")] == ["dag"]


def test_a_group_chat_is_a_place_of_its_own(chat: TeamsDriver) -> None:
    group = chat.teams.add_group("projectgroep").id
    answer = chat.say("@tafelbot proef dag", at=group)
    chat.say("@tafelbot proef hier allen", at=group)
    chat.say("@tafelbot draad graag", at=group)

    assert f"group {group}" in (answer.text if answer else "")
    assert [(each.title, each.thread) for each in chat.channel(group)] == [
        ("Voor iedereen: allen", ""),
        ("In de draad", ""),
    ]


def test_a_message_delivered_twice_is_done_once(chat: TeamsDriver) -> None:
    chat.say("/proef hier Dag", id="x")
    chat.say("/proef hier Dag", id="x")

    assert [seen.title for seen in chat.channel("bouw")] == ["Voor iedereen: Dag"]


def test_a_refusal_and_a_failure_are_sentences_and_change_nothing(chat: TeamsDriver) -> None:
    assert title(chat.say("/proef weiger")) == "Dat kan niet. Probeer iets anders."
    assert title(chat.say("/proef stuk")).startswith("Er ging iets mis en er is niets veranderd.")
    assert title(chat.say("/proef anders")) == "anders"


def test_a_long_answer_comes_in_more_messages_and_loses_nothing(chat: TeamsDriver) -> None:
    chat.say("/proef lang")

    text = "\n".join(seen.text for seen in chat.whispers("petra"))
    assert len(chat.whispers("petra")) > 1
    assert all(f"Regel {number} " in text for number in range(20))


def test_where_teams_targets_nobody_the_answer_comes_in_the_askers_own_chat(chat: TeamsDriver) -> None:
    chat.teams.targets = False
    answer = chat.say("/proef dag")

    assert title(answer) == "dag"
    assert chat.channel("bouw") == chat.whispers("petra") == []
    assert [seen.title for seen in chat.direct("petra")] == ["dag"]


def test_an_update_in_the_channel_gets_a_sign_and_no_answer(chat: TeamsDriver) -> None:
    assert chat.say("update: het loopt", by="karim") is None
    assert chat.reactions(chat.last_message) == ["gezien"]
    assert chat.channel("bouw") == []


def test_where_a_bot_may_put_no_signs_the_writer_alone_reads_that_it_was_seen(chat: TeamsDriver, app: App) -> None:
    chat.teams.signs = False
    chat.say("update: het loopt", by="karim")

    assert [row.state for row in rows(app)] == ["verzonden"]
    assert [seen.title for seen in chat.whispers("karim")] == ["Genoteerd. Ik kan hier alleen geen vinkje zetten."]
    assert chat.channel("bouw") == []


def test_without_consent_it_hears_what_names_it_and_says_so_when_it_is_linked(app: App) -> None:
    HEARD.clear()
    chat = TeamsDriver(app, rsc=False)
    linked = chat.say("@tafelbot proef koppel", at="zorg")
    chat.say("update: onder ons", at="zorg")
    chat.say("@tafelbot update: voor jou", at="zorg")
    chat.close()

    assert "In Teams lees ik berichten die mij noemen: begin met @Tafelbot." in (linked.text if linked else "")
    assert HEARD == [("say", "update: voor jou")]


def test_a_command_from_the_menu_is_no_consent_to_hear_everything(app: App) -> None:
    chat = TeamsDriver(app, rsc=False)
    chat.slash("proef", at="zorg")
    linked = chat.say("@tafelbot proef koppel", at="zorg")
    chat.close()

    assert not reference(app, channel("zorg")).hears_all
    assert "begin met @Tafelbot" in (linked.text if linked else "")


@pytest.mark.parametrize("told", ["membersAdded", "installationUpdate", "membersRemoved", "removed for good"])
@pytest.mark.parametrize("at", ["zorg", "19:groep@thread.v2"])
def test_what_it_may_hear_shows_anew_after_it_was_added_or_removed(
    chat: TeamsDriver, app: App, told: str, at: str
) -> None:
    chat.teams.add_group("groep")
    conversation = chat.teams.conversations[channel(at) if at == "zorg" else at]
    chat.say("Goedemorgen", at=at)
    heard_before = reference(app, conversation.id).hears_all
    more: Json = {
        "installationUpdate": {"kind": "installationUpdate", "action": "add"},
        "removed for good": {"kind": "installationUpdate", "action": "remove"},
    }.get(told, {"kind": "conversationUpdate", told: [{"id": BOT}]})
    chat.deliver(chat.payloads.activity(more.pop("kind"), "petra", conversation, **more))
    linked = chat.say("@tafelbot proef koppel", at=at)
    chat.settle()

    assert (heard_before, reference(app, conversation.id).hears_all) == (True, False)
    assert "begin met @Tafelbot" in (linked.text if linked else "")
    chat.say("Goedemorgen", at=at)
    assert reference(app, conversation.id).hears_all


def test_without_consent_help_in_a_channel_says_how_the_bot_is_called(app: App) -> None:
    chat = TeamsDriver(app, rsc=False)
    there, alone = chat.say("@tafelbot hulp"), chat.say("hulp", at="direct")
    chat.close()

    assert "begin je met @Tafelbot" in (there.text if there else "")
    assert "@Tafelbot" not in (alone.text if alone else "@Tafelbot")


def test_without_consent_a_card_that_may_be_answered_says_how_and_others_do_not() -> None:
    said = Card("proef", "Hoe gaat het?", invites_reply=True)
    hint = Note(line("In Teams begin je je antwoord met @Tafelbot, anders lees ik het niet."))
    assert mentioning(said).elements == (hint,)
    assert mentioning(Card("weekbericht", "Bouw, week 22")).elements == ()


def test_without_consent_commands_in_a_channel_are_written_with_a_mention(app: App) -> None:
    chat = TeamsDriver(app, rsc=False)
    there, alone = ([chat.say(words, at=at) for words in ("/proef zeg", "/pruuf")] for at in ("bouw", "direct"))
    chat.close()

    assert [seen.text if seen else "" for seen in there] == [
        "Zo gaat het\nTyp @Tafelbot proef hier, en/of bel.",
        "@Tafelbot pruuf ken ik niet. Bedoelde je @Tafelbot proef?",
    ]  # fmt: skip
    assert [seen.text if seen else "" for seen in alone] == [
        "Zo gaat het\nTyp /proef hier, en/of bel.", "/pruuf ken ik niet. Bedoelde je /proef?",
    ]  # fmt: skip


@given(WORDS)
def test_what_people_wrote_stays_as_it_was_beside_commands(words: str) -> None:
    said = Card("proef", words, (Text(line(words, code("/proef hulp"), soft(words))),))
    drawn = mentioning(said)
    assert (drawn.title, drawn.elements) == (
        words, (Text(line(words, code("@Tafelbot proef hulp"), soft(words))),)
    )  # fmt: skip


def test_with_consent_it_does_not_speak_of_it(chat: TeamsDriver, app: App) -> None:
    chat.say("Goedemorgen", at="zorg")
    linked = chat.say("@tafelbot proef koppel", at="zorg")

    assert linked is not None
    assert "begin met @Tafelbot" not in linked.text
    assert reference(app, channel("zorg")).hears_all
    assert HEARD == []


def test_what_bots_write_and_messages_elsewhere_are_not_heard(chat: TeamsDriver) -> None:
    chat.say("/proef hier update")
    [mine] = [each for each in chat.teams.written if each.by == BOT]
    about = chat.payloads.about("message", mine)
    chat.deliver({**about, "text": "update", "from": {"id": BOT}})
    chat.deliver({**about, "text": "update", "from": {"id": "28:een-ander"}})
    chat.deliver({**about, "type": "messageUpdate", "text": "update", "from": {"id": BOT}})
    chat.say("update", at="zorg")

    assert HEARD == []


def test_who_only_talks_is_not_written_down(chat: TeamsDriver, app: App) -> None:
    def known() -> bool:
        with app.db.transaction() as session:
            return people.by_account(session, f"teams:{entra('fatima')}") is not None

    chat.say("zomaar een bericht", by="fatima")
    assert not known()
    chat.say("update", by="fatima")
    assert known()


def test_an_answer_in_the_thread_stands_in_the_thread(chat: TeamsDriver) -> None:
    answer = chat.say("draad graag")
    root = chat.last_message
    deeper = chat.say("draad nog eens", thread=root)
    shared = chat.say("@tafelbot proef hier daar", thread=root)

    assert answer is not None
    assert deeper is not None
    assert shared is not None
    assert answer.thread == deeper.thread == shared.thread == root


def test_a_thread_that_is_gone_does_not_close_the_channel(chat: TeamsDriver, app: App) -> None:
    chat.say("zomaar")
    chat.teams.faults.append(Fault("POST activities", "404:ConversationNotFound"))
    chat.say("draad graag", thread=chat.last_message)

    assert reference(app, channel("bouw")).gone == ""
    assert chat.say("@tafelbot proef hier weer") is not None


def test_what_is_asked_in_a_thread_is_answered_there(chat: TeamsDriver) -> None:
    chat.say("zomaar")
    root = chat.last_message
    answer = chat.say("@tafelbot proef", thread=root)
    assert answer is not None
    assert (answer.thread, answer.private) == (root, True)

    turned = chat.press("Bladeren", on=answer)
    assert [each.title for each in chat.whispers("petra")] == [title(turned)] == ["Bladzijde 2"]


def test_edits_and_deletes_follow_through(chat: TeamsDriver) -> None:
    chat.say("update: het loopt")
    said = chat.last_message
    chat.edit(said, "toch niet")
    assert chat.reactions(said) == []
    chat.edit(said, "toch niet")
    chat.delete(said)

    assert HEARD == [("say", "update: het loopt"), ("edit", "toch niet"), ("edit", "toch niet"), ("delete", "")]


def test_a_file_in_somebodys_own_chat_comes_along_and_is_fetched_from_microsoft_only(chat: TeamsDriver) -> None:
    url = f"{chat.teams.address}/storage/lijst.xlsx"
    chat.teams.uploads["lijst.xlsx"] = b"x" * 1000
    content = {"downloadUrl": url, "uniqueId": "u1", "fileType": "xlsx"}
    attached = {"contentType": "application/vnd.microsoft.teams.file.download.info", "name": "lijst.xlsx"}
    activity, _ = chat.payloads.message("", "petra", chat.teams.personal(user("petra")))
    chat.deliver({**activity, "attachments": [{**attached, "content": content}]})
    chat.settle()

    assert [seen.title for seen in chat.direct("petra")] == ["Bestand lijst.xlsx"]
    assert chat.run(chat.door.fetch(Attachment("u1", "lijst.xlsx", 0, url), 1000)) == b"x" * 1000
    for address, most in ((url, 999), (f"{chat.teams.address}/storage/weg", 10), ("http://elders.example/a", 10)):
        with pytest.raises(Refused):
            chat.run(chat.door.fetch(Attachment("u1", "lijst.xlsx", 0, address), most))


# --- presses ---------------------------------------------------------------------------------------------------------


def test_a_press_takes_the_place_of_a_private_card(chat: TeamsDriver) -> None:
    chat.say("/proef")
    answer = chat.press("Bladeren")

    assert title(answer) == "Bladzijde 2"
    assert [seen.title for seen in chat.whispers("petra")] == ["Bladzijde 2"]
    assert title(chat.press("Bladeren", on=answer)) == "Bladzijde 3"


def test_a_public_card_is_never_replaced_by_a_private_answer(chat: TeamsDriver) -> None:
    chat.say("/proef hier allen")
    [public] = chat.channel("bouw")
    answer = chat.press("Bladeren", by="karim", on=public)

    assert answer is not None
    assert (answer.title, answer.private) == ("Bladzijde 2", True)
    assert [seen.title for seen in chat.channel("bouw")] == ["Voor iedereen: allen"]


def test_a_press_in_somebodys_own_chat_is_answered_at_once_and_for_good(chat: TeamsDriver) -> None:
    chat.say("/proef aan karim")
    [mine] = chat.direct("karim")
    chat.press("Gezien", by="karim", on=mine)

    [written] = chat._shown("a:1karim")  # noqa: SLF001 - the message as it is for everybody
    assert written.views == {}
    assert [seen.title for seen in chat.direct("karim")] == ["Bladzijde 1"]


def test_a_client_that_knows_no_execute_gets_the_same(chat: TeamsDriver) -> None:
    chat.say("/proef")

    assert title(chat.press_as_old_client("Kijk")) == "Bekeken"


def test_what_is_shared_is_for_everybody_and_what_asks_first_is_done_after_yes(chat: TeamsDriver) -> None:
    overview = chat.say("/proef")
    chat.press("Deel", on=overview)
    assert [seen.title for seen in chat.channel("bouw")] == ["Gedeeld door Petra"]
    assert title(chat.press("Weg", on=overview)) == "Gekozen: weg"


def test_what_is_shared_from_a_private_card_in_a_thread_begins_a_thread_of_its_own(chat: TeamsDriver) -> None:
    chat.say("zomaar een bericht")
    overview = chat.say("@tafelbot proef", thread=chat.last_message)
    chat.press("Deel", on=overview)

    assert [(seen.title, seen.thread) for seen in chat.channel("bouw")] == [("Gedeeld door Petra", "")]


def test_a_choice_and_a_long_one_that_is_searched_in_arrive_as_a_press(chat: TeamsDriver) -> None:
    overview = chat.say("/proef")
    assert title(chat.press("Tweede", on=overview)) == "Gekozen: b"

    chat.last = overview
    found = chat.search("Boek", "29")
    assert found[:3] == ["Boek 29", "Boek 129", "Boek 229"]
    assert title(chat.press("Boek 229", on=overview)) == "Gekozen: boek 229"


def test_a_refusal_of_a_button_that_opens_something_is_read_in_the_dialog(chat: TeamsDriver) -> None:
    chat.say("/proef hier allen")
    [public] = chat.channel("bouw")
    seen = chat.press("Lees", on=public)

    assert seen is not None
    assert seen.form is not None
    assert "Dat kan niet. Probeer iets anders." in seen.form.title + seen.form.text
    assert seen.form.submit == ""


def test_a_card_that_is_gone_is_answered_anew_for_its_only_reader(chat: TeamsDriver) -> None:
    overview = chat.say("/proef")
    chat.teams.written = [each for each in chat.teams.written if each.by != BOT]
    chat.press("Bladeren", on=overview)

    assert [each.title for each in chat.whispers("petra")] == ["Bladzijde 2"]


def test_an_answer_that_is_too_long_for_its_place_says_that_there_is_more(chat: TeamsDriver) -> None:
    chat.say("proef meer", at="direct")
    answer = chat.press("Lang")

    assert answer is not None
    assert "De rest past niet in dit bericht." in answer.text
    assert len(chat.direct("petra")) == 1


def test_a_search_that_fails_finds_nothing(chat: TeamsDriver) -> None:
    chat.say("/proef meer")

    assert chat.search("Stuk", "x") == []


def test_when_a_later_part_fails_nothing_is_sent_twice(chat: TeamsDriver, app: App, clock: Clock) -> None:
    sent: list[int] = []
    post = chat.teams._post  # noqa: SLF001 - one call later than a fault can be

    def refusing(where: str, body: Json, targeted: bool) -> Written:
        sent.append(1)
        return refuse(429, "") if len(sent) == 2 else post(where, body, targeted)

    chat.teams._post = refusing  # type: ignore[method-assign]  # noqa: SLF001
    chat.say("proef lang", at="direct")
    clock.forward(minutes=5)
    chat.settle()

    assert len(chat.direct("petra")) == 1
    assert [row.state for row in rows(app)] == ["vervallen"]


# --- forms -----------------------------------------------------------------------------------------------------------


def test_a_dialog_asks_and_its_answers_arrive_in_one_shape(chat: TeamsDriver) -> None:
    chat.say("/proef")
    form = chat.press("Formulier")
    assert form is not None
    assert form.form is not None
    assert form.form.title == "Nieuwe vraag"
    assert form.form.text.startswith("Wie ziet dit? Alleen de tafel leest dit.")
    assert chat.search("boek", "17")[0] == "Boek 17"
    answer = chat.submit(
        titel="Hoe?", uitleg="twee\nregels", dag="2026-05-29", soort="Gesloten, vraag", boek="Boek 117",
        wie=("karim", "sanne"), cijfer="4", aantal="12", stil=True,
    )  # fmt: skip

    assert title(answer) == "Ontvangen: 7"
    assert (answer.text if answer else "").splitlines()[1:] == [
        "aantal=12; boek=('boek 117',); cijfer=4; dag=2026-05-29; soort=('b',); stil=ja; titel=Hoe?; uitleg=twee",
        f"regels; wie=('teams:{entra('karim')}', 'teams:{entra('sanne')}')",
    ]


def test_a_wrong_answer_comes_back_with_what_was_typed(chat: TeamsDriver) -> None:
    chat.say("/proef")
    chat.press("Formulier")
    refused = chat.submit(titel="fout", uitleg="bewaar mij", soort="Open vraag", wie=("karim",), stil=True)

    assert refused is not None
    assert refused.form is not None
    assert refused.form.errors == {"titel": "Dat is geen titel."}
    held = {name: each.value for name, each in refused.form.fields.items()}
    assert held["titel"] == "fout"
    assert held["uitleg"] == "bewaar mij"
    assert (held["soort"], held["wie"], held["stil"]) == (("Open vraag",), ("karim",), "ja")
    assert title(chat.submit(titel="goed")) == "Ontvangen: 7"


def test_teams_itself_holds_back_a_form_without_what_it_needs(chat: TeamsDriver) -> None:
    chat.say("/proef")
    chat.press("Formulier")
    held = chat.submit(uitleg="nog niet")

    assert held is not None
    assert held.form is not None
    assert held.form.errors == {"titel": "Vul hier iets in."}
    assert title(chat.submit(titel="goed")) == "Ontvangen: 7"


def test_a_form_can_follow_a_form_and_a_refusal_takes_its_place(chat: TeamsDriver) -> None:
    chat.say("/proef")
    chat.press("Formulier")
    following = chat.submit(titel="verder")
    assert following is not None
    assert following.form is not None
    assert (following.form.title, following.form.fields["titel"].value) == ("Nog iets", "slot")
    refused = chat.submit(titel="weiger")
    assert refused is not None
    assert refused.form is not None
    assert "Dat mag jij niet." in refused.form.text


def test_a_typed_command_that_leads_to_a_form_gives_a_card_with_one_button(chat: TeamsDriver) -> None:
    chat.say("/proef nieuw")
    chat.cancel()
    [waiting] = chat.whispers("petra")

    assert (waiting.title, waiting.buttons) == ("Nieuwe vraag", ["Invullen"])
    chat.press("Invullen", on=waiting)
    assert title(chat.submit(titel="goed")) == "Ontvangen: 7"


def test_a_form_that_is_too_large_for_its_place_says_so(chat: TeamsDriver) -> None:
    seen = chat.say("/proef groot")
    assert title(seen).startswith("Het formulier “Groot” kan ik hier niet openen.")

    chat.say("/proef meer")
    opened = chat.press("Teveel")
    assert opened is not None
    assert opened.form is not None
    assert "ik kan het antwoord hier niet laten zien" in opened.form.text


def test_a_form_opens_from_under_the_box_where_people_type(chat: TeamsDriver) -> None:
    seen = chat.extension("zeg:proef nieuw")

    assert seen is not None
    assert seen.form is not None
    assert title(chat.submit(titel="goed")) == "Ontvangen: 7"


def test_a_message_can_become_something(chat: TeamsDriver) -> None:
    chat.say("We moeten & zullen <praten>", by="karim")
    seen = chat.shortcut("Maak er een vraag van", chat.last_message)

    assert seen is not None
    assert seen.form is not None
    assert seen.form.fields["titel"].value == "We moeten & zullen <praten>"
    answer = chat.submit()
    assert title(answer).startswith(f"Ontvangen: {chat.last_message} https://teams.microsoft.com/l/message/")


def test_a_form_of_somebody_else_or_with_another_state_is_not_taken(chat: TeamsDriver, app: App) -> None:
    chat.say("/proef")
    chat.press("Formulier")
    value = chat.teams.dialogs[user("petra")]
    [send] = value["card"]["content"]["actions"]
    place = chat.teams.conversations[channel("bouw")]
    data = {**send["data"], "een_titel": "goed"}
    for by, filled in (("karim", data), ("petra", {**data, "state": f"{data['state']}x"}), ("petra", {"action": "x"})):
        answer = chat.deliver(chat.payloads.invoke("task/submit", by, place, {"data": filled}))
        assert answer is not None
        assert "niet van jou, of het is te oud" in str(answer["task"]["value"]["card"]["content"])
    forged = {"action": "teams.formulier", "value": "niet van ons", "msteams": {"type": "task/fetch"}}
    answer = chat.deliver(chat.payloads.invoke("task/fetch", "petra", place, {"data": forged}))
    assert "te oud" in str(answer)


def test_people_whose_number_nobody_knows_yet_are_looked_up_in_the_conversation(chat: TeamsDriver) -> None:
    chat.say("/proef")
    chat.press("Formulier")
    chat.teams.faults.append(Fault("GET members", "500"))
    answer = chat.submit(titel="goed", wie=("bram", "noor"))

    told, bram, noor = answer.text if answer else "", *(chat.teams.listed[user(key)] for key in ("bram", "noor"))
    assert f"wie=('teams:{bram}', 'teams:{noor}')" in told


def test_however_many_people_nobody_knows_a_form_is_answered_in_time(chat: TeamsDriver) -> None:
    chat.say("/proef")
    chat.press("Formulier")
    chat.teams.faults.append(Fault("GET members", "slow", times=9))
    with chat.in_haste(briefly=3):
        sent = chat.submit(titel="x", wie=tuple(key for key in PEOPLE if key != "petra"))

    assert title(sent) == "Ontvangen: 7"
    assert chat.teams.faults[0].times == 9 - len(PEOPLE) + 1  # all were asked before the first was given up


def test_who_was_chosen_before_they_ever_spoke_is_the_same_person_once_they_do(chat: TeamsDriver, app: App) -> None:
    listed = f"teams:{chat.teams.listed[user('bram')]}"
    with app.db.transaction() as session:
        region = tafels.region(session)
        assert region is not None
        person = people.add(session, region[0], name="Bram", now=app.clock().instant)
        people.identify(session, person.id, listed)
    chat.say("/proef deel", by="bram")
    assert title(chat.press("Deel", by="bram", on=chat.say("/proef", by="bram"))) == "Gedeeld door Bram"

    with app.db.transaction() as session:
        assert people.accounts_of(session, [person.id])[person.id] == (listed,)


# --- conversations ---------------------------------------------------------------------------------------------------


def test_whoever_adds_the_app_sees_what_there_is_for_them(chat: TeamsDriver, app: App) -> None:
    seen = chat.home(by="karim")

    assert title(seen) == "Tafelbot"
    assert "Dag Karim" in (seen.text if seen else "")
    assert reference(app, entra("karim")).conversation == "a:1karim"


def test_the_bot_says_hello_where_it_is_added_and_knows_by_whom(chat: TeamsDriver) -> None:
    assert title(chat.join("zorg", by="petra")) == "Hallo Petra"


def test_somebody_who_never_spoke_to_it_is_reached_in_their_own_chat(chat: TeamsDriver, app: App) -> None:
    chat.say("/proef aan karim")

    assert [seen.title for seen in chat.direct("karim")] == ["Voor Karim"]
    found = reference(app, entra("karim"))
    assert (found.conversation, found.service_url) == ("a:1karim", chat.teams.url)


def test_somebody_without_the_app_is_not_reached_and_the_row_says_so(chat: TeamsDriver, app: App) -> None:
    chat.teams.installed.discard(user("karim"))
    chat.say("/proef aan karim")

    assert [(row.state, row.error) for row in rows(app)] == [("dood", "403 ForbiddenOperationException")]


def test_an_address_that_changes_is_followed(chat: TeamsDriver, app: App) -> None:
    chat.say("/proef dag")
    chat.payloads.service_url = chat.teams.url.replace("/emea/", "/emea")
    chat.say("/proef dag", at="direct")

    assert reference(app, channel("bouw")).service_url.endswith("/emea/")
    assert reference(app, entra("petra")).service_url.endswith("/emea")


def test_removed_and_added_again(chat: TeamsDriver, app: App) -> None:
    chat.say("/proef dag")
    place = chat.teams.conversations[channel("bouw")]
    removed = {"membersRemoved": [{"id": BOT}], "data": {"eventType": "teamMemberRemoved"}}
    chat.deliver(chat.payloads.activity("conversationUpdate", "petra", place, **removed))
    assert reference(app, channel("bouw")).gone == "de bot is verwijderd"

    chat.say("/proef dag")
    assert reference(app, channel("bouw")).gone == ""


def test_a_private_channel_that_puts_it_out_and_lets_it_in_again_says_nothing_about_the_team(
    chat: TeamsDriver, app: App
) -> None:
    def told(what: str, event: str) -> None:
        more = {what: [{"id": BOT}], "data": {"eventType": event, "channel": {"id": private.id, "type": "private"}}}
        chat.deliver(chat.payloads.activity("conversationUpdate", "petra", private, **more))

    private = chat.teams.conversations[channel("zorg")]
    chat.say("Goedemorgen", at="zorg")
    chat.say("Goedemorgen", at="bouw")
    told("membersRemoved", "channelMemberRemoved")
    assert (bool(reference(app, private.id).gone), reference(app, channel("bouw")).gone) == (True, "")

    told("membersAdded", "channelMemberAdded")
    assert (reference(app, private.id).gone, reference(app, channel("bouw")).hears_all) == ("", True)


def test_a_team_that_it_comes_back_to_has_all_its_channels_back(chat: TeamsDriver, app: App) -> None:
    chat.say("zomaar")
    chat.say("zomaar", at="zorg")
    place = chat.teams.conversations[channel("zorg")]
    removed = {"membersRemoved": [{"id": BOT}], "data": {"eventType": "teamMemberRemoved"}}
    chat.deliver(chat.payloads.activity("conversationUpdate", "petra", place, **removed))
    assert reference(app, channel("bouw")).gone
    chat.join("zorg", by="petra")
    assert not reference(app, channel("bouw")).gone

    for event, gone in (("teamArchived", True), ("teamUnarchived", False)):
        chat.deliver(chat.payloads.activity("conversationUpdate", "petra", place, data={"eventType": event}))
        assert bool(reference(app, channel("bouw")).gone) == gone


@pytest.mark.parametrize(
    ("where", "kind"), [("a:1petra", f"direct {entra('petra')}"), ("19:x@thread.v2", "group 19:x@thread.v2"),
                        ("19:bouw@thread.tacv2", "channel 19:bouw@thread.tacv2")]
)  # fmt: skip
def test_a_conversation_that_does_not_say_what_it_is_is_known_by_its_number(
    chat: TeamsDriver, where: str, kind: str
) -> None:
    chat.teams.add_group("x")
    activity, _ = chat.payloads.message("@tafelbot proef dag", "petra", chat.teams.personal(user("petra")))
    chat.deliver({**activity, "conversation": {"id": where}})
    chat.settle()

    [written] = [each for each in chat.teams.written if each.by == BOT]
    assert kind in "\n".join(eyes.read(written.card or {}))


def test_somebody_who_removes_the_app_gets_nothing_more(chat: TeamsDriver, app: App) -> None:
    chat.home(by="karim")
    own = chat.teams.personal(user("karim"))
    chat.deliver(chat.payloads.activity("installationUpdate", "karim", own, action="remove"))
    chat.say("/proef aan karim")

    assert [row.state for row in rows(app) if row.kind == "once"] == ["dood"]
    assert len(chat.direct("karim")) == 1


def test_a_channel_that_gets_another_name_or_goes_is_known(chat: TeamsDriver, app: App) -> None:
    chat.say("/proef dag")
    place = chat.teams.conversations[channel("agri")]
    about = {"id": channel("bouw"), "name": "bouw-nieuw"}
    for event in ("channelRenamed", "channelDeleted"):
        data = {"eventType": event, "channel": about}
        chat.deliver(chat.payloads.activity("conversationUpdate", "petra", place, data=data))

    with app.db.transaction() as session:
        assert [link.name for link in tafels.links_of(session)] == ["bouw-nieuw"]
    found = reference(app, channel("bouw"))
    assert (found.name, found.gone) == ("bouw-nieuw", "kanaal verwijderd")


def test_a_channel_whose_name_nobody_tells_is_linked_without_one(chat: TeamsDriver, app: App) -> None:
    chat.teams.faults.append(Fault("GET team", "500"))
    chat.say("@tafelbot proef koppel", at="zorg")
    chat.say("@tafelbot proef koppel", at="tech")
    chat.restart()
    chat.say("@tafelbot proef koppel", at="tech")

    with app.db.transaction() as session:
        assert sorted(link.name for link in tafels.links_of(session)) == ["", "bouw", "tech"]


def test_a_bot_that_was_put_out_marks_the_conversation(chat: TeamsDriver, app: App) -> None:
    chat.say("zomaar")
    chat.teams.conversations[channel("bouw")].bot = False
    chat.say("/proef eenmaal Dag")

    assert [(row.state, row.error) for row in rows(app)] == [("dood", "403 BotNotInConversationRoster")]
    assert reference(app, channel("bouw")).gone == "403 BotNotInConversationRoster"


# --- files -----------------------------------------------------------------------------------------------------------


def _consent(chat: TeamsDriver, by: str, *, action: str = "accept", url: str = "") -> None:
    [offer] = [each for each in chat._shown("a:1petra") if each.card is None]  # noqa: SLF001 - the offer itself
    to = {"uploadUrl": url or f"{chat.teams.address}/storage/agenda.xlsx", "contentUrl": "https://x.sharepoint.com/a"}
    value = {
        "type": "fileUpload", "action": action, "context": offer.attachments[0]["content"]["acceptContext"],
        "uploadInfo": {**to, "uniqueId": "u9", "name": "agenda.xlsx", "fileType": "xlsx"},
    }  # fmt: skip
    chat.deliver(chat.payloads.invoke("fileConsent/invoke", by, chat.teams.personal(user(by)), value, offer))


def test_a_file_is_a_link_everywhere_and_in_somebodys_own_chat_an_offer_too(chat: TeamsDriver) -> None:
    assert "agenda.xlsx" in (getattr(chat.say("/proef bestand"), "text", ""))
    assert len(chat.whispers("petra")) == 1

    chat.say("proef bestand", at="direct")
    assert [seen.title for seen in chat.direct("petra")] == ["Je bestand", "agenda.xlsx"]
    _consent(chat, "petra")
    chat.run(chat.door.stop())
    assert chat.teams.uploads["agenda.xlsx"] == b"inhoud" * 100
    [_, told] = chat._shown("a:1petra")  # noqa: SLF001 - the message as Teams got it
    assert told.attachments[0]["contentType"] == INFO


def test_a_file_goes_to_nobody_else_and_to_no_other_storage(chat: TeamsDriver) -> None:
    chat.say("proef bestand", at="direct")
    _consent(chat, "karim")
    chat.wait_for(lambda: len(chat.direct("karim")) == 1)
    _consent(chat, "petra", url="http://elders.example/storage/agenda.xlsx")
    chat.wait_for(lambda: len(chat.direct("petra")) == 3)
    _consent(chat, "petra", action="decline")
    chat.run(chat.door.stop())

    assert chat.teams.uploads == {}
    not_brought = "Het bestand kwam niet aan in je OneDrive. De link op de kaart werkt wel."
    assert [seen.title for seen in chat.direct("petra")] == ["Je bestand", not_brought]
    assert chat.direct("karim")[0].title.startswith("Dit bestand is er niet meer, of het is niet van jou.")


@pytest.mark.parametrize("fault", ["500", "reset"])
def test_a_storage_that_fails_is_said_and_the_offer_stays(chat: TeamsDriver, fault: str) -> None:
    chat.say("proef bestand", at="direct")
    chat.teams.faults.append(Fault("PUT storage", fault))
    _consent(chat, "petra")
    chat.wait_for(lambda: len(chat.direct("petra")) == 3)
    assert chat.direct("petra")[-1].title.startswith("Het bestand kwam niet aan in je OneDrive.")

    _consent(chat, "petra")
    chat.run(chat.door.stop())
    assert chat.teams.uploads["agenda.xlsx"] == b"inhoud" * 100


def test_that_a_file_was_brought_is_said_later_when_teams_is_busy(chat: TeamsDriver, app: App, clock: Clock) -> None:
    chat.say("proef bestand", at="direct")
    chat.teams.faults.append(Fault("POST activities", "429"))
    _consent(chat, "petra")
    chat.wait_for(lambda: len(rows(app)) == 2)
    chat.run(chat.door.stop())
    chat.restart()
    clock.forward(seconds=5)
    chat.settle()

    assert chat.teams.uploads["agenda.xlsx"] == b"inhoud" * 100
    assert [seen.title for seen in chat.direct("petra")] == ["Je bestand", "agenda.xlsx staat in je OneDrive"]


def test_a_file_that_is_gone_or_out_of_reach_is_said(chat: TeamsDriver, app: App, clock: Clock) -> None:
    chat.say("proef bestand", at="direct")
    with out_of_reach(app):
        _consent(chat, "petra")
        chat.wait_for(lambda: len(chat.direct("petra")) == 3)
    clock.forward(days=2)
    _consent(chat, "petra")
    chat.wait_for(lambda: len(chat.direct("petra")) == 4)

    assert [seen.title.split(".")[0] for seen in chat.direct("petra")[2:]] == [
        "Ik kan nu niet bij de bestanden", "Dit bestand is er niet meer, of het is niet van jou"
    ]  # fmt: skip


# --- what goes wrong on the way --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fault", "wait_for"), [("429", 2), ("401", 60)])
def test_what_was_surely_not_taken_is_sent_later_and_once(
    chat: TeamsDriver, app: App, clock: Clock, fault: str, wait_for: int
) -> None:
    chat.teams.faults.append(Fault("POST activities", fault))
    chat.say("/proef eenmaal Dag")
    assert [(row.state, row.attempts) for row in rows(app)] == [("wacht", 0)]
    clock.forward(seconds=wait_for + 1)
    chat.settle()

    assert [row.state for row in rows(app)] == ["verzonden"]
    assert [seen.title for seen in chat.channel("bouw")] == ["Dag"]


def test_teams_out_of_reach_or_no_token_is_surely_not_sent(chat: TeamsDriver, app: App, clock: Clock) -> None:
    chat.say("zomaar")
    chat.teams.faults.append(Fault("token", "no-token"))
    with chat.teams.out_of_reach():
        chat.say("/proef eenmaal Dag")
        clock.forward(minutes=2)
        chat.settle()
        assert [(row.state, row.attempts) for row in rows(app)] == [("wacht", 0)]
    clock.forward(minutes=2)
    chat.settle()

    assert [seen.title for seen in chat.channel("bouw")] == ["Dag"]


@pytest.mark.parametrize("asked", ["9" * 400, "99999999999"])
def test_however_long_teams_asks_to_wait_the_round_goes_on(
    chat: TeamsDriver, app: App, clock: Clock, asked: str
) -> None:
    chat.teams.faults.append(Fault("POST activities", "429", retry_after=asked))
    chat.say("/proef eenmaal Dag")
    assert [row.state for row in rows(app)] == ["wacht"]
    clock.forward(seconds=3601)
    chat.settle()

    assert [seen.title for seen in chat.channel("bouw")] == ["Dag"]


def test_under_a_message_that_is_gone_nothing_is_posted_and_who_asked_hears_it_in_their_own_chat(
    chat: TeamsDriver, app: App
) -> None:
    chat.say("zomaar")
    root = chat.last_message
    chat.teams.faults.append(Fault("POST activities", "404:ActivityNotFoundInConversation"))
    chat.say("@tafelbot proef", thread=root)
    chat.settle()
    assert [seen.title for seen in chat.direct("petra")] == ["Proef"]
    assert {row.state for row in rows(app)} == {"verzonden"}

    chat.teams.faults.append(Fault("POST activities", "404:ActivityNotFoundInConversation"))
    chat.say("@tafelbot proef hier weg", thread=root)
    chat.settle()
    assert chat.channel("bouw") == []
    assert [row.state for row in rows(app)][-1] == "dood"


@pytest.mark.parametrize(
    "fault",
    [
        "500",
        "500-after",
        "412",
        "408:RequestTimeout",
        "409:Conflict",
        "502",
        "reset",
        "reset-after",
        "slow-after",
        "truncated",
    ],
)
def test_what_may_have_arrived_is_left_to_a_person_and_never_sent_twice(
    chat: TeamsDriver, app: App, clock: Clock, fault: str
) -> None:
    chat.teams.faults.append(Fault("POST activities", fault))
    with in_haste_where_slow(chat, fault):
        chat.say("/proef eenmaal Dag")
    chat.courier_waits_no_longer()
    for _ in range(3):
        clock.forward(minutes=10)
        chat.settle()

    assert [row.state for row in rows(app)] == ["onzeker"]
    arrived = fault.endswith("-after") or fault == "truncated"
    assert [seen.title for seen in chat.channel("bouw")] == (["Dag"] if arrived else [])


UNCLEAR = ["500", "412", "408:RequestTimeout", "409:Conflict", "502", "reset"]


@pytest.mark.parametrize("fault", UNCLEAR)
def test_an_answer_for_one_person_that_may_be_lost_is_tried_again(chat: TeamsDriver, app: App, fault: str) -> None:
    chat.teams.faults.append(Fault("POST activities", fault))
    chat.say("/proef")
    chat.settle()

    assert [seen.title for seen in chat.whispers("petra")] == ["Proef"]
    assert chat.direct("petra") == []
    assert {row.state for row in rows(app)} == {"verzonden"}


@pytest.mark.parametrize("fault", [*UNCLEAR, "slow"])
def test_where_it_is_lost_again_it_comes_in_that_persons_own_chat(chat: TeamsDriver, app: App, fault: str) -> None:
    chat.teams.faults.append(Fault("POST activities", fault, times=2))
    with in_haste_where_slow(chat, fault):
        chat.say("/proef")
        chat.settle()

    assert chat.whispers("petra") == []
    assert [seen.title for seen in chat.direct("petra")] == ["Proef"]
    assert {row.state for row in rows(app)} == {"verzonden"}
    assert chat.direct("karim") == []


def test_of_a_long_answer_only_what_is_lost_comes_elsewhere(chat: TeamsDriver, app: App) -> None:
    """The first part arrives where it was asked, and the second never does."""
    post, targeted_posts = chat.teams._post, list[int]()  # noqa: SLF001 - one call later than a fault can be

    def refusing(where: str, body: Json, targeted: bool) -> Written:
        targeted_posts.extend([1] if targeted else [])
        return refuse(502, "") if targeted and len(targeted_posts) > 1 else post(where, body, targeted)

    chat.teams._post = refusing  # type: ignore[method-assign]  # noqa: SLF001
    chat.say("/proef lang")
    chat.settle()

    assert len(chat.whispers("petra")) == 1
    assert len(chat.direct("petra")) >= 1
    assert {row.state for row in rows(app)} == {"verzonden"}


def test_what_nobody_else_may_see_never_comes_in_the_channel(chat: TeamsDriver) -> None:
    chat.teams.faults.append(Fault("POST activities", "500", times=9))
    chat.say("/proef")
    chat.settle()

    assert chat.channel("bouw") == []


@pytest.mark.parametrize(
    "fault", ["500", "500-after", "412", "408:RequestTimeout", "409:Conflict", "reset", "slow-after", "429"]
)
def test_an_edit_is_repeated_until_it_is_there(chat: TeamsDriver, app: App, clock: Clock, fault: str) -> None:
    chat.say("/proef eenmaal Dag")
    clock.forward(seconds=3)
    chat.teams.faults.append(Fault("PUT activities", fault))
    with app.db.transaction() as session:
        posted.refresh(session, "proef:1", clock().instant, spacing=timedelta(0))
    with in_haste_where_slow(chat, fault):
        chat.settle()
    clock.forward(minutes=5)
    chat.settle()

    [seen] = chat.channel("bouw")
    assert seen.title in {"Stand om 09:00", "Stand om 09:05"}
    assert not [row for row in rows(app) if row.state != "verzonden"]


def test_a_card_that_somebody_deleted_is_forgotten(chat: TeamsDriver, app: App, clock: Clock) -> None:
    chat.say("/proef eenmaal Dag")
    chat.teams.written.clear()
    clock.forward(seconds=3)
    with app.db.transaction() as session:
        posted.refresh(session, "proef:1", clock().instant, spacing=timedelta(0))
    chat.settle()

    assert not [row for row in rows(app) if row.state == "wacht"]
    assert chat.channel("bouw") == []


def test_signs_are_put_again_without_asking(chat: TeamsDriver, app: App, clock: Clock) -> None:
    chat.teams.faults.append(Fault("PUT reactions", "500-after"))
    chat.say("update")
    clock.forward(seconds=10)
    chat.settle()

    assert [row.state for row in rows(app)] == ["verzonden"]
    assert chat.reactions(chat.last_message) == ["gezien"]


def test_what_is_closed_can_be_listed_and_what_is_somebodys_forgotten(chat: TeamsDriver, app: App) -> None:
    chat.home(by="karim")
    own = chat.teams.personal(user("karim"))
    chat.deliver(chat.payloads.activity("installationUpdate", "karim", own, action="remove"))
    with app.db.transaction() as session:
        assert [(each.place, each.gone) for each in references.closed(session)] == [
            (entra("karim"), "de bot is verwijderd")
        ]
        references.forget(session, "teams", entra("karim"))
        assert references.of(session, "teams", entra("karim")) is None


def test_another_process_knows_where_to_send(chat: TeamsDriver, app: App) -> None:
    chat.say("zomaar")
    chat.restart()

    assert title(chat.say("/proef dag")) == "dag"


def test_a_sign_in_that_never_ends_is_surely_nothing_sent(chat: TeamsDriver, app: App, clock: Clock) -> None:
    async def never(_scope: str, _tenant: str | None = None) -> str:
        await asyncio.Event().wait()
        return ""

    chat.say("zomaar")
    good, chat.teams.bot_token = chat.teams.bot_token, never  # type: ignore[assignment, method-assign]
    with chat.in_haste(briefly=0.1):
        chat.say("/proef eenmaal Dag")
        assert [(row.state, row.attempts) for row in rows(app)] == [("wacht", 0)]
        chat.teams.bot_token = good  # type: ignore[method-assign]
    clock.forward(minutes=2)
    chat.settle()
    assert [seen.title for seen in chat.channel("bouw")] == ["Dag"]


@contextmanager
def locked(app: App) -> Iterator[None]:
    """Somebody else keeps the database for themselves, for writing."""
    assert app.db.path is not None
    blocker = sqlite3.connect(app.db.path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        blocker.execute("ROLLBACK")
        blocker.close()


@contextmanager
def out_of_reach(app: App) -> Iterator[None]:
    """There is no database at all, neither for reading nor for writing."""
    kept, app.db = app.db, Database("postgresql://nobody@127.0.0.1:1/nothing")
    try:
        yield
    finally:
        app.db.close()
        app.db = kept


@contextmanager
def stored_nothing(app: App, how: Callable[[App], AbstractContextManager[None]]) -> Iterator[None]:
    before = contents(app)
    with how(app):
        yield
    assert contents(app) == before


def contents(app: App) -> dict[str, list[tuple[object, ...]]]:
    with app.db.transaction() as session:
        return {
            name: [tuple(row) for row in session.execute(table.select())] for name, table in metadata.tables.items()
        }


TROUBLES = pytest.mark.parametrize(
    ("trouble", "words"),
    [
        pytest.param(locked, "Het is nu even te druk. Er is niets opgeslagen.", id="locked"),
        pytest.param(out_of_reach, "Ik kan nu niet bij de gegevens. Er is niets opgeslagen.", id="out of reach"),
    ],
)


@TROUBLES
@pytest.mark.parametrize("at", ["bouw", "direct", "groep"])
def test_while_nothing_can_be_stored_people_hear_so_at_once(
    chat: TeamsDriver, app: App, trouble: Trouble, words: str, at: str
) -> None:
    place = chat.teams.add_group("groep").id if at == "groep" else at
    chat.say("/proef dag", at=place)
    with stored_nothing(app, trouble):
        activity, _ = chat.payloads.message("@tafelbot proef hier allen", "petra", chat._place(place, "petra"))  # noqa: SLF001
        with chat.nothing_can_be_stored():
            chat.deliver(activity)

    seen = chat.direct("petra") if at == "direct" else chat.whispers("petra", place)
    assert seen[-1].title.startswith(words)
    assert not any("Voor iedereen" in each.title for each in chat.channel("bouw"))


def test_without_a_database_who_cannot_be_targeted_hears_it_in_their_own_chat(chat: TeamsDriver, app: App) -> None:
    chat.teams.targets = False
    with stored_nothing(app, out_of_reach):
        activity, _ = chat.payloads.message("@tafelbot proef hier", "petra", chat.teams.conversations[channel("bouw")])
        with chat.nothing_can_be_stored():
            chat.deliver(activity)

    assert chat.direct("petra")[-1].title.startswith("Ik kan nu niet bij de gegevens.")


@TROUBLES
def test_a_press_and_a_form_are_answered_in_their_own_place(
    chat: TeamsDriver, app: App, trouble: Trouble, words: str
) -> None:
    shown = chat.say("/proef")
    with stored_nothing(app, trouble):
        bouw, on = chat.teams.conversations[channel("bouw")], chat.teams.written[-1]
        data = {"action": "proef.bladeren", "value": "2", "besloten": "1"}
        value = {"action": {"type": "Action.Execute", "verb": "proef.bladeren", "data": data}, "trigger": "manual"}
        answer = chat.deliver(chat.payloads.invoke("adaptiveCard/action", "petra", bouw, value, on))
        opened = chat.press("Formulier", on=shown)
    assert answer is not None
    assert answer["type"] == "application/vnd.microsoft.activity.message"
    assert answer["value"].startswith(words)
    assert opened is not None
    assert opened.form is not None
    assert words in opened.form.text


@TROUBLES
def test_a_form_that_could_not_be_stored_can_be_sent_again_with_what_was_typed(
    chat: TeamsDriver, app: App, trouble: Trouble, words: str
) -> None:
    chat.say("/proef")
    chat.press("Formulier")
    with stored_nothing(app, trouble):
        refused = chat.submit(titel="Dit bewaren", uitleg="twee\nregels", wie=("karim",), soort="Open vraag", stil=True)
    assert refused is not None
    assert refused.form is not None
    assert words in refused.form.text
    assert (refused.form.submit, refused.form.fields) == ("Nog eens versturen", {})

    sent = chat.submit()
    assert title(sent) == "Ontvangen: 7"
    assert sent is not None
    told = " ".join(sent.text.split())
    for part in (
        "titel=Dit bewaren",
        "uitleg=twee regels",
        "soort=('a',)",
        "stil=ja",
        f"wie=('teams:{entra('karim')}',)",
    ):
        assert part in told


@TROUBLES
def test_what_nobody_waits_for_comes_again_and_is_done_once(
    chat: TeamsDriver, app: App, trouble: Trouble, words: str
) -> None:
    bouw = chat.teams.conversations[channel("bouw")]
    activity, written = chat.payloads.message("update: de offerte is binnen", "karim", bouw)
    with stored_nothing(app, trouble):
        assert chat.post(activity).status_code == 503
    assert chat.whispers("karim") == []
    assert words

    for _ in range(2):
        chat.deliver(activity)
    chat.settle()
    assert HEARD.count(("say", "update: de offerte is binnen")) >= 1
    assert chat.reactions(written.id) == ["gezien"]


def test_a_removal_that_could_not_be_written_down_comes_again(chat: TeamsDriver, app: App) -> None:
    chat.say("/proef dag")
    bouw = chat.teams.conversations[channel("bouw")]
    gone = chat.payloads.activity("conversationUpdate", "karim", bouw, data={"eventType": "channelDeleted"})
    with stored_nothing(app, locked):
        assert chat.post(gone).status_code == 503
    chat.deliver(gone)

    assert reference(app, channel("bouw")).gone == "kanaal verwijderd"


def test_when_even_saying_so_fails_the_message_comes_again(chat: TeamsDriver, app: App) -> None:
    chat.say("/proef dag")
    activity, _ = chat.payloads.message("@tafelbot proef hier", "petra", chat.teams.conversations[channel("bouw")])
    chat.teams.faults.append(Fault("POST activities", "429"))
    with stored_nothing(app, locked):
        assert chat.post(activity).status_code == 503
    chat.deliver(activity)
    chat.settle()

    assert chat.channel("bouw")[-1].title == "Voor iedereen:"


# --- two doors, one tafel --------------------------------------------------------------------------------------------


def test_a_tafel_in_slack_and_teams_gets_everything_once_in_each_and_both_keep_up(
    app: App, chat: TeamsDriver, clock: Clock
) -> None:
    with app.db.transaction() as session:
        tafels.link(session, 1, "slack", "CBOUW", "bouw", clock().instant)
    slack = SlackDriver(App(Settings(), app.db, app.registry, clock))
    chat.say("/proef eenmaal Dag")
    slack.settle()
    assert [seen.title for seen in slack.channel("bouw")] == [seen.title for seen in chat.channel("bouw")] == ["Dag"]

    clock.forward(seconds=3)
    with app.db.transaction() as session:
        posted.refresh(session, "proef:1", clock().instant, spacing=timedelta(0))
    slack.settle()
    chat.settle()
    assert [seen.title for seen in slack.channel("bouw")] == ["Stand om 09:00"]
    assert [seen.title for seen in chat.channel("bouw")] == ["Stand om 09:00"]
    slack.say("/proef eenmaal Dag")
    chat.settle()
    assert len(chat.channel("bouw")) == len(slack.channel("bouw")) == 1
    slack.close()


# --- small things ----------------------------------------------------------------------------------------------------


@given(st.text(max_size=200))
def test_words_survive_what_teams_makes_of_them(text: str) -> None:
    typed = text.replace("@", "").replace("\x00", "").replace("\N{NO-BREAK SPACE}", "").replace("\r", "")
    written, entities = encoded(typed.encode("utf-8", "ignore").decode())

    assert (
        decoded(written, [Entity(**each) for each in entities], BOT) == typed.encode("utf-8", "ignore").decode().strip()
    )


def test_mentions_are_told_apart_also_when_names_are_the_same() -> None:
    text = "<at>Jan</at> en <at>Jan</at>&nbsp;en <at>Team</at>"
    entities = [Entity("mention", User(each), "<at>Jan</at>") for each in ("29:a", "29:b")]

    assert decoded(text, entities, BOT) == "@teams:29:a en @teams:29:b en Team"


def test_a_message_in_html_is_read_as_words() -> None:
    words = spoken("<p>Eerste &amp; <b>vet</b></p><div>tweede<br>derde&nbsp;regel</div><script>x</script>")

    assert words.startswith("Eerste & vet\ntweede\nderde regel")


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("7", (7, 7)), ("0", (1, 1)), ("", (30, 30)), ("later", (30, 30)), ("Wed, 21 Oct 2015 07:28:00 GMT", (1, 1)),
     ("Sat, 21 Nov 2126 07:28:00 GMT", (3600, 3600)), ("86400", (3600, 3600)), ("9" * 400, (3600, 3600)),
     ("Wed, 21 Oct 99999999999999999999 07:28:00 GMT", (30, 30)), ("Fri, 31 Dec 9999 23:59:59 -2359", (3600, 3600))],
)  # fmt: skip
def test_later_can_be_seconds_or_a_date_and_is_never_longer_than_an_hour(
    asked: str, seconds: tuple[float, float]
) -> None:
    said = judged(httpx.Response(429, headers={"retry-after": asked}), again=False)

    assert isinstance(said, NotNow)
    assert seconds[0] <= said.seconds <= seconds[1]
