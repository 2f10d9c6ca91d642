"""`loadtest target --with-db`: a real PostgreSQL beside the chat."""

import contextlib
import json
import os
import re
import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

import loadtest_cli
from loadtest_cli import run, start, wait_until
from postgres import psql
from servers import children, get, is_running
from target_db import READY_S, folders, processes
from target_db import place, served, shared_place, standing, without_postgres  # noqa: F401 (fixtures)

ROLES = ("anon", "authenticated", "service_role")
TABLES = {"auth.users": 1000, "profiles": 1000, "budgets": 4000, "expenses": 50000, "pam_conversations": 5000,
          "pam_messages": 50000}


def listening_ports(pids):
    """TCP ports that these processes listen on, with their addresses."""
    inodes = set()
    for pid in pids:
        try:
            fds = list(Path(f"/proc/{pid}/fd").iterdir())
        except OSError:  # only root may look into a process that has ended
            wait_until(lambda: not is_running(pid), 5, f"{pid} has ended, since its files cannot be seen")
            continue
        for fd in fds:
            with contextlib.suppress(OSError):
                inodes |= set(re.findall(r"socket:\[(\d+)\]", os.readlink(fd)))
    rows = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    return {row[1] for row in rows if row[3] == "0A" and row[9] in inodes}


def as_role(role, user, sql):
    """What the statement gives within a transaction of that role, with the user's claims, undone at the end."""
    claims = json.dumps({"sub": user, "role": role})
    return (f"begin; set local role {role}; do $$ begin perform set_config('request.jwt.claims', '{claims}', true); end $$; "
            f"{sql}; rollback")


def test_it_is_ready_soon_with_all_rows(served):
    server = served()
    assert server.lines[0].startswith("ws: ws://127.0.0.1:") and server.lines[1].startswith("db: postgresql://postgres:")
    assert server.seconds < READY_S
    assert get(urlsplit(server.ws).port, "/health") == (200, "ok\n")
    for table, rows in TABLES.items():
        assert server.query(f"select count(*) from {table}") == [[str(rows)]], table
    each = {"expenses": 50, "budgets": 4, "pam_conversations": 5}
    for table, rows in each.items():
        assert server.query(f"select distinct count(*) from {table} group by user_id") == [[str(rows)]], table
    assert server.query("select distinct count(*) from pam_messages group by conversation_id") == [["10"]]
    assert server.query("select count(*) from budget_utilization where spent_amount > 0") == [["4000"]]
    assert server.query("select count(*) from pg_stat_user_tables where n_live_tup > 0 and last_analyze is not null") == [["6"]]
    assert json.loads(server.command.stop(20).out)["open"] == 0, "the counters come at the end, as without a database"


def test_roles_are_as_at_supabase(standing):
    roles = standing.query("select rolname, rolsuper, rolcanlogin, rolinherit, rolbypassrls from pg_roles where rolname in "
                         "('anon', 'authenticated', 'service_role', 'authenticator', 'postgres', 'supabase_admin') order by 1")
    assert roles == [["anon", "f", "f", "f", "f"], ["authenticated", "f", "f", "f", "f"], ["authenticator", "f", "t", "f", "f"],
                     ["postgres", "f", "t", "t", "t"], ["service_role", "f", "f", "f", "t"], ["supabase_admin", "t", "t", "t", "t"]]
    assert standing.query("select rolname, array_to_string(rolconfig, ' ') from pg_roles where rolconfig is not null order by 1") == [
        ["anon", "statement_timeout=3s"], ["authenticated", "statement_timeout=8s"], ["authenticator", "statement_timeout=8s"]]
    assert standing.query("select distinct tableowner from pg_tables where schemaname = 'public'") == [["postgres"]]
    assert standing.query("select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' "
                        "and not relrowsecurity") == [["0"]]
    for role in ROLES:
        assert standing.query(f"select pg_has_role('postgres', '{role}', 'usage'), pg_has_role('authenticator', '{role}', 'member')"
                            ) == [["t", "t"]]
    assert standing.query("select count(*) > 0 from pg_stat_statements") == [["t"]], "in the search path, and readable"


