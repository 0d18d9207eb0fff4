"""People in Slack in front of the real app: signed requests in, and what the strict Slack was given read back.

`SlackDriver(app)` is a `Chat`. It makes the payloads that Slack makes, delivers them over HTTP or over a socket, and
fails on anything that people would see as an error: a status, a payload that Slack refuses, or an answer that waits for
something else. Slack gives up after three seconds, so until the bot has answered no call of it gets an answer itself.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import httpx

from bot.app import App
from bot.serving import web
from bot.slack import manifest
from bot.slack.app import SlackDoor
from bot.slack.sender import OPEN
from tests.judges.slack import judge_view
from tests.platforms import PEOPLE, TAFELS, Seen, slack_eyes as eyes
from tests.platforms.driver import Driver, Placed, ReadOnce, message_of, noticed
from tests.platforms.slack_payloads import Payloads, as_body, encoded, signed, user
from tests.platforms.slack_server import FakeSlack
from tests.platforms.slack_world import APP_TOKEN, BOT, SECRET, SIGNS, TEAM, TOKEN, Channel, Written
from tests.waiting import HANG, ended

Json = dict[str, Any]
T = TypeVar("T")
PATH = "/slack/events"
_ENVELOPES = {"event_callback": "events_api", "command": "slash_commands"}


@dataclass(frozen=True)
class SlackSeen(Placed):
    """What was seen, with the message or page behind it."""

    ts: str = ""
    home: bool = False


class SlackDriver(Driver):
    """A workspace with the app installed in it."""

    name = "slack"

    def __init__(self, app: App, *, socket: bool = False, address: str = "https://tafelbot.test") -> None:
        super().__init__(app)
        self._socket = socket
        self._also_first: tuple[str, ...] = ()
        made = manifest.slack(app.registry, replace(app.settings, tafelbot_url="https://tafelbot.test"))
        self.slack = FakeSlack(
            made, now=lambda: app.clock().instant, people={user(key): name for key, name in PEOPLE.items()}
        )
        self.slack.start()
        everybody = set(self.slack.people)
        for key in TAFELS:
            self.slack.add_channel(key, members=everybody)
        app.settings = replace(
            app.settings, slack_bot_token=TOKEN, slack_api_url=self.slack.url, slack_team_id=TEAM,
            slack_app_token=APP_TOKEN if socket else "", slack_signing_secret=() if socket else (SECRET,),
            tafelbot_url=address, tafelbot_geheim=app.settings.tafelbot_geheim or ("geheim",),
        )  # fmt: skip
        self.payloads = Payloads(self.slack)
        self._delivered: dict[str, list[Json]] = {}
        self.last: SlackSeen | None = None
        self._marked: dict[str, dict[str, str]] = {}
        self._found: dict[str, list[Json]] = {}
        self._read = ReadOnce(_page)
        self._runner.run(self._begin())

    async def _begin(self) -> None:
        self.door: SlackDoor = SlackDoor(self.app, timeout=self._timeout, briefly=self._briefly)
        self.app.doors["slack"] = self.door
        self._web = web.build(self.app)
        await self.door.start()
        if self._socket:
            await asyncio.to_thread(self.slack.connected.wait, HANG)

    async def _followed(self) -> None:
        await self.door.settled()

    def close(self) -> None:
        """End, and say what Slack had to complain about."""
        super().close()
        self.slack.stop()
        assert not self.slack.complaints, self.slack.complaints

    # --- what people do ----------------------------------------------------------------------------------------------

    def say(
        self,
        words: str,
        *,
        by: str = "petra",
        at: str = "bouw",
        thread: str = "",
        id: str = "",  # noqa: A002
    ) -> SlackSeen | None:
        channel, before = self._place(at, by), self._view(by, at)
        again = self._delivered.get(id) if id else None
        payloads = again or self._said(words, by, channel, thread)
        if id:
            self._delivered[id] = payloads
        for payload in payloads:
            answer = self.deliver(payload, repeated=bool(again))
            if answer and "command" in payload:
                self.slack.judged(answer, "answer to a command")
                assert answer.pop("response_type", "ephemeral") == "ephemeral"
                self.slack.write(channel.id, BOT, answer, to=user(by))
        return self._saw(by, at, before)

    def give(
        self, name: str, body: bytes, words: str = "", *, by: str = "petra", at: str = "direct"
    ) -> SlackSeen | None:
        channel, before = self._place(at, by), self._view(by, at)
        payloads, self.last_message = self.payloads.message(words, by, channel, "")
        key = f"F{len(self.slack.files) + 1}"
        self.slack.files[key] = body
        file = {"id": key, "name": name, "size": len(body), "url_private_download": f"{self.slack.url}files/{key}"}
        for payload in payloads:
            event = {**payload["event"], "files": [file]}
            share = {} if event["type"] == "app_mention" else {"subtype": "file_share"}
            self.deliver({**payload, "event": {**event, **share}})
        return self._saw(by, at, before)

    def press(self, label: str, *, by: str = "petra", on: Seen | None = None) -> SlackSeen | None:
        seen = on or self.last
        assert isinstance(seen, SlackSeen), "there is nothing to press on"
        blocks = self.slack.homes[user(by)]["blocks"] if seen.home else message_of(seen).blocks
        element, chosen = _to_press(blocks, label, self._found)
        action = {
            "action_id": element["action_id"], "block_id": "b1", "type": element["type"], "action_ts": self.slack.ts(),
            **({"selected_option": chosen} if chosen else {"text": element["text"], "value": element.get("value", "")}),
        }  # fmt: skip
        if not action.get("value"):
            action.pop("value", None)
        before = self._view(by, seen.at)
        self.deliver({**self.payloads.gesture("block_actions", by), **self._around(seen, by), "actions": [action]})
        return self._saw(by, seen.at, before, on=seen)

    def submit(self, *, by: str = "petra", **values: str | bool | tuple[str, ...]) -> SlackSeen | None:
        view = self._modal(by)
        sent = eyes.state(view, values)
        if missing := eyes.missing(view, sent):
            self._marked[user(by)] = missing
            return self._opened(by)
        at = self.last.at if self.last else "bouw"
        before = self._view(by, at)
        self._typed(view, sent)
        answer = self.deliver(
            {**self.payloads.gesture("view_submission", by), "view": {**view, "state": sent}, "response_urls": []}
        )
        self._after(by, view, answer or {})
        return self._saw(by, at, before)

    def cancel(self, *, by: str = "petra") -> None:
        """Close the open form without sending it."""
        view = self.slack.modals.pop(user(by))
        self.deliver({**self.payloads.gesture("view_closed", by), "view": view, "is_cleared": False})

    def search(self, name: str, words: str, *, by: str = "petra") -> list[str]:
        element, around = self._sought(name, by)
        asked = {"action_id": element["action_id"], "block_id": name, "value": words}
        answer = self.deliver({**self.payloads.gesture("block_suggestion", by), **around, **asked})
        assert answer is not None
        found = eyes.options(answer)
        assert len(answer.get("options", [])) <= 100
        self._found.setdefault(element["action_id"], []).extend(found)
        element.setdefault("found", []).extend(found)
        return [eyes.shown(each["text"]) for each in found]

    def home(self, *, by: str = "petra") -> SlackSeen | None:
        opened = {"type": "app_home_opened", "user": user(by), "channel": self.slack.direct_channel(user(by)).id}
        self.deliver(self.payloads.event({**opened, "tab": "home", "event_ts": self.slack.ts()}))
        self.settle()
        self.last = self._home(by)
        return self.last

    def edit(self, message: str, words: str, *, by: str = "petra") -> SlackSeen | None:
        written = self.written_by_id(message)
        old, at = written.json(), self._at(written)
        before = self._view(by, at)
        written.text, written.edited = encoded(words), True
        changed = {"subtype": "message_changed", "message": written.json(), "previous_message": old}
        self.changed(written, changed)
        return self._saw(by, at, before)

    def delete(self, message: str, *, by: str = "petra") -> SlackSeen | None:
        written = self.written_by_id(message)
        at = self._at(written)
        before = self._view(by, at)
        self.slack.written.remove(written)
        deleted = {"subtype": "message_deleted", "deleted_ts": written.ts, "previous_message": written.json()}
        self.changed(written, deleted)
        return self._saw(by, at, before)

    def shortcut(self, label: str, message: str, *, by: str = "petra") -> SlackSeen | None:
        [found] = [each for each in self.slack.manifest["features"]["shortcuts"] if each["name"] == label]
        written = self.written_by_id(message)
        at, channel = self._at(written), self.slack.channels[written.channel]
        before = self._view(by, at)
        where = {"channel": {"id": channel.id, "name": channel.name}, "message": written.json()}
        url = self.slack.response_url(channel.id, user(by))
        chosen = {"callback_id": found["callback_id"], "action_ts": self.slack.ts(), "response_url": url}
        self.deliver({**self.payloads.gesture("message_action", by), **where, **chosen})
        return self._saw(by, at, before)

    def join(self, key: str, *, by: str = "petra") -> SlackSeen | None:
        """Add the bot to a channel."""
        channel = self._place(key, by)
        channel.members.add(BOT)
        before = self._view(by, key)
        joined = {"type": "member_joined_channel", "user": BOT, "channel": channel.id, "channel_type": "C"}
        self.deliver(self.payloads.event({**joined, "team": TEAM, "inviter": user(by), "event_ts": self.slack.ts()}))
        return self._saw(by, key, before)

    def happens(self, event: str, **more: object) -> None:
        """Something that Slack tells by itself: somebody is called differently, a channel was archived."""
        self.deliver(self.payloads.event({"type": event, "event_ts": self.slack.ts(), **more}))

    # --- what people see ---------------------------------------------------------------------------------------------

    def channel(self, key: str = "bouw") -> list[Seen]:
        place = self._place(key, next(iter(PEOPLE)))
        return [self._seen(each, key) for each in self._shown(place.id) if not each.to]

    def direct(self, who: str = "petra") -> list[Seen]:
        return [self._seen(each, "direct") for each in self._shown(self.slack.direct_channel(user(who)).id)]

    def reactions(self, message: str) -> list[str]:
        return [SIGNS[name] for name, count in self.written_by_id(message).reactions.items() if count]

    def whispers(self, who: str = "petra", at: str = "bouw") -> list[SlackSeen]:
        """What only this person sees in a channel, oldest first."""
        place = self._place(at, who)
        return [self._seen(each, at) for each in self._shown(place.id) if each.to == user(who)]

    # --- the way in --------------------------------------------------------------------------------------------------

    def deliver(self, payload: Json, *, repeated: bool = False) -> Json | None:
        """Give something to the app, as Slack does; its answer, where it gives one."""
        if payload.get("type") == "event_callback" and not self._subscribed(payload["event"]):
            return None
        with self.slack.holding_calls(but=(*_first(payload), *self._also_first)):
            handled = self._through_socket(payload) if self._socket else self._posted(payload, repeated)
            return self._runner.run(
                ended(handled, lambda: f"Slack hears nothing, for the bot waits: {self.slack.held}")
            )

    @contextmanager
    def nothing_can_be_stored(self) -> Iterator[None]:
        """For a while no row can wait for the courier, so who pressed something is told before Slack is answered."""
        self._also_first = ("response_url", "conversations.open", "chat.postEphemeral", "chat.postMessage")
        yield
        self._also_first = ()

    async def _posted(self, payload: Json, repeated: bool) -> Json | None:
        answer = await self.post(*as_body(payload), retry=repeated)
        assert answer.status_code == 200, f"Slack shows an error: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def post(
        self, body: bytes, kind: str, *, retry: bool = False, headers: Mapping[str, str] | None = None
    ) -> Any:
        """A signed request."""
        given = {
            "content-type": kind,
            **signed(body),
            **({"x-slack-retry-num": "1"} if retry else {}),
            **(headers or {}),
        }
        transport = httpx.ASGITransport(app=self._web)
        async with httpx.AsyncClient(transport=transport, base_url="https://tafelbot.test") as client:
            return await client.post(PATH, content=body, headers=given)

    async def _through_socket(self, payload: Json) -> Json | None:
        kind = "command" if "command" in payload else payload["type"]
        return await asyncio.wrap_future(self.slack.envelope(_ENVELOPES.get(kind, "interactive"), payload))

    def _subscribed(self, event: Json) -> bool:
        """Whether Slack tells the app about this at all."""
        name = event["type"]
        if name in self.slack.manifest["settings"]["event_subscriptions"]["bot_events"] and name in _BY_ITSELF:
            return True
        channel = self.slack.channels[event["channel"]]
        if BOT not in channel.members:
            return False
        if name == "message":
            name = {"im": "message.im", "group": "message.groups", "channel": "message.channels"}[channel.kind]
        return name in self.slack.manifest["settings"]["event_subscriptions"]["bot_events"]

    def _said(self, words: str, by: str, channel: Channel, thread: str) -> list[Json]:
        if words.startswith("/") and self.payloads.knows(words):
            return [self.payloads.command(words, by, channel)]
        if words.startswith("/"):
            words = f"@tafelbot {words}"  # Slack itself refuses an unknown command; so somebody asks the bot by name
        payloads, self.last_message = self.payloads.message(words, by, channel, thread)
        return payloads

    def _around(self, seen: SlackSeen, by: str) -> Json:
        if not seen.home:
            return self.payloads.on_message(message_of(seen), by)
        view = self.slack.homes[user(by)]
        return {"container": {"type": "view", "view_id": view["id"]}, "view": view}

    def changed(self, written: Written, what: Json) -> None:
        event = {"type": "message", "hidden": True, "channel": written.channel, "ts": self.slack.ts(), **what}
        kind = self.slack.channels[written.channel].kind
        self.deliver(self.payloads.event({**event, "channel_type": kind, "event_ts": event["ts"]}))

    # --- forms -------------------------------------------------------------------------------------------------------

    def _modal(self, by: str) -> Json:
        assert user(by) in self.slack.modals, f"{by} has no form open"
        return self.slack.modals[user(by)]

    def _typed(self, view: Json, sent: Json) -> None:
        """What was typed stays in a form that comes back with errors."""
        for block in view["blocks"]:
            if block["type"] == "input":
                [(_, given)] = sent["values"][block["block_id"]].items()
                _fill(block["element"], given)

    def _after(self, by: str, view: Json, answer: Json) -> None:
        """What an answer to a submission does to the form."""
        self._marked.pop(user(by), None)
        match answer.get("response_action"):
            case "errors":
                inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
                assert answer["errors"], "errors without an error"
                assert answer["errors"].keys() <= inputs, f"no such fields: {answer['errors'].keys() - inputs}"
                self._marked[user(by)] = answer["errors"]
            case "update":
                assert not judge_view(answer["view"]), judge_view(answer["view"])
                self.slack.modals[user(by)] = self.slack.shown_view(answer["view"], view)
            case "clear" | None:
                assert answer.keys() <= {"response_action"}, answer
                self.slack.modals.pop(user(by), None)
            case other:
                msg = f"Slack knows no {other}"
                raise AssertionError(msg)

    def _sought(self, name: str, by: str) -> tuple[Json, Json]:
        """The menu that searches, and where it stands."""
        if view := self.slack.modals.get(user(by)):
            for block in view["blocks"]:
                if block.get("block_id") == name and "search" not in block:
                    shown = {key: value for key, value in view.items() if key != "state"}
                    return block["element"], {"view": shown, "container": {"type": "view", "view_id": view["id"]}}
        assert isinstance(self.last, SlackSeen)
        for element, block in eyes.elements(message_of(self.last).blocks):
            if element["type"] == "external_select" and eyes.shown(block["text"]) == name:
                return element, self._around(self.last, by)
        msg = f"nothing to search is called {name}"
        raise AssertionError(msg)

    # --- looking -----------------------------------------------------------------------------------------------------

    def _place(self, at: str, by: str) -> Channel:
        return self.slack.direct_channel(user(by)) if at == "direct" else self.slack.channels[f"C{at.upper()}"]

    def _at(self, written: Written) -> str:
        channel = self.slack.channels[written.channel]
        return "direct" if channel.kind == "im" else channel.name

    def written_by_id(self, message: str) -> Written:
        ts = message or self.last_message
        [found] = [each for each in self.slack.written if each.ts == ts]
        return found

    def _shown(self, channel: str) -> list[Written]:
        return [each for each in self.slack.written if each.channel == channel and each.user == BOT]

    def _view(self, by: str, at: str) -> list[SlackSeen]:
        """Everything of the bot's that this person can see here, and in the direct messages."""
        places = dict.fromkeys([self._place(at, by).id, self.slack.direct_channel(user(by)).id])
        shown = [each for place in places for each in self._shown(place) if each.to in ("", user(by))]
        seen = [self._seen(each, self._at(each)) for each in shown]
        return [*seen, *filter(None, [self._home(by)])]

    def _seen(self, written: Written, at: str) -> SlackSeen:
        page = self._read(written.blocks) if written.blocks else SlackSeen(written.text, written.text)
        thread = written.thread if written.thread != written.ts else ""
        return replace(
            page,
            id="" if written.to else written.ts,
            private=bool(written.to),
            thread=thread,
            at=at,
            ts=written.ts,
            written=written,
        )

    def _home(self, by: str) -> SlackSeen | None:
        view = self.slack.homes.get(user(by))
        return replace(self._read(view["blocks"]), at="direct", home=True, private=True) if view else None

    def _opened(self, by: str) -> SlackSeen:
        form = eyes.form(self._modal(by), self._marked.get(user(by), {}))
        return SlackSeen(form.title, form.text, form=form, private=True, at=self.last.at if self.last else "bouw")

    def _saw(self, by: str, at: str, before: list[SlackSeen], on: Seen | None = None) -> SlackSeen | None:
        """The form that is open, else what is new or was drawn anew: here before elsewhere, private before public."""
        self.settle()
        if user(by) in self.slack.modals:
            self.last = replace(self._opened(by), at=at)
            return self.last
        news = [seen for seen in self._view(by, at) if seen not in before]
        here = [seen for seen in news if seen.at == at and not seen.home]
        self.last = noticed(news, here, on, direct=at == "direct")
        return self.last


