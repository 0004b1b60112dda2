"""
What people decide about names: two names are one driver's, or two drivers'.

A decision is written down with the names themselves, so that it holds in every order of loading.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from racedb.db.rows import TABLES, NewRows
from racedb.errors import LoadError, UsageError, did_you_mean
from racedb.identity import scopes
from racedb.identity.driver_rows import driver_named
from racedb.identity.merge import add_scoped_alias, merge, remove_scoped_alias, unmerge
from racedb.identity.reviews import add_review
from racedb.names import fold, person

COLUMNS = ("name", "decision", "same_as", "scope", "decided_by", "score", "reasons")
"""Of a decision file; the first three are needed."""


class Decision(NamedTuple):
    """One row of a decision file."""

    line: int
    name: str
    decision: str
    """same or different"""
    other: str
    by: str
    scope: str | None = None
    """team:SLUG, season:SERIES/LABEL or series:SLUG: the name is the other's only there."""


def accept(connection: Connection, review_id: int, choice: str | None, author: str) -> str:
    """
    Answer a review: the name is a candidate's.

    Args:
        connection: inside a transaction.
        review_id: an open review.
        choice: name or slug of the candidate; None: the only one.
        author: who decides.

    Returns:
        what was done, in words.

    Raises:
        LoadError: no such open review; the two are certainly two people.
        UsageError: there are several candidates, or none called so.
    """
    review = _open(connection, review_id)
    chosen = _chosen(review, choice)
    kept, gone = chosen["name"], review.text
    if _is_shorter(kept, gone):
        kept, gone = gone, kept
    said = merge(connection, gone, kept, author, review_id)
    _answer(connection, review_id, "accepted", author, gone, kept)
    return said


def keep_apart(connection: Connection, review_id: int, author: str) -> str:
    """
    Answer a review: the name is somebody else's than all candidates.

    Raises:
        LoadError: no such open review.
    """
    review = _open(connection, review_id)
    _decide(connection, review_id, state="new", author=author)
    others = ", ".join(candidate["name"] for candidate in review.candidates)
    return f"review {review_id}: {review.text} is not {others}"


def take_back(connection: Connection, review_id: int) -> str:
    """
    Take a decision back: a merged driver stands for himself again, the review is open again.

    Raises:
        LoadError: no such review, or nothing was decided.
    """
    reviews = TABLES["reviews"]
    review = connection.execute(sa.select(reviews).where(reviews.c.id == review_id)).one_or_none()
    if review is None:
        raise LoadError(f"review {review_id} is not there; see 'racedb review list --all'")
    if review.state == "open":
        raise LoadError(f"review {review_id} is open: there is nothing to take back")
    said = f"review {review_id}: {review.text} is open again"
    if scope := review.context.get("scope"):
        remove_scoped_alias(connection, review.text, scope)
        connection.execute(sa.delete(reviews).where(reviews.c.id == review_id))
        return f"review {review_id}: {review.text} means in {scope} whom it means everywhere"
    if review.state == "accepted":
        unmerge(connection, review_id, review.text)
    _reopen(connection, review)
    return said


def apply(connection: Connection, decisions: Iterable[Decision], source: str) -> list[str]:
    """
    Carry out decisions of a file; those that hold already do nothing.

    A name that is not known yet is remembered: its decision holds from the first load on.

    Raises:
        LoadError: a decision contradicts another one or the facts; names the line.
    """
    said = []
    for decision in decisions:
        try:
            said.append(carry_out(connection, decision))
        except LoadError as error:
            raise LoadError(f"{source}:{decision.line}: {error}") from None
    return [line for line in said if line]


def export(connection: Connection) -> list[tuple[Any, ...]]:
    """Give all reviews as rows of a decision file: name, decision, same_as, who, score, reasons."""
    reviews = TABLES["reviews"]
    words = {"open": "", "accepted": "same", "new": "different"}
    rows = []
    statement = sa.select(reviews).where(reviews.c.kind == "driver").order_by(reviews.c.key)
    for review in connection.execute(statement.order_by(reviews.c.id)):
        for candidate in review.candidates:
            decision = words[review.state]
            if review.state == "accepted" and not candidate.get("chosen"):
                decision = "different"
            score, reasons = candidate.get("score"), candidate.get("reasons") or ()
            rows.append(
                (
                    review.text, decision, candidate["name"], review.context.get("scope"),
                    review.decided_by, score,
                    ", ".join(reasons) or None,
                )
            )  # fmt: skip
    return sorted(set(rows), key=lambda row: (fold(row[0]), fold(row[2]), row[1], row[3] or ""))


# ---- carrying out --------------------------------------------------------------------------------


def carry_out(connection: Connection, decision: Decision) -> str:
    """
    Carry one decision out; says what was done, '' when it holds already.

    Raises:
        LoadError: it contradicts another one or the facts.
        UsageError: its scope is not there.
    """
    name, other = decision.name, decision.other
    if fold(name) == fold(other):
        raise LoadError(f"{name!r} and {other!r} are one spelling of one driver")
    if decision.scope:
        return _limit(connection, decision, decision.scope)
    for review in _about(connection, fold(name), fold(other)):
        if review.context.get("scope"):
            continue
        before = _word_of(review, fold(name), fold(other))
        if before == decision.decision:
            return ""
        if before:
            raise LoadError(
                f"{name!r} and {other!r} were decided to be {before} (review {review.id}); "
                f"take that back first: racedb review reopen {review.id}"
            )
    if decision.decision == "same":
        rows = NewRows(connection)
        number = _review_for(connection, rows, name, other, decision)
        said = merge(connection, name, other, decision.by, number)
        _answer(connection, number, "accepted", decision.by, name, other)
        return said
    if (one := driver_named(connection, name)) and one == driver_named(connection, other):
        raise LoadError(f"{name!r} and {other!r} are names of one driver already")
    number = _review_for(connection, NewRows(connection), name, other, decision)
    _decide(connection, number, state="new", author=decision.by)
    return f"{name} is not {other}"


