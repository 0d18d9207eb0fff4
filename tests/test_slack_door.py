"""The Slack door: a feature made for these tests, people in front of it, and a strict Slack in between."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
from hypothesis import given, strategies as st
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import App
from bot.doors.door import Refused
from bot.settings import Settings, WrongSetting
from bot.slack.app import SlackDoor
from bot.slack.socket import Socket
from bot.slack.words import decoded
from handlers.answer import HERE, IN_THREAD, Answers, Ask, Channels, Direct, Post, React, Refresh, Refusal
from handlers.cards import AnyElement, Button, Buttons, Card, Choice, Divider, Note, Option, Text, line
from handlers.feature import Attachment, Command, Heard, Other, Turn, Verb, Work
from handlers.forms import Choose, Day, Form, Line, Paragraph, Persons, Scale, Toggle, single
from handlers.mentions import mentions
from handlers.registry import build_registry
from storage import outbox, people, posted, tafels
from storage.database import Database
from tests.platforms import Chat, Seen
from tests.platforms.slack import SlackDriver
from tests.platforms.slack_payloads import encoded, user
from tests.platforms.slack_world import APP_TOKEN, BOT, TEAM, TOKEN, Fault
from tests.small_feature import small_feature
from tests.waiting import until
from tests.world import Clock

Json = dict[str, Any]

# --- a feature to try things on --------------------------------------------------------------------------------------

QUESTIONS = Form(
    action="proef.verstuur",
    title="Nieuwe vraag",
    submit="Vragen",
    fields=(
        Line(name="titel", label="Titel", required=True),
        Paragraph(name="uitleg", label="Uitleg"),
        Day(name="dag", label="Uiterlijk"),
        Choose(name="soort", label="Soort", options=(Option("a", "Open vraag"), Option("b", "Gesloten vraag"))),
        Choose(name="boek", label="Boek", options=(), search="proef.boeken"),
        Persons(name="wie", label="Wie", many=True),
        Scale(name="cijfer", label="Cijfer", low=1, high=5, low_label="slecht", high_label="goed"),
        Toggle(name="stil", label="Stil"),
    ),
    audience="Alleen de tafel leest dit.",
    state="7",
)
HEARD: list[tuple[str, str]] = []


def _overview(_turn: Turn, _words: str) -> Answers:
    return Post(
        Card("proef", "Proef", (
            Text(line("Dit is <!channel> & <b>tekst</b> met *sterretjes*.")),
            Buttons((
                Button("Formulier", "proef.formulier", opens=True), Button("Bladeren", "proef.bladeren", "2"),
                Button("Deel", "proef.deel"), Button("Kijk", "proef.kijk"),
            )),
            Choice("Soort", "proef.kies", (Option("a", "Eerste"), Option("b", "Tweede"))),
            Choice("Boek", "proef.kies", (), search="proef.boeken"),
        ))
    )  # fmt: skip


def _echo(turn: Turn, words: str) -> Answers:
    return Post(Card("proef", words, (Note(line(turn.request.place.kind, " ", turn.request.place.channel)),)))


def _everybody(turn: Turn, words: str) -> Answers:
    return Post(Card("proef", f"Voor iedereen: {words}", key="proef:1"), HERE)


def _who(turn: Turn, words: str) -> Answers:
    _, found = mentions(turn, words)
    return Post(Card("proef", ", ".join(each.name for each in found)))


def _long(_turn: Turn, _words: str) -> Answers:
    return Post(Card("proef", "Lang", tuple(Text(line(f"Regel {number} " + "x" * 900)) for number in range(20))))


def _long_once(turn: Turn, words: str) -> Answers:
    card = Card("proef", "Lang", tuple(Text(line(f"Regel {number} " + "x" * 900)) for number in range(20)))
    return Post(card, Channels(turn.here.id), once=f"lang:{words}")


def _refuse(_turn: Turn, _words: str) -> Answers:
    msg = "Dat kan niet. Probeer iets anders."
    raise Refusal(msg)


def _break(_turn: Turn, _words: str) -> Answers:
    return Post(Card("proef", "1" if 1 / 0 else "0"))


def _to_karim(turn: Turn, _words: str) -> Answers:
    karim = people.by_account(turn.session, "slack:UKARIM")
    assert karim is not None
    return Post(Card("proef", "Voor Karim", (Buttons((Button("Gezien", "proef.bladeren", "1"),)),)), Direct(karim.id))


def _ask(_turn: Turn, _words: str) -> Answers:
    return Ask(QUESTIONS)


def _once(turn: Turn, words: str) -> Answers:
    return Post(Card("proef", words, key="proef:1"), Channels(turn.here.id), once=f"proef:{words}")


def _page(turn: Turn) -> Answers:
    turn_over = Buttons((Button("Bladeren", "proef.bladeren", "3"),))
    return Post(Card("proef", f"Bladzijde {turn.request.value}", (turn_over,)), replace=True)


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
    told = ", ".join(f"{key}={value}" for key, value in sorted(values.items()) if value)
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
    return Post(Card("proef", f"Hallo {turn.person.name}", (Divider(),)), HERE)


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
                Verb(word="langeenmaal", does=_long_once, help="Lang, voor iedereen"),
                Verb(word="wie", does=_who, help="Wie"),
                Verb(word="weiger", does=_refuse, help="Weigeren"), Verb(word="stuk", does=_break, help="Stuk"),
                Verb(word="formulier", does=_ask, help="Formulier"), Verb(word="karim", does=_to_karim, help="Karim"),
            ),
        ),
        Command(word="hulp", help="Hulp", bare=lambda _turn, _words: Post(Card("hulp", "Hulp")), slash=False),
    ),
    presses={
        "formulier": lambda _turn: Ask(QUESTIONS),
        "bladeren": _page,
        "deel": lambda turn: Post(Card("proef", f"Gedeeld door {turn.person.name}"), HERE),
        "kies": _chosen,
        "kijk": _look,
        "overnemen": _from_message,
        "ververs": lambda _turn: Refresh("proef:1"),
    },
    submits={"verstuur": _submitted},
    searches={"boeken": lambda _turn, words: [Option(f"boek {n}", f"Boek {n}") for n in range(300) if words in str(n)]},
    reads=("kijk",),
    shortcuts={"Maak er een vraag van": "overnemen"},
    heard=Heard(message=_hears, edit=_noted, delete=_noted, join=_greets),
    home=_welcomes,
    cards={"proef": lambda work, _subject: Card("proef", f"Stand om {work.now.local:%H:%M}", key="proef:1")},
)  # fmt: skip


# --- a workspace -----------------------------------------------------------------------------------------------------


@pytest.fixture
def app(sqlite_db: Database, clock: Clock) -> App:
    with sqlite_db.transaction() as session:
        region = tafels.add_region(session, "Proef", demo=False)
        tafel = tafels.add(
            session,
            region,
            key="bouw",
            prefix="BOUW",
            name="Bouw",
            colour="#aa0000",
            organisations=(),
            now=clock().instant,
        )
        tafels.link(session, tafel, "slack", "CBOUW", "bouw", clock().instant)
        karim = people.add(session, region, name="Karim", now=clock().instant)
        people.identify(session, karim.id, "slack:UKARIM")
    return App(Settings(), sqlite_db, build_registry((FEATURE,)), clock)


@pytest.fixture
def chat(app: App) -> Iterator[SlackDriver]:
    HEARD.clear()
    driver = SlackDriver(app)
    yield driver
    driver.close()


@pytest.fixture
def over_socket(app: App) -> Iterator[SlackDriver]:
    HEARD.clear()
    driver = SlackDriver(app, socket=True)
    yield driver
    driver.close()


def rows(app: App) -> list[outbox.Delivery]:
    with app.db.transaction() as session:
        return outbox.waiting(session, ("wacht", "verzonden", "dood", "onzeker", "vervallen"))


def title(seen: Seen | None) -> str:
    return seen.title if seen else ""


# --- commands --------------------------------------------------------------------------------------------------------


def test_a_command_is_answered_in_its_own_response_for_the_asker_only(chat: SlackDriver) -> None:
    answer = chat.say("/proef")

    assert answer is not None
    assert (answer.title, answer.private) == ("Proef", True)
    assert answer.buttons == ["Formulier", "Bladeren", "Deel", "Kijk"]
    assert answer.choices == {"Soort": ("Eerste", "Tweede"), "Boek": ()}
    assert "Dit is <!channel> & <b>tekst</b> met *sterretjes*." in answer.text
    assert chat.channel("bouw") == []
    assert [method for method, _ in chat.slack.calls] == ["auth.test"]


def test_words_arrive_as_they_were_typed_and_mentions_as_accounts(chat: SlackDriver) -> None:
    answer = chat.say("/proef ja & <nee> @karim: 5 > 3 https://example.org/a?b=1&c=2")

    assert title(answer) == "ja & <nee> @slack:UKARIM: 5 > 3 https://example.org/a?b=1&c=2"
    assert "channel CBOUW" in (answer.text if answer else "")


def test_a_command_delivered_twice_is_done_once_and_answered_the_same(chat: SlackDriver, app: App) -> None:
    chat.say("/proef hier Dag", id="x")
    chat.say("/proef hier Dag", id="x")

    assert [seen.title for seen in chat.channel("bouw")] == ["Voor iedereen: Dag"]


def test_a_refusal_and_a_failure_are_sentences_and_change_nothing(chat: SlackDriver) -> None:
    assert title(chat.say("/proef weiger")) == "Dat kan niet. Probeer iets anders."
    broken = chat.say("/proef stuk")

    assert title(broken).startswith("Er ging iets mis en er is niets veranderd.")
    assert title(chat.say("/proef anders")) == "anders"


def test_a_long_answer_follows_in_more_messages_and_loses_nothing(chat: SlackDriver) -> None:
    chat.say("/proef lang")
    chat.wait_for(lambda: len(chat.whispers("petra")) >= 2)

    text = "\n".join(seen.text for seen in chat.whispers("petra"))
    assert all(f"Regel {number} " in text for number in range(20))


def test_in_direct_messages_the_place_is_the_person(chat: SlackDriver) -> None:
    answer = chat.say("/proef dag", at="direct")

    assert "direct UPETRA" in (answer.text if answer else "")


# --- messages --------------------------------------------------------------------------------------------------------


def test_an_update_in_the_channel_gets_a_sign_and_no_answer(chat: SlackDriver) -> None:
    assert chat.say("update: het loopt", by="karim") is None
    assert chat.reactions(chat.last_message) == ["gezien"]
    assert chat.channel("bouw") == []


def test_somebody_new_who_is_mentioned_gets_the_name_that_slack_shows(chat: SlackDriver) -> None:
    assert title(chat.say("/proef wie @sanne @karim")) == "Sanne, Karim"


def test_a_message_told_twice_and_mentioned_is_heard_once(chat: SlackDriver) -> None:
    chat.say("update @tafelbot", id="m1")
    chat.say("update @tafelbot", id="m1")

    assert HEARD == [("say", "update")]
    assert chat.reactions(chat.last_message) == ["gezien"]


def test_a_mention_reaches_the_commands_and_is_answered_privately(chat: SlackDriver) -> None:
    answer = chat.say("@tafelbot proef mooi zo")

    assert answer is not None
    assert (answer.title, answer.private) == ("mooi zo", True)


def test_a_mention_that_is_refused_hears_so_once(chat: SlackDriver) -> None:
    for _ in range(2):  # Slack repeats itself, too
        chat.say("@tafelbot proef weiger", id="m1")

    assert [seen.title for seen in chat.whispers()] == ["Dat kan niet. Probeer iets anders."]


def test_a_direct_message_is_meant_for_the_bot(chat: SlackDriver) -> None:
    answer = chat.say("proef mooi", at="direct", by="karim")

    assert title(answer) == "mooi"
    assert [seen.title for seen in chat.direct("karim")] == ["mooi"]


def test_what_the_bot_writes_itself_is_not_heard(chat: SlackDriver) -> None:
    chat.say("/proef hier update")
    [mine] = [each for each in chat.slack.written if each.user == BOT and not each.to]
    about = {"channel": "CBOUW", "channel_type": "channel", "event_ts": mine.ts, **mine.json()}
    chat.deliver(chat.payloads.event(about))
    chat.deliver(chat.payloads.event({key: value for key, value in about.items() if key != "bot_id"}))
    changed = {"type": "message", "subtype": "message_changed", "message": mine.json(), "ts": "9.9", "event_ts": "9.9"}
    chat.deliver(chat.payloads.event({**changed, "channel": "CBOUW"}))

    assert HEARD == []


def test_what_bots_write_and_messages_elsewhere_are_not_heard(chat: SlackDriver, app: App) -> None:
    written = chat.slack.write("CBOUW", "UBOT2", {"text": "update"})
    event = {"channel": "CBOUW", "channel_type": "channel", "event_ts": written.ts, **written.json()}
    chat.deliver(chat.payloads.event({**event, "bot_id": "B2"}))
    chat.deliver(chat.payloads.event({**event, "subtype": "channel_topic"}))
    chat.say("update", at="zorg")

    assert HEARD == []


def test_an_answer_in_the_thread_stands_in_the_thread(chat: SlackDriver) -> None:
    answer = chat.say("draad graag")
    deeper = chat.say("draad nog eens", thread=chat.last_message)

    assert answer is not None
    assert deeper is not None
    assert answer.thread == deeper.thread != ""


def test_edits_and_deletes_follow_through_and_link_previews_do_not(chat: SlackDriver) -> None:
    chat.say("update: het loopt")
    said = chat.last_message
    written = chat.written_by_id(said)
    chat.changed(written, {"subtype": "message_changed", "message": written.json(), "previous_message": written.json()})
    chat.edit(said, "toch niet")
    assert chat.reactions(said) == []
    chat.delete(said)

    assert HEARD == [("say", "update: het loopt"), ("edit", "toch niet"), ("delete", "")]


def test_a_deleted_message_with_answers_is_deleted_too(chat: SlackDriver) -> None:
    chat.say("update: het loopt")
    written = chat.written_by_id("")
    gone = {**written.json(), "subtype": "tombstone", "user": "USLACKBOT", "text": "This message was deleted."}
    chat.changed(written, {"subtype": "message_changed", "message": gone, "previous_message": written.json()})

    assert HEARD[-1] == ("delete", "")


def test_the_bot_says_hello_where_it_is_added_and_knows_by_whom(chat: SlackDriver) -> None:
    chat.slack.channels["CZORG"].members.discard("UTAFELBOT")

    assert title(chat.join("zorg", by="sanne")) == "Hallo Sanne"


def test_somebody_new_who_does_something_gets_the_name_that_slack_shows(chat: SlackDriver, app: App) -> None:
    chat.say("zomaar een bericht", by="fatima")
    with app.db.transaction() as session:
        assert people.by_account(session, "slack:UFATIMA") is None
    chat.say("update", by="fatima")

    with app.db.transaction() as session:
        person = people.by_account(session, "slack:UFATIMA")
    assert person is not None
    assert (person.name, person.provisional) == ("Fatima", True)


# --- presses and forms -----------------------------------------------------------------------------------------------


def test_a_press_takes_the_place_of_a_private_card(chat: SlackDriver) -> None:
    chat.say("/proef")
    answer = chat.press("Bladeren")

    assert title(answer) == "Bladzijde 2"
    assert [seen.title for seen in chat.whispers("petra")] == ["Bladzijde 2"]


def test_a_public_card_is_never_replaced_by_a_private_answer(chat: SlackDriver) -> None:
    chat.say("/proef karim")
    [mine] = chat.direct("karim")
    chat.press("Gezien", by="karim", on=mine)
    assert [seen.title for seen in chat.direct("karim")] == ["Bladzijde 1"]

    [drawn] = [each for each in chat.slack.written if each.channel == "DKARIM"]
    chat.slack.write("CBOUW", "UTAFELBOT", {"text": "x", "blocks": drawn.blocks})
    [public] = chat.channel("bouw")
    answer = chat.press("Bladeren", on=public)
    assert answer is not None
    assert answer.private
    assert [seen.title for seen in chat.channel("bouw")] == ["Bladzijde 1"]


def test_a_press_that_only_reads_is_answered_too(chat: SlackDriver) -> None:
    chat.say("/proef")

    assert title(chat.press("Kijk")) == "Bekeken"


def test_sharing_posts_for_everybody(chat: SlackDriver) -> None:
    card = chat.say("/proef", by="karim")
    chat.press("Deel", by="karim", on=card)

    assert [(seen.title, seen.private) for seen in chat.channel("bouw")] == [("Gedeeld door Karim", False)]


def test_a_choice_and_a_search_reach_their_handlers(chat: SlackDriver) -> None:
    card = chat.say("/proef")
    assert title(chat.press("Tweede", on=card)) == "Gekozen: b"
    chat.last = card

    assert len(chat.search("Boek", "")) == 100
    assert chat.search("Boek", "299") == ["Boek 299"]
    assert title(chat.press("Boek 299", on=card)) == "Gekozen: boek 299"


def test_a_form_opens_says_who_reads_it_and_comes_back_filled_in(chat: SlackDriver) -> None:
    chat.say("/proef")
    opened = chat.press("Formulier")
    assert opened is not None
    assert opened.form is not None
    assert (opened.title, opened.form.submit) == ("Nieuwe vraag", "Vragen")
    assert "Alleen de tafel leest dit." in opened.form.text
    assert [(each.name, each.kind) for each in opened.form.fields.values()] == [
        ("titel", "line"), ("uitleg", "paragraph"), ("dag", "day"), ("soort", "choose"), ("boek", "choose"),
        ("wie", "persons"), ("cijfer", "scale"), ("stil", "toggle"),
    ]  # fmt: skip
    assert chat.search("boek", "12") == [f"Boek {n}" for n in range(300) if "12" in str(n)]
    answer = chat.submit(
        titel="Hoe & wat <nu>", uitleg="Regel één\nregel twee", dag="2026-05-29", soort="Gesloten vraag",
        boek="Boek 112", wie=("karim", "noor"), cijfer="4", stil=True,
    )  # fmt: skip

    assert answer is not None
    assert (answer.title, answer.private) == ("Ontvangen: 7", True)
    assert "titel=Hoe & wat <nu>" in answer.text
    assert "boek=('boek 112',), cijfer=4, dag=2026-05-29, soort=('b',), stil=ja" in answer.text
    assert "wie=('slack:UKARIM', 'slack:UNOOR')" in answer.text


def test_errors_stand_at_their_fields_and_a_corrected_form_is_new(chat: SlackDriver) -> None:
    chat.say("/proef")
    chat.press("Formulier")
    wrong = chat.submit(titel="fout", uitleg="lang verhaal")
    assert wrong is not None
    assert wrong.form is not None
    assert wrong.form.errors == {"titel": "Dat is geen titel."}
    assert wrong.form.fields["uitleg"].value == "lang verhaal"

    assert title(chat.submit(titel="goed")) == "Ontvangen: 7"


def test_a_form_may_lead_to_another_form_or_to_a_sentence(chat: SlackDriver) -> None:
    chat.say("/proef")
    chat.press("Formulier")
    following = chat.submit(titel="verder")
    assert following is not None
    assert following.form is not None
    assert following.form.fields["titel"].value == "slot"
    assert title(chat.submit()) == "Ontvangen:"

    chat.say("/proef")
    chat.press("Formulier")
    refused = chat.submit(titel="weiger")
    assert refused is not None
    assert refused.form is not None
    assert list(refused.form.errors.values()) == ["Dat mag jij niet."]
    assert refused.form.fields["titel"].value == "weiger"  # what was typed stays


def test_after_a_form_the_card_it_was_opened_from_makes_room(chat: SlackDriver) -> None:
    chat.say("/proef")
    chat.press("Formulier")
    chat.submit(titel="goed")
    [first, second] = chat.whispers("petra")

    assert (first.title, second.title) == ("Proef", "Ontvangen: 7")


def test_a_form_of_somebody_else_or_with_changed_data_is_refused(chat: SlackDriver) -> None:
    chat.say("/proef")
    chat.press("Formulier")
    view = chat.slack.modals[user("petra")]
    for private_metadata, by in (
        (view["private_metadata"], "karim"),
        (view["private_metadata"][:-2] + "AA", "petra"),
        ("", "petra"),
    ):
        state = {"values": {"titel": {"een": {"type": "plain_text_input", "value": "x"}}}}
        sent = {**view, "private_metadata": private_metadata, "state": state}
        answer = chat.deliver({**chat.payloads.gesture("view_submission", by), "view": sent})
        assert answer is not None
        assert answer["response_action"] == "update"
        assert "niet van jou" in json.dumps(answer)


def test_closing_a_form_changes_nothing(chat: SlackDriver) -> None:
    chat.say("/proef")
    chat.press("Formulier")
    chat.cancel()

    assert [seen.title for seen in chat.whispers("petra")] == ["Proef"]


def test_where_slack_opens_no_form_a_button_does(chat: SlackDriver) -> None:
    offered = chat.say("@tafelbot proef formulier")
    assert offered is not None
    assert (offered.private, offered.buttons) == (True, ["Invullen"])
    opened = chat.press("Invullen")
    assert opened is not None
    assert opened.form is not None

    assert title(chat.submit(titel="goed")) == "Ontvangen: 7"


def test_a_button_with_somebody_elses_form_in_it_opens_nothing_of_theirs(chat: SlackDriver) -> None:
    offered = chat.say("proef formulier", at="direct")
    assert offered is not None
    assert offered.written is not None
    for block in offered.written.blocks:
        for element in block.get("elements", []):
            if element.get("type") == "button":
                element["value"] = element["value"][:-3] + "abc"
    opened = chat.press("Invullen", on=offered)

    assert opened is not None
    assert opened.form is not None
    assert not opened.form.fields


def test_from_a_message_a_form_takes_its_words_and_address_along(chat: SlackDriver) -> None:
    chat.say("We bellen @karim & Fatima", by="karim")
    opened = chat.shortcut("Maak er een vraag van", chat.last_message)
    assert opened is not None
    assert opened.form is not None
    assert opened.form.fields["titel"].value == "We bellen @slack:UKARIM & Fatima"
    answer = chat.submit()

    ts = chat.last_message
    assert title(answer) == f"Ontvangen: {ts} https://proef.slack.com/archives/CBOUW/p{ts.replace('.', '')}"


def test_a_form_that_comes_too_late_is_not_opened_and_not_tried_again(chat: SlackDriver, app: App) -> None:
    card = chat.say("/proef")
    chat.slack.faults.append(Fault("views.open", "error:expired_trigger_id"))

    assert chat.press("Formulier", on=card) is None
    assert [(row.kind, row.state) for row in rows(app)] == [("reply", "dood")]


# --- the home page ---------------------------------------------------------------------------------------------------


def test_the_home_page_is_drawn_and_pressed_on(chat: SlackDriver) -> None:
    page = chat.home(by="karim")
    assert page is not None
    assert (page.title, page.buttons) == ("Tafelbot", ["Bladeren"])
    assert "Dag Karim" in page.text
    turned = chat.press("Bladeren", by="karim")

    assert title(turned) == "Bladzijde 2"


# --- what goes out ---------------------------------------------------------------------------------------------------


def test_a_living_card_is_drawn_again_where_it_stands(chat: SlackDriver, clock: Clock) -> None:
    chat.say("/proef hier Dag")
    with chat.app.db.transaction() as session:
        posted.refresh(session, "proef:1", clock().instant, spacing=timedelta(seconds=2))
    clock.forward(minutes=5)
    chat.settle()

    assert [seen.title for seen in chat.channel("bouw")] == ["Stand om 09:05"]


def test_where_the_bot_is_no_member_a_private_answer_arrives_directly(chat: SlackDriver) -> None:
    card = chat.say("/proef", at="zorg")
    chat.slack.channels["CZORG"].members.discard("UTAFELBOT")
    chat.press("Formulier", on=card)
    chat.restart()
    chat.submit(titel="goed")

    assert [seen.title for seen in chat.direct("petra")] == ["Ontvangen: 7"]


def test_a_response_address_that_ran_out_is_passed_by(chat: SlackDriver) -> None:
    card = chat.say("/proef")
    chat.slack.faults.append(Fault("response_url", "error:expired_url"))
    answer = chat.press("Tweede", on=card)

    assert title(answer) == "Gekozen: b"


@pytest.mark.parametrize("fault", ["error:user_not_found", "500", "429", "reset", "truncated", "html"])
def test_a_name_that_slack_does_not_give_is_no_reason_not_to_answer_and_not_asked_again(
    chat: SlackDriver, fault: str
) -> None:
    asked = Fault("users.info", fault, times=99)
    chat.slack.faults.append(asked)
    for words in ("hallo @karim", "nog eens @karim"):
        assert title(chat.say(f"/proef {words}")) == words.replace("@karim", "@slack:UKARIM")
    assert 97 <= asked.times <= 98  # reading may be tried twice


def test_a_slack_that_hangs_holds_no_answer_up(chat: SlackDriver) -> None:
    offered = chat.say("@tafelbot proef formulier")
    chat.slack.faults += [Fault(method, "slow", times=9) for method in ("users.info", "views.publish", "views.open")]
    with chat.in_haste(briefly=0.2):
        assert title(chat.say("/proef hallo @karim")) == "hallo @slack:UKARIM"
        assert chat.home(by="sanne") is None
        assert chat.press("Invullen", on=offered) is None
    # Each was tried once, the name of each person once; on a slow machine a call is given up before it arrives.
    most = {"users.info": 2, "views.publish": 1, "views.open": 1}
    assert all(9 - fault.times <= most[fault.method] for fault in chat.slack.faults)


def test_messages_carry_a_label_that_says_nothing(chat: SlackDriver) -> None:
    chat.say("/proef eenmaal Geheim")
    [metadata] = [each.metadata for each in chat.slack.written if each.metadata]

    assert metadata["event_type"] == "tafelbot"
    assert "eheim" not in json.dumps(metadata)


@pytest.mark.parametrize(
    ("kind", "state", "copies"),
    [
        ("429", "wacht", 0), ("error:channel_not_found", "dood", 0), ("error:is_archived", "dood", 0),
        ("error:invalid_auth", "dood", 0), ("500", "wacht", 0), ("500-after", "wacht", 1), ("reset", "wacht", 0),
        ("reset-after", "wacht", 1), ("truncated", "wacht", 1), ("html", "wacht", 1), ("slow-after", "wacht", 1),
    ],
)  # fmt: skip
def test_a_message_arrives_once_whatever_slack_answers(
    chat: SlackDriver, app: App, clock: Clock, kind: str, state: str, copies: int
) -> None:
    chat.slack.faults.append(Fault("chat.postMessage", kind))
    with chat.in_haste(timeout=1) if kind == "slow-after" else nullcontext():
        chat.say("/proef eenmaal Dag")
    assert [row.state for row in rows(app)] == [state]
    assert len(chat.channel("bouw")) == copies
    if state == "dood":
        return
    chat.courier_waits_no_longer()
    for _ in range(3):
        clock.forward(minutes=10)
        chat.settle()

    assert [row.state for row in rows(app)] == ["verzonden"]
    assert [seen.title for seen in chat.channel("bouw")] == ["Dag"]


def test_however_long_slack_asks_to_wait_an_hour_is_enough(chat: SlackDriver, app: App, clock: Clock) -> None:
    chat.slack.faults.append(Fault("chat.postMessage", "429", retry_after=10**300))
    chat.say("/proef eenmaal Dag")
    assert [row.state for row in rows(app)] == ["wacht"]
    clock.forward(seconds=3601)
    chat.settle()

    assert [seen.title for seen in chat.channel("bouw")] == ["Dag"]


def test_slack_out_of_reach_is_surely_not_sent(chat: SlackDriver, app: App, clock: Clock) -> None:
    with chat.slack.out_of_reach():
        chat.say("/proef eenmaal Dag")
        assert [(row.state, row.attempts) for row in rows(app)] == [("wacht", 0)]
    clock.forward(minutes=1)
    chat.settle()

    assert [seen.title for seen in chat.channel("bouw")] == ["Dag"]


def test_a_label_of_somebody_else_is_no_proof(chat: SlackDriver, app: App, clock: Clock) -> None:
    chat.slack.faults.append(Fault("chat.postMessage", "500"))
    chat.say("/proef eenmaal Dag")
    forged = chat.slack.write("CBOUW", "UBOT2", {"text": "Dag"})
    forged.metadata = {"event_type": "tafelbot", "event_payload": {"key": "proef:Dag:slack:CBOUW"}}
    chat.courier_waits_no_longer()
    clock.forward(minutes=10)
    chat.settle()

    assert [seen.title for seen in chat.channel("bouw")] == ["Dag"]


def test_the_rest_of_a_long_message_follows_without_its_beginning_twice(
    chat: SlackDriver, app: App, clock: Clock
) -> None:
    chat.slack.rates = True
    chat.say("/proef langeenmaal")
    chat.courier_waits_no_longer()
    for _ in range(4):
        clock.forward(minutes=20)
        chat.settle()

    text = "\n".join(seen.text for seen in chat.channel("bouw"))
    assert [row.state for row in rows(app)] == ["verzonden"]
    assert all(text.count(f"Regel {number} ") == 1 for number in range(20))


def test_signs_that_are_there_already_count_as_done(chat: SlackDriver, app: App) -> None:
    chat.slack.faults.append(Fault("reactions.add", "error:already_reacted"))
    chat.say("update")

    assert [row.state for row in rows(app)] == ["verzonden"]


@given(st.text(max_size=200))
def test_words_survive_what_slack_makes_of_them(text: str) -> None:
    typed = text.replace("@", "").replace("://", "").replace("\x00", "").encode("utf-8", "ignore").decode()

    assert decoded(encoded(typed)) == typed
    assert decoded(encoded(typed, labels=True)) == typed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<@U1> en <@U2|karim>", "@slack:U1 en @slack:U2"),
        ("<#C1|bouw> <#C2>", "#bouw #C2"),
        ("<!here> <!channel|kanaal> <!subteam^S1|@zorg> <!subteam^S1>", "@here kanaal @zorg @subteam"),
        ("<!date^1392734382^{date}|18 februari>", "18 februari"),
        ("<https://a.nl>", "https://a.nl"),
        ("<https://a.nl|a.nl> <mailto:a@b.nl|a@b.nl>", "a.nl a@b.nl"),
        ("<https://slecht.nl|de bank>", "de bank (https://slecht.nl)"),
        ("&lt;@U1&gt; &amp;lt; 1 &lt; 2", "<@U1> &lt; 1 < 2"),
        ("half \ud83d heel \ud83d\ude00 nul \x00", "half \ufffd heel \U0001f600 nul "),
        ("<", "<"),
        ("<@slecht|naam>", "naam"),
    ],
)
def test_what_slack_writes_is_read_as_what_was_typed(text: str, words: str) -> None:
    assert decoded(text) == words


# --- starting --------------------------------------------------------------------------------------------------------


def test_a_token_or_workspace_that_is_wrong_stops_the_start(chat: SlackDriver) -> None:
    for fault, team, words in (
        ("error:invalid_auth", TEAM, "SLACK_BOT_TOKEN wordt door Slack niet aangenomen"),
        ("", "TANDERS", "SLACK_TEAM_ID is TANDERS"),
    ):
        if fault:
            chat.slack.faults.append(Fault("auth.test", fault))
        settings = replace(chat.app.settings, slack_team_id=team)
        with pytest.raises(WrongSetting, match=words):
            asyncio.run(SlackDoor(replace(chat.app, settings=settings)).start())


def test_slack_out_of_reach_does_not_stop_the_start(chat: SlackDriver) -> None:
    with chat.slack.out_of_reach():
        chat.restart()

    assert title(chat.say("/proef dag")) == "dag"
    chat.say("update @tafelbot")
    assert HEARD == [("say", "update")]


def test_files_are_fetched_from_slack_only_and_no_further_than_allowed(chat: SlackDriver) -> None:
    chat.slack.files["F1"] = b"x" * 1000
    url = f"{chat.slack.url}files/F1"

    assert chat.run(chat.door.fetch(Attachment("F1", "lijst.xlsx", 0, url), 1000)) == b"x" * 1000
    for address, most in ((url, 999), (f"{chat.slack.url}files/F2", 10), ("https://elders.example/F1", 10)):
        with pytest.raises(Refused):
            chat.run(chat.door.fetch(Attachment("F1", "lijst.xlsx", 0, address), most))


# --- who may come in -------------------------------------------------------------------------------------------------


def test_another_workspace_is_refused_over_a_socket_too(over_socket: SlackDriver) -> None:
    payload = {
        **over_socket.payloads.command("/proef dag", "petra", over_socket.slack.channels["CBOUW"]),
        "team_id": "TX",
    }

    refused = over_socket.slack.envelope("slash_commands", payload)
    assert title(over_socket.say("/proef later")) == "later"  # by then the first would have been answered too
    assert not refused.done()


def test_a_socket_that_is_closed_is_opened_again(over_socket: SlackDriver) -> None:
    assert title(over_socket.say("/proef een")) == "een"
    over_socket.slack.hang_up()
    over_socket.wait_for(over_socket.slack.connected.is_set)

    assert title(over_socket.say("/proef twee")) == "twee"


def test_whether_the_socket_is_up_and_since_when_can_be_asked(over_socket: SlackDriver, clock: Clock) -> None:
    began = clock().instant.isoformat()
    over_socket.wait_for(lambda: socket(over_socket) == {"verbonden": True, "sinds": began})
    clock.forward(hours=1)
    assert socket(over_socket) == {"verbonden": True, "sinds": began}
    over_socket.slack.hang_up()
    again = clock().instant.isoformat()
    over_socket.wait_for(lambda: socket(over_socket) == {"verbonden": True, "sinds": again})


def test_a_socket_that_slack_keeps_shut_says_why_and_since_when(over_socket: SlackDriver, clock: Clock) -> None:
    over_socket.wait_for(lambda: bool(socket(over_socket)["verbonden"]))
    over_socket.slack.faults.append(Fault("apps.connections.open", "error:invalid_auth", times=99))
    clock.forward(hours=1)
    ended = clock().instant.isoformat()
    over_socket.slack.hang_up()
    shut = {"verbonden": False, "sinds": ended, "geweigerd": "invalid_auth"}
    over_socket.wait_for(lambda: socket(over_socket) == shut)
    clock.forward(minutes=5)
    assert socket(over_socket) == shut


def socket(driver: SlackDriver) -> Json:
    """What /readyz says of it."""
    return cast("Json", driver.app.health["slack_socket"]())


def test_an_address_for_the_socket_that_has_become_too_old_is_asked_for_anew(app: App) -> None:
    driver = SlackDriver(app)

    async def connected() -> None:
        bolt = AsyncApp(client=AsyncWebClient(TOKEN, driver.slack.url), signing_secret="")
        made = Socket(bolt, APP_TOKEN, _nothing, lambda: app.clock().instant, stale=0.5)
        made.client.ping_interval = 0.1
        made.start()
        await until(lambda: made.health()["verbonden"], "it connects")
        await made.stop()

    driver.slack.tickets_refused = 2
    driver.run(connected())
    driver.close()


async def _nothing(_payload: Json) -> BoltResponse:
    return BoltResponse(status=200)


def test_over_a_socket_everything_goes_the_same_way(over_socket: SlackDriver) -> None:
    chat: Chat = over_socket
    assert title(chat.say("/proef hallo")) == "hallo"
    chat.say("update", id="m")
    chat.say("update", id="m")
    assert HEARD == [("say", "update")]
    assert chat.reactions(chat.last_message) == ["gezien"]
    chat.say("/proef")
    wrong = chat.press("Formulier") and chat.submit(titel="fout")
    assert wrong
    assert wrong.form
    assert wrong.form.errors == {"titel": "Dat is geen titel."}
    assert title(chat.submit(titel="goed")) == "Ontvangen: 7"
