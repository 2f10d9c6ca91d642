"""As whom the statements are run, by the server's own log, and what stays behind of that."""

import json

import pytest

from db_cli import ANSWERED, assert_passed, counts, db, db_operation, errors, one_line, pool_backends, warnings
from loadtest_cli import run
from pam_database import PASSWORD, READS, STATEMENTS
from postgres import SqlSession, free_port
from result import track


def test_each_statement_stands_in_a_frame_of_begin_set_config_and_commit(database, tmp_path):
    database.log_statements()
    done = db(database, tmp_path, "--queries", "400", "--pool-size", "3", "--workers", "3")
    assert_passed(done)
    backends = pool_backends(database)
    assert len(backends) == 3
    for entries in backends:
        kinds = ["statement" if e.kind in STATEMENTS else e.kind for e in entries]
        first = kinds.index("set_config") - 1
        assert kinds[first:] == ["begin", "set_config", "statement", "commit"] * (len(kinds[first:]) // 4)
    assert sum(len(entries) // 4 for entries in backends) >= 400


def test_the_statements_run_as_the_role_and_the_claims_name_the_user_whom_they_ask_for(database, tmp_path):
    database.log_statements()
    db(database, tmp_path, "--queries", "200", "--pool-size", "2", "--only", "profile", "--mix", "100:0")
    assert database.calls("authenticated")["profile"] == (200, 200)
    assert database.calls("postgres") == {}
    users = set(database.user_ids())
    for entries in pool_backends(database):
        for frame, statement in zip(entries, entries[1:]):
            if frame.kind != "set_config" or statement.kind != "profile":
                continue
            [claims] = [json.loads(v) for v in frame.parameters.values() if v.startswith("{")]
            assert claims["role"] == "authenticated" and claims["sub"] in users
            assert claims["sub"] in statement.parameters.values()
            assert len(json.dumps(claims)) > 250 and "exp" in claims, "claims are as long as those of a real token"


def test_the_frame_sets_what_postgrest_sets(database, tmp_path):
    database.log_statements()
    db(database, tmp_path, "--queries", "100", "--pool-size", "1", "--workers", "1", "--mix", "100:0")
    frame = next(e for e in pool_backends(database)[0] if e.kind == "set_config")
    said = frame.text + str(frame.parameters)
    order = [said.index(name) for name in ("search_path", "statement_timeout", "'role'", "request.jwt.claims")]
    assert order == sorted(order), said
    assert "8s" in said or "8000" in said, "the time-out of the role authenticated"


def test_the_round_trips_have_figures_of_their_own(database, tmp_path):
    done = db(database, tmp_path, "--queries", "1000", "--workers", "4", "--pool-size", "4")
    frame, statement, query = (db_operation(done.result, name) for name in ("frame", "statement", "query"))
    assert frame["ok"] == statement["ok"] == query["ok"] == 1000
    assert statement["service_ms"]["mean"] < query["service_ms"]["mean"]
    together = frame["response_ms"]["mean"] + statement["response_ms"]["mean"]
    assert together == pytest.approx(query["service_ms"]["mean"], rel=0.1)


@pytest.mark.parametrize("role,warned", [("service_role", True), ("authenticated", False)])
def test_a_role_that_bypasses_row_level_security_is_a_warning(database, tmp_path, role, warned):
    done = db(database, tmp_path, "--queries", "100", "--role", role)
    assert database.calls(role)["profile"][0] > 0
    told = [w for w in warnings(done.result) if "row level security is not in force" in w]
    assert bool(told) == warned and all(role in w for w in told), told


def test_a_table_without_row_level_security_is_a_warning_that_names_it(database, tmp_path):
    database.query("alter table expenses disable row level security")
    done = db(database, tmp_path, "--queries", "100")
    [warning] = warnings(done.result)
    assert "row level security" in warning and "expenses" in warning, warning
    assert warning in done.err, "told before the load, too"
    assert db(database, tmp_path, "--queries", "50", "--strict").code in (1, 4)


def test_without_identity_statements_run_as_the_login_role_which_is_a_warning_where_it_bypasses(database, tmp_path):
    before = database.snapshot()
    done = db(database, tmp_path, "--queries", "300", "--rls", "off", *ANSWERED)
    assert_passed(done)
    [warning] = warnings(done.result)
    assert "bypasses row level security" in warning and "postgres" in warning, warning
    assert database.calls("authenticated") == {}
    assert sum(database.calls("postgres")[name][0] for name in counts(done.result)) >= 300
    assert database.snapshot() == before
    assert not [o for o in track(done.result, "db")["operations"] if o["name"] == "frame" and o["ok"]]


def test_a_login_role_without_rights_works_with_the_frame_as_postgrests_does(database, tmp_path):
    users = tmp_path / "users"
    users.write_text("".join(f"{user}\n" for user in database.user_ids()[:10]))
    before = database.snapshot()
    done = db(database, tmp_path, "--queries", "400", "--user-ids", users, *ANSWERED, user="authenticator")
    assert_passed(done)
    assert not [w for w in warnings(done.result) if "bypasses" in w]
    assert db_operation(done.result, "query")["ok"] == 400
    assert database.snapshot() == before, "each user's rows are removed as that user"


def test_a_login_role_without_rights_and_without_the_frame_is_refused_and_does_not_pass(database, tmp_path):
    users = tmp_path / "users"
    users.write_text("".join(f"{user}\n" for user in database.user_ids()[:10]))
    done = run("db", "--db", database.url("authenticator"), "--queries", "100", "--mix", "100:0", "--rls", "off", "--user-ids",
               users)
    one_line(done, 3, "login role")
    assert "bypasses" not in done.err


def test_a_login_role_that_may_not_read_the_users_is_told_to_name_them(database):
    done = run("db", "--db", database.url("authenticator"), "--queries", "100")
    one_line(done, 3, "--user-ids")


def test_users_of_a_file_are_the_ones_that_are_asked_for(database, tmp_path):
    chosen = database.user_ids()[5:8]
    users = tmp_path / "users"
    users.write_text("\n".join(chosen) + "\n")
    database.log_statements()
    done = db(database, tmp_path, "--queries", "150", "--pool-size", "2", "--only", "profile", "--mix", "100:0",
              "--user-ids", users, *ANSWERED)
    assert_passed(done)
    subjects = {json.loads(v)["sub"] for entries in pool_backends(database) for e in entries if e.kind == "set_config"
                for v in e.parameters.values() if v.startswith("{")}
    assert subjects == set(chosen)


def test_a_session_has_one_identity_set_once(database, tmp_path):
    database.log_statements()
    before = database.snapshot()
    done = db(database, tmp_path, "--queries", "300", "--pool-size", "3", "--workers", "6", "--rls", "session")
    assert_passed(done)
    called = database.calls("authenticated")
    assert {kind: called[kind][0] for kind in counts(done.result)} == counts(done.result)
    for entries in pool_backends(database):
        kinds = [e.kind for e in entries]
        assert "begin" not in kinds and "commit" not in kinds
        # Before the first statement and never again; a line of it may stand once more where it is prepared.
        first = next(i for i, kind in enumerate(kinds) if kind in STATEMENTS)
        assert "set_config" in kinds[:first] and "set_config" not in kinds[first:]
    assert database.snapshot() == before


class TestThroughPgBouncer:
    """In transaction mode, where a server connection is another client's the moment after."""

    def run(self, database, pooler, tmp_path, *args, **kwargs):
        return db(database, tmp_path, *args, url=database.url(port=pooler.port), **kwargs)

    def test_the_default_works_and_nothing_of_role_or_claims_stays(self, database, pgbouncer, tmp_path):
        pooler = pgbouncer(database.cluster, pool=3)
        before = database.snapshot()
        done = self.run(database, pooler, tmp_path, "--queries", "1000", "--workers", "10", "--pool-size", "8")
        assert_passed(done)
        assert errors(done.result) == {} and db_operation(done.result, "query")["ok"] == 1000
        called = database.calls("authenticated")
        assert {kind: called[kind][0] for kind in counts(done.result)} == counts(done.result)
        assert db_operation(done.result, "connect")["ok"] == 8
        assert database.snapshot() == before

        # It opens another only while somebody waits, so the third is not sure to be needed.
        assert 2 <= pooler.servers(database) <= 3
        for backend, user, role, claims in self.on_each_server(database, pooler):
            assert (user, role, claims) == ("postgres", "none", ""), backend

    def on_each_server(self, database, pooler):
        """What is set on its server connections, found by as many transactions that are open at the same time."""
        sql = ("begin; select pg_backend_pid(), current_user, current_setting('role'), "
               "coalesce(current_setting('request.jwt.claims', true), '')")
        sessions = [SqlSession(database.url(port=pooler.port)) for _ in range(pooler.pool)]
        try:
            rows = [session.run(sql).split("|") for session in sessions]
        finally:
            for session in sessions:
                session.stop()
        assert len({row[0] for row in rows}) == pooler.pool
        return rows

    def test_a_second_run_over_the_same_server_connections_works_as_the_first(self, database, pgbouncer, tmp_path):
        # Were statements prepared by name, the first run's would be in the way of the second's.
        pooler = pgbouncer(database.cluster, pool=2)
        for _ in range(2):
            done = self.run(database, pooler, tmp_path, "--queries", "300", "--workers", "6", "--pool-size", "6")
            assert errors(done.result) == {} and db_operation(done.result, "query")["ok"] == 300

    def test_without_identity_it_works_too(self, database, pgbouncer, tmp_path):
        pooler = pgbouncer(database.cluster, pool=2)
        done = self.run(database, pooler, tmp_path, "--queries", "300", "--workers", "6", "--pool-size", "6", "--rls", "off")
        assert errors(done.result) == {} and db_operation(done.result, "query")["ok"] == 300

    @pytest.mark.parametrize("pool", [1, 3])
    def test_a_sessions_identity_is_refused(self, database, pgbouncer, pool):
        pooler = pgbouncer(database.cluster, pool=pool)
        done = run("db", "--db", database.url(port=pooler.port), "--queries", "100", "--rls", "session", timeout=30)
        one_line(done, 3, "--rls transaction")
        assert database.calls("authenticated") == {}


@pytest.mark.parametrize("address", [f"postgresql://postgres:{PASSWORD}@127.0.0.1:6543/pam",
                                     f"host=127.0.0.1 port=6543 user=postgres password={PASSWORD}",
                                     f"postgresql://postgres.ref:{PASSWORD}@aws-0-eu.pooler.supabase.com:5432/postgres"])
def test_a_sessions_identity_is_a_usage_error_where_the_address_is_a_poolers(address):
    done = run("db", "--db", address, "--rls", "session", "--queries", "10")
    one_line(done, 2, "session")


def test_an_auth_uid_with_a_search_path_of_its_own_works(database, tmp_path):
    # A function with a search path of its own, as some installations have it, is not inlined but must work.
    database.query("alter function auth.uid() set search_path to ''")
    done = db(database, tmp_path, "--queries", "200", "--mix", "100:0", *ANSWERED)
    assert_passed(done)
    assert set(counts(done.result)) == set(READS)


def test_the_older_auth_uid_that_reads_one_setting_a_claim_works_too(database, tmp_path):
    database.query("create or replace function auth.uid() returns uuid language sql stable as "
                   "$$ select nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$")
    done = db(database, tmp_path, "--queries", "200", *ANSWERED)
    assert_passed(done)
    assert errors(done.result) == {}


def test_a_service_that_is_named_takes_nothing_from_the_one_in_the_environment(database, tmp_path):
    file = tmp_path / "services"
    cluster = database.cluster
    file.write_text(f"[named]\nhost={cluster.folder}\nport={cluster.port}\nuser=postgres\ndbname={database.name}\n[other]\n"
                    f"hostaddr=127.0.0.1\nport={free_port()}\nuser=nobody\npassword=canary-of-other\noptions=-c none=1\n")
    done = db(database, tmp_path, "--queries", "60", *ANSWERED, url="service=named",
              env={"PGSERVICEFILE": str(file), "PGSERVICE": "other", "PGPASSWORD": PASSWORD})
    assert_passed(done)
    assert database.connections() >= 20 and sum(n for n, _ in database.calls().values()) >= 60
    assert "canary" not in done.out + done.err + done.result_path.read_text()
