"""Every column that leads to a person says what forgetting, merging and exporting do with it."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, Text, UniqueConstraint, select

from storage import demo, personal, sent_files
from storage.database import metadata
from storage.people import people
from storage.personal import Both, Export, names, person_column
from storage.tables import load_tables
from tests.declarations import missing, undecided, wrong
from tests.platforms import Chat
from tests.world import World

load_tables()
LIST = Export(chapter="proef", heading="proef", shows={"nummer": "id"})


def toy(*columns: Any) -> Table:
    return Table("toy", MetaData(), Column("id", Integer, primary_key=True), *columns)


@pytest.fixture
def referring() -> Iterator[Table]:
    """A table of a new feature, in the schema for as long as the test takes."""
    table = Table("toy", metadata, Column("id", Integer, primary_key=True), person_column(
        "giver_id", forget="clear", merge="move", export=LIST))  # fmt: skip
    yield table
    metadata.remove(table)


def test_every_column_that_leads_to_a_person_is_declared() -> None:
    assert missing(metadata.sorted_tables) == []


def test_where_both_people_may_have_a_row_it_is_said_which_one_wins() -> None:
    assert undecided(metadata.sorted_tables) == []


def test_what_is_declared_can_be_done() -> None:
    assert list(wrong(metadata.sorted_tables)) == []


def test_a_reference_to_people_without_a_declaration_is_found(referring: Table) -> None:
    assert missing([referring]) == []
    referring.c.giver_id.info.clear()
    assert missing([referring]) == ["toy.giver_id"]


@pytest.mark.parametrize("column", [Column("payload", Text), Column("voter", Integer), Column("account", String(200))])
def test_a_text_in_which_anything_may_stand_and_a_name_that_tells_are_found(column: Column[Any]) -> None:
    assert missing([toy(column)]) == [f"toy.{column.name}"]


def test_a_vote_once_per_person_without_a_rule_is_found() -> None:
    def voted(both: Both | None) -> Table:
        voter = person_column("voter_id", forget="remove", merge="move", both=both, export=LIST)
        return toy(voter, Column("idea", Integer), UniqueConstraint("voter_id", "idea"))

    assert undecided([voted(None)]) == ["toy.voter_id"]
    assert undecided([voted(Both(latest="id"))]) == []


def test_a_declaration_that_says_too_little_or_too_much_is_found() -> None:
    table = toy(
        Column("where", String(20), info=names("place", forget="clear", merge="move", export="Waarom niet")),
        person_column("who_id", forget="clear", beside={"what": "-"}, merge="rewrite", export=Export(
            chapter="proef", heading="proef", shows={"naam": "*", "soort": "kind"})),
    )  # fmt: skip
    assert list(wrong([table])) == [
        "toy.where: a place needs a column platform",
        "toy.where: only a number moves",
        "toy.where: it needs a sentence that says why it is not exported",
        "toy.who_id: there is no column what",
        "toy.who_id: only JSON is rewritten",
        "toy.who_id: its rows have no name",
        "toy.who_id: there is no column kind",
    ]


def test_the_trial_workspace_keeps_its_own_messages_apart_as_a_platform_would() -> None:
    """They are what Slack or Teams would have: none of them is a row of the bot, and no bot's row leads to them."""
    assert {table.name for table in demo.metadata.sorted_tables} & {
        table.name for table in metadata.sorted_tables
    } == set()


@pytest.mark.every_door
def test_whatever_people_do_their_account_stands_in_no_column_that_does_not_say_so(chat: Chat, world: World) -> None:
    """The traces of somebody who uses everything, looked for in every column of every table."""
    for words in ("/actie nieuw Stagepact tekenen @karim eind mei", "/actie BOUW-1 wacht", "/tafel leden",
                  "BOUW-1: eerste vijf bedrijven doen mee", "/factsheet", "/weekbericht", "/koers", "/actie mijn",
                  "/tafel mijn gegevens", "/actie BOUW-1"):  # fmt: skip
        chat.say(words, by="karim")
    for words in ("/tafel koppel-mij", "/tafel mijn gegevens", "/actie mijn", "/tafel koppel-mij AAAAAAAA"):
        chat.say(words, by="karim", at="direct")
    for words in ("/tafel lid @karim kartrekker FNV omgeving", "/tafel logboek", "/actie BOUW-1 naar @karim"):
        chat.say(words, by="petra")
    for command in world.app.registry.commands.values():
        if command.slash:
            for verb in command.verbs:
                chat.say(f"/{command.word} {verb.word} @karim iets", by="karim")
    chat.settle()
    chat.say("/tafel mijn gegevens", by="karim", at="direct")  # and one that waits
    account = world.account("karim")
    found = set()
    with world.db.transaction() as session:
        for table in metadata.sorted_tables:
            for row in session.execute(select(table)).mappings() if table is not people else ():  # the person's own
                found |= {column for column in table.c if _holds(row[column.name], account)}
    assert {f"{column.table}.{column.name}" for column in found if personal.of(column) is None} == set()
    assert {"identities.account", "join_codes.account"} <= {f"{column.table}.{column.name}" for column in found}


def _holds(value: object, account: str) -> bool:
    """Whether the account stands in a value, whole, or as the place that a platform's direct messages have."""
    place = account.partition(":")[2]
    return isinstance(value, str) and (account in value or value == place)


def test_what_was_only_a_key_to_somebody_elses_file_is_not_in_an_export() -> None:
    rule = personal.of(sent_files.sent_files.c.person_id)
    assert rule is not None
    assert isinstance(rule.export, Export)
    assert rule.export.shows == "file.name"
    assert personal.called(people) is not None
