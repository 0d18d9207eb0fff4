"""The digest on request: preview it, send it, move it, switch it, and see how it went."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from handlers import dates, roles, switches
from handlers.cards import Buttons, Card, Item, Items, Note, Text, code, joined, line, strong
from handlers.digest import advice, build, callbacks, delivered, rights, settings, timing
from handlers.dutch import counted, listed
from handlers.feature import Answer, Answers, Post, Refusal, Turn
from storage import audit, digests, tafels
from storage.digests import Digest
from storage.jobs import Run
from storage.tafels import ChannelLink, Tafel

_SHOWN = 8


def preview(turn: Turn, words: str) -> Answers:
    """`/weekbericht`: how it would look now, for the asker alone."""
    tafel = roles.tafel_for(turn, words)
    roles.require(turn, rights.READ, tafel)
    card = _draft_card(turn, tafel)
    if not roles.may(turn, roles.MANAGE, tafel):
        return Post(card)
    pressed = Buttons((callbacks.NOW.button("Verstuur nu", tafel.key, style="primary"),))
    return Post(msgspec.structs.replace(card, elements=(*card.elements, pressed)))


def to_me(turn: Turn, named: str) -> Answers:
    """ "Stuur het nu aan mij": the same card, under the message that it could not be delivered."""
    tafel = roles.named(turn, named)
    roles.require(turn, rights.READ, tafel)
    return Post(_draft_card(turn, tafel))


def _draft_card(turn: Turn, tafel: Tafel) -> Card:
    place = turn.request.place
    link = build.here(turn.session, tafel, place.platform, place.channel)
    made = build.draft(turn.work, tafel, turn.now, link)
    note = "Voorbeeld: alleen jij ziet dit."
    if link is None:
        note += " Deze tafel heeft nog geen kanaal, dus er komt geen weekbericht."
    elif made.is_quiet:
        note += f"{_nothing_new(made)} Zo gaat het niet vanzelf uit."
    return build.card(turn.work, made, note)


def _nothing_new(made: build.Draft) -> str:
    """ "" where something happened that leaves nothing to tell, such as a change that was changed back."""
    if made.week.facts:
        return ""
    return " Er is sinds het vorige weekbericht niets veranderd." if made.last else " Er is nog niets te melden."


def now(turn: Turn, words: str) -> Answers:
    return _send(turn, roles.tafel_for(turn, words))


def _send(turn: Turn, tafel: Tafel) -> list[Answer]:
    """Send it to every channel of the tafel; the one of this week still comes at its own time, if there is more."""
    roles.require(turn, rights.SEND, tafel)
    links = tafels.links_of(turn.session, tafel.id)
    if not links:
        msg = f"{tafel.name} heeft nog geen kanaal. Koppel er een met `/tafel koppel {tafel.key}`."
        raise Refusal(msg)
    once = f"{timing.KIND}:{tafel.key}:nu:{turn.request.id}"[:200]
    sent = list(build.send(
        turn.work, tafel, turn.now, once=once, period="nu", due_at=turn.now.instant, also_quiet=True
    ))  # fmt: skip
    title = f"Het weekbericht van {tafel.name} gaat naar {counted(len(sent), 'kanaal', 'kanalen')}."
    return [*sent, Post(Card("verstuurd", title, tuple(_warnings(links))))]


def _warnings(links: Sequence[ChannelLink]) -> Iterator[Note]:
    """Warn of channels in which the bot could not post; they are tried all the same, as they may be open again."""
    if closed := delivered.closed(links):
        said = f"Maar zover ik weet komt het niet aan in {closed}. Kijk straks met "
        yield Note(line(said, code("/weekbericht status"), "."))


# --- on, off and another moment --------------------------------------------------------------------------------------


def on(turn: Turn, words: str) -> Answers:
    return _switch(turn, roles.tafel_for(turn, words), on=True)


def off(turn: Turn, words: str) -> Answers:
    return _switch(turn, roles.tafel_for(turn, words), on=False)


def _switch(turn: Turn, tafel: Tafel, *, on: bool) -> Answers:
    return Post(_comes(turn, switches.turned(turn, tafel, settings.SWITCH, on=on)))


def moved(turn: Turn, words: str) -> Answers:
    """`/weekbericht vrijdag 16:00`; a tafel's key previews that tafel's."""
    moment = dates.moment(words)
    if moment is None:
        known = {tafel.key for tafel in tafels.all_tafels(turn.session)}
        if words.casefold() not in known:
            raise Refusal(advice.advise(words, known))
        return preview(turn, words)
    tafel = roles.tafel_for(turn)
    roles.require(turn, roles.MANAGE, tafel)
    weekday, time = moment
    if time.hour < 4:  # noqa: PLR2004 - those hours are missing or double when the clocks change
        msg = f"Om {time:%H:%M} komt het weekbericht niet. Kies een tijd tussen 04:00 en 23:59."
        raise Refusal(msg)
    tafel = switches.put(turn, tafel, settings.WEEKDAY, weekday)
    return _kept(turn, switches.put(turn, tafel, settings.TIME, f"{time:%H:%M}"))


def _kept(turn: Turn, tafel: Tafel) -> Answers:
    told = _moment_of(tafel) if _is_on(tafel) else f"{_moment_of(tafel)}, staat uit"
    audit.write(turn.session, "weekbericht", now=turn.now.instant, by=turn.person.id, tafel=tafel.id, detail=told)
    return Post(_comes(turn, tafel) if _is_on(tafel) else _is_off(tafel))


def _comes(turn: Turn, tafel: Tafel) -> Card:
    if not _is_on(tafel):
        return Card("weekbericht_tijd", f"Het weekbericht van {tafel.name} komt niet meer")
    title = f"Het weekbericht van {tafel.name} komt {_moment_of(tafel)}"
    promised = _next(turn, tafel)
    return Card("weekbericht_tijd", title, (Note(line(f"{promised[:1].upper()}{promised[1:]}.")),))


def _is_off(tafel: Tafel) -> Card:
    """Moving the day does not switch it on by itself."""
    title = f"Onthouden: {_moment_of(tafel)}. Maar het weekbericht van {tafel.name} staat uit"
    pressed = callbacks.ON.button("Zet het aan", tafel.key, style="primary")
    return Card("weekbericht_tijd", title, (Text(line("Wil je dat het weer komt?")), Buttons((pressed,))))


def _moment_of(tafel: Tafel) -> str:
    return f"op {settings.rule(tafel).moment}"


def _is_on(tafel: Tafel) -> bool:
    return settings.SWITCH.of(tafel)


def _next(turn: Turn, tafel: Tafel) -> str:
    """The moment that is promised; `timing` makes it come then."""
    if not _is_on(tafel):
        return "staat uit"
    links = tafels.links_of(turn.session, tafel.id)
    if not links:
        return "komt niet, want deze tafel heeft geen kanaal"
    closed = delivered.closed(links)
    if all(link.gone for link in links):
        return f"komt nu niet aan in {closed}"
    return _promise(turn, tafel) + (f"; maar niet in {closed}" if closed else "")


def _promise(turn: Turn, tafel: Tafel) -> str:
    coming = timing.next_digest(turn.session, tafel, turn.now).at
    if coming <= turn.now.instant:
        return "de volgende komt zo, als er iets te melden is"
    at = coming.astimezone(turn.now.zone)
    return f"de volgende komt {dates.spoken(at.date(), turn.now.today)} om {at:%H:%M} uur, als er iets te melden is"


# --- status ----------------------------------------------------------------------------------------------------------


def status(turn: Turn, words: str) -> Answers:
    """When digests came, what became of each in each channel, and when the next one comes."""
    tafel = roles.tafel_for(turn, words)
    roles.require(turn, rights.READ, tafel)
    entries = sorted(_entries(turn, tafel), key=lambda entry: entry.at, reverse=True)[:_SHOWN]
    title = f"Weekbericht van {tafel.name}: {_next(turn, tafel)}"
    if not entries:
        return Post(Card("status", title, (Text(line("Er is nog geen weekbericht geweest.")),)))
    rows = tuple(
        Item(joined([line(strong(entry.title)), line(_day(turn, entry.at)), line(entry.told)])) for entry in entries
    )
    return Post(Card("status", title, (Items(rows),)))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the status: which digest, when, and its outcome."""

    at: datetime
    title: str
    told: str


