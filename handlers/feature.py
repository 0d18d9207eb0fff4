"""All that a feature imports to fill in the contract: contexts, hooks, answers, requests and callbacks."""

from typing import TypeAlias

from handlers.answer import (
    ASKER,
    HERE,
    IN_THREAD,
    Answer,
    Answers,
    Ask,
    Asker,
    Channels,
    Direct,
    Here,
    InThread,
    Later,
    Post,
    React,
    Refresh,
    Refusal,
    To,
    wrong_fields,
)
from handlers.around import Check, Tip
from handlers.callbacks import NOTHING, Callback, Id, Nothing, Outdated, Task
from handlers.cards import AnyElement, Card
from handlers.contract import (
    HELP,
    ROOT,
    AboutPeople,
    Around,
    Asked,
    ByItself,
    Command,
    Feature,
    Files,
    Handler,
    Heard,
    Job,
    Other,
    Press,
    Registry,
    Search,
    Shortcut,
    Shown,
    Submit,
    Timed,
    Turn,
    Verb,
    Worded,
    Work,
)
from handlers.now import Due, Now, Week
from handlers.outside import Given, Outside
from handlers.pages import Page as AnyPage, PageContent
from handlers.request import Account, Address, Attachment, Message, Place, Request
from handlers.rights import Right
from handlers.rooms import Entrance, Room as AnyRoom, RoomPage, ScreenPage, Standing
from handlers.sections import Glance, Section
from handlers.settings import Setting, Switch
from handlers.terminal import Terminal as AnyTerminal, TerminalCommand as AnyTerminalCommand

Terminal: TypeAlias = AnyTerminal[Work]
TerminalCommand: TypeAlias = AnyTerminalCommand[Work]
Page: TypeAlias = AnyPage[Work]
Room: TypeAlias = AnyRoom[Work]


def refused(text: str, also: tuple[AnyElement, ...] = ()) -> Card:
    """The card that says what was wrong and what to do; a title has no tones, so the marks of `told` fall away."""
    return Card("refusal", text.replace("`", ""), also)


__all__ = [
    "ASKER",
    "HELP",
    "HERE",
    "IN_THREAD",
    "NOTHING",
    "ROOT",
    "AboutPeople",
    "Account",
    "Address",
    "Answer",
    "Answers",
    "Around",
    "Ask",
    "Asked",
    "Asker",
    "Attachment",
    "ByItself",
    "Callback",
    "Channels",
    "Check",
    "Command",
    "Direct",
    "Due",
    "Entrance",
    "Feature",
    "Files",
    "Given",
    "Glance",
    "Handler",
    "Heard",
    "Here",
    "Id",
    "InThread",
    "Job",
    "Later",
    "Message",
    "Nothing",
    "Now",
    "Other",
    "Outdated",
    "Outside",
    "Page",
    "PageContent",
    "Place",
    "Post",
    "Press",
    "React",
    "Refresh",
    "Refusal",
    "Registry",
    "Request",
    "Right",
    "Room",
    "RoomPage",
    "ScreenPage",
    "Search",
    "Section",
    "Setting",
    "Shortcut",
    "Shown",
    "Standing",
    "Submit",
    "Switch",
    "Task",
    "Timed",
    "Tip",
    "To",
    "Turn",
    "Verb",
    "Week",
    "Worded",
    "Work",
    "refused",
    "wrong_fields",
]  # fmt: skip
