"""Files that people send to the bot, as the features that read them share it: look one up, fetch it, and check that it
still is what its sender was shown. Nothing of a file is kept until its sender says so."""

import hashlib
from datetime import timedelta
from typing import Final

import msgspec

from handlers.cards import Card
from handlers.feature import Answer, Attachment, Given, Later, Post, Refusal, Turn, Work
from storage import sent_files
from storage.sent_files import SentFile

KEPT: Final = timedelta(hours=12)
_OVER: Final = "Dit voorbeeld is verlopen. Stuur het bestand nog eens."


def note(turn: Turn, file: Attachment) -> str:
    """Write down where a file is; gives the key by which jobs and buttons name it."""
    where, tafel = turn.request.place.platform, turn.tafel.id if turn.tafel else None
    told = msgspec.json.encode(file).decode()
    until = turn.now.instant + KEPT
    return sent_files.add(turn.session, where, told, tafel=tafel, person=turn.person.id, expires=until)


def named(turn: Turn, key: str) -> SentFile:
    """The file that a button or choice names; only for its sender and administrators."""
    found = sent_files.get(turn.session, key, turn.now.instant)
    if found is None:
        raise Refusal(_OVER)
    if found.person != turn.person.id and not turn.person.administrator:
        msg = "Dit is het bestand van iemand anders. Stuur het zelf ook naar mij als je het wilt inlezen."
        raise Refusal(msg)
    return found


def _dropped(turn: Turn, key: str) -> str:
    found = named(turn, key)
    if found.state == "bewaard":
        msg = f"“{name_of(found)}” was al opgeslagen."
        raise Refusal(msg)
    sent_files.drop(turn.session, found.key)
    return name_of(found)


def keep(turn: Turn, key: str, task: Later, *, card: str) -> list[Answer]:
    """Have the worker keep a file that was shown to its sender, whose preview says so meanwhile."""
    busy = Card(card, f"Ik sla “{name_of(named(turn, key))}” op.")
    return [task, Post(busy, replace=True)]


def drop(turn: Turn, key: str, *, card: str) -> Post:
    """Forget a file that its sender does not want kept; the preview makes room for that."""
    return Post(Card(card, f"Niets opgeslagen van “{_dropped(turn, key)}”."), replace=True)


def kept_before(given: Given, *, card: str) -> Post:
    """The answer for a file that was stored already, by a second press or another process."""
    return Post(Card(card, f"“{given.name}” was al opgeslagen."))


def name_of(file: SentFile) -> str:
    return msgspec.json.decode(file.file, type=Attachment).name


def fetched(work: Work, key: str) -> Given:
    """Fetch the file itself, and check that it still is the one its sender was shown."""
    found = sent_files.get(work.session, key, work.now.instant)
    if found is None:
        raise Refusal(_OVER)
    file = msgspec.json.decode(found.file, type=Attachment)
    data = work.outside.fetch(found.platform, file)
    sha256 = hashlib.sha256(data).hexdigest()
    if found.sha256 not in {"", sha256}:
        msg = f"“{file.name}” is intussen veranderd. Stuur het nog eens, dan laat ik zien wat er nu in staat."
        raise Refusal(msg)
    sent_files.shown(work.session, key, sha256)
    return Given(key=key, name=file.name, data=data, tafel=found.tafel)
