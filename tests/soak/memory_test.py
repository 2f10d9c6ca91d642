"""Ten minutes: what a run needs does not grow with its length."""

import re
import time
from pathlib import Path

from loadtest_cli import SANITIZED, start
from result import assert_valid, operation, track

SECONDS = 600


def resident_kib(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1])


def test_memory_stays_as_it_was_after_the_first_minute(target, tmp_path):
    server = target("--latency", "20ms", "--jitter", "10ms")
    command = start("ws", "--url", server.url, "--users", "200", "--rate", "300/s", "--duration", f"{SECONDS}s",
                    out=tmp_path / "run.json")
    resident = []
    while time.monotonic() - command.began < SECONDS - 10:  # still at work, nothing released yet
        time.sleep(5)
        resident.append(resident_kib(command.pid))
    done = command.finish(timeout=60)
    assert done.code == 0, done
    assert_valid(done.result)
    chat = operation(done.result, "chat")
    assert chat["failed"] == 0 and chat["ok"] == server.stats()["chats_answered"]
    assert SECONDS <= len(track(done.result)["intervals"]) <= SECONDS + 2
    if not SANITIZED:
        # A second of results costs about 2 KiB; anything that leaks with a message would cost 18,000 a minute.
        after_a_minute, at_the_end = resident[12], resident[-1]
        assert at_the_end - after_a_minute < 4 * 1024, f"{after_a_minute} KiB, then {at_the_end} KiB"
