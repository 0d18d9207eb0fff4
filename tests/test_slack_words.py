"""What Slack says of a message, as pieces: rich text, mrkdwn, brackets; and who is no person there."""

from typing import Any

import pytest

from bot.slack.inbound import permalink
from bot.slack.rich_text import read_blocks
from bot.slack.words import read_command, read_mrkdwn
from handlers.pieces import BREAK, Code, Emoji, Link, Mention, Quote, Text, plain
from storage import memberships, people
from tests.platforms.slack import SlackDriver
from tests.platforms.slack_world import BOT, TEAM
from tests.world import World, open_actions

Json = dict[str, Any]
pytestmark = pytest.mark.parametrize("platform", ["slack"], indirect=True)


def heard(chat: SlackDriver, text: str, *, by: str = "karim", blocks: Any = None, **outer: Any) -> Any:
    """Deliver a message as Slack writes it; with blocks of its own, or none."""
    [payload], chat.last_message = chat.payloads.message("x", by, chat.slack.channels["CBOUW"])
    event = {**payload["event"], "text": text, "blocks": blocks}
    if blocks is None:
        del event["blocks"]
    return chat.deliver({**payload, "event": event, **outer})


def commanded(chat: SlackDriver, text: str) -> str:
    """The answer to `/actie` with this text, as Slack writes it."""
    payload = {**chat.payloads.command("/actie x", "petra", chat.slack.channels["CBOUW"]), "text": text}
    answer = chat.deliver(payload)
    return str(answer)


def news(world: World, number: int = 1) -> list[str]:
    with world.db.transaction() as session:
        found = world.action(session, "BOUW", number)
        assert found
        return [each.text for each in world.news(session, found.id)]


def titles(world: World) -> list[str]:
    with world.db.transaction() as session:
        return [action.title for action in open_actions(session, "bouw")]


# --- text ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "words"), [
    ("BOUW-1: zie <https://voorbeeld.nl/app/board/1|board>", "zie board (https://voorbeeld.nl/app/board/1)"),
    ("BOUW-1: zie <https://voorbeeld.nl/app/board/1|hier>", "zie hier (https://voorbeeld.nl/app/board/1)"),
    ("BOUW-1: zie <http://voorbeeld.nl|voorbeeld.nl>", "zie voorbeeld.nl"),
    ("BOUW-1: zie <https://voorbeeld.nl/a?b=1&amp;c=2>", "zie https://voorbeeld.nl/a?b=1&c=2"),
    ("_BOUW-1: eerste bedrijven doen mee_", "eerste bedrijven doen mee"),
    ("*BOUW-1:* eerste ~twee~ drie", "eerste twee drie"),
    ("BOUW-1: 5 * 3 * 2 in klant_naam_2", "5 * 3 * 2 in klant_naam_2"),
    ("BOUW-1: <!date^1392734382^{date}|18 februari> besproken", "18 februari besproken"),
    ("BOUW-1: besproken met <@UPETRA> in <#CBOUW|bouw>", "besproken met @Petra in #bouw"),
    ("BOUW-1: aan <!subteam^S1|@zorgteam> verteld", "aan @zorgteam verteld"),
])  # fmt: skip
def test_news_without_blocks_is_read_from_mrkdwn(chat: SlackDriver, world: World, text: str, words: str) -> None:
    chat.say("/actie nieuw Stagepact @karim")
    heard(chat, text)
    assert news(world) == [words]


@pytest.mark.parametrize("text", [
    "mail dit naar <mailto:bouw-1@voorbeeld.nl|bouw-1@voorbeeld.nl>", "zie <https://voorbeeld.nl/?id=BOUW-1>",
    "zie <https://voorbeeld.nl|BOUW-1>", "Met `/actie BOUW-1 bezig` zet je hem aan", "&gt; BOUW-1: dit zei Karim",
    "```BOUW-1: voorbeeld```", "<#C1|bouw-1> is nieuw", "<@UPETRA> in <#C1|BOUW-1>",
])  # fmt: skip
def test_no_key_is_read_inside_brackets_code_or_quotes(chat: SlackDriver, world: World, text: str) -> None:
    chat.say("/actie nieuw Stagepact @karim")
    heard(chat, text)
    assert news(world) == []


