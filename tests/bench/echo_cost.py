#!/usr/bin/python3
"""What an echo costs loadtest in CPU, as a multiple of a bare epoll client's in the same run.

Alternates the two against the same bare server: closed loop, 64 bytes, one message outstanding a connection; client on
one core, server on the other. The figure is the median of the rounds' ratios; CPU is user + system of the whole
process, connecting included, so rounds are long enough for that to vanish.

    echo_cost.py BUILD_DIR [--connections 100] [--rounds 7] [--seconds 5]
"""
import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time


def cpu_seconds_of(command):
    """Runs a command pinned to core 0; its CPU seconds and standard output."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(["taskset", "-c", "0", *command], stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        out.seek(0)
        if os.waitstatus_to_exitcode(status) not in (0, 1, 4):
            raise SystemExit(f"{command[0]} ended with {os.waitstatus_to_exitcode(status)}")
        return usage.ru_utime + usage.ru_stime, out.read().decode()


def loadtest_round(build, port, connections, seconds):
    cpu, out = cpu_seconds_of([f"{build}/cmd/loadtest", "ws", "--dialogue", "echo", "--url", f"ws://127.0.0.1:{port}/",
                               "--users", str(connections), "--think-time", "0", "--duration", f"{seconds}s",
                               "--ramp-up", "0", "--threads", "1", "--json"])
    result = json.loads(out)
    chat = next(o for o in result["tracks"][0]["operations"] if o["name"] == "chat")
    assert chat["failed"] == 0, chat["errors"]
    return cpu / chat["ok"] * 1e6, chat["ok"] / seconds


def floor_round(build, port, connections, seconds):
    cpu, out = cpu_seconds_of([f"{build}/tests/bench/bench_epoll_echo_client", str(port),
                               str(connections), str(seconds)])
    trips = json.loads(out)["round_trips"]
    return cpu / trips * 1e6, trips / seconds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--connections", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=5)
    args = parser.parse_args()
    server = subprocess.Popen(["taskset", "-c", "1", f"{args.build}/tests/bench/bench_echo_server"],
                              stdout=subprocess.PIPE, text=True)
    try:
        port = int(json.loads(server.stdout.readline())["port"])
        ratios = []
        for number in range(args.rounds):
            floor, floor_rate = floor_round(args.build, port, args.connections, args.seconds)
            ours, rate = loadtest_round(args.build, port, args.connections, args.seconds)
            ratios.append(ours / floor)
            print(f"round {number + 1}: floor {floor:.2f} us ({floor_rate:,.0f}/s), "
                  f"loadtest {ours:.2f} us ({rate:,.0f}/s), ratio {ratios[-1]:.2f}", flush=True)
            time.sleep(0.2)
        print(f"{args.connections} connections: median ratio {statistics.median(ratios):.2f}")
    finally:
        server.kill()


if __name__ == "__main__":
    main()
