"""`python -m racedb.checks.docs` prints docs/checks.md, made of the headers of the checks."""

import sys

from racedb.checks import SEVERITIES, checks, exemptions

_HEAD = """# Checks

    racedb db check             runs them over the whole database
    racedb db check --list      explains them

A check finds what cannot be right. It refuses and changes nothing: values stay as the file prints
them, until somebody [corrects](correct.md) one. Every load runs the checks over its sessions.

An **error** is a contradiction, a **warning** is hardly possible, a **note** is good to know.
`racedb db check` ends with 5 if there is an error or a warning, with 1 if the database is
damaged, and else with 0. A check is a `.sql` file in `racedb/checks`; `__init__.py` there
describes its header.
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
    parts.append("\n<!-- Made by `python -m racedb.checks.docs`; do not edit. -->\n")
    return "".join(parts)


if __name__ == "__main__":  # pragma: no cover - a test compares page() with the file
    sys.stdout.write(page())
