"""People in Teams in front of the real app: signed activities in, and what the strict Teams was given read back.

`TeamsDriver(app)` is a `Chat`. It makes the activities that Teams makes, delivers them to the real SDK with tokens of
its own key pair, and fails on anything that people would see as an error. Where Teams shows a button before a form,
people press it.
"""

import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import httpx

from bot.app import App
from bot.serving import web
from bot.teams.app import TeamsDoor
from bot.teams.sdk import Microsoft
from tests.judges.teams import judge_card
from tests.platforms import PEOPLE, TAFELS, Seen, teams_eyes as eyes
from tests.platforms.driver import Driver, Placed, ReadOnce, message_of, noticed
from tests.platforms.teams_composer import in_html
from tests.platforms.teams_payloads import Payloads, encoded, user
from tests.platforms.teams_server import FakeTeams, token
from tests.platforms.teams_world import ADAPTIVE, APP, BOT, SECRET, SIGNS, TENANT, Conversation, Written
from tests.waiting import HANG, ended

Json = dict[str, Any]
T = TypeVar("T")
PATH = "/api/messages"
READS = ("GET keys", "GET team", "GET members", "GET conversations", "GET activities")
"""What the bot may ask before it answers: by which key it knows Microsoft, what a channel is called, who people are."""
FORM_BUTTON = "Invullen"
MOST_OF_A_PICTURE = 1_000_000


def channel(key: str) -> str:
    return f"19:{key}@thread.tacv2"


@dataclass(frozen=True)
class TeamsSeen(Placed):
    """What was seen, with the message and the card behind it."""

    card: Json | None = field(default=None, compare=False, repr=False)


