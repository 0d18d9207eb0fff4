"""What Teams says of a message, as pieces: entities, HTML, quoted replies; who is no person there, and who is one."""

from typing import Any

import pytest

from bot.teams.html import read_html
from handlers.pieces import BREAK, Code, Emoji, Link, Mention, Pieces, Quote, Text, trimmed
from storage import actions, people
from storage.actions import Draft
from tests.platforms.teams import TeamsDriver
from tests.platforms.teams_payloads import entra, user
from tests.platforms.teams_world import BOT, TEAM, Fault, Json
from tests.world import World, open_actions

PETRA, BOUW = user("petra"), "bouw"


@pytest.fixture
def platform() -> str:
    return "teams"


def heard(chat: TeamsDriver, text: str, *mentions: Json, by: str = "petra", at: str = BOUW, **more: Any) -> Any:
    """Deliver a message as Teams writes it, with the entities of its mentions."""
    place = chat.teams.personal(user(by)) if at == "direct" else chat.teams.conversations[f"19:{at}@thread.tacv2"]
    activity, written = chat.payloads.message("x", by, place)
    chat.last_message = written.id
    entities = [*mentions, {"type": "clientInfo", "locale": "nl-NL"}]
    answer = chat.post({**activity, "text": text, "entities": entities, **more})
    assert answer.status_code == 200
    chat.settle()
    return answer


def mention(who: str, name: str, **more: Any) -> Json:
    return {"type": "mention", "mentioned": {"id": who, "name": name, **more}, "text": f"<at>{name}</at>"}


CALL = mention(BOT, "Tafelbot")


def news(world: World) -> list[str]:
    with world.db.transaction() as session:
        found = world.action(session, "BOUW", 1)
        assert found
        return [each.text for each in world.news(session, found.id)]


def titles(world: World) -> list[tuple[str, str | None]]:
    with world.db.transaction() as session:
        found = open_actions(session, "bouw")
    return [(action.title, action.owner.name if action.owner else None) for action in found]


# --- who is no person ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("named", "said"), [
    (mention("19:bouw@thread.tacv2", "General"), "#General is een kanaal."),
    (mention("19:elders@thread.tacv2", "General"), "#General is een kanaal."),
    (mention(TEAM, "Bouwteam"), "@Bouwteam is een groep."),
    (mention("19:x@thread.v2", "Iedereen"), "@Iedereen is een groep."),
    (mention("MjQzMmI1N2ItMGFiZC00M2Ri", "Zorgtag", type="tag"), "@Zorgtag is een tag"),
    (mention("28:een-andere-bot", "Polly"), "@Polly is een bot."),
    (mention(BOT, "Tafelbot"), "@Tafelbot is een bot."),
    (mention("vreemd", "Raar"), "Ik weet niet (meer) wie @Raar is."),
    ({"type": "mention", "mentioned": {"name": "Raar"}, "text": "<at>Raar</at>"}, "Ik weet niet (meer) wie Raar is."),
    ({"type": "mention", "text": "<at>Raar</at>"}, "Ik weet niet (meer) wie Raar is."),
])  # fmt: skip
def test_only_a_person_owns_an_action(chat: TeamsDriver, world: World, named: Json, said: str) -> None:
    heard(chat, f"<at>Tafelbot</at> actie nieuw Open dag {named['text']} eind mei", CALL, named)
    told = chat.whispers("petra")[-1].text
    assert said in told
    assert "Alleen een persoon kan" in told
    assert titles(world) == []
    with world.db.transaction() as session:
        assert [each.name for name in ("General", "Raar", "Polly") for each in people.by_name(session, name)] == []


# --- quoted replies and HTML -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [
    '<quoted messageId="1"/>actie mijn', '<quoted messageId="1"></quoted> actie mijn',
    '<quoted messageId="1"/>\nactie mijn',
])  # fmt: skip
def test_a_reply_that_quotes_is_read_without_the_quote(chat: TeamsDriver, text: str) -> None:
    heard(chat, text, {"type": "quotedReply", "quotedReply": {"messageId": "1"}}, at="direct")
    assert "Je hebt geen open acties" in chat.direct("petra")[-1].text or "Jouw" in chat.direct("petra")[-1].title


HTML = "text/html"
REPLY = '<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="1">'


def marked(html: str) -> Json:
    return {"attachments": [{"contentType": HTML, "content": html}]}


