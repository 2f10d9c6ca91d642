#!/usr/bin/python3
"""How late loadtest starts what is due, beside how late the kernel wakes a thread that does nothing else.

One shard on a core of its own, an open model of 64-byte echoes, the bare echo server on the other core. Three in turn:
a bare loop of clock_nanosleep (`bench_wake_up`), loadtest, loadtest with --precise. The figures are the medians of the
rounds; CPU is user + system time of the whole process as a share of one core.

    schedule.py BUILD_DIR [--rate 10000] [--users 200] [--rounds 5] [--seconds 5]
"""
import argparse
import json
import statistics

from echo_bench import EchoServer, cpu_us, run_client, run_loadtest


def bare_round(args):
    usage, out = run_client([f"{args.build}/tests/bench/bench_wake_up", str(args.rate), str(args.seconds)])
    late = json.loads(out)
    return {"p50": late["p50_us"], "p99": late["p99_us"], "made": 1.0, "cpu": cpu_us(usage) / args.seconds / 1e6}


def loadtest_round(server, args, *options):
    usage, result = run_loadtest(server, args.build, args.users, "--rate", f"{args.rate}/s", "--duration",
                                 f"{args.seconds}s", *options)
    generator = result["generator"]
    assert generator["planned"] == args.rate * args.seconds, generator
    return {"p50": 1000 * generator["lag_ms"]["p50"], "p99": 1000 * generator["lag_ms"]["p99"],
            "made": generator["started"] / generator["planned"], "cpu": cpu_us(usage) / args.seconds / 1e6}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--rate", type=int, default=10_000)
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5)
    args = parser.parse_args()
    with EchoServer(args.build) as server:
        kinds = {"bare sleep": lambda: bare_round(args), "loadtest": lambda: loadtest_round(server, args),
                 "loadtest --precise": lambda: loadtest_round(server, args, "--precise")}
        rounds = {name: [] for name in kinds}
        for number in range(args.rounds):
            for name, measure in kinds.items():
                one = measure()
                rounds[name].append(one)
                print(f"round {number + 1}: {name}: late p50 {one['p50']:.2f} us, p99 {one['p99']:.1f} us, "
                      f"made {one['made']:.2%}, CPU {one['cpu']:.2f}", flush=True)
    for name, ones in rounds.items():
        median = {key: statistics.median(one[key] for one in ones) for key in ones[0]}
        print(f"{name}: {args.rate:,}/s, late p50 {median['p50']:.2f} us, p99 {median['p99']:.1f} us, "
              f"made {median['made']:.3%} of planned, CPU {median['cpu']:.2f} of a core")


if __name__ == "__main__":
    main()
