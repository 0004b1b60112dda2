"""
A file from the web, brought into a folder: whole or not at all, and only when it is a new one.

What may go wrong at night is meant to: a server that is slow, away or busy is tried again and then
left for later; one that answers with something else is refused. Credentials go to the host that
they are for and nowhere else. Rules: RFC 9110 (conditional requests, Retry-After, redirects).
"""

import ipaddress
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import DecodeError, HTTPError, InvalidHeader, SSLError

from racedb import __version__
from racedb.errors import RaceDBError, ReadError, TryAgainError

_BLOCK = 1 << 16
_MOVED = (301, 302, 303, 307, 308)
_AGAIN = (408, 425, 429, 500, 502, 503, 504)
_NO_TABLES = ("image/", "video/", "audio/", "font/")
_PAGES = ("text/html", "application/xhtml+xml")
_NO_PAGES = (".csv", ".tsv", ".txt", ".json", ".ndjson", ".xml", ".xlsx", ".parquet", ".md")
"""Ends of addresses that promise data: a page in its place is a login or an apology."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far a fetch may go."""

    max_bytes: int = 64 << 20
    connect_s: float = 10.0
    read_s: float = 30.0
    """Silence of the server."""
    total_s: float = 300.0
    """All tries together."""
    tries: int = 4
    first_wait_s: float = 1.0
    """Between the first tries; doubled each time, unless the server says Retry-After."""
    redirects: int = 5
    private: bool = False
    """Also addresses that are not on the public internet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a server said about a file, to ask it next time for news only."""

    etag: str | None = None
    last_modified: str | None = None


class _AgainError(Exception):
    """Another try may do; never leaves this module."""

    def __init__(self, why: str, after_s: float | None = None) -> None:
        super().__init__(why)
        self.after_s = after_s


def fetch(
    url: str,
    target: Path,
    known: Known | None = None,
    authorization: str | None = None,
    limits: Limits = Limits(),
) -> Known | None:
    """
    Bring a file, and give what to ask with next time; None: it has not changed.

    Args:
        url: http or https.
        target: the file; it is replaced in one go, and only by a whole one.
        known: what the last fetch gave.
        authorization: value of the header of that name, for the host of the URL only.
        limits: how far to go.

    Raises:
        TryAgainError: the server is away, busy, slow, or broke off, each time.
        ReadError: it answers with something else, with too much, or from where it may not.
        OSError: the target cannot be written.
    """
    end = time.monotonic() + limits.total_s
    wait_s = limits.first_wait_s
    for attempt in range(1, limits.tries + 1):
        try:
            return _once(url, target, known or Known(), authorization, limits, end)
        except _AgainError as error:
            pause_s = wait_s if error.after_s is None else error.after_s
            if attempt == limits.tries or time.monotonic() + pause_s > end:
                tried = f"tried {attempt} times" if attempt > 1 else "tried once"
                message = f"{url}: {error}; {tried}, later is another try"
                raise TryAgainError(message) from None
        time.sleep(pause_s)
        wait_s *= 2
    raise AssertionError  # pragma: no cover - the last try returns or raises


def _once(
    url: str, target: Path, known: Known, authorization: str | None, limits: Limits, end: float
) -> Known | None:
    asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    headers = {
        "User-Agent": f"racedb/{__version__}",
        "Accept-Encoding": "identity",
        **{name: value for name, value in asked.items() if value},
    }
    where = url
    with _pool(limits) as pool:
        for _ in range(limits.redirects + 1):
            own = _origin(where) == _origin(url)
            secret = {"Authorization": authorization} if authorization and own else {}
            try:
                answer = _ask(pool, where, headers | secret, limits)
                try:
                    if answer.status not in _MOVED:
                        return _taken(url, answer, target, limits, end)
                    where = _moved(url, where, answer.headers.get("Location"))
                finally:
                    answer.close()
            except SSLError as error:
                message = f"{url}: the server's certificate is not to be trusted: {_said(error)}"
                raise ReadError(message) from None
            except DecodeError:
                message = f"{url}: the answer is packed wrongly"
                raise ReadError(message) from None
            except HTTPError as error:
                raise _AgainError(_said(error)) from None
    message = f"{url}: leads on more than {limits.redirects} times"
    raise ReadError(message)


def _ask(
    pool: urllib3.PoolManager, where: str, headers: Mapping[str, str], limits: Limits
) -> urllib3.BaseHTTPResponse:
    return pool.request(
        "GET", where, headers=headers, redirect=False, retries=False, preload_content=False,
        timeout=urllib3.Timeout(connect=limits.connect_s, read=limits.read_s),
    )  # fmt: skip


