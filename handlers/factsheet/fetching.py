"""Take figures in, from CBS or from a file, and note which tafels have something new. Import this only inside a job or
a command: it brings pandas and httpx along."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Final, TypeAlias

from factsheets.frame import table
from factsheets.observation import Observation
from factsheets.page import Tafel
from factsheets.sheet import changed
from factsheets.sources import cbs
from factsheets.sources.cbs_shape import Query
from factsheets.sources.cbs_tables import queries
from factsheets.sources.files import Preview
from factsheets.sources.polite import Reader
from handlers.feature import Now, Refusal
from storage import audit, documents, figures, sheets, tafels
from storage.database import Session
from storage.figures import Batch, Look, Stored

KEPT: Final = timedelta(days=3650)
_TELLING = "vacatures_open"  # the figures that a sentence on what changed is made of
Outcome: TypeAlias = tuple[str, str, str, int]
"""A table, what became of the look at it, why, and how many figures were new or revised."""


def fetch(session: Session, url: str, now: Now, wanted: Sequence[Query] | None = None) -> list[Outcome]:
    """Look at every table, one after another. All fetching comes before the first write."""
    seen = {look.table: look for look in figures.looks(session)}
    with closing(Reader(url)) as reader:
        pulls = [(query, _pull(reader, query, seen.get(query.table), now)) for query in wanted or queries()]
    return [_kept(session, query, pull, now) for query, pull in pulls]


def _pull(reader: Reader, query: Query, look: Look | None, now: Now) -> cbs.Pull:
    known = cbs.Known(look.version, look.fingerprint, look.parts) if look else cbs.Known()
    return cbs.pull(reader, query, now.instant, known)


def accept(session: Session, url: str, now: Now, table: str, pending: str, by: int | None) -> Outcome:
    """Take in a table whose shape changed, as the administrator saw it; if its shape changed again, it waits again."""
    look = waiting(session, table)
    if not look.pending.startswith(pending):
        msg = f"CBS {look.table} is intussen nog eens veranderd. Kijk opnieuw met `/factsheet bronnen`."
        raise Refusal(msg)
    [query] = [each for each in queries() if each.table == look.table]
    with closing(Reader(url)) as reader:
        pull = cbs.pull(reader, query, now.instant, cbs.Known(look.version, look.pending, look.parts))
    outcome = _kept(session, query, pull, now)
    if pull.outcome == "nieuw":
        audit.write(session, "cijfers overgenomen", now=now.instant, by=by, detail=look.reason)
    return outcome


def waiting(session: Session, table: str) -> Look:
    """A table that waits for its new shape to be accepted; refuses any other with the reason."""
    known = {query.table.casefold(): query.table for query in queries()}
    if table.casefold() not in known:
        msg = f"“{table}” is geen tabel die Tafelbot ophaalt. Kies uit: {', '.join(known.values())}."
        raise Refusal(msg)
    look = next((each for each in figures.looks(session) if each.table == known[table.casefold()]), None)
    if look is None or not look.pending:
        reason = f" {look.reason}" if look and look.reason else " Kijk eerst met `/factsheet vernieuw`."
        msg = f"Bij CBS {table} is er niets om over te nemen.{reason}"
        raise Refusal(msg)
    return look


def _kept(session: Session, query: Query, pull: cbs.Pull, now: Now) -> Outcome:
    """Store a sound snapshot; of anything else only that we looked, and the last good figures stay."""
    look = Look(table=query.table, outcome=pull.outcome, reason=pull.reason, checked_at=now.instant,
                pending=pull.pending)  # fmt: skip
    snapshot = pull.snapshot
    if snapshot is None:
        figures.looked(session, look)
        return query.table, pull.outcome, pull.reason, 0
    try:
        batch = Batch(key=snapshot.batch, name=f"CBS {query.table}", sha256=snapshot.sha256)
        stored = take_in(session, batch, snapshot.observations(), now)
    finally:
        snapshot.discard()
    figures.looked(session, _good(look, snapshot))
    return query.table, pull.outcome, "", stored.added if stored else 0


def _good(look: Look, snapshot: cbs.Snapshot) -> Look:
    return replace(
        look, version=snapshot.version, fingerprint=snapshot.shape.fingerprint, sha256=snapshot.sha256,
        fetched_at=snapshot.retrieved, parts=snapshot.shape.parts,
    )  # fmt: skip


def take_in(session: Session, batch: Batch, seen: Iterable[Observation], now: Now) -> Stored | None:
    """Store a batch, and note per tafel what it changed; None when the batch was stored before."""
    before = figures.observed(session, indicator=_TELLING)
    stored = figures.store(session, batch, seen, now.instant)
    if stored is None or not stored.added or not before:
        return stored
    then, today = table(before), table(figures.observed(session, indicator=_TELLING))
    for tafel in tafels.all_tafels(session):
        sentence = changed(then, today, Tafel(tafel.key, tafel.name, tafel.colour))
        if sentence:
            sheets.add_news(session, stored.state, tafel.key, sentence, now.instant)
    return stored


def take_in_file(session: Session, preview: Preview, data: bytes, now: Now) -> Stored | None:
    """Store the observations of a preview without problems, with the file itself."""
    batch = Batch(key=preview.sha256, name=preview.name, sha256=preview.sha256)
    if figures.is_stored(session, batch.key):
        return None
    kept = documents.keep(session, preview.name[-200:], "application/octet-stream", data, now=now.instant,
                          expires=now.instant + KEPT)  # fmt: skip
    batch = Batch(key=batch.key, name=batch.name, sha256=batch.sha256, document=kept)
    return take_in(session, batch, preview.observations, now)
