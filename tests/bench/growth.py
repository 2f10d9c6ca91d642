#!/usr/bin/python3
"""Whether a message costs loadtest more CPU with many users than with few.

Echoes in a closed loop, as in echo_cost.py, with few and with many connections, loadtest and the bare epoll client in
turn. The kernel's own part grows with the connections, as the bare client shows; the figure is loadtest's growth
divided by the bare client's, the median of the rounds.

    growth.py BUILD_DIR [--connections 10,100,1000,10000] [--rounds 3] [--seconds 5]
"""
import argparse
import statistics
import time

from echo_bench import EchoServer, floor_round, loadtest_round


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--connections", default="10,100,1000,10000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5)
    args = parser.parse_args()
    sizes = [int(size) for size in args.connections.split(",")]
    growths = {size: [] for size in sizes}
    with EchoServer(args.build) as server:
        for number in range(args.rounds):
            few = None
            for size in sizes:
                floor, _ = floor_round(server, args.build, size, args.seconds)
                time.sleep(0.2)
                ours, _ = loadtest_round(server, args.build, size, args.seconds)
                time.sleep(0.2)
                few = few or (floor, ours)
                growths[size].append((floor / few[0], ours / few[1]))
                print(f"round {number + 1}: {size} connections: bare client {floor:.2f} us, loadtest {ours:.2f} us",
                      flush=True)
    for size, ones in growths.items():
        bare, ours = (statistics.median(one[i] for one in ones) for i in (0, 1))
        beside = statistics.median(one[1] / one[0] for one in ones)
        print(f"{size} connections: a message costs the bare client {bare:.2f} times what it does with {sizes[0]}, "
              f"loadtest {ours:.2f} times: {beside:.2f} of the bare client's growth")


if __name__ == "__main__":
    main()
