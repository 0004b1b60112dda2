"""
Fetch a file from the web: whole or not at all, and only if it is new.

A server that is slow, away or busy is tried again, and then left for a later run; an answer that is
not a file of data is refused. Credentials go to their own host only. Rules: RFC 9110 (conditional
requests, Retry-After, redirects).

A child does it (racedb.child): a server can keep a library waiting in many ways, each with a time
limit of its own, and make it hold a lot in memory.
"""

import ipaddress
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from gzip import BadGzipFile, GzipFile
from pathlib import Path
from typing import IO, cast
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, InvalidHeader, SSLError

from racedb import __version__
from racedb.child import results
from racedb.counted import counted
from racedb.errors import RaceDBError, ReadError, TimeLimitError, TryAgainError
from racedb.safe_text import mask, mask_url

_BLOCK = 1 << 16
_MOVED = (301, 302, 303, 307, 308)
_TRY_AGAIN = (408, 425, 429, 500, 502, 503, 504)
_GZIP = ("gzip", "x-gzip")
_DIGITS = 15
"""A size with more digits is more than any limit; Python reads at most 4,300 of them."""
_REASON_CHARS = 200
"""A server may write a novel into its status line."""
_NOT_DATA = ("image/", "video/", "audio/", "font/")
_PAGES = ("text/html", "application/xhtml+xml")
_DATA_EXTENSIONS = (".csv", ".tsv", ".txt", ".json", ".ndjson", ".xml", ".xlsx", ".parquet", ".md")
"""Extensions that promise data: a page instead is a login form or an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of a fetch."""

    max_bytes: int = 64 << 20
    connect_s: float = 10.0
    read_s: float = 30.0
    """Time without an answer or without data."""
    total_s: float = 300.0
    """Time of all tries together."""
    tries: int = 4
    first_wait_s: float = 1.0
    """Pause after the first try; doubled after each, unless the server sends Retry-After."""
    redirects: int = 5
    private: bool = False
    """Allow addresses that are not on the public internet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a server stated about a file, with which to ask whether it is new."""

    etag: str | None = None
    last_modified: str | None = None


