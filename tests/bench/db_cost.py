#!/usr/bin/python3
"""What a query costs loadtest in rate and CPU, as a ratio to pgbench's in the same run.

Alternates the two against the same throw-away database (`loadtest target --with-db`): the statement `profile` of one
user, prepared, closed loop, no think time, as many connections as clients, two threads each. The figures are the
medians of the rounds' ratios; CPU is user + system of the whole process.

    db_cost.py BUILD_DIR [--clients 50] [--rounds 7] [--seconds 5] [--pgbench PATH]
"""
import argparse
import glob
import json
import os
import re
import signal
import statistics
import subprocess
import tempfile

PROFILE = """SELECT * FROM public.profiles WHERE id = :user::uuid;
"""


def run(command):
    """Runs a command; its CPU seconds and standard output."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        out.seek(0)
        if os.waitstatus_to_exitcode(status) not in (0, 1, 4):
            raise SystemExit(f"{command[0]} ended with {os.waitstatus_to_exitcode(status)}")
        return usage.ru_utime + usage.ru_stime, out.read().decode()


def loadtest_round(build, url, users, clients, seconds):
    cpu, out = run([f"{build}/cmd/loadtest", "db", "--db", url, "--rls", "off", "--mix", "100:0", "--only", "profile",
                    "--user-ids", users, "--workers", str(clients), "--pool-size", str(clients), "--threads", "2",
                    "--duration", f"{seconds}s", "--ramp-up", "0", "--json"])
    result = json.loads(out)
    query = next(o for o in result["tracks"][0]["operations"] if o["name"] == "query")
    assert query["failed"] == 0, query["errors"]
    return cpu / query["ok"] * 1e6, query["rate_per_s"]


def pgbench_round(pgbench, url, script, user, clients, seconds):
    cpu, out = run([pgbench, "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds), "-f", script,
                    "-D", f"user={user}", url])
    done = int(re.search(r"transactions actually processed: (\d+)", out)[1])
    rate = float(re.search(r"tps = ([\d.]+)", out)[1])
    return cpu / done * 1e6, rate


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--pgbench", default=max(glob.glob("/usr/lib/postgresql/*/bin/pgbench"), default="pgbench"))
    args = parser.parse_args()
    target = subprocess.Popen([f"{args.build}/cmd/loadtest", "target", "--with-db"], stdout=subprocess.PIPE, text=True)
    try:
        lines = (target.stdout.readline().split(": ", 1) for _ in range(2))
        url = {name: address.strip() for name, address in lines}["db"]
        user = subprocess.run(["psql", "-XAt", "-c", "SELECT id FROM public.profiles ORDER BY id LIMIT 1", url],
                              capture_output=True, text=True, check=True).stdout.strip()
        with tempfile.TemporaryDirectory() as folder:
            script, users = f"{folder}/profile.sql", f"{folder}/users"
            for path, text in ((script, PROFILE), (users, user)):
                with open(path, "w") as file:
                    file.write(text)
            rates, cpus = [], []
            for number in range(args.rounds):
                theirs, their_rate = pgbench_round(args.pgbench, url, script, user, args.clients, args.seconds)
                ours, our_rate = loadtest_round(args.build, url, users, args.clients, args.seconds)
                rates.append(our_rate / their_rate)
                cpus.append(ours / theirs)
                print(f"round {number + 1}: pgbench {their_rate:,.0f}/s {theirs:.2f} us, loadtest {our_rate:,.0f}/s "
                      f"{ours:.2f} us, rate {rates[-1]:.3f}, CPU {cpus[-1]:.3f}", flush=True)
            print(f"{args.clients} clients: median rate {statistics.median(rates):.3f}, "
                  f"median CPU a query {statistics.median(cpus):.3f}")
    finally:
        target.send_signal(signal.SIGTERM)
        target.wait()


if __name__ == "__main__":
    main()
