"""KOERS, goals against results: how far every goal is, its history with corrections, what may come of it, and what the
sources contradict each other about. Everybody reads; administrators enter results, keep the goals, and give boards a
link to the cockpit."""

from handlers.feature import Command, Feature, Takes, Verb
from handlers.koers import cockpit, commands, entry, jobs, link, target, upload

_COMMAND = Command(
    word="koers",
    help="De doelen van het programma naast wat er is bereikt",
    bare=commands.overview,
    other=commands.one,
    verbs=(
        Verb(word="zet", does=entry.typed, help="Voer een resultaat in (beheerder)",
             usage="inwoners 1.300 op 1 maart 2026 bron Rapportage Q1"),
        Verb(word="doel", does=target.asked, help="Maak een doel, of pas er een aan (beheerder)", usage="inwoners"),
        Verb(word="cockpit", does=link.listing, help="Links naar de cockpit voor bestuurders (beheerder)"),
    ),
    other_usage=(("inwoners", "Eén doel: verloop, correcties en vooruitblik"),),
)  # fmt: skip


FEATURE = Feature(
    name="koers",
    commands=(_COMMAND,),
    presses={
        "alles": commands.overview_pressed,
        "toon": commands.one_pressed,
        "deel": commands.share,
        "invoeren": entry.begin,
        "zeker": entry.sure,
        "anders": entry.otherwise,
        "ongedaan": entry.undo,
        "doel": target.pressed,
        "nieuwe_link": link.ask,
        "intrekken": link.revoke,
        "bewaar": upload.keep_pressed,
        "niet_bewaren": upload.drop_pressed,
    },
    submits={"resultaat": entry.submitted, "doel": target.submitted, "link": link.make},
    jobs={"maak": jobs.make, "bewaar": upload.keep},
    takes=Takes(what=upload.WHAT, endings=upload.ENDINGS, may=upload.may, looks=upload.looks, asks=upload.asks),
    cockpit=cockpit.sections,
)
