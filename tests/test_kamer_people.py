"""Who takes part in a room: the list and how it grows, who leads and looks on, guests, and people who turn out to be
one or are forgotten halfway."""

from typing import Any

import pytest

from handlers.rooms import fingerprint
from handlers.tafels import privacy
from handlers.versnellingskamer import entering
from storage import kamer_people, memberships, people, people_data
from storage.database import Session
from storage.kamer_ballots import BALLOTS
from storage.kamer_people import Code, InRoom
from tests.kamer import EVERYBODY, QUESTION, begin, card, close, fill_tafel, press, put_away, stored, vote, wait
from tests.platforms import Chat
from tests.world import World, work

NOT_LISTED = "Je staat niet op de lijst van deze stemming"


@pytest.fixture(autouse=True)
def tafel(world: World) -> None:
    fill_tafel(world, EVERYBODY[:5])  # noor is an administrator and sits nowhere


def opened(chat: Chat, **values: Any) -> None:
    chat.press("Open de stemming", on=begin(chat, **values))


def seats(world: World) -> dict[str, InRoom]:
    with world.db.transaction() as session:
        return {each.person.name: each for each in kamer_people.everybody(session, 1) if each.person}


def listed(world: World) -> int:
    with world.db.transaction() as session:
        return kamer_people.listed(session, 1)


# --- the list --------------------------------------------------------------------------------------------------------


def test_who_is_not_on_the_list_asks_and_is_let_in_by_who_leads(chat: Chat, world: World) -> None:
    opened(chat)
    refused = chat.press("Stem", by="noor", on=card(chat))
    assert refused is not None
    assert NOT_LISTED in refused.text
    put_away(chat, "noor", refused)
    asked = chat.press("Ik doe mee", by="noor", on=card(chat))
    assert asked is not None
    assert "Gevraagd." in asked.text
    chat.settle()
    request = chat.direct("petra")[-1]
    assert request.title == "Noor wil meedoen"
    let_in = chat.press("Laat toe", by="petra", on=request)
    assert let_in is not None
    assert let_in.title == "Noor doet mee: 0 van 6 stemden"
    wait(chat, world)
    assert "0 van 6 hebben gestemd" in card(chat).text
    assert "1 mens later toegelaten door de begeleider." in card(chat).text
    assert vote(chat, "noor", richting_1=("Akkoord",)).title == "Je stem telt mee"


def test_nobody_but_who_leads_lets_somebody_in(chat: Chat, world: World) -> None:
    opened(chat)
    chat.press("Ik doe mee", by="noor", on=card(chat))
    chat.settle()
    request = chat.direct("petra")[-1]
    answer = chat.press("Laat toe", by="karim", on=request)
    assert answer is None or "Alleen de begeleider leidt deze kamer" in answer.text
    assert listed(world) == 5


def test_who_says_ik_doe_mee_before_the_opening_is_on_the_list(chat: Chat, world: World) -> None:
    made = begin(chat)
    chat.press("Kondig aan", on=made)
    joined = chat.press("Ik doe mee", by="noor", on=card(chat))
    assert joined is not None
    assert joined.title == "Je doet mee"
    press(chat, "Open de stemming")
    assert listed(world) == 6
    wait(chat, world)
    vote(chat, "noor", richting_1=("Akkoord",))


def test_who_left_and_who_looks_on_are_out_of_the_denominator(chat: Chat, world: World) -> None:
    bram, sanne = world.person("bram"), world.person("sanne")
    with world.db.transaction() as session:
        tafel = world.tafel(session, "bouw")
        assert tafel is not None
        memberships.dismiss(session, bram.id, tafel.id)
        memberships.appoint(session, sanne.id, tafel.id, "waarnemer")
    opened(chat)
    assert listed(world) == 3
    refused = chat.press("Stem", by="sanne", on=card(chat))
    assert refused is not None
    assert NOT_LISTED in refused.text


