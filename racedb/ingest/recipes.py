"""Files of recipes: one that is named, a folder of them, and one that `--save-recipe` writes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from racedb.errors import UsageError


def read_toml(path: Path) -> Mapping[str, Any]:
    """
    Read a recipe or a manifest.

    Raises:
        UsageError: the file is missing or not TOML.
    """
    import tomllib  # most loads have neither

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"{path}: cannot be read: {error.strerror}"
        raise UsageError(message) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        message = f"{path}: is not valid toml: {error}"
        raise UsageError(message) from None


def recipe_folder(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """
    Read the recipes of a folder by the signature of their header; others are only used by name.

    Raises:
        UsageError: there is no such folder, a recipe is wrong, or two have the same signature.
    """
    from racedb.readers.recipe import checked
    from racedb.understand.header import signature

    if not folder.is_dir():
        message = f"{folder}: is no folder of recipes"
        raise UsageError(message)
    found: dict[str, Mapping[str, Any]] = {}
    paths: dict[str, Path] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            recipe = checked(read_toml(path))
        except UsageError as error:
            message = str(error) if str(path) in str(error) else f"{path}: {error}"
            raise UsageError(message) from None
        if "signature" not in recipe:
            continue
        key = signature(recipe["signature"])
        if key in found:
            message = f"{paths[key]} and {path}: two recipes are for the same header; remove one"
            raise UsageError(message)
        paths[key], found[key] = path, {"name": path.stem, **recipe}
    return found
