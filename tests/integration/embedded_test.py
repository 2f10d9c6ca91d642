"""--embedded: nothing else is needed."""

from loadtest_cli import run, start, wait_until
from result import assert_valid, operation
from servers import children, is_running


def test_a_first_try_needs_nothing_but_the_binary(tmp_path):
    done = run("ws", "--embedded", "--users", "100", "--duration", "4s", "--think-time", "0.5s", out=tmp_path / "run.json")
    assert done.code == 0, done
    assert_valid(done.result)
    assert operation(done.result, "connect")["ok"] == 100
    assert operation(done.result, "chat")["failed"] == 0
    assert "ws: ws://" not in done.out, "the backend's own output is not mixed into ours"


def test_the_backend_is_stopped_with_the_run():
    command = start("ws", "--embedded", "--users", "2", "--duration", "1s", "--ramp-up", "0")
    [child] = wait_until(lambda: children(command.pid), 10, "the backend runs")
    assert command.finish(20).code in (0, 4)
    assert not is_running(child)
