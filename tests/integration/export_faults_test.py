"""Whatever receivers do, the run, its verdict and its end are as without them; one line for each tells what was lost."""

import socket
import ssl
import threading

import pytest

import certificates
from loadtest_cli import run
from receivers import free_port
from result import operation
from stub_receiver import StubReceiver

SECONDS = 3
TROUBLES = {  # how a receiver behaves, and what is told of it
    "answered 500 Internal Server Error: disk full": {"how": "refuse", "status": 500, "body": b"disk full\nmore"},
    "answered 400 Bad Request: \\x1b[31mno": {"how": "refuse", "status": 400, "body": b"\x1b[31mno"},
    "no answer": {"how": "hang"},
    "the connection was closed before the answer": {"how": "cut"},
}


def measured(target, *options, seconds=SECONDS, **kwargs):
    return run("ws", "--url", target().url, "--users", "5", "--duration", f"{seconds}s", "--ramp-up", "0", "--think-time",
               "100ms", *options, **kwargs)


def told_of_exports(done):
    return [line for line in done.err.splitlines() if "export" in line]


def test_all_receivers_in_trouble_at_once_change_nothing_but_a_line_each(target, tmp_path):
    folder = certificates.make_authority(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "good.pem", folder / "good.key")
    stubs = [StubReceiver(**how) for how in TROUBLES.values()] + [StubReceiver(tls=context)]
    nowhere = f"http://127.0.0.1:{free_port()}"
    options = [f"remote-write={stub.url}/w" for stub in stubs]
    options += [f"{kind}={nowhere}" for kind in ("remote-write", "otlp", "influx", "pushgateway")]
    options += [f"prometheus={free_port()}", "influx=http://no-such-host.invalid"]
    try:
        done = measured(target, *[word for option in options for word in ("--export", option)], out=tmp_path / "run.json")
        assert all(stub.requests for stub in stubs[:-1]) and not stubs[-1].requests
    finally:
        for stub in stubs:
            stub.__exit__()
    assert done.code in (0, 4) and operation(done.result, "chat")["ok"] > 50, done
    assert done.result["run"]["duration_s"] == pytest.approx(SECONDS, abs=0.5), done
    # Two seconds for what waits to be sent, however many receivers; and this machine may pause.
    assert done.seconds < SECONDS + 6, done
    told = told_of_exports(done)
    assert len(told) == len(options), done.err
    wanted = [*TROUBLES, "its certificate is not trusted: ", *[f"export {k}: " for k in ("otlp", "pushgateway")],
              "updates lost: connection refused", "nobody read http://127.0.0.1:", "updates lost: the name does not"]
    for text in wanted:
        assert any(text in line for line in told), (text, told)


def test_a_slow_receiver_and_one_that_recovers_miss_nothing(target, tmp_path):
    with StubReceiver(delay=0.7) as slow, StubReceiver("refuse", status=503) as recovers:
        threading.Timer(1.5, lambda: setattr(recovers, "how", "ok")).start()
        done = measured(target, "--export", f"otlp={slow.url}", "--export", f"influx={recovers.url}", seconds=5)
    assert not told_of_exports(done), done
    assert 2 <= len(slow.requests) <= 10 and {path for path, _, _ in slow.requests} == {"/v1/metrics"}
    last = [line for line in recovers.requests[-1][2].decode().splitlines() if line.startswith("loadtest_running")]
    assert last and last[-1].split()[1] == "value=0"


def test_what_is_lost_is_told_though_all_else_is_quiet(target):
    done = run("ws", "--url", target().url, "--users", "2", "--duration", "1s", "--ramp-up", "0", "--quiet", "--export",
               "influx=http://127.0.0.1:1/write")
    assert len(done.err.splitlines()) == 1 and "export influx: " in done.err and "lost" in done.err, done


@pytest.mark.parametrize("export,hint", [("prometheus=99999", "prometheus=9464"), ("influx=", "influx=http://localhost:8086"),
                                         ("remote-write=localhost", "remote-write=http://localhost:9090")])
def test_a_target_that_is_none_is_told_with_an_example_of_its_kind(export, hint):
    done = run("ws", "--embedded", "--export", export)
    assert done.code == 2 and len(done.err.splitlines()) == 1 and f"such as {hint}" in done.err, done


def test_a_slug_that_sentry_does_not_have_is_refused():
    done = run("ws", "--embedded", "--sentry-monitor", "a b", env={"SENTRY_DSN": "https://key@127.0.0.1/1"})
    assert done.code == 2 and "slug" in done.err and len(done.err.splitlines()) == 1, done


def test_a_port_that_is_taken_stops_the_run_before_it_begins(target):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("ws", "--url", target().url, "--export", f"prometheus={port}")
    assert done.code == 2 and f"cannot listen on 127.0.0.1:{port}" in done.err, done


def test_https_to_whom_the_user_trusts(target, tmp_path):
    folder = certificates.make_authority(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "good.pem", folder / "good.key")
    with StubReceiver(tls=context) as receiver:
        done = measured(target, "--export", f"otlp={receiver.url}", seconds=1,
                        env={"SSL_CERT_FILE": str(folder / "ca.pem")})
    assert not told_of_exports(done) and receiver.requests, done
