"""Fetching, from a server that misbehaves in every way: the file is whole, the old one, or refused."""

import gzip
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email.utils import formatdate
from types import SimpleNamespace

import pytest
import trustme

from racedb import fetch as module
from racedb.errors import ReadError, TryAgainError
from racedb.fetch import Known, Limits, fetch
from tests.web import CHUNKED, HANDSHAKE, answer, drips, drips_handshake, web

QUICK = Limits(private=True, first_wait_s=0.01, read_s=0.3, connect_s=1, total_s=5)
BODY = b"Pos,No\n1,7\n"

pytestmark = pytest.mark.usefixtures("in_this_process")


@pytest.fixture
def target(tmp_path):
    path = tmp_path / "race.csv"
    path.write_bytes(b"old")
    return path


def refused(server, target, kind=ReadError, limits=QUICK, **more):
    """Return why a fetch is refused; the old file is unchanged, with nothing beside it."""
    with pytest.raises(kind) as caught:
        fetch(f"{server.url}/race.csv", target, limits=limits, **more)
    assert target.read_bytes() == b"old"
    assert [it.name for it in target.parent.iterdir()] == ["race.csv"]
    message = str(caught.value)
    assert message.startswith((f"{server.url}/race.csv: ", "127.0.0.1: "))
    assert "\n" not in message
    return message.partition(": ")[2]


def test_a_file_is_brought_with_what_to_ask_next_time(server, target):
    server.answers = [answer(body=BODY, ETag='"1"', Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT")]

    news = fetch(f"{server.url}/race.csv?a=b", target, limits=QUICK)

    assert target.read_bytes() == BODY
    assert news == Known(etag='"1"', last_modified="Mon, 01 Jan 2024 00:00:00 GMT")
    (asked,) = server.asked
    assert asked["path"] == "/race.csv?a=b"
    assert asked["user-agent"].startswith("racedb/")
    assert "if-none-match" not in asked


def test_what_has_not_changed_is_not_brought(server, target):
    server.answers = [answer(304)]

    news = fetch(server.url, target, Known(etag='"1"', last_modified="then"), limits=QUICK)

    assert news is None
    assert target.read_bytes() == b"old"
    assert server.asked[0]["if-none-match"] == '"1"'
    assert server.asked[0]["if-modified-since"] == "then"


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_busy_server_is_tried_again(status, server, target):
    server.answers = [answer(status), answer(status), answer(body=BODY)]

    assert fetch(server.url, target, limits=QUICK) == Known()

    assert target.read_bytes() == BODY
    assert len(server.asked) == 3


def test_a_server_that_stays_busy_is_for_later(server, target):
    server.answers = [answer(503)]

    assert refused(server, target, TryAgainError) == (
        "the server answers 503 Service Unavailable; gave up after 4 tries, try again later"
    )
    assert len(server.asked) == 4


@pytest.mark.parametrize("after", ["0", formatdate(0, usegmt=True), "soon"])
def test_a_server_decides_when_to_try_again(after, server, target):
    server.answers = [answer(429, Retry_After=after), answer(body=BODY)]

    assert fetch(server.url, target, limits=QUICK)


def test_a_server_that_wants_an_hour_of_peace_gets_it(server, target):
    server.answers = [answer(429, Retry_After="3600")]
    began = time.monotonic()

    assert "answers 429 Too Many Requests; gave up after 1 try" in refused(
        server, target, TryAgainError
    )
    assert time.monotonic() - began < 60


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (204, "the server answers 204 No Content"),
        (206, "the server answers 206 Partial Content"),
        (401, "the server answers 401 Unauthorized; does it need an authorization?"),
        (403, "the server answers 403 Forbidden; does it need an authorization?"),
        (404, "the server answers 404 Not Found"),
        (418, "the server answers 418 I'm a Teapot"),
    ],
)
def test_other_answers_are_refused_at_once(status, says, server, target):
    server.answers = [answer(status, BODY)]

    assert refused(server, target) == says
    assert len(server.asked) == 1


def cut_off(it):
    it.send_response(200)
    it.send_header("Content-Length", "1000")
    it.end_headers()
    it.wfile.write(BODY)


def silent(it):
    time.sleep(1)


def stops(it):
    cut_off(it)
    it.wfile.flush()
    time.sleep(1)


def hangs_up(it):
    it.connection.shutdown(socket.SHUT_RDWR)


def speaks_otherwise(it):
    it.wfile.write(b"220 smtp.example.org ESMTP\r\n")


def chunks_end_early(it):
    it.send_response(200)
    it.send_header("Transfer-Encoding", "chunked")
    it.end_headers()
    it.wfile.write(b"ffff\r\nPos")


