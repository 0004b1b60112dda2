"""
What people decide about names of every kind: they are one, or two, or called otherwise.

A decision is recorded in a review with the names themselves, and carried out by a merge. So it
holds in every order of loading, also for names that no file has named yet.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from racedb.db.rows import NewRows
from racedb.errors import LoadError, UsageError, did_you_mean
from racedb.identity import reviews
from racedb.identity.aliases import TABLE_OF_KIND, WITHIN, find_by_name, find_by_slug_or_name
from racedb.identity.drivers import DRIVER
from racedb.identity.merge import link_teams, merge_names, rename, take_back
from racedb.identity.merge_drivers import (
    add_scoped_alias,
    move_in_event,
    remove_scoped_alias,
    split_years,
)
from racedb.identity.moves import import_of
from racedb.identity.namesakes import require_scope
from racedb.names import parse_person
from racedb.text_keys import fold

_WORDS = {"same": "the same", "different": "not the same", "renamed": "one", "linked": "a linked"}
"""What reviews say of two names."""

COLUMNS = ("name", "decision", "same_as", "scope", "decided_by", "score", "reasons", "kind")
"""Of a decision file; score and reasons are for people."""
_REQUIRED = COLUMNS[:3]
_DECISIONS = ("same", "different", "renamed", "linked", "split", "cannot say")


class Decision(NamedTuple):
    """One row of a decision file."""

    line: int
    name: str
    decision: str
    """same, different, renamed, linked, split or cannot say"""
    same_as: str
    """The other name; of a split the first year of the new driver."""
    author: str
    scope: str | None = None
    """team:SLUG, season:SERIES/LABEL or series:SLUG: the names are the same only there."""
    kind: str = DRIVER


# ---- answers to a review -------------------------------------------------------------------------


def accept(connection: Connection, review_id: int, choice: str | None, author: str) -> str:
    """
    Answer a review: the name is a candidate's, and the two drivers are merged.

    Args:
        connection: inside a transaction.
        review_id: an open review.
        choice: name or slug of the candidate; None: the only one.
        author: who decides.

    Returns:
        what was done, in words.

    Raises:
        LoadError: no such open review; the two are certainly two people.
        UsageError: there are several candidates, or none of this name.
    """
    review = _require_open(connection, review_id)
    if "ask" in review.context:
        return _accept_namesake(connection, review, choice, author)
    name, same_as = review.text, _find_candidate(review, choice)["name"]
    if review.kind == DRIVER and _is_initial(same_as, name):
        name, same_as = same_as, name
    done = merge_names(connection, review.kind, name, same_as, author, review_id)
    reviews.accept_review(connection, review_id, name, same_as, author)
    return done


def mark_different(connection: Connection, review_id: int, author: str) -> str:
    """
    Answer a review: the name is nobody's of the candidates. Returns what was done, in words.

    Raises:
        LoadError: no such open review.
    """
    review = _require_open(connection, review_id)
    reviews.mark_different(connection, review_id, author)
    if review.context.get("ask") == "split":
        first, last = review.context["years"]
        return split_years(connection, review.context["slug"], first, last, author, review_id)
    others = ", ".join(candidate["name"] for candidate in review.candidates)
    return f"review {review_id}: {review.text} is not {others}"


def reopen(connection: Connection, review_id: int) -> str:
    """
    Take a decision back: merged drivers are two again. Returns what was done, in words.

    Raises:
        LoadError: no such review, or nothing was decided.
    """
    review = reviews.get_review(connection, review_id)
    if review.state == "open":
        raise LoadError(f"review {review_id} is open: there is no decision to take back")
    if scope := reviews.scope_of(review):
        remove_scoped_alias(connection, review.text, scope)
        reviews.delete_review(connection, review_id)
        return f"review {review_id}: {review.text} has no meaning of its own in {scope} any more"
    if review.state == "accepted" or "ask" in review.context:
        take_back(connection, review.kind, review.text, import_of(connection, review_id))
    reviews.reopen_review(connection, review)
    return f"review {review_id}: {review.text} is open again"


def _accept_namesake(
    connection: Connection, review: Row[Any], choice: str | None, author: str
) -> str:
    """Answer whether drivers of one name are one, or which of them drove at an event."""
    own, context = review.context["slug"], review.context
    chosen = _find_candidate(review, choice)
    if context["ask"] == "same":
        done = merge_names(connection, DRIVER, own, chosen["slug"], author, review.id)
    elif context["ask"] == "place":
        done = move_in_event(
            connection, own, chosen["slug"], review.text, context["event"], author, review.id
        )  # fmt: skip
    else:
        done = f"{review.text} is one person"
    reviews.choose(connection, review, chosen, author)
    return done


def _require_open(connection: Connection, review_id: int) -> Row[Any]:
    review = reviews.get_review(connection, review_id)
    if review.state != "open":
        raise LoadError(
            f"review {review_id} is answered already ({review.state}, by {review.decided_by}); "
            f"take that back first: racedb review reopen {review_id}"
        )
    return review


def _find_candidate(review: Row[Any], choice: str | None) -> Mapping[str, Any]:
    """Find the candidate of this name or slug; None: the only one."""
    candidates: list[Mapping[str, Any]] = review.candidates
    names = [candidate.get("slug") or candidate["name"] for candidate in candidates]
    if choice is None:
        if len(names) > 1:
            raise UsageError(
                f"review {review.id} has several candidates: {', '.join(names)}; "
                f"choose one: racedb review accept {review.id} --as {names[0]!r}"
            )
        return candidates[0]
    keys = {choice, fold(choice.replace("-", " ")), fold(choice)}
    for candidate in candidates:
        if {candidate["key"], candidate.get("slug")} & keys:
            return candidate
    hint = did_you_mean(choice, names)
    raise UsageError(f"--as {choice!r} is not a candidate of review {review.id}; {hint}")


def _is_initial(name: str, other: str) -> bool:
    """Check whether a name has only an initial where the other one has the given name."""
    short, long = (fold((parse_person(it).given_name or "").split(" ")[0]) for it in (name, other))
    return len(short) <= 2 < len(long)


# ---- decisions about two names -------------------------------------------------------------------


def decide(connection: Connection, decision: Decision) -> str:
    """
    Carry out a decision; returns what was done in words, '' when it holds already.

    A name that is not known yet is remembered: its decision holds from the first load on.

    Raises:
        LoadError: it contradicts another decision or the facts.
        UsageError: its scope is not in the database.
    """
    if decision.scope:
        return _decide_in_scope(connection, decision, decision.scope)
    if decision.decision == "split":
        return _split(connection, decision)
    if decision.decision != "renamed" and fold(decision.name) == fold(decision.same_as):
        raise LoadError(
            f"{decision.name!r} and {decision.same_as!r} are two spellings of the same name"
        )
    if _is_decided(connection, decision):
        return ""
    return _DEEDS[decision.decision](connection, decision)


def _cannot_say(connection: Connection, decision: Decision) -> str:
    name, other = decision.name, decision.same_as
    found = reviews.find_reviews(connection, decision.kind, name, other)
    asked = [review.id for review, _ in found if review.state == "open"]
    if not asked:
        raise LoadError(f"there is no open question whether {name!r} is {other!r}")
    reviews.cannot_say(connection, asked[0], decision.author)
    return f"nobody can say whether {name} is {other}"


def _same(connection: Connection, decision: Decision) -> str:
    number = _review_of(connection, decision)
    name, same_as, by = decision.name, decision.same_as, decision.author
    done = merge_names(connection, decision.kind, name, same_as, by, number)
    reviews.accept_review(connection, number, name, same_as, by)
    return done


def _different(connection: Connection, decision: Decision) -> str:
    kind, name, same_as = decision.kind, decision.name, decision.same_as
    known = None if kind in WITHIN else find_by_name(connection, kind, name)
    if known is not None and known == find_by_name(connection, kind, same_as):
        raise LoadError(f"{name!r} and {same_as!r} are names of one {kind} already")
    reviews.mark_different(connection, _review_of(connection, decision), decision.author)
    return f"{name} is not {same_as}"


def _renamed(connection: Connection, decision: Decision) -> str:
    number = _review_of(connection, decision)
    kind, name, called = decision.kind, decision.name, decision.same_as
    done = rename(connection, kind, name, called, decision.author, number)
    reviews.accept_review(connection, number, name, called, decision.author)
    return done


def _linked(connection: Connection, decision: Decision) -> str:
    if decision.kind != "team":
        raise LoadError(f"only teams are linked, and not a {decision.kind}")
    number = _review_of(connection, decision)
    name, other = decision.name, decision.same_as
    done = link_teams(connection, name, other, decision.author, number)
    reviews.accept_review(connection, number, name, other, decision.author)
    return done


_DEEDS: Mapping[str, Callable[[Connection, Decision], str]] = {
    "same": _same, "different": _different, "renamed": _renamed, "linked": _linked,
    "cannot say": _cannot_say,
}  # fmt: skip


def _split(connection: Connection, decision: Decision) -> str:
    """Make two drivers of one: what he drove from a year on is somebody else's."""
    year = decision.same_as
    if decision.kind != DRIVER or not year.isdecimal():
        raise LoadError("only a driver is split, from a year on: 'Ann Berg' split 1996")
    driver = find_by_slug_or_name(connection, DRIVER, decision.name)
    slug, name = reviews.slug_and_name(connection, driver)
    years = [int(year), None]
    context = {"ask": "split", "years": years, "slug": slug}
    candidate = reviews.candidate_of(name) | {"slug": slug, "score": 0, "reasons": []}
    rows = NewRows(connection)
    number = reviews.add_review(rows, DRIVER, name, context, [candidate])
    rows.flush()
    return mark_different(connection, number, decision.author)


