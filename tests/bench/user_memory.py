#!/usr/bin/python3
"""Resident memory of a connected idle user, over plain ws and over TLS: the most that a run with many users had
resident less that of a run with one, divided by the difference.

    user_memory.py BUILD_DIR [--users 5000]
"""
import argparse
import tempfile

from echo_bench import EchoServer, run_loadtest


def peak_bytes(server, build, users):
    _, result = run_loadtest(server, build, users, "--think-time", "60s", "--duration", "2s")
    return result["generator"]["peak_rss_bytes"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--users", type=int, default=5000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name, certificates in (("ws", None), ("wss", folder)):
            with EchoServer(args.build, certificates) as server:
                one, many = (peak_bytes(server, args.build, users) for users in (1, args.users))
            print(f"{name}: {(many - one) / (args.users - 1) / 1024:.2f} KiB a user ({args.users:,} users, "
                  f"{many / 2**20:.1f} MiB in all)", flush=True)


if __name__ == "__main__":
    main()
