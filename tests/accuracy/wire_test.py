"""Is service time what was on the wire, also where the generator is late to read? tcpdump is the truth."""

import os
import ssl
import subprocess

import pytest

import wire
from loadtest_cli import NOT_ALONE, SANITIZED, run
from result import operation, track
from servers import cores
from skips import skip_or_fail

# One frame of 64 bytes: masked from the client, bare from the server; and what TLS 1.3 adds to a record.
MESSAGE, ANSWER, TLS_RECORD = 64 + 6, 64 + 2, 22


@pytest.fixture
def capture(tmp_path):
    """capture(port) records what goes over loopback to and from there."""
    if os.geteuid() != 0:
        pytest.skip("tcpdump needs root")
    if not wire.available():
        skip_or_fail("no tcpdump")
    captures = []

    def start(port):
        captures.append(wire.Capture(port, tmp_path / f"wire-{len(captures)}.pcap"))
        return captures[-1]

    yield start
    for one in captures:
        one.kill()


def measured_and_true(capture, port, url, *options, out, tls_bytes=0, prefix=()):
    """One run: its result, the service times of its messages, and their times on the wire."""
    recording = capture(port)
    done = run("ws", "--dialogue", "echo", "--url", url, "--ramp-up", "0", *options, timeout=90, out=out, prefix=prefix)
    assert recording.stop() == 0, "tcpdump lost packets"
    trips = recording.round_trips(MESSAGE + tls_bytes, ANSWER + tls_bytes)
    chat = operation(done.result, "chat")
    assert len(trips) == chat["ok"] > 0, (len(trips), chat["ok"], done)
    assert track(done.result)["facts"]["answers timed"] == "by the kernel, as they came"
    return done.result, chat["service_ms"], trips


def differences(service, trips):
    """How much longer than on the wire, in ms, at p50 and p99."""
    found = {}
    for statistic, share in (("p50", 0.5), ("p99", 0.99)):
        true = wire.percentile_ms(trips, share)
        found[statistic] = service[statistic] - true
        print(f"{statistic}: {service[statistic]:.4f} ms, on the wire {true:.4f} ms")
    return found


def assert_as_on_the_wire(measure):
    """Within 50 us at p50 and 200 us at p99: the best of three, as a machine that pauses does so between the reading of
    the clock and the wire, too. Sanitizers make that way many times as long."""
    slack = 10 if SANITIZED else 1
    for _ in range(3):
        found = differences(*measure()[1:])
        if abs(found["p50"]) < 0.05 * slack and abs(found["p99"]) < 0.2 * slack:
            return
    assert False, found


def test_service_time_is_that_of_the_wire(capture, target, tmp_path):
    server = target()
    assert_as_on_the_wire(lambda: measured_and_true(
        capture, server.port, server.echo_url, "--users", "1000", "--rate", "1000/s", "--duration", "4s",
        out=tmp_path / "run.json"))


def test_under_tls_too(capture, backend, authority, tmp_path):
    async def echo(socket):
        async for message in socket:
            await socket.send(message)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "good.pem", authority / "good.key")
    server = backend(echo, ssl=context)
    assert_as_on_the_wire(lambda: measured_and_true(
        capture, server.port, server.url, "--cacert", str(authority / "ca.pem"), "--users", "100", "--rate", "300/s",
        "--duration", "4s", out=tmp_path / "run.json", tls_bytes=TLS_RECORD))


@pytest.fixture
def beside_a_busy_loop():
    """A prefix: the command has to share its core."""
    if len(cores()) < 2:
        skip_or_fail("one core: the server would be late as well")
    on_its_core = ["taskset", "-c", str(cores()[0])]
    loop = subprocess.Popen([*NOT_ALONE, *on_its_core, "sh", "-c", "while :; do :; done"])
    yield on_its_core
    loop.kill()
    loop.wait()


def test_a_generator_that_reads_late_does_not_book_its_own_queue_on_the_server(capture, target, beside_a_busy_loop, tmp_path):
    # No think time: answers come while it has no processor, and it says how long they lay there.
    server = target(prefix=["taskset", "-c", str(cores()[1])])
    result, service, trips = measured_and_true(
        capture, server.port, server.echo_url, "--users", "100", "--think-time", "0", "--duration", "2s", "--threads", "1",
        out=tmp_path / "run.json", prefix=beside_a_busy_loop)
    true = wire.percentile_ms(trips, 0.95)
    delay = result["generator"]["delay_ms"]
    print(f"p95 {service['p95']:.3f} ms, on the wire {true:.3f} ms, read late by {delay}")
    assert delay["p99"] > true, "it was not late"
    assert service["p95"] < 1.5 * true


def test_a_library_with_its_own_socket_has_the_clock_of_the_loop(capture, database, tmp_path):
    # libpq keeps its socket to itself, so an answer's end is when it was read: later than the wire, never earlier.
    recording = capture(database.cluster.port)
    done = run("db", "--db", database.url(), "--rls", "off", "--mix", "100:0", "--only", "profile", "--rate", "300/s",
               "--workers", "5", "--pool-size", "5", "--duration", "4s", "--ramp-up", "0", timeout=90,
               out=tmp_path / "run.json")
    assert recording.stop() == 0, "tcpdump lost packets"
    service = operation(done.result, "profile", "db")["service_ms"]
    true = wire.percentile_ms(recording.exchanges(), 0.5)
    print(f"p50 {service['p50']:.4f} ms, on the wire {true:.4f} ms")
    assert 0 <= service["p50"] - true < 0.5
