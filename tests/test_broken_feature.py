"""A feature whose hooks fail takes nothing of another feature with it: people get a sentence with a code, nothing is
half stored, and what the others have to say is said."""

import asyncio
import io
import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, Final

import pytest
from sqlalchemy import func, select, text

from bot.background import schedule
from bot.background.jobs import Jobs
from bot.serving.signing import Signer
from handlers import FEATURES, cockpit, floor
from handlers.cards import Card, Heading, Option, Text, line
from handlers.digest import build
from handlers.digest.settings import SWITCH
from handlers.feature import (
    AboutPeople,
    Account,
    Address,
    Answers,
    Around,
    Asked,
    ByItself,
    Callback,
    Command,
    Due,
    Feature,
    Glance,
    Heard,
    Job,
    Message,
    Page,
    Place,
    Post,
    Press,
    Refusal,
    Request,
    Search,
    Section,
    Setting,
    Shown,
    Submit,
    Task,
    Timed,
    Turn,
    Week,
    Work,
)
from handlers.forms import Form, Line
from handlers.registry import build_registry
from storage import actions, audit, digests, jobs, page_links, tafels
from storage.actions import Draft
from storage.database import Session, Unavailable
from tests.platforms import Chat
from tests.test_guest_pages import get
from tests.world import World, open_actions

CANARY = "geheimpje"
CODE = re.compile(r"code:? ([0-9a-f]{8})")
pytestmark = [pytest.mark.every_database, pytest.mark.parametrize("platform", ["slack"], indirect=True)]

Does = Callable[[Session], None]


def raises(_session: Session) -> None:
    raise ValueError(CANARY)


def divides_by_nothing(session: Session) -> None:
    """What PostgreSQL refuses, after which nothing more can be done in such a transaction."""
    session.execute(text("SELECT 1 / 0")).all()
    raise ValueError(CANARY)


@pytest.fixture(params=[raises, divides_by_nothing])
def wrong(request: pytest.FixtureRequest) -> Does:
    found: Does = request.param
    return found


def failing(wrong: Does, *, writes: bool) -> Callable[..., Any]:
    """A hook that fails, whatever it is asked, and after it wrote something where it may."""

    def hook(about: Turn | Work, *_: object) -> Any:
        if writes:
            audit.write(about.session, "half", now=about.now.instant, by=None)
        wrong(about.session)

    return hook


def without_session(*_: object) -> Any:
    raise ValueError(CANARY)


def broken(wrong: Does = raises) -> Feature:
    """Every hook that others have a part beside, and it fails in all of them."""
    hook, look = failing(wrong, writes=True), failing(wrong, writes=False)
    callback: Callback[str] = Callback("aaa.druk", str)
    page = Page(name="kapot", title="Kapot", called="de kapotte pagina", draws=look)
    return Feature(
        name="aaa",
        asked=Asked(
            commands=(Command(word="kapot", help="Kapot", bare=hook),),
            presses=(Press(callback, hook),),
            submits=(Submit(callback, hook),),
            searches=(Search("aaa.zoek", look),),
        ),
        heard=Heard(message=hook, edit=hook, delete=hook, join=hook, invites=without_session),
        by_itself=ByItself(
            timed=(Timed("kapot_wanneer", look, hook), Timed("kapot_wat", due, hook)),
            jobs=(Job(Task("aaa.werk", str), hook),),
            settings=(
                Setting(
                    name="aaa.kapot",
                    default="",
                    field=Line(name="kapot", label="Kapot"),
                    label="Kapot",
                    says=without_session,
                    shows=without_session,
                    parses=without_session,
                ),
            ),
            cleans=hook,
        ),
        shown=Shown(home=look, tafel=look, digest=hook, headline=hook, cockpit=look),
        about_people=AboutPeople(leaves=hook),
        around=Around(pages=(page,)),
    )


def due(work: Work) -> Iterable[Due]:
    return [Due(tafel="bouw", period="nu", at=work.now.instant)]


def wrote(what: str) -> Callable[..., None]:
    """A hook that works, and writes that down."""

    def does(about: Turn | Work, *_: object) -> None:
        audit.write(about.session, what, now=about.now.instant, by=None)

    return does


def did(what: str) -> Callable[..., Answers]:
    """The same, with an answer."""

    def does(about: Turn | Work, *_: object) -> Answers:
        wrote(what)(about)
        return Post(Card("buur", f"Buur: {what}"))

    return does


