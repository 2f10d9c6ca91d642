"""What goes wrong in mid-run is told by its SQLSTATE, and the run goes on or ends."""

import signal
import time

from db_cli import (assert_consistent, assert_failed, begin, counts, db, db_operation, errors, wait_for_load,
                    wait_until_all_left, warnings)
from loadtest_cli import wait_until

STEADY = ["--workers", "10", "--think-time", "5ms", "--ramp-up", "0"]
UNTIL_STOPPED = ["--duration", "60s", "--no-default-criteria"]  # what is waited for may take its time
NO_FAILURES = ["--no-default-criteria", "--threshold", "db.query.success > 99.99%"]  # however much was answered before


def calls(database):
    return sum(n for n, _ in database.calls().values())


def stop(command, database):
    """Ends the run, once the load has gone on for a while."""
    before = calls(database)
    wait_until(lambda: calls(database) > before + 100, 15, "the load goes on")
    command.send_signal(signal.SIGINT)
    done = command.finish(15)
    assert done.code == 130, done
    assert_consistent(done.result)
    return done


def test_one_killed_backend_costs_at_most_one_query_and_is_replaced(database, tmp_path):
    command = begin(database, tmp_path, "--duration", "6s", "--pool-size", "5", "--no-default-criteria", "--threshold",
                    "db.query.success > 99%", *STEADY)
    wait_until(lambda: len(database.backends()) == 5, 5, "the pool is full")
    killed = database.backends()[2]
    database.cluster.query(f"select pg_terminate_backend({killed})")
    wait_until(lambda: len(database.backends()) == 5 and killed not in database.backends(), 5, "another took its place")
    done = command.finish()
    assert_consistent(done.result)
    assert done.code in (0, 4), done
    query = db_operation(done.result, "query")
    assert query["failed"] <= 1 and set(query["errors"]) <= {"57P01 admin_shutdown"}, query["errors"]
    assert db_operation(done.result, "connect")["ok"] == 6
    wait_until_all_left(database)


def test_a_backend_killed_in_a_statement_is_57P01_exactly_once(database, tmp_path):
    command = begin(database, tmp_path, *UNTIL_STOPPED, "--pool-size", "1", "--workers", "1", "--only", "profile", "--mix",
                    "100:0")
    holder = database.session()
    holder.run("begin; lock table profiles")
    [waiting] = wait_until(lambda: database.cluster.query(
        f"select pid from pg_stat_activity where datname = '{database.name}' and wait_event_type = 'Lock'"), 5, "it waits")
    database.cluster.query(f"select pg_terminate_backend({waiting[0]})")
    holder.run("rollback")
    done = stop(command, database)
    assert errors(done.result)["profile"] == {"57P01 admin_shutdown": 1}
    assert db_operation(done.result, "connect")["ok"] == 2
    assert db_operation(done.result, "profile")["ok"] > 100


def test_every_backend_killed_at_once_comes_back(database, tmp_path):
    command = begin(database, tmp_path, "--duration", "6s", "--pool-size", "10", "--no-default-criteria", *STEADY)
    wait_until(lambda: len(database.backends()) == 10, 5, "the pool is full")
    database.cluster.query(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database.name}'")
    before = calls(database)
    wait_until(lambda: len(database.backends()) == 10 and calls(database) > before + 200, 5, "the load is back")
    done = command.finish()
    assert_consistent(done.result)
    assert db_operation(done.result, "connect")["ok"] == 20
    assert set(db_operation(done.result, "query")["errors"]) <= {"57P01 admin_shutdown"}
    assert db_operation(done.result, "query")["failed"] <= 10


