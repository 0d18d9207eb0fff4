"""The command line: what it says, what it does, and with which number it ends."""

import json
import re
import sqlite3
import stat
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import parser
from storage import actions, backup, memberships, migrate, outbox, people, tafels
from storage.actions import Draft
from storage.database import Database
from tests.command_line import SLACK, Run
from tests.databases import opened
from tests.programs import at
from tests.readme import command_lines, subcommands
from tests.world import MONDAY

# --- words -----------------------------------------------------------------------------------------------------------


def test_every_command_explains_itself_in_dutch(run: Run) -> None:
    for words, _ in [("", ""), *command_lines(parser())]:
        command = [word for word in re.split(r"[\s]", words) if word.islower() and word.isalpha()]
        said = run(*command, "--help")
        assert said.code == 0, words
        assert not re.search(r"\b(usage|options|show|positional|arguments?|error)\b", said.out), said.out
        assert "deze uitleg" in said.out


@pytest.mark.parametrize(
    "words",
    [["wat"], ["lid"], ["lid", "bouw"], ["digest"], ["manifest"], ["manifest", "irc"], ["uitgaand", "--opnieuw", "x"],
     ["avg"], ["avg", "inzage", "Petra"], ["restore"], ["backup"], ["uitgaand", "--dood", "--opnieuw", "1"],
     ["run", "--snel"]],
)  # fmt: skip
def test_wrong_usage_ends_with_2_and_says_how_in_dutch(run: Run, words: list[str]) -> None:
    said = run(*words)
    assert said.code == 2
    assert said.out == ""
    assert said.err.startswith("gebruik: python -m bot")
    assert not re.search(r"\b(usage|the following|required|invalid|expected|unrecognized|error)\b", said.err), said.err


def test_every_option_and_argument_says_what_it_is() -> None:
    for name, _, sub in subcommands(parser()):
        lines = [line for line in sub.format_help().splitlines() if re.match(r"  (?!OPDRACHT)-{0,2}\w", line)]
        assert all(re.search(r"\S  +\S", line) or len(line) > 22 for line in lines), f"{name}: {lines}"


def test_a_wrong_setting_is_one_sentence_and_ends_with_1(run: Run) -> None:
    said = run("tafels", PORT="geen")
    assert (said.code, said.out) == (1, "")
    assert said.err == "PORT moet een getal zijn, maar is “geen”.\n"


def test_nothing_is_made_by_only_looking(run: Run, tmp_path: Path) -> None:
    for words in (["tafels"], ["uitgaand"], ["digest", "--tafel", "bouw"], ["backup", "kopie.db"]):
        said = run(*words)
        assert said.code == 1
        assert "Er is nog geen database" in said.err
    assert not list(tmp_path.rglob("*.db"))


def test_a_database_out_of_reach_is_one_sentence(run: Run) -> None:
    said = run("tafels", **SLACK, DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    assert said.code == 1
    assert said.err == "De database is niet bereikbaar. Kijk of DATABASE_URL klopt en of de server draait.\n"


@pytest.mark.parametrize("words", [["tafels"], ["migrate"], ["doctor"], ["uitgaand"]])
@pytest.mark.parametrize("address", ["sqlite:///README.md", "postgresql://nobody@geen.host.invalid/nothing"])
def test_an_address_that_leads_to_no_database_is_one_sentence(
    run: Run, tmp_path: Path, words: list[str], address: str
) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("# Geen database\n" * 100)
    said = run(*words, **SLACK, DATABASE_URL=address)
    assert said.code == 1
    told = said.err + "".join(line for line in said.out.splitlines() if "  Database  " in line)
    assert "DATABASE_URL" in told
    assert "Traceback" not in told
    if words != ["doctor"]:
        assert said.err.count("\n") == 1
    else:
        [line] = [line for line in said.out.splitlines() if re.search("Database  ", line)]
        assert line.startswith("fout")
    assert readme.read_text() == "# Geen database\n" * 100
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]