BUUR: Final = Setting(name="zzz.buur", default="", field=Line(name="buur", label="Buur"), label="Buur")
NEIGHBOUR = Feature(
    name="zzz",
    asked=Asked(searches=(Search("zzz.zoek", lambda _turn, words: [Option(words, words)]),)),
    heard=Heard(
        message=lambda turn: did(f"hoorde {turn.person.name}")(turn), edit=did("hoorde een wijziging"),
        invites=lambda _tafel: line("Buur hoort alles"),
    ),
    by_itself=ByItself(
        timed=(Timed("buur", due, wrote("was op tijd")),),
        jobs=(Job(Task("zzz.werk", str), wrote("werkte")),),
        settings=(BUUR,),
        cleans=wrote("ruimde op"),
    ),
    shown=Shown(
        home=lambda _work: [Text(line("Buur op de startpagina"))],
        tafel=lambda _work, _tafel: Glance(line=line("buur is er")),
        digest=lambda _work, _week: [Section(order=1, elements=(Text(line("Buur in het weekbericht")),), stirs=False)],
        headline=lambda _work, _week: ["buur"],
        cockpit=lambda _work: [Section(order=1, elements=(Heading("Buur"), Text(line("Goed zo"))), stirs=False)],
    ),
    about_people=AboutPeople(leaves=lambda _work, _person, _tafel: [Text(line("Buur blijft achter"))]),
)  # fmt: skip


@pytest.fixture(autouse=True)
def beside_a_broken_one(world: World, wrong: Does) -> None:
    world.app.registry = build_registry((broken(wrong), *FEATURES, NEIGHBOUR))


# --- what people ask and say -----------------------------------------------------------------------------------------


def asked(world: World, kind: str = "say", words: str = "", *, by: str = "PETRA", number: int = 1, **more: Any
) -> Request:  # fmt: skip
    address = Address(Place("slack", "CBOUW"), Account(f"slack:U{by}", by.title()), message=f"{number}.0")
    message = Message(f"{number}.0", words) if kind in ("say", "edit") and not words.startswith("/") else None
    return Request(kind=kind, id=f"slack:{kind}:{number}", address=address, at=world.clock().instant, words=words,  # type: ignore[arg-type]
                   message=message, addressed=words.startswith("/"), inline=("Post", "Ask"), **more)  # fmt: skip


def answer(world: World, request: Request) -> str:
    return str(asyncio.run(world.app.answer(request)))


def done(world: World) -> set[str]:
    """What was written down, of either feature."""
    with world.db.transaction() as session:
        return {each.did for each in audit.latest(session, None)}


def code_in(told: str, log: io.StringIO) -> str:
    """The code that people get, which finds the line in the log; nobody's words are in there."""
    found = CODE.search(told)
    assert found, told
    assert found[1] in log.getvalue()
    assert CANARY not in log.getvalue()
    assert CANARY not in told
    return found[1]


@pytest.mark.parametrize(
    ("kind", "words", "more"),
    [("say", "/kapot", {}), ("press", "", {"action": "aaa.druk"}), ("submit", "", {"action": "aaa.druk"})],
)
def test_what_somebody_asks_is_answered_with_a_code_and_nothing_of_it_is_stored(
    world: World, log: io.StringIO, kind: str, words: str, more: dict[str, Any]
) -> None:
    code_in(answer(world, asked(world, kind, words, **more)), log)
    assert "half" not in done(world)
    assert "Stagepact" in answer(world, asked(world, words="/actie nieuw Stagepact tekenen", number=2))


def test_a_message_is_heard_by_the_others_and_its_sender_hears_that_a_part_went_wrong(
    chat: Chat, world: World, log: io.StringIO
) -> None:
    chat.say("/actie nieuw Stagepact tekenen")
    said = answer(world, asked(world, words="BOUW-1: vijf bedrijven doen mee", number=7))
    assert "Een deel hiervan ging mis, en daarvan is niets opgeslagen" in said
    code_in(said, log)
    assert {"hoorde Petra", "half"} & done(world) == {"hoorde Petra"}
    with world.db.transaction() as session:
        [action] = open_actions(session, "bouw")
        assert action.news_at is not None


def test_somebody_new_who_was_met_by_what_failed_is_met_again_by_the_next(world: World, wrong: Does) -> None:
    def meets(turn: Turn) -> Answers:
        assert turn.person.id
        wrong(turn.session)
        return None

    first = Feature(name="eerst", heard=Heard(message=meets))
    world.app.registry = build_registry((first, NEIGHBOUR))
    answer(world, asked(world, words="Hallo", by="ZAHRA"))
    assert "hoorde Zahra" in done(world)


def test_a_feature_that_refuses_a_message_still_undoes_all_of_it(world: World) -> None:
    def refuses(_turn: Turn) -> Answers:
        msg = "Zo niet."
        raise Refusal(msg)

    world.app.registry = build_registry((NEIGHBOUR, Feature(name="streng", heard=Heard(message=refuses))))
    assert "Zo niet." in answer(world, asked(world, words="Hallo"))
    assert done(world) == set()