def test_a_waarnemer_of_the_room_sees_and_does_not_count(chat: Chat, world: World) -> None:
    made = begin(chat)
    form = press(chat, "Deelnemers")
    assert "staan er 5 mensen op de lijst" in form.text
    chat.press("Rollen", on=form)
    given = chat.submit(waarnemers=("sanne",), mede=("karim",))
    assert given is not None
    assert "Waarnemers: Sanne" in given.text
    assert "Medebegeleiders: Karim" in given.text
    put_away(chat, "petra", given)
    assert made.title == press(chat, "Open de stemming", by="karim").title
    assert listed(world) == 4
    refused = chat.press("Stem", by="sanne", on=card(chat))
    assert refused is not None
    assert "Je bent waarnemer in deze kamer" in refused.text


def test_groups_that_are_small_are_stored_as_overig(chat: Chat, world: World) -> None:
    opened(chat, niveau=("Anoniem, met je O",), k=("3 mensen",))
    assert {each.grouped for each in seats(world).values() if each.is_listed} == {"overig"}


def test_somebody_who_is_let_in_later_hides_in_a_group_that_is_there(chat: Chat, world: World) -> None:
    persons = [world.person(each) for each in EVERYBODY[:5]]
    with world.db.transaction() as session:
        tafel = world.tafel(session, "bouw")
        assert tafel is not None
        for person in persons:
            here = memberships.membership(session, person.id, tafel.id)
            assert here is not None
            memberships.appoint(session, person.id, tafel.id, here.role, sphere="onderwijs")
    opened(chat, niveau=("Anoniem, met je O",), k=("3 mensen",))
    groups = {each.grouped for each in seats(world).values() if each.is_listed}
    chat.press("Ik doe mee", by="noor", on=card(chat))
    chat.settle()
    chat.press("Laat toe", by="petra", on=chat.direct("petra")[-1])
    assert {each.grouped for each in seats(world).values() if each.is_listed} == groups


# --- who leads -------------------------------------------------------------------------------------------------------


def test_when_the_begeleider_leaves_the_projectleider_leads_on(chat: Chat, world: World) -> None:
    begin(chat, by="karim")
    left = chat.say("/tafel lid @karim weg")
    assert left is not None
    assert "Kamers die nu een andere begeleider nodig hebben" in left.text
    press(chat, "Open de stemming")
    vote(chat, "bram", richting_1=("Akkoord",))
    close(chat, world)
    assert stored(world).step.phase == "bespreken"


def test_a_deelnemer_holds_a_poll_and_begins_no_room_and_leads_none_of_others(chat: Chat) -> None:
    begin(chat)
    refused = chat.say("/kamer nieuw", by="fatima")
    assert refused is not None
    assert "Een snelle peiling mag wel" in refused.text
    no = chat.say("/kamer KAMER-1 open", by="fatima")
    assert no is not None
    assert "Alleen de begeleider leidt deze kamer van Bouw" in no.text
    chat.say('/kamer peiling "Waar?" "Hier" "Daar"', by="fatima")
    assert card(chat, "Waar?").title == "Waar?"


def test_people_of_other_tafels_see_no_room(chat: Chat) -> None:
    begin(chat)
    refused = chat.say("/kamer KAMER-1", by="noor", at="direct")
    assert refused is not None
    assert refused.title == f"KAMER-1: {QUESTION}"  # an administrator sees every room
    assert "Nog geen kamers" in (chat.say("/kamer", by="sanne", at="tech") or refused).text


# --- guests ----------------------------------------------------------------------------------------------------------


def codes(world: World) -> list[Code]:
    with world.db.transaction() as session:
        return kamer_people.codes_of(session, 1)


def test_guests_by_name_get_a_code_each_and_count(chat: Chat, world: World) -> None:
    begin(chat)
    chat.press("Gasten", on=press(chat, "Deelnemers"))
    refused = chat.submit(gasten="Anna, Deltion, onderwjis")
    assert refused is not None
    assert refused.form is not None
    assert "Bedoelde je “onderwijs”?" in " ".join(refused.form.errors.values())
    made = chat.submit(gasten="Anna de Vries, Deltion, onderwijs\nBen, Bouwbedrijf Ben, ondernemers")
    assert made is not None
    assert "2 gasten hebben een code" in made.text
    put_away(chat, "petra", made)
    assert len(codes(world)) == 2
    with world.db.transaction() as session:
        [first, _] = codes_in(session)
        entrance = entering.enter(work(session), first.code)
    assert entrance is not None
    assert entrance.person_id == first.person_id
    press(chat, "Open de stemming")
    assert listed(world) == 7


