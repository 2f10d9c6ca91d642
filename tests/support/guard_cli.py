"""Runs against hosts that the production guard looks at, and what must be true of its words."""

from db_cli import one_line
from loadtest_cli import run

PASSWORD, DB = "canary-91d0c47ab2", ["--mix", "100:0"]


def db(address, *args, **kwargs):
    return run("db", *(["--db", address] if address else []), *args, **kwargs)


def ws(url, *args, **kwargs):
    short = [] if "--duration" in args else ["--duration", "1s"]
    few = [] if "--users" in args else ["--users", "2"]
    return run("ws", "--url", url, *few, *short, *args, **kwargs)


def refused(done, *named):
    one_line(done, 5, *named)
    assert PASSWORD not in done.out + done.err, done


def one_line_of(done, code, name):
    """The last line says why it ended; those before it tell what the guard did."""
    *notes, last = done.err.strip().splitlines()
    assert done.code == code and name in last and all("guarded" in n or "approve" in n for n in notes), done