class TeamsDriver(Driver):
    """A tenant with the app installed in a team and for everybody."""

    name = "teams"

    def __init__(self, app: App, *, rsc: bool = True) -> None:
        super().__init__(app)
        self.rsc = rsc
        self._also_first: tuple[str, ...] = ()
        self.teams = FakeTeams(
            now=lambda: app.clock().instant, people={user(key): name for key, name in PEOPLE.items()},
            channels={channel(key): key for key in TAFELS},
        )  # fmt: skip
        self.teams.start()
        eyes.listed(self.teams.listed)
        app.settings = replace(
            app.settings, teams_client_id=APP, teams_client_secret=SECRET, teams_tenant_id=TENANT,
            tafelbot_url="https://tafelbot.test", tafelbot_geheim=app.settings.tafelbot_geheim or ("geheim",),
        )  # fmt: skip
        self.payloads = Payloads(self.teams, self.teams.url)
        self._delivered: dict[str, Json] = {}
        self.last: TeamsSeen | None = None
        self._marked: dict[str, dict[str, str]] = {}
        self._submits: dict[str, str] = {}
        self._pictures: dict[str, tuple[int, int]] = {}
        self._read = ReadOnce(self._read_card)
        self.popups: list[tuple[str, str]] = []
        """Sentences that popped up for who pressed something, with who that was."""
        self._runner.run(self._begin())

    @property
    def microsoft(self) -> Microsoft:
        return Microsoft(
            service_url=self.teams.url, service_hosts=("127.0.0.1",), file_hosts=("127.0.0.1",), scheme="http",
            openid=f"{self.teams.address}/keys", token=self.teams.bot_token, pause=0.0, patience=HANG,
        )  # fmt: skip

    async def _begin(self) -> None:
        self.door: TeamsDoor = TeamsDoor(
            self.app, microsoft=self.microsoft, timeout=self._timeout, briefly=self._briefly
        )
        self.app.doors["teams"] = self.door
        self._web = web.build(self.app)
        await self.door.start()

    async def _followed(self) -> None:
        await self.door.settled()

    def close(self) -> None:
        """End, and say what Teams had to complain about."""
        super().close()
        self.teams.stop()
        assert not self.teams.complaints, self.teams.complaints

    # --- what people do ----------------------------------------------------------------------------------------------

    def say(
        self,
        words: str,
        *,
        by: str = "petra",
        at: str = "bouw",
        thread: str = "",
        id: str = "",  # noqa: A002
    ) -> TeamsSeen | None:
        conversation, before = self._place(at, by), self._view(by, at)
        if again := self._delivered.get(id) if id else None:
            self.deliver(again)
            return self._saw(by, at, before) or self._as_it_stands(by, at)
        if words.startswith("/") and conversation.kind != "personal":
            words = f"@tafelbot {words}"
        activity, written = self.payloads.message(words, by, conversation, thread)
        self.last_message = written.id
        if id:
            self._delivered[id] = activity
        self.deliver(activity)
        return self._form(self._saw(by, at, before), by)

    def slash(self, words: str, *, by: str = "petra", at: str = "bouw") -> TeamsSeen | None:
        """A command from the / menu: only the bot sees it."""
        conversation, before = self._place(at, by), self._view(by, at)
        activity, written = self.payloads.message(words, by, conversation)
        self.teams.written.remove(written)
        recipient = {**activity["recipient"], "isTargeted": True}
        self.deliver({**activity, "recipient": recipient, "entities": []})
        return self._form(self._saw(by, at, before), by)

    def give(
        self, name: str, body: bytes, words: str = "", *, by: str = "petra", at: str = "direct"
    ) -> TeamsSeen | None:
        conversation, before = self._place(at, by), self._view(by, at)
        activity, written = self.payloads.message(words, by, conversation)
        self.last_message, self.teams.uploads[name] = written.id, body
        content = {"downloadUrl": f"{self.teams.address}/storage/{name}", "uniqueId": "u1", "fileType": name[-3:]}
        kind = "application/vnd.microsoft.teams.file.download.info"
        self.deliver({**activity, "attachments": [{"contentType": kind, "name": name, "content": content}]})
        return self._form(self._saw(by, at, before), by)

    def press(self, label: str, *, by: str = "petra", on: Seen | None = None) -> TeamsSeen | None:
        seen = on or self.last
        assert isinstance(seen, TeamsSeen), "there is nothing to press on"
        written, card = message_of(seen), self._card(seen, by)
        action, data = _to_press(card, label)
        before, popups = self._view(by, seen.at), len(self.popups)
        self._pressed(written, action, data, by)
        saw = self._form(self._saw(by, seen.at, before, on=seen), by)
        if saw is None and len(self.popups) > popups:
            words = self.popups[-1][1]
            return TeamsSeen(words, words, private=True, at=seen.at)
        return saw

    def press_as_old_client(self, label: str, *, by: str = "petra", on: Seen | None = None) -> TeamsSeen | None:
        """A client that does not know Action.Execute sends its fallback, as a message without words."""
        seen = on or self.last
        assert isinstance(seen, TeamsSeen)
        written = message_of(seen)
        action, _ = _to_press(self._card(seen, by), label)
        conversation = self.teams.conversations[written.conversation]
        before = self._view(by, seen.at)
        more = {"value": action["fallback"]["data"], "replyToId": written.id, "thread": written.thread or written.id}
        self.deliver(self.payloads.activity("message", by, conversation, **more))
        return self._form(self._saw(by, seen.at, before, on=seen), by)

    def submit(self, *, by: str = "petra", **values: str | bool | tuple[str, ...]) -> TeamsSeen | None:
        value = self._dialog(by)
        card = value["card"]["content"]
        given = eyes.sent(card, values, self.teams.listed)
        self._typed(card, given)
        if missing := eyes.missing(card, given):
            self._marked[user(by)] = missing
            return self._opened(by)
        at = self.last.at if self.last else "bouw"
        [send] = card["actions"]
        before = self._view(by, at)
        name = self._submits.get(user(by), "task/submit")
        data = {"data": {**send["data"], **given}, "context": {"theme": "default"}}
        answer = self.deliver(self.payloads.invoke(name, by, self._place(at, by), data))
        self._marked.pop(user(by), None)
        del self.teams.dialogs[user(by)]
        self._show(by, answer)
        return self._form(self._saw(by, at, before), by)

    def search(self, name: str, words: str, *, by: str = "petra") -> list[str]:
        menu, at = self._sought(name, by)
        query = {"queryText": words, "queryOptions": {"skip": 0, "top": 15}, "dataset": menu["choices.data"]["dataset"]}
        answer = self.deliver(self.payloads.invoke("application/search", by, self._place(at, by), query))
        assert answer is not None
        assert (answer["statusCode"], answer["type"]) == (200, "application/vnd.microsoft.search.searchResponse")
        found = answer["value"]["results"]
        assert all(set(each) == {"title", "value"} for each in found)
        assert len(found) <= 15
        menu.setdefault("found", []).extend(found)
        return [eyes.shown(each["title"]) for each in found]

    def home(self, *, by: str = "petra") -> TeamsSeen | None:
        """Add the app for oneself: it says what there is."""
        before = self._view(by, "direct")
        self.teams.installed.add(user(by))
        self.deliver(self.payloads.activity("installationUpdate", by, self._place("direct", by), action="add"))
        return self._saw(by, "direct", before)

    def edit(self, message: str, words: str, *, by: str = "petra") -> TeamsSeen | None:
        written = self.written_by_id(message)
        at = self._at(written)
        before = self._view(by, at)
        written.text, written.entities = encoded(words)
        self.deliver(self.payloads.about("messageUpdate", written, eventType="editMessage"))
        return self._saw(by, at, before)

    def delete(self, message: str, *, by: str = "petra") -> TeamsSeen | None:
        written = self.written_by_id(message)
        at = self._at(written)
        before = self._view(by, at)
        self.teams.written.remove(written)
        self.deliver(self.payloads.about("messageDelete", written, eventType="softDeleteMessage"))
        return self._saw(by, at, before)

    def shortcut(self, label: str, message: str, *, by: str = "petra") -> TeamsSeen | None:
        written = self.written_by_id(message)
        at = self._at(written)
        payload = {
            "id": written.id, "replyToId": written.thread or None, "createdDateTime": "2026-05-18T09:00:00Z",
            "from": {"user": {"id": self.teams.listed[written.by], "displayName": "x", "userIdentityType": "aadUser"}},
            **in_html(written, self.teams.listed),
            "linkToMessage": f"https://teams.microsoft.com/l/message/{written.conversation}/{written.id}",
        }  # fmt: skip
        return self.extension(self._command(label), by=by, at=at, context="message", payload=payload)

    def extension(
        self,
        command: str,
        *,
        by: str = "petra",
        at: str = "bouw",
        context: str = "compose",
        payload: Json | None = None,
    ) -> TeamsSeen | None:
        """An action from the menu of a message, or from under the box where people type."""
        value = {"commandId": command, "commandContext": context, "context": {"theme": "default"}}
        value |= {"messagePayload": payload} if payload else {}
        before = self._view(by, at)
        conversation = self._place(at, by)
        self._show(by, self.deliver(self.payloads.invoke("composeExtension/fetchTask", by, conversation, value)))
        if user(by) in self.teams.dialogs:
            self._submits[user(by)] = "composeExtension/submitAction"
        return self._saw(by, at, before)

    def join(self, key: str, *, by: str = "petra") -> TeamsSeen | None:
        """Add the bot to a team, of which this is the channel that it speaks in."""
        conversation = self._place(key, by)
        conversation.bot = True
        before = self._view(by, key)
        added = {"membersAdded": [{"id": BOT}], "data": {"eventType": "teamMemberAdded"}}
        self.deliver(self.payloads.activity("conversationUpdate", by, conversation, **added))
        return self._saw(by, key, before)

    # --- what people see ---------------------------------------------------------------------------------------------

    def channel(self, key: str = "bouw") -> list[Seen]:
        place = self._place(key, next(iter(PEOPLE)))
        return [self._seen(each, "") for each in self._shown(place.id) if not each.to]

    def direct(self, who: str = "petra") -> list[Seen]:
        return [self._seen(each, who) for each in self._shown(self.teams.personal(user(who)).id)]

    def reactions(self, message: str) -> list[str]:
        return [SIGNS[name] for name, count in self.written_by_id(message).reactions.items() if count]

    def whispers(self, who: str = "petra", at: str = "bouw") -> list[TeamsSeen]:
        """What only this person sees in a channel, oldest first."""
        place = self._place(at, who)
        return [self._seen(each, who) for each in self._shown(place.id) if each.to == user(who)]

    # --- the way in --------------------------------------------------------------------------------------------------

    def deliver(self, activity: Json) -> Json | None:
        """Give something to the app, as Teams does; its answer, where it gives one."""
        if not self._reaches(activity):
            return None
        with self.teams.holding_calls(but=(*READS, *self._also_first)):
            answer = self.post(activity)
        assert answer.status_code == 200, f"Teams shows an error: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    @contextmanager
    def nothing_can_be_stored(self) -> Iterator[None]:
        """For a while no row can wait for the courier, so who asked something is told before Teams is answered."""
        self._also_first = ("POST activities", "POST conversations")
        yield
        self._also_first = ()

    def _reaches(self, activity: Json) -> bool:
        """Whether Teams tells the bot at all: without consent it hears only what it is mentioned in."""
        if not activity["type"].startswith("message") or "value" in activity or self.rsc:
            return True
        called = any(each.get("mentioned", {}).get("id") == BOT for each in activity.get("entities", []))
        personal = activity["conversation"]["conversationType"] == "personal"
        return called or personal or bool(activity["recipient"].get("isTargeted"))

    def post(self, activity: Any, *, headers: Mapping[str, str] | None = None, content: bytes | None = None) -> Any:
        """A request to the door with a good token, unless `headers` say otherwise."""
        given = {"authorization": f"Bearer {token(self.teams.url)}"} if headers is None else headers
        answered = self._post(activity, given, content)
        return self._runner.run(ended(answered, lambda: f"Teams hears nothing, for the bot waits: {self.teams.held}"))

    async def _post(self, activity: Any, headers: Mapping[str, str], content: bytes | None) -> Any:
        transport = httpx.ASGITransport(app=self._web)
        async with httpx.AsyncClient(transport=transport, base_url="https://tafelbot.test") as client:
            how = {"content": content} if content is not None else {"json": activity}
            return await client.post(PATH, headers={"content-type": "application/json", **headers}, **how)

    def _command(self, label: str) -> str:
        [found] = [each.action for each in self.app.registry.shortcuts if each.label == label]
        return found

    def _pressed(self, written: Written, action: Json, data: Json, by: str) -> None:
        conversation = self.teams.conversations[written.conversation]
        if action["type"] == "Action.Submit":
            assert data["msteams"] == {"type": "task/fetch"}
            self._show(by, self.deliver(self.payloads.invoke("task/fetch", by, conversation, {"data": data}, written)))
            self._submits.pop(user(by), None)
            return
        value = {"action": {"type": "Action.Execute", "verb": action["verb"], "data": data}, "trigger": "manual"}
        answer = self.deliver(self.payloads.invoke("adaptiveCard/action", by, conversation, value, written))
        assert answer is not None
        assert answer["statusCode"] == 200
        if answer["type"] == ADAPTIVE:
            assert not judge_card(answer["value"]), judge_card(answer["value"])
            written.views[user(by)] = answer["value"]
        else:
            assert answer["type"] == "application/vnd.microsoft.activity.message"
            assert isinstance(answer["value"], str)
            self.popups.append((by, answer["value"]))

    # --- forms -------------------------------------------------------------------------------------------------------

    def _show(self, by: str, answer: Json | None) -> None:
        """What an answer does to the dialog that is open."""
        task = (answer or {}).get("task")
        if task is None:
            assert not answer, answer
            return
        if task["type"] == "message":
            assert isinstance(task["value"], str)
            return
        assert task["type"] == "continue"
        content = task["value"]["card"]["content"]
        assert not judge_card(content, "dialog"), judge_card(content, "dialog")
        assert 0 < len(task["value"]["title"]) <= 60
        self.teams.dialogs[user(by)] = task["value"]

    def _dialog(self, by: str) -> Json:
        assert user(by) in self.teams.dialogs, f"{by} has no form open"
        return self.teams.dialogs[user(by)]

    def cancel(self, *, by: str = "petra") -> None:
        """Close the open form without sending it; Teams tells nobody."""
        self.teams.dialogs.pop(user(by))

    @staticmethod
    def _typed(card: Json, given: Json) -> None:
        """What was typed stays in a form that Teams does not send."""
        for each in eyes.inputs(card):
            each["value"] = given.get(each["id"], "")

    def _form(self, seen: TeamsSeen | None, by: str) -> TeamsSeen | None:
        """A form that waits behind a button is opened by whoever asked for it."""
        if seen is None or seen.form or FORM_BUTTON not in seen.buttons:
            return seen
        return self.press(FORM_BUTTON, by=by, on=seen)

    def _sought(self, name: str, by: str) -> tuple[Json, str]:
        if value := self.teams.dialogs.get(user(by)):
            for each in eyes.inputs(value["card"]["content"]):
                if eyes.name_of(each) == name:
                    return each, self.last.at if self.last else "bouw"
        assert self.last is not None
        for menu, _ in eyes.menus(self._card(self.last, by)):
            if eyes.shown(menu["label"]) == name:
                return menu, self.last.at
        msg = f"nothing to search is called {name}"
        raise AssertionError(msg)

    # --- looking -----------------------------------------------------------------------------------------------------

    def _place(self, at: str, by: str) -> Conversation:
        return self.teams.personal(user(by)) if at == "direct" else self.teams.conversations[self._id_of(at)]

    def _id_of(self, at: str) -> str:
        return at if at.startswith("19:") else channel(at)

    def _at(self, written: Written) -> str:
        conversation = self.teams.conversations[written.conversation]
        return "direct" if conversation.kind == "personal" else conversation.id

    def written_by_id(self, message: str) -> Written:
        wanted = (message or self.last_message).partition(";")[0]
        [found] = [each for each in self.teams.written if each.id == wanted]
        return found

    def _shown(self, conversation: str) -> list[Written]:
        return [each for each in self.teams.written if each.conversation == conversation and each.by == BOT]

    def _view(self, by: str, at: str) -> list[TeamsSeen]:
        """Everything of the bot's that this person can see here, and in their own chat."""
        places = dict.fromkeys([self._place(at, by).id, self.teams.personal(user(by)).id])
        shown = [each for place in places for each in self._shown(place) if each.to in ("", user(by))]
        return [self._seen(each, by) for each in shown]

    def _seen(self, written: Written, by: str) -> TeamsSeen:
        card = written.views.get(user(by)) or written.card
        name = str(written.attachments[0].get("name")) if written.attachments else ""
        at = self._at(written)
        return replace(
            self._read(card) if card else TeamsSeen(name, name), id="" if written.to else written.id,
            private=bool(written.to) or at == "direct", thread=written.thread, at=at, written=written,
        )  # fmt: skip

    def _read_card(self, card: Json) -> TeamsSeen:
        words = eyes.read(card)
        self._load(eyes.pictures(card), card)
        return TeamsSeen(
            words[0] if words else "", "\n".join(words), eyes.buttons(card), rows=eyes.rows(card),
            charts=eyes.charts(card), choices=eyes.choices(card), links=eyes.links(card), card=card,
        )  # fmt: skip

    def _load(self, addresses: list[str], card: Json) -> None:
        """Teams fetches a picture when somebody looks, and shows none that is too large."""
        self._pictures |= {
            each: self._runner.run(self._fetch(each)) for each in addresses if each not in self._pictures
        }
        wrong = judge_card(card, pictures=self._pictures) if addresses else []
        assert not wrong, wrong

    async def _fetch(self, address: str) -> tuple[int, int]:
        """The width and height of a picture of ours."""
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=self._web)) as client:
            answer = await client.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
        assert len(answer.content) < MOST_OF_A_PICTURE
        wide, high = struct.unpack(">II", answer.content[16:24])
        return wide, high

    def _card(self, seen: TeamsSeen, by: str) -> Json:
        written = message_of(seen)
        card = written.views.get(user(by)) or written.card
        assert card is not None
        return seen.card if seen.card is not None and self._is_there(seen.card, written) else card

    @staticmethod
    def _is_there(card: Json, written: Written) -> bool:
        """Whether this is what stands there still, with what was found on it."""
        return card is written.card or card in written.views.values()

    def _opened(self, by: str) -> TeamsSeen:
        form = eyes.form(self._dialog(by), self._marked.get(user(by), {}))
        return TeamsSeen(form.title, form.text, form=form, private=True, at=self.last.at if self.last else "bouw")

    def _as_it_stands(self, by: str, at: str) -> TeamsSeen | None:
        """A repetition adds nothing: people still see the answer to the first."""
        mine = [each for each in self._view(by, at) if each.private]
        return mine[-1] if mine else None

    def _saw(self, by: str, at: str, before: list[TeamsSeen], on: Seen | None = None) -> TeamsSeen | None:
        """The form that is open, else what is new or was drawn anew: here before elsewhere, private before public."""
        self.settle()
        where = self._at_key(at, by)
        if user(by) in self.teams.dialogs:
            self.last = replace(self._opened(by), at=where)
            return self.last
        news = self._view(by, at)
        for seen in before:  # two private answers can be alike
            if seen in news:
                news.remove(seen)
        here = [seen for seen in news if seen.at == where]
        self.last = noticed(news, here, on, direct=at == "direct")
        return self.last

    def _at_key(self, at: str, by: str) -> str:
        return "direct" if at == "direct" else self._place(at, by).id


def _to_press(card: Json, label: str) -> tuple[Json, Json]:
    """What carries a label, with the data that goes along; an option is chosen and sent."""
    for shown, action in eyes.actions(card):
        if shown == label:
            return action, action["data"]
    for menu, action in eyes.menus(card):
        for option in [*menu["choices"], *menu.get("found", [])]:
            if eyes.shown(option["title"]) == label:
                return action, {**action["data"], menu["id"]: option["value"]}
    msg = f"there is no {label!r}, only {eyes.buttons(card)} and {eyes.choices(card)}"
    raise AssertionError(msg)