@pytest.mark.parametrize(("html", "kept"), [
    ('<p>BOUW-1: zie <a href="https://voorbeeld.nl/b/1">board</a></p>', ["zie board (https://voorbeeld.nl/b/1)"]),
    ("<p><strong>BOUW-1:</strong>&nbsp;vijf <em>bedrijven</em></p>", ["vijf bedrijven"]),
    ("<div><div>BOUW-1: een</div><div>twee</div></div>", ["een\ntwee"]),
    ("<p>BOUW-1: klaar voor</p><ul><li>een</li><li>twee</li></ul>", ["klaar voor\n• een\n• twee"]),
    ('<p>BOUW-1: feest <emoji id="x" alt="🎉" title="y"></emoji></p>', ["feest 🎉"]),
    ("<p>Met <code>/actie BOUW-1 bezig</code> zet je hem aan</p>", []),
    ("<codeblock><code>BOUW-1: voorbeeld</code></codeblock>", []),
    (f"{REPLY}<strong>Karim</strong><p>BOUW-1: dit zei ik</p></blockquote><p>Bedankt!</p>", []),
    (f"{REPLY}<p>BOUW-2: oud</p></blockquote><p>BOUW-1: nieuw</p>", ["nieuw"]),
    ('<p><a href="https://voorbeeld.nl/BOUW-1">BOUW-1</a></p>', []),
])  # fmt: skip
def test_what_is_typed_in_html_counts(chat: TeamsDriver, world: World, html: str, kept: list[str]) -> None:
    chat.say("/actie nieuw Stagepact @karim")
    heard(chat, "BOUW-1: platte tekst zonder opmaak", by="karim", **marked(html))
    assert news(world) == kept


def test_mentions_in_html_are_who_the_entities_say(chat: TeamsDriver, world: World) -> None:
    span = '<span itemscope itemtype="http://schema.skype.com/Mention" itemid="{}">{}</span>'
    html = f"<p>{span.format(0, 'Tafelbot')}&nbsp;actie nieuw Folder {span.format(1, 'Karim')} eind mei</p>"
    heard(chat, "x", CALL, mention(user("karim"), "Karim"), **marked(html))
    assert titles(world) == [("Folder", "Karim")]


def found(key: str, name: str) -> Mention:
    return Mention("unknown", account=key, name=name)


@pytest.mark.parametrize(("html", "pieces"), [
    ('<at id="0">Karim</at>', (Mention("unknown", "0", "Karim"),)),
    ('<a href="https://a.nl">hier</a>', (Link("hier", "https://a.nl"),)),
    ("<a>hier</a>", (Text("hier"),)),
    ("<pre>a\nb</pre>", (Code("a\nb", block=True),)),
    ("<blockquote>zei hij</blockquote>", (Quote("zei hij"),)),
    ('<img itemtype="http://schema.skype.com/Emoji" alt="🙂">', (Emoji("🙂"),)),
    ("a<br>b<script>c</script>", (Text("a"), BREAK, Text("b"))),
    ("<p>a", (Text("a"),)), ("a</p></b>", (Text("a"),)), ("<b><code>a", (Code("a"),)),
    ("&lt;p&gt; &amp;", (Text("<p> &"),)),
    ("<span>" * 2000 + "a", (Text("a"),)),
])  # fmt: skip
def test_html_is_read_as_pieces(html: str, pieces: Pieces) -> None:
    assert trimmed(read_html(html, found)) == pieces


# --- odd fields ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("odd", "path"), [
    ({"replyToId": 7}, "replyToId"),
    ({"channelData": {"team": {"id": TEAM, "aadGroupId": 5}}}, "channelData.team.aadGroupId"),
    ({"entities": [{"type": "quotedReply", "text": 12}]}, "entities[0].text"),
    ({"entities": [{"type": "mention", "mentioned": {"name": "x"}, "text": "x"}]}, "entities[0].mentioned"),
    ({"name": ["x"]}, "name"), ({"attachments": [{"contentType": 4}]}, "attachments[0].contentType"),
])  # fmt: skip
def test_an_odd_optional_field_is_passed_over_with_its_path(
    chat: TeamsDriver, world: World, capsys: pytest.CaptureFixture[str], odd: Json, path: str
) -> None:
    chat.say("/actie nieuw Stagepact @karim")
    place = chat.teams.conversations["19:bouw@thread.tacv2"]
    activity, _ = chat.payloads.message("BOUW-1: komt aan", "karim", place)
    channel = {**activity["channelData"], **odd.get("channelData", {})}
    capsys.readouterr()
    assert chat.post({**activity, **odd, "channelData": channel}).status_code == 200
    told = [line for line in capsys.readouterr().out.splitlines() if "odd field passed over" in line]
    assert len(told) == 1
    assert path in told[0]
    assert news(world) == ["komt aan"]


# --- one person ------------------------------------------------------------------------------------------------------


def accounts(world: World, who: str) -> list[tuple[str, ...]]:
    with world.db.transaction() as session:
        known = people.accounts_of(session, [each.id for each in people.by_name(session, who)])
    return list(known.values())


