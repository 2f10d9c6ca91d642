"""Runs the built binary the way a user does."""

import json
import os
import select
import shutil
import signal
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("LOADTEST_BINARY", str(ROOT / "build/release/cmd/loadtest"))
REQUIRE_ALL = os.environ.get("LOADTEST_REQUIRE_ALL", "0") == "1"
SANITIZED = bool(os.environ.get("LOADTEST_SANITIZED"))  # memory and speed say nothing then
# Before a command: it is killed when who started it dies, as the tests do when their time is over.
NOT_ALONE = (shutil.which("setpriv"), "--pdeathsig", "KILL", "--")


def wait_until(condition, timeout=5.0, what="condition"):
    """Polls; returns what the condition returned as soon as that is true."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout} s: {what}")
        time.sleep(0.02)


def environment(extra=None):
    """Ours, without what would change a run. Names that do not resolve wait no longer than they must."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LOADTEST_", "PG")) and k != "DATABASE_URL"}
    return {**kept, "RES_OPTIONS": "timeout:1 attempts:1", **(extra or {})}


class Finished:
    """A command that has ended: code, out, err, seconds and, where --out was asked for, result."""

    def __init__(self, args, code, out, err, seconds, result_path=None):
        self.args, self.code, self.out, self.err, self.seconds = args, code, out, err, seconds
        self.result_path = result_path

    @property
    def result(self):
        assert self.result_path and self.result_path.exists(), f"no result file was written\n{self}"
        return json.loads(self.result_path.read_text())

    def __repr__(self):
        return f"$ loadtest {' '.join(self.args)}\nexit {self.code} after {self.seconds:.1f} s\n{self.out}\n{self.err}"


class Running:
    """A command under way."""

    started = []  # by the test that is run; see conftest.py

    def __init__(self, args, env=None, out=None, prefix=()):
        self.args = [str(a) for a in args]
        self.result_path = Path(out) if out else None
        if out:
            self.args += ["--out", str(out)]
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [*prefix, *NOT_ALONE, BINARY, *self.args], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=environment(env))
        self.told = b""
        self.started.append(self)

    @property
    def pid(self):
        return self.process.pid

    def send_signal(self, number):
        self.process.send_signal(number)

    def read_line(self, timeout=10.0):
        """The next line of standard output, or an error when it does not come."""
        line = b""
        deadline = time.monotonic() + timeout
        while not line.endswith(b"\n"):
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))
            byte = os.read(self.process.stdout.fileno(), 1) if ready else b""
            if not byte:
                self.kill()
                raise AssertionError(f"no line from loadtest {' '.join(self.args)}: {line!r} "
                                     f"{self.process.stderr.read().decode(errors='replace')}")
            line += byte
        return line.decode().rstrip("\n")

    def wait_until_told(self, text, timeout=10.0):
        """Until standard error has that text; it is in what finish() returns all the same."""
        deadline = time.monotonic() + timeout
        while text.encode() not in self.told:
            ready, _, _ = select.select([self.process.stderr], [], [], max(0, deadline - time.monotonic()))
            piece = os.read(self.process.stderr.fileno(), 4096) if ready else b""
            assert piece, f"loadtest {' '.join(self.args)} did not tell {text!r}: {self.told.decode(errors='replace')}"
            self.told += piece

    def finish(self, timeout=60.0, stdin=None):
        try:
            out, err = self.process.communicate(stdin.encode() if stdin is not None else None, timeout=timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            out, err = self.process.communicate()
            raise AssertionError(f"loadtest {' '.join(self.args)} hangs after {timeout} s\n{out.decode()}\n{err.decode()}")
        return Finished(self.args, self.process.returncode, out.decode(errors="replace"),
                        (self.told + err).decode(errors="replace"), time.monotonic() - self.began, self.result_path)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def stop(self, timeout=10.0):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.finish(timeout)


def start(*args, env=None, out=None, prefix=()):
    return Running(args, env, out, prefix)


def run(*args, env=None, timeout=60.0, stdin="", out=None, prefix=()):
    return Running(args, env, out, prefix).finish(timeout, stdin)


def run_trusted(*args, out, **kwargs):
    """The first of three runs that judges itself trustworthy: else it ends with 4, whatever its code would be."""
    for _ in range(3):
        done = run(*args, out=out, **kwargs)
        if done.result["generator"]["trustworthy"]:
            break
    return done


def assert_ended(done, code):
    """Exit 0 or 1 by its criteria; 4 comes before that where this machine was too small for loadtest and its servers."""
    if done.code != 4:
        assert done.code == code, done
        return
    assert all("processor" in reason for reason in done.result["generator"]["reasons"]), done
    statuses = {c["status"] for c in done.result["criteria"]}
    assert ("fail" in statuses) == (code == 1) and (code == 1 or "no_data" not in statuses), done


def assert_passed(done):
    assert_ended(done, 0)


def assert_failed(done):
    assert_ended(done, 1)
