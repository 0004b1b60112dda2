"""Several values of one parameter: `season IN (:season)` with 2008 and 2009."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from racedb.errors import UsageError

if TYPE_CHECKING:
    from racedb.db.readonly import Value


def with_several(
    sql: str, values: "Mapping[str, Value | tuple[str, ...]]", types: Mapping[str, str]
) -> "tuple[str, dict[str, Value], dict[str, str]]":
    """
    Write `IN (:season)` with a parameter for each of several values.

    So the databases see equal signs, and use their indexes. What remains of the parameter,
    `:season IS NULL`, has the first value.

    Raises:
        UsageError: there are several values, and the statement has no place for them.
    """
    bound: dict[str, Value] = {}
    kinds = dict(types)
    for name, value in values.items():
        several = value if isinstance(value, tuple) else (value,)
        bound[name] = several[0]
        if len(several) == 1:
            continue
        plain, lower = f"IN (:{name})", f"IN (lower(:{name}))"
        if plain not in sql and lower not in sql:
            message = f"{name}= takes one value here, and not {', '.join(map(str, several))}"
            raise UsageError(message)
        numbered = {f"{name}_{at}": one for at, one in enumerate(several)}
        bound |= numbered
        kinds |= dict.fromkeys(numbered, kinds[name])
        sql = sql.replace(plain, f"IN ({', '.join(f':{it}' for it in numbered)})")
        sql = sql.replace(lower, f"IN ({', '.join(f'lower(:{it})' for it in numbered)})")
    return sql, bound, kinds