def test_who_was_chosen_by_the_list_and_then_speaks_is_one_person_and_gets_the_file(
    chat: TeamsDriver, world: World
) -> None:
    chat.teams.people["29:nova"] = "Nova"
    chat.teams.listed["29:nova"] = "0b5fd9c4-1111-2222-3333-444444444444"
    chat.teams.faults.append(Fault("GET members", "404:MemberNotFoundInConversation"))
    chat.say("/actie nieuw")
    chat.submit(titel="Folder", actiehouder=("0b5fd9c4-1111-2222-3333-444444444444",))
    chat.teams.installed.add("29:nova")
    heard(chat, "tafel mijn gegevens", by="nova", at="direct")
    chat.settle()
    assert accounts(world, "Nova") == [("teams:0b5fd9c4-1111-2222-3333-444444444444",)]
    with world.db.transaction() as session:
        [action] = open_actions(session, "bouw")
    assert action.owner is not None
    assert action.owner.name == "nova"

    offered = next(each for each in chat.teams.written if any("consent" in a["contentType"] for a in each.attachments))
    [attached] = [each for each in offered.attachments if "consent" in each["contentType"]]
    upload = {"uploadUrl": f"{chat.teams.address}/storage/up", "contentUrl": "https://x.example", "uniqueId": "1"}
    value = {"action": "accept", "context": attached["content"]["acceptContext"], "uploadInfo": upload}
    place = chat.teams.personal("29:nova")
    chat.deliver(chat.payloads.invoke("fileConsent/invoke", "nova", place, value, offered))
    chat.wait_for(lambda: "up" in chat.teams.uploads)


def test_two_people_that_are_one_are_joined_once_both_numbers_are_heard(chat: TeamsDriver, world: World) -> None:
    with world.db.transaction() as session:
        karim = people.by_account(session, f"teams:{entra('karim')}")
        tafel = world.tafel(session, "bouw")
        assert karim
        assert tafel
        double = people.add(session, 1, name="Karim uit de chat", now=world.clock().instant, provisional=True)
        people.identify(session, double.id, f"teams:{user('karim')}")
        people.identify(session, double.id, "slack:UKARIM")
        draft = Draft(title="Folder", owner=double)
        actions.create(session, tafel, draft, now=world.clock().instant, by=double.id)
    chat.say("Goedemorgen", by="karim")
    assert set(accounts(world, "Karim")[0]) == {f"teams:{entra('karim')}", "slack:UKARIM"}
    assert titles(world) == [("Folder", "Karim")]


def test_who_was_known_by_an_address_alone_goes_by_the_entra_id(chat: TeamsDriver, world: World) -> None:
    with world.db.transaction() as session:
        karim = people.by_account(session, f"teams:{entra('karim')}")
        assert karim
        people.let_go(session, f"teams:{entra('karim')}")
        people.identify(session, karim.id, f"teams:{user('karim')}")
    chat.say("/actie nieuw Folder @karim")
    assert titles(world) == [("Folder", "Karim")]
    assert accounts(world, "Karim") == [(f"teams:{entra('karim')}",)]


def test_a_mention_whose_person_cannot_be_asked_is_joined_later(chat: TeamsDriver, world: World) -> None:
    chat.teams.people["29:nova"], chat.teams.listed["29:nova"] = "Nova", "0b5fd9c4-1111-2222-3333-444444444444"
    chat.teams.faults.append(Fault("GET members", "500", times=5))
    heard(chat, "<at>Tafelbot</at> actie nieuw Folder <at>Nova</at>", CALL, mention("29:nova", "Nova"))
    assert accounts(world, "Nova") == [("teams:29:nova",)]
    heard(chat, "hoi", by="nova", at="direct")
    assert accounts(world, "Nova") == [("teams:0b5fd9c4-1111-2222-3333-444444444444",)]
    assert titles(world) == [("Folder", "nova")]


def test_nobody_gets_the_file_of_another(chat: TeamsDriver) -> None:
    heard(chat, "tafel mijn gegevens", by="petra", at="direct")
    chat.settle()
    offered = next(each for each in chat.teams.written if any("consent" in a["contentType"] for a in each.attachments))
    [attached] = [each for each in offered.attachments if "consent" in each["contentType"]]
    upload = {"uploadUrl": f"{chat.teams.address}/storage/up", "contentUrl": "https://x.example", "uniqueId": "1"}
    value = {"action": "accept", "context": attached["content"]["acceptContext"], "uploadInfo": upload}
    own = chat.teams.personal(user("karim"))
    chat.deliver(chat.payloads.invoke("fileConsent/invoke", "karim", own, value, offered))
    chat.wait_for(lambda: any("niet van jou" in seen.text for seen in chat.direct("karim")))
    assert "up" not in chat.teams.uploads
