"""A server that stands still at known instants, and what its users must then see."""

import heapq
import math
import os
import signal
import time
from datetime import datetime


class Stalls:
    """Stops a process for a while, as a debugger does: its sockets take what comes, and it answers nothing."""

    def __init__(self, pid):
        self.pid, self.spans, self.unsure_s = pid, [], 0.0
        self.clock_ahead_s = time.time() - time.monotonic()

    def stand_still(self, seconds):
        began = self._send(signal.SIGSTOP)
        time.sleep(seconds)
        self.spans.append((began, self._send(signal.SIGCONT)))

    def _send(self, number):
        """When, on the wall clock of the beginning; the two readings around it say how sure that is."""
        before = time.monotonic()
        os.kill(self.pid, number)
        after = time.monotonic()
        self.unsure_s = max(self.unsure_s, after - before)
        return (before + after) / 2 + self.clock_ahead_s

    def from_t0(self, result):
        """The spans in seconds from the run's t0, which its result has to the millisecond."""
        t0 = datetime.fromisoformat(result["run"]["started_at"].replace("Z", "+00:00")).timestamp() + 0.0005
        self.unsure_s = max(self.unsure_s, abs(time.time() - time.monotonic() - self.clock_ahead_s))
        return [(begin - t0, end - t0) for begin, end in self.spans]


def awake(instant, spans):
    """The first instant from this one on at which the server does anything."""
    for begin, end in spans:
        if begin <= instant < end:
            return end
    return instant


def answered(sent, latency_s, spans):
    """It reads the message, and answers it after its latency; both only while it is awake."""
    return awake(awake(sent, spans) + latency_s, spans)


def open_model(instants, users, latency_s, spans):
    """(response, service) of each arrival in seconds: whoever is free first takes it, and else it waits in line."""
    free = [0.0] * users
    times = []
    for intended in instants:
        sent = max(intended, heapq.heappop(free))
        done = answered(sent, latency_s, spans)
        heapq.heappush(free, done)
        times.append((done - intended, done - sent))
    return times


def steady(users, rhythm_s, seconds, latency_s, spans):
    """Response times of users who keep their rhythm whatever happens: what a closed model leaves out, filled in."""
    times = []
    for user in range(users):
        intended = rhythm_s * user / users
        while intended < seconds:
            times.append(answered(intended, latency_s, spans) - intended)
            intended += rhythm_s
    return times


def percentile(times, p):
    """The value that a share p of them does not exceed."""
    ordered = sorted(times)
    return ordered[max(1, math.ceil(p * len(ordered) - 1e-9)) - 1]