def codes_in(session: Session) -> list[Code]:
    return kamer_people.codes_of(session, 1)


def test_an_open_code_counts_devices_says_so_and_is_full_at_its_limit(chat: Chat, world: World) -> None:
    begin(chat)
    chat.press("Open code", on=press(chat, "Deelnemers"))
    made = chat.submit(aantal="1")
    assert made is not None
    assert "Zo telt Tafelbot apparaten, geen mensen." in made.text
    put_away(chat, "petra", made)
    [code] = codes(world)
    with world.db.transaction() as session:
        now = work(session)
        before = entering.enter(now, code.code)
        entering.join(now, code.code, "Anna <b>", "onderwijs")
        after = entering.enter(now, code.code)
        assert before is not None
        assert after is not None
        assert (before.left, after.left) == (1, 0)
        with pytest.raises(Exception, match="vol"):
            entering.join(now, code.code, "", "")
    assert "Anna <b>" in seats(world)


def test_a_code_that_was_taken_back_or_never_was_leads_nowhere(chat: Chat, world: World) -> None:
    begin(chat)
    chat.press("Open code", on=press(chat, "Deelnemers"))
    put_away(chat, "petra", chat.submit(aantal="5") or begin(chat))
    [code] = codes(world)
    chat.press("Sluit open code", on=press(chat, "Deelnemers"))
    with world.db.transaction() as session:
        assert kamer_people.find_code(session, fingerprint(code.code)) is None
        assert entering.enter(work(session), code.code) is None
        assert entering.enter(work(session), "00000000") is None


# --- one person, and nobody ------------------------------------------------------------------------------------------


def test_accounts_that_are_joined_halfway_count_once(chat: Chat, world: World) -> None:
    opened(chat)
    for by in EVERYBODY[:5]:
        vote(
            chat, by, richting_1=("Bezwaar",) if by == "sanne" else ("Akkoord",), reden_1="Nee" if by == "sanne" else ""
        )
    bram, sanne = world.person("bram"), world.person("sanne")
    with world.db.transaction() as session:
        people_data.merge(session, sanne.id, bram.id)
    assert listed(world) == 4
    close(chat, world)
    with world.db.transaction() as session:
        assert len(BALLOTS.closed(session, "1")) == 4


def test_the_vote_of_somebody_who_is_forgotten_halfway_stays(chat: Chat, world: World) -> None:
    opened(chat)
    for by in EVERYBODY[:5]:
        vote(chat, by, richting_1=("Akkoord",))
    bram = world.person("bram")
    with world.db.transaction() as session:
        people_data.forget(session, bram.id, world.clock.instant)
    assert listed(world) == 5
    close(chat, world)
    with world.db.transaction() as session:
        assert len(BALLOTS.closed(session, "1")) == 5
        assert people.living(session, bram.id) is None
    [told] = [each for each in chat.channel("bouw") if each.title == f"Uitslag: {QUESTION}"]
    assert "5 van 5 stemden" in told.text


def test_a_ballot_by_name_is_in_somebodys_own_data_and_stays_without_them(chat: Chat, world: World) -> None:
    opened(chat, niveau=("Op naam",))
    for by in EVERYBODY[:5]:
        vote(
            chat,
            by,
            richting_1=("Bezwaar",) if by == "bram" else ("Akkoord",),
            reden_1="Te duur" if by == "bram" else "",
        )
    bram = world.person("bram")
    with world.db.transaction() as session:
        assert "Stagepact per gemeente: bezwaar (Te duur)" in str(privacy.held(session, bram, world.clock.zone))
        people_data.forget(session, bram.id, world.clock.instant)
    close(chat, world)
    topic = press(chat, "Bespreek meest verdeelde")
    assert "Te duur" in topic.text
    assert "Bram" not in topic.text
    assert "voormalig lid" in topic.text


def test_what_is_asked_anonymously_is_in_nobodys_data(chat: Chat, world: World) -> None:
    opened(chat)
    vote(chat, "bram", richting_1=("Bezwaar",), reden_1="Een zin die niemand ziet")
    bram = world.person("bram")
    with world.db.transaction() as session:
        told = str(privacy.held(session, bram, world.clock.zone))
    assert "versnellingskamer" in told
    assert "Een zin die niemand ziet" not in told
