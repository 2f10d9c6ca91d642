"""One half goes away in mid-run: the other is measured to the end, and the verdict says which it was."""

import signal

from combined_cli import Progress, assert_consistent, begin, phase
from result import operation, track

LOAD = ["--users", "5", "--think-time", "50ms", "--workers", "4", "--pool-size", "4", "--db-think-time", "20ms", "--ramp-up",
        "0", "--duration", "6s", "--reply-timeout", "0.5s", "--connect-timeout", "0.5s"]


def seconds_with(result, track_name, name, since):
    """In how many whole seconds from then on the operation succeeded."""
    return len([i for i in track(result, track_name)["intervals"]
                if i["t_s"] >= since and i["length_s"] > 0.9 and i["operations"].get(name, {}).get("ok", 0) > 0])


def check(done, lost, found):
    assert_consistent(done.result)
    assert done.code == 1 and done.result["verdict"]["status"] == "fail", done
    assert done.result["run"]["duration_s"] == 6 and done.result["run"]["interrupted"] is False
    first = done.result["verdict"]["reasons"][0]
    assert lost in first and found not in first, done.result["verdict"]
    of_found = [c for c in done.result["criteria"] if c["name"].startswith(f"{found}:")]
    assert all(c["status"] in ("pass", "warn", "not_tried") for c in of_found), of_found


def test_the_chat_server_is_killed_while_it_has_a_pause(target, database, tmp_path):
    server = target()
    command = begin(server, database, tmp_path, *LOAD)
    Progress(server, database).db_alone()
    server.kill()
    done = command.finish(40)
    check(done, "ws", "db")
    assert "no user of ws was left" in done.out
    together = phase(done.result, "together")
    assert seconds_with(done.result, "db", "query", together["from_s"]) == together["to_s"] - together["from_s"]
    assert sum(n for n, _ in database.calls().values()) == operation(done.result, "query", "db")["ok"] > 100


def test_the_database_is_killed_while_both_run(target, postgres, tmp_path):
    server, database = target(), postgres().database()
    command = begin(server, database, tmp_path, *LOAD)
    Progress(server, database).together()
    database.cluster.shut_down(signal.SIGKILL)
    done = command.finish(40)
    check(done, "db", "ws")
    assert seconds_with(done.result, "ws", "chat", 3) == 3
    assert operation(done.result, "query", "db")["failed"] > 0
    assert operation(done.result, "chat")["ok"] == server.stats()["chats_answered"]
    assert "loadtest db --clean-up" in done.err, "rows could not be removed, and how they can be later is told"


def test_a_database_that_never_answers_again_does_not_pass(target, postgres, tmp_path):
    """Nobody waits long enough for a time-out, so what is open at the end has no outcome that a criterion would see."""
    server, database = target(), postgres().database()
    command = begin(server, database, tmp_path, "--users", "5", "--think-time", "50ms", "--workers", "4", "--pool-size", "4",
                    "--db-think-time", "20ms", "--ramp-up", "0", "--duration", "8s", "--graceful-stop", "1s")
    Progress(server, database).together()
    database.cluster.shut_down(signal.SIGKILL)
    done = command.finish(40)
    assert done.code == 1 and done.result["verdict"]["status"] == "fail", done
    assert done.result["verdict"]["reasons"][0].startswith(("db ", "db:")), done
