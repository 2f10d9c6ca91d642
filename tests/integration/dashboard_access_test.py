"""Nobody sees or steers a run by its dashboard without the token, whatever page of whichever site asks."""

import re
import socket
import time
from pathlib import Path

import pytest

from live_viewer import LiveRun, Refused
from loadtest_cli import run, wait_until

CANARY = "canary-51f0c2e9d4"
LONG = ("ws", "--embedded", "--users", "2", "--think-time", "100ms", "--ramp-up", "0", "--duration", "120s")


@pytest.fixture(scope="module")
def live():
    running = LiveRun(*LONG, "--name", CANARY)
    yield running
    running.command.kill()


def test_the_page_tells_nothing_of_the_run_and_cannot_be_framed_stored_or_made_to_load(live):
    status, answer = live.get()
    assert status == 200
    head, _, body = answer.partition("\r\n\r\n")
    for header in ("Cache-Control: no-store", "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer",
                   "Content-Type: text/html; charset=utf-8"):
        assert header in head
    [policy] = re.findall("Content-Security-Policy: (.*)\r\n", head)
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert f"connect-src 'self' ws://{live.host};" in policy
    assert CANARY not in body and live.token not in answer
    assert not re.findall("https?:", body)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}",
                                  "127.0.0.1:{port}.evil.example", ""])
def test_under_another_name_nothing_is_served(live, host):
    host = host.format(port=live.port)
    status, answer = live.get(host=host)
    assert status in (400, 403) and "<html" not in answer
    with pytest.raises(Refused):
        live.viewer(host=host or "x")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"])
def test_under_a_name_of_loopback_it_is(live, host):
    assert live.get(host=f"{host}:{live.port}")[0] == 200
    viewer = live.viewer(host=f"{host}:{live.port}")
    assert viewer.read()["type"] == "load"
    viewer.close()


@pytest.mark.parametrize("origin", ["http://evil.example", "https://{host}", "http://127.0.0.1", "null", "http://{host}.evil.example"])
def test_a_page_of_another_origin_is_not_let_in(live, origin):
    with pytest.raises(Refused, match="404"):
        live.viewer(origin=origin.format(host=live.host))


def test_what_has_no_origin_is_no_page(live):
    with pytest.raises(Refused):
        live.viewer(origin="")


@pytest.mark.parametrize("path,method,status", [("/x", "GET", 404), ("/?token=1", "GET", 404), ("/", "POST", 405), ("/", "HEAD", 405)])
def test_there_is_nothing_else(live, path, method, status):
    assert live.get(path, method=method)[0] == status


@pytest.mark.parametrize("first", ["token " + "0" * 32, "token ", "stop", "hold 0 1", "nonsense", "token {token}x", "token {upper}"])
def test_who_does_not_begin_with_the_token_sees_nothing_and_is_sent_away_slowly(live, first):
    viewer = live.viewer(token=False)
    began = time.monotonic()
    viewer.say(first.format(token=live.token, upper=live.token.upper()))
    viewer.say(f"token {live.token}")  # too late
    viewer.say("stop")
    assert viewer.read() is None and viewer.closed == 4001
    assert viewer.messages == []
    assert time.monotonic() - began >= 0.95
    check = live.viewer()
    assert check.read()["type"] == "load", "the run goes on"
    assert [m for m in check.messages if m["type"] == "stopping"] == []
    check.close()


def test_strangers_do_not_keep_others_out_for_long(live):
    strangers = []
    with pytest.raises(Refused):
        for _ in range(20):
            strangers.append(live.viewer(token=False))
    assert len(strangers) in (7, 8), "one of before may be on its way out"
    for stranger in strangers:
        assert stranger.read() is None and stranger.closed == 4003  # no token came

    def let_in():
        try:
            return live.viewer()
        except Refused:
            return None

    viewer = wait_until(let_in, 20)
    assert viewer.read()["type"] == "load"
    viewer.close()


