#!/usr/bin/python3
"""What a query costs loadtest in rate and CPU, as a ratio to pgbench's in the same run.

Alternates the two (A B, B A, ...) against the same throw-away database (`loadtest target --with-db`) over its Unix
socket: closed loop, no think time, prepared statements, as many connections as clients, two threads each. CPU is user +
system time of the whole process, so that both pay for their start.

  point   the statement `profile` of one user, beside pgbench and bench_libpq_client, the floor
  mix     the 80:20 mix over all users, beside a pgbench script with the same statements and weights that draws a user
          for each; its inserts take the column's default for the id, where ours bring theirs
  frame   no peer: what role and claims cost beside the bare statement, sent one by one and pipelined

    db_cost.py BUILD_DIR [--part point,mix,frame] [--clients 10,50] [--rounds 7] [--seconds 5] [--pgbench PATH]
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

PROFILE = "SELECT * FROM public.profiles WHERE id = {}::uuid"
# As in lib/workloads/db/statement.cpp, with their weights of a hundred. pgbench draws numbers, not texts, so the server
# makes the ids of them, as lib/target/seed.sql made them: a few microseconds of its time.
DRAW = """\\set n random(0, 999)
\\set c :n + 1000 * random(0, 4)
\\set e 1 + :n + 1000 * random(0, 49)
"""
USER, CONVERSATION = "md5('user ' || :n::int)::uuid", "md5('conversation ' || :c::int)::uuid"
MIX = [
    (20, f"SELECT * FROM public.profiles WHERE id = {USER};"),
    (20, f"SELECT * FROM public.expenses WHERE user_id = {USER} ORDER BY date DESC LIMIT 50;"),
    (20, f"SELECT * FROM public.budget_utilization WHERE user_id = {USER};"),
    (20, "SELECT c.id, c.user_id, c.title, c.created_at, c.updated_at, count(m.id) AS messages FROM public.pam_conversations c "
         f"LEFT JOIN public.pam_messages m ON m.conversation_id = c.id WHERE c.user_id = {USER} "
         "GROUP BY c.id, c.user_id, c.title, c.created_at, c.updated_at ORDER BY c.created_at DESC LIMIT 20;"),
    (10, "INSERT INTO public.pam_messages (conversation_id, role, content, metadata) "
         f"VALUES ({CONVERSATION}, 'user', :content::text, '{{\"source\": \"loadtest\"}}');"),
    (5, f"UPDATE public.expenses SET amount = amount WHERE id = :e::bigint AND user_id = {USER};"),
    (5, f"UPDATE public.pam_conversations SET updated_at = updated_at WHERE id = {CONVERSATION} AND user_id = {USER};"),
]
# As message_content() there.
CONTENT = ("We have five days and about 900 dollars to get from Broome to Darwin with the caravan. Where should we stop for "
           "the night, which stretches are unsealed, and what will the fuel cost if we tow at 90?")
IDS_AS_DRAWN = """SELECT (SELECT bool_and(user_id = md5('user ' || (id - 1) % 1000)::uuid) AND count(*) = 50000 FROM public.expenses)
AND (SELECT count(*) = 5000 FROM public.pam_conversations c, generate_series(0, 4999) n
     WHERE c.id = md5('conversation ' || n)::uuid AND c.user_id = md5('user ' || n % 1000)::uuid)"""
TIDY = """DELETE FROM public.pam_messages WHERE metadata @> '{"source": "loadtest"}' AND content LIKE 'We have five days%'"""


def psql(url, *statements):
    command = ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", url]
    for statement in statements:
        command += ["-c", statement]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def run(command):
    """Runs a command; its CPU seconds and standard output."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(command, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        out.seek(0), err.seek(0)
        if os.waitstatus_to_exitcode(status) not in (0, 1, 4):
            raise SystemExit(f"{command[0]} ended with {os.waitstatus_to_exitcode(status)}: {err.read().decode()}")
        return usage.ru_utime + usage.ru_stime, out.read().decode()


