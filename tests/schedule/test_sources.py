"""Sources on the web: what is new is fetched and loaded, and its URL is where the facts come from."""

import json
import re
import time

import pytest

from racedb import fetch
from racedb.db.rows import TABLES
from racedb.schedule import sources
from tests.refusals import GOOD
from tests.schedule.test_run import counts, rows
from tests.web import answer, drips

pytestmark = [pytest.mark.sqlite_only, pytest.mark.usefixtures("in_this_process")]

OPTIONS = ("private_addresses = true",)


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch):
    quick = fetch.Limits(first_wait_s=0.01, read_s=1)

    def limits(**more):
        return fetch.Limits(first_wait_s=quick.first_wait_s, read_s=quick.read_s, **more)

    monkeypatch.setattr(sources, "Limits", limits)


@pytest.fixture
def once(configure, run, migrated_url, server):
    """Configure a source on the server, and run; return exit code, line of JSON and messages."""

    def ran(*lines, path="/race.csv"):
        configure(*OPTIONS, *lines, sources=f'["{server.url}{path}"]')
        done = run("schedule", "run", "club", "--db", migrated_url)
        return done.exit_code, json.loads(done.stdout), done.stderr

    return ran


def test_a_new_file_is_loaded_and_then_only_checked(once, server, run, migrated_url, here):
    server.answers = [answer(body=GOOD.encode(), ETag='"7"'), answer(304)]

    assert [counts(once()[1]) for _ in range(2)] == [{"loaded": 1}, {"same": 1}]

    assert server.asked[1]["if-none-match"] == '"7"'
    shown = run("query", "provenance", "car_number=7", "--db", migrated_url, "--format", "json")
    assert f"{server.url}/race.csv" in shown.stdout
    (file,) = here.glob("downloads/club/*/race.csv")
    assert file.read_text() == GOOD


def test_a_changed_file_is_loaded_again(once, server):
    changed = GOOD.replace("1:58.250", "1:57.000")
    server.answers = [answer(body=GOOD.encode()), answer(body=changed.encode())]

    assert [counts(once()[1]) for _ in range(2)] == [{"loaded": 1}] * 2


def test_a_file_that_went_away_here_is_fetched_again(once, server, here):
    server.answers = [answer(body=GOOD.encode(), ETag='"7"')]
    once()
    (file,) = here.glob("downloads/club/*/race.csv")
    file.unlink()

    assert counts(once()[1]) == {"same": 1}
    assert "if-none-match" not in server.asked[1]


@pytest.mark.parametrize("notes", ["", "{}", "[]", "\0"])
def test_spoilt_notes_cost_a_fetch_and_no_more(notes, once, server, here):
    server.answers = [answer(body=GOOD.encode(), ETag='"7"')]
    once()
    (file,) = here.glob("downloads/club/*/.fetched.json")
    file.write_text(notes)

    assert counts(once()[1]) == {"same": 1}


def test_a_server_that_is_away_is_left_for_later_without_a_notification(
    once, server, here, migrated_url
):
    server.answers = [answer(503)]

    code, line, said = once("on_failure = ['touch', 'told']")

    assert (code, line["outcome"]) == (3, "later")
    assert "the server answers 503" in said
    assert not (here / "told").exists()
    (row,) = rows(migrated_url)
    assert row.outcome == "later"


def test_a_server_that_is_away_does_not_keep_files_from_loading(
    configure, put, server, run, migrated_url
):
    configure(*OPTIONS, sources=f'["{server.url}/race.csv", "inbox"]')
    put()
    server.answers = [answer(503)]

    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert (ran.exit_code, counts(json.loads(ran.stdout))) == (3, {"loaded": 1})


