"""The Versnellingskamer: a group weighs directions, and sees at once what it agrees on and where it is divided.

A room goes through phases, each step a row. Votes are anonymous from the first write on, or by name where that was
said before anybody typed; what comes of one is computed once and told everywhere the same.
"""

from typing import Final

from handlers.anonymous import Anonymous, AnonymousAction
from handlers.feature import (
    AboutPeople,
    Around,
    Asked,
    ByItself,
    Command,
    Feature,
    Job,
    Other,
    Press,
    Shown,
    Submit,
    Timed,
    Verb,
)
from handlers.versnellingskamer import (
    attending,
    callbacks,
    cards,
    closing,
    commands,
    entering,
    leading,
    named,
    overview,
    people,
    playing,
    poll,
    posted_result,
    preparing,
    reports,
    results,
    rights,
    terminal,
    voting,
)
from handlers.words import first_word
from storage.kamer_ballots import BALLOTS

_COMMAND: Final = Command(
    word="kamer",
    help="Samen richtingen wegen of iets peilen, anoniem als je wilt",
    bare=overview.overview,
    reads=True,
    verbs=(
        Verb(word="nieuw", does=preparing.typed, help="Begin een Versnellingskamer", usage="de vraag"),
        Verb(word="peiling", does=poll.typed, help="Vraag iets aan iedereen in het kanaal, meteen open",
             usage='"Vraag" "antwoord" "antwoord"'),
    ),
    other=Other(
        does=commands.keyed,
        reads=lambda said: not first_word(said)[1],
        usages=(
            ("KAMER-7", "Bekijk een kamer"),
            ("KAMER-7 sluit", "Sluit de stemming; ook: open, terug, uitslag, rapport, deelnemers, gasten"),
            ("KAMER-7 +5", "Geef vijf minuten meer"),
            ("KAMER-7 tot vrijdag 15:00", "Geef de stemming een ander einde"),
        ),
    ),
)  # fmt: skip

FEATURE = Feature(
    name="kamer",
    asked=Asked(
        commands=(_COMMAND,),
        presses=(
            Press(callbacks.OVERVIEW, overview.overview, reads=True),
            Press(callbacks.NEW, preparing.begin),
            Press(callbacks.SHOW, commands.show, reads=True),
            Press(callbacks.CHANGE, preparing.change),
            Press(callbacks.WEIGHTS, preparing.weigh),
            Press(callbacks.ANNOUNCE, leading.announce),
            Press(callbacks.DROP, leading.finish),
            Press(callbacks.OPEN, leading.open_vote),
            Press(callbacks.MORE_TIME, leading.extend),
            Press(callbacks.CLOSE, leading.close),
            Press(callbacks.CLOSE_NOW, leading.close_now),
            Press(callbacks.BACK, leading.back),
            Press(callbacks.FINISH, leading.finish),
            Press(callbacks.RESULT, results.show, reads=True),
            Press(callbacks.REPORT, reports.show, reads=True),
            Press(callbacks.TALK, results.talk, reads=True),
            Press(callbacks.SHARE, results.share),
            Press(callbacks.PEOPLE, people.show, reads=True),
            Press(callbacks.JOIN, attending.join),
            Press(callbacks.ASK_IN, attending.ask_in),
            Press(callbacks.LET_IN, attending.let_in),
            Press(callbacks.ROLES, people.ask_roles),
            Press(callbacks.GUESTS, people.ask_guests),
            Press(callbacks.OPEN_LINK, people.ask_open_code),
            Press(callbacks.CLOSE_LINK, people.close_open_code),
            Press(callbacks.NAMED, named.show_form),
        ),
        submits=(
            Submit(callbacks.NEW_FORM, preparing.submitted),
            Submit(callbacks.CHANGE, preparing.changed),
            Submit(callbacks.WEIGHTS, preparing.weighed),
            Submit(callbacks.ROLES, people.give_roles),
            Submit(callbacks.GUESTS, people.invite),
            Submit(callbacks.OPEN_LINK, people.make_open_code),
            Submit(callbacks.NAMED, named.cast),
        ),
    ),
    by_itself=ByItself(
        jobs=(Job(callbacks.DRAW, posted_result.make_picture), Job(callbacks.MAKE_REPORT, reports.make)),
        timed=(Timed(closing.END, closing.ending, closing.end), Timed(closing.WARNING, closing.warning, closing.warn)),
    ),
    shown=Shown(
        home=overview.home,
        tafel=overview.glance,
        digest=overview.digest,
        cards={attending.CARD: cards.draw, posted_result.CARD: posted_result.draw},
    ),
    about_people=AboutPeople(rights=rights.ALL, leaves=overview.leaves),
    around=Around(
        terminal=terminal.COMMANDS,
        crowd=playing.CROWD,
        anonymous=Anonymous(
            ballots=BALLOTS,
            presses={callbacks.VOTE: AnonymousAction(admit=voting.admit_to_form, act=voting.show_form)},
            submits={callbacks.VOTE: AnonymousAction(admit=voting.admit_ballot, act=voting.cast)},
            ends=closing.over,
            after=closing.tell,
            card=attending.CARD,
        ),
        rooms=(entering.ROOM,),
    ),
)
