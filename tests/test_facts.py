"""What the week tells, from facts, as people meet it: what happened, what arrived where, and what was promised."""

import asyncio
import re

import pytest

from bot.background.schedule import tick
from storage import facts, memberships, tafels
from storage.action_facts import ACTION
from storage.facts import Subject, Thing
from tests.platforms.slack_world import BOT, Fault
from tests.platforms.teams_world import Fault as TeamsFault

only_teams = pytest.mark.parametrize("platform", ["teams"], indirect=True)
only_slack = pytest.mark.parametrize("platform", ["slack"], indirect=True)


def let_pass(world, chat, **amount):
    """Time passes, and everything that falls due happens; what did not arrive is noticed at the next tick."""
    world.clock.forward(**amount)
    for _ in range(2):
        do_what_is_due(world, chat)


def do_what_is_due(world, chat):
    asyncio.run(tick(world.app))
    chat.settle()


def at(world, chat, moment):
    world.clock.at(moment)
    let_pass(world, chat)


def digests(chat, key="bouw"):
    return [seen for seen in chat.channel(key) if ", week " in seen.title or "rustig" in seen.title]


def mornings(world, chat, first, days):
    """Every day at nine, with everything that falls due on the way; the next tick is that of the day after."""
    world.clock.at(first)
    for _ in range(days):
        world.clock.forward(days=1)
        do_what_is_due(world, chat)
    do_what_is_due(world, chat)


def kinds(world, key="BOUW-1"):
    with world.db.transaction() as session:
        return [fact.kind for fact in reversed(facts.of_thing(session, ACTION, key))]


# --- what a digest says ----------------------------------------------------------------------------------------------


@pytest.mark.every_door
def test_five_new_actions_are_a_digest_that_names_them(chat, world):
    world.clock.at("2026-11-10T10:00")
    for letter in "abcde":
        chat.say(f"/actie nieuw Plan nummer {letter} @karim 20 januari")
    assert "niets veranderd" not in chat.say("/weekbericht").text
    at(world, chat, "2026-11-16T08:01")
    [digest] = digests(chat)
    assert "Nieuw" in digest.text
    for letter in "abcde":
        assert f"Plan nummer {letter} · Karim" in digest.text