@pytest.mark.parametrize(
    "malformed",
    [
        answer(302, Location="http://[::1"),
        answer(302, Location="http://127.0.0.1:99999/"),
        answer(body=GOOD.encode(), Content_Length="9" * 5_000),
        lambda it: it.wfile.write(
            b"HTTP/1.1 200 \x1b[2J\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n"
        ),
        lambda it: it.wfile.write(b"HTTP/1.1 404 \x1b[2J\r\n\r\n"),
    ],
)
def test_a_malformed_answer_is_a_refusal_of_its_source(
    malformed, configure, put, server, run, migrated_url
):
    configure(*OPTIONS, sources=f'["{server.url}/race.csv", "inbox"]')
    put()
    server.answers = [malformed]

    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert (ran.exit_code, counts(json.loads(ran.stdout))) == (1, {"loaded": 1, "failed": 1})
    assert ran.stderr.startswith(f"racedb: {server.url}/race.csv: ")
    assert ran.stderr.rstrip("\n").isprintable()
    (row,) = rows(migrated_url)
    assert (row.outcome, row.message.startswith(server.url)) == ("failed", True)


def test_an_unforeseen_error_is_that_of_its_source(
    configure, put, server, run, migrated_url, monkeypatch
):
    configure(*OPTIONS, sources=f'["{server.url}/race.csv", "inbox"]')
    put()

    def breaks(*_):
        message = "ZeroDivisionError: division by zero"
        raise RuntimeError(message)
        yield

    monkeypatch.setattr(fetch, "results", breaks)
    ran = run("schedule", "run", "club", "--db", migrated_url)

    assert counts(json.loads(ran.stdout)) == {"loaded": 1, "failed": 1}
    assert "ZeroDivisionError: division by zero; please report it" in ran.stderr


def test_a_secret_in_a_query_is_never_shown(once, server, run, migrated_url, here):
    tell = "on_failure = ['sh', '-c', 'cat >> told']"
    server.answers = [answer(404), answer(body=GOOD.encode())]
    said = [once(tell, path="/race.csv?year=2024&password=hidden") for _ in range(2)]
    shown = [
        run("schedule", *words, "--db", migrated_url)
        for words in (("status",), ("history",), ("failures",))
    ]
    listed = run("schedule", "list")
    where = run("query", "provenance", "car_number=7", "--db", migrated_url)

    assert [code for code, *_ in said] == [1, 0]
    everything = repr([said, shown, listed, where, (here / "told").read_text()])
    assert "hidden" not in everything
    assert "race.csv?year=2024&password=***" in where.stdout
    assert server.asked[1]["path"] == "/race.csv?year=2024&password=hidden"


def test_the_limit_of_a_file_is_that_of_its_download_too(once, server, in_child):
    server.answers = [drips(b"HTTP/1.1 200 OK\r\n\r\n", b"x")]
    began = time.monotonic()

    code, line, said = once('time_limit = "1s"')

    assert (code, line["outcome"]) == (3, "later")
    assert "the server needs more than 1 s; gave up, try again later" in said
    assert time.monotonic() - began < 60


def test_an_answer_that_is_refused_is_reported_once_as_long_as_it_is_the_same(
    once, server, here, run, migrated_url
):
    tell = "on_failure = ['sh', '-c', 'cat >> told; echo >> told']"
    server.answers = [answer(404), answer(404), answer(410), answer(body=GOOD.encode())]

    ran = [once(tell) for _ in range(4)]

    assert [code for code, *_ in ran] == [1, 0, 1, 0]
    assert [counts(line) for _, line, _ in ran] == [
        {"failed": 1}, {"set_aside": 1}, {"failed": 1}, {"loaded": 1},
    ]  # fmt: skip
    assert len((here / "told").read_text().splitlines()) == 2
    assert run("schedule", "failures", "--db", migrated_url).stderr == "racedb: no rows\n"


def test_a_file_that_is_refused_is_set_aside_under_its_url(once, server, run, migrated_url):
    server.answers = [answer(body=b"nothing to read")]

    assert [once()[0] for _ in range(2)] == [1, 0]

    listed = run("schedule", "failures", "--db", migrated_url, "--format", "json")
    assert json.loads(listed.stdout)[0]["file"] == f"{server.url}/race.csv"


