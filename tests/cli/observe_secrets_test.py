"""Passwords of what is looked at beside the load are in nothing that loadtest writes, and what it cannot reach fails no run."""

from loadtest_cli import run

CANARY = "canary-9f31c7e2"
WITH_SECRETS = ["--observe-db", f"postgresql://looker:{CANARY}@127.0.0.1:1/shop",
                "--observe-pgbouncer", f"host=127.0.0.1 port=1 user=looker password={CANARY} dbname=pgbouncer",
                "--observe-metrics", f"http://looker:{CANARY}@127.0.0.1:1/metrics",
                "--observe-http", f"http://looker:{CANARY}@127.0.0.1:1/health"]


def test_passwords_of_observed_addresses_are_in_no_output(target, tmp_path):
    outputs = [tmp_path / f"run.{ending}" for ending in ("html", "xml", "md", "prom", "csv")]
    asked = [word for path in outputs for word in ("--out", path)]
    done = run("ws", "--url", target().url, "--users", "2", "--duration", "1s", "--no-default-criteria", "--verbose", *WITH_SECRETS,
               *asked, out=tmp_path / "run.json")
    assert done.code in (0, 4), done
    written = [done.out, done.err, *(path.read_text() for path in [*outputs, tmp_path / "run.json"])]
    assert all(CANARY not in text for text in written)
    server = done.result["server"]
    for source in ("database", "pgbouncer", "target", "health"):
        assert server[source]["notes"], f"why {source} was not seen"
    assert "database: nothing was observed" in done.err


def test_a_dry_run_shows_none_either():
    done = run("ws", "--embedded", *WITH_SECRETS, "--dry-run")
    assert done.code == 0 and CANARY not in done.out + done.err
    wrong = run("ws", "--embedded", "--observe-http", f"ftp://looker:{CANARY}@127.0.0.1/", "--dry-run")
    assert wrong.code == 2 and "--observe-http" in wrong.err and CANARY not in wrong.err