def section(*leaves: Json, kind: str = "rich_text_section") -> list[Json]:
    return [{"type": "rich_text", "elements": [{"type": kind, "elements": list(leaves)}]}]


def words(text: str, **more: Any) -> Json:
    return {"type": "text", "text": text, **more}


@pytest.mark.parametrize(("blocks", "pieces"), [
    (section(words("BOUW-1: ", style={"bold": True}), words("x")), (Text("BOUW-1: x"),)),
    (section(words("typ "), words("BOUW-1", style={"code": True})), (Text("typ "), Code("BOUW-1"))),
    (section(words("zei hij"), kind="rich_text_quote"), (Quote("zei hij"),)),
    (section(words("a\nb"), kind="rich_text_preformatted"), (Code("a\nb", block=True),)),
    (section({"type": "user", "user_id": BOT}), (Mention("bot", name="@Tafelbot"),)),
    (section({"type": "user", "user_id": "U1"}), (Mention("person", "slack:U1"),)),
    (section({"type": "user", "user_id": "USLACKBOT"}), (Mention("bot", name="@Slackbot"),)),
    (section({"type": "channel", "channel_id": "C1"}), (Mention("channel", name="#bouw"),)),
    (section({"type": "usergroup", "usergroup_id": "S1"}), (Mention("group", name="@zorg"),)),
    (section({"type": "broadcast", "range": "everyone"}), (Mention("group", name="@everyone"),)),
    (section({"type": "link", "url": "https://a.nl/b", "text": "hier"}), (Link("hier", "https://a.nl/b"),)),
    (section({"type": "emoji", "name": "family", "unicode": "1f469-200d-1f467"}), (Emoji("👩\u200d👧"),)),
    (section({"type": "emoji", "name": "onze_eigen"}), (Emoji(":onze_eigen:"),)),
    (section({"type": "date", "timestamp": 1, "fallback": "1 mei"}), (Text("1 mei"),)),
    (section({"type": "nieuw-van-morgen", "text": "wat"}), (Text("wat"),)),
    (section(words("a\nb")), (Text("a"), BREAK, Text("b"))),
    (section({"type": "text", "text": 5}, {"type": "user"}), (Text("5"), Mention("person", "slack:"))),
    (section({"type": "link"}), (Link("", ""),)),
    ([{"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": [
        {"type": "rich_text_section", "elements": [words(each)]} for each in ("een", "twee")]}]}],
     (Text("• een"), BREAK, Text("• twee"))),
])  # fmt: skip
def test_rich_text_says_what_every_part_is(blocks: list[Json], pieces: tuple[Any, ...], platform: str) -> None:
    assert read_blocks(blocks, "<#C1|bouw> <!subteam^S1|@zorg>", BOT) == pieces, platform


@pytest.mark.parametrize("blocks", [None, [], "x", [5], [{"type": "section"}], [{}]])
def test_what_is_not_rich_text_alone_is_read_from_the_text(blocks: Any, platform: str) -> None:
    assert read_blocks(blocks, "x", BOT) is None, platform


def test_a_command_is_as_it_was_typed_but_for_brackets(platform: str) -> None:
    said = read_command("nieuw *vet* `x` &gt; 5 <@U1|karim> <#C1|bouw> &amp;lt;", BOT)
    assert plain(said) == "nieuw *vet* `x` > 5 @slack:U1 #bouw &lt;", platform


def test_marks_that_mark_nothing_stay(platform: str) -> None:
    assert plain(read_mrkdwn("a * b * c, 2*3*4 en klant_naam_2 ~ongeveer 5", BOT)) == (
        "a * b * c, 2*3*4 en klant_naam_2 ~ongeveer 5"
    ), platform


