"""`python -m racedb.checks.docs` prints docs/checks.md, made of the headers of the checks."""

import sys

from racedb.checks import SEVERITIES, checks, exemptions

_HEAD = """# Checks

Made by `python -m racedb.checks.docs` from the headers in `racedb/checks`; do not edit.

    racedb db check                     runs them over the whole database
    racedb db check --format json
    racedb db check --list              explains them

A check finds what cannot be right. It refuses nothing and changes nothing: values stay as the file
prints them, until somebody corrects one with `racedb correct`. Every `racedb load` runs the
checks over the sessions that it touched and sums them up, one line for each check and session.

An **error** is a contradiction, a **warning** is hardly possible, a **note** is good to know.
`racedb db check` ends with 5 if there is an error or a warning, with 1 if the database itself is
damaged (broken pages, references to nothing, another schema, a summary that is not what its facts
give), and else with 0.

A new check is a `.sql` file in `racedb/checks`; `__init__.py` there describes its header.
"""


def page() -> str:
    """Write the whole page as markdown."""
    parts = [_HEAD]
    for severity in SEVERITIES:
        parts.append(f"\n## {severity.capitalize()}s\n")
        parts += [
            f"\n### {check.name}\n\n{check.title}. {check.why}".rstrip() + "\n"
            for check in checks()
            if check.severity == severity
        ]
    parts.append("\n## Exemptions\n\n")
    parts.append("Facts that may break a check, from `racedb/checks/exemptions.csv`.\n\n")
    parts.append("| check | when | circuit | why |\n|---|---|---|---|\n")
    parts += [f"| {' | '.join(one)} |\n" for one in exemptions()]
    return "".join(parts)


if __name__ == "__main__":  # pragma: no cover - a test compares page() with the file
    sys.stdout.write(page())
