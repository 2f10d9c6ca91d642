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


def total(source, name, since=None):
    """What a rate comes to from a first instant on, by default that of the series `process.memory`."""
    times = source["series"][name]["t_s"]
    before = [since if since is not None else source["series"]["process.memory"]["t_s"][0], *times]
    return sum(value * (to - at) for value, at, to in zip(values(source, name), before, times))


def figure(source, name):
    return source["figures"][name]["value"]


class NodeExporter(Receiver):
    ready = "/metrics"

    def __init__(self):
        found = shutil.which("prometheus-node-exporter") or skip_or_fail("no prometheus-node-exporter")
        port = free_port()
        super().__init__([found, f"--web.listen-address=127.0.0.1:{port}"], port)
