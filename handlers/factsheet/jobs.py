"""What the worker does for the factsheet. pandas, Typst and httpx are imported here only when a job needs them."""

from collections.abc import Sequence

from handlers.cards import Button, Card, Notice, line
from handlers.factsheet import places, words
from handlers.feature import HERE, Answer, Answers, Channels, Outcome, Post, Refusal
from storage import figures, sheets, tafels


def make(outcome: Outcome) -> Answers:
    """Draw a sheet unless somebody did, and show it where it was asked."""
    to = places.asked(outcome)
    card = _card(outcome, to.key)
    return to.show(outcome.session, card, outcome.now)


def _card(outcome: Outcome, key: str) -> Card:
    found = places.drawn(outcome.session, key, outcome.now)
    if found is not None:
        return found
    from handlers.factsheet import making  # noqa: PLC0415 - only here pandas and Typst are needed

    return making.drawn(outcome.session, key, outcome.now)


def draw(outcome: Outcome) -> Answers:
    """Draw a sheet that nobody asked for here: a board will open the page that shows it."""
    _card(outcome, outcome.payload["key"])
    return None


def compare(outcome: Outcome) -> Answers:
    """Tafels side by side, for the asker alone or for the channel; from somebody's own chat nothing is shared."""
    from handlers.factsheet import making  # noqa: PLC0415 - only here pandas is needed

    named = outcome.payload["tafels"]
    card = making.beside(outcome.session, named.split(","), outcome.now)
    if outcome.payload.get("deel"):
        return Post(card, HERE)
    if outcome.payload.get("eigen"):
        return Post(card)
    return Post(words.with_button(card, Button("Deel in kanaal", "factsheet.deel", named)))


def history(outcome: Outcome) -> Answers:
    """One series in time, for the asker alone or for the channel."""
    from handlers.factsheet import history  # noqa: PLC0415 - only here pandas is needed

    named = outcome.payload["reeks"]
    shared = bool(outcome.payload.get("deel"))
    card = history.card(outcome.session, named, outcome.now, shared=shared)
    return Post(card, HERE) if shared else Post(card)


def fetch(outcome: Outcome) -> Answers:
    """Look at every table of CBS and keep what is new. Whoever asked hears what came of it."""
    if not outcome.person and not outcome.settings.cbs_url:
        return None
    from handlers.factsheet import fetching  # noqa: PLC0415 - only here pandas and httpx are needed

    outcomes = fetching.fetch(outcome.session, _cbs(outcome), outcome.now)
    return Post(_what_came(outcome, outcomes)) if outcome.person else None


def _what_came(outcome: Outcome, outcomes: Sequence[tuple[str, str, str, int]]) -> Card:
    """What a look at CBS brought, with what stands where it brought nothing."""
    session = outcome.session
    return words.fetched(outcomes, figures.looks(session), figures.origins(session), outcome.now)


def _cbs(outcome: Outcome) -> str:
    """The address of CBS; refuses where nothing is fetched."""
    if not outcome.settings.cbs_url:
        msg = "Ophalen bij CBS staat hier uit."
        raise Refusal(msg)
    return outcome.settings.cbs_url


def accept(outcome: Outcome) -> Answers:
    """Take in a table that was held back, because a beheerder looked at what changed."""
    from handlers.factsheet import fetching  # noqa: PLC0415 - only here pandas and httpx are needed

    table, pending = outcome.payload["tabel"], outcome.payload["vorm"]
    by = outcome.person.id if outcome.person else None
    done = fetching.accept(outcome.session, _cbs(outcome), outcome.now, table, pending, by)
    return Post(_what_came(outcome, [done]))


def tell(outcome: Outcome) -> list[Answer]:
    """Send a tafel its sheet because its figures changed, with what changed; every channel gets it once a month."""
    session, now = outcome.session, outcome.now
    tafel = tafels.by_key(session, outcome.payload["tafel"])
    news = sheets.untold(session, tafel.key) if tafel else []
    if tafel is None or not news:
        return []
    sheets.tell(session, news)
    at, links = figures.state(session), tafels.links_of(session, tafel.id)
    if links and all(sheets.stands(session, tafel.key, link.platform, link.channel, at) for link in links):
        told = words.new_above(tafel, news[-1].sentence)
    else:
        told = _with_news(_card(outcome, tafel.key), news[-1].sentence)
        for link in links:
            sheets.show_once(session, tafel.key, link.platform, link.channel, at, now.instant)
    return [Post(told, Channels(tafel.id), once=f"factsheet:{tafel.key}:{outcome.payload['period']}")]


def _with_news(card: Card, sentence: str) -> Card:
    changed = Notice("info", line(sentence))
    return Card(card.name, card.title, (changed, *card.elements), sentence, colour=card.colour)