def test_a_server_that_crashes_and_is_back_after_2_s_is_used_again(postgres, tmp_path):
    server = postgres()
    database = server.database()
    before = database.snapshot()
    command = begin(database, tmp_path, "--duration", "10s", "--pool-size", "5", *STEADY)
    server.shut_down(signal.SIGQUIT)
    time.sleep(2)  # what the claim is about
    server.start()
    wait_for_load(database, 200)
    done = command.finish(30)
    assert_consistent(done.result)
    assert done.code in (0, 1, 4) and done.seconds < 20, done
    kinds = set(db_operation(done.result, "query")["errors"]) | set(db_operation(done.result, "connect")["errors"])
    assert kinds and kinds <= {"57P02 crash_shutdown", "57P01 admin_shutdown", "connection lost", "connection refused",
                               "acquire timeout", "57P03 cannot_connect_now"}, kinds
    connect = db_operation(done.result, "connect")
    assert connect["ok"] == 10 and 0 < connect["failed"] < 5 * 60, "tried again with pauses, and not in a busy loop"
    assert database.snapshot() == before


def test_a_server_that_is_killed_for_good_ends_the_run_in_bounded_time(postgres, tmp_path):
    server = postgres()
    database = server.database()
    command = begin(database, tmp_path, "--duration", "5s", "--pool-size", "5", "--graceful-stop", "1s", "--mix", "0:100",
                    "--reply-timeout", "0.5s", *STEADY, *NO_FAILURES)
    server.shut_down(signal.SIGKILL)
    done = command.finish(40)
    assert_failed(done)
    assert_consistent(done.result)
    assert done.seconds < 25, done
    assert db_operation(done.result, "query")["failed"] + db_operation(done.result, "query")["cancelled"] > 0
    [told] = [w for w in warnings(done.result) if "are still there" in w]
    assert f"try loadtest db --clean-up {done.result['run']['id']}" in told and told in done.err, done


def test_by_count_too_a_server_that_is_gone_ends_the_run(postgres, tmp_path):
    server = postgres()
    database = server.database()
    command = begin(database, tmp_path, "--queries", "100000", "--pool-size", "5", "--connect-timeout", "2s", *STEADY,
                    *NO_FAILURES)
    server.shut_down(signal.SIGQUIT)
    lost = time.monotonic()
    done = command.finish(90)
    assert_failed(done)
    assert time.monotonic() - lost < 10 and "ended early" in str(done.result["verdict"]["reasons"]), done
    assert_consistent(done.result)


def test_a_time_out_of_the_role_is_57014(postgres, tmp_path):
    server = postgres()
    server.query("alter role authenticated set statement_timeout = '100ms'")
    database = server.database()
    command = begin(database, tmp_path, *UNTIL_STOPPED, "--pool-size", "5", "--only", "profile", "--mix", "100:0",
                    *STEADY)
    holder = database.session()
    holder.run("begin; lock table profiles")
    wait_until(lambda: "canceling statement due to statement timeout" in [e["message"] for e in server.log()], 5, "a time-out")
    holder.run("rollback")
    done = stop(command, database)
    failed = errors(done.result)
    assert failed.keys() == {"profile"} and failed["profile"].keys() == {"57014 query_canceled"}
    logged = [e for e in server.log() if e.get("state_code") == "57014"]
    assert len(logged) == failed["profile"]["57014 query_canceled"]
    assert db_operation(done.result, "profile")["failed_ms"]["min"] >= 99
    assert db_operation(done.result, "connect")["ok"] == 5, "an error in a transaction costs no connection"


def test_a_lock_not_had_in_time_is_55P03(database, tmp_path):
    database.cluster.query(f"alter database {database.name} set lock_timeout = '50ms'")
    command = begin(database, tmp_path, *UNTIL_STOPPED, "--pool-size", "5", "--mix", "100:0", *STEADY)
    holder = database.session()
    holder.run("set lock_timeout = 0; begin; lock table expenses")
    wait_until(lambda: [e for e in database.cluster.log() if e.get("state_code") == "55P03" and e["dbname"] == database.name],
               5, "a lock was not had")
    holder.run("rollback")
    done = stop(command, database)
    failed = errors(done.result)
    assert failed.keys() <= {"expenses", "budget"} and failed, failed
    assert {kind for kinds in failed.values() for kind in kinds} == {"55P03 lock_not_available"}
    assert counts(done.result)["expenses"] > 10, "before and after"


