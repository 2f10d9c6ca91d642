"""`loadtest db --pipeline`: a query's transaction in one round trip is the same transaction, at the server and when it
fails."""

import signal
import socket
import threading

import pytest

from db_cli import assert_failed, assert_passed, begin, counts, db, db_operation, errors, one_line, wait_until_all_left
from loadtest_cli import run, wait_until
from result import track

UNTIL_STOPPED = ["--duration", "60s", "--no-default-criteria", "--workers", "10", "--think-time", "5ms", "--ramp-up", "0"]


class Proxy:
    """Before a cluster: counts how often a client spoke after its server had, and may hang up on what is pipelined."""

    def __init__(self, cluster, hang_up=False):
        self.cluster, self.hang_up, self.round_trips = cluster, hang_up, 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                client = self.listening.accept()[0]
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(f"{self.cluster.folder}/.s.PGSQL.{self.cluster.port}")
            state = {"spoke": "server"}
            for ends in ((client, server, "client"), (server, client, "server")):
                threading.Thread(target=self.pass_on, args=(*ends, state), daemon=True).start()

    def pass_on(self, source, to, who, state):
        try:
            while data := source.recv(1 << 20):
                if who == "client" and state["spoke"] == "server":
                    self.round_trips += 1
                state["spoke"] = who
                if self.hang_up and b"BEGIN" in data and b"COMMIT" in data:
                    break
                to.sendall(data)
        except OSError:
            pass
        for end in (source, to):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def stop(self):
        self.listening.close()


@pytest.fixture
def proxy(database):
    made = []

    def make(**options):
        made.append(Proxy(database.cluster, **options))
        return made[-1]

    yield make
    for one in made:
        one.stop()


def test_queries_are_counted_as_the_server_counted_them_and_nothing_is_left(database, tmp_path):
    before = database.snapshot()
    done = db(database, tmp_path, "--pipeline", "--queries", "1000", "--workers", "20", "--pool-size", "5")
    assert_passed(done)
    assert counts(done.result) == {kind: calls for kind, (calls, _) in database.calls().items()}
    assert sum(counts(done.result).values()) == 1000 and errors(done.result) == {}
    assert database.snapshot() == before
    names = {o["name"] for o in track(done.result, "db")["operations"]}
    assert not names & {"frame", "statement"}, "of one round trip nobody knows what part the statement took"
    wait_until_all_left(database)


def test_a_query_takes_one_round_trip_instead_of_four(database, proxy, tmp_path):
    def round_trips(*args):
        between = proxy()
        done = db(database, tmp_path, "--queries", "60", "--workers", "1", "--pool-size", "1", "--no-default-criteria",
                  "--no-observe", "--explain", "off", *args, url=database.url(port=between.port))
        assert db_operation(done.result, "query")["ok"] == 60
        return between.round_trips

    # The same logins, looks and cleaning up on both sides; one login more to see whether pipelines are taken.
    saved = round_trips() - round_trips("--pipeline")
    assert 3 * 60 - 10 < saved <= 3 * 60


def test_rows_hidden_and_rights_revoked_fail_as_they_do_one_by_one(database, tmp_path):
    database.query("drop policy own on expenses; revoke select on pam_conversations from authenticated")
    done = db(database, tmp_path, "--pipeline", "--queries", "300", "--mix", "100:0", "--pool-size", "4")
    assert_failed(done)
    started = {name: db_operation(done.result, name)["started"] for name in ("expenses", "conversations")}
    assert errors(done.result) == {"expenses": {"empty": started["expenses"]},
                                   "conversations": {"42501 insufficient_privilege": started["conversations"]}}
    assert db_operation(done.result, "connect")["ok"] == 4, "a refused statement costs no connection"
    assert db_operation(done.result, "profile")["ok"] > 20


def test_a_serialization_failure_at_the_commit_is_40001(database, tmp_path):
    database.query("create function refuse() returns trigger language plpgsql as $$ begin raise sqlstate '40001'; end $$; "
                   "create constraint trigger t after update on expenses deferrable initially deferred for each row "
                   "execute function refuse()")
    done = db(database, tmp_path, "--pipeline", "--queries", "100", "--mix", "0:100", "--only",
              "expense_update,conversation_update", "--pool-size", "4")
    assert_failed(done)
    update = db_operation(done.result, "expense_update")
    assert update["errors"] == {"40001 serialization_failure": update["started"]} and update["started"] > 20
    assert errors(done.result).keys() == {"expense_update"}
    assert db_operation(done.result, "connect")["ok"] == 4


def test_a_query_given_up_is_cancelled_and_its_connection_serves_again(database, tmp_path):
    command = begin(database, tmp_path, "--pipeline", "--pool-size", "10", "--only", "profile", "--mix", "100:0",
                    "--reply-timeout", "0.3s", *UNTIL_STOPPED)
    holder = database.session()
    holder.run("begin; lock table profiles")
    wait_until(lambda: [e for e in database.cluster.log() if e.get("state_code") == "57014" and e["dbname"] == database.name],
               5, "a statement was cancelled")
    holder.run("rollback")
    before = database.calls()["profile"][0]
    wait_until(lambda: database.calls()["profile"][0] > before + 100, 15, "the load goes on")
    command.send_signal(signal.SIGINT)
    done = command.finish(15)
    profile = db_operation(done.result, "profile")
    # Who finds every connection busy with being cancelled waits for one, and may give that up as well.
    assert profile["errors"]["reply timeout"] >= 10 and profile["errors"].keys() <= {"reply timeout", "acquire timeout"}
    assert profile["ok"] > 100
    assert db_operation(done.result, "connect")["ok"] == 10


def test_killed_backends_are_57P01_and_come_back(database, tmp_path):
    command = begin(database, tmp_path, "--pipeline", "--pool-size", "5", *UNTIL_STOPPED)
    wait_until(lambda: len(database.backends()) == 5, 5, "the pool is full")
    database.cluster.query(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database.name}'")
    before = sum(calls for calls, _ in database.calls().values())
    wait_until(lambda: len(database.backends()) == 5 and
               sum(calls for calls, _ in database.calls().values()) > before + 100, 15, "the load is back")
    command.send_signal(signal.SIGINT)
    done = command.finish(15)
    query = db_operation(done.result, "query")
    assert set(query["errors"]) <= {"57P01 admin_shutdown"} and query["failed"] <= 5
    assert db_operation(done.result, "connect")["ok"] == 10


def test_behind_pgbouncer_it_works_with_statements_parsed_each_time(database, pgbouncer, tmp_path):
    pooler = pgbouncer(database.cluster, pool=3)
    done = db(database, tmp_path, "--pipeline", "--queries", "500", "--workers", "10", "--pool-size", "8",
              url=database.url(port=pooler.port))
    assert_passed(done)
    assert errors(done.result) == {} and db_operation(done.result, "query")["ok"] == 500
    assert counts(done.result) == {kind: calls for kind, (calls, _) in database.calls().items()}


def test_whoever_does_not_take_several_statements_at_once_is_one_line_before_the_load(database, proxy):
    between = proxy(hang_up=True)
    done = run("db", "--db", database.url(port=between.port), "--queries", "100", "--pipeline")
    one_line(done, 3, "--pipeline", "pooler")
    assert database.calls() == {}


def test_without_a_frame_there_is_nothing_to_send_together():
    for mode in ("off", "session"):
        done = run("db", "--db", "postgresql://127.0.0.1:9/none", "--rls", mode, "--pipeline")
        one_line(done, 2, "--pipeline", f"--rls {mode}")