def _entries(turn: Turn, tafel: Tafel) -> Iterator[Entry]:
    """The weekly digests and the requested ones between them. A quiet run in a week that had a digest after all is left
    out."""
    made: dict[str, list[Digest]] = {}
    for digest in digests.of_tafel(turn.session, tafel.id):
        made.setdefault(digest.key.removesuffix(f":{digest.platform}:{digest.channel}"), []).append(digest)
    weeks = timing.runs_by_week(turn.session, tafel)
    for week, runs in weeks.items():
        told = [run for run in runs if run.state != "stil"] or runs[:1]
        for run in told:
            some = made.pop(f"{timing.KIND}:{tafel.key}:{run.period}", [])
            yield Entry(run.due_at, _week(week), _run_words(turn, run, some))
    for some in made.values():
        yield Entry(some[0].made_at, "tussendoor", _delivered(turn, some))


def _week(period: str) -> str:
    """ "week 9" of "2027-W09"."""
    return f"week {int(period.rpartition('W')[2])}"


def _run_words(turn: Turn, run: Run, made: list[Digest]) -> str:
    if run.state == "overgeslagen":
        return "overgeslagen, want Tafelbot stond toen stil"
    if not made:
        return "niets te melden" if run.state == "stil" else "verstuurd"
    late = "vertraagd, " if run.note else ""
    quiet = "niets te melden; dat bericht " if run.state == "stil" else ""
    return late + quiet + _delivered(turn, made)


def _delivered(turn: Turn, made: list[Digest]) -> str:
    """ "kwam aan in #bouw; kwam niet aan in #bouw-teams: Tafelbot is daar verwijderd"."""
    names: dict[str, list[str]] = {}
    for digest in sorted(made, key=lambda each: each.id):
        names.setdefault(_outcome(digest), []).append(delivered.channel_name(turn.session, digest))
    return "; ".join(outcome.format(listed(where)) for outcome, where in names.items())


def _outcome(digest: Digest) -> str:
    match digest.state:
        case "verzonden":
            return "kwam aan in {}"
        case "onzeker":
            return "misschien aangekomen in {}: " + f"{delivered.platform(digest)} gaf geen antwoord"
        case "wacht":
            return "wacht nog op verzending naar {}"
        case _:
            return "kwam niet aan in {}: " + delivered.reason(digest)


def _day(turn: Turn, at: datetime) -> str:
    local = at.astimezone(turn.now.zone)
    return f"{dates.spoken(local.date(), turn.now.today)}, {local:%H:%M} uur"