def _review_of(connection: Connection, decision: Decision) -> int:
    context = {"decided": decision.decision}
    name, other = decision.name, decision.same_as
    return reviews.find_or_add_review(connection, decision.kind, name, other, context)


def _is_decided(connection: Connection, decision: Decision) -> bool:
    """
    Check whether a decision holds already.

    Raises:
        LoadError: the opposite was decided.
    """
    name, same_as = decision.name, decision.same_as
    for review, candidate in reviews.find_reviews(connection, decision.kind, name, same_as):
        decided = reviews.decision_about(review, candidate)
        if reviews.scope_of(review) or review.state == "open":
            continue
        if decided == decision.decision:
            return True
        raise LoadError(
            f"{name!r} and {same_as!r} are {_WORDS[decided]} {decision.kind} by review "
            f"{review.id}; take that back first: racedb review reopen {review.id}"
        )
    return False


def _decide_in_scope(connection: Connection, decision: Decision, scope: str) -> str:
    """Let a name mean another driver in a scope only; '' when it does already."""
    name, same_as = decision.name, decision.same_as
    if decision.decision != "same":
        raise LoadError("a decision with a scope can only be 'same'")
    found = reviews.find_reviews(connection, DRIVER, name, same_as)
    if any(reviews.scope_of(review) == scope for review, _ in found):
        return ""
    require_scope(connection, scope)
    done = add_scoped_alias(connection, name, same_as, scope, decision.author)
    rows = NewRows(connection)
    candidates = [reviews.candidate_of(same_as)]
    number = reviews.add_review(rows, DRIVER, name, {"scope": scope}, candidates)
    rows.flush()
    reviews.accept_review(connection, number, name, same_as, decision.author)
    return done


