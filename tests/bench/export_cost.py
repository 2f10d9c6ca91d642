#!/usr/bin/python3
"""CPU of a run with every kind of export beside the same run with none, in turn: export_cost.py BUILD [--rounds 5]

Real receivers where Debian has them (Prometheus, pushgateway, VictoriaMetrics); the others are sockets that are read.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("build", type=Path)
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--rate", default="5000/s")
parser.add_argument("--duration", type=int, default=10)
options = parser.parse_args()
os.environ["LOADTEST_BINARY"] = str(options.build.resolve() / "cmd/loadtest")

from dogstatsd import DogStatsD  # noqa: E402
from loadtest_cli import BINARY, environment  # noqa: E402
from receivers import Prometheus, Pushgateway, VictoriaMetrics, free_port  # noqa: E402
from servers import Target  # noqa: E402
from stub_receiver import StubReceiver  # noqa: E402


def cpu_seconds(url, exports):
    """User and system time of one run."""
    argv = [BINARY, "ws", "--url", url, "--users", "100", "--rate", options.rate, "--duration", f"{options.duration}s",
            "--ramp-up", "0", "--threads", "1", "--no-default-criteria", "--quiet"]
    argv += [word for export in exports for word in ("--export", export)]
    run = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment())
    told = run.stderr.read()
    _, _, usage = os.wait4(run.pid, 0)
    assert "lost" not in told, told
    return usage.ru_utime + usage.ru_stime


def main():
    port, folder = free_port(), Path(tempfile.mkdtemp())
    target = Target()
    rounds = []
    with Prometheus(folder, port) as prometheus, Pushgateway() as gateway, VictoriaMetrics(folder) as victoria, \
            DogStatsD() as agent, StubReceiver() as collector:
        exports = [f"prometheus={port}", f"remote-write={prometheus.write}", f"pushgateway={gateway.url}",
                   f"influx={victoria.url}/write", f"dogstatsd={agent.target}", f"otlp={collector.url}"]
        cpu_seconds(target.url, [])
        for number in range(options.rounds):
            pair = [cpu_seconds(target.url, which) for which in (([], exports) if number % 2 else (exports, []))]
            none, every = pair if number % 2 else reversed(pair)
            rounds.append((none, every))
            print(f"none {none:.2f} s, all {every:.2f} s, {every / none:.3f} times", flush=True)
    target.stop()
    none, every = (statistics.median(column) for column in zip(*rounds))
    more = statistics.median(every - none for none, every in rounds)
    print(f"median of {len(rounds)}: none {none:.2f} s, all {every:.2f} s of CPU in {options.duration} s at "
          f"{options.rate}; ratio {statistics.median(every / none for none, every in rounds):.3f}, "
          f"{1000 * more / options.duration:.1f} ms more for each second of the run")


main()
