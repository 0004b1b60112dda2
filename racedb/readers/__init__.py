"""
The formats that racedb reads, and which of them claims a file.

Readers of tables of any kind are modules here, beside what all share; those of known schemas are in
folders: `simulators`, `feeds` and `dumps`.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from racedb.errors import ReadError, UsageError, did_you_mean
from racedb.file_hash import open_mapped
from racedb.readers.limits import DEFAULT, Limits
from racedb.readers.reading import Dataset, Finding, Format, Options, Reading, Source
from racedb.safe_text import path_text
from racedb.table import Table

_FORMATS: Mapping[str, Sequence[str]] = {
    "pipe": ("|",),
    "delimited": ("",),
    "html": ("<",),
    "wikitext": ("{|",),
    "pandoc": ("--", "+-", "+=", "+:"),
    "plain_text": ("  ", " 1 ", "\n1 "),
    "numbered_list": ("1. ", "1) ", "1 - ", "1 – ", "P1", "1st ", "1º", "1ª", "1° "),
    "xlsx": ("PK",),
    "ods": ("PK",),
    "parquet": ("PAR1",),
    "pdf": ("%PDF",),
    "simulators.acc": ('"sessionType"', '"sessionDef"', '"carId"'),
    "simulators.assetto_corsa": ('"Cars"', '"DriverGuid"', '"TrackName"', '"players"'),
    "simulators.assetto_corsa_evo": ('"session_type"', '"car_standings"'),
    "simulators.assetto_corsa_log": ("Assetto Corsa Dedicated Server", " BEST: "),
    "simulators.project_cars": ('"history"', "sms_stats"),
    "simulators.rfactor": ("<rFactorXML", "<RaceResults>"),
    "simulators.gmotor": ("[Slot", "[SLOT", "[slot"),
    "simulators.second_monitor": ('"SessionRunTime"', '"Simulator"', "<SessionSummary"),
    "simulators.iracing": ("subsession_id", '"cust_id"', '"session_results"'),
    "simulators.iracing_csv": ('"Fin Pos"',),
    "simulators.raceroom": ('"Sessions"', '"Players"'),
    "feeds.ergast_api": ('"MRData"', "<MRData"),
    "feeds.nascar": ('"weekend_race"', '"running_position"', '"pit_in_race_time"'),
    "feeds.gr_cup": ("meta_session",),
    "feeds.jolpica_import": ('"object_type"',),
    "json_records": ("{", "["),
    "yaml_records": ("- ",),
}
"""
Modules with a FORMAT; a new reader is listed here.

