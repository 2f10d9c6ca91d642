"""Reads what hosts and processes said out of result files (docs/observations.md)."""

import shutil

from receivers import Receiver, free_port
from skips import skip_or_fail


def values(source, name):
    return source["series"][name]["values"]


def mean(source, name):
    numbers = values(source, name)
    assert numbers, f"{name} has no values"
    return sum(numbers) / len(numbers)


def total(source, name):
    """What a rate comes to over its readings; the first is of the second before it."""
    times = source["series"][name]["t_s"]
    return sum(value * (to - at) for value, at, to in zip(values(source, name), [times[0] - 1, *times], times))


def figure(source, name):
    return source["figures"][name]["value"]


class NodeExporter(Receiver):
    ready = "/metrics"

    def __init__(self):
        found = shutil.which("prometheus-node-exporter") or skip_or_fail("no prometheus-node-exporter")
        port = free_port()
        super().__init__([found, f"--web.listen-address=127.0.0.1:{port}"], port)
