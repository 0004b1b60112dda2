"""DuckDB on a CSV file, into a file of its own or Parquet: `load_duckdb.py FILE.csv TO`."""

import sys

import duckdb


def main(source: str, target: str) -> None:
    """Load a file."""
    # Names of files are quoted: neither statement takes them as parameters.
    quoted = {"from": source.replace("'", "''"), "to": target.replace("'", "''")}
    if target.endswith(".parquet"):
        duckdb.execute("COPY (FROM read_csv('{from}')) TO '{to}'".format_map(quoted))
        return
    with duckdb.connect(target) as connection:
        connection.execute("CREATE TABLE results AS FROM read_csv('{from}')".format_map(quoted))


if __name__ == "__main__":
    main(*sys.argv[1:])
