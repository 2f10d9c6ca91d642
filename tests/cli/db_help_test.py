"""What `loadtest db` says of itself."""

from loadtest_cli import run


def test_help_goes_to_standard_output_with_exit_0_within_100_columns():
    for args in (["db", "--help"], ["help", "db"]):
        done = run(*args)
        assert done.code == 0 and not done.err
        assert [line for line in done.out.splitlines() if len(line) > 100] == []


def test_help_names_every_option_of_the_contract():
    text = run("db", "--help").out
    for option in ("db", "queries", "workers", "pool-size", "mix", "only", "rls", "pipeline", "role", "as", "anon-share",
                   "user-skew", "no-leak-check", "protocol", "max-tries", "latency-limit", "define", "user-ids", "keep-rows", "clean-up",
                   "duration", "think-time", "rate", "arrival", "backlog", "connect-timeout", "reply-timeout", "ramp-up",
                   "warm-up", "graceful-stop", "embedded", "threshold", "no-default-criteria", "out", "quiet", "verbose",
                   "no-color", "json", "log-file", "seed", "threads", "name", "label", "dry-run", "strict"):
        assert f"--{option}" in text, option


def test_help_names_the_environment_and_the_defaults():
    text = run("db", "--help").out
    for said in ("DATABASE_URL", "postgresql://localhost/wheels_wins", "80:20", "1000", "transaction", "authenticated"):
        assert said in text, said


def test_the_list_of_commands_has_it():
    assert "loadtest db" in run("--help").out or "\n  db" in run("--help").out