def test_moving_to_a_server_that_is_not_there_is_one_sentence_and_leaves_the_old_one(run: Run, tmp_path: Path) -> None:
    run("migrate", **SLACK, DATABASE_URL="sqlite:///oud.db")
    before = (tmp_path / "oud.db").read_bytes()
    said = run("migrate", "--van", "oud.db", **SLACK, DATABASE_URL="postgresql://nobody@geen.host.invalid/nothing")
    assert (said.code, said.out) == (1, "")
    assert said.err == "De database is niet bereikbaar. Kijk of DATABASE_URL klopt en of de server draait.\n"
    assert (tmp_path / "oud.db").read_bytes() == before


def test_moving_from_what_is_no_database_of_ours_changes_nothing_there(run: Run, tmp_path: Path, pg_url: str) -> None:
    with closing(sqlite3.connect(tmp_path / "recepten.db")) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    (tmp_path / "tekst.db").write_text("geen database, maar wel lang genoeg om er een te zijn" * 100)
    for name in ("recepten.db", "tekst.db"):
        said = run("migrate", "--van", name, **SLACK, DATABASE_URL=pg_url)
        assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
        assert name in said.err
    with closing(sqlite3.connect(tmp_path / "recepten.db")) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]


def test_a_typing_error_in_the_path_makes_no_folders(run: Run, tmp_path: Path) -> None:
    for words in (["migrate"], ["doctor"], ["tafels"]):
        said = run(*words, **SLACK, DATABASE_URL=f"sqlite:///{tmp_path}/vra/tafelbot/echt.db")
        assert (said.code, said.out) == (1, "")
        assert "vra is er niet" in said.err
    assert list(tmp_path.iterdir()) == []
    assert run("migrate", **SLACK, DATABASE_URL="sqlite:///var/echt.db").code == 0
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["echt.db"]


def test_a_database_that_is_behind_says_what_to_do(run: Run, empty_url: str) -> None:
    with opened(empty_url) as db, db.transaction() as session:
        session.exec_driver_sql("CREATE TABLE something (id INTEGER)")
    said = run("tafels", **SLACK, DATABASE_URL=empty_url)
    assert said.code == 1
    assert "python -m bot migrate" in said.err


# --- schema, tafels, people ------------------------------------------------------------------------------------------


def test_migrate_fills_an_empty_database_and_says_when_there_was_nothing_to_do(run: Run, empty_url: str) -> None:
    settings = {**SLACK, "DATABASE_URL": empty_url, "TAFELBOT_BEHEERDERS": "slack:UNOOR"}
    first = run("migrate", **settings)
    assert (first.code, first.err) == (0, "")
    assert f"bijgewerkt tot {migrate.newest()}" in first.out
    assert run("migrate", **settings).out == "De database was al bij.\n"
    with opened(empty_url) as db, db.transaction() as session:
        assert len(tafels.all_tafels(session)) == 9
        assert tafels.region(session) == (1, "Regio Zwolle", False)
        assert len(people.administrators(session)) == 1


def test_another_set_of_tafels_comes_from_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "tafels.toml"
    file.write_text('[[tafel]]\nkey = "haven"\nprefix = "HAV"\nname = "Haven"\ncolour = "#123456"\n')
    settings = {**SLACK, "DATABASE_URL": "sqlite:///haven.db", "TAFELBOT_TAFELS": str(file)}
    assert run("migrate", **settings).code == 0
    assert run("tafels", **settings).out == "haven  Haven  -\n"
    file.write_text("[[tafel]]\nkey = 3\n")
    wrong = run("migrate", **{**settings, "DATABASE_URL": "sqlite:///ander.db"})
    assert (wrong.code, wrong.out) == (1, "")
    assert "TAFELBOT_TAFELS" in wrong.err


def test_tafels_are_listed_with_their_channels(real: Run, database: Database) -> None:
    with database.transaction() as session:
        bouw = tafels.by_key(session, "bouw")
        assert bouw is not None
        tafels.link(session, bouw.id, "slack", "C1", "bouw", MONDAY)
    lines = real("tafels").out.splitlines()
    assert len(lines) == 9
    assert "bouw       Bouw                         slack:C1" in lines