class _TemporaryError(Exception):
    """Another try may succeed; never leaves this module."""

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
    Fetch a file; return what the server stated about it, or None if it has not changed.

    Args:
        url: http or https.
        target: the file, which is replaced atomically.
        known: what the last fetch returned.
        authorization: the value of the Authorization header, for the host of the URL only.
        limits: time, size and addresses.

    Raises:
        TryAgainError: the server was away, busy or slow, or broke off, in each try.
        ReadError: the answer is not data or too big, or comes from an address that is not allowed.
        OSError: the target cannot be written.
    """
    part = target.with_name(f".{target.name}.part")
    arguments = (url, part, known or Known(), authorization, limits)
    needs = f"the server needs more than {limits.total_s:.0f} s"
    too_late = f"{mask_url(url)}: {needs}; gave up, try again later"
    try:
        with closing(results(download, arguments, limits.total_s, too_late)) as found:
            news: Known | None = next(found)
        if news:
            part.replace(target)
    except TimeLimitError as error:
        raise TryAgainError(str(error)) from None
    finally:
        part.unlink(missing_ok=True)
    return news


def download(
    url: str, target: Path, known: Known, authorization: str | None, limits: Limits
) -> Iterator[Known | None]:
    """Write a file into *target*, and yield what `fetch` returns; it runs in the child."""
    yield _download(url, target, known, authorization, limits)


def _download(
    url: str, target: Path, known: Known, authorization: str | None, limits: Limits
) -> Known | None:
    end = time.monotonic() + limits.total_s
    wait_s = limits.first_wait_s
    for attempt in range(1, limits.tries + 1):
        try:
            return _once(url, target, known, authorization, limits, end)
        except _TemporaryError as error:
            pause_s = wait_s if error.after_s is None else error.after_s
            if attempt == limits.tries or time.monotonic() + pause_s > end:
                tries = counted(attempt, "tries")
                message = f"{mask_url(url)}: {error}; gave up after {tries}, try again later"
                raise TryAgainError(message) from None
        time.sleep(pause_s)
        wait_s *= 2
    raise AssertionError  # pragma: no cover - the last try returns or raises


def _once(
    url: str, target: Path, known: Known, authorization: str | None, limits: Limits, end: float
) -> Known | None:
    conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    headers = {
        "User-Agent": f"racedb/{__version__}",
        "Accept-Encoding": "identity",
        **{name: value for name, value in conditions.items() if value},
    }
    where, shown = url, mask_url(url)
    with _pool(limits) as pool:
        for _ in range(limits.redirects + 1):
            own = _origin(where) == _origin(url)
            secret = {"Authorization": authorization} if authorization and own else {}
            try:
                answer = _request(pool, where, headers | secret, limits)
                try:
                    if answer.status not in _MOVED:
                        return _accept(shown, answer, target, limits, end)
                    where = _redirect(shown, where, answer.headers.get("Location"))
                finally:
                    answer.close()
            except Exception as error:  # noqa: BLE001  a hostile server finds a way to break anything
                raise _meaning(error, shown) from None
    message = f"{shown}: has more than {limits.redirects} redirects"
    raise ReadError(message)


def _meaning(error: Exception, shown: str) -> Exception:
    """Return the error for one of a try: a refusal, or a reason to try again."""
    match error:
        case SSLError() if "CERTIFICATE_VERIFY_FAILED" not in str(error):
            return _TemporaryError(f"there is no secure connection: {_reason(error)}")
        case SSLError():
            why = f"the certificate of the server is not valid: {_reason(error)}"
        case BadGzipFile() | zlib.error():
            why = "the answer cannot be decompressed"
        case EOFError():
            return _TemporaryError("the compressed answer is cut off")
        case HTTPError() if not isinstance(error, ValueError):
            return _TemporaryError(_reason(error))
        case MemoryError():
            why = "the answer needs too much memory"
        case RaceDBError() | _TemporaryError() | OSError():
            return error
        case _:
            # A number, a host, a date that cannot be ...
            why = f"the answer is malformed: {_reason(error)}"
    return ReadError(f"{shown}: {why}")


def _request(
    pool: urllib3.PoolManager, where: str, headers: Mapping[str, str], limits: Limits
) -> urllib3.BaseHTTPResponse:
    return pool.request(
        "GET", where, headers=headers, redirect=False, retries=False, preload_content=False,
        decode_content=False,
        timeout=urllib3.Timeout(connect=limits.connect_s, read=limits.read_s),
    )  # fmt: skip


def _reason(error: Exception) -> str:
    """Return the message of urllib3 without the connection pool at its beginning."""
    message = " ".join(str(error).split()) or type(error).__name__
    return mask(message.split("): ", 1)[-1].rstrip(".")[:_REASON_CHARS])


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _redirect(shown: str, where: str, location: str | None) -> str:
    """Return the target of a redirect, which must not lead from https to http."""
    named = location and mask(location[:_REASON_CHARS])
    try:
        target = urljoin(where, location or "")
        scheme, host, _ = _origin(target)
    except ValueError:  # an impossible host or port
        scheme, host = "", None
    if not location or scheme not in ("http", "https") or not host:
        message = f"{shown}: redirects to {named!r}, which is not on the web"
        raise ReadError(message)
    if scheme == "http" and urlsplit(where).scheme == "https":
        message = f"{shown}: redirects from https to {mask(target)}, which is not secure"
        raise ReadError(message)
    return target


def _accept(
    shown: str, answer: urllib3.BaseHTTPResponse, target: Path, limits: Limits, end: float
) -> Known | None:
    if answer.status == 304:
        return None
    if answer.status in _TRY_AGAIN:
        raise _TemporaryError(_status(answer), _retry_after_s(answer.headers.get("Retry-After")))
    if answer.status != 200:
        hint = "; does it need an authorization?" if answer.status in (401, 403) else ""
        message = f"{shown}: {_status(answer)}{hint}"
        raise ReadError(message)
    _require_data(shown, answer.headers.get("Content-Type", ""))
    size = answer.headers.get("Content-Length", "")
    if size.isdecimal() and (len(size) > _DIGITS or int(size) > limits.max_bytes):
        raise _too_much(shown, limits)
    encoding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "", *_GZIP):
        message = f"{shown}: the answer is packed as {encoding[:_REASON_CHARS]!r}, not as gzip"
        raise ReadError(message)
    body = cast("IO[bytes]", answer)
    _write(shown, GzipFile(fileobj=body) if encoding in _GZIP else body, target, limits, end)
    return Known(etag=answer.headers.get("ETag"), last_modified=answer.headers.get("Last-Modified"))


def _status(answer: urllib3.BaseHTTPResponse) -> str:
    return f"the server answers {answer.status} {(answer.reason or '')[:_REASON_CHARS]}".rstrip()


def _retry_after_s(header: str | None) -> float | None:
    if header is None:
        return None
    try:
        return float(urllib3.Retry().parse_retry_after(header))
    except (InvalidHeader, ValueError, OverflowError):  # no number, or a year that does not exist
        return None


def _require_data(shown: str, content_type: str) -> None:
    kind = content_type.partition(";")[0].strip().lower()[:_REASON_CHARS]
    path = urlsplit(shown).path.lower()
    if kind.startswith(_NOT_DATA) or (kind in _PAGES and path.endswith(_DATA_EXTENSIONS)):
        message = f"{shown}: the server answers with {kind} instead of results"
        raise ReadError(message)


def _write(
    shown: str, body: IO[bytes] | GzipFile, target: Path, limits: Limits, end: float
) -> None:
    written = 0
    with target.open("wb") as file:
        while block := body.read(_BLOCK):
            written += len(block)
            if written > limits.max_bytes:
                raise _too_much(shown, limits)
            if time.monotonic() > end:
                message = f"the server needs more than {limits.total_s:.0f} s"
                raise _TemporaryError(message)
            file.write(block)


def _too_much(shown: str, limits: Limits) -> ReadError:
    return ReadError(f"{shown}: has more than {limits.max_bytes >> 20:,} MiB; max_mib allows more")


def _pool(limits: Limits) -> urllib3.PoolManager:
    pool = urllib3.PoolManager()
    if not limits.private:
        pool.pool_classes_by_scheme = {"http": _PublicPool, "https": _PublicTLSPool}
    return pool


class _PublicConnection(HTTPConnection):
    """A connection to the public internet only."""

    def connect(self) -> None:
        """Connect, then check the address: a name may resolve to another one each time."""
        super().connect()
        try:
            require_public(self.host, self.sock.getpeername()[0])
        except ReadError:
            self.close()
            raise


class _PublicTLSConnection(_PublicConnection, HTTPSConnection):
    """The same, with TLS."""


class _PublicPool(HTTPConnectionPool):
    ConnectionCls = _PublicConnection


class _PublicTLSPool(HTTPSConnectionPool):
    ConnectionCls = _PublicTLSConnection


def require_public(host: str, peer: str) -> None:
    """
    Refuse an address that is not on the public internet.

    Raises:
        ReadError: it belongs to this machine, to a private network, to services of a cloud ...
    """
    address = ipaddress.ip_address(peer.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    if not address.is_global:
        message = f"{host}: is {address}, a private address; private_addresses = true allows it"
        raise ReadError(message)
