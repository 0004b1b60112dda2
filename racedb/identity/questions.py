"""The open questions about names of every kind, for people who answer them."""

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES
from racedb.identity.reviews import Question, list_drivers
from racedb.identity.things import list_things
from racedb.text_keys import fold


class Filter(NamedTuple):
    """Which questions are wanted."""

    kind: str | None = None
    name: str | None = None
    """A part of either name."""
    min_score: int = 0
    skipped: bool = False
    """Also those that somebody looked at and cannot answer."""


def list_questions(connection: Connection, wanted: Filter = Filter()) -> list[Question]:  # noqa: B008
    """Return the open questions, the most similar names first."""
    reviews = TABLES["reviews"].c
    statement = sa.select(reviews.id, reviews.context).where(reviews.state == "open")
    skipped = {row.id for row in connection.execute(statement) if "cannot_say" in row.context}
    part = fold(wanted.name or "")
    found = [
        it
        for it in [*list_drivers(connection), *list_things(connection)]
        if wanted.kind in {None, it.kind}
        and it.score >= wanted.min_score
        and (wanted.skipped or it.review not in skipped)
        and any(part in fold(name) for name in (it.name, it.resembles))
    ]
    return sorted(found, key=lambda it: (-it.score, it.review, it.resembles))
