"""What really went over loopback, as tcpdump saw it: the truth about a client's own figures."""

import re
import shutil
import signal
import struct
import subprocess

from loadtest_cli import NOT_ALONE, wait_until

ETHERNET_BYTES = 14
NANOSECOND_MAGIC = 0xA1B23C4D
# Segments that carry something: the length of the packet less its headers.
WITH_PAYLOAD = "(ip[2:2] - ((ip[0] & 0xf) << 2) - ((tcp[12] & 0xf0) >> 2)) > 0"


def available():
    return shutil.which("tcpdump") is not None


class Capture:
    """tcpdump on a server's port, from its making to stop()."""

    def __init__(self, port, file):
        self.port, self.file, self.errors = port, file, file.with_suffix(".err")
        with open(self.errors, "w") as errors:
            self.process = subprocess.Popen(
                [*NOT_ALONE, "tcpdump", "--interface=lo", "-n", "--snapshot-length=96", "--buffer-size=131072",
                 "--immediate-mode", "--time-stamp-precision=nano", "-Z", "root", "-w", str(file),
                 f"tcp port {port} and {WITH_PAYLOAD}"], stderr=errors)
        wait_until(lambda: "listening on" in self.errors.read_text() or self.process.poll() is not None, 20, "tcpdump")
        assert self.process.poll() is None, self.errors.read_text()

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
        told = self.errors.read_text()
        dropped = re.search(r"(\d+) packets dropped by kernel", told)
        assert dropped, told
        return int(dropped.group(1))

    def kill(self):
        self.process.kill()
        self.process.wait()

    def segments(self):
        """(instant in ns, client's port, whether it comes from the server, sequence number, bytes of payload)."""
        data = self.file.read_bytes()
        assert struct.unpack_from("<I", data)[0] == NANOSECOND_MAGIC
        at = 24
        while at + 16 <= len(data):
            seconds, nanos, size, _ = struct.unpack_from("<IIII", data, at)
            ip = at + 16 + ETHERNET_BYTES
            tcp = ip + (data[ip] & 0xF) * 4
            source, destination, sequence = struct.unpack_from(">HHI", data, tcp)
            payload = struct.unpack_from(">H", data, ip + 2)[0] - (tcp - ip) - (data[tcp + 12] >> 4) * 4
            answer = source == self.port
            yield seconds * 10**9 + nanos, destination if answer else source, answer, sequence, payload
            at += 16 + size

    def round_trips(self, sent_bytes, answer_bytes):
        """ns from the k-th message of a connection to its k-th answer; messages are known by their size."""
        starts, trips, seen = {}, [], set()
        for instant, port, answer, sequence, payload in self.segments():
            if payload != (answer_bytes if answer else sent_bytes) or (port, answer, sequence) in seen:
                continue  # of another kind, or sent again
            seen.add((port, answer, sequence))
            if not answer:
                assert port not in starts, "a second message before the answer to the first"
                starts[port] = instant
            elif port in starts:
                trips.append(instant - starts.pop(port))
        return sorted(trips)


    def exchanges(self):
        """ns from each segment of a client's to the next one of the server's."""
        starts, found = {}, []
        for instant, port, answer, _, _ in self.segments():
            if not answer:
                starts[port] = instant
            elif port in starts:
                found.append(instant - starts.pop(port))
        return sorted(found)


def percentile_ms(sorted_ns, share):
    """As HdrHistogram counts: the value that this share does not exceed."""
    rank = max(1, -(-len(sorted_ns) * share // 1))
    return sorted_ns[min(len(sorted_ns), int(rank)) - 1] / 1e6
