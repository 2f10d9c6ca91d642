"""Runs the built binary the way a user does."""

import json
import os
import select
import signal
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("LOADTEST_BINARY", str(ROOT / "build/release/cmd/loadtest"))
REQUIRE_ALL = os.environ.get("LOADTEST_REQUIRE_ALL", "0") == "1"
SANITIZED = bool(os.environ.get("LOADTEST_SANITIZED"))  # memory and speed say nothing then


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
    """Ours, without what would change a run."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LOADTEST_", "PG")) and k != "DATABASE_URL"}
    return {**kept, **(extra or {})}


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

    def __init__(self, args, env=None, out=None, prefix=()):
        self.args = [str(a) for a in args]
        self.result_path = Path(out) if out else None
        if out:
            self.args += ["--out", str(out)]
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [*prefix, BINARY, *self.args], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=environment(env))

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

    def finish(self, timeout=60.0, stdin=None):
        try:
            out, err = self.process.communicate(stdin.encode() if stdin is not None else None, timeout=timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            out, err = self.process.communicate()
            raise AssertionError(f"loadtest {' '.join(self.args)} hangs after {timeout} s\n{out.decode()}\n{err.decode()}")
        return Finished(self.args, self.process.returncode, out.decode(errors="replace"), err.decode(errors="replace"),
                        time.monotonic() - self.began, self.result_path)

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