def test_a_deadlock_is_40P01_and_costs_its_query_alone(postgres, tmp_path):
    # The update has lock 1 and wants 3; the other session has 3 and wants 1. A backend looks for a deadlock once, a while
    # after it began to wait, and is its victim then: lock 2 sees to it that the update begins last.
    server = postgres(deadlock_timeout="300ms")
    database = server.database()
    database.query("create function wait_for_locks() returns trigger language plpgsql as "
                   "$$ begin perform pg_advisory_xact_lock(n) from generate_series(1, 3) n; return null; end $$; "
                   "create trigger t after update on expenses for each row execute function wait_for_locks()")
    command = begin(database, tmp_path, *UNTIL_STOPPED, "--workers", "1", "--pool-size", "1", "--only", "expense_update",
                    "--mix", "0:100")
    between, other = database.session(), database.session()
    between.run("begin; select pg_advisory_xact_lock(2)")
    other.run("set deadlock_timeout = '60s'; begin; select pg_advisory_xact_lock(3)")

    def waiting(number):
        return server.query(f"select 1 from pg_locks where locktype = 'advisory' and objid = {number} and not granted")

    wait_until(lambda: waiting(2), 5, "the update waits")
    other.send("select pg_advisory_xact_lock(1)")
    wait_until(lambda: waiting(1), 5, "the other session does")
    between.run("rollback")
    other.wait()
    other.run("rollback")
    done = stop(command, database)
    assert [e["user"] for e in server.log() if e.get("state_code") == "40P01"] == ["postgres"]
    assert errors(done.result) == {"expense_update": {"40P01 deadlock_detected": 1}}
    assert db_operation(done.result, "expense_update")["ok"] > 20


def test_a_server_without_room_for_the_pool_is_told_and_what_there_is_is_used(postgres, tmp_path):
    # 12 slots, of which 3 are the superuser's: 9 of the pool's 20 connections.
    server = postgres(max_connections=12)
    database = server.database()
    done = db(database, tmp_path, "--duration", "1s", "--pool-size", "20", "--ramp-up", "0", "--think-time", "5ms", "--threads",
              "1")
    connect = db_operation(done.result, "connect")
    assert 5 <= connect["ok"] <= 9 and connect["errors"].keys() == {"53300 too_many_connections"}, connect
    assert db_operation(done.result, "query")["ok"] > 100
    wait_until_all_left(database)


def test_a_query_that_is_not_answered_in_time_is_given_up_and_cancelled_at_the_server(database, tmp_path):
    command = begin(database, tmp_path, *UNTIL_STOPPED, "--pool-size", "10", "--only", "profile", "--mix", "100:0",
                    "--reply-timeout", "0.3s", *STEADY)
    holder = database.session()
    holder.run("begin; lock table profiles")
    wait_until(lambda: [e for e in database.cluster.log() if e.get("state_code") == "57014" and e["dbname"] == database.name],
               5, "a statement was cancelled")
    holder.run("rollback")
    done = stop(command, database)
    profile = db_operation(done.result, "profile")
    # Where cancelling takes longer than the time that a query has, the next ones wait in vain for a connection.
    assert set(profile["errors"]) <= {"reply timeout", "acquire timeout"}, profile["errors"]
    assert profile["errors"]["reply timeout"] >= 10, "of each connection the statement that was held"
    assert profile["ok"] > 100, profile
    # PostgreSQL signals a cancellation twice, maybe after its statement has ended; no other query must meet that.
    assert db_operation(done.result, "connect")["ok"] == 10
    assert profile["late"] < profile["failed"], "late is what was answered, not what was cancelled"
