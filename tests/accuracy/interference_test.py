"""Does what one half does to the other appear, and nothing where nothing is done?"""

import json
import time

from combined_cli import assert_consistent
from loadtest_cli import start, wait_until
from postgres import SqlSession
from result import criterion
from servers import get
from target_db import place, served  # noqa: F401 (fixtures)

HOLD = "begin; lock table expenses in access exclusive mode; select pg_sleep(1.5); commit"


def chats_received(port):
    return json.loads(get(port, "/stats")[1])["chats_received"]


def wait_for_the_third_phase(port):
    """Chats come, then come no more for a while, then come again."""
    quiet_since = last = None

    def paused():
        nonlocal quiet_since, last
        now = chats_received(port)
        if not last or now != last:
            quiet_since = time.monotonic()
        last = now
        return last > 20 and time.monotonic() - quiet_since > 0.7

    wait_until(paused, 30, "the chat pauses")
    wait_until(lambda: chats_received(port) > last + 20, 30, "the chat goes on")


def lock_while_both_run(backend, tmp_path):
    port = int(backend.ws.split(":")[2].split("/")[0])
    command = start("combined", "--url", backend.ws, "--db", backend.db, "--users", "200", "--rate", "80/s", "--workers", "30",
                    "--pool-size", "5", "--db-rate", "80/s", "--ramp-up", "0", "--duration", "8s", "--threshold",
                    "ws.chat.response.p95 < 500ms", out=tmp_path / "run.json")
    holder = SqlSession(backend.db)
    try:
        wait_for_the_third_phase(port)
        holder.run(HOLD)
        done = command.finish(60)
    finally:
        holder.stop()
        command.kill()
    assert_consistent(done.result)
    return done


def test_a_table_that_is_locked_while_both_run_slows_both(served, tmp_path):  # noqa: F811
    for _ in range(3):
        done = lock_while_both_run(served(), tmp_path)
        both = [done.result["interference"][name] for name in ("chat", "query")]
        # Again, should the machine have paused while one ran alone: that is a high p95 too.
        if all(one["ratio"] > 5 or one["alone_lag_p99_ms"] < 50 for one in both):
            break
    for one in both:
        assert one["ratio"] > 5 and one["together_p95_ms"] > 700, one
    for text in ("ws.chat.response.p95", "db.query.response.p95"):
        assert criterion(done.result, f"{text} <")["status"] == "fail"
    assert done.code in (1, 4), done
    for name, other in (("chat", "the database"), ("query", "the WebSocket backend")):
        assert any(f"{name} p95 rose from " in line and f"while {other} was under load" in line
                   for line in done.out.splitlines()), done


def test_a_chat_without_a_database_is_not_slowed_by_one(target, database, tmp_path):
    server = target("--latency", "20ms", "--jitter", "5ms")
    for _ in range(5):
        done = start("combined", "--url", server.url, "--db", database.url(), "--users", "50", "--think-time", "0.1s",
                     "--workers", "20", "--db-rate", "200/s", "--ramp-up", "0", "--duration", "6s",
                     out=tmp_path / "run.json").finish()
        assert_consistent(done.result)
        chat = done.result["interference"]["chat"]
        assert chat["alone_count"] > 300 and chat["together_count"] > 700
        # Again only where the generator's own lag says that the machine had a part in it (methodology.md).
        lag = max(chat["alone_lag_p99_ms"], chat["together_lag_p99_ms"])
        if 0.9 <= chat["ratio"] <= 1.1 or lag <= max(1, 0.05 * chat["alone_p95_ms"]):
            break
    assert 0.9 <= chat["ratio"] <= 1.1, chat