Each with words of which the head of its files has at least one: a reader of JSON, say, is not even
imported for a file without a bracket. `claims` decides.
"""
_DATASETS = ("dumps.related_csv", "dumps.related_json")
"""Modules with a DATASET: folders whose files refer to each other."""
_NAMES = ("driver", "given", "family")
"""How fields begin that name people, as driver_ref does not."""
_SHOWN = 3
"""First lines of a file that nobody claims, shown in the error."""


@cache
def formats() -> Sequence[Format]:
    """List the formats, in the order of the documentation."""
    return tuple(_format(name) for name in _FORMATS)


def _format(name: str) -> Format:
    found: Format = import_module(f"racedb.readers.{name}").FORMAT
    return found


def candidates(source: Source) -> Sequence[Format]:
    """List the formats that may claim a file, by the words in its head."""
    head = source.data[:4].decode("latin-1") + source.head
    return [_format(name) for name, words in _FORMATS.items() if any(w in head for w in words)]


@cache
def datasets() -> Sequence[Dataset]:
    """List the dumps: folders that are loaded as one."""
    return tuple(import_module(f"racedb.readers.{name}").DATASET for name in _DATASETS)


def open_source(path: Path, limits: Limits = DEFAULT) -> Source:
    """
    Open a file, or standard input (-); a packed one is unpacked.

    Raises:
        ReadError: it is missing, a folder, empty, too big, an archive of several files, or may not
            be read.
    """
    if str(path) == "-":
        from racedb.readers.packed import from_pipe

        return from_pipe(limits)
    source = open_as_it_is(path, limits)
    if source.data[:2] in (b"PK", b"\x1f\x8b"):
        from racedb.readers.packed import unpacked

        return unpacked(source)
    if b"\ncontent-t" in source.data[:8192].lower():
        from racedb.readers import mail

        return mail.taken_out(source) if mail.is_packed(source) else source
    return source


def open_as_it_is(path: Path, limits: Limits = DEFAULT) -> Source:
    """
    Open a file, packed or not.

    Raises:
        ReadError: it is missing, a folder, empty, too big, or may not be read.
    """
    name = path_text(path)
    try:
        data = open_mapped(path)
    except ValueError:  # nothing to map
        message = f"{name}: the file is empty"
        raise ReadError(message) from None
    except OSError as error:
        message = f"{name}: cannot be read: {(error.strerror or str(error)).lower()}"
        raise ReadError(message) from None
    if limits.file_mib is not None and len(data) > limits.file_mib << 20:
        size = len(data) / (1 << 20)
        message = f"{name}: has {size:,.1f} MiB; {limits.file_mib:,} are the most"
        raise ReadError(message)
    return Source(path=Path(name), data=data, limits=limits)


def identify(source: Source, reader: str | None, *, has_columns: bool = False) -> Format:
    """
    Find the one format that claims a file, by its content; its extension only breaks ties.

    Args:
        source: the file.
        reader: the name of the format that somebody asked for.
        has_columns: only formats with tables of any kind, for somebody names the columns.

    Raises:
        UsageError: no format has that name.
        ReadError: nobody claims the file, or two do.
    """
    if reader:
        return _named(reader)
    known = [one for one in candidates(source) if one.has_columns or not has_columns]
    claims = {format_.name: format_.claims(source) for format_ in known}
    best = max(claims.values(), default=0)
    if not best:
        raise ReadError(_unclaimed(source, formats()))
    winners = [format_ for format_ in known if claims[format_.name] == best]
    by_suffix = [format_ for format_ in winners if source.suffix in format_.suffixes]
    if len(winners) > 1 and by_suffix:
        winners = by_suffix
    if len(winners) > 1:
        names = " and ".join(format_.name for format_ in winners)
        message = f"{source.path}: {names} both claim this file; --reader says which"
        raise ReadError(message)
    return winners[0]


def _named(reader: str) -> Format:
    """
    Return the format of a name.

    Raises:
        UsageError: there is none.
    """
    module = next((name for name in _FORMATS if _reader_of(name) == reader), None)
    if module is None:
        hint = did_you_mean(reader, [format_.name for format_ in formats()])
        message = f"--reader {reader!r} is not known; {hint}"
        raise UsageError(message)
    return _format(module)


def _reader_of(module: str) -> str:
    """Return the name of a reader: assetto-corsa of simulators.assetto_corsa."""
    return module.rpartition(".")[2].replace("_", "-")


def read_file(source: Source, options: Options, reader: str | None) -> Sequence[Reading]:
    """
    Read one file, by its recipe, by the reader that is named, or by the one that claims it.

    Raises:
        UsageError: no format has that name; the recipe is wrong; a format has no columns to name.
        ReadError: nobody claims the file, or two do, or it cannot be read.
    """
    if isinstance(options.columns, tuple):
        from racedb.understand.given import require_fields

        require_fields(options.columns)
    if options.recipe is not None:
        return [_by_recipe(source, options, options.recipe, reader)]
    return [_read(source, options, reader)]


def _by_recipe(
    source: Source, options: Options, recipe: Mapping[str, Any], reader: str | None
) -> Reading:
    from racedb.readers.recipe import applied, by_recipe, checked
    from racedb.readers.recipe_paths import read

    recipe = checked(recipe)
    if "records" in recipe:
        return applied(read(source, recipe), recipe)
    reader = reader or recipe.get("reader") or ("delimited" if "separator" in recipe else None)
    return _read(source, by_recipe(options, recipe), reader)


def _read(source: Source, options: Options, reader: str | None) -> Reading:
    format_ = identify(source, reader, has_columns=options.columns is not None)
    if options.columns is not None and not format_.has_columns:
        message = (
            f"{source.path}: {format_.name} knows what its files hold; --columns and recipes are "
            "for tables of any kind"
        )
        raise UsageError(message)
    found = format_.read(source, options)
    if found.recipe is not None:
        from racedb.readers.recipe import applied

        found = applied(found, found.recipe)
    if format_.has_columns:
        from racedb.understand.titles import about, file_title

        said = about([file_title(Path(source.inner_name or source.path).stem)])
        found.tables = [
            table._replace(
                context={**said.context, **table.context},
                sources={**said.sources, **table.sources},
            )
            for table in found.tables
        ]
    if found.encoding == "cp1252" and not options.encoding:
        found.findings += _doubts_of_encoding(source)
    found.findings += [
        Finding("misread-column", f"column {it.source!r} is left out: {it.why}", is_doubt=True)
        for table in found.tables
        for it in table.columns
        if it.is_misread
    ]
    if format_.has_columns:
        found.findings += _ids_for_names(found.tables)
    return found


def _ids_for_names(tables: Sequence[Table]) -> list[Finding]:
    """Report drivers of whom a table has no more than the numbers that another file explains."""
    ids = [
        it.source
        for table in tables
        for it in table.columns
        if (it.field or "").startswith("driver_ref")
        if it.samples and all(map(str.isdecimal, it.samples))
        if not any(_names_people(one.field or "") for one in table.columns)
    ]
    message = (
        "{!r} has ids instead of the names of drivers; load the file together with the one that "
        "has the names, as a folder or a .zip"
    )
    return [Finding("ids-for-names", message.format(it), is_doubt=True) for it in ids]


def _names_people(field: str) -> bool:
    return field.startswith(_NAMES) and not field.startswith("driver_ref")


def _doubts_of_encoding(source: Source) -> list[Finding]:
    """Name a word that another code page writes better: a person should look."""
    from racedb.readers.encoding import other_code_page

    found = other_code_page(source.data)
    if not found:
        return []
    line, word, other = found
    better = word.encode("cp1252").decode(other, "replace")
    message = (
        f"line {line}: read as cp1252, {word!r}; in {other} it is {better!r}: "
        f"say --encoding {other} or --encoding cp1252"
    )
    return [Finding("code-page", message, line, is_doubt=True)]


def _unclaimed(source: Source, known: Sequence[Format]) -> str:
    from racedb.readers.other_files import named

    if kind := named(source):
        return f"{source.path}: is {kind}"
    names = ", ".join(format_.name for format_ in known)
    lines = [line.strip()[:60] for line in source.head.splitlines() if line.strip()][:_SHOWN]
    nothing = "its lines are all blank" if source.head else "it is a binary file"
    begins = f"it begins {' | '.join(lines)!r}" if lines else nothing
    return f"{source.path}: no reader knows this file; {begins}; known are {names}"
