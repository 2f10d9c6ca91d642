"""A workload that was added as one folder (tests/support/tcp_workload) is a command, a track and a set of criteria."""

import os
import socketserver
import subprocess
import threading

import pytest

import loadtest_cli
from result import assert_valid, operation, track

BINARY = os.environ.get("LOADTEST_WITH_TCP", str(loadtest_cli.ROOT / "build/release/tests/loadtest_with_tcp"))


class LineServer(socketserver.ThreadingTCPServer):
    """Says each line back, and counts."""

    daemon_threads = True
    allow_reuse_address = True

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            with self.server.lock:
                self.server.accepted += 1
            for line in self.rfile:
                with self.server.lock:
                    self.server.lines += 1
                self.wfile.write(line)

    def __init__(self):
        super().__init__(("127.0.0.1", 0), self.Handler)
        self.lock, self.accepted, self.lines = threading.Lock(), 0, 0
        self.url = f"tcp://127.0.0.1:{self.server_address[1]}"


@pytest.fixture
def line_server():
    with LineServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def run(*args, out):
    done = subprocess.run([BINARY, *map(str, args), "--out", str(out)], env=loadtest_cli.environment(), timeout=60,
                          capture_output=True, text=True)
    return loadtest_cli.Finished([str(a) for a in args], done.returncode, done.stdout, done.stderr, 0, out)


def test_it_is_a_command_with_counts_criteria_and_a_result(line_server, tmp_path):
    done = run("tcp", "--url", line_server.url, "--users", 20, "--duration", "2s", "--think-time", "20ms",
               "--threshold", "tcp.line.success > 99%", "--threshold", "tcp.line.response.p95 < 5s",
               out=tmp_path / "run.json")
    assert_valid(done.result)
    assert track(done.result, "tcp")["workload"] == "tcp"
    lines = operation(done.result, "line", "tcp")
    assert lines["ok"] + lines["cancelled"] == lines["started"] == line_server.lines > 100, done
    assert operation(done.result, "connect", "tcp")["ok"] == line_server.accepted == 20
    assert [c["status"] for c in done.result["criteria"]] == ["pass", "pass"], done
    assert "OPERATIONS" in done.out and "line" in done.out


def test_its_options_are_in_help_and_messages():
    shown = subprocess.run([BINARY, "tcp", "--help"], capture_output=True, text=True, timeout=20).stdout
    assert "line echo server" in shown and "--rate" in shown
    wrong = subprocess.run([BINARY, "tcp", "--url", "nowhere"], capture_output=True, text=True, timeout=20)
    assert wrong.returncode == 2 and wrong.stderr.count("\n") == 1 and "--url" in wrong.stderr


def test_it_takes_part_where_several_run_at_once_under_names_of_its_own(line_server, target, tmp_path):
    done = run("combined", "--url", target().url, "--tcp-url", line_server.url, "--db", "postgresql://127.0.0.1:1/x",
               "--tcp-users", 3, "--dry-run", out=tmp_path / "run.json")
    assert done.code == 0, done
    assert "workload: tcp" in done.out and "name: tcp alone" in done.out and "users: 3" in done.out
