"""The example of the trial workspace: actions with what happened to them since."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from handlers.feature import Tip
from storage import actions, demo, news, people
from storage.actions import Action, Draft, Status
from storage.seed import PLATFORM, Entry, Example, Happening, read_entries
from storage.tafels import Tafel

_DATA: Final = Path(__file__).parent / "voorbeeld.toml"
_FRIDAY: Final = 4


def happenings(example: Example) -> Iterator[Happening]:
    """Make the actions, and yield what happened to them."""
    for entry in read_entries(_DATA)["actie"]:
        yield from _action(example, entry)


def _action(example: Example, entry: Entry) -> Iterator[Happening]:
    """An action with what happened to it since: it was made, it was begun, there was news, it is this far."""
    tafel, told_of = example.tafels[entry["tafel"]], sorted(entry["updates"], key=lambda each: -each["days_ago"])
    made = example.ago(max([21, *(each["days_ago"] for each in told_of)]) + 9)
    action = _made(example, entry, tafel, made)
    told = [(example.ago(each["days_ago"], 5 * at + action.id % 7), each) for at, each in enumerate(told_of)]
    by = example.people.get(entry.get("owner") or "")
    status: Status = entry["status"]
    if status != "open":
        when = told[-1][0] if told and status == "klaar" else made + timedelta(days=2)
        yield when, partial(_begin, example, action.id, status, when, by)
    for when, each in told:
        yield when, partial(_update, example, action, tafel, each, when)
    if 0 < entry["progress"] < 100:  # noqa: PLR2004 - what is finished is full by itself
        when = told[-1][0] if told else made + timedelta(days=2)
        yield when, partial(_progress, example, action.id, entry["progress"], when, by)


def _made(example: Example, entry: Entry, tafel: Tafel, made: datetime) -> Action:
    owner = people.by_id(example.session, example.people.get(entry.get("owner", ""), 0))
    draft = Draft(
        title=entry["title"], description=entry["description"], theme=entry["theme"], owner=owner,
        target_group=entry.get("doelgroep", ""), partners=", ".join(entry["partners"]), due=_due(example, entry),
        origin=entry["source"],
    )  # fmt: skip
    return actions.create(example.session, tafel, draft, now=made, by=owner.id if owner else None)


def _due(example: Example, entry: Entry) -> date | None:
    """The day that is meant, or the Friday before it: nobody plans for a weekend."""
    if "due_in_days" not in entry:
        return None
    day = example.now.date() + timedelta(days=entry["due_in_days"])
    return day - timedelta(days=max(0, day.weekday() - _FRIDAY))


def _begin(example: Example, action_id: int, status: Status, when: datetime, by: int | None) -> None:
    if action := actions.get(example.session, action_id):
        actions.set_status(example.session, action, status, now=when, by=by)


def _progress(example: Example, action_id: int, progress: int, when: datetime, by: int | None) -> None:
    if action := actions.get(example.session, action_id):
        actions.set_progress(example.session, action, progress, now=when, by=by)


def _update(example: Example, action: Action, tafel: Tafel, entry: Entry, when: datetime) -> None:
    """News is what somebody said in the channel, with the sign that the bot puts at it."""
    message = example.say(tafel.key, entry["by"], f"{action.key}: {entry['text']}", when)
    demo.react(example.session, message, "gezien", on=True)
    news.add(
        example.session, action, entry["text"], by=example.people[entry["by"]], now=when, platform=PLATFORM,
        channel=tafel.key, message=str(message), url=f"/lokaal/kanaal/{tafel.key}?draad={message}",
    )  # fmt: skip


_NEWS: Final = "TECH-5: bijeenkomst over het Young Potentials-programma is gepland"
_CAPTURE: Final = "/actie nieuw Open dag bij drie bouwers @karim eind mei"
TIPS: Final = (
    Tip(
        key="actieagenda.nieuws", title="Deel nieuws als kartrekker", text=f"Je bent dan Bram, en stuurt “{_NEWS}”.",
        tafel="tech", person="bram", message=_NEWS, tried=r"[a-z]+-\d+\b",
    ),
    Tip(
        key="actieagenda.actie", title="Zet een actie op de agenda", text=f"Je bent dan Petra, en stuurt “{_CAPTURE}”.",
        tafel="bouw", person="petra", message=_CAPTURE, tried=r"/actie nieuw\b",
    ),
)  # fmt: skip