def test_somebody_new_gets_a_name_and_a_role_and_loses_the_role_again(real: Run, database: Database) -> None:
    assert (
        real("lid", "bouw", "slack:U1", "projectleider", "--naam", "Petra").out
        == "Petra is nu projectleider bij Bouw.\n"
    )
    assert real("lid", "bouw", "slack:U1", "Kartrekker").out == "Petra is nu kartrekker bij Bouw.\n"
    with database.transaction() as session:
        petra = people.by_account(session, "slack:U1")
        assert petra is not None
        assert memberships.roles_of(session, petra.id) == {2: "kartrekker"}
    assert real("lid", "bouw", "slack:U1", "weg").out == "Petra heeft geen rol meer bij Bouw.\n"
    with database.transaction() as session:
        assert memberships.roles_of(session, petra.id) == {}


def test_an_identity_is_joined_to_a_person_by_name_number_or_identity(real: Run, database: Database) -> None:
    real("lid", "bouw", "slack:U1", "projectleider", "--naam", "Petra")
    with database.transaction() as session:
        petra = people.by_account(session, "slack:U1")
        assert petra is not None
    for number, who in enumerate(("Petra", str(petra.id), "slack:U1")):
        assert real("lid", "koppel", who, f"teams:29:{number}").code == 0
    with database.transaction() as session:
        assert people.accounts_of(session, [petra.id])[petra.id] == (
            "slack:U1",
            "teams:29:0",
            "teams:29:1",
            "teams:29:2",
        )


def test_who_is_not_clear_is_asked_by_number(real: Run) -> None:
    real("lid", "bouw", "slack:U1", "projectleider", "--naam", "Petra")
    real("lid", "zorg", "slack:U2", "projectleider", "--naam", "Petra")
    said = real("lid", "koppel", "Petra", "teams:29:x")
    assert said.code == 1
    assert re.search(r"Petra \(nummer \d+\) en Petra \(nummer \d+\)", said.err)


def test_a_first_name_is_not_enough_to_change_somebody(real: Run, database: Database) -> None:
    real("lid", "bouw", "slack:U1", "projectleider", "--naam", "Jan de Vries")
    for words in (["lid", "koppel", "Jan", "slack:U2"], ["avg", "vergeet", "jan"]):
        said = real(*words)
        assert said.code == 1
        assert re.fullmatch(r"“[Jj]an” kan Jan de Vries \(nummer \d+\) zijn. Noem het nummer.\n", said.err)
    with database.transaction() as session:
        assert people.by_account(session, "slack:U2") is None
        assert people.by_account(session, "slack:U1") is not None
    assert real("lid", "koppel", "jan de vries", "slack:U2").code == 0


def test_somebody_who_is_forgotten_gets_no_identity(real: Run, database: Database) -> None:
    real("lid", "bouw", "slack:U1", "projectleider", "--naam", "Petra")
    with database.transaction() as session:
        petra = people.by_account(session, "slack:U1")
        assert petra is not None
    real("avg", "vergeet", "Petra")
    for who in (str(petra.id), "voormalig lid"):
        assert real("lid", "koppel", who, "slack:U1").code == 1
    with database.transaction() as session:
        assert people.by_account(session, "slack:U1") is None


def test_an_identity_of_somebody_else_is_only_moved_when_that_is_said(real: Run, database: Database) -> None:
    real("lid", "bouw", "slack:U1", "projectleider", "--naam", "Petra")
    said = real("lid", "koppel", "Petra", "slack:UNOOR")
    assert (said.code, said.out) == (1, "")
    assert "en die is beheerder" in said.err
    assert "--verplaats" in said.err
    with database.transaction() as session:
        noor = people.by_account(session, "slack:UNOOR")
        assert noor is not None
        assert noor.administrator
    assert "Die was van" in real("lid", "koppel", "Petra", "slack:UNOOR", "--verplaats").out
    with database.transaction() as session:
        petra = people.by_account(session, "slack:UNOOR")
        assert petra is not None
        assert petra.name == "Petra"


