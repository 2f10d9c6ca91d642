#!/usr/bin/python3
"""How many users can be connected at once, how fast they come, and what they cost.

First 19,000 from one process, then 100,000 from six side by side, each a segment of the run with local addresses of its
own; each user sends a message every ten seconds to the reference backend on the same machine, which is as many
processes as the limit of open files asks for. Ends with 1 where a figure misses its aim; that the generators keep up with
a target beside them is asked of the one process alone.

    many_connections.py BUILD_DIR [--one 19000] [--all 100000] [--segments 6] [--rate 6000]
"""
import argparse
import contextlib
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MIB = 1024 * 1024


@contextlib.contextmanager
def target(binary, users):
    """The reference backend, as (URL, process)."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    processes = max(2, math.ceil(users / (0.9 * files)))
    server = subprocess.Popen([binary, "target", "--processes", str(processes)], stdout=subprocess.PIPE, text=True)
    try:
        yield server.stdout.readline().removeprefix("ws: ").strip(), server
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


def children(pid):
    return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def status_kib(pid, name):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    return 0


def available():
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return 0


def overflows():
    names, numbers = [line.split() for line in Path("/proc/net/netstat").read_text().splitlines()[:2]]
    return int(numbers[names.index("ListenOverflows")])


def shares(binary, users, segments):
    """The options of each of the processes that are all users together, and when they begin."""
    if segments == 1:
        return [["--users", str(users)]], time.time()
    if "--segment" in subprocess.run([binary, "help", "ws"], capture_output=True, text=True).stdout:
        at = time.time() + 3 + segments
        return [["--users", str(users), "--segment", f"{k}/{segments}", "--start-at", f"{at:.3f}", "--threads", "1"]
                for k in range(segments)], at
    each = math.ceil(users / segments)
    return [["--users", str(each), "--source-ip", f"127.{1 + k}.0.1-127.{1 + k}.0.{math.ceil(each / 12_000)}", "--threads", "1"]
            for k in range(segments)], time.time()


def measure(binary, users, segments, rate, seconds):
    """Runs them; what came of it."""
    ramp = users / rate
    with target(binary, users) as (url, server), tempfile.TemporaryDirectory() as folder:
        free, full = available(), overflows()
        files, running = [], []
        options, at = shares(binary, users, segments)
        for k, own in enumerate(options):
            files.append(f"{folder}/{k}.json")
            running.append(subprocess.Popen(
                [binary, "ws", "--url", url, *own, "--think-time", "10s", "--ramp-up", f"{ramp:.2f}s", "--duration", f"{seconds}s",
                 "--connect-timeout", "30s", "--seed", "1", "--out", files[-1], "--quiet"], stdout=subprocess.DEVNULL))
        # Shortly before the end everybody is there.
        time.sleep(max(0, at + seconds - 8 - time.time()))
        parts = children(server.pid)
        taken = free - available()
        servers = sum(status_kib(pid, "VmRSS") for pid in parts) * 1024
        clients = sum(status_kib(process.pid, "VmRSS") for process in running) * 1024
        codes = [process.wait() for process in running]
        results = [json.loads(Path(file).read_text()) for file in files]
        full = overflows() - full
        server.terminate()
        counted = json.loads(server.stdout.readline())
    operations = [{o["name"]: o for o in r["tracks"][0]["operations"]} for r in results]
    came = {}
    for r in results:
        for interval in r["tracks"][0]["intervals"]:
            second = math.floor(interval["t_s"])
            came[second] = came.get(second, 0) + interval["operations"].get("connect", {}).get("ok", 0)
    busy = sorted(second for second, count in came.items() if count)
    lasted = ramp + max(o["connect"]["response_ms"]["max"] for o in operations) / 1000
    return {
        "users": users, "processes": segments, "target processes": len(parts),
        "connected at once": counted["peak_open"],
        "connect ok": sum(o["connect"]["ok"] for o in operations),
        "connect failed": sum(o["connect"]["failed"] for o in operations),
        "connects a second": users / max(lasted, 0.001),
        "best second": max(came.values()), "seconds of connecting": len(busy),
        "connect p50 ms": sorted(o["connect"]["response_ms"]["p50"] for o in operations)[segments // 2],
        "connect p99 ms": max(o["connect"]["response_ms"]["p99"] for o in operations),
        "connect max ms": max(o["connect"]["response_ms"]["max"] for o in operations),
        "messages ok": sum(o["chat"]["ok"] for o in operations),
        "messages failed": sum(o["chat"]["failed"] + o["chat"]["dropped"] for o in operations),
        "service p99 ms": max(o["chat"]["service_ms"]["p99"] for o in operations),
        "lag p99 ms": max(r["generator"]["lag_ms"]["p99"] for r in results),
        "waited": max(r["generator"]["waited_share"] for r in results),
        "trustworthy": sum(r["generator"]["trustworthy"] for r in results),
        "listen overflows": full,
        "KiB a user, generator": clients / users / 1024,
        "KiB a user, target": servers / users / 1024,
        "KiB a connection, kernel": (taken - clients - servers) / users / 1024,
        "MiB in all": taken / MIB,
        "exit codes": codes,
    }


def show(figures):
    for name, value in figures.items():
        print(f"  {name:28}", f"{value:,.2f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else value)
    aims = {
        "all are connected at once": figures["connected at once"] >= figures["users"],
        "no failures": figures["connect failed"] == figures["messages failed"] == 0,
        "trustworthy": figures["trustworthy"] == figures["processes"],
        "5,000 connects a second or more": figures["connects a second"] >= 5000,
    }
    for aim, met in aims.items():
        print(f"  {'met' if met else 'MISSED':28} {aim}", flush=True)
    return all(aims.values())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--one", type=int, default=19_000)
    parser.add_argument("--all", type=int, default=100_000)
    parser.add_argument("--segments", type=int, default=6)
    parser.add_argument("--rate", type=int, default=6_000)
    args = parser.parse_args()
    binary = f"{args.build}/cmd/loadtest"
    met = True
    # So many come for a sixth of the run at most: while they do, generators and target want more than two cores.
    for users, segments, seconds in ((args.one, 1, 40), (args.all, args.segments, 110)):
        if users == 0:
            continue
        print(f"{users:,} users from {segments} {'process' if segments == 1 else 'processes'}", flush=True)
        met = show(measure(binary, users, segments, args.rate, seconds)) and met
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