def test_rejects_of_a_file_are_remembered_under_its_url(once, server, migrated_url):
    server.answers = [answer(body=GOOD.replace("1:58.250", "1:58.250,x").encode())]

    assert once()[0] == 1

    assert [row.uri for row in rows(migrated_url, TABLES["sources"])] == [f"{server.url}/race.csv"]


def test_names_of_files_are_tame(once, server, here):
    server.answers = [answer(body=GOOD.encode())]

    once(path="/a/..%2f..%2fetc%2fpasswd;x?y=/../z")
    once(path="/")

    names = sorted(it.name for it in here.glob("downloads/club/*/*") if it.name[0] != ".")
    assert names == ["_2f.._2fetc_2fpasswd_x", "answer"]


def test_a_secret_of_the_environment_is_sent_and_never_shown(once, server, monkeypatch, here):
    monkeypatch.setenv("CLUB_TOKEN", "Bearer s3cret\n")
    server.answers = [answer(401)]

    code, line, said = once('authorization = "env:CLUB_TOKEN"')

    assert server.asked[0]["authorization"] == "Bearer s3cret"
    assert (code, "s3cret" in json.dumps(line) + said) == (1, False)


def test_a_secret_of_a_file_is_sent(once, server, here):
    (here / "token").write_text("Basic abc\n")
    server.answers = [answer(body=GOOD.encode())]

    assert once('authorization = "file:token"')[0] == 0
    assert server.asked[0]["authorization"] == "Basic abc"


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("env:NOT_THERE", "authorization: the environment has no NOT_THERE"),
        ("file:none", "authorization: none: no such file or directory"),
        ("file:bytes", "authorization: bytes: is not utf-8"),
        ("file:lines", "authorization: lines does not hold one line of text"),
        ("file:empty", "authorization: empty does not hold one line of text"),
    ],
)
def test_a_secret_that_is_not_there(said, says, once, here, server):
    (here / "bytes").write_bytes(b"\xff")
    (here / "lines").write_text("a\r\nb")
    (here / "empty").write_text("\n")

    code, _, talk = once(f'authorization = "{said}"')

    assert (code, talk, server.asked) == (2, f"racedb: {says}\n", [])


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ('sources = ["ftp://example.org/x"]', "source 'ftp://example.org/x' is not a URL like"),
        ('sources = ["https://"]', "source 'https://' is not a URL like"),
        ('sources = ["http://h:99999/"]', "source 'http://h:99999/' is not a URL like"),
        ('sources = ["https://me:pw@h/x"]', "a source has a user in its URL; write authorization"),
        ('authorization = "Bearer s3cret"', "authorization is neither 'env:NAME' nor 'file:PATH'"),
        ("max_mib = 0", "max_mib = 0 is less than 1"),
    ],
)
def test_what_cannot_be_fetched_is_refused_before(setting, says, run, here):
    text = '[[schedules]]\nname = "club"\nwhen = "1h"\n'
    if not setting.startswith("sources"):
        text += 'sources = ["x"]\n'
    (here / "racedb.toml").write_text(text + setting)

    ran = run("config", "validate")

    assert (ran.exit_code, says in ran.stderr) == (2, True), ran.stderr
    assert "pw" not in ran.stderr
    assert "s3cret" not in ran.stderr


def test_a_fetched_file_is_not_left_for_being_young(once, server):
    server.answers = [answer(body=GOOD.encode())]
    began = time.time()

    assert counts(once()[1]) == {"loaded": 1}
    assert time.time() - began < 10


def test_a_folder_that_may_not_be_written_fails_the_run(once, server, here):
    (here / "downloads").write_text("a file")

    code, _, said = once()

    assert code == 1
    assert re.fullmatch(r"racedb: downloads/club/\w+: not a directory\n", said)
