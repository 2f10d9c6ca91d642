"""The bare echo server of these benches: it counts, and it can be made to stand still."""

import json
import select
import signal
import subprocess
import threading
import time

from side.process_tree import NOT_ALONE


class EchoServer:
    def __init__(self, build, core, mute=False):
        self.process = subprocess.Popen(
            [*NOT_ALONE, "taskset", "-c", str(core), str(build / "tests/bench/bench_echo_server"), "0",
             *(["mute"] if mute else [])],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(json.loads(self.process.stdout.readline())["port"])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.communicate()

    def counts(self):
        """Connections that are open, and messages that have come."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        if not select.select([self.process.stdout], [], [], 20)[0]:
            raise RuntimeError("the echo server does not answer")
        return json.loads(self.process.stdout.readline())

    def wait_for(self, users, client, timeout=60):
        """Until that many are connected."""
        deadline = time.monotonic() + timeout
        while (open_now := self.counts()["open"]) < users:
            if client.ended() or time.monotonic() > deadline:
                raise RuntimeError(f"{open_now} of {users} users connected: {client.complaint()}")
            time.sleep(0.01)


class Stalls(threading.Thread):
    """Stops the server at some seconds from now, for some time each; keeps when it really stood still."""

    def __init__(self, server, starts_s, length_s):
        super().__init__(daemon=True)
        self.server, self.length_s = server, length_s
        self.began = time.monotonic()
        self.starts = [self.began + start for start in starts_s]
        self.periods = []
        self.start()

    def run(self):
        for start in self.starts:
            time.sleep(max(0, start - time.monotonic()))
            self.server.process.send_signal(signal.SIGSTOP)
            stopped = time.monotonic()
            time.sleep(max(0, start + self.length_s - time.monotonic()))
            self.server.process.send_signal(signal.SIGCONT)
            self.periods.append((stopped, time.monotonic()))

    def truth_ms(self, seconds, rate_per_s, shares):
        """Percentiles of the response times of a plan with equal gaps that began with this thread."""
        times = []
        for number in range(round(seconds * rate_per_s)):
            planned = self.began + number / rate_per_s
            times.append(sum(until - planned for since, until in self.periods if since <= planned < until) * 1000)
        times.sort()
        return [times[int(len(times) * share)] for share in shares]