def test_a_change_of_a_message_is_heard_by_the_others(world: World) -> None:
    answer(world, asked(world, "edit", "Hallo nog eens"))
    assert {"hoorde een wijziging", "half"} & done(world) == {"hoorde een wijziging"}


def test_what_cannot_say_whether_a_message_concerns_it_hears_nothing_and_the_others_do(
    world: World, log: io.StringIO
) -> None:
    deaf = Feature(name="doof", heard=Heard(concerns=without_session, message=did("hoorde te veel")))
    world.app.registry = build_registry((deaf, NEIGHBOUR))
    answer(world, asked(world, words="Hallo"))
    assert done(world) == {"hoorde Petra"}
    assert "feature=doof hook=concerns" in log.getvalue()


def test_a_search_that_fails_leaves_those_of_the_others(world: World) -> None:
    with pytest.raises(Exception, match=f"{CANARY}|division"):
        asyncio.run(world.app.search(asked(world, "search", "bou", action="aaa.zoek")))
    assert asyncio.run(world.app.search(asked(world, "search", "bou", action="zzz.zoek"))) == (Option("bou", "bou"),)


# --- what they show together -----------------------------------------------------------------------------------------


def test_the_start_page_shows_the_parts_of_the_others(world: World, log: io.StringIO) -> None:
    page = answer(world, asked(world, "open"))
    assert "Buur op de startpagina" in page
    assert "Mijn tafels" in page
    assert "Een deel kan ik nu niet laten zien." in page
    code_in(page, log)
    assert "half" not in done(world)


@pytest.mark.parametrize("error", [Unavailable("locked"), Refusal("Dat deel is er niet.")])
def test_a_database_that_is_held_concerns_the_whole_page_and_a_refusal_only_its_own_part(
    world: World, error: Exception
) -> None:
    def fails(_work: Work) -> Iterable[Text]:
        raise error

    world.app.registry = build_registry((Feature(name="aaa", shown=Shown(home=fails)), NEIGHBOUR))
    page = answer(world, asked(world, "open"))
    refused = isinstance(error, Refusal)
    assert ("Het is nu even te druk" in page) is not refused
    assert ("Dat deel is er niet." in page) is refused
    assert ("Buur op de startpagina" in page) is refused
    assert "code" not in page


def test_a_tafel_at_a_glance_says_how_it_stands_for_the_others(world: World, log: io.StringIO) -> None:
    card = answer(world, asked(world, words="/tafel"))
    assert "buur is er" in card
    assert "een deel ontbreekt, code " in card
    assert "Weekbericht" in card
    code_in(card, log)


def test_help_shows_what_the_others_hear(world: World) -> None:
    assert "Buur hoort alles" in answer(world, asked(world, words="/hulp")) + answer(
        world, asked(world, words="/tafel hulp", number=2)
    )


def test_who_leaves_a_tafel_leaves_behind_what_the_others_know(world: World, log: io.StringIO) -> None:
    karim = world.person("karim")
    with world.db.transaction() as session:
        tafel = tafels.by_key(session, "bouw")
        assert tafel is not None
        left = str(floor.left_behind(world.app.work(session, world.clock()), karim, tafel))
    assert "Buur blijft achter" in left
    code_in(left, log)


def test_the_page_for_boards_shows_the_sections_of_the_others(world: World, log: io.StringIO) -> None:
    with world.db.transaction() as session:
        sections = cockpit.page(world.app.work(session, world.clock()))
    assert str(sections[0].elements[0]) == str(Heading("Buur"))
    assert sections[-1].elements[0] == Heading("Een deel ontbreekt")
    assert "De actieagenda’s van de tafels" in str(sections)
    code_in(str(sections[-1]), log)
    assert "half" not in done(world)


def test_a_page_for_guests_that_fails_says_so_and_that_the_link_is_good(world: World, log: io.StringIO) -> None:
    with world.db.transaction() as session:
        now = world.clock().instant
        link = page_links.make(session, "kapot", made_for="Ons", by=None, now=now, expires=now + timedelta(days=1))
    signer = Signer(world.app.settings.tafelbot_geheim)
    found = get(world, f"/kapot/{signer.sign(link.key, 'kapot')}")
    assert found.status_code == 500
    assert "De kapotte pagina is nu even niet te lezen" in found.text
    assert "Er is niets mis met je link" in found.text
    code_in(found.text, log)


# --- the digest ------------------------------------------------------------------------------------------------------


def happened(world: World, title: str = "Stagepact tekenen") -> None:
    with world.db.transaction() as session:
        tafel = tafels.by_key(session, "bouw")
        assert tafel is not None
        actions.create(session, tafel, Draft(title=title), now=world.clock().instant, by=None)