def test_the_policies_show_everybody_the_own_rows_only(standing):
    [[mine], [other]] = standing.query("select id from auth.users order by id limit 2")

    def count(role, table):
        return int(standing.query(as_role(role, mine, f"select count(*) from {table}"))[-1][0])

    own = {"profiles": 1, "budgets": 4, "expenses": 50, "pam_conversations": 5, "pam_messages": 50, "budget_utilization": 4}
    for table, rows in own.items():
        assert count("authenticated", table) == rows, table
        assert count("anon", table) == 0, table
        assert count("service_role", table) > rows, table
    assert standing.query(as_role("authenticated", mine, "select auth.uid(), auth.role()"))[-1] == [mine, "authenticated"]

    def refused(sql):
        with pytest.raises(AssertionError, match="42501|permission denied|row-level security"):
            standing.query(as_role("authenticated", mine, sql))

    refused("select * from auth.users")
    refused(f"insert into expenses (user_id, amount, category) values ('{other}', 1, 'food')")
    refused(f"insert into pam_messages (conversation_id, role, content) select id, 'user', 'x' from "
            f"(values (md5('conversation 1')::uuid)) c (id) where '{mine}' <> md5('user 1')")
    changed = as_role("authenticated", mine, f"with c as (update expenses set amount = 1 where user_id = '{other}' returning 1) "
                                             "select count(*) from c")
    assert standing.query(changed)[-1] == ["0"]
    changed = as_role("authenticated", mine, f"with c as (update expenses set amount = 1 where user_id = '{mine}' returning 1) "
                                             "select count(*) from c")
    assert standing.query(changed)[-1] == ["50"]


def test_nobody_else_can_reach_it(standing):
    assert standing.folder.stat().st_mode & 0o777 == 0o700
    assert parse_qs(urlsplit(standing.db).query)["host"] == [str(standing.folder)]
    assert listening_ports([standing.keeper, standing.postmaster, *children(standing.postmaster)]) == set()
    assert "trust" not in re.sub("#.*", "", (standing.folder / "cluster/pg_hba.conf").read_text())
    with pytest.raises(AssertionError, match="password authentication failed"):
        psql(standing.db.replace(standing.password, "wrong"), "select 1")
    with pytest.raises(AssertionError, match="password authentication failed"):
        psql(standing.db.replace("//postgres:", "//supabase_admin:"), "select 1")


def test_a_port_can_be_asked_for(served, place):
    server = served("--db-port", "0", "--db-max-connections", "123")
    port = urlsplit(server.db).port
    assert server.db == f"postgresql://postgres:{server.password}@127.0.0.1:{port}/wheels_wins"
    assert server.query("show max_connections") == [["123"]]
    assert listening_ports([server.postmaster]) == {f"0100007F:{port:04X}"}
    done = run("target", "--with-db", "--db-port", str(port), env={"TMPDIR": str(place)})
    assert done.code == 3 and not done.out and str(port) in done.err and len(done.err.strip().splitlines()) == 1, done
    assert folders(place) == [server.folder]


def test_the_password_is_in_no_argument_environment_log_or_statistics(standing):
    secrets = [standing.password.encode()]
    for pid in [standing.command.pid, *processes(standing.place)]:
        for name in ("cmdline", "environ"):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
                assert not [s for s in secrets if s in Path(f"/proc/{pid}/{name}").read_bytes()], (pid, name)
    for file in standing.folder.glob("*"):
        if file.is_file() and not file.name.startswith(".s."):
            assert standing.password not in file.read_text(errors="replace"), file
    assert not (standing.folder / "password").exists()
    assert standing.query("select count(*) from pg_stat_statements where query ~* 'password *''' or query ~ 'SCRAM'") == [["0"]]


def test_two_live_side_by_side(served):
    first, second = served(), served()
    assert folders(first.place) == sorted([first.folder, second.folder])
    second.command.stop(20)
    assert folders(first.place) == [first.folder] and first.query("select 1") == [["1"]]


def test_a_name_too_long_for_a_socket_falls_back_to_tmp(place):
    long = place / ("x" * 90)
    long.mkdir(mode=0o777)
    command = start("target", "--with-db", env={"TMPDIR": str(long)})
    command.read_line(60)
    [folder] = parse_qs(urlsplit(command.read_line(60)).query)["host"]
    assert folder.startswith("/tmp/loadtest-db-")
    command.stop(20)
    assert not Path(folder).exists()


def test_any_user_can_have_one(served, place, monkeypatch):
    if os.geteuid() != 0:
        pytest.skip("the other tests are run by such a user already")
    copy = place / "loadtest"
    shutil.copy(loadtest_cli.BINARY, copy)
    copy.chmod(0o755)
    monkeypatch.setattr(loadtest_cli, "BINARY", str(copy))
    server = served(prefix=["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"])
    assert {p.owner() for p in (server.folder, Path(f"/proc/{server.postmaster}"))} == {"nobody"}
    assert server.query("select count(*) from pam_messages") == [["50000"]]
    server.command.stop(20)
    server.gone()


def test_without_a_server_on_this_machine_it_is_one_line_and_exit_3(place, without_postgres):
    done = run("target", "--with-db", env={"TMPDIR": str(place)}, prefix=without_postgres)
    assert done.code == 3 and not done.out and len(done.err.strip().splitlines()) == 1, done
    assert "initdb" in done.err and "/usr/lib/postgresql" in done.err and "install postgresql" in done.err
    assert folders(place) == []
