"""A table of CBS that is built otherwise than it was: who sees what changed, and who may use it all the same."""

import pytest

from handlers.digest import settings as digest
from handlers.factsheet import timing as factsheet
from handlers.feature import Outside
from storage import audit, figures
from tests.factsheets.cbs_replay import TABLE, replay
from tests.factsheets.coming_in import comes_in, let_pass, open_in, sheets

LATER = "202402140200"


@pytest.fixture
def cbs(world):
    """CBS with a table that was taken in once, and is newer now."""
    with replay() as found:
        world.app.outside = Outside(cbs_url=f"{found.base}/CBS")
        yield found


def held(world):
    with world.db.transaction() as session:
        return [seen for seen in figures.observed(session) if seen.table == TABLE and seen.edition == LATER]


def test_what_changed_is_told_in_words_and_an_administrator_may_use_it(chat, world, cbs):
    chat.say("/factsheet vernieuw", by="noor")
    cbs.version, cbs.rows[60]["Value"] = LATER, 99.9
    cbs.measures[0]["Decimals"] = 0
    cbs.measures.append({"Identifier": "D1", "Index": 2, "Title": "Vacaturegraad", "Unit": "‰", "Decimals": 1})
    chat.say("/factsheet vernieuw", by="noor")
    assert held(world) == []
    told = chat.say("/factsheet bronnen", by="noor")
    assert "“Openstaande vacatures” heeft nu 0 decimalen en had er 1" in told.text
    assert "er is een maat “Vacaturegraad” bijgekomen" in told.text
    done = chat.press("Toch gebruiken", by="noor", on=told)
    chat.settle()
    assert "CBS 83599NED · nieuwe cijfers opgehaald" in (done.text + "".join(s.text for s in chat.direct("noor")))
    assert len(held(world)) == 1
    with world.db.transaction() as session:
        [entry] = [each for each in audit.latest(session, None) if each.did == "cijfers overgenomen"]
    assert (entry.name, "Vacaturegraad" in entry.detail) == ("Noor", True)
    assert "Toch gebruiken" not in chat.say("/factsheet bronnen", by="noor").buttons


def test_nobody_else_gets_the_button(chat, world, cbs):
    chat.say("/factsheet vernieuw", by="noor")
    cbs.version, cbs.measures[0]["Decimals"] = LATER, 0
    chat.say("/factsheet vernieuw", by="noor")
    answer = chat.say("/factsheet bronnen", by="petra")
    assert "heeft nu 0 decimalen" in answer.text
    assert "Toch gebruiken" not in answer.buttons


def test_a_change_that_makes_figures_wrong_cannot_be_accepted_and_says_why(chat, world, cbs):
    chat.say("/factsheet vernieuw", by="noor")
    cbs.version, cbs.measures[0]["Unit"] = LATER, "aantal"
    chat.say("/factsheet vernieuw", by="noor")
    answer = chat.say("/factsheet bronnen", by="noor")
    assert "de eenheid van 'Openstaande vacatures' is nu 'aantal' en was 'x 1.000'" in answer.text
    assert "overnemen kan niet" in answer.text
    assert "Toch gebruiken" not in answer.buttons


def test_what_changed_again_meanwhile_is_not_accepted_unseen(chat, world, cbs):
    chat.say("/factsheet vernieuw", by="noor")
    cbs.version, cbs.measures[0]["Decimals"] = LATER, 0
    chat.say("/factsheet vernieuw", by="noor")
    seen = chat.say("/factsheet bronnen", by="noor")
    cbs.measures[0]["Decimals"] = 3
    chat.press("Toch gebruiken", by="noor", on=seen)
    chat.settle()
    assert held(world) == []
    assert "heeft nu 3 decimalen" in chat.say("/factsheet bronnen", by="noor").text


def test_on_the_command_line_only_what_waits_is_accepted(in_trial):
    with replay() as cbs:
        url = f"{cbs.base}/CBS"
        in_trial("cijfers", "vernieuw", CBS_URL=url)
        assert "niets om over te nemen" in in_trial("cijfers", "vernieuw", "--accepteer", TABLE, CBS_URL=url).err
        assert "Kies uit: 80472ned" in in_trial("cijfers", "vernieuw", "--accepteer", "1", CBS_URL=url).err
        cbs.version, cbs.measures[0]["Decimals"] = LATER, 0
        assert "heeft nu 0 decimalen" in in_trial("cijfers", "vernieuw", CBS_URL=url).err
        done = in_trial("cijfers", "vernieuw", "--accepteer", TABLE.casefold(), CBS_URL=url)
    assert (done.code, "CBS 83599NED: nieuwe cijfers opgehaald" in done.out) == (0, True)


# --- switched off ----------------------------------------------------------------------------------------------------


def test_a_tafel_that_switched_it_off_gets_it_when_it_asks_and_news_in_the_digest(chat, world):
    assert chat.say("/factsheet uit").title == "De factsheet van Bouw komt niet meer vanzelf"
    assert chat.say("/factsheet uit").title == "De factsheet van Bouw staat al uit."
    assert "alleen als je erom vraagt" in chat.say("/tafel").text
    comes_in(world, open_in("2023KW04", 25.1))
    let_pass(world, chat, minutes=1)
    assert sheets(chat) == []
    assert "Nieuw: 25.100 open vacatures" in chat.say("/weekbericht").text
    chat.say("/factsheet")
    assert len(sheets(chat)) == 1


def test_switched_on_again_it_comes_with_what_is_new(chat, world):
    chat.say("/factsheet uit")
    comes_in(world, open_in("2023KW04", 25.1))
    let_pass(world, chat, minutes=1)
    assert "komt vanzelf als de cijfers veranderen" in chat.say("/factsheet aan").title
    let_pass(world, chat, minutes=1)
    assert len(sheets(chat)) == 1


def test_only_who_manages_the_tafel_switches_it(chat):
    assert "niet zelf" in chat.say("/factsheet uit", by="karim").title
    assert "komt niet meer vanzelf" in chat.say("/factsheet uit", by="noor").title


def test_the_settings_hold_both_switches(chat, world):
    chat.say("/tafel instellingen")
    chat.submit(aan_factsheet=False)
    with world.db.transaction() as session:
        bouw = world.tafel(session, "bouw")
    assert (factsheet.SWITCH.of(bouw), digest.SWITCH.of(bouw)) == (False, True)
    assert "alleen als je erom vraagt" in chat.say("/tafel").text
