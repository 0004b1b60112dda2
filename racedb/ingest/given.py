"""What a manifest or the command line says of files: whether it can be meant."""

from collections.abc import Mapping

from racedb.errors import UsageError, did_you_mean

STATES = ("scheduled", "provisional", "final", "amended", "cancelled")
MAX_ROUND = 999
MAX_LENGTH_M = 1_000_000
"""The longest lap ever raced was some 1,700 km; no timed lap of a circuit comes near to this."""


def checked(given: Mapping[str, str]) -> Mapping[str, str]:
    """
    Give the context of a manifest or the command line back when it can be meant.

    Raises:
        UsageError: the round, the length or the state is impossible.
    """
    number, length, state = (given.get(key) for key in ("round", "length_m", "state"))
    if number and not (number.isdecimal() and 1 <= int(number) <= MAX_ROUND):
        message = f"round: {number!r} is not the number of a round from 1 to {MAX_ROUND}"
        raise UsageError(message)
    if length and not _is_length(length):
        message = f"length_m: {length!r} is not a length in metres like 7004"
        raise UsageError(message)
    if state and state not in STATES:
        message = f"state {state!r} is not known; {did_you_mean(state, STATES)}"
        raise UsageError(message)
    return given


def _is_length(text: str) -> bool:
    try:
        return 1 <= float(text) <= MAX_LENGTH_M
    except ValueError:
        return False
