"""`loadtest combined` as the tests call it, what must be true of its results, and what its servers counted meanwhile."""

import contextlib
import threading
import time
from collections import namedtuple
from datetime import datetime

from loadtest_cli import run, start, wait_until
from pam_database import OBSERVER, STATEMENTS
from result import assert_valid, operation, track

# Times are those of the wall clock, around the reading; `backends` = process ids of the database's clients.
Reading = namedtuple("Reading", "since until chats open accepted queries backends")


def combined(server, database, tmp_path, *args, **kwargs):
    """A run to its end, with a valid result."""
    done = run("combined", "--url", server.url, "--db", database.url(), *args, out=tmp_path / "run.json", **kwargs)
    assert done.code in (0, 1, 4), done
    assert_consistent(done.result)
    return done


def begin(server, database, tmp_path, *args, **kwargs):
    return start("combined", "--url", server.url, "--db", database.url(), *args, out=tmp_path / "run.json", **kwargs)


def phase(result, name):
    return next(p for p in result["phases"] if p["name"] == name)


def phase_operation(result, phase_name, track_name, name):
    """The operation's figures in that phase, or None where its track paused."""
    found = [o for t in phase(result, phase_name)["tracks"] if t["name"] == track_name for o in t["operations"]
             if o["name"] == name]
    return found[0] if found else None


def warnings(result):
    return result["run"]["warnings"] + result["generator"]["warnings"]


def why_failed(done):
    """The reasons, most important first. That this machine was too small (exit 4) is none of them."""
    too_small = done.result["generator"]["reasons"]
    assert done.code == (4 if too_small else 1) and all("processor" in reason for reason in too_small), done
    reasons = [r for r in done.result["verdict"]["reasons"] if not r.endswith(tuple(too_small))]
    assert reasons, done
    return reasons


def began_at(result):
    """t0 on the wall clock."""
    return datetime.fromisoformat(result["run"]["started_at"].replace("Z", "+00:00")).timestamp()


def assert_consistent(result):
    """A valid result whose phases add up to its totals."""
    assert_valid(result)
    assert [t["name"] for t in result["tracks"]] == ["ws", "db"]
    for t in result["tracks"]:
        for total in t["operations"]:
            if total["name"] not in ("chat", "query", *STATEMENTS):
                continue  # connections of a pool that pauses count too
            each = [phase_operation(result, p["name"], t["name"], total["name"]) for p in result["phases"]]
            for field in ("started", "ok", "failed", "cancelled", "dropped"):
                assert sum(o[field] for o in each if o) == total[field], (t["name"], total["name"], field)
    query = operation(result, "query", "db")
    made_of = [o for o in track(result, "db")["operations"] if o["name"] in STATEMENTS]
    for field in ("started", "ok", "failed", "cancelled", "dropped"):
        assert query[field] == sum(o[field] for o in made_of), field


class Watch:
    """Reads what both servers counted, ten times a second, until it is stopped."""

    def __init__(self, server, database):
        self.server, self.database = server, database
        self.session = database.cluster.session("postgres")
        self.readings = []
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def read(self):
        since = time.time()
        stats = chat_counters(self.server)
        rows = self.session.run(
            "select coalesce(sum(calls), 0), (select coalesce(string_agg(pid::text, ',' order by pid), '') from "
            f"pg_stat_activity where datname = '{self.database.name}' and backend_type = 'client backend' "
            f"and application_name <> '{OBSERVER}') "
            "from pg_stat_statements(false) s join pg_database d on d.oid = s.dbid "
            f"where d.datname = '{self.database.name}' and s.userid = 'authenticated'::regrole")
        queries, pids = rows.split("|")
        return Reading(since, time.time(), *stats, int(queries), frozenset(p for p in pids.split(",") if p))

    def watch(self):
        while not self.ended.wait(0.1):
            self.readings.append(self.read())

    def stop(self):
        self.ended.set()
        self.thread.join(10)
        self.session.stop()

    def between(self, begin_at, end_at):
        return [r for r in self.readings if r.since >= begin_at and r.until <= end_at]

    def wait(self, condition, timeout, what):
        """The first reading from now on that is as expected."""
        seen = len(self.readings)
        return wait_until(lambda: next((r for r in self.readings[seen:] if condition(r)), None), timeout, what)


@contextlib.contextmanager
def watching(server, database):
    watch = Watch(server, database)
    try:
        yield watch
    finally:
        watch.stop()


def chat_counters(server):
    """(chats received, sockets open, users let in), of `loadtest target` and of the backend on uvicorn."""
    stats = server.stats()
    if "chats_received" in stats:
        return stats["chats_received"], stats["open"], stats["greeted"]
    return stats["chats"], stats["open"], stats["greeted"]


class Progress:
    """Waits for each phase of a run whose database nobody else uses, by what the servers count."""

    def __init__(self, server, database, timeout=20):
        self.server, self.database, self.timeout = server, database, timeout

    def queries(self):
        return sum(calls for calls, _ in self.database.calls().values())

    def chats(self):
        return chat_counters(self.server)[0]

    def ws_alone(self):
        wait_until(lambda: self.chats() >= 5, self.timeout, "chats")
        assert self.queries() == 0

    def db_alone(self):
        wait_until(lambda: self.queries() >= 5, self.timeout, "queries")

    def together(self):
        self.db_alone()
        # Those under way at the change of phases have come by the time that queries were counted.
        before = self.chats() + 5
        wait_until(lambda: self.chats() > before, self.timeout, "chats again")

    def reach(self, phase_name):
        {"ws alone": self.ws_alone, "db alone": self.db_alone, "together": self.together}[phase_name]()
