#!/usr/bin/python3
"""What an echo costs loadtest in CPU, as a multiple of a peer's in the same run.

The peer is a bare epoll client (`bench_epoll_echo_client`: one frame made beforehand, one reading of the clock a
message), or with --tls loadtest itself over plain `ws`. The two alternate against the same bare server: closed loop,
64 bytes, one message outstanding a connection; client on one core, server on the other. CPU is user + system time of
the whole process, connecting and writing the result included, so rounds are long enough for that to vanish. The figure
is the median of the rounds' ratios.

    echo_cost.py BUILD_DIR [--connections 100] [--rounds 7] [--seconds 5] [--tls]
"""
import argparse
import statistics
import tempfile
import time

from echo_bench import EchoServer, floor_round, loadtest_round


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--connections", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--tls", action="store_true", help="over TLS, against the same over plain ws")
    args = parser.parse_args()
    load = args.build, args.connections, args.seconds
    ratios = []
    with tempfile.TemporaryDirectory() as folder, EchoServer(args.build) as plain, \
            EchoServer(args.build, folder if args.tls else None) as server:
        for number in range(args.rounds):
            peer = (lambda: loadtest_round(plain, *load)) if args.tls else (lambda: floor_round(plain, *load))
            rounds = [peer, lambda: loadtest_round(server if args.tls else plain, *load)]
            order = (0, 1) if number % 2 == 0 else (1, 0)  # so that a drift of the machine cancels out
            measured = {}
            for which in order:
                measured[which] = rounds[which]()
                time.sleep(0.2)
            (base, base_rate), (ours, rate) = measured[0], measured[1]
            ratios.append(ours / base)
            names = ("ws", "wss") if args.tls else ("bare client", "loadtest")
            print(f"round {number + 1}: {names[0]} {base:.2f} us ({base_rate:,.0f}/s), "
                  f"{names[1]} {ours:.2f} us ({rate:,.0f}/s), ratio {ratios[-1]:.2f}", flush=True)
    print(f"{args.connections} connections: median ratio {statistics.median(ratios):.2f} "
          f"({min(ratios):.2f}-{max(ratios):.2f})")


if __name__ == "__main__":
    main()
