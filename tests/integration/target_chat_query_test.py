"""`loadtest target --with-db`: each chat reads its user's rows first, under that user's role and claims."""

import json
import os
import uuid

from loadtest_cli import SANITIZED, run, start, wait_until
from postgres import free_port
from result import operation
from servers import get
from target_chat import ask, backends, seeded, stats
from target_db import place, served  # noqa: F401 (fixtures)

RECENT = "date > current_date - 30"


def rows_of(server, user):
    """The user's recent expenses, as counted by who may see all."""
    return int(server.query(f"select count(*) from expenses where user_id = '{user}' and {RECENT}")[0][0])


def test_each_chat_of_a_run_is_one_query_under_the_role_of_its_user(served, tmp_path):
    server = served()
    done = run("ws", "--url", server.ws, "--users", "20", "--duration", "3s", "--think-time", "50ms", "--ramp-up", "0", "--warm-up", "0",
               out=tmp_path / "run.json")
    assert done.code in (0, 4), done  # 4: a busy machine, which is not what is asked here
    chats = operation(done.result, "chat")["ok"]
    counted = stats(server)
    assert chats > 100 and counted["chats_answered"] == counted["chats_received"] >= chats
    asked = counted["chats_received"]
    assert counted["queries_started"] == counted["queries_answered"] == asked and counted["queries_failed"] == 0
    [[calls, rows]] = server.query("select calls, rows from pg_stat_statements s join pg_roles r on r.oid = userid "
                                   "where rolname = 'authenticated' and query ~ 'FROM expenses e'")
    assert int(calls) == asked and int(rows) == counted["rows_read"] == 5 * asked
    assert server.query("select distinct rolname from pg_stat_statements s join pg_roles r on r.oid = userid "
                        "where query ~* 'select.*from expenses e'") == [["authenticated"]]
    [[begun]] = server.query("select calls from pg_stat_statements where query ~ '^BEGIN.*READ ONLY'")
    assert int(begun) == asked


def test_several_processes_share_one_database_and_one_pool(served, tmp_path):
    server = served("--processes", "2", "--db-pool-size", "7")
    assert len(backends(server)) == 7
    done = run("ws", "--url", server.ws, "--users", "20", "--duration", "2s", "--think-time", "50ms", "--ramp-up", "0",
               out=tmp_path / "run.json")
    counted = stats(server)
    assert counted["queries_answered"] == counted["chats_received"] == operation(done.result, "chat")["started"] > 0
    assert counted["greeted"] == 20 and counted["queries_failed"] == 0
    server.command.kill()
    server.gone()


def test_everybody_sees_the_own_rows_and_no_others(served):
    server = served()
    rich, poor = seeded(7), seeded(8)
    server.query(f"insert into expenses (user_id, amount, category) select '{rich}', 1, 'food' from generate_series(1, 7)")
    server.query(f"delete from expenses where user_id = '{poor}'")
    assert (rows_of(server, rich), rows_of(server, poor), rows_of(server, seeded(9))) == (12, 0, 5)
    wanted = {rich: 12, rich.upper(): 12, "user-7": 12, "user-1007": 12, poor: 0, "user-8": 0, "user-9": 5, "anna": 5,
              str(uuid.UUID(int=0)): rows_of(server, seeded(0)), "%F0%9F%90%88'%22%5C": 5}
    for user, rows in wanted.items():
        [reply] = ask(server, user)
        assert (reply["type"], reply["rows_read"]) == ("chat_response", rows), user
    assert stats(server)["rows_read"] == sum(wanted.values())


def test_messages_that_are_not_answered_ask_nothing(served):
    server = served("--error-share", "25%", "--rate-limit", "40/h")
    replies = ask(server, "user-1", 45)
    failed = [r["error_code"] for r in replies if r["type"] == "error"]
    counted = stats(server)
    assert failed.count("RATE_LIMIT_EXCEEDED") == 5 and 7 <= failed.count("INTERNAL_ERROR") <= 13
    assert counted["queries_started"] == counted["queries_answered"] == counted["chats_answered"] == 45 - len(failed)


def test_a_thousand_chats_leave_nothing_behind(served):
    server = served()

    def usage():
        status = dict(line.split(":", 1) for line in open(f"/proc/{server.command.pid}/status"))
        return len(os.listdir(f"/proc/{server.command.pid}/fd")), int(status["VmRSS"].split()[0])

    ask(server, "user-1", 200)
    files, memory_kib = usage()
    for n in range(10):
        assert {r["rows_read"] for r in ask(server, f"user-{n}", 100)} == {5}
    wait_until(lambda: stats(server)["open"] == 0, 5)
    wait_until(lambda: usage()[0] <= files, 5, "all descriptors are closed")
    assert SANITIZED or usage()[1] < memory_kib + 8000
    assert len(backends(server)) == 10 and backends(server, "state <> 'idle'") == []


def test_nobody_is_let_in_before_the_database_is_there(place):  # noqa: F811
    port = free_port()
    environment = {"TMPDIR": str(place), "PGSERVICE": "nowhere", "PGOPTIONS": "-c nonsense", "PGSSLMODE": "verify-full"}
    command = start("target", "--with-db", "--port", str(port), env=environment)

    def health():
        try:
            return get(port, "/health")
        except OSError:
            return None

    assert wait_until(health, 10) == (503, "starting\n")
    done = run("ws", "--url", f"ws://127.0.0.1:{port}/api/v1/pam", "--users", "1", "--duration", "1s", "--ramp-up", "0")
    assert done.code != 0 and "404" in done.out + done.err, done
    assert command.read_line(60).startswith("ws: ") and command.read_line(60).startswith("db: ")
    assert health() == (200, "ok\n")
    assert json.loads(command.stop(20).out)["connections_accepted"] == 0


def test_without_a_database_nothing_is_asked_and_nothing_more_runs(target):
    server = target()
    server.ws = server.url
    reply = ask(server, "user-7")[0]
    assert reply["type"] == "chat_response" and "rows_read" not in reply
    counted = server.stats()
    assert [counted[name] for name in ("queries_started", "queries_answered", "queries_failed", "rows_read")] == [0] * 4
    assert len(os.listdir(f"/proc/{server.pid}/task")) == 1
