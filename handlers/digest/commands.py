"""The digest on request: preview it, send it, move it, switch it, and see how it went."""

from collections.abc import Mapping

from handlers import dates, roles, switches, weekly
from handlers.cards import Button, Buttons, Card, Item, Items, Note, Text, joined, line, strong
from handlers.digest import advice, build, timing
from handlers.dutch import WEEKDAYS
from handlers.feature import Answer, Answers, Channels, Post, Refusal, Turn, Week, reads
from storage import audit, jobs, outbox, tafels
from storage.tafels import Tafel


@reads
def preview(turn: Turn, words: str) -> Answers:
    """`/weekbericht`: how it would look now, for the asker alone."""
    tafel = roles.tafel_for(turn, words)
    roles.require(turn, "lezen", tafel)
    week = _week(turn, tafel)
    found = build.sections(turn.session, week, turn.registry)
    note = "Voorbeeld: alleen jij ziet dit."
    if build.is_quiet(found):
        note += " Er is deze week niets veranderd en er komt niets aan; zo gaat het niet vanzelf uit."
    card = build.card(turn.session, week, found, note=note)
    if not roles.may(turn, "beheren", tafel):
        return Post(card)
    pressed = Buttons((Button("Verstuur nu", "digest.nu", tafel.key, style="primary"),))
    return Post(Card(card.name, card.title, (*card.elements, pressed), colour=card.colour))


def _week(turn: Turn, tafel: Tafel) -> Week:
    return timing.week_of(turn.session, tafel, turn.now)


def now(turn: Turn, words: str) -> Answers:
    return _send(turn, roles.tafel_for(turn, words))


def now_pressed(turn: Turn) -> Answers:
    return _send(turn, roles.named(turn, turn.request.value))


def _send(turn: Turn, tafel: Tafel) -> list[Answer]:
    """Send it to every channel of the tafel; the one of this week still comes at its own time."""
    roles.require(turn, "beheren", tafel)
    channels = tafels.links_of(turn.session, tafel.id)
    if not channels:
        msg = f"{tafel.name} heeft nog geen kanaal. Koppel er een met `/tafel koppel {tafel.key}`."
        raise Refusal(msg)
    week = _week(turn, tafel)
    card = build.card(turn.session, week, build.sections(turn.session, week, turn.registry))
    once = f"{timing.KIND}:{tafel.key}:nu:{turn.request.id}"[:200]
    answer = Card("verstuurd", f"Het weekbericht van {tafel.name} gaat naar {len(channels)} "
                  f"{'kanaal' if len(channels) == 1 else 'kanalen'}.")  # fmt: skip
    return [Post(card, Channels(tafel.id), once=once), Post(answer)]


def on(turn: Turn, words: str) -> Answers:
    return _switch(turn, roles.tafel_for(turn, words), on=True)


def off(turn: Turn, words: str) -> Answers:
    return _switch(turn, roles.tafel_for(turn, words), on=False)


def _switch(turn: Turn, tafel: Tafel, *, on: bool) -> Answers:
    return Post(_comes(switches.turned(turn, tafel, switches.DIGEST, on=on)))


def moved(turn: Turn, words: str) -> Answers:
    """`/weekbericht vrijdag 16:00`; a tafel's key previews that tafel's."""
    moment = dates.moment(words)
    if moment is None:
        known = {tafel.key for tafel in tafels.all_tafels(turn.session)}
        if words.casefold() not in known:
            raise Refusal(advice.advise(words, known))
        return preview(turn, words)
    tafel = roles.tafel_for(turn)
    roles.require(turn, "beheren", tafel)
    weekday, time = moment
    if time.hour < 4:  # noqa: PLR2004 - those hours are missing or double when the clocks change
        msg = f"Om {time:%H:%M} komt het weekbericht niet. Kies een tijd tussen 04:00 en 23:59."
        raise Refusal(msg)
    at = f"{time:%H:%M}"
    tafels.set_digest(turn.session, tafel.id, on=True, weekday=weekday, time=at, now=turn.now.instant)
    return _kept(turn, tafel.id)


def _kept(turn: Turn, tafel_id: int) -> Answers:
    tafel = tafels.by_id(turn.session, tafel_id)
    told = _when_it_comes(tafel)
    audit.write(turn.session, "weekbericht", now=turn.now.instant, by=turn.person.id, tafel=tafel.id, detail=told)
    return Post(_comes(tafel))


def _comes(tafel: Tafel) -> Card:
    return Card("weekbericht_tijd", f"Het weekbericht van {tafel.name} komt {_when_it_comes(tafel)}")


def _when_it_comes(tafel: Tafel) -> str:
    return f"op {WEEKDAYS[tafel.digest_weekday - 1]} om {tafel.digest_time} uur" if tafel.digest_on else "niet meer"


@reads
def status(turn: Turn, words: str) -> Answers:
    """When it came, what became of it in each channel, and when the next one comes."""
    tafel = roles.tafel_for(turn, words)
    roles.require(turn, "lezen", tafel)
    rows = [_run_row(turn, run) for run in jobs.runs_of(turn.session, timing.KIND, tafel.key, most=8)]
    sent = outbox.deliveries(turn.session, f"{timing.KIND}:{tafel.key}:", most=8)
    names = {f"{link.platform}:{link.channel}": link.name for link in tafels.links_of(turn.session, tafel.id)}
    told = [Item(joined([line(strong(_when(each.key))), line(_where(each.key, names)), line(each.state),
                         line(each.error)])) for each in sent]  # fmt: skip
    if not rows:
        return Post(Card("status", f"Weekbericht van {tafel.name}: {_next(turn, tafel)}",
                         (Text(line("Er is nog geen weekbericht geweest.")),)))  # fmt: skip
    elements = (Items(tuple(rows)), *((Note(line("Per kanaal:")), Items(tuple(told))) if told else ()))
    return Post(Card("status", f"Weekbericht van {tafel.name}: {_next(turn, tafel)}", elements))


def _run_row(turn: Turn, run: jobs.Run) -> Item:
    day = dates.spoken(run.due_at.astimezone(turn.now.zone).date(), turn.now.today)
    words = {"gedaan": "verstuurd", "stil": "niets te melden", "overgeslagen": "overgeslagen"}.get(run.state, run.state)
    return Item(joined([line(strong(run.period)), line(day), line(words), line(run.note)]))


def _when(key: str) -> str:
    """ "2026-W48", or "nu" for one that somebody sent by hand."""
    return key.partition(":")[0]


def _where(key: str, names: Mapping[str, str]) -> str:
    channel = ":".join(key.split(":")[-2:])
    return names.get(channel) or channel


def _next(turn: Turn, tafel: Tafel) -> str:
    if not tafel.digest_on:
        return "staat uit"
    at = weekly.next_due(turn.now, tafel.digest_weekday, tafel.digest_time).at.astimezone(turn.now.zone)
    return f"de volgende komt {dates.spoken(at.date(), turn.now.today)} om {at:%H:%M} uur"