def test_who_helps_with_a_new_action_is_told_with_it(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim @petra eind juni")
    at(world, chat, "2026-05-25T08:01")
    assert "BOUW-1 Stagepact tekenen · Karim · Petra helpt mee · di 30 juni" in digests(chat)[-1].text


def test_how_far_a_new_action_is_already_is_told_with_it(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juni")
    chat.say("/actie BOUW-1 40%")
    chat.say("/actie BOUW-1 wacht op de gemeente")
    at(world, chat, "2026-05-25T08:01")
    [digest] = digests(chat)
    assert "BOUW-1 Stagepact tekenen · Karim · di 30 juni · staat op wacht (op de gemeente) · op 40%" in digest.text


def test_a_new_action_that_is_late_already_stands_in_one_place(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim uiterlijk 20 mei")
    chat.say("/actie nieuw Open dag @karim eind juni")
    chat.say("/actie BOUW-1 40%")
    at(world, chat, "2026-05-25T08:01")
    [digest] = digests(chat)
    assert digest.text.count("BOUW-1 Stagepact tekenen") == 1
    assert "Te laat\nBOUW-1 Stagepact tekenen · Karim · op 40% · 5 dagen" in digest.text
    assert digest.text.count("BOUW-2 Open dag") == 1


def test_a_new_action_that_is_late_already_is_worth_a_digest_by_itself(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim uiterlijk 20 mei")
    at(world, chat, "2026-05-25T08:01")
    assert len(digests(chat)) == 1
    assert "Nieuw\n" not in digests(chat)[0].text


@pytest.mark.every_door
def test_what_there_is_no_room_for_is_told_in_the_next_digest(chat, world):
    long = "met een titel die zo lang is als mensen hem op een drukke dag schrijven"
    for number in range(1, 31):
        chat.say(f"/actie nieuw Plan nummer {number} {long} @karim eind november")
        chat.say(f"BOUW-{number}: nieuws over {number}. {'Dat is een heel verhaal. ' * 8}", by="karim")
    at(world, chat, "2026-05-25T08:01")
    told = weekly_words(chat)
    assert "en nog 5, die komen in het volgende weekbericht" in told
    assert "en nog 15, die komen in het volgende weekbericht" in told
    at(world, chat, "2026-06-01T08:01")
    told = weekly_words(chat)
    assert not re.search("en nog [0-9]+ regels|weggelaten", told)
    for number in range(1, 31):
        assert told.count(f"Plan nummer {number} {long} · Karim") == 1
        assert told.count(f"“nieuws over {number}. ") == 1
    before = len(weekly_words(chat))
    at(world, chat, "2026-06-08T08:01")
    assert len(weekly_words(chat)) == before


def weekly_words(chat):
    """All digests in the channel, each with the messages in which it goes on."""
    return "\n".join(seen.text for seen in chat.channel("bouw") if "· Karim" in seen.text or "(Karim)" in seen.text)


def test_whoever_loses_an_action_to_another_hears_so(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juni")
    chat.say("/actie BOUW-1 naar @fatima omdat Karim op reis is")
    chat.settle()
    told = chat.direct("karim")[-1]
    assert told.title == "Petra heeft je actie aan Fatima gegeven: BOUW-1 · Stagepact tekenen"
    assert "omdat Karim op reis is" in told.text
    before = len(chat.direct("fatima"))
    chat.say("/actie BOUW-1 naar @karim", by="fatima")
    chat.settle()
    assert len(chat.direct("fatima")) == before  # who gives it away knows


def test_whoever_loses_an_action_in_the_form_hears_so_too(chat, world):
    made = chat.say("/actie nieuw Stagepact tekenen @karim eind juni")
    chat.press("Aanpassen", on=made)
    chat.submit(actiehouder=())
    chat.settle()
    assert chat.direct("karim")[-1].title.startswith("Petra heeft je actie van je overgenomen; hij is nu van niemand")


def test_who_may_not_send_the_digest_is_told_so_in_words_about_the_digest(chat):
    refused = chat.say("/weekbericht nu", by="karim").text
    assert "Het weekbericht van Bouw versturen doet een projectleider of beheerder" in refused
    assert "instellingen" not in refused


def test_every_line_of_news_has_its_key_and_its_title(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juni")
    chat.say("BOUW-1: A en B tekenen", by="karim")
    at(world, chat, "2026-05-25T08:01")
    [digest] = digests(chat)
    assert "BOUW-1 Stagepact tekenen · “A en B tekenen” (Karim)" in digest.text


def test_all_news_of_the_week_is_told_and_not_only_the_last(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juni")
    chat.say("BOUW-1: eerste bedrijf doet mee", by="karim")
    chat.say("BOUW-1: tweede bedrijf ook", by="karim")
    at(world, chat, "2026-05-25T08:01")
    [digest] = digests(chat)
    assert "eerste bedrijf doet mee" in digest.text
    assert "tweede bedrijf ook" in digest.text


def test_changes_of_a_known_action_are_one_line_from_before_to_now(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim 26 juni")
    at(world, chat, "2026-05-25T08:01")
    chat.say("/actie BOUW-1 uiterlijk 3 juli")
    chat.say("/actie BOUW-1 uiterlijk 10 juli")
    chat.say("/actie BOUW-1 naar @petra")
    chat.say("/actie BOUW-1 60%")
    chat.say("/actie BOUW-1 bezig")
    at(world, chat, "2026-06-01T08:01")
    told = (
        "BOUW-1 Stagepact tekenen · staat op bezig · nu van Petra · nu uiterlijk vr 10 juli, was vr 26 juni · nu op 60%"
    )
    assert told in digests(chat)[-1].text


def test_what_was_changed_back_is_no_change(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim 26 juni")
    at(world, chat, "2026-05-25T08:01")
    chat.say("/actie BOUW-1 uiterlijk 3 juli")
    chat.say("/actie BOUW-1 uiterlijk 26 juni")
    assert "Zo gaat het niet vanzelf uit" in chat.say("/weekbericht").text
    at(world, chat, "2026-06-01T08:01")
    assert len(digests(chat)) == 1


def test_a_digest_of_which_the_only_fact_was_undone_does_not_come(chat, world):
    chat.press("Ongedaan maken", on=chat.say("/actie nieuw Stagepact tekenen"))
    at(world, chat, "2026-05-25T08:01")
    assert digests(chat) == []
    assert kinds(world) == ["created", "undone"]


def test_what_was_told_and_taken_back_is_told_too(chat, world):
    world.clock.at("2026-05-25T07:30")
    made = chat.say("/actie nieuw Stagepact tekenen")
    at(world, chat, "2026-05-25T08:01")
    chat.press("Ongedaan maken", on=made)
    at(world, chat, "2026-06-01T08:01")
    assert "BOUW-1 Stagepact tekenen · teruggenomen" in digests(chat)[-1].text


def test_news_that_is_edited_or_deleted_before_it_is_told_is_told_as_it_is(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juni")
    chat.say("BOUW-1: vijf bedrijven", by="karim")
    chat.edit(chat.last_message, "BOUW-1: zes bedrijven", by="karim")
    chat.say("BOUW-1: dit was een vergissing", by="karim")
    chat.delete(chat.last_message, by="karim")
    at(world, chat, "2026-05-25T08:01")
    [digest] = digests(chat)
    assert "zes bedrijven" in digest.text
    assert "vijf bedrijven" not in digest.text
    assert "vergissing" not in digest.text


def test_news_that_was_told_and_is_withdrawn_is_said_to_be(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juni")
    chat.say("BOUW-1: vijf bedrijven", by="karim")
    message = chat.last_message
    at(world, chat, "2026-05-25T08:01")
    chat.delete(message, by="karim")
    at(world, chat, "2026-06-01T08:01")
    assert "BOUW-1 Stagepact tekenen · eerder nieuws is ingetrokken" in digests(chat)[-1].text


def test_what_is_finished_and_opened_again_in_one_week_is_not_finished(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juni")
    at(world, chat, "2026-05-25T08:01")
    chat.say("/actie BOUW-1 klaar")
    chat.say("/actie BOUW-1 open")
    chat.say("BOUW-1: toch nog niet", by="karim")
    at(world, chat, "2026-06-01T08:01")
    assert "klaar" not in digests(chat)[-1].title


def test_decided_proposals_are_told(chat, world):
    chat.say("/actie nieuw Koffie met de wethouder", by="fatima")
    chat.say("/actie nieuw Taart bij de koffie", by="fatima")
    at(world, chat, "2026-05-25T08:01")
    first = digests(chat)[-1]
    assert "BOUW-1 Koffie met de wethouder · voorstel van Fatima" in first.text
    assert first.title.startswith("Bouw, week 22 · 0 open")
    asked = [seen for seen in chat.direct("petra") if seen.title.startswith("Fatima stelt")]
    chat.press("Aannemen", on=asked[0])
    chat.press("Afwijzen", on=asked[1])
    at(world, chat, "2026-06-01T08:01")
    second = digests(chat)[-1].text
    assert "BOUW-1 Koffie met de wethouder · nog geen actiehouder" in second
    assert "BOUW-2 Taart bij de koffie · vervallen · voorstel niet overgenomen" in second


@pytest.mark.parametrize("status", ["klaar", "vervallen"])
def test_what_was_told_as_ended_and_is_opened_and_ended_again_is_not_told_again(chat, world, status):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juli")
    chat.say("/actie nieuw Open dag @karim eind juli")
    chat.say(f"/actie BOUW-1 {status}")
    at(world, chat, "2026-05-25T08:01")
    chat.say("/actie BOUW-1 open")
    chat.say(f"/actie BOUW-1 {status}")
    chat.say("BOUW-2: iets anders", by="karim")
    at(world, chat, "2026-06-01T08:01")
    second = digests(chat)[-1]
    assert "iets anders" in second.text
    assert "Stagepact tekenen" not in second.text
    assert "1 klaar" not in second.title


def test_what_is_opened_again_and_waits_is_told_as_both_with_what_it_waits_for(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juli")
    chat.say("/actie nieuw Open dag @karim eind juli")
    chat.say("/actie BOUW-1 vervallen")
    at(world, chat, "2026-05-25T08:01")
    chat.say("/actie BOUW-1 wacht op de gemeente")
    chat.say("/actie BOUW-2 wacht op de school")
    at(world, chat, "2026-06-01T08:01")
    told = digests(chat)[-1].text
    assert "BOUW-1 Stagepact tekenen · heropend · staat op wacht (op de gemeente)" in told
    assert "BOUW-2 Open dag · staat op wacht (op de school)" in told


def test_a_preview_of_nothing_speaks_of_no_digest_that_never_was_and_denies_nothing_that_comes(chat, world):
    assert "Er is nog niets te melden." in chat.say("/weekbericht").text
    chat.say("/actie nieuw Stagepact tekenen @karim 5 juni")
    at(world, chat, "2026-05-25T08:01")
    preview = chat.say("/weekbericht").text
    assert "Er is sinds het vorige weekbericht niets veranderd. Zo gaat het niet vanzelf uit." in preview
    assert "Komende twee weken" in preview
    assert "niets aan" not in preview


def test_a_preview_for_a_tafel_without_a_channel_says_that_nothing_comes(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim 5 juni")
    chat.say("/tafel ontkoppel")
    preview = chat.say("/weekbericht bouw", at="direct").text
    assert "Deze tafel heeft nog geen kanaal, dus er komt geen weekbericht." in preview
    assert "niets veranderd" not in preview
    moved = chat.say("/weekbericht vrijdag 16:00", at="direct").text
    assert "Komt niet, want deze tafel heeft geen kanaal." in moved


# --- what arrived ----------------------------------------------------------------------------------------------------


@only_slack
def test_news_of_a_digest_that_was_refused_comes_in_the_next_that_arrives(chat, world):
    world.clock.at("2026-11-10T10:00")
    chat.say("/actie nieuw Stagepact tekenen @karim 20 januari")
    chat.say("BOUW-1: nieuws een", by="karim")
    chat.slack.channels["CBOUW"].members.discard(BOT)
    at(world, chat, "2026-11-16T08:01")
    assert digests(chat) == []

    assert "kwam niet aan in #bouw: Tafelbot is daar verwijderd" in chat.say("/weekbericht status", at="direct").text
    for who in ("petra", "noor"):
        [told] = [seen for seen in chat.direct(who) if "kon niet" in seen.title]
        assert told.title == "Het weekbericht van Bouw kon niet in #bouw worden gezet"
        assert "Tafelbot is daar verwijderd" in told.text
        assert "/invite @Tafelbot" in told.text

    chat.slack.channels["CBOUW"].members.add(BOT)
    world.clock.at("2026-11-17T10:00")
    chat.say("BOUW-1: nieuws twee", by="karim")
    assert "nieuws een" in chat.say("/weekbericht").text
    at(world, chat, "2026-11-23T08:01")
    [digest] = digests(chat)
    assert "nieuws een" in digest.text
    assert "nieuws twee" in digest.text
    status = chat.say("/weekbericht status").text
    assert "week 48" in status
    assert "kwam aan in #bouw" in status
    assert "kwam niet aan in #bouw: Tafelbot is daar verwijderd" in status


@only_slack
@pytest.mark.parametrize(("code", "why"), [
    ("is_archived", "Het kanaal is gearchiveerd"),
    ("channel_not_found", "Het kanaal bestaat niet meer"),
    ("restricted_action", "Tafelbot mag daar geen berichten zetten"),
    ("invalid_blocks", "Het bericht werd om zijn inhoud geweigerd"),
    ("token_revoked", "De toegang van Tafelbot werkt niet meer"),
    ("iets_nieuws", "Het werd niet aangenomen"),
])  # fmt: skip
def test_why_a_digest_was_refused_is_said_in_words_and_never_in_a_code(chat, world, code, why):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juni")
    chat.slack.faults.append(Fault("chat.postMessage", f"error:{code}"))
    at(world, chat, "2026-05-25T08:01")
    [told] = [seen for seen in chat.direct("petra") if "kon niet" in seen.title]
    assert why in told.text
    assert code not in told.text
    assert code not in chat.say("/weekbericht status").text


@only_slack
def test_a_channel_that_stays_closed_is_told_once(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juli")
    chat.slack.channels["CBOUW"].archived = True
    for week, moment in enumerate(("2026-05-25T08:01", "2026-06-01T08:01", "2026-06-08T08:01")):
        world.clock.at(moment)
        world.clock.forward(days=-1)
        chat.say(f"/actie BOUW-1 {week + 1}0%", at="direct")
        at(world, chat, moment)
    told = [seen for seen in chat.direct("petra") if "kon niet" in seen.title]
    assert len(told) == 1


@only_slack
def test_it_can_be_read_at_once_and_sent_again_from_the_message_about_it(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juni")
    chat.slack.channels["CBOUW"].members.discard(BOT)
    at(world, chat, "2026-05-25T08:01")
    told = [seen for seen in chat.direct("petra") if "kon niet" in seen.title][-1]
    assert "BOUW-1 Stagepact tekenen" in chat.press("Stuur het nu aan mij", on=told).text
    chat.slack.channels["CBOUW"].members.add(BOT)
    chat.press("Verstuur opnieuw", on=told)
    [digest] = digests(chat)
    assert "BOUW-1 Stagepact tekenen" in digest.text
    at(world, chat, "2026-06-01T08:01")
    assert len(digests(chat)) == 1, "and what arrived is not told again"


@only_slack
def test_nothing_is_promised_in_a_channel_that_is_known_to_be_closed(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juni")
    chat.slack.channels["CBOUW"].archived = True
    chat.happens("channel_archive", channel="CBOUW")
    closed = "omt nu niet aan in #bouw: het kanaal is gearchiveerd"
    assert closed in chat.say("/weekbericht status", at="direct").title
    assert closed in chat.say("/weekbericht vrijdag 16:00", at="direct").text
    sent = chat.say("/weekbericht nu", at="direct").text
    assert "zover ik weet komt het niet aan in #bouw: het kanaal is gearchiveerd" in sent

    chat.slack.channels["CBOUW"].archived = False
    chat.happens("channel_unarchive", channel="CBOUW")
    assert "de volgende komt vr 22 mei om 16:00 uur" in chat.say("/weekbericht status").title
    assert "zover ik weet" not in chat.say("/weekbericht nu").text


@only_slack
def test_of_two_channels_the_closed_one_is_left_out_of_the_promise(chat, world):
    extra = chat.slack.add_channel("extra", members=set(chat.slack.people))
    with world.db.transaction() as session:
        bouw = world.tafel(session, "bouw")
        tafels.link(session, bouw.id, "slack", extra.id, "extra", world.clock.instant)
    chat.happens("channel_archive", channel=extra.id)
    status = chat.say("/weekbericht status").title
    assert "de volgende komt ma 25 mei om 08:00 uur" in status
    assert "maar niet in #extra: het kanaal is gearchiveerd" in status


@only_slack
def test_of_two_channels_each_hears_what_it_has_not_heard(chat, world):
    extra = chat.slack.add_channel("extra", members=set(chat.slack.people), with_bot=False)
    with world.db.transaction() as session:
        bouw = world.tafel(session, "bouw")
        tafels.link(session, bouw.id, "slack", extra.id, "extra", world.clock.instant)
    chat.say("/actie nieuw Stagepact tekenen @karim eind juli")
    at(world, chat, "2026-05-25T08:01")
    status = chat.say("/weekbericht status").text
    assert status.count("week 22") == 1
    assert "kwam aan in #bouw; kwam niet aan in #extra" in status
    extra.members.add(BOT)
    chat.say("BOUW-1: nieuws twee", by="karim")
    at(world, chat, "2026-06-01T08:01")
    assert "Nieuw\n" not in digests(chat)[-1].text
    [late] = [seen for seen in chat.channel("extra") if ", week " in seen.title]
    assert "nieuws twee" in late.text
    assert "Nieuw\n" in late.text


def test_a_tafel_without_a_projectleider_has_a_beheerder_who_hears_of_it(chat, world):
    chat.say("/tafel lid @petra weg", by="noor")
    with world.db.transaction() as session:
        bouw = world.tafel(session, "bouw")
        assert [person.name for person in memberships.responsible(session, bouw.id)] == ["Noor"]


# --- what is promised ------------------------------------------------------------------------------------------------


def test_a_day_that_is_moved_behind_a_quiet_moment_is_kept(chat, world):
    at(world, chat, "2026-05-25T08:05")
    world.clock.at("2026-05-26T10:00")
    chat.say("/actie nieuw Stagepact tekenen @karim eind juni")
    chat.say("/weekbericht vrijdag 16:00")
    assert "de volgende komt vr 29 mei om 16:00 uur" in chat.say("/weekbericht status").title
    at(world, chat, "2026-05-29T16:01")
    [digest] = digests(chat)
    assert "Stagepact tekenen" in digest.text
    assert "de volgende komt vr 5 juni om 16:00 uur" in chat.say("/weekbericht status").title


def test_moving_it_while_it_is_off_says_so_and_asks(chat, world):
    chat.say("/weekbericht uit")
    answer = chat.say("/weekbericht vrijdag 16:00")
    assert "staat uit" in answer.title
    assert "staat uit" in chat.say("/weekbericht status").title
    switched = chat.press("Zet het aan", on=answer)
    assert switched.title == "Het weekbericht van Bouw komt op vrijdag om 16:00 uur"
    assert "De volgende komt vr 22 mei om 16:00 uur" in switched.text


def test_what_was_sent_by_hand_stands_in_the_status(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juni")
    chat.say("/weekbericht nu")
    chat.settle()
    status = chat.say("/weekbericht status").text
    assert "tussendoor" in status
    assert "kwam aan in" in status


def test_a_digest_in_between_takes_nothing_from_the_one_of_the_week_but_what_it_told(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juli")
    chat.say("/weekbericht nu")
    chat.settle()
    chat.say("BOUW-1: en dit is later", by="karim")
    at(world, chat, "2026-05-25T08:01")
    first, second = digests(chat)
    assert "Nieuw\n" in first.text
    assert "en dit is later" in second.text
    assert "Nieuw\n" not in second.text


def test_settings_that_change_nothing_move_no_moment(chat, world):
    world.clock.at("2026-05-25T08:00")
    chat.say("/actie nieuw Stagepact tekenen @karim eind juni")
    chat.say("/tafel instellingen")
    chat.submit()
    let_pass(world, chat, minutes=1)
    assert len(digests(chat)) == 1


def test_status_speaks_of_weeks_and_has_one_line_for_each_digest(chat, world):
    for week in range(10):
        if week % 2:
            chat.say(f"/actie nieuw Plan {'x' * (week + 1)} @karim eind december")
        let_pass(world, chat, days=7)
    status = chat.say("/weekbericht status").text
    assert "2026-W" not in status
    assert "slack:" not in status
    weeks = re.findall(r"week \d+ · ", status)
    assert len(weeks) == len(set(weeks)) == 8


def test_a_clock_that_is_set_back_a_week_makes_nothing_come_twice_and_loses_nothing(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juli")
    at(world, chat, "2026-06-01T08:01")
    at(world, chat, "2026-05-25T08:01")
    chat.say("BOUW-1: gezegd terwijl de klok achterliep", by="karim")
    for moment in ("2026-06-01T08:01", "2026-06-08T08:01", "2026-06-15T08:01"):
        at(world, chat, moment)
    told = "\n".join(seen.text for seen in digests(chat))
    assert told.count("gezegd terwijl de klok achterliep") == 1
    assert told.count("Nieuw\n") == 1


def test_two_tafels_that_swap_channels_tell_each_channel_their_own(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juli")
    with world.db.transaction() as session:
        for key, channel in (("bouw", "zorg"), ("zorg", "bouw")):
            tafel = world.tafel(session, key)
            tafels.link(session, tafel.id, world.platform, world.channel(channel), channel, world.clock.instant)
    at(world, chat, "2026-05-25T08:01")
    assert digests(chat, "bouw") == []
    [digest] = digests(chat, "zorg")
    assert "BOUW-1 Stagepact tekenen" in digest.text


# --- late things -----------------------------------------------------------------------------------------------------


@pytest.mark.campaign  # of mornings
def test_one_late_item_is_told_after_one_two_four_and_eight_weeks_and_then_asked_once(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim 24 mei")
    before = len(chat.direct("petra"))
    mornings(world, chat, "2026-05-24T09:00", 12 * 7)
    late = [
        found for seen in digests(chat) for found in re.findall(r"Karim · (\d+) dag(?:en)?$", seen.text, re.MULTILINE)
    ]
    assert late == ["1", "8", "15", "29", "57"], "the first stood in a digest that came anyway"
    assert len(digests(chat)) == 5
    asked = [seen for seen in chat.direct("petra")[before:] if seen.title.startswith("Wat doen jullie")]
    assert [seen.title for seen in asked] == ["Wat doen jullie met BOUW-1 · Stagepact tekenen?"]
    assert list(asked[0].buttons) == ["Nieuwe datum", "Andere actiehouder", "Laten vervallen"]
    reminders = [seen for seen in chat.direct("karim") if seen.title.startswith("Je hebt")]
    assert len(reminders) == 5, "the day before, which was a day off, and four when it was late"


def test_the_question_about_what_stayed_late_is_answered_where_it_stands(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim 20 mei")
    at(world, chat, "2026-07-23T09:00")
    asked = [seen for seen in chat.direct("petra") if seen.title.startswith("Wat doen")][-1]
    chat.press("Nieuwe datum", on=asked)
    assert chat.submit(datum="2026-09-01").title.startswith("BOUW-1 is bijgewerkt")
    at(world, chat, "2026-07-30T09:00")
    assert len([seen for seen in chat.direct("petra") if seen.title.startswith("Wat doen")]) == 1


def test_whoever_is_given_an_action_in_a_form_hears_of_it(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @petra 20 mei")
    at(world, chat, "2026-07-23T09:00")
    asked = [seen for seen in chat.direct("petra") if seen.title.startswith("Wat doen")][-1]
    chat.press("Andere actiehouder", on=asked)
    chat.submit(actiehouder=("karim",))
    chat.settle()
    [told] = chat.direct("karim")
    assert told.title == "Petra heeft je een actie gegeven: BOUW-1 · Stagepact tekenen"


def test_a_reminder_that_fell_on_a_day_without_a_worker_comes_the_day_after(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim 29 mei")
    at(world, chat, "2026-05-20T09:00")
    at(world, chat, "2026-05-28T09:00")  # nobody worked here on the 21st to the 27th
    reminders = [seen for seen in chat.direct("karim") if seen.title.startswith("Je hebt")]
    assert len(reminders) == 1


def test_the_day_that_a_snooze_promised_is_kept(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim uiterlijk 22 mei")
    at(world, chat, "2026-05-21T09:00")
    chat.press("Herinner me over een week", by="karim", on=chat.direct("karim")[-1])
    told = len(chat.direct("karim"))
    mornings(world, chat, "2026-05-21T09:00", 7)
    assert len(chat.direct("karim")) == told + 1


# --- proposals -------------------------------------------------------------------------------------------------------


@pytest.mark.campaign  # of mornings
def test_a_proposal_is_nobodys_for_fourteen_weeks(chat, world):
    chat.say("/actie nieuw Iets bij Bouw @karim morgen", by="fatima")
    mornings(world, chat, "2026-05-18T09:00", 14 * 7)
    assert chat.direct("karim") == []
    assert all("Te laat" not in seen.text and "te laat" not in seen.title for seen in digests(chat))
    assert "Je hebt geen open acties" in chat.say("/actie mijn", by="karim").text
    assert "0 open, 1 voorstel" in chat.say("/actie").title


@pytest.mark.every_door
def test_accepting_a_proposal_whose_day_has_passed_asks_for_a_day_and_tells_the_owner(chat, world):
    chat.say("/actie nieuw Iets bij Bouw @karim morgen", by="fatima")
    world.clock.forward(weeks=3)
    chat.press("Aannemen", on=chat.say("/actie BOUW-1"))
    answer = chat.submit(datum="2026-06-19")
    assert answer.title.startswith("BOUW-1 staat op de agenda")
    assert "vr 19 juni" in answer.text
    assert chat.direct("karim")[-1].title == "Petra heeft je een actie gegeven: BOUW-1 · Iets bij Bouw"
    assert chat.direct("fatima")[-1].title.startswith("Je voorstel staat op de agenda")


def test_who_a_proposal_is_meant_for_hears_of_it_when_it_is_accepted_and_not_before(chat):
    chat.say("/actie nieuw Iets bij Bouw", by="fatima")
    chat.say("/actie BOUW-1 naar @karim")
    assert chat.direct("karim") == []
    chat.press("Aannemen", on=chat.say("/actie BOUW-1"))
    [told] = chat.direct("karim")
    assert told.title == "Petra heeft je een actie gegeven: BOUW-1 · Iets bij Bouw"


@pytest.mark.parametrize("by_button", [True, False])
def test_a_rejected_proposal_is_decided_again_as_the_refusal_says(chat, by_button):
    chat.say("/actie nieuw Iets bij Bouw", by="fatima")
    chat.settle()
    [asked] = [seen for seen in chat.direct("petra") if seen.title.startswith("Fatima stelt")]
    chat.say("/actie BOUW-1 vervallen")
    refused = chat.press("Aannemen", on=asked)
    assert "Zet hem eerst weer open: /actie BOUW-1 open" in refused.text
    assert "nog een voorstel" in chat.say("/actie BOUW-1 open", by="fatima").text
    if by_button:
        chat.press("Heropenen", on=chat.say("/actie BOUW-1"))
    else:
        chat.say("/actie BOUW-1 open")
    assert chat.press("Aannemen", on=chat.say("/actie BOUW-1")).title.startswith("BOUW-1 staat op de agenda")


@pytest.mark.parametrize("words", ["klaar", "bezig", "wacht"])
def test_a_proposal_cannot_be_worked_on_before_it_is_accepted(chat, words):
    chat.say("/actie nieuw Iets bij Bouw @karim", by="fatima")
    assert "nog een voorstel" in chat.say(f"/actie BOUW-1 {words}", by="petra").text
    assert "nog een voorstel" in chat.say(f"/actie BOUW-1 {words}", by="karim").text


# --- finished and unfinished -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "then"), [("60%", "60%"), ("uiterlijk 26 juni", "vr 26 juni"), ("naar @petra", "Petra")]
)
def test_what_is_finished_is_opened_again_before_it_changes(chat, world, words, then):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juli")
    chat.say("/actie BOUW-1 klaar")
    asked = chat.say(f"/actie BOUW-1 {words}")
    assert asked.title == "BOUW-1 is klaar. Wil je hem heropenen?"
    with world.db.transaction() as session:
        assert world.action(session, "BOUW", 1).progress == 100
    chat.press("Heropenen", on=asked)
    shown = chat.say("/actie BOUW-1")
    assert "○ open" in shown.text
    assert then in shown.text


@pytest.mark.every_door
def test_what_is_handed_to_whoever_has_it_is_opened_again_all_the_same_and_says_so(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juli")
    chat.say("/actie BOUW-1 klaar")
    asked = chat.say("/actie BOUW-1 naar @karim")
    assert asked.title == "BOUW-1 is klaar. Wil je hem heropenen?"
    assert "BOUW-1 staat weer open, en is al van Karim" in chat.press("Heropenen", on=asked).text
    assert "○ open" in chat.say("/actie BOUW-1").text
    assert "is al van Karim" in chat.say("/actie BOUW-1 naar @karim").text


def test_it_may_be_left_as_it_is(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juli")
    chat.say("/actie BOUW-1 klaar")
    asked = chat.say("/actie BOUW-1 60%")
    assert chat.press("Laat zo", on=asked).title == "Goed. BOUW-1 blijft klaar."
    assert kinds(world) == ["created", "progress", "status"]


def test_a_form_asks_to_open_it_again_too(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juli")
    chat.press("Bijwerken", on=chat.say("/actie BOUW-1"))
    chat.say("/actie BOUW-1 klaar", by="karim")
    wrong = chat.submit(voortgang="60")
    assert "BOUW-1 is klaar" in wrong.form.errors["voortgang"]


def test_what_is_opened_again_is_as_far_as_it_was(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juli")
    chat.say("/actie BOUW-1 40%")
    chat.say("/actie BOUW-1 klaar")
    chat.say("/actie BOUW-1 bezig")
    with world.db.transaction() as session:
        assert world.action(session, "BOUW", 1).progress == 40


# --- undone ----------------------------------------------------------------------------------------------------------


@pytest.mark.every_door
def test_undo_takes_back_what_it_told_the_owner(chat, world):
    made = chat.say("/actie nieuw Iets doen @karim vrijdag")
    assert chat.direct("karim")[-1].title.startswith("Petra heeft je een actie gegeven")
    chat.press("Ongedaan maken", on=made)
    let_pass(world, chat, seconds=3)
    [told] = chat.direct("karim")
    assert told.title == "Teruggenomen: BOUW-1 · Iets doen"
    assert "Bekijken" not in told.buttons


def test_undo_takes_back_what_it_asked_the_projectleider(chat, world):
    made = chat.say("/actie nieuw Koffie", by="fatima")
    chat.press("Ongedaan maken", by="fatima", on=made)
    let_pass(world, chat, seconds=3)
    assert chat.direct("petra")[-1].title == "Teruggenomen: BOUW-1 · Koffie"


def test_undo_takes_back_the_card_that_was_shared(chat, world):
    made = chat.say("/actie nieuw Stagepact tekenen")
    chat.press("Deel in kanaal", on=chat.say("/actie BOUW-1"))
    chat.press("Ongedaan maken", on=made)
    let_pass(world, chat, seconds=3)
    [shared] = chat.channel("bouw")
    assert shared.title == "Teruggenomen: BOUW-1 · Stagepact tekenen"


# --- what nobody knows -----------------------------------------------------------------------------------------------


@only_teams
@pytest.mark.parametrize(("answer", "again"), [("Ja, het staat er", 0), ("Nee", 1), ("", 1)])
def test_of_a_digest_that_nobody_knows_of_somebody_is_asked(chat, world, answer, again):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juli")
    chat.courier_waits_no_longer()
    chat.teams.faults.append(TeamsFault("POST activities", "reset"))
    at(world, chat, "2026-05-25T08:01")
    for _ in range(3):
        let_pass(world, chat, minutes=5)
    assert "misschien aangekomen in #bouw" in chat.say("/weekbericht status").text
    [asked] = [seen for seen in chat.direct("petra") if seen.title.startswith("Staat het weekbericht")]
    if answer:
        chat.press(answer, on=asked)
    chat.say("BOUW-1: en dit is later", by="karim")
    at(world, chat, "2026-06-01T08:01")
    digest = digests(chat)[-1]
    assert digest.text.count("Nieuw\n") == again
    assert "en dit is later" in digest.text
    assert ("staat er daarom nog eens bij" in digest.text) == (not answer)


# --- what is declared ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("thing", [
    Thing("proef", {"probed": "geproefd"}), Thing("actie", {"probed": "geproefd"}), Thing("proef", {"due": "datum"}),
], ids=["a thing", "another thing with the name of one", "a kind of another thing"])  # fmt: skip
def test_a_fact_about_a_thing_that_nobody_declared_is_refused(world, thing):
    [kind] = thing.words
    with world.db.transaction() as session, pytest.raises(ValueError, match=f"no facts of the kind '{kind}'"):
        facts.write(session, kind, Subject(thing, "PROEF-1", 1), now=world.clock().instant, by=None)


@pytest.mark.parametrize(("thing", "why"), [
    (Thing("actie", {"probed": "geproefd"}), "another thing with this name"),
    (Thing("proef", {"due": "termijn"}, days=frozenset({"due"})), "'due' mean something else already"),
    (Thing("proef", {"due": "datum"}), "'due' mean something else already"),
    (Thing("proef", {"owner": "actiehouder"}), "'owner' mean something else already"),
    (Thing("proef", {"probed": "geproefd"}, people=frozenset({"probd"})), "no words for facts of the kind 'probd'"),
], ids=["a name twice", "other words", "no day", "nobody", "misspelt"])  # fmt: skip
def test_a_thing_whose_facts_would_be_read_wrongly_is_refused_and_leaves_nothing_behind(thing, why):
    with pytest.raises(ValueError, match=why):
        facts.declare(thing)
    assert "probed" not in facts.WORDS
    assert facts.declare(ACTION) is ACTION