class Bench:
    def __init__(self, args, url, folder):
        self.args, self.url, self.folder = args, url, folder
        self.user = psql(url, "SELECT id FROM public.profiles ORDER BY id LIMIT 1")
        self.one_user = self.write("users", self.user)
        self.point = self.write("profile.sql", PROFILE.format(":user") + ";\n")
        self.mix = [f"{self.write(f'mix{i}.sql', DRAW + sql)}@{weight}" for i, (weight, sql) in enumerate(MIX)]
        assert psql(url, IDS_AS_DRAWN) == "t", "the embedded database has other ids than pgbench would draw"

    def write(self, name, text):
        path = f"{self.folder}/{name}"
        with open(path, "w") as file:
            file.write(text)
        return path

    def loadtest(self, clients, *args):
        """Its result's operations by name, and its CPU."""
        cpu, out = run([f"{self.args.build}/cmd/loadtest", "db", "--db", self.url, "--workers", str(clients), "--pool-size",
                        str(clients), "--threads", "2", "--duration", f"{self.args.seconds}s", "--ramp-up", "0", "--json",
                        *args])
        operations = {o["name"]: o for o in json.loads(out)["tracks"][0]["operations"]}
        assert operations["query"]["failed"] == 0, operations["query"]["errors"]
        return operations, cpu

    def loadtest_rate(self, clients, *args):
        operations, cpu = self.loadtest(clients, *args)
        query = operations["query"]
        # Little: clients that never pause are inside a query all the time, so rate x mean response = clients.
        self.little = query["rate_per_s"] * query["response_ms"]["mean"] / 1e3 / clients
        return query["rate_per_s"], cpu / query["ok"] * 1e6

    def pgbench_rate(self, clients, scripts, variables):
        defined = [word for name, value in variables.items() for word in ("-D", f"{name}={value}")]
        files = [word for script in scripts for word in ("-f", script)]
        cpu, out = run([self.args.pgbench, "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T",
                        str(self.args.seconds), *files, *defined, self.url])
        done = int(re.search(r"transactions actually processed: (\d+)", out)[1])
        assert "number of failed transactions: 0 (" in out, out
        return float(re.search(r"tps = ([\d.]+)", out)[1]), cpu / done * 1e6

    def libpq_rate(self, clients):
        cpu, out = run([f"{self.args.build}/tests/bench/bench_libpq_client", self.url, PROFILE.format("$1"), self.user,
                        str(clients), "2", str(self.args.seconds)])
        told = json.loads(out)
        return told["rate_per_s"], cpu / told["round_trips"] * 1e6

    def compare(self, name, clients, candidates, tidy):
        """Rounds in changing order; the ratios to pgbench are made within a round."""
        rounds = []
        for number in range(self.args.rounds):
            order = list(candidates) if number % 2 == 0 else list(reversed(candidates))
            done = {}
            for candidate in order:
                tidy()
                done[candidate] = candidates[candidate]()
            rounds.append(done)
            print(f"{name}, {clients} clients, round {number + 1}: " + ", ".join(
                f"{who} {rate:,.0f}/s {cpu:.2f} us" for who, (rate, cpu) in sorted(done.items())) +
                f"; rate x mean / clients of loadtest {self.little:.3f}", flush=True)
        for who in candidates:
            if who == "pgbench":
                continue
            shown = []
            for what, index in (("rate", 0), ("CPU a query", 1)):
                ratios = sorted(r[who][index] / r["pgbench"][index] for r in rounds)
                shown.append(f"{what} {statistics.median(ratios):.3f} ({ratios[0]:.2f}-{ratios[-1]:.2f})")
            print(f"{name}, {clients} clients: {who} / pgbench, medians of {len(rounds)} rounds: {', '.join(shown)}",
                  flush=True)

    def compare_point(self, clients):
        self.compare("point", clients, {
            "pgbench": lambda: self.pgbench_rate(clients, [self.point], {"user": self.user}),
            "loadtest": lambda: self.loadtest_rate(clients, "--rls", "off", "--mix", "100:0", "--only", "profile",
                                                   "--user-ids", self.one_user),
            "libpq": lambda: self.libpq_rate(clients)}, lambda: None)

    def compare_mix(self, clients):
        def tidy():
            psql(self.url, TIDY, "VACUUM public.pam_messages, public.expenses, public.pam_conversations")

        self.compare("mix", clients, {
            "pgbench": lambda: self.pgbench_rate(clients, self.mix, {"content": CONTENT}),
            "loadtest": lambda: self.loadtest_rate(clients, "--rls", "off")}, tidy)

    def show_percentiles(self, clients):
        """Both programs' own clocks, in turn: what pgbench logs of each transaction beside our histogram."""
        log = f"{self.folder}/log"
        run([self.args.pgbench, "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(self.args.seconds), "-f",
             self.point, "-D", f"user={self.user}", "-l", f"--log-prefix={log}", self.url])
        times = []
        for path in glob.glob(f"{log}*"):
            with open(path) as file:
                times += [int(line.split()[2]) for line in file]
        times.sort()
        theirs = [times[int(len(times) * share)] for share in (0.5, 0.95, 0.99)]
        # pgbench reads the clock once for all that it does for a client in one go, so what it asked and was answered
        # without turning to another client took it 0 us.
        at_once = times.count(0) / len(times)
        operations, _ = self.loadtest(clients, "--rls", "off", "--mix", "100:0", "--only", "profile", "--user-ids",
                                      self.one_user)
        ours = [operations["query"]["response_ms"][p] * 1e3 for p in ("p50", "p95", "p99")]
        print(f"percentiles, {clients} clients: p50 p95 p99 in us: pgbench -l {theirs} ({at_once:.0%} of them 0), loadtest "
              f"{[round(t) for t in ours]}", flush=True)

    def show_frame(self, clients):
        ways = {"bare statement": ["--rls", "off"], "one by one": [], "pipelined": ["--pipeline"]}
        rounds = []
        for number in range(self.args.rounds):
            done = {}
            for way in list(ways) if number % 2 == 0 else reversed(ways):
                operations, cpu = self.loadtest(clients, "--mix", "100:0", "--only", "profile", "--user-ids", self.one_user,
                                                *ways[way])
                query = operations["query"]
                done[way] = (query["rate_per_s"], query["service_ms"]["p50"] * 1e3, cpu / query["ok"] * 1e6)
            rounds.append(done)
        for way in ways:
            rate, p50, cpu = (statistics.median(r[way][i] for r in rounds) for i in range(3))
            ratios = sorted(r["bare statement"][0] / r[way][0] for r in rounds)
            print(f"frame, {clients} clients, {way}: {rate:,.0f}/s, p50 of service {p50:.0f} us, CPU a query {cpu:.2f} us; "
                  f"rate of the bare statement / this {statistics.median(ratios):.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})",
                  flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--part", default="point,mix,frame")
    parser.add_argument("--clients", default="10,50")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--pgbench", default=max(glob.glob("/usr/lib/postgresql/*/bin/pgbench"), default="pgbench"))
    args = parser.parse_args()
    print(subprocess.run([args.pgbench, "--version"], capture_output=True, text=True, check=True).stdout.strip())
    target = subprocess.Popen([f"{args.build}/cmd/loadtest", "target", "--with-db"], stdout=subprocess.PIPE, text=True)
    try:
        lines = (target.stdout.readline().split(": ", 1) for _ in range(2))
        url = {name: address.strip() for name, address in lines}["db"]
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench(args, url, folder)
            for clients in (int(n) for n in args.clients.split(",")):
                if "point" in args.part:
                    bench.compare_point(clients)
                    bench.show_percentiles(clients)
                if "mix" in args.part:
                    bench.compare_mix(clients)
            if "frame" in args.part:
                for clients in (1, 10):
                    bench.show_frame(clients)
    finally:
        target.send_signal(signal.SIGTERM)
        target.wait()


if __name__ == "__main__":
    main()