def test_a_viewer_who_talks_nonsense_or_too_much_is_sent_away(live):
    viewer = live.viewer()
    viewer.say("hold all 1")
    viewer.read_all()
    assert viewer.closed == 4002
    viewer = live.viewer()
    viewer.socket.sendall(bytes([0x81, 0xFE, 0x40, 0x00]) + b"mask" + b"x" * 0x4000)
    viewer.read_all()
    assert viewer.closed == 1009


def test_the_token_is_told_once_and_kept_nowhere(tmp_path):
    log = tmp_path / "run.log"
    live = LiveRun("ws", "--embedded", "--users", "2", "--think-time", "50ms", "--ramp-up", "0", "--duration", "3s",
                   "--verbose", "--log-file", log, "--token", CANARY, "--header", f"X-Key: {CANARY}", out=tmp_path / "run.json")
    for name in ("cmdline", "environ"):
        assert live.token not in Path(f"/proc/{live.command.pid}/{name}").read_bytes().decode(errors="replace")
    door = live.viewer(page=True)
    page = door.read()
    assert page["type"] == "page" and "loadtestPage" in page["html"]
    viewer = live.viewer()
    seen = repr(viewer.read_all()) + repr(page)
    done = live.command.finish()
    assert seen.count("'type': 'over'") == 1
    assert CANARY not in seen and live.token not in seen
    assert done.err.count(live.token) == 1 and done.err.count("dashboard: ") == 1
    for text in (done.out, done.err, done.result_path.read_text(), log.read_text()):
        assert CANARY not in text
    for text in (done.out, done.result_path.read_text(), log.read_text()):
        assert live.token not in text


def test_each_run_has_a_token_of_its_own_and_quiet_runs_tell_it_too(tmp_path):
    lives = [LiveRun(*LONG, "--quiet") for _ in range(2)]
    assert lives[0].token != lives[1].token
    stranger = lives[0].viewer(token=lives[1].token)
    assert stranger.read() is None and stranger.closed == 4001
    for live in lives:
        live.command.kill()


def test_beyond_this_machine_only_when_typed_and_with_a_remark():
    live = LiveRun(*LONG, at="0.0.0.0:0")
    assert "reachable from other machines" in live.command.told.decode()
    assert live.get(host=f"127.0.0.1:{live.port}")[0] == 200
    assert live.get(host=f"192.0.2.1:{live.port}")[0] == 200, "any address may be one of this machine"
    assert live.get(host=f"evil.example:{live.port}")[0] == 403
    live.command.kill()


def test_on_ipv6():
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no ::1")
    live = LiveRun(*LONG, at="[::1]:0")
    assert live.host == f"[::1]:{live.port}"
    assert live.viewer().read()["type"] == "load"
    assert "other machines" not in live.command.told.decode()
    live.command.kill()


@pytest.mark.parametrize("value,complaint", [
    ("--live=", "an address and a port are missing"), ("--live=nonsense", "has no port"), ("--live=:5665", "is no address"),
    ("--live=127.0.0.1:99999", "has no port from 0 to 65535"), ("--live=example.com:80", "is no address of this machine"),
    ("--live=::1:80", "is no address"), ("--live=192.0.2.77:5665", "--live: cannot listen on 192.0.2.77:5665")])
def test_addresses_that_cannot_be_are_told(value, complaint):
    done = run("ws", "--embedded", "--users", "2", "--duration", "1s", value)
    assert done.code == 2 and complaint in done.err, done
    assert len(done.err.splitlines()) == 1


def test_a_value_that_is_not_joined_is_told_how():
    done = run("ws", "--embedded", "--live", "127.0.0.1:5665")
    assert done.code == 2
    assert '"127.0.0.1:5665" is not an option (a value of --live is joined to it, --live=VALUE)' in done.err, done


def test_the_default_is_loopback_and_the_shown_command_gives_the_same_run(tmp_path):
    shown = run("ws", "--embedded", "--live", "--dry-run")
    assert shown.code == 0, shown
    assert "127.0.0.1:5665" in run("ws", "--help").out
