"""The shapes of Teams' activities, as far as the bot reads them.

Teams adds properties at any time: those are ignored. It also sends null for "nothing".
"""

from typing import Any, ClassVar, TypeAlias

import msgspec

Text: TypeAlias = str | None


class Shape(msgspec.Struct, frozen=True, rename="camel"):
    """Base of the shapes. `needed` names the fields that must be valid if present; other odd fields are ignored."""

    needed: ClassVar[frozenset[str]] = frozenset()


class User(Shape, frozen=True, rename="camel"):
    id: str
    name: Text = None
    aad_object_id: Text = None
    is_targeted: bool | None = None
    type: Text = None
    mention_type: Text = None


class Conversation(Shape, frozen=True, rename="camel"):
    needed: ClassVar[frozenset[str]] = frozenset({"tenant_id"})

    id: str
    conversation_type: Text = None
    name: Text = None
    tenant_id: Text = None
    is_group: bool | None = None


class Entity(Shape, frozen=True, rename="camel"):
    """A mention, or another thing in a text; those have other properties."""

    type: Text = None
    mentioned: User | None = None
    text: Text = None


class Named(Shape, frozen=True, rename="camel"):
    needed: ClassVar[frozenset[str]] = frozenset({"id"})

    id: Text = None
    name: Text = None
    aad_group_id: Text = None


class ChannelData(Shape, frozen=True, rename="camel"):
    needed: ClassVar[frozenset[str]] = frozenset({"tenant"})

    event_type: Text = None
    tenant: Named | None = None
    team: Named | None = None
    channel: Named | None = None


class File(Shape, frozen=True, rename="camel"):
    """What a file that somebody sent carries."""

    download_url: Text = None
    unique_id: Text = None
    file_type: Text = None


class Attached(Shape, frozen=True, rename="camel"):
    content_type: Text = None
    name: Text = None
    content: Any = None


class Activity(Shape, frozen=True, rename={"from_": "from"}):
    """Anything that Teams tells."""

    needed: ClassVar[frozenset[str]] = frozenset(
        {"id", "from_", "recipient", "text", "entities", "attachments", "channelData", "membersAdded", "membersRemoved"}
    )

    type: str
    conversation: Conversation
    serviceUrl: str  # noqa: N815 - as it is called on the wire
    id: Text = None
    name: Text = None
    timestamp: Text = None
    channelId: Text = None  # noqa: N815
    from_: User | None = None
    recipient: User | None = None
    text: Text = None
    value: Any = None
    action: Text = None
    replyToId: Text = None  # noqa: N815
    entities: list[Entity] | None = None
    attachments: list[Attached] | None = None
    channelData: ChannelData | None = None  # noqa: N815
    membersAdded: list[User] | None = None  # noqa: N815
    membersRemoved: list[User] | None = None  # noqa: N815

    @property
    def data(self) -> ChannelData:
        return self.channelData or ChannelData()

    @property
    def tenant(self) -> str:
        return next(iter(self.tenants), "")

    @property
    def tenants(self) -> list[str]:
        """Every tenant that is named: Teams names one in one place or in two, and it is the same one."""
        named = self.data.tenant
        return [each for each in ((named.id if named else ""), self.conversation.tenant_id) if each]


# --- what an invoke carries -----------------------------------------------------------------------------------------


class Executed(Shape, frozen=True, rename="camel"):
    """The action of a card: its data with what was filled in on the card."""

    type: Text = None
    data: Any = None


class CardAction(Shape, frozen=True, rename="camel"):
    action: Executed
    trigger: Text = None


class Task(Shape, frozen=True, rename="camel"):
    """A dialog that is asked for, or sent."""

    data: Any = None


class WrittenBy(Shape, frozen=True, rename="camel"):
    display_name: Text = None
    id: Text = None


class WrittenFrom(Shape, frozen=True, rename="camel"):
    user: WrittenBy | None = None


class Body(Shape, frozen=True, rename="camel"):
    content_type: Text = None
    content: Text = None


class MentionedUser(Shape, frozen=True, rename="camel"):
    id: Text = None
    display_name: Text = None


class MentionedPlace(Shape, frozen=True, rename="camel"):
    id: Text = None
    display_name: Text = None
    kind: Text = msgspec.field(default=None, name="conversationIdentityType")


class MentionedAs(Shape, frozen=True, rename="camel"):
    """Who or what is mentioned in a message: one of these."""

    user: MentionedUser | None = None
    application: MentionedUser | None = None
    conversation: MentionedPlace | None = None
    tag: MentionedUser | None = None


class Mentioned(Shape, frozen=True, rename="camel"):
    id: int | str | None = None
    mention_text: Text = None
    mentioned: MentionedAs | None = None


class Written(Shape, frozen=True, rename="camel"):
    """A message as it is handed to an action on it."""

    id: Text = None
    reply_to_id: Text = None
    link_to_message: Text = None
    from_: WrittenFrom | None = msgspec.field(default=None, name="from")
    body: Body | None = None
    mentions: list[Mentioned] | None = None


class Extension(Shape, frozen=True, rename="camel"):
    """An action from the menu of a message or under the box where people type."""

    command_id: Text = None
    command_context: Text = None
    data: Any = None
    message_payload: Written | None = None


class UploadTo(Shape, frozen=True, rename="camel"):
    upload_url: str
    content_url: str
    unique_id: str
    name: Text = None
    file_type: Text = None


class Consent(Shape, frozen=True, rename="camel"):
    """Whether somebody wants a file in their own storage."""

    action: str
    context: Any = None
    upload_info: UploadTo | None = None