def _limit(connection: Connection, decision: Decision, scope: str) -> str:
    """Let a name stand for another driver in a scope only."""
    if decision.decision != "same":
        raise LoadError("a decision with a scope is 'same': there the name is the other driver's")
    name, other = decision.name, decision.other
    for review in _about(connection, fold(name), fold(other)):
        if review.context.get("scope") == scope:
            return ""
    said = add_scoped_alias(connection, name, other, scopes.checked(connection, scope), decision.by)
    rows = NewRows(connection)
    candidates = [{"key": fold(other), "name": other, "chosen": True}]
    number = add_review(rows, name, {"scope": scope}, candidates)
    rows.flush()
    _decide(connection, number, state="accepted", author=decision.by)
    return said


# ---- reviews and their rows ----------------------------------------------------------------------


def _open(connection: Connection, review_id: int) -> Row[Any]:
    reviews = TABLES["reviews"]
    review = connection.execute(sa.select(reviews).where(reviews.c.id == review_id)).one_or_none()
    if review is None:
        raise LoadError(f"review {review_id} is not there; see 'racedb review list'")
    if review.state != "open":
        raise LoadError(
            f"review {review_id} was answered by {review.decided_by}: {review.state}; "
            f"'racedb review reopen {review_id}' takes that back"
        )
    return review


def _chosen(review: Row[Any], choice: str | None) -> dict[str, Any]:
    """Find the candidate that is meant."""
    names = [candidate["name"] for candidate in review.candidates]
    if choice is None:
        if len(names) > 1:
            raise UsageError(
                f"review {review.id} has several candidates: {', '.join(names)}; "
                f"say which: racedb review accept {review.id} --as {names[0]!r}"
            )
        return dict(review.candidates[0])
    found = [it for it in review.candidates if it["key"] == fold(choice.replace("-", " "))]
    found = found or [it for it in review.candidates if it["key"] == fold(choice)]
    if not found:
        hint = did_you_mean(choice, names)
        raise UsageError(f"--as {choice!r} is no candidate of review {review.id}; {hint}")
    return dict(found[0])


def _answer(
    connection: Connection, review_id: int, state: str, author: str, gone: str, kept: str
) -> None:
    """Write an answer with the names themselves: *gone* is *kept*'s."""
    reviews = TABLES["reviews"]
    review = connection.execute(sa.select(reviews).where(reviews.c.id == review_id)).one()
    keys = {fold(gone), fold(kept)}
    turned = {"turned": True} if review.key != fold(gone) else {}
    candidates = [
        {**candidate, "key": fold(kept), "name": kept, "chosen": True, **turned}
        if {review.key, candidate["key"]} == keys
        else candidate
        for candidate in review.candidates
    ]
    values = {"key": fold(gone), "text": gone, "candidates": candidates}
    connection.execute(sa.update(reviews).where(reviews.c.id == review_id).values(values))
    _decide(connection, review_id, state=state, author=author)


def _reopen(connection: Connection, review: Row[Any]) -> None:
    """Make a review what it was before its answer, which may have turned the two names round."""
    reviews, text = TABLES["reviews"], review.text
    candidates = []
    for candidate in review.candidates:
        was = {name: candidate[name] for name in candidate if name not in {"chosen", "turned"}}
        if candidate.get("turned"):
            was["name"], text = text, candidate["name"]
            was["key"] = fold(was["name"])
        candidates.append(was)
    values = {"key": fold(text), "text": text, "candidates": candidates}
    connection.execute(sa.update(reviews).where(reviews.c.id == review.id).values(values))
    _decide(connection, review.id, state="open", author=None)


def _decide(connection: Connection, review_id: int, *, state: str, author: str | None) -> None:
    reviews = TABLES["reviews"]
    values: dict[str, Any] = {
        "state": state, "decided_by": author,
        "decided_at": datetime.now(UTC) if author else None,
    }  # fmt: skip
    connection.execute(sa.update(reviews).where(reviews.c.id == review_id).values(values))


def _about(connection: Connection, one: str, other: str) -> list[Row[Any]]:
    """Give the reviews about a pair of folded names."""
    reviews = TABLES["reviews"]
    statement = sa.select(reviews).where(
        reviews.c.kind == "driver", reviews.c.key.in_((one, other))
    )
    return [
        review
        for review in connection.execute(statement.order_by(reviews.c.id))
        if any({review.key, it["key"]} == {one, other} for it in review.candidates)
    ]


def _word_of(review: Row[Any], one: str, other: str) -> str:
    """Say what a review decides about a pair: same, different or ''."""
    if review.state == "open":
        return ""
    if review.state == "new":
        return "different"
    pair = {one, other}
    chosen = any(it.get("chosen") and {review.key, it["key"]} == pair for it in review.candidates)
    return "same" if chosen else "different"


def _review_for(
    connection: Connection, rows: NewRows, name: str, other: str, decision: Decision
) -> int:
    """Give the open review about a pair alone, or make one for the answer."""
    for review in _about(connection, fold(name), fold(other)):
        if review.state == "open" and len(review.candidates) == 1:
            return int(review.id)
    candidates = [{"key": fold(other), "name": other}]
    number = add_review(rows, name, {"decided": decision.decision}, candidates)
    rows.flush()
    return number


def _is_shorter(known: str, new: str) -> bool:
    """Say whether a known name has only an initial where the new one has the name."""
    given = [fold((person(name).given_name or "").split(" ")[0]) for name in (known, new)]
    return len(given[0]) <= 2 < len(given[1])