def test_who_has_no_identity_left_turned_out_to_be_the_one_who_got_it(real: Run, database: Database) -> None:
    real("lid", "bouw", "slack:U1", "deelnemer", "--naam", "Petra", "--organisatie", "FNV", "--o", "omgeving")
    real("lid", "bouw", "teams:29:p", "projectleider", "--naam", "P. Jansen")
    real("lid", "zorg", "teams:29:p", "waarnemer")
    with database.transaction() as session:
        former = people.by_account(session, "teams:29:p")
        assert former is not None
    assert "Alles van P. Jansen is nu ook van Petra." in real("lid", "koppel", "Petra", "teams:29:p", "--verplaats").out
    with database.transaction() as session:
        petra = people.by_account(session, "slack:U1")
        assert petra is not None
        assert people.by_account(session, "teams:29:p") == people.by_id(session, former.id) == petra
        assert sorted(memberships.roles_of(session, petra.id).values()) == ["projectleider", "waarnemer"]
        bouw = tafels.by_key(session, "bouw")
        assert bouw is not None
        here = memberships.membership(session, petra.id, bouw.id)
        assert here is not None
        assert (here.title, here.sphere) == ("Petra (FNV)", "omgeving")
    again = real("lid", "koppel", "Petra", "teams:29:p")
    assert (again.code, "Alles van" in again.out) == (0, False)


@pytest.mark.parametrize("more", [("--o", "ondernemer"), ("--organisatie", "x" * 101)])
def test_an_organisation_or_sphere_that_cannot_be_changes_nothing(
    real: Run, database: Database, more: tuple[str, str]
) -> None:
    assert real("lid", "bouw", "slack:U1", "deelnemer", *more).code in {1, 2}
    with database.transaction() as session:
        assert people.by_account(session, "slack:U1") is None


