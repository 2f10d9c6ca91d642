"""Causes that a run against real servers finds, with the right figures, and healthy ones in which it finds none."""

import base64
import re

import pytest

import servers
from ws_causes import IdleProxy, found, measure, text_of


@pytest.fixture
def passing(target):
    return target("--latency", "5ms")


@pytest.fixture
def idle_proxy():
    """idle_proxy(port, seconds) stands before that port; stopped after the test."""
    yield from servers.several(IdleProxy)


def test_a_rate_limit_is_found_with_what_it_says_and_whom_it_counts(pam, tmp_path):
    done = measure(pam(rate="4/60").url, tmp_path, "--think-time", "0.2s", users=10, seconds=3)
    rate_limited = found(done, "rate-limited")
    text = text_of(rate_limited)
    assert "it allows 4 in 60 s" in rate_limited["title"], text
    assert "as RATE_LIMIT_EXCEEDED" in text and "try again after 59" in text, text
    assert "counts them as one" not in text and "--think-time 15s" in text, text
    noted = done.result["server"]["ws"]["figures"]
    counts = next(o for o in done.result["tracks"][0]["operations"] if o["name"] == "chat")
    assert counts["ok"] == 4 * 10 and noted["rate_limit.refused"]["value"] == counts["failed"] > 0


def test_a_limit_that_all_users_share_is_told_so(target, tmp_path):
    """All of them log in as the same one."""
    subject = base64.urlsafe_b64encode(b'{"sub":"only-one"}').decode().rstrip("=")
    (tmp_path / "token").write_text(f"e30.{subject}.c2lnbmF0dXJl")
    done = measure(target("--rate-limit", "30/m").url, tmp_path, "--token-file", tmp_path / "token", "--think-time", "0.2s",
                   users=10, seconds=2)
    text = text_of(found(done, "rate-limited"))
    assert "it allows 30 in 60 s" in text and "all of them together got 30 through" in text, text


def test_refused_tokens_are_found_and_those_that_must_be_refused_are_not(target, tmp_path):
    admits_one = target("--token", "the-right-token").url
    (tmp_path / "tokens").write_text("the-right-token\nanother-token\n")
    done = measure(admits_one, tmp_path, "--token-file", tmp_path / "tokens", "--think-time", "0.2s", users=10, seconds=1)
    text = text_of(found(done, "authentication-refused"))
    assert "the tokens of 50 % of the connects" in text and "5 of 10 connects ended as close 4001" in text, text
    assert "invalid token" in text and "another-token" not in str(done.result), text

    (tmp_path / "tokens").write_text("the-right-token\n")
    done = measure(admits_one, tmp_path, "--token-file", tmp_path / "tokens", "--bad-tokens", "50%", "--think-time", "0.2s",
                   users=10, seconds=1)
    found(done, "healthy")


def test_a_proxy_that_drops_the_silent_is_found_with_its_patience(pam, idle_proxy, tmp_path):
    """Nobody pings, users read for up to five seconds, and the proxy waits for one and a half."""
    url = idle_proxy(pam(ws_ping_every=1000).port, 1.5).url
    done = measure(url, tmp_path, "--think-time", "uniform(0.5s,5s)", "--reconnect", "backoff(0.2s,1s)", users=20, seconds=5)
    text = text_of(found(done, "keep-alive-too-slow"))
    silence = float(re.search(r"after ([\d.]+) s of silence", text)[1])
    assert abs(silence - 1.5) <= 0.2 * 1.5, text


@pytest.mark.parametrize("options", [
    ("--think-time", "0.3s"),
    ("--rate", "50"),
    ("--rate", "50", "--stream"),
    ("--ramp-up", "0", "--think-time", "0.1s"),
], ids=["closed", "open", "streamed", "all at once"])
def test_nothing_is_found_in_a_healthy_run(passing, tmp_path, options):
    found(measure(passing.url, tmp_path, *options, users=20, seconds=3), "healthy")


def test_nothing_is_found_in_a_healthy_run_against_uvicorn(pam, tmp_path):
    found(measure(pam(delay=0.02).url, tmp_path, "--think-time", "0.3s", users=20, seconds=3), "healthy")