# ---- decisions as a CSV file, which travels between databases ------------------------------------


class Applied(NamedTuple):
    """What became of the decisions of a file."""

    done: list[str]
    """A line for each new decision."""
    refused: list[str]
    """A line for each that no longer fits, with the line of the file."""


def apply_decisions(connection: Connection, decisions: Iterable[Decision], source: str) -> Applied:
    """Carry out the decisions of a file; one that no longer fits does not stop the others."""
    applied = Applied([], [])
    for decision in decisions:
        try:
            with connection.begin_nested():
                applied.done.append(decide(connection, decision))
        except (LoadError, UsageError) as error:
            applied.refused.append(f"{source}:{decision.line}: {error}")
    return applied._replace(done=[line for line in applied.done if line])


def export_decisions(connection: Connection) -> list[tuple[Any, ...]]:
    """Return all reviews as rows of a decision file: the columns of COLUMNS."""
    rows = {
        (
            review.text, reviews.decision_about(review, candidate), candidate["name"],
            reviews.scope_of(review), review.decided_by, candidate.get("score"),
            ", ".join(candidate.get("reasons") or ()) or None, review.kind,
        )
        for kind in TABLE_OF_KIND
        for review in reviews.all_reviews(connection, kind)
        for candidate in review.candidates
        if "ask" not in review.context  # these are about years and events of one database
    }  # fmt: skip
    return sorted(rows, key=lambda row: (fold(row[0]), fold(row[2]), row[1], row[3] or ""))


def read_decisions(path: Path, author: str) -> list[Decision]:
    """
    Read the decided rows of a file; those with an empty decision are still open.

    Args:
        path: CSV in UTF-8 with a header; name, decision and same_as are required, scope,
            decided_by and kind are optional, and all other columns are for people.
        author: who decides where decided_by is empty.

    Raises:
        UsageError: the file cannot be read, lacks a column, or has another word as decision.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in _REQUIRED if name not in (reader.fieldnames or ())]
            if missing:
                raise UsageError(
                    f"{path}:1: there is no column {missing[0]!r}; a decision file needs "
                    f"{', '.join(_REQUIRED)} (see 'racedb review export')"
                )
            return [
                _read_decision(path, reader.line_num, row, author)
                for row in reader
                if (row["decision"] or "").strip()
            ]
    except UnicodeDecodeError:
        raise UsageError(f"{path}: the file is not UTF-8 text") from None
    except (OSError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"{path}: cannot be read: {str(reason).lower()}") from None


def _read_decision(path: Path, line: int, row: Mapping[str, str | None], author: str) -> Decision:
    name, word, same_as, scope, by = ((row.get(column) or "").strip() for column in COLUMNS[:5])
    kind = (row.get("kind") or "").strip() or DRIVER
    words = ((word.lower(), _DECISIONS, "decision"), (kind, TABLE_OF_KIND, "kind"))
    for text, known, what in words:
        if text not in known:
            hint = did_you_mean(text, known)
            raise UsageError(
                f"{path}:{line}: {what} {text!r} is not one of {', '.join(known)}; {hint}"
            )
    if not name or not same_as:
        raise UsageError(f"{path}:{line}: name and same_as must both be filled in")
    return Decision(line, name, word.lower(), same_as, by or author, scope or None, kind)
