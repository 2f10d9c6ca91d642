"""The generator judges itself: runs that must be told apart, and what a run without data may say."""

import subprocess
import threading
import time

import pytest

from loadtest_cli import assert_failed, run
from result import criterion, operation
from servers import cores


def ws(url, tmp_path, *args, **kwargs):
    where = ["--embedded"] if url is None else ["--url", url]
    return run("ws", *where, "--ramp-up", "0", *args, out=tmp_path / "run.json", **kwargs)


class Bystander:
    """Sleeps until it is due, 200 times a second as the generator below: it is late where this machine is busy."""

    def __init__(self):
        self.late_s, self.ended = [], threading.Event()
        self.thread = threading.Thread(target=self.sleep, daemon=True)
        self.thread.start()

    def sleep(self):
        due = time.monotonic() + 0.005
        while not self.ended.wait(0.005):
            self.late_s.append(time.monotonic() - due)
            due = time.monotonic() + 0.005

    def p99_ms(self):
        self.ended.set()
        self.thread.join()
        return 1000 * sorted(self.late_s)[len(self.late_s) * 99 // 100]


def test_idle_it_is_trustworthy(target, tmp_path):
    """Idle is what this machine is now and then: whoever else works on it delays us, and then the verdict is right."""
    url = target("--latency", "50ms").url
    for _ in range(3):
        bystander = Bystander()
        done = ws(url, tmp_path, "--rate", "200/s", "--users", "30", "--duration", "3s")
        late_ms = bystander.p99_ms()
        trustworthy = done.result["generator"]["trustworthy"]
        if trustworthy:
            break
    assert trustworthy or late_ms > 1, done
    assert done.code == (0 if trustworthy else 4), done


def test_beside_an_overloaded_server_it_is_trustworthy_and_the_criteria_fail(target, tmp_path):
    url = target("--capacity", "20/s").url
    for _ in range(3):
        done = ws(url, tmp_path, "--rate", "100/s", "--users", "20", "--duration", "3s", "--backlog", "100",
                  "--graceful-stop", "1s")
        if done.result["generator"]["trustworthy"]:
            break
    assert_failed(done)
    chat = operation(done.result, "chat")
    assert chat["dropped"] > 50 and done.result["generator"]["missed"] == 0, "no user was free: the server's doing"
    assert criterion(done.result, "ws.chat.success")["status"] == "fail"


def test_embedded_and_saturated_it_is_trustworthy_with_a_warning_at_most(tmp_path):
    done = ws(None, tmp_path, "--users", "200", "--think-time", "0", "--duration", "3s")
    assert done.result["generator"]["trustworthy"] is True, done
    assert done.code == 0, done


@pytest.fixture
def busy_loops():
    """Four loops on one core; the number of that core."""
    if len(cores()) < 2:
        pytest.skip("one core only: the server would share it")
    core = cores()[0]
    loops = [subprocess.Popen(["taskset", "-c", str(core), "sh", "-c", "while :; do :; done"]) for _ in range(4)]
    yield core
    for loop in loops:
        loop.kill()
        loop.wait()


@pytest.mark.parametrize("model", [["--rate", "1000/s"], ["--think-time", "1ms"]], ids=["open", "closed"])
def test_beside_busy_loops_on_its_core_it_is_not_trustworthy(target, tmp_path, busy_loops, model):
    server = target(prefix=["taskset", "-c", str(cores()[1])])
    done = ws(server.url, tmp_path, "--users", "50", "--duration", "3s", *model, prefix=["taskset", "-c", str(busy_loops)])
    generator = done.result["generator"]
    assert generator["trustworthy"] is False, generator
    assert any("for a processor, limit 20 %" in reason for reason in generator["reasons"]), generator
    assert generator["reasons"][0] in " ".join(done.out.split())
    assert done.code == 4, done
    assert done.result["verdict"]["status"] == "inconclusive"
    assert operation(done.result, "chat")["ok"] > 0


def test_a_rate_beyond_it_is_confessed(target, tmp_path):
    # No core makes ten million starts a second.
    done = ws(target().url, tmp_path, "--rate", "10000000/s", "--users", "100", "--threads", "1", "--duration", "1s",
              "--backlog", "1000", "--graceful-stop", "0")
    generator = done.result["generator"]
    assert generator["trustworthy"] is False, generator
    assert generator["planned"] == 10_000_000 and generator["missed"] > 1_000_000, generator
    missed = f"it missed {generator['missed']:,} of 10,000,000 starts"
    late = "of its lag was"
    assert missed in generator["reasons"] and any(late in reason for reason in generator["reasons"]), generator
    assert done.code == 4 and done.result["verdict"]["status"] == "inconclusive", done
    assert missed in " ".join(done.out.split())


def test_a_criterion_without_data_is_never_passed(target, tmp_path):
    # The first chat would be due after 5 s. As loose as they are, none of these was tried, and the others cannot help it.
    loose = ["response.p95 < 1h", "service.min >= 0", "failed.max < 1h", "success >= 0%", "errors <= 100%", "rate >= 0",
             "dropped >= 0", "late <= 1000000"]
    done = ws(target().url, tmp_path, "--users", "5", "--rate", "6/m", "--duration", "1s",
              *(word for text in loose for word in ("--threshold", f"ws.chat.{text}")))
    statuses = {one["expression"]: one["status"] for one in done.result["criteria"]}
    assert {statuses[f"ws.chat.{text}"] for text in loose} == {"no_data"}, statuses
    assert statuses["ws.connect.success > 95%"] == "pass", statuses
    assert done.result["verdict"]["status"] == "inconclusive" and done.code == 4, done
    assert any(reason.startswith("there is no data for") for reason in done.result["verdict"]["reasons"]), done
