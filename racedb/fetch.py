"""
Fetch a file from the web: whole or not at all, and only if it is new.

A server that is slow, away or busy is tried again, and then left for a later run; an answer that is
not a file of data is refused. Credentials go to their own host only. Rules: RFC 9110 (conditional
requests, Retry-After, redirects).
"""

import ipaddress
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import DecodeError, HTTPError, InvalidHeader, SSLError

from racedb import __version__
from racedb.errors import ReadError, TryAgainError

_BLOCK = 1 << 16
_MOVED = (301, 302, 303, 307, 308)
_TRY_AGAIN = (408, 425, 429, 500, 502, 503, 504)
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
    end = time.monotonic() + limits.total_s
    wait_s = limits.first_wait_s
    for attempt in range(1, limits.tries + 1):
        try:
            return _once(url, target, known or Known(), authorization, limits, end)
        except _TemporaryError as error:
            pause_s = wait_s if error.after_s is None else error.after_s
            if attempt == limits.tries or time.monotonic() + pause_s > end:
                tries = f"{attempt} tries" if attempt > 1 else "1 try"
                message = f"{url}: {error}; gave up after {tries}, try again later"
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
    where = url
    with _pool(limits) as pool:
        for _ in range(limits.redirects + 1):
            own = _origin(where) == _origin(url)
            secret = {"Authorization": authorization} if authorization and own else {}
            try:
                answer = _request(pool, where, headers | secret, limits)
                try:
                    if answer.status not in _MOVED:
                        return _accept(url, answer, target, limits, end)
                    where = _redirect(url, where, answer.headers.get("Location"))
                finally:
                    answer.close()
            except SSLError as error:
                message = f"{url}: the certificate of the server is not valid: {_reason(error)}"
                raise ReadError(message) from None
            except DecodeError:
                message = f"{url}: the answer cannot be decompressed"
                raise ReadError(message) from None
            except HTTPError as error:
                raise _TemporaryError(_reason(error)) from None
    message = f"{url}: has more than {limits.redirects} redirects"
    raise ReadError(message)


def _request(
    pool: urllib3.PoolManager, where: str, headers: Mapping[str, str], limits: Limits
) -> urllib3.BaseHTTPResponse:
    return pool.request(
        "GET", where, headers=headers, redirect=False, retries=False, preload_content=False,
        timeout=urllib3.Timeout(connect=limits.connect_s, read=limits.read_s),
    )  # fmt: skip


def _reason(error: HTTPError) -> str:
    """Return the message of urllib3 without the connection pool at its beginning."""
    message = " ".join(str(error).split())
    return message.split("): ", 1)[-1].rstrip(".")


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _redirect(url: str, where: str, location: str | None) -> str:
    """Return the target of a redirect, which must not lead from https to http."""
    target = urljoin(where, location or "")
    scheme = urlsplit(target).scheme
    if not location or scheme not in ("http", "https"):
        message = f"{url}: redirects to {location!r}, which is not on the web"
        raise ReadError(message)
    if scheme == "http" and urlsplit(where).scheme == "https":
        message = f"{url}: redirects from https to {target}, which is not secure"
        raise ReadError(message)
    return target


def _accept(
    url: str, answer: urllib3.BaseHTTPResponse, target: Path, limits: Limits, end: float
) -> Known | None:
    if answer.status == 304:
        return None
    if answer.status in _TRY_AGAIN:
        why = f"the server answers {answer.status} {answer.reason or ''}".rstrip()
        raise _TemporaryError(why, _retry_after_s(answer.headers.get("Retry-After")))
    if answer.status != 200:
        hint = "; does it need an authorization?" if answer.status in (401, 403) else ""
        message = f"{url}: the server answers {answer.status} {answer.reason or ''}".rstrip()
        raise ReadError(message + hint)
    _require_data(url, answer.headers.get("Content-Type", ""))
    size = answer.headers.get("Content-Length", "")
    if size.isdecimal() and int(size) > limits.max_bytes:
        raise _too_much(url, limits)
    _write(url, answer, target, limits, end)
    return Known(etag=answer.headers.get("ETag"), last_modified=answer.headers.get("Last-Modified"))


def _retry_after_s(header: str | None) -> float | None:
    if header is None:
        return None
    try:
        return float(urllib3.Retry().parse_retry_after(header))
    except InvalidHeader:
        return None


def _require_data(url: str, content_type: str) -> None:
    kind = content_type.partition(";")[0].strip().lower()
    path = urlsplit(url).path.lower()
    if kind.startswith(_NOT_DATA) or (kind in _PAGES and path.endswith(_DATA_EXTENSIONS)):
        message = f"{url}: the server answers with {kind} instead of results"
        raise ReadError(message)


def _write(
    url: str, answer: urllib3.BaseHTTPResponse, target: Path, limits: Limits, end: float
) -> None:
    """Write the body beside the target, and rename it when it is complete."""
    new = target.with_name(f".{target.name}.{token_hex(4)}.part")
    written = 0
    try:
        with new.open("wb") as file:
            for block in answer.stream(_BLOCK, decode_content=True):
                written += len(block)
                if written > limits.max_bytes:
                    raise _too_much(url, limits)
                if time.monotonic() > end:
                    message = f"the server needs more than {limits.total_s:.0f} s"
                    raise _TemporaryError(message)
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
