#!/usr/bin/python3
"""What looking at the database costs: runs with it and without (--no-observe), in turn: observer_cost.py BUILD [--rounds 6]

The rate of a closed loop that takes all there is, and the CPU of the observer's thread and of its server process while a
rate is kept; the latter also while all sessions wait for one lock.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("build", type=Path)
parser.add_argument("--rounds", type=int, default=6)
parser.add_argument("--duration", type=int, default=10)
parser.add_argument("--pool-size", default="20")
parser.add_argument("--rate", default="300/s")
options = parser.parse_args()
os.environ["LOADTEST_BINARY"] = str(options.build.resolve() / "cmd/loadtest")

from loadtest_cli import BINARY, environment  # noqa: E402
from pam_database import OBSERVER, PamPostgres  # noqa: E402

TICK = os.sysconf("SC_CLK_TCK")


def cpu_of(pid):
    """Seconds that a process has taken until now; 0 when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / TICK


def run(database, folder, *args, mix="100:0"):
    """The result, and the CPU that the observer's server process took while the load ran."""
    out = folder / "run.json"
    argv = [BINARY, "db", "--db", database.url(), "--duration", f"{options.duration}s", "--pool-size", options.pool_size,
            "--workers", options.pool_size, "--ramp-up", "0", "--no-default-criteria", "--quiet", "--mix", mix, "--out", out, *args]
    command = subprocess.Popen(argv, stdout=subprocess.DEVNULL, env=environment())
    time.sleep(1.5)
    found = database.query(f"select pid from pg_stat_activity where application_name = '{OBSERVER}'")
    pid = int(found[0][0]) if found else None
    before = cpu_of(pid)
    time.sleep(options.duration - 3)
    taken = cpu_of(pid) - before
    command.wait()
    return json.loads(out.read_text()), taken / (options.duration - 3) if pid else None


def rate(result):
    return next(o for o in result["tracks"][0]["operations"] if o["name"] == "query")["rate_per_s"]


def main():
    cluster = PamPostgres()
    database = cluster.database()
    database.query("grant usage on schema extensions to public")
    folder = Path(tempfile.mkdtemp())
    run(database, folder)
    ratios = []
    for number in range(options.rounds):
        pair = {}
        for observed in (True, False) if number % 2 else (False, True):
            pair[observed] = rate(run(database, folder, *([] if observed else ["--no-observe"]))[0])
        ratios.append(pair[True] / pair[False])
        print(f"observed {pair[True]:.0f}/s, not {pair[False]:.0f}/s: {ratios[-1]:.3f}", flush=True)
    costs = []
    for _ in range(3):
        result, server = run(database, folder, "--rate", options.rate)
        thread = result["server"]["database"]["figures"]["observer.cpu"]["value"]
        costs.append((thread, server))
        print(f"at {options.rate}: its thread {100 * thread:.2f} % of a core, its server process {100 * server:.2f} %", flush=True)
    holder = database.session()
    holder.run("begin; update expenses set amount = amount")
    result, server_blocked = run(database, folder, "--only", "expense_update", "--reply-timeout", "60s", mix="0:100")
    holder.run("rollback")
    waiting = max(result["server"]["database"]["series"]["blocked"]["values"])
    print(f"while {waiting:.0f} sessions wait for a lock: its thread "
          f"{100 * result['server']['database']['figures']['observer.cpu']['value']:.2f} % of a core, its server process "
          f"{100 * server_blocked:.2f} %", flush=True)
    thread, server = (statistics.median(column) for column in zip(*costs))
    error = statistics.stdev(ratios) / len(ratios) ** 0.5 if len(ratios) > 1 else 0
    print(f"median of {len(ratios)}: rate {statistics.median(ratios):.3f} of that without (mean {statistics.mean(ratios):.3f} "
          f"± {error:.3f}); {100 * thread:.2f} % and {100 * server:.2f} % of a core")
    cluster.stop()


main()
