#!/usr/bin/python3
"""loadtest and its peers at the same work against the same servers, side by side.

Installs the peers that can be installed, then measures in rounds, each beginning with another peer:
  ws     100 users, 64 bytes, no pause: messages/s, CPU a message, memory; and memory of 1,000 users who wait
  stall  100 users at 10 messages/s for 30 s, while the server stands still 2 s in every 10: sent and reported
  db     a row by its key, prepared, 10 and 50 clients: queries/s, CPU a query
What was done is counted by the server, CPU and memory are the whole process tree's. The tables go into
docs/benchmarks.md, all figures into BUILD_DIR/side_by_side/results.json.

    side_by_side.py BUILD_DIR [--rounds 3] [--seconds 4] [--only ws|db|stall] [--peers NAME,...] [--add]
"""
import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
from peers.artillery import Artillery  # noqa: E402
from peers.loadtest import ClosedLoadtest, Loadtest, OpenLoadtest  # noqa: E402
from peers.peer import Job, NpmPeer  # noqa: E402
from peers.pgbench import Pgbench  # noqa: E402
from peers.python_script import PythonPsycopg2, PythonWebsockets  # noqa: E402
from peers.sysbench import Sysbench  # noqa: E402
from peers.thor import Thor  # noqa: E402
from peers.tsung import Tsung  # noqa: E402
from side import tables, work  # noqa: E402
from side.process_tree import adopt_orphans  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
PEERS = [Loadtest(), OpenLoadtest(), ClosedLoadtest(), Artillery(), Thor(), Tsung(), PythonWebsockets(), Pgbench(),
         Sysbench(), PythonPsycopg2()]
PARTS = ("ws", "stall", "db")
STALL_ROUNDS_MAX = 2  # half a minute for each peer and round
DB_CLIENTS = (10, 50)


def say(text):
    print(text, flush=True)


def install(peers, npm):
    """As much as can be; Peer.missing() tells what is not there afterwards."""
    for package in sorted({name for peer in peers for name in peer.packages_missing()}):
        subprocess.run([ROOT / "cmd/quickstart", "--install-only", package], check=False)
    wanted = [ROOT / "tests/bench/peers" / name for name in ("package.json", "package-lock.json")]
    of_npm = [peer for peer in peers if isinstance(peer, NpmPeer)]
    same = all((npm / file.name).exists() and (npm / file.name).read_bytes() == file.read_bytes() for file in wanted)
    if not of_npm or not shutil.which("npm") or (same and not any(peer.missing(npm) for peer in of_npm)):
        return
    say("installing the peers of npm into build/npm (600 MB, some minutes)")
    npm.mkdir(parents=True, exist_ok=True)
    for file in wanted:
        shutil.copy(file, npm)
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--omit=dev", "--no-progress", "--no-audit", "--no-fund",
                           "--cache", npm / "cache"], cwd=npm, check=False)
    shutil.rmtree(npm / "cache", ignore_errors=True)
    if done.returncode != 0:
        shutil.rmtree(npm / "node_modules", ignore_errors=True)


def one_run(peer, part, job, cores, seconds, clients):
    if part == "db":
        job.users = clients
        return {"clients": clients, **work.db(peer, job, seconds)}
    if part == "stall":
        return work.stall(peer, job, cores)
    measured = work.ws(peer, job, cores, seconds)
    one, many = (work.idle_kib(peer, job, cores, users) for users in (1, work.IDLE_USERS))
    return {**measured, "user_kib": (many - one) / (work.IDLE_USERS - 1)}


def measure(part, peers, args, npm, record, database=None):
    cores = sorted(os.sched_getaffinity(0))
    rounds = min(args.rounds, STALL_ROUNDS_MAX) if part == "stall" else args.rounds
    for number in range(rounds):
        for peer in peers[number % len(peers):] + peers[:number % len(peers)]:
            for clients in DB_CLIENTS if part == "db" else (None,):
                with tempfile.TemporaryDirectory(dir=record.parent) as folder:
                    job = Job(args.build, npm, Path(folder), work.STALL_USERS, args.seconds, 0, database=database)
                    try:
                        run = one_run(peer, part, job, cores, args.seconds, clients)
                    except (RuntimeError, OSError, KeyError, ValueError) as error:
                        say(f"{part} round {number + 1}: {peer.name} failed: {error}")
                        continue
                    run = {"part": part, "peer": peer.name, "version": peer.version(job), **run}
                say(f"{part} round {number + 1}: " + ", ".join(
                    f"{key} {value:,.2f}" if isinstance(value, float) else f"{key} {value}"
                    for key, value in run.items() if key != "part"))
                runs = json.loads(record.read_text()) if record.exists() else []
                record.write_text(json.dumps([*runs, run], indent=1))


