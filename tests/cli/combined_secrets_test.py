"""No secret of either half is shown, by whatever way it came in, nor handed to what is started."""

import contextlib
import os
import re
from pathlib import Path

from combined_cli import assert_consistent
from loadtest_cli import run, start, wait_until
from pam_database import PASSWORD
from postgres import bin_folder
from servers import descendants
from target_db import folders, place, processes  # noqa: F401 (a fixture)

TOKEN, HEADER, OTHER = "canary-91b6d0c4e7", "canary-2f85a7d613", "canary-c0de5a1e77"
SECRETS = (TOKEN, HEADER, OTHER, PASSWORD)
LOAD = ["--users", "2", "--think-time", "50ms", "--workers", "2", "--pool-size", "2", "--db-think-time", "20ms", "--ramp-up",
        "0", "--verbose"]


def shown(text):
    return [secret for secret in SECRETS if secret in text]


def proc(entry, name):
    with contextlib.suppress(OSError):
        return (entry / name).read_bytes().decode(errors="replace")
    return ""


def seen_by_ps(pid):
    """Command lines of it and of all that it has started; those of other tests' processes have the same secrets."""
    return [proc(Path("/proc") / str(p), "cmdline").replace("\0", " ") for p in (pid, *descendants(pid))]


def check(command, log, server):
    """As soon as there is load, and at the end."""
    try:
        server.stats_when(lambda s: s["chats_received"] > 0, 20)
        assert [line for pid in (command.pid, server.pid) for line in seen_by_ps(pid) if shown(line)] == []
        assert shown(proc(Path("/proc") / str(command.pid), "environ")) == []
        done = command.finish()
    finally:
        command.kill()
    assert done.code in (0, 1, 4), done
    assert_consistent(done.result)
    for text in (done.out, done.err, log.read_text(), done.result_path.read_text()):
        assert shown(text) == []
    assert log.read_text()
    return done


def test_typed_as_flags(target, database, tmp_path):
    server, log = target("--token", TOKEN), tmp_path / "run.log"
    command = start("combined", "--url", server.url, "--token", TOKEN, "--header", f"Authorization: Bearer {HEADER}", "--db",
                    database.url(), *LOAD, "--duration", "2s", "--log-file", log, out=tmp_path / "run.json")
    check(command, log, server)
    assert server.stats()["greeted"] == 2 and sum(n for n, _ in database.calls().values()) > 0


def test_in_addresses_files_and_the_environment(target, database, tmp_path):
    server, log = target("--token", TOKEN), tmp_path / "run.log"
    (tmp_path / "token").write_text(TOKEN + "\n")
    env = {"LOADTEST_WS_URL": f"{server.url}?key={OTHER}", "DATABASE_URL": database.url(), "PGPASSWORD": OTHER,
           "LOADTEST_TOKEN": OTHER}
    command = start("combined", "--token-file", tmp_path / "token", *LOAD, "--duration", "2s", "--log-file", log, env=env,
                    out=tmp_path / "run.json")
    check(command, log, server)
    assert server.stats()["greeted"] == 2 and sum(n for n, _ in database.calls().values()) > 0


def test_a_password_of_the_environment_alone(target, database, tmp_path):
    server, log = target(), tmp_path / "run.log"
    env = {"PGPASSWORD": PASSWORD, "LOADTEST_TOKEN": TOKEN}
    command = start("combined", "--url", f"{server.url}?key={OTHER}", "--db", database.url(password=None),
                    *LOAD, "--duration", "2s", "--log-file", log, env=env, out=tmp_path / "run.json")
    check(command, log, server)
    assert sum(n for n, _ in database.calls().values()) > 0


def telling_postgres(place):  # noqa: F811
    """A folder for PATH with a server that logs each statement, and so the passwords that are made for its roles."""
    folder = place / "bin"
    folder.mkdir()
    for program, more in (("initdb", ""), ("postgres", "-c log_min_duration_statement=0")):
        (folder / program).write_text(f'#!/bin/sh\nexec {bin_folder()}/{program} "$@" {more}\n')
    for path in (folder, *folder.iterdir()):
        path.chmod(0o755)
    return folder


def test_what_is_embedded_inherits_nothing_and_its_own_passwords_are_not_shown_either(place, tmp_path):  # noqa: F811
    log = tmp_path / "run.log"
    env = {"TMPDIR": str(place), "LOADTEST_WS_URL": f"ws://h/?token={OTHER}", "DATABASE_URL": f"postgresql://u:{PASSWORD}@h/x",
           "PGPASSWORD": PASSWORD, "LOADTEST_TOKEN": TOKEN, "MY_OWN_SECRET": HEADER,
           "PATH": f"{telling_postgres(place)}:{os.environ['PATH']}"}
    command = start("combined", "--embedded", "--token", TOKEN, "--header", f"Cookie: session={OTHER}", *LOAD,
                    "--duration", "4s", "--log-file", log, env=env, out=tmp_path / "run.json")

    def parts():
        # The backend, its keeper, and the server; not the command itself, whose environment has what the user put there.
        return [pid for pid in processes(place) if pid != command.pid]

    lines = set()  # from the start on

    def under_way():
        lines.update(seen_by_ps(command.pid))
        return log.exists() and "run starts" in log.read_text()

    try:
        wait_until(under_way, 60, "the load is under way")
        assert [line for line in seen_by_ps(command.pid) if shown(line)] == []
        [folder] = folders(place)
        passwords = set(re.findall(r"alter role \w+ password '(\w+)'", (folder / "postgres.log").read_text()))
        assert len(passwords) == 2 and len(parts()) >= 5
        assert [(pid, found) for pid in parts() if (found := shown(proc(Path("/proc") / str(pid), "environ")))] == []
        assert [s for s in shown(proc(Path("/proc") / str(command.pid), "environ")) if s != HEADER] == []
        done = command.finish()
    finally:
        command.kill()
    assert done.code in (0, 1, 4), done
    for text in (done.out, done.err, log.read_text(), done.result_path.read_text()):
        assert shown(text) == [] and not any(password in text for password in passwords)
    assert len(lines) > 5 and not any(password in line for line in lines for password in passwords)


def test_mistakes_beside_them_do_not_show_them(target, database):
    for args in (["--users", "0"], ["--colour"], ["--db", database.url()], ["--url", f"ws://h/?token={OTHER}"], ["--dry-run"],
                 ["--dry-run", "--json"]):
        done = run("combined", "--url", f"ws://127.0.0.1:1/?token={TOKEN}", "--header", f"Cookie: s={HEADER}", "--db",
                   database.url(), *args, env={"LOADTEST_TOKEN": OTHER})
        assert done.code in (0, 2) and shown(done.out + done.err) == [], done
    done = run("combined", "--url", f"ws://me:{OTHER}@127.0.0.1:1/", "--db", database.url())
    assert done.code == 2 and "--url" in done.err and shown(done.out + done.err) == [], done
