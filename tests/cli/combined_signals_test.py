"""Ctrl-C, SIGTERM and kill -9 in each phase: what was measured is told, and nothing stays."""

import os
import signal
import time

import pytest

from combined_cli import Progress, assert_consistent, begin
from db_cli import run_id
from loadtest_cli import run, start, wait_until
from result import operation
from servers import Embedded, is_running, unread_at
from target_db import all_gone, folders, place, processes  # noqa: F401 (a fixture)

LOAD = ["--users", "5", "--think-time", "50ms", "--workers", "4", "--pool-size", "4", "--db-think-time", "20ms", "--ramp-up",
        "0"]


def signal_group(command, number=signal.SIGINT):
    """As the terminal does: to the whole process group, of which the command is the leader."""
    assert os.getpgid(command.pid) == command.pid
    os.killpg(command.pid, number)


# The durations leave the phase some seconds beyond the moment at which it is known to have begun.
@pytest.mark.parametrize("when,reached,duration,number,code", [
    ("ws alone", 1, "60s", signal.SIGINT, 130), ("db alone", 2, "12s", signal.SIGTERM, 143),
    ("together", 3, "8s", signal.SIGINT, 130)])
def test_a_signal_to_the_whole_group_ends_with_what_was_measured(target, database, tmp_path, when, reached, duration,
                                                                 number, code):
    server = target("--latency", "20ms")
    before = database.snapshot()
    command = begin(server, database, tmp_path, *LOAD, "--duration", duration, prefix=["setsid"])
    Progress(server, database).reach(when)
    signal_group(command, number)
    sent = time.monotonic()
    done = command.finish(20)
    assert done.code == code and time.monotonic() - sent < 9, done  # the graceful stop's 10 s are not waited for
    result = done.result
    assert_consistent(result)
    assert result["run"]["interrupted"] is True and result["verdict"]["exit_code"] == code
    stats = server.stats()
    assert operation(result, "chat")["ok"] == stats["chats_answered"] and operation(result, "chat")["failed"] == 0
    assert stats["open"] == stats["closed_dirty"] == 0, "the sockets were closed properly"
    # What was cancelled at its end the server may have counted too.
    query, calls = operation(result, "query", "db"), sum(n for n, _ in database.calls().values())
    assert query["ok"] <= calls <= query["ok"] + query["cancelled"], query
    assert database.snapshot() == before, "no row is left"
    wait_until(lambda: not database.backends(), 10, "its connections are gone")
    ran = [p for p in result["phases"] if p["to_s"] > p["from_s"]]
    assert [p["name"] for p in ran] == ["ws alone", "db alone", "together"][:reached], result["phases"]
    assert ran[-1]["to_s"] == pytest.approx(result["run"]["duration_s"], abs=0.01)
    if reached < 3:
        assert all(one["ratio"] is None for one in result.get("interference", {}).values())
        assert " rose " not in done.out and " fell " not in done.out, "nothing is compared with a phase that never came"


def embedded(place, tmp_path, *args):  # noqa: F811
    """A run on an embedded backend that is under load, that backend, and all processes of it."""
    log = tmp_path / "run.log"
    command = start("combined", "--embedded", *LOAD, *args, "--duration", "60s", "--verbose", "--log-file", log,
                    env={"TMPDIR": str(place)}, prefix=["setsid"], out=tmp_path / "run.json")
    wait_until(lambda: log.exists() and "run starts" in log.read_text(), 60, "the run starts")
    backend = Embedded(command)
    backend.stats_when(lambda s: s["chats_answered"] >= 10, 20)
    assert folders(place), "the database's folder is there"
    pids = processes(place)
    assert len(pids) >= 8, "the run, the backend, the keeper, and the server with its own processes"
    return command, backend, pids


PHASES = pytest.mark.parametrize("args", [[], ["--together-only"]], ids=["ws alone", "together"])


@PHASES
def test_ctrl_c_to_the_whole_group_leaves_nothing_of_the_embedded_backend(place, tmp_path, args):  # noqa: F811
    command, backend, pids = embedded(place, tmp_path, *args)
    assert os.getpgid(backend.pid) == backend.pid, "the terminal's Ctrl-C does not reach it before the run has drained"
    signal_group(command)
    done = command.finish(30)
    assert done.code == 130, done
    assert_consistent(done.result)
    chat, query = operation(done.result, "chat"), operation(done.result, "query", "db")
    assert chat["failed"] == query["failed"] == 0 and chat["ok"] > 0, "the backend was there to the end"
    assert (query["ok"] > 0) == bool(args), "together with the database's load, or before it"
    all_gone(place, pids)


def test_a_second_ctrl_c_waits_for_no_answer_and_leaves_nothing_either(place, tmp_path):  # noqa: F811
    command, backend, pids = embedded(place, tmp_path, "--graceful-stop", "60s")
    os.kill(backend.pid, signal.SIGSTOP)
    wait_until(lambda: unread_at(backend.port), 10, "a chat waits for its answer")
    signal_group(command)
    command.wait_until_told("stopping, waiting for the last answers (once more to end at once)")
    assert command.process.poll() is None
    signal_group(command)
    wait_until(command.result_path.exists, 10, "the result is there")
    os.kill(backend.pid, signal.SIGCONT)  # or its end is waited for
    done = command.finish(30)
    assert done.code == 130 and operation(done.result, "chat")["cancelled"] > 0, done
    assert_consistent(done.result)
    all_gone(place, pids)


@PHASES
def test_kill_9_of_the_parent_leaves_nothing_of_the_embedded_backend(place, tmp_path, args):  # noqa: F811
    command, _, pids = embedded(place, tmp_path, *args)
    command.send_signal(signal.SIGKILL)
    assert command.finish(20).code == -signal.SIGKILL
    wait_until(lambda: not [p for p in pids if is_running(p)], 20, "all processes have ended")
    all_gone(place, pids)


def test_after_kill_9_the_rows_are_removed_by_what_was_told_at_the_start(target, database, tmp_path):
    server = target()
    before = database.snapshot()
    command = begin(server, database, tmp_path, *LOAD, "--duration", "8s", "--mix", "0:100")
    written = before["public.pam_messages"][0]
    wait_until(lambda: database.count("pam_messages") > written, 20, "a row that the run inserted")
    command.send_signal(signal.SIGKILL)
    done = command.finish(20)
    assert "loadtest db --clean-up" in done.err and database.snapshot() != before, done
    assert server.stats_when(lambda s: s["open"] == 0)
    wait_until(lambda: not database.backends(), 10, "what was under way is done")
    assert run("db", "--db", database.url(), "--clean-up", run_id(done.err)).code == 0
    assert database.count("pam_messages") == written
