"""One half goes away in mid-run: the other is measured to the end, and the verdict says which it was."""

import re
import signal

from combined_cli import Progress, assert_consistent, begin, phase, why_failed
from result import operation, track

LOAD = ["--users", "5", "--think-time", "50ms", "--workers", "4", "--pool-size", "4", "--db-think-time", "50ms",
        "--ramp-up", "0", "--duration", "8s"]


def check(done, lost, found, name):
    assert_consistent(done.result)
    assert done.result["run"]["duration_s"] == 8 and done.result["run"]["interrupted"] is False
    first = why_failed(done)[0]
    assert lost in first and found not in first, done.result["verdict"]
    together = phase(done.result, "together")
    answered = [i["t_s"] for i in track(done.result, found)["intervals"] if i["operations"].get(name, {}).get("ok")]
    seconds = set(range(together["from_s"], together["to_s"]))
    assert len(seconds.difference(answered)) <= 1, "in each second, but for one in which this machine paused"
    of_found = [c for c in done.result["criteria"] if c["name"].startswith(f"{found}:")]
    assert all(c["status"] in ("pass", "warn", "not_tried") for c in of_found), of_found


def test_the_chat_server_is_killed_while_it_has_a_pause(target, database, tmp_path):
    server = target()
    command = begin(server, database, tmp_path, *LOAD)
    Progress(server, database).db_alone()
    server.kill()
    done = command.finish(40)
    check(done, "ws", "db", "query")
    assert "no user of ws was left" in done.out
    assert sum(n for n, _ in database.calls().values()) == operation(done.result, "query", "db")["ok"] > 100


def test_the_database_is_killed_while_both_run(target, postgres, tmp_path):
    server, database = target(), postgres().database()
    # What waits for a connection fails within the run, and a pause of this machine does not look like that.
    command = begin(server, database, tmp_path, *LOAD, "--reply-timeout", "3s", "--connect-timeout", "3s")
    Progress(server, database).together()
    database.cluster.shut_down(signal.SIGKILL)
    done = command.finish(40)
    check(done, "db", "ws", "chat")
    assert operation(done.result, "query", "db")["failed"] > 0
    assert operation(done.result, "chat")["ok"] == server.stats()["chats_answered"]
    assert re.search(r"rows that this run wrote are still there: .*\(try loadtest db --clean-up [-\w]+\)", done.err)


def test_a_database_that_never_answers_again_does_not_pass(target, postgres, tmp_path):
    """Nobody waits long enough for a time-out, so what is open at the end has no outcome that a criterion would see."""
    server, database = target(), postgres().database()
    command = begin(server, database, tmp_path, *LOAD, "--graceful-stop", "1s")
    Progress(server, database).together()
    database.cluster.shut_down(signal.SIGKILL)
    done = command.finish(40)
    assert why_failed(done)[0].startswith(("db ", "db:")), done