_BY_ITSELF = frozenset({
    "channel_archive", "channel_deleted", "channel_left", "channel_rename", "channel_unarchive", "member_left_channel",
    "user_change",
})  # fmt: skip


# --- small things ----------------------------------------------------------------------------------------------------


def _first(payload: Json) -> Iterator[str]:
    """What the bot may call before it answers: for names, and to open what Slack lets it open only now.

    None of it can hold the answer up for long, see `test_a_slack_that_hangs_holds_no_answer_up`.
    """
    yield "users.info"
    if payload.get("event", {}).get("type") == "app_home_opened":
        yield "views.publish"
    if any(each["action_id"].startswith(OPEN) for each in payload.get("actions", ())):
        yield "views.open"


def _page(blocks: list[Json]) -> SlackSeen:
    words = eyes.read(blocks)
    return SlackSeen(
        words[0] if words else "", "\n".join(words), eyes.buttons(blocks), rows=eyes.rows(blocks),
        charts=eyes.charts(blocks), choices=eyes.choices(blocks), links=eyes.links(blocks),
    )  # fmt: skip


def _to_press(blocks: list[Json], label: str, found: Mapping[str, list[Json]]) -> tuple[Json, Json | None]:
    """What carries a label, and the option with that label where it is a menu."""
    for element, _ in eyes.elements(blocks):
        if element["type"] == "button" and eyes.shown(element["text"]) == label:
            return element, None
        for option in [*eyes.options(element), *found.get(element["action_id"], [])]:
            if eyes.shown(option["text"]) == label:
                return element, option
    msg = f"there is no {label!r}, only {eyes.buttons(blocks)} and {eyes.choices(blocks)}"
    raise AssertionError(msg)


def _fill(element: Json, given: Json) -> None:
    """Let an element hold what was filled in."""
    names = {
        "value": "initial_value", "selected_date": "initial_date", "selected_option": "initial_option",
        "selected_options": "initial_options", "selected_user": "initial_user", "selected_users": "initial_users",
    }  # fmt: skip
    for key, name in names.items():
        if key in given:
            element.pop(name, None)
            if given[key]:
                element[name] = given[key]
