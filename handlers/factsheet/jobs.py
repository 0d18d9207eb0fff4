"""What the worker does for the factsheet. pandas, Typst and httpx are imported here only when a job needs them."""

from collections.abc import Sequence

from handlers.cards import Card, Notice, line
from handlers.factsheet import callbacks, places, words
from handlers.factsheet.callbacks import Beside, Course, Held, News, Whose
from handlers.feature import HERE, Answer, Answers, Channels, Nothing, Post, Refusal, Work
from storage import figures, sheets, tafels


def make(work: Work, whose: Whose) -> Answers:
    """Draw a sheet unless it is drawn already, and post it where it was asked."""
    to = places.asked(work.session, whose)
    card = _card(work, to.key)
    return to.show(work.session, card, work.now)


def _card(work: Work, key: str) -> Card:
    found = places.drawn(work.session, key, work.now)
    if found is not None:
        return found
    from handlers.factsheet import making  # noqa: PLC0415 - only here pandas and Typst are needed

    return making.drawn(work.session, key, work.now)


def draw(work: Work, whose: Whose) -> Answers:
    """Draw a sheet for the cockpit, without posting it."""
    _card(work, whose.key)
    return None


def compare(work: Work, wanted: Beside) -> Answers:
    """Compare tafels, for the asker or for the channel; in direct messages there is nothing to share."""
    from handlers.factsheet import making  # noqa: PLC0415 - only here pandas is needed

    card = making.beside(work.session, wanted.tafels, work.now)
    if wanted.shared:
        return Post(card, HERE)
    if wanted.own:
        return Post(card)
    return Post(words.with_button(card, callbacks.SHARE.button("Deel in kanaal", wanted)))


def history(work: Work, wanted: Course) -> Answers:
    """One series in time, for the asker alone or for the channel."""
    from handlers.factsheet import history  # noqa: PLC0415 - only here pandas is needed

    card = history.card(work.session, wanted.series, work.now, shared=wanted.shared)
    return Post(card, HERE) if wanted.shared else Post(card)


def fetch(work: Work, _nothing: Nothing) -> Answers:
    """Fetch every table of CBS that changed, and tell the asker the outcome."""
    if not work.person and not work.outside.cbs_url:
        return None
    from handlers.factsheet import fetching  # noqa: PLC0415 - only here pandas and httpx are needed

    outcomes = fetching.fetch(work.session, _cbs(work), work.now)
    return Post(_what_came(work, outcomes)) if work.person else None


def _what_came(work: Work, outcomes: Sequence[tuple[str, str, str, int]]) -> Card:
    """The outcome of a fetch, with the figures that stay where it brought nothing."""
    return words.fetched(outcomes, figures.looks(work.session), figures.origins(work.session), work.now)


def _cbs(work: Work) -> str:
    """The address of CBS; refuses where fetching is switched off."""
    if not work.outside.cbs_url:
        msg = "Ophalen bij CBS staat hier uit."
        raise Refusal(msg)
    return work.outside.cbs_url


def accept(work: Work, held: Held) -> Answers:
    """Take in a table that was held back, because a beheerder looked at what changed."""
    from handlers.factsheet import fetching  # noqa: PLC0415 - only here pandas and httpx are needed

    by = work.person.id if work.person else None
    done = fetching.accept(work.session, _cbs(work), work.now, held.table, held.shape, by)
    return Post(_what_came(work, [done]))


def tell(work: Work, told_of: News) -> list[Answer]:
    """Send a tafel its sheet because its figures changed, with what changed; every channel gets it once a month."""
    session, now = work.session, work.now
    tafel = tafels.by_key(session, told_of.tafel)
    news = sheets.untold(session, tafel.key) if tafel else []
    if tafel is None or not news:
        return []
    sheets.tell(session, news)
    at, links = figures.state(session), tafels.links_of(session, tafel.id)
    if links and all(sheets.stands(session, tafel.key, link.platform, link.channel, at) for link in links):
        told = words.new_above(tafel, news[-1].sentence)
    else:
        told = _with_news(_card(work, tafel.key), news[-1].sentence)
        for link in links:
            sheets.show_once(session, tafel.key, link.platform, link.channel, at, now.instant)
    return [Post(told, Channels(tafel.id), once=f"factsheet:{tafel.key}:{told_of.period}")]


def _with_news(card: Card, sentence: str) -> Card:
    changed = Notice("info", line(sentence))
    return Card(card.name, card.title, (changed, *card.elements), sentence, colour=card.colour)
