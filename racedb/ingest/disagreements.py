"""Findings about cars of which a file says other things than an earlier file did."""

from collections.abc import Collection, Iterable, Sequence

from racedb.history.diff import Change
from racedb.readers.reading import Finding

_LISTED = 3
"""Cars in a finding at most."""


def disagreements(
    changes: Sequence[Change],
    disputed: Iterable[tuple[Change, bool]],
    sessions: Collection[str],
) -> list[Finding]:
    """
    Return a finding for each session or event and each field, with both values.

    A list that is more final than the one before is meant to differ: what it changed is no finding.

    Args:
        changes: what the import changed.
        disputed: the values of entries that differ, and whether that of the file is stored now.
        sessions: the titles of the sessions that the file is about. The crews of their events only
            follow from those of the sessions, and from laps, which a check compares.
    """
    finished = [change.session for change in changes if change.field == "state"]
    crews = [(one, True) for one in changes if one.field == "driver" and one.session in sessions]
    # Who only joins a crew contradicts nobody.
    left = {(one.session, one.car) for one, _ in crews if one.old is not None}
    crews = [(one, True) for one, _ in crews if (one.session, one.car) in left]
    found: dict[tuple[str, str | None], list[str]] = {}
    for change, is_replaced in [*disputed, *crews]:
        if not (is_replaced and any(_is_about(name, change.session) for name in finished)):
            found.setdefault((change.session, change.field), []).append(
                _both(change, is_replaced=is_replaced)
            )
    return [
        Finding("disagreement", f"{session}: {field} differs from an earlier file: {_listed(cars)}")
        for (session, field), cars in found.items()
    ]


def _is_about(session: str, subject: str) -> bool:
    """Return whether a session is the subject of a change, or belongs to the event that is."""
    return session == subject or session.startswith(f"{subject}, ")


def _both(change: Change, *, is_replaced: bool) -> str:
    """Write what is stored now, and what the other file says."""
    stored, other = (change.new, change.old) if is_replaced else (change.old, change.new)
    car, stays = f"car {change.car}", "" if is_replaced else ", whom this file names"
    if stored is None:
        return f"{car} without {other}{stays}"
    if other is None:
        return f"{car} with {stored}{stays.replace('names', 'does not name')}"
    return f"{car} {stored} ({'instead of' if is_replaced else 'stays, this file has'} {other})"


def _listed(cars: Sequence[str]) -> str:
    more = f" and {len(cars) - _LISTED:,} more" if len(cars) > _LISTED else ""
    return ", ".join(cars[:_LISTED]) + more