# --- who is no person ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mention", "said"), [
    (f"<@{BOT}|tafelbot>", "@Tafelbot is een bot."),
    ("<@UPOLLY|polly>", "@Polly is een bot."),
    ("<@UWEG|vera>", "Ik weet niet (meer) wie @Vera is."),
    ("<#CBOUW|bouw>", "#bouw is een kanaal."),
    ("<!here>", "@here is een groep."),
    ("<!channel>", "@channel is een groep."),
    ("<!everyone>", "@everyone is een groep."),
    ("<!subteam^S1|@zorgteam>", "@zorgteam is een groep."),
    ("@everyone", "@everyone is een groep."),
    ("@tafelbot", "@tafelbot is een bot."),
])  # fmt: skip
def test_only_a_person_owns_an_action(chat: SlackDriver, world: World, mention: str, said: str) -> None:
    chat.slack.people |= {"UPOLLY": "Polly", "UWEG": "Vera"}
    chat.slack.bots.add("UPOLLY")
    chat.slack.deactivated.add("UWEG")
    for text in (f"nieuw Stagepact tekenen {mention} eind mei", f"nieuw {mention} Stagepact tekenen"):
        answer = commanded(chat, text)
        assert said in answer
        assert "Alleen een persoon kan" in answer
        assert "Stagepact tekenen" in answer
    assert titles(world) == []
    with world.db.transaction() as session:
        assert people.by_account(session, "slack:UPOLLY") is None


def test_a_channel_that_belongs_to_the_title_stays_in_it(chat: SlackDriver, world: World) -> None:
    commanded(chat, "nieuw Flyer delen in <#C1|algemeen> eind mei")
    commanded(chat, "nieuw Kanaal <#C1|algemeen> opruimen")
    assert titles(world) == ["Flyer delen in #algemeen", "Kanaal #algemeen opruimen"]


# --- channels that are shared with another workspace -----------------------------------------------------------------


def shared(*teams: str) -> Json:
    authorizations = [{"enterprise_id": None, "team_id": team, "user_id": BOT, "is_bot": True} for team in teams]
    return {"team_id": "TELDERS", "is_ext_shared_channel": True, "authorizations": authorizations}


def test_a_message_in_a_shared_channel_is_ours_when_we_are_authorized(chat: SlackDriver, world: World) -> None:
    chat.say("/actie nieuw Stagepact @karim")
    heard(chat, "BOUW-1: van een lid", **shared(TEAM))
    assert news(world) == ["van een lid"]


def test_somebody_of_another_workspace_counts_as_anybody_in_the_channel(chat: SlackDriver, world: World) -> None:
    chat.say("/actie nieuw Stagepact @karim")
    chat.slack.people["UBUITEN"] = "Bo van Buiten"
    heard(chat, "BOUW-1: van buiten", by="buiten", **shared(TEAM))
    assert news(world) == ["van buiten"]
    with world.db.transaction() as session:
        found = people.by_account(session, "slack:UBUITEN")
        assert found
        assert memberships.roles_of(session, found.id) == {}


@pytest.mark.parametrize("authorizations", [[], None, "x", [5], [{"team_id": "TANDERS"}], [{}]])
def test_what_is_told_to_another_workspace_stays_outside(chat: SlackDriver, authorizations: Any) -> None:
    payload = chat.payloads.message("BOUW-1: x", "karim", chat.slack.channels["CBOUW"])[0][0]
    for kind in ("event_callback", "block_actions"):
        foreign = {**payload, "type": kind, "team_id": "TELDERS", "authorizations": authorizations}
        with pytest.raises(AssertionError, match="403"):
            chat.deliver(foreign)


# --- odd fields ------------------------------------------------------------------------------------------------------


def test_an_odd_field_costs_nobody_a_message(
    chat: SlackDriver, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    chat.say("/actie nieuw Stagepact @karim")
    payload = chat.payloads.message("BOUW-1: komt aan", "karim", chat.slack.channels["CBOUW"])[0][0]
    odd = {"files": [{"id": "F1", "size": "groot"}], "channel_type": 7, "thread_ts": None}
    chat.deliver({**payload, "event": {**payload["event"], **odd}})
    assert news(world) == ["komt aan"]
    told = capsys.readouterr().out
    assert "files[0].size" in told
    assert "channel_type" in told


def test_where_a_message_is_read_does_not_depend_on_its_words(platform: str) -> None:
    assert permalink("https://x.slack.com/", "C1", "1.2") == "https://x.slack.com/archives/C1/p12", platform
