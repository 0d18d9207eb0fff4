"""How Teams keeps a message for itself: as HTML, with a list of who is mentioned in it."""

import re
from collections.abc import Mapping

from tests.platforms.teams_world import BOT, Json, Written


def in_html(written: Written, listed: Mapping[str, str]) -> Json:
    """The body and the mentions of a message, as an action on it gets them."""
    markup, mentions = written.text, []
    for number, entity in enumerate(written.entities):
        who, name = entity["mentioned"]["id"], re.sub("</?at>", "", entity["text"])
        markup = markup.replace(entity["text"], f'<at id="{number}">{name}</at>', 1)
        user = {"user": {"id": listed.get(who, who), "displayName": name, "userIdentityType": "aadUser"}}
        about = {"application": {"id": BOT.removeprefix("28:"), "displayName": name}} if who == BOT else user
        mentions.append({"id": number, "mentionText": name, "mentioned": about})
    lines = "".join(f"<p>{line}</p>" for line in markup.split("\n"))
    return {"body": {"contentType": "html", "content": lines}, "mentions": mentions}
