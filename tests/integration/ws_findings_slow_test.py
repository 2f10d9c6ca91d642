"""Causes that take a while to show: rhythms, stalls, slow models, crowds, limits, churn and drift; and longer healthy runs."""

import json
import re
import ssl

import pytest

import certificates
from ws_causes import found, measure, text_of

pytestmark = pytest.mark.slow


def number(pattern, text):
    match = re.search(pattern, text)
    assert match, (pattern, text)
    return float(match[1])


@pytest.mark.parametrize("options", [("--think-time", "1s"), ("--rate", "40")], ids=["in step", "open"])
def test_a_backend_that_stalls_in_a_rhythm_is_found_with_period_and_length(target, tmp_path, options):
    done = measure(target("--stall-every", "6s", "--stall-for", "1.2s").url, tmp_path, *options, users=60, seconds=28)
    text = text_of(found(done, "timeouts-in-a-rhythm"))
    assert abs(number(r"every ([\d.]+) s from", text) - 6) <= 0.6, text
    assert abs(number(r"for up to ([\d.]+) s", text) - 1.2) <= 0.24, text


def test_stalls_that_run_into_timeouts_are_a_rhythm_too(target, tmp_path):
    done = measure(target("--stall-every", "5s", "--stall-for", "1.5s").url, tmp_path, "--think-time", "0.5s",
                   "--reply-timeout", "1s", users=40, seconds=27)
    text = text_of(found(done, "timeouts-in-a-rhythm"))
    assert abs(number(r"every ([\d.]+) s from", text) - 5) <= 0.5, text


@pytest.mark.parametrize("options", [("--think-time", "1s"), ("--rate", "15"), ("--think-time", "exponential(1s)")],
                         ids=["closed", "open", "drawn"])
def test_a_slow_model_is_found_and_nothing_that_holds_up_all(pam, tmp_path, options):
    done = measure(pam(delay=1.5).url, tmp_path, *options, users=30, seconds=10)
    text = text_of(found(done, "slow-model"))
    assert abs(number(r"median ([\d.]+) s", text) - 1.5) <= 0.15, text


@pytest.mark.parametrize("options", [("--think-time", "uniform(0.2s,1.8s)"), ("--think-time", "1s"), ("--rate", "40")],
                         ids=["drawn", "fixed", "open"])
def test_a_blocked_event_loop_is_found(pam, tmp_path, options):
    done = measure(pam(block=0.4, block_each=60).url, tmp_path, *options, users=40, seconds=20)
    blocked = found(done, "event-loop-blocked")
    assert 0.3 <= number(r"for about ([\d.]+) s", blocked["title"]) <= 0.9, blocked  # two in a row are one


def test_a_blocked_event_loop_is_found_behind_a_slow_model(pam, tmp_path):
    done = measure(pam(block=0.5, block_each=60, delay=1).url, tmp_path, "--rate", "30", users=80, seconds=20)
    found(done, "event-loop-blocked", allowed={"slow-model"})


def test_a_server_that_is_merely_busy_is_neither_blocked_nor_slow_by_its_model(target, tmp_path):
    """One after another, and more than it can do: they queue."""
    done = measure(target("--capacity", "20/s").url, tmp_path, "--think-time", "0.1s", users=60, seconds=10)
    assert not {"slow-model", "event-loop-blocked", "timeouts-in-a-rhythm"} & {f["id"] for f in done.result["findings"]}


@pytest.fixture
def tls_chat(backend, tmp_path):
    """A chat whose certificate is an expensive one."""
    certificates.openssl("req", "-x509", "-newkey", "rsa:4096", "-nodes", "-keyout", "rsa.key", "-out", "rsa.pem", "-subj",
                         "/CN=localhost", "-days", "2", cwd=tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "rsa.pem", tmp_path / "rsa.key")

    async def chat(socket):
        await socket.send(json.dumps({"type": "connection", "status": "connected"}))
        async for _ in socket:
            await socket.send(json.dumps({"type": "chat_response", "message": "yes"}))

    return backend(chat, ssl=context)


def test_users_who_connect_for_each_message_are_found_and_so_is_what_tls_costs_them(tls_chat, tmp_path):
    def sessions(messages):
        return measure(tls_chat.url, tmp_path, "--insecure", "--session-rate", "5", "--session-messages", messages,
                       "--think-time", "0.1s", users=50, seconds=8)

    done = sessions(1)
    churn = found(done, "connection-churn", allowed={"tls-cost"})
    assert "1 for each" in text_of(churn), churn
    [tls] = [f for f in done.result["findings"] if f["id"] == "tls-cost"]
    assert number(r"([\d.]+) % of connecting", tls["title"]) >= 50, tls
    found(sessions(20), "healthy")


def test_a_crowd_at_the_start_is_found(pam, tmp_path):
    """Each login costs 20 ms of the event loop: a hundred at once wait for two seconds, and those who come later do not."""
    done = measure(pam(login=0.02).url, tmp_path, "--think-time", "2s", "--stage", "4s:100", "--stage", "4s:120", users=100)
    text = text_of(found(done, "thundering-herd"))
    assert number(r"p95 ([\d.]+) s", text) >= 1.5, text


@pytest.mark.parametrize("ramp_up", ["4s", "0"])
def test_a_cap_on_users_is_found_with_its_size(pam, tmp_path, ramp_up):
    done = measure(pam(users_max=30).url, tmp_path, "--think-time", "1s", "--ramp-up", ramp_up, users=60, seconds=6)
    text = text_of(found(done, "users-capped"))
    assert "lets in 30 users and no more" in text and "as close 1013" in text and "no room for more users" in text, text


def test_a_drift_is_found_with_its_slope(pam, tmp_path):
    """Each of 20 chats a second takes half a millisecond longer: 10 ms a second, 600 ms a minute."""
    done = measure(pam(slower=0.0005).url, tmp_path, "--rate", "20", users=40, seconds=36)
    text = text_of(found(done, "drift"))
    assert abs(number(r": ([\d.]+) ms more each minute", text) - 600) <= 120, text


def test_a_queue_that_grows_is_no_drift(target, tmp_path):
    done = measure(target("--capacity", "20/s").url, tmp_path, "--rate", "25", users=200, seconds=32)
    assert "drift" not in {f["id"] for f in done.result["findings"]}, done.result["findings"]


@pytest.mark.parametrize("options", [
    ("--think-time", "0.5s"),
    ("--think-time", "uniform(1s,3s)", "--stream"),
    ("--rate", "200"),
    ("--session-rate", "10", "--session-messages", "10", "--think-time", "0.2s"),
], ids=["closed", "streamed", "open", "sessions"])
def test_nothing_is_found_in_a_healthy_run_of_half_a_minute(target, tmp_path, options):
    found(measure(target("--latency", "30ms", "--jitter", "20ms").url, tmp_path, *options, users=100, seconds=30), "healthy")


def test_nothing_is_found_in_the_embedded_backend_at_a_heavy_load(tmp_path):
    done = measure(None, tmp_path, "--think-time", "0.02s", users=100, seconds=10)
    found(done, "healthy")
