"""The generator judges itself: four runs that must be told apart."""

import subprocess
import threading
import time

import pytest

from loadtest_cli import assert_failed, run
from result import operation
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
        done = ws(url, tmp_path, "--rate", "200/s", "--users", "30", "--duration", "5s")
        late_ms = bystander.p99_ms()
        trustworthy = done.result["generator"]["trustworthy"]
        if trustworthy:
            break
    assert trustworthy or late_ms > 1, done
    assert done.code == (0 if trustworthy else 4), done


def test_beside_an_overloaded_server_it_is_trustworthy_and_the_criteria_fail(target, tmp_path):
    url = target("--capacity", "20/s").url
    for _ in range(3):
        done = ws(url, tmp_path, "--rate", "100/s", "--users", "20", "--duration", "5s", "--backlog", "200",
                  "--graceful-stop", "1s")
        if done.result["generator"]["trustworthy"]:
            break
    assert_failed(done)


def test_embedded_and_saturated_it_is_trustworthy_with_a_warning_at_most(tmp_path):
    done = ws(None, tmp_path, "--users", "200", "--think-time", "0", "--duration", "5s")
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
    done = ws(server.url, tmp_path, "--users", "50", "--duration", "4s", *model, prefix=["taskset", "-c", str(busy_loops)])
    generator = done.result["generator"]
    assert generator["trustworthy"] is False, generator
    assert generator["reasons"] and generator["reasons"][0] in " ".join(done.out.split())
    assert done.code == 4, done
    assert done.result["verdict"]["status"] == "inconclusive"
    assert operation(done.result, "chat")["ok"] > 0
