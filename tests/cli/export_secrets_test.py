"""What authorizes exports, and Sentry's DSN, are shown nowhere and inherited by nobody."""

import base64
from pathlib import Path

import pytest

from loadtest_cli import run, start, wait_until
from servers import Embedded
from stub_receiver import StubReceiver

CANARY = "canary-77b0e2c4d1"
SECRETS = {
    "LOADTEST_REMOTE_WRITE_HEADERS": f"Authorization=Bearer%20{CANARY}-rw",
    "LOADTEST_PUSHGATEWAY_HEADERS": f"X-Key={CANARY}-pg",
    "LOADTEST_INFLUX_HEADERS": f"Authorization=Token {CANARY}-in",
    "OTEL_EXPORTER_OTLP_HEADERS": f"api-key={CANARY}-otel",
}


def exports(receiver):
    address = receiver.url.replace("http://", f"http://me:{CANARY}-pw@")
    kinds = ("remote-write", "pushgateway", "influx", "otlp")
    return [word for kind in kinds for word in ("--export", f"{kind}={address}")]


def encoded(text):
    return base64.b64encode(f"me:{text}".encode()).decode()


def test_they_reach_the_receiver_and_no_output(target, tmp_path):
    # A receiver that repeats what it was sent, as error pages do.
    reply = f"bad token {CANARY}-rw {CANARY}-in {CANARY}-otel {CANARY}-pg {CANARY}-pw {encoded(CANARY + '-pw')}"
    log = tmp_path / "run.log"
    with StubReceiver("refuse", status=400, body=reply.encode()) as receiver:
        dsn = receiver.url.replace("://", f"://{CANARY}key@") + "/1"
        done = run("ws", "--url", target().url, "--users", "1", "--duration", "2s", "--ramp-up", "0", "--verbose",
                   "--log-file", log, *exports(receiver), "--sentry-monitor", "m", out=tmp_path / "run.json",
                   env={**SECRETS, "SENTRY_DSN": dsn})
        headers = str([headers for _, headers, _ in receiver.requests])
    for sent in ("Bearer " + CANARY + "-rw", CANARY + "-pg", "Token " + CANARY + "-in", CANARY + "-otel",
                 "sentry_key=" + CANARY + "key"):
        assert sent in headers, (sent, headers)
    assert done.err.count("updates lost: answered 400 Bad Request: bad token ***") == 4, done
    for text in (done.out, done.err, done.result_path.read_text(), log.read_text(),
                 *(body.decode(errors="replace") for path, _, body in receiver.requests if path != "/api/v1/write")):
        assert CANARY not in text and encoded(CANARY + "-pw") not in text, text


def test_neither_ps_nor_the_backend_shows_them():
    with StubReceiver() as receiver:
        command = start("ws", "--embedded", "--users", "1", "--duration", "20s", "--ramp-up", "0", *exports(receiver),
                        env={**SECRETS, "SENTRY_DSN": f"http://{CANARY}key@127.0.0.1:1/1"})
        try:
            child = Embedded(command).pid
            wait_until(lambda: receiver.requests, 15, "something is exported")
            for pid in (child, command.pid):
                for name in ("cmdline", "environ"):
                    assert CANARY not in Path(f"/proc/{pid}/{name}").read_bytes().decode(errors="replace"), (pid, name)
        finally:
            command.kill()


@pytest.mark.parametrize("typed, said", [
    (f"otlp=ftp://me:{CANARY}@host", "begins with http"),
    (f"http://me:{CANARY}@host", "KIND=TARGET is needed"),
    (f"remote-write=http://{CANARY}@host", "a name and a password"),
    (f"influx=http://h/write?db=x&u=me&p={CANARY}", "a password in the query"),
    ("statsd=localhost:1", "no kind of export"),
    ("prometheus", "needs a target"),
    ("prometheus=0", "a port from 1 to 65535"),
    ("dogstatsd=localhost", "a host and a port"),
    ("dogstatsd=unix:", "path is missing"),
])
def test_what_is_wrong_is_told_without_them(typed, said):
    done = run("ws", "--url", "ws://127.0.0.1:1", "--export", typed)
    assert done.code == 2 and said in done.err and CANARY not in done.err, done


def test_headers_that_are_none_are_told_without_them(target):
    done = run("ws", "--url", "ws://127.0.0.1:1", "--export", "otlp=http://h",
               env={"OTEL_EXPORTER_OTLP_HEADERS": CANARY})
    assert done.code == 2 and "$OTEL_EXPORTER_OTLP_HEADERS: it is no list of headers" in done.err, done
    assert CANARY not in done.err