def test_a_slack_id_in_small_letters_is_the_same_person(real: Run, database: Database) -> None:
    real("lid", "bouw", "slack:U1", "projectleider", "--naam", "Petra")
    assert real("lid", "bouw", "Slack:u1", "kartrekker").out == "Petra is nu kartrekker bij Bouw.\n"
    with database.transaction() as session:
        assert people.by_account(session, "slack:u1") is None


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["lid", "bouw", "slack:U1", "weg"], "slack:U1 ken ik niet"),
        (["lid", "bouw", "slack:petra-1", "kartrekker"], "geen identiteit"),
        (["lid", "bakkers", "slack:U1", "kartrekker"], "geen tafel"),
        (["lid", "bouw", "U1", "kartrekker"], "geen identiteit"),
        (["lid", "bouw", "irc:U1", "kartrekker"], "geen identiteit"),
        (["lid", "bouw", "slack:U1", "baas"], "geen rol"),
        (["lid", "koppel", "Niemand", "slack:U1"], "ken ik niet"),
        (["digest", "--tafel", "bakkers"], "geen tafel"),
        (["digest", "--tafel", "bouw", "--op", "maandag"], "geen moment"),
        (["digest", "--tafel", "bouw", "--verstuur"], "geen kanaal"),
        (["uitgaand", "--opnieuw", "4711"], "4711"),
        (["avg", "vergeet", "Niemand"], "ken ik niet"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(
    real: Run, database: Database, words: list[str], part: str
) -> None:
    said = real(*words)
    assert (said.code, said.out) == (1, "")
    assert part in said.err
    assert said.err.count("\n") == 1
    with database.transaction() as session:
        assert people.by_account(session, "slack:U1") is None
        assert outbox.waiting(session) == []


# --- messages --------------------------------------------------------------------------------------------------------


def late_action(db: Database) -> None:
    with db.transaction() as session:
        bouw = tafels.by_key(session, "bouw")
        assert bouw is not None
        tafels.link(session, bouw.id, "slack", "C1", "bouw", MONDAY)
        actions.create(session, bouw, Draft(title="Stagepact tekenen", due=MONDAY.date()), now=MONDAY, by=None)


def test_the_digest_is_printed_as_it_is_at_a_moment(real: Run, database: Database) -> None:
    late_action(database)
    early = real("digest", "--tafel", "bouw", "--op", "2026-05-18T10:00")
    assert early.out.startswith("Bouw, week 21 · 1 open\n")
    later = real("digest", "--tafel", "bouw", "--op", "2026-05-22T10:00").out
    assert later.startswith("Bouw, week 21 · 1 open · 1 te laat\n")
    assert "BOUW-1 Stagepact tekenen" in later


def test_a_digest_that_is_sent_by_hand_is_queued_once(real: Run, database: Database) -> None:
    late_action(database)
    first, again = (real("digest", "--tafel", "bouw", "--op", "2026-05-22T10:00", "--verstuur") for _ in range(2))
    assert first.out == "Het weekbericht van Bouw staat klaar voor 1 kanaal.\n"
    assert again.out == "Het weekbericht van Bouw van deze minuut was al klaargezet voor 1 kanaal.\n"
    with database.transaction() as session:
        assert [row.lane for row in outbox.waiting(session)] == ["slack:C1"]


def test_what_failed_is_listed_and_a_person_decides(real: Run, database: Database) -> None:
    assert real("uitgaand").out == "Er blijft niets liggen.\n"
    with database.transaction() as session:
        for key, state in (("a", "onzeker"), ("b", "dood"), ("c", "wacht")):
            outbox.put(session, "once", platform="slack", lane="C1", address="{}", content="{}", now=MONDAY, key=key)
            [row] = [row for row in outbox.waiting(session) if row.key == key]
            if state != "wacht":
                outbox.finish(session, row, "onzeker" if state == "onzeker" else "dood", error="channel_not_found")
    assert len(real("uitgaand").out.splitlines()) == 5
    stuck = real("uitgaand", "--dood").out
    assert "channel_not_found" in stuck
    assert "Onzeker: kijk op het platform" in stuck
    assert real("uitgaand", "--opnieuw", "2").code == 0
    assert real("uitgaand", "--laat-vallen", "1").code == 0
    with database.transaction() as session:
        assert {row.key: row.state for row in outbox.waiting(session)} == {"b": "wacht", "c": "wacht"}


def test_the_manifest_is_json_with_every_command(real: Run) -> None:
    made = json.loads(real("manifest", "slack", TAFELBOT_URL="https://tafelbot.example").out)
    assert {"/actie", "/tafel", "/weekbericht"} <= {each["command"] for each in made["features"]["slash_commands"]}
    assert json.loads(real("manifest", "slack", "--socket").out)["settings"]["socket_mode_enabled"] is True
    assert real("manifest", "slack").code == 1


# --- personal data, copies -------------------------------------------------------------------------------------------


def test_a_persons_data_go_to_a_file_of_their_own_and_can_be_removed(
    real: Run, database: Database, tmp_path: Path
) -> None:
    real("lid", "bouw", "slack:U1", "projectleider", "--naam", "Petra")
    assert real("avg", "inzage", "Petra", "--uit", "uit").code == 0
    [file] = (tmp_path / "uit").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "slack:U1" in file.read_text()
    assert json.loads(file.read_text())

    assert real("avg", "vergeet", "Petra").code == 0
    with database.transaction() as session:
        assert people.by_account(session, "slack:U1") is None
        assert people.by_name(session, "Petra") == []


def test_who_was_forgotten_after_a_copy_is_forgotten_again_when_it_is_put_back(run: Run) -> None:
    settings = {**SLACK, "DATABASE_URL": "sqlite:///echt.db"}
    run("migrate", **settings)
    run("lid", "bouw", "slack:U1", "kartrekker", "--naam", "Petra", **settings)
    run("backup", "kopie.db", **settings)
    assert run("avg", "vergeet", "Petra", **settings).code == 0
    assert "Na de kopie vergeten, en nu opnieuw: nummer 1.\n" in run("restore", "kopie.db", **settings).out
    assert "ken ik niet" in run("avg", "vergeet", "Petra", **settings).err
    assert "ken ik niet" in run("avg", "vergeet", "slack:U1", **settings).err


def test_a_copy_is_made_and_put_back(run: Run, tmp_path: Path) -> None:
    settings = {**SLACK, "DATABASE_URL": "sqlite:///echt.db"}
    run("migrate", **settings)
    assert run("backup", "kopie.db", **settings).code == 0
    run("lid", "bouw", "slack:U1", "kartrekker", "--naam", "Petra", **settings)
    said = run("restore", "kopie.db", **settings)
    assert said.code == 0
    assert "echt.db.voor-herstel" in said.out
    assert "ken ik niet" in run("avg", "vergeet", "Petra", **settings).err
    assert "teruggezet" in run("doctor", **settings).out.casefold()


@pytest.mark.parametrize("over", ["echt", "proef"])
def test_a_trial_workspace_and_a_real_database_are_never_put_over_each_other(run: Run, over: str) -> None:
    real, trial = {**SLACK, "DATABASE_URL": "sqlite:///echt.db"}, {"DATABASE_URL": ""}
    for settings, copy in ((real, "echt.kopie"), (trial, "proef.kopie")):
        run("migrate", **settings)
        assert run("backup", copy, **settings).code == 0
    settings, copy = (real, "proef.kopie") if over == "echt" else (trial, "echt.kopie")
    for place in (settings, {**settings, "DATABASE_URL": settings["DATABASE_URL"].replace("echt", "nieuw")}):
        said = run("restore", copy, **place)
        assert (said.code, said.out) == (1, "")
        assert "en deze database is voor" in said.err
    assert run("restore", f"{over}.kopie", **settings).code == 0


def test_after_pg_restore_the_database_is_told_that_it_is_a_copy(run: Run, pg_url: str) -> None:
    settings = {**SLACK, "DATABASE_URL": pg_url}
    run("migrate", **settings)
    assert "pg_dump" in run("backup", "kopie.db", **settings).err
    assert "--achteraf" in run("restore", "kopie.db", **settings).err
    assert run("restore", "--achteraf", **settings).code == 0
    with opened(pg_url) as db, db.transaction() as session:
        assert backup.in_doubt(session, at.now())


def test_an_installation_moves_from_sqlite_to_postgresql(run: Run, pg_url: str) -> None:
    old = {**SLACK, "DATABASE_URL": "sqlite:///oud.db"}
    run("migrate", **old)
    run("lid", "bouw", "slack:U1", "kartrekker", "--naam", "Petra", **old)
    said = run("migrate", "--van", "oud.db", **SLACK, DATABASE_URL=pg_url)
    assert (said.code, said.err) == (0, "")
    assert "rijen overgezet" in said.out
    with opened(pg_url) as db, db.transaction() as session:
        petra = people.by_account(session, "slack:U1")
        assert petra is not None
        assert petra.name == "Petra"
    assert "niet leeg" in run("migrate", "--van", "oud.db", **SLACK, DATABASE_URL=pg_url).err


# --- doctor ----------------------------------------------------------------------------------------------------------


def test_doctor_says_what_is_wrong_and_ends_with_1(real: Run) -> None:
    said = real("doctor")
    assert said.code == 1
    wrong = [line for line in said.out.splitlines() if line.startswith("fout")]
    assert any("antwoordt niet" in line for line in wrong)
    assert any("TAFELBOT_URL ontbreekt" in line for line in wrong)
    assert "9 tafels, 0 met een kanaal" in said.out


def test_doctor_is_content_with_the_trial_workspace(in_trial: Run) -> None:
    said = in_trial("doctor")
    assert said.code == 0
    assert {line.split()[0] for line in said.out.splitlines()} == {"goed"}


def test_doctor_sees_an_env_file_that_everybody_can_read(in_trial: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LOG_LEVEL=INFO\n")
    (tmp_path / ".env").chmod(0o644)
    assert "chmod 600 .env" in in_trial("doctor").out
    (tmp_path / ".env").chmod(0o600)
    assert "chmod 600 .env" not in in_trial("doctor").out


def test_the_package_for_teams_is_written_where_it_was_asked(real: Run, tmp_path: Path) -> None:
    ids = {"TEAMS_CLIENT_ID": "11111111-2222-3333-4444-555555555555", "TEAMS_CLIENT_SECRET": "geheim",
           "TEAMS_TENANT_ID": "11111111-2222-3333-4444-555555555556"}  # fmt: skip
    made = real("manifest", "teams", "--uit", str(tmp_path / "pakket"), TAFELBOT_URL="https://tafelbot.example", **ids)
    assert made.out.strip() == str(tmp_path / "pakket" / "tafelbot-teams.zip")
    with zipfile.ZipFile(made.out.strip()) as package:
        assert json.loads(package.read("manifest.json"))["bots"][0]["botId"] == ids["TEAMS_CLIENT_ID"]
