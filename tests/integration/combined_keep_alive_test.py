"""A paused user is still there for a server that asks."""

from combined_cli import combined, phase_operation
from result import operation, track

LOAD = ["--think-time", "0.2s", "--workers", "2", "--pool-size", "2", "--db-think-time", "20ms", "--ramp-up", "0",
        "--no-default-criteria"]


def test_pings_by_json_and_by_the_protocol_are_answered_while_the_database_is_alone(pam, database, tmp_path):
    # The database is alone for 3.5 s, longer than either kind of silence is suffered.
    server = pam(ping_every=0.4, silence_max=3, ws_ping_every=0.4, ws_ping_timeout=3)
    done = combined(server, database, tmp_path, "--users", "10", "--duration", "14s", *LOAD)
    stats = server.stats_when(lambda s: s["open"] == 0)
    ws = track(done.result, "ws")
    assert ws["users"]["sustained"] == ws["users"]["peak"] == 10, ws["users"]
    assert operation(done.result, "connect")["started"] == 10, "nobody had to connect again"
    assert operation(done.result, "chat")["failed"] == 0
    assert phase_operation(done.result, "db alone", "ws", "chat") is None
    assert phase_operation(done.result, "together", "ws", "chat")["ok"] > 10
    assert stats["closed_silent"] == 0 and stats["closed"] == {"1000": 10} and stats["greeted"] == 10
    assert stats["pongs"] >= 10 * 20