def machine():
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), "")
    return f"{os.cpu_count()} cores ({model or platform.machine()}), Linux {platform.release().split('-')[0]}"


def spread_percent(shares):
    return f"{min(shares):.0%} to {max(shares):.0%}"


def write(part, runs, skipped, server):
    per_peer = [(run["peer"], run.get("clients")) for run in runs]
    rounds = max(per_peer.count(each) for each in per_peer)
    text = {"ws": tables.ws_table, "db": tables.db_table,
            "stall": lambda found: tables.stall_table(found, work.STALL_PLANNED)}[part](runs)
    others = tables.column(runs, "others_share")
    notes = [f"Medians (least–greatest) of {rounds} round{'s' if rounds > 1 else ''}; {machine()}{server}.",
             *([f"Programs that have no part in it took {spread_percent(others)} of the cores meanwhile."] if others else []),
             *(f"Not measured: {name} ({why})." for name, why in skipped.items())]
    tables.put_into(ROOT / "docs/benchmarks.md", part, "\n" + text + "\n\n" + "\n".join(notes) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path, help="where loadtest and the benches were built")
    parser.add_argument("--rounds", type=int, default=3, help=f"of the stall at most {STALL_ROUNDS_MAX}")
    parser.add_argument("--seconds", type=float, default=4, help="how long ws and db are measured in each run")
    parser.add_argument("--only", choices=PARTS, help="this work alone; the other tables stay")
    parser.add_argument("--peers", help=f"these alone, by commas: {', '.join(peer.name for peer in PEERS)}")
    parser.add_argument("--add", action="store_true", help="to the rounds measured before, in place of anew")
    args = parser.parse_args()
    args.build = args.build.resolve()
    for program in ("cmd/loadtest", "tests/bench/bench_echo_server"):
        if not (args.build / program).exists():
            raise SystemExit(f"side_by_side: {args.build} has no {program}: build it first (cmake --build {args.build})")
    names = [name.strip() for name in args.peers.split(",")] if args.peers else [peer.name for peer in PEERS]
    for name in names:
        if name not in [peer.name for peer in PEERS]:
            raise SystemExit(f"side_by_side: there is no peer \"{name}\", try {', '.join(p.name for p in PEERS)}")
    parts = [args.only] if args.only else PARTS
    peers = [peer for peer in PEERS if peer.name in names and set(peer.parts) & set(parts)]
    npm = ROOT / "build/npm/bench_peers"
    record = args.build / "side_by_side/results.json"
    record.parent.mkdir(exist_ok=True)
    if record.exists() and not args.add:
        kept = [run for run in json.loads(record.read_text()) if run["part"] not in parts]
        record.write_text(json.dumps(kept))
    install(peers, npm)
    skipped = {peer.name: why for peer in peers if (why := peer.missing(npm))}
    for name, why in skipped.items():
        say(f"skipping {name}: {why}")
    adopt_orphans()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("side_by_side: told to end"))  # by way of every `finally`
    for part in parts:
        able = [peer for peer in peers if part in peer.parts and peer.name not in skipped]
        server = ""
        if part == "db":
            from side.database import Database
            with Database() as database:
                server = f", PostgreSQL {database.version}"
                measure(part, able, args, npm, record, database)
        else:
            measure(part, able, args, npm, record)
        runs = [run for run in json.loads(record.read_text()) if run["part"] == part] if record.exists() else []
        if runs:
            write(part, runs, {p.name: skipped[p.name] for p in peers if part in p.parts and p.name in skipped}, server)


if __name__ == "__main__":
    main()
