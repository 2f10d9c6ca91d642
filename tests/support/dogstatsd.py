"""A strict reader of DogStatsD's protocol, on UDP or a Unix socket."""

import re
import socket
import threading
from collections import Counter

LINE = re.compile(r"(?P<name>[a-zA-Z][a-zA-Z0-9_.]*):(?P<value>-?\d+(\.\d+)?(e[+-]?\d+)?)"
                  r"\|(?P<type>[cg])\|#(?P<tags>[^|#\s]+)")


class DogStatsD:
    def __init__(self, path=None):
        self.counts, self.gauges, self.wrong, self.longest = Counter(), {}, [], 0
        self.socket = socket.socket(socket.AF_UNIX if path else socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(str(path) if path else ("127.0.0.1", 0))
        self.target = f"unix:{path}" if path else f"127.0.0.1:{self.socket.getsockname()[1]}"
        self.socket.settimeout(0.2)
        self.ending = False
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        while True:
            try:
                datagram = self.socket.recv(65536)
            except TimeoutError:
                if self.ending:  # what came before is read by now
                    return
                continue
            self.longest = max(self.longest, len(datagram))
            for line in datagram.decode().split("\n"):
                self.take(line)

    def take(self, line):
        matched = LINE.fullmatch(line)
        tags = frozenset(tag.split(":", 1)[0] + ":" + tag.split(":", 1)[1] for tag in matched["tags"].split(",")
                         if ":" in tag) if matched else None
        if not matched or len(tags) != matched["tags"].count(",") + 1:
            self.wrong.append(line)
        elif matched["type"] == "c":
            self.counts[matched["name"], tags] += float(matched["value"])
        else:
            self.gauges[matched["name"], tags] = float(matched["value"])

    def count(self, name, *tags):
        """The sum of all counts of that name that have these tags."""
        return sum(n for (found, its), n in self.counts.items() if found == name and its >= set(tags))

    def gauge(self, name, *tags):
        return [value for (found, its), value in self.gauges.items() if found == name and its >= set(tags)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ending = True
        self.thread.join(10)
        self.socket.close()
