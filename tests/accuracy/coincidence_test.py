"""Is it named what went together with slow answers, and nothing where nothing did?"""

import json
import random
import threading

import pytest

from loadtest_cli import start, wait_until
from postgres import SqlSession
from result import assert_valid
from servers import get
from target_db import place, served  # noqa: F401 (fixtures)

pytestmark = pytest.mark.slow

HOLD = "begin; lock table expenses in access exclusive mode; select pg_sleep(1); commit"


def combined(backend, path, seconds):
    return start("combined", "--url", backend.ws, "--db", backend.db, "--users", "20", "--think-time", "300ms", "--workers",
                 "4", "--pool-size", "4", "--db-think-time", "100ms", "--ramp-up", "0", "--duration", f"{seconds}s",
                 "--together-only", "--no-default-criteria", out=path)


def lock_now_and_then(backend, stop):
    """For a second each time, at distances that no clock has."""
    holder, chance = SqlSession(backend.db), random.Random(7)
    try:
        while not stop.wait(chance.uniform(2.5, 6)):
            holder.run(HOLD, timeout=30)
    finally:
        holder.stop()


def coincidences(done):
    assert_valid(done.result)
    return {one["series"]: one for one in done.result.get("coincidences", [])}


def test_a_lock_that_is_held_now_and_then_is_named(served, tmp_path):  # noqa: F811
    backend = served()
    command, stop = combined(backend, tmp_path / "run.json", 90), threading.Event()
    locking = threading.Thread(target=lock_now_and_then, args=(backend, stop))
    port = int(backend.ws.split(":")[2].split("/")[0])
    try:
        wait_until(lambda: json.loads(get(port, "/stats")[1])["chats_received"] > 20, 30, "users talk")
        locking.start()
        done = command.finish(150)
    finally:
        stop.set()
        command.kill()
    locking.join()
    found = coincidences(done)
    locks = [found[name] for name in ("waits.lock", "blocked") if name in found]
    assert locks, done
    for one in locks:
        assert one["operation"] == "chat" and one["r"] >= 0.5 and one["p"] < 0.01 and abs(one["lag_s"]) <= 1, one
    assert "COINCIDENCES" in done.out and "need not be cause and effect" in done.out, done


def test_where_nothing_holds_it_up_no_lock_is_named(served, tmp_path):  # noqa: F811
    done = combined(served(), tmp_path / "run.json", 45).finish(120)
    assert not {"waits.lock", "blocked"} & set(coincidences(done)), done
