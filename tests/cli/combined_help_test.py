"""What `loadtest combined --help` says."""

import re

from loadtest_cli import run


def sections(text):
    """{heading: the lines below it}."""
    found, lines = {}, None
    for line in text.splitlines():
        if re.match(r"\S.*:$", line):
            lines = found[line.rstrip(":")] = []
        elif lines is not None:
            lines.append(line)
    return found


def options_of(lines):
    return [m[1] for m in (re.match(r"  --([a-z-]+)", line) for line in lines) if m]


def help_sections():
    done = run("combined", "--help")
    assert done.code == 0 and not done.err, done
    return sections(done.out)


def test_every_option_of_the_contract_is_listed_once_and_under_a_heading():
    all_listed = [o for lines in help_sections().values() for o in options_of(lines)]
    for option in ("url", "users", "token", "token-file", "dialogue", "think-time", "rate", "arrival", "backlog", "header",
                   "cacert", "insecure", "db", "queries", "workers", "pool-size", "mix", "rls", "pipeline", "role", "user-ids",
                   "keep-rows", "db-think-time", "db-rate",
                   "embedded", "together-only", "duration", "ramp-up", "warm-up", "graceful-stop",
                   "connect-timeout", "reply-timeout", "threshold", "no-default-criteria", "strict", "out", "quiet", "verbose",
                   "no-color", "json", "log-file", "seed", "threads", "name", "label", "approve-production", "dry-run"):
        assert all_listed.count(option) == 1, option
    assert "clean-up" not in all_listed, "an option of loadtest db"


def test_each_half_has_a_heading_and_its_own_rhythm_below_it():
    listed = {heading: options_of(lines) for heading, lines in help_sections().items()}
    assert {"url", "users", "think-time", "rate"} <= set(listed["WebSocket backend"])
    assert {"db", "workers", "queries", "db-think-time", "db-rate"} <= set(listed["Database"])
    assert {"duration", "ramp-up", "together-only"} <= set(listed["Load"])


def test_examples_and_exit_codes_are_told():
    found = help_sections()
    assert any("loadtest combined --embedded" in line for line in found["Examples"])
    codes = "\n".join(found["Exit codes, the first that applies"])
    for code in ("2", "5", "3", "130 / 143", "4", "1", "0", "70"):
        assert re.search(rf"^  {code} ", codes, re.M), code


def test_the_command_is_in_the_list_of_commands():
    assert re.search(r"^  combined\s", run("--help").out, re.M)