@pytest.mark.parametrize(
    "breaks", [cut_off, silent, stops, hangs_up, speaks_otherwise, chunks_end_early]
)
def test_an_answer_that_breaks_off_is_requested_again(breaks, server, target):
    server.answers = [breaks, answer(body=BODY)]

    fetch(server.url, target, limits=QUICK)

    assert target.read_bytes() == BODY
    server.asked.clear()
    server.answers = [breaks]
    target.write_bytes(b"old")
    refused(server, target, TryAgainError, replace(QUICK, tries=2))


def test_a_trickle_ends(server, target):
    def trickles(it):
        it.send_response(200)
        it.end_headers()
        for _ in range(600):
            it.wfile.write(b"x" * 70_000)
            it.wfile.flush()
            time.sleep(0.1)

    server.answers = [trickles]
    began = time.monotonic()

    assert "needs more than 1 s" in refused(
        server, target, TryAgainError, replace(QUICK, total_s=0.6)
    )
    assert time.monotonic() - began < 30


DRIPS = {
    "header": drips(b"HTTP/1.1 200 OK\r\nX: ", b"x"),
    "chunk extension": drips(CHUNKED, b"5;", b"x"),
    "chunks": drips(CHUNKED, b"1\r\nx\r\n"),
    "continue": drips(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "bytes": drips(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x"),
    "bytes without an end": drips(b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
}


def test_no_drip_outlasts_the_limit(tmp_path, in_child):
    """All are asked at once, for each takes its time."""

    def asked(name):
        target = tmp_path / name / "race.csv"
        target.parent.mkdir()
        target.write_bytes(b"old")
        with web() as server:
            server.answers = [DRIPS[name]]
            began = time.monotonic()
            said = refused(server, target, TryAgainError, replace(QUICK, total_s=3, read_s=10))
            return said.partition(";")[0], bool(server.asked), time.monotonic() - began < 60

    with ThreadPoolExecutor(len(DRIPS)) as pool:
        said = dict(zip(DRIPS, pool.map(asked, DRIPS), strict=True))

    assert said == dict.fromkeys(DRIPS, ("the server needs more than 3 s", True, True))


HANDSHAKES = {
    "one byte": (HANDSHAKE, b"\0"),
    "records without an end": (b"\x16\x03\x03\x00\x01\x02",),
    "alerts": (b"\x15\x03\x03\x00\x02\x01\x00",),
    "silence": (b"",),
}


ENDS = ("Read timed out", "there is no secure connection: ", "the server needs more than 3 s")
"""By what comes first: the time to connect, a rule of TLS, or the time for all of it."""


def test_a_server_that_speaks_no_tls_is_for_later(server, target):
    url = server.url.replace("http://", "https://")

    said = refused(SimpleNamespace(url=url), target, TryAgainError)

    assert said.startswith("there is no secure connection: ")


@pytest.mark.parametrize("every_s", [0.05, 0.9])
def test_no_handshake_outlasts_the_limit(tmp_path, in_child, every_s):
    def asked(name):
        target = tmp_path / name / "race.csv"
        target.parent.mkdir()
        target.write_bytes(b"old")
        with drips_handshake(*HANDSHAKES[name], every_s=every_s) as url:
            began = time.monotonic()
            limits = replace(QUICK, total_s=3, read_s=10)
            said = refused(SimpleNamespace(url=url), target, TryAgainError, limits)
            return said.startswith(ENDS), time.monotonic() - began < 60

    with ThreadPoolExecutor(len(HANDSHAKES)) as pool:
        said = dict(zip(HANDSHAKES, pool.map(asked, HANDSHAKES), strict=True))

    assert said == dict.fromkeys(HANDSHAKES, (True, True))


def test_an_answer_that_drips_through_tls_ends_in_time(
    tls, target, tmp_path_factory, monkeypatch, in_child
):
    authority = tmp_path_factory.mktemp("tls") / "ca.pem"
    tls.authority.cert_pem.write_to_path(authority)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    tls.answers = [DRIPS["bytes"]]

    said = refused(tls, target, TryAgainError, replace(QUICK, total_s=3, read_s=10))

    assert said.startswith("the server needs more than 3 s")
    assert tls.asked


def test_a_child_brings_a_file(server, target, in_child):
    server.answers = [answer(503), answer(body=BODY, ETag='"1"'), answer(304)]

    news = fetch(f"{server.url}/race.csv", target, limits=replace(QUICK, total_s=600))

    assert (target.read_bytes(), news) == (BODY, Known(etag='"1"'))
    assert fetch(f"{server.url}/race.csv", target, news, limits=replace(QUICK, total_s=600)) is None


def test_a_child_cannot_be_filled(server, target, in_child):
    def floods(it):
        it.wfile.write(CHUNKED + b"-1\r\n")
        while True:
            it.wfile.write(bytes(1 << 20))

    server.answers = [floods]

    assert refused(server, target, limits=replace(QUICK, total_s=600, tries=1)) == (
        "the answer needs too much memory"
    )


def test_an_answer_that_needs_more_memory_than_there_is(server, target, monkeypatch):
    def starves(*_):
        raise MemoryError

    monkeypatch.setattr(module, "_write", starves)
    server.answers = [answer(body=BODY)]

    assert refused(server, target) == "the answer needs too much memory"


@pytest.mark.parametrize(
    "location",
    ["http://[::1", "http://127.0.0.1:99999/", "http://a b/", "http://:80/", "http://\x7f/",
     f"http://{'x' * 300}/", "http://[v1.x]/"],
)  # fmt: skip
def test_a_redirect_to_what_is_no_address(location, server, target):
    server.answers = [answer(302, Location=location)]

    said = refused(server, target)

    assert "which is not on the web" in said or said.startswith("the answer is malformed: ")
    assert len(server.asked) == 1


@pytest.mark.parametrize("size", ["-5", "-1", "zz", "", "f" * 40, "9" * 5_000])
def test_a_chunk_of_an_impossible_size(size, server, target):
    def give(it):
        it.wfile.write(CHUNKED + size.encode() + b"\r\nPos,No\r\n0\r\n\r\n")

    server.answers = [give]

    with pytest.raises((ReadError, TryAgainError)):
        fetch(f"{server.url}/race.csv", target, limits=replace(QUICK, tries=2))
    assert target.read_bytes() == b"old"


@pytest.mark.parametrize("size", ["9" * 5_000, "9" * 20])
def test_a_size_of_many_digits_is_too_big(size, server, target):
    server.answers = [answer(body=BODY, Content_Length=size)]

    assert refused(server, target) == "has more than 64 MiB; max_mib allows more"


@pytest.mark.parametrize(
    "after", ["Fri, 31 Dec 99999 23:59:59 GMT", "9" * 5_000, "Mon, 99 Jan 2024"]
)
def test_a_moment_that_does_not_exist_is_no_advice(after, server, target):
    server.answers = [answer(503, Retry_After=after), answer(body=BODY)]

    assert fetch(server.url, target, limits=QUICK) == Known()


def test_a_packed_answer_that_is_cut_off_is_not_whole(server, target):
    packed = gzip.compress(BODY * 1_000)
    server.answers = [answer(body=packed[:-9], Content_Encoding="gzip")]

    assert "the compressed answer is cut off; gave up after 2 tries" in refused(
        server, target, TryAgainError, replace(QUICK, tries=2)
    )


def test_a_packing_that_nobody_asked_for_is_refused(server, target):
    server.answers = [answer(body=BODY, Content_Encoding="br")]

    assert refused(server, target) == "the answer is packed as 'br', not as gzip"


def test_a_novel_in_the_status_line_is_cut(server, target):
    server.answers = [lambda it: it.wfile.write(b"HTTP/1.1 404 " + b"x" * 60_000 + b"\r\n\r\n")]

    assert refused(server, target) == f"the server answers 404 {'x' * 200}"


def test_a_secret_in_the_query_is_sent_and_not_shown(server, target):
    server.answers = [answer(302, Location="ftp://x/?token=other"), answer(404)]
    url = f"{server.url}/race.csv?year=2024&token=abc"

    for _ in range(2):
        with pytest.raises(ReadError) as caught:
            fetch(url, target, limits=QUICK)
        assert "race.csv?year=2024&token=***#" in str(caught.value)
        assert "abc" not in str(caught.value)
        assert "other" not in str(caught.value)
    assert server.asked[0]["path"] == "/race.csv?year=2024&token=abc"


def test_a_server_that_is_not_there_is_for_later(target):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/race.csv"
    with pytest.raises(TryAgainError, match="Connection refused; gave up after 2 tries"):
        fetch(url, target, limits=replace(QUICK, tries=2))


def test_a_name_that_is_not_known_is_for_later(target):
    with pytest.raises(TryAgainError, match="gave up after 1 try"):
        fetch("http://no.such.name.invalid/", target, limits=replace(QUICK, tries=1))


def test_what_is_too_big_is_refused_before_it_is_read(server, target):
    server.answers = [answer(body=BODY, Content_Length=2 << 20)]

    assert refused(server, target, limits=replace(QUICK, max_bytes=1 << 20)) == (
        "has more than 1 MiB; max_mib allows more"
    )


def test_what_grows_too_big_is_refused(server, target):
    def grows(it):
        it.send_response(200)
        it.end_headers()
        while True:
            it.wfile.write(b"x" * 65_536)

    server.answers = [grows]

    assert "has more than 1 MiB" in refused(
        server, target, limits=replace(QUICK, max_bytes=1 << 20)
    )


def test_what_is_packed_is_unpacked_within_the_limit(server, target):
    server.answers = [answer(body=gzip.compress(BODY), Content_Encoding="gzip")]
    fetch(server.url, target, limits=QUICK)
    assert target.read_bytes() == BODY
    target.write_bytes(b"old")

    bomb = gzip.compress(bytes(50 << 20))
    server.answers = [answer(body=bomb, Content_Encoding="gzip")]
    assert "has more than 1 MiB" in refused(
        server, target, limits=replace(QUICK, max_bytes=1 << 20)
    )
    server.answers = [answer(body=b"no gzip", Content_Encoding="gzip")]
    assert refused(server, target) == "the answer cannot be decompressed"


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "image/png", "VIDEO/mp4"])
def test_a_login_page_is_no_file_of_results(kind, server, target):
    server.answers = [answer(body=b"<p>Please log in", Content_Type=kind)]

    assert refused(server, target) == (
        f"the server answers with {kind.partition(';')[0].lower()} instead of results"
    )


def test_a_page_is_a_file_if_the_url_is_that_of_a_page(server, target):
    server.answers = [answer(body=BODY, Content_Type="text/html")]

    assert fetch(f"{server.url}/results/2024", target, limits=QUICK)


def test_a_redirect_is_followed_without_the_secret(server, target):
    with web() as other:
        other.answers = [answer(body=BODY)]
        server.answers = [
            answer(302, Location="/here"), answer(307, Location=f"{other.url}/there"),
        ]  # fmt: skip

        fetch(server.url, target, authorization="Bearer secret", limits=QUICK)

    assert target.read_bytes() == BODY
    assert [it["authorization"] for it in server.asked] == ["Bearer secret"] * 2
    assert [it["path"] for it in server.asked] == ["/", "/here"]
    assert "authorization" not in other.asked[0]


@pytest.mark.parametrize(
    ("location", "says"),
    [
        ("file:///etc/passwd", "redirects to 'file:///etc/passwd', which is not on the web"),
        ("ftp://127.0.0.1/x", "which is not on the web"),
        ("/race.csv", "has more than 5 redirects"),
    ],
)
def test_a_redirect_that_leads_astray(location, says, server, target):
    server.answers = [answer(302, Location=location)]

    assert says in refused(server, target)


def test_a_redirect_that_leads_nowhere(server, target):
    server.answers = [answer(302)]

    assert refused(server, target) == "redirects to None, which is not on the web"


def test_an_address_of_this_network_is_refused_unless_allowed(server, target):
    server.answers = [answer(body=BODY)]

    assert refused(server, target, limits=replace(QUICK, private=False)) == (
        "is 127.0.0.1, a private address; private_addresses = true allows it"
    )
    assert server.asked == []


@pytest.mark.parametrize(
    ("peer", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("::1", False),
        ("::ffff:192.168.1.1", False),
        ("fe80::1%eth0", False),
    ],
)
def test_which_addresses_are_public(peer, public):
    if public:
        module.require_public("host", peer)
        return
    with pytest.raises(ReadError, match="a private address"):
        module.require_public("host", peer)


def test_a_public_address_is_connected_to(server, target, monkeypatch):
    monkeypatch.setattr(module, "require_public", lambda *_: None)
    server.answers = [answer(body=BODY)]

    assert fetch(server.url, target, limits=replace(QUICK, private=False))


@pytest.fixture
def tls():
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with web(context) as it:
        it.authority = authority
        yield it


def test_a_certificate_of_nobody_is_refused(tls, target):
    tls.answers = [answer(body=BODY)]

    assert "the certificate of the server is not valid: " in refused(tls, target)
    assert tls.asked == []


def test_a_certificate_of_a_known_authority_will_do_but_not_for_http(
    tls, server, target, tmp_path, monkeypatch
):
    tls.authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    tls.answers = [answer(body=BODY)]
    assert fetch(tls.url, target, limits=QUICK)

    tls.asked.clear()
    tls.answers = [answer(302, Location=server.url)]
    with pytest.raises(ReadError, match=r"redirects from https to http://.*which is not secure"):
        fetch(tls.url, target, limits=QUICK)


def test_a_folder_that_is_not_there_is_our_own_fault(server, tmp_path):
    server.answers = [answer(body=BODY)]

    with pytest.raises(FileNotFoundError):
        fetch(server.url, tmp_path / "none" / "x.csv", limits=QUICK)
