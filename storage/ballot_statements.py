"""The statements of a vote, built once: SQLAlchemy takes longer over building one than SQLite over running it."""

from sqlalchemy import Delete, Insert, Select, Table, bindparam, delete, insert, select

from storage.buckets import LARGE


class BallotStatements:
    """Statements on the tables of one `Ballots`. All of them take `subject`."""

    def __init__(self, keys: Table, open_ballots: Table, subjects: Table) -> None:
        ballot = select(open_ballots.c.token, open_ballots.c.seal, open_ballots.c.content)
        here = open_ballots.c.subject == bindparam("subject")
        inside = open_ballots.c.token.between(bindparam("first"), bindparam("last"))
        self.state: Select[tuple[str]] = select(subjects.c.state).where(subjects.c.subject == bindparam("subject"))
        self.key: Select[tuple[bytes]] = select(keys.c.wrapped).where(keys.c.subject == bindparam("subject"))
        self.standing = {shared: _standing(keys, subjects, shared=shared) for shared in (False, True)}
        """How the subject stands with its key, locked: shared with others, or alone."""
        pivot = select(open_ballots.c.token).where(here).order_by(open_ballots.c.token)
        self.pivot: Select[tuple[bytes]] = pivot.offset(LARGE - 1).limit(1)
        self.every = ballot.where(here)
        self.those = ballot.where(here, open_ballots.c.token.in_(bindparam("tokens", expanding=True)))
        self.bucket = ballot.where(here, inside)
        self.clear: Delete = delete(open_ballots).where(here, inside)
        self.put: Insert = insert(open_ballots)


def _standing(keys: Table, subjects: Table, *, shared: bool) -> Select[tuple[str, bytes | None]]:
    joined = subjects.outerjoin(keys, keys.c.subject == subjects.c.subject)
    found = select(subjects.c.state, keys.c.wrapped).select_from(joined)
    return found.where(subjects.c.subject == bindparam("subject")).with_for_update(of=subjects, read=shared)
