"""Pages for guests: a small feature has one of its own, and its links end, are taken back and cannot be made up."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from bot.background.schedule import keep_house
from bot.serving import web
from bot.serving.signing import Signer
from handlers import FEATURES
from handlers.cards import Buttons, Heading, Item, Items, Text, line, told
from handlers.feature import Callback, Page, PageContent, Section, Work
from handlers.registry import build_registry
from storage import page_links, people, people_export
from storage.page_links import PageLink
from tests.html import Node, check_nesting, parse
from tests.platforms.lokaal import BASE
from tests.small_feature import small_feature
from tests.world import World

PRESS = Callback("proef.druk", str).button("Druk hier", "")


def shown(_work: Work, subject: str) -> PageContent | None:
    """The room of a link, with things that can be pressed, which a guest never gets; None for a room that is gone."""
    items = Items((Item(line("Tafel bij het raam"), button=PRESS),))
    later = Section(order=2, elements=(Heading("Plaatsen"), items, Buttons((PRESS,))), stirs=False)
    first = Section(order=1, elements=(Heading("Wie doen er mee?"), Text(line("Dertig mensen."))), stirs=False)
    return PageContent(heading=f"Zaal {subject}", sections=(later, first)) if subject != "weg" else None


ROOM = Page(name="zaal", title="Zaal", called="de zaal", draws=shown, renew=told("Typ `/zaal link`."))
HAS_ROOM = small_feature("proef", pages=(ROOM,))


@pytest.fixture(autouse=True)
def a_feature_with_a_page(world: World) -> None:
    world.app.registry = build_registry((*FEATURES, HAS_ROOM))


def given(world: World, subject: str = "3", days: int = 7, page: str = "zaal") -> PageLink:
    with world.db.transaction() as session:
        now = world.clock().instant
        until = now + timedelta(days=days)
        return page_links.make(session, page, subject, made_for="Vakschool", by=None, now=now, expires=until)


def signed(world: World, link: PageLink, purpose: str = "zaal") -> str:
    return f"/{purpose}/{Signer(world.app.settings.tafelbot_geheim).sign(link.key, purpose)}"


def get(world: World, path: str, method: str = "GET") -> httpx.Response:
    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app=web.build(world.app), raise_app_exceptions=False, client=("127.0.0.1", 1))
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as browser:
            return await browser.request(method, path)

    return asyncio.run(asked())


def page_of(answer: httpx.Response) -> Node:
    check_nesting(answer.text)
    return parse(answer.text)


def test_a_guest_opens_a_page_of_a_feature_and_can_press_nothing(world: World) -> None:
    answer = get(world, signed(world, given(world)))
    assert answer.status_code == 200
    page = page_of(answer)
    assert page.one("h1").text() == "Zaal 3"
    assert [each.text() for each in page.all("h2")] == ["Wie doen er mee?", "Plaatsen"]
    assert "Tafel bij het raam" in page.text()
    assert "Vakschool" in page.text()
    assert page.all("script, form, button, input, iframe") == []
    assert answer.headers["cache-control"] == "no-store"
    sheets = [each["href"] for each in page.all("link")]
    assert [get(world, f"/zaal/{each}").status_code for each in sheets] == [200] * 3


def test_each_link_shows_what_it_was_made_for(world: World) -> None:
    headings = [page_of(get(world, signed(world, given(world, room)))).one("h1").text() for room in ("3", "4")]
    assert headings == ["Zaal 3", "Zaal 4"]


def test_a_link_works_until_its_moment_and_then_says_how_to_get_a_new_one(world: World) -> None:
    path = signed(world, given(world, days=1))
    world.clock.forward(hours=23, minutes=59)
    assert get(world, path).status_code == 200
    world.clock.forward(minutes=1)
    answer = get(world, path)
    assert answer.status_code == 404
    page = page_of(answer)
    assert page.one("h1").text() == "Deze link werkt niet (meer)"
    assert "Een link naar de zaal werkt tot een vaste dag" in page.text()
    assert "Typ /zaal link." in page.text()
    assert "cockpit" not in page.text().casefold()


def test_links_that_ended_are_taken_back_are_tampered_with_or_lead_to_nothing_get_one_and_the_same_page(
    world: World,
) -> None:
    good, revoked, ended, gone = given(world), given(world), given(world, days=-1), given(world, "weg")
    cockpit = given(world, "", page="cockpit")
    with world.db.transaction() as session:
        assert page_links.revoke(session, "zaal", revoked.key, world.clock().instant) == revoked
        assert page_links.revoke(session, "zaal", revoked.key, world.clock().instant) is None
    path = signed(world, good)
    tampered = [path.replace("/zaal/", "/zaal/A"), path[:-1], f"/zaal/{good.key}", f"/zaal/{'x' * 5000}"]
    of_another = [signed(world, cockpit), signed(world, good, "cockpit").replace("/cockpit/", "/zaal/")]
    ended_ones = [signed(world, each) for each in (revoked, ended, gone)]
    answers = [get(world, each) for each in (*tampered, *of_another, *ended_ones)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert get(world, path).status_code == 200
    assert get(world, path, "POST").status_code == 405


def test_a_link_to_one_page_opens_no_other(world: World) -> None:
    link = given(world)
    assert get(world, signed(world, link, "cockpit")).status_code == 404
    assert get(world, signed(world, link).replace("/zaal/", "/bestand/")).status_code == 404


def test_the_page_of_a_feature_that_is_switched_off_is_answered_as_a_link_that_never_was(world: World) -> None:
    path = signed(world, given(world))
    world.app.registry = build_registry(FEATURES)
    answer = get(world, path)
    assert answer.status_code == 404
    page = page_of(answer)
    assert page.one("h1").text() == "Deze link werkt niet (meer)"
    assert "zaal" not in page.text().casefold()
    assert [get(world, f"/zaal/{each['href']}").status_code for each in page.all("link")] == [200] * 3
    assert get(world, "/zaal").status_code == 404


def test_without_the_koers_the_cockpit_is_answered_so_too(world: World) -> None:
    path = signed(world, given(world, "", page="cockpit"), "cockpit")
    assert get(world, path).status_code == 200
    world.app.registry = build_registry(each for each in FEATURES if each.name != "koers")
    answer = get(world, path)
    assert (answer.status_code, page_of(answer).one("h1").text()) == (404, "Deze link werkt niet (meer)")


def test_who_made_a_link_reads_so_in_their_own_data_and_forgetting_leaves_the_link(world: World) -> None:
    now = world.clock().instant
    with world.db.transaction() as session:
        noor = people.by_account(session, world.account("noor"))
        assert noor is not None
        for page in ("zaal", "cockpit"):
            page_links.make(session, page, made_for=page, by=noor.id, now=now, expires=now + timedelta(days=1))
        told = people_export.collect(session, noor.id)
    assert told["tafels"]["links naar pagina’s"] == [{"moment": now, "voor": "zaal"}]
    assert told["koers"]["links naar de cockpit"] == [{"moment": now, "voor": "cockpit"}]


def test_links_of_every_page_are_let_go_when_they_ended_long_ago(world: World) -> None:
    old, kept = given(world, days=1), given(world, days=60)
    world.clock.forward(days=33)
    asyncio.run(keep_house(world.app))
    with world.db.transaction() as session:
        then = world.clock().instant - timedelta(days=33)
        assert [page_links.get(session, "zaal", each.key, then) for each in (old, kept)] == [None, kept]


@pytest.mark.parametrize("name", ["Zaal", "zaal 3", "zaal/3", "3", ""])
def test_a_page_whose_name_cannot_stand_in_an_address_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot stand in an address"):
        build_registry((small_feature("proef", pages=(replace(ROOM, name=name),)),))


def test_two_features_that_claim_the_same_page_are_refused() -> None:
    with pytest.raises(ValueError, match="the page 'zaal' is there twice"):
        build_registry((HAS_ROOM, small_feature("ander", pages=(ROOM,))))


@pytest.mark.parametrize("name", ["bestand", "healthz", "privacy"])
def test_a_page_in_the_place_of_what_is_the_houses_own_is_refused(world: World, name: str) -> None:
    world.app.registry = build_registry((small_feature("proef", pages=(replace(ROOM, name=name),)),))
    with pytest.raises(ValueError, match=f"'{name}', and that address is the house's own"):
        web.build(world.app)


@pytest.mark.parametrize("platform", ["lokaal"], indirect=True)
def test_a_card_in_the_trial_workspace_leads_to_the_page_and_to_nothing_that_is_no_page(
    world: World, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("chat")
    link = given(world)
    answer = get(world, f"/lokaal/document/{link.path}")
    assert answer.status_code == 303
    assert get(world, answer.headers["location"]).status_code == 200
    assert get(world, f"/lokaal/document/teams knop/{link.key}").status_code == 404
