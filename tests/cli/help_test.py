"""What the binary says of itself."""

import pytest

from loadtest_cli import run


@pytest.mark.parametrize("args", [["--help"], ["ws", "--help"], ["target", "--help"]])
def test_help_goes_to_standard_output_with_exit_0(args):
    done = run(*args)
    assert done.code == 0
    assert "loadtest" in done.out and not done.err


def test_version_prints_the_version_and_the_commit():
    done = run("--version")
    assert done.code == 0 and not done.err
    assert done.out.startswith("loadtest 0.")
    assert "commit" in done.out.lower() or len(done.out.split()) > 2


def test_help_of_ws_names_every_option_of_the_contract():
    text = run("ws", "--help").out
    for option in ("url", "users", "duration", "token", "token-file", "dialogue", "think-time", "rate", "arrival", "backlog",
                   "connect-timeout", "reply-timeout", "header", "cacert", "insecure", "ramp-up", "warm-up",
                   "graceful-stop", "embedded", "threshold", "no-default-criteria", "out", "quiet", "verbose", "no-color",
                   "json", "log-file", "seed", "threads", "name", "label", "dry-run", "strict"):
        assert f"--{option}" in text, option


def test_help_of_target_names_the_faults_and_hides_what_is_internal():
    text = run("target", "--help").out
    for option in ("port", "bind", "token", "latency", "jitter", "stall-every", "stall-for", "capacity", "error-share",
                   "drop-share", "late-share", "late-by", "close-share", "rate-limit"):
        assert f"--{option}" in text, option
    assert "parent-pipe" not in text


def test_without_a_command_usage_is_told_with_exit_2():
    done = run()
    assert done.code == 2 and not done.out
    assert "ws" in done.err


@pytest.mark.parametrize("typed", ["wss", "w", "tarGet", "targt"])
def test_an_unknown_command_is_exit_2_with_one_line(typed):
    done = run(typed)
    assert done.code == 2 and not done.out
    assert len(done.err.strip().splitlines()) == 1 and typed in done.err


def test_a_misspelt_command_is_told_the_nearest_known_one():
    assert "target" in run("targt").err