def send(world: World, period: str) -> tuple[str, int]:
    """The digest that goes out, and how many facts it counts as telling."""
    with world.db.transaction() as session:
        work, now = world.app.work(session, world.clock()), world.clock()
        tafel = tafels.by_key(session, "bouw")
        assert tafel is not None
        [post] = build.send(work, tafel, now, once=period, period=period, due_at=now.instant)
        query = select(func.count()).select_from(digests.told.join(digests.digests))
        return str(post.card), session.execute(query.where(digests.digests.c.period == period)).scalar_one()


def test_the_digest_comes_with_the_parts_of_the_others_and_says_that_one_is_missing(
    world: World, log: io.StringIO
) -> None:
    happened(world)
    card, _ = send(world, "nu")
    assert "Buur in het weekbericht" in card
    assert "Stagepact tekenen" in card
    assert "· buur" in card
    assert "Een deel ontbreekt" in card
    code_in(card, log)
    assert "half" not in done(world)


def test_what_a_digest_that_lacks_a_part_told_comes_again_in_the_next(world: World) -> None:
    happened(world)
    world.clock.forward(minutes=1)
    assert send(world, "eerste")[1] == 0
    world.app.registry = build_registry((*FEATURES, NEIGHBOUR))
    world.clock.forward(days=1)
    card, facts = send(world, "tweede")
    assert "Stagepact tekenen" in card
    assert facts == 1


def test_a_digest_of_which_a_part_is_missing_is_not_held_for_quiet(world: World) -> None:
    with world.db.transaction() as session:
        tafel = tafels.by_key(session, "bouw")
        assert tafel is not None
        work, now = world.app.work(session, world.clock()), world.clock()
        assert not build.draft(work, tafel, now, None).is_quiet
        assert isinstance(build.draft(work, tafel, now, None).week, Week)


# --- settings --------------------------------------------------------------------------------------------------------


def form_of(world: World) -> Form:
    reply = asyncio.run(world.app.answer(asked(world, words="/tafel instellingen", by="NOOR")))
    [found] = reply.inline
    form: Form = found.form  # type: ignore[union-attr]
    return form


def test_the_settings_of_the_others_can_be_changed_and_those_that_fail_stay_as_they_are(
    world: World, log: io.StringIO
) -> None:
    form = form_of(world)
    names = [field.name for field in form.fields]
    assert {"buur", "aan_digest"} <= set(names)
    code_in(form.audience, log)
    values = {**dict.fromkeys(names, ""), "buur": "van alles", "dag": "1", "tijd": "08:00"}
    given = {each.name: getattr(each, "value", "") for each in form.fields} | values
    told = answer(
        world, asked(world, "submit", number=2, by="NOOR", action=form.action, value=form.state, values=given)
    )
    assert "zijn opgeslagen" in told
    assert "Kapot: Een deel kan ik nu niet laten zien." in told
    with world.db.transaction() as session:
        tafel = tafels.by_key(session, "bouw")
        assert tafel is not None
        assert BUUR.of(tafel) == "van alles"
        assert tafel.kept("aaa.kapot") is None


def test_a_switch_that_was_not_on_the_form_is_not_switched_off(world: World) -> None:
    form = form_of(world)
    values = {"buur": "iets"}
    answer(world, asked(world, "submit", number=2, by="NOOR", action=form.action, value=form.state, values=values))
    with world.db.transaction() as session:
        tafel = tafels.by_key(session, "bouw")
        assert tafel is not None
        assert SWITCH.of(tafel)


# --- by itself -------------------------------------------------------------------------------------------------------


def test_a_tick_goes_on_with_what_is_due_of_the_others(world: World) -> None:
    assert asyncio.run(schedule.tick(world.app)) is False
    assert {"was op tijd", "half"} & done(world) == {"was op tijd"}
    with world.db.transaction() as session:
        assert jobs.claimed(session, "buur", "bouw", "nu")
        assert not jobs.claimed(session, "kapot_wat", "bouw", "nu")


def test_a_job_that_fails_keeps_no_other_waiting(world: World) -> None:
    with world.db.transaction() as session:
        for name in ("aaa.werk", "zzz.werk"):
            jobs.enqueue(session, name, Task(name, str).later("x").payload, "null", world.clock().instant)
    worker = Jobs(world.app)
    asyncio.run(worker.work())
    asyncio.run(worker.stop())
    assert {"werkte", "half"} & done(world) == {"werkte"}


def test_every_other_feature_cleans_up(world: World, log: io.StringIO) -> None:
    asyncio.run(schedule.keep_house(world.app))
    assert {"ruimde op", "half"} & done(world) == {"ruimde op"}
    assert "cleaning failed" in log.getvalue()
    assert CANARY not in log.getvalue()
