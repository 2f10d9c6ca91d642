"""What is found on a machine whose processors others have; alone on it, for the others' sake."""

import os

import pytest

from host_causes import assert_found, findings, note, processor_hogs
from loadtest_cli import run

pytestmark = pytest.mark.slow
ECHO = ("--dialogue", "echo", "--ramp-up", "0")


def test_a_machine_that_others_fill_is_told(target, tmp_path):
    server = target()
    with processor_hogs(20 * os.cpu_count()):
        done = run("ws", "--url", server.echo_url, *ECHO, "--users", "20", "--think-time", "5ms", "--duration", "8s",
                   out=tmp_path / "run.json")
    assert done.code == 4, done
    note("twenty processes for each core on the generator's machine", ["generator-bound", "generator-machine-shared"], done)
    shared = findings(done)["generator-machine-shared"]
    assert set(findings(done)) == {"generator-bound", "generator-machine-shared"}
    assert shared["severity"] == "warning"


def test_a_healthy_target_on_a_busy_machine_is_not_accused(heavy, tmp_path):
    server = heavy()
    with processor_hogs(2 * os.cpu_count()):
        done = run("ws", "--url", server.url, *ECHO, "--users", "10", "--think-time", "100ms", "--duration", "8s", "--observe-pid",
                   server.pid, "--observe-metrics", f"http://127.0.0.1:{server.port}/metrics", "--observe-http",
                   f"http://127.0.0.1:{server.port}/health", out=tmp_path / "run.json")
    assert_found("a healthy server on a machine that others fill", done)