def _said(error: HTTPError) -> str:
    """Take what urllib3 says without the pool that it begins with."""
    said = " ".join(str(error).split())
    return said.split("): ", 1)[-1].rstrip(".")


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _moved(url: str, where: str, location: str | None) -> str:
    """Give where a redirect leads to; never out of the web, nor from https to http."""
    there = urljoin(where, location or "")
    scheme = urlsplit(there).scheme
    if not location or scheme not in ("http", "https"):
        message = f"{url}: leads to {location!r}, which is not on the web"
        raise ReadError(message)
    if scheme == "http" and urlsplit(where).scheme == "https":
        message = f"{url}: leads from https to {there}, where anybody can change it"
        raise ReadError(message)
    return there


def _taken(
    url: str, answer: urllib3.BaseHTTPResponse, target: Path, limits: Limits, end: float
) -> Known | None:
    if answer.status == 304:
        return None
    if answer.status in _AGAIN:
        why = f"the server answers {answer.status} {answer.reason or ''}".rstrip()
        raise _AgainError(why, _retry_after_s(answer.headers.get("Retry-After")))
    if answer.status != 200:
        hint = "; does it want an authorization?" if answer.status in (401, 403) else ""
        message = f"{url}: the server answers {answer.status} {answer.reason or ''}".rstrip()
        raise ReadError(message + hint)
    _require_data(url, answer.headers.get("Content-Type", ""))
    size = answer.headers.get("Content-Length", "")
    if size.isdecimal() and int(size) > limits.max_bytes:
        raise _too_much(url, limits)
    _write(url, answer, target, limits, end)
    return Known(etag=answer.headers.get("ETag"), last_modified=answer.headers.get("Last-Modified"))


def _retry_after_s(said: str | None) -> float | None:
    if said is None:
        return None
    try:
        return float(urllib3.Retry().parse_retry_after(said))
    except InvalidHeader:
        return None


def _require_data(url: str, said: str) -> None:
    kind = said.partition(";")[0].strip().lower()
    path = urlsplit(url).path.lower()
    if kind.startswith(_NO_TABLES) or (kind in _PAGES and path.endswith(_NO_PAGES)):
        message = f"{url}: the server answers with {kind}, where results should be"
        raise ReadError(message)


def _write(
    url: str, answer: urllib3.BaseHTTPResponse, target: Path, limits: Limits, end: float
) -> None:
    """Write the body beside its place, and put it there when it is whole."""
    new = target.with_name(f".{target.name}.{token_hex(4)}.part")
    written = 0
    try:
        with new.open("wb") as file:
            for block in answer.stream(_BLOCK, decode_content=True):
                written += len(block)
                if written > limits.max_bytes:
                    raise _too_much(url, limits)
                if time.monotonic() > end:
                    message = f"the server takes more than {limits.total_s:.0f} s"
                    raise _AgainError(message)
                file.write(block)
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)


def _too_much(url: str, limits: Limits) -> ReadError:
    return ReadError(f"{url}: has more than {limits.max_bytes >> 20:,} MiB; max_mib allows more")


def _pool(limits: Limits) -> urllib3.PoolManager:
    pool = urllib3.PoolManager()
    if not limits.private:
        pool.pool_classes_by_scheme = {"http": _PublicPool, "https": _PublicTLSPool}
    return pool


class _PublicConnection(HTTPConnection):
    """A connection to the public internet; looks at where it led, for names lie and change."""

    def _new_conn(self) -> Any:
        made = super()._new_conn()
        try:
            require_public(self.host, made.getpeername()[0])
        except RaceDBError:
            made.close()
            raise
        return made


class _PublicTLSConnection(_PublicConnection, HTTPSConnection):
    """The same, encrypted."""


class _PublicPool(HTTPConnectionPool):
    ConnectionCls = _PublicConnection


class _PublicTLSPool(HTTPSConnectionPool):
    ConnectionCls = _PublicTLSConnection


def require_public(host: str, peer: str) -> None:
    """
    Refuse an address that is not on the public internet.

    Raises:
        ReadError: it is of this machine, of a private network, of a cloud's own services ...
    """
    address = ipaddress.ip_address(peer.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    if not address.is_global:
        message = (
            f"{host}: is {address}, an address inside a network; private_addresses = true allows it"
        )
        raise ReadError(message)
