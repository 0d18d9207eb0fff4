"""The result as it stands in the channels: posted at once with a chart, and with its picture once that is drawn.

The card lives under a key of its own, so that drawing the picture takes nothing from the moment of the result.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from handlers.cards import Card, Image
from handlers.feature import Answers, Now, Refresh, Work
from handlers.versnellingskamer import callbacks, lookup, picture, reported, result_cards
from handlers.versnellingskamer.counted import find_result
from handlers.versnellingskamer.lookup import Room
from handlers.versnellingskamer.published import Result
from handlers.versnellingskamer.reported import Reported
from storage import documents, kamer_files, outbox

if TYPE_CHECKING:
    from factsheets.document import Pictures

CARD: Final = "kamer_uitslag"
KEPT: Final = timedelta(days=400)
"""A posted picture stays readable for as long as people scroll back."""
WIDE, HIGH = 1200, 900


def fresh(room: Room, found: Result) -> Card:
    """The living card of a result that nobody drew yet."""
    return _card(room, found, None, key=f"{CARD}:{room.kamer.id}")


def shown(room: Room, found: Result, *, key: str = "") -> Card:
    """The result with its picture where there is one."""
    return _card(room, found, image_of(room), key=key)


def _card(room: Room, found: Result, image: Image | None, *, key: str) -> Card:
    report = callbacks.REPORT.button("Rapport", room.kamer.id)
    return result_cards.result(room, found, buttons=(report,), image=image, key=key)


def image_of(room: Room) -> Image | None:
    """The picture of a result; None while it is not drawn, or when it is gone."""
    told = reported.of_room(room)
    if told is None:
        return None
    page = picture.page(told)
    made = kamer_files.made(room.session, room.kamer.id, page.state, room.now.instant)
    if "png" not in made:
        return None
    return Image(made["png"], page.alt, WIDE, HIGH, made.get("klein", ""), result_cards.chart(told.result))


def draw(work: Work, subject: str) -> Card | None:
    """The living card as it is now."""
    room = lookup.by_subject(work, subject)
    found = find_result(room) if room else None
    if room is None or found is None:
        return None
    return shown(room, found, key=f"{CARD}:{room.kamer.id}")


# --- in the worker ---------------------------------------------------------------------------------------------------


def make_picture(work: Work, number: int) -> Answers:
    """Draw the picture of a result, unless it stands, and put it on the posted card."""
    room = lookup.by_subject(work, str(number))
    told = reported.of_room(room) if room else None
    if room is None or told is None or told.result.ballots is None:
        return None
    state = picture.page(told).state
    if "png" not in kamer_files.made(work.session, number, state, work.now.instant):
        _keep(room, state, _drawn(told), work.now)
    key = f"{CARD}:{number}"
    outbox.outdate(work.session, key)  # the card that is still on its way has the chart
    return Refresh(key)


def _drawn(told: Reported) -> "Pictures":
    from handlers.versnellingskamer import report_files  # noqa: PLC0415 - only here Typst is needed

    return report_files.pictures(told)


def _keep(room: Room, state: str, made: "Pictures", now: Now) -> None:
    for kind, body in (("png", made.large), ("klein", made.small)):
        name = f"{room.kamer.key}-uitslag{'-klein' if kind == 'klein' else ''}.png"
        expires = now.instant + KEPT
        document = documents.keep(room.session, name, "image/png", body, now=now.instant, expires=expires)
        kamer_files.keep(
            room.session, room.kamer.id, kind, state=state, document=document, now=now.instant
        )  # fmt: skip
