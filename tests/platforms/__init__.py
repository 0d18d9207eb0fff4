"""How a test talks to the bot, whatever the platform: people say, press and fill in, and see what comes back.

`Chat` is what every driver offers and `Seen` what a person sees: read back from what the platform was given, never
from what our code meant. People and tafels go by their keys ("petra", "bouw"); a message goes by the platform's id.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

PEOPLE: Mapping[str, str] = {
    "petra": "Petra",
    "karim": "Karim",
    "bram": "Bram",
    "sanne": "Sanne",
    "fatima": "Fatima",
    "noor": "Noor",
}
"""Key and the name that the platform shows. The account on Slack is "slack:UPETRA", in the browser "lokaal:petra"."""

TAFELS: Mapping[str, str] = {
    "agri": "Agri & Food",
    "bouw": "Bouw",
    "creatief": "Creatieve industrie",
    "ecom": "E-commerce & IT",
    "logistiek": "Transport & Logistiek",
    "onderwijs": "Onderwijs",
    "tech": "Techniek & Energietransitie",
    "vrijetijd": "Vrijetijdseconomie",
    "zorg": "Zorg & Welzijn",
}
"""Key and name of the tafels whose channel a driver knows; "direct" is the bot's direct messages."""


@dataclass(frozen=True)
class SeenField:
    """One question of an open form. `kind` is the class name of handlers.forms in small letters ("line", "choose")."""

    name: str
    label: str
    kind: str = ""
    hint: str = ""
    required: bool = False
    value: str | tuple[str, ...] = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class SeenForm:
    """An open form as a person sees it; `errors` by field name, `text` is everything that is not a question."""

    title: str
    submit: str
    fields: Mapping[str, SeenField] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True)
class Seen:
    """One message, form or page as a person sees it.

    `title` is the first line, `text` every word on it in reading order (titles, tables and notes too), `buttons` the
    labels of everything that can be pressed, `form` the form that is open. `id` is the platform's message id ("" for
    what only the asker sees), `thread` the message that it answers to.
    """

    title: str
    text: str = ""
    buttons: tuple[str, ...] | list[str] = ()
    form: SeenForm | None = None
    private: bool = False
    id: str = ""
    thread: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    """The cells of the tables on it, the headers first."""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Per choice that is not in a form: its label with the options' labels."""
    charts: tuple[str, ...] = ()
    """The kinds of the charts that the platform itself draws on it: "line", "bar", "share"."""
    links: Mapping[str, str] = field(default_factory=dict)
    """The buttons that open an address: their labels with where they lead."""


class Chat(Protocol):
    """A platform with people on it, in front of the real app."""

    name: str
    """"slack" or "lokaal"."""
    last_message: str
    """The id of the last message that somebody said."""

    def say(
        self,
        words: str,
        *,
        by: str = "petra",
        at: str = "bouw",
        thread: str = "",
        id: str = "",  # noqa: A002
    ) -> Seen | None:
        """Type something; gives what this person sees as the answer, None when nothing appears.

        Words that start with "/" go as a slash command. `at` is a tafel's key, or "direct" for the bot's direct
        messages. The same `id` twice is the platform delivering the same message again.
        """
        ...

    def give(self, name: str, body: bytes, words: str = "", *, by: str = "petra", at: str = "direct") -> Seen | None:
        """Send a file with a message. In Teams files go in somebody's own chat with the bot only."""
        ...

    def press(self, label: str, *, by: str = "petra", on: Seen | None = None) -> Seen | None:
        """Press a button or choose an option on the last (or the given) card."""
        ...

    def submit(self, *, by: str = "petra", **values: str | bool | tuple[str, ...]) -> Seen | None:
        """Send the open form, by field name: options by their label, people by their key, days as ISO dates.

        Fields that are not named keep what the form holds. With errors the form is still open: see `form.errors`.
        """
        ...

    def cancel(self, *, by: str = "petra") -> None:
        """Close the open form without sending it."""
        ...

    def search(self, name: str, words: str, *, by: str = "petra") -> list[str]:
        """The labels that a person may choose from after typing in a long choice of the open form, or on a card."""
        ...

    def home(self, *, by: str = "petra") -> Seen | None:
        """Open the bot's home page."""
        ...

    def edit(self, message: str, words: str, *, by: str = "petra") -> Seen | None:
        """Change a message; the last one where `message` is empty."""
        ...

    def delete(self, message: str, *, by: str = "petra") -> Seen | None: ...

    def shortcut(self, label: str, message: str, *, by: str = "petra") -> Seen | None:
        """Choose something from a message's own menu."""
        ...

    def channel(self, key: str = "bouw") -> list[Seen]:
        """What the bot posted in a tafel's channel for everybody, as it stands now, oldest first."""
        ...

    def direct(self, who: str = "petra") -> list[Seen]:
        """The bot's direct messages to a person, oldest first."""
        ...

    def reactions(self, message: str) -> list[str]:
        """The bot's signs at a message: "gezien", "vraag"."""
        ...

    def settle(self) -> None:
        """Let the courier deliver everything that is due."""
        ...


__all__ = ["PEOPLE", "TAFELS", "Chat", "Seen", "SeenField", "SeenForm"]
