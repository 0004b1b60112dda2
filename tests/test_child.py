"""A child ends when its time is up, needs no more than its memory, and dies with its parent."""

import io
import os
import pickle
import subprocess
import sys
import time
from contextlib import closing

import pytest

from racedb import child
from racedb.errors import RaceDBError, TimeLimitError, UsageError
from racedb.leftovers import is_running
from tests import children


def test_what_is_found_comes_one_by_one():
    with closing(child.results(children.count, (3,), 600, "")) as found:
        assert [next(found) for _ in range(3)] == [0, 1, 2]
        assert list(found) == []


def test_without_a_limit_of_time_it_may_take_any():
    assert list(child.results(children.count, (1,), None, "")) == [0]


def test_a_refusal_is_that_of_the_caller():
    found = child.results(children.refuse, ("no such column",), 600, "")

    assert next(found) == "before"
    with pytest.raises(UsageError, match=r"^no such column$"):
        next(found)


def test_a_file_that_is_missing_is_reported_as_one(tmp_path):
    with pytest.raises(FileNotFoundError) as refused:
        list(child.results(children.miss, (str(tmp_path / "none"),), 600, ""))

    assert refused.value.filename == str(tmp_path / "none")


def test_an_unforeseen_error_is_named():
    with pytest.raises(RuntimeError, match=r"^ZeroDivisionError: division by zero$"):
        list(child.results(children.break_down, (), 600, ""))


def test_too_much_memory_is_a_refusal():
    with pytest.raises(RaceDBError, match="needs more than 448 MiB of memory"):
        list(child.results(children.need, (600,), 600, ""))


def test_its_time_is_up():
    began = time.monotonic()

    with pytest.raises(TimeLimitError, match=r"^too late$"):
        list(child.results(children.sleep_after, ("x",), 1, "too late"))

    assert 1 <= time.monotonic() - began < 120


@pytest.mark.parametrize(
    ("work", "how"), [(children.kill_itself, "by SIGKILL"), (children.leave, "exit code 3")]
)
def test_one_that_ends_early_is_reported(work, how):
    found = child.results(work, (), 600, "")

    assert next(found) == "before"
    with pytest.raises(RaceDBError, match=rf"was ended \({how}\)"):
        next(found)


def test_closing_it_ends_it():
    with closing(child.results(children.pid_and_sleep, (), None, "")) as found:
        pid = next(found)
        assert is_running(pid)

    assert not is_running(pid)


def test_nothing_is_on_its_command_line():
    (found,) = child.results(children.environment, (), 600, "")

    assert found == (["-c"], os.getpid())


def test_it_ends_with_its_parent():
    program = (
        "from racedb.child import results\n"
        "from tests import children\n"
        "for pid in results(children.pid_and_sleep, (), None, ''):\n"
        "    print(pid, flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True
    ) as parent:
        pid = int(parent.stdout.readline())
        parent.kill()

    until = time.monotonic() + 60
    while is_running(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(pid)


@pytest.mark.parametrize(
    ("work", "arguments", "sent"),
    [
        (children.count, (2,), ["(0,)", "(1,)", "None"]),
        (children.refuse, ("no",), ["('before',)", "UsageError('no')"]),
        (children.break_down, (), ["RuntimeError('ZeroDivisionError: division by zero')"]),
    ],
)
def test_what_it_sends(work, arguments, sent):
    stream = io.BytesIO()

    child.send(work, arguments, stream)

    stream.seek(0)
    found = []
    while stream.tell() < len(stream.getvalue()):
        found.append(repr(pickle.load(stream)))
    assert found == sent


def test_memory_that_there_is_not_is_sent_as_a_refusal():
    def starve():
        raise MemoryError
        yield

    stream = io.BytesIO()

    child.send(starve, (), stream)

    assert "448 MiB" in str(pickle.loads(stream.getvalue()))


def test_one_that_does_not_start_is_reported(monkeypatch):
    monkeypatch.setattr(child, "_PROGRAM", "import sys; sys.stdin.close(); sys.exit(7)")

    with pytest.raises(RaceDBError, match="exit code 7"):
        list(child.results(children.count, (1,), 600, "x" * (1 << 20)))
