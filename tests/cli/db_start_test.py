"""How a database is named and reached, and what is said where it is not."""

import socket

import pytest

from db_cli import assert_passed, db_operation, one_line
from loadtest_cli import run
from pam_database import PASSWORD
from postgres import free_port
from result import assert_valid

# Of so few queries those that wait once for this machine are more than 5 %: how long they take is no claim here.
QUICK = ["--queries", "60", "--pool-size", "2", "--workers", "4", "--no-default-criteria",
         "--threshold", "db.query.success > 99%"]


def db(address, *args, env=None, **kwargs):
    chosen = ["--db", address] if address is not None else []
    return run("db", *chosen, *QUICK, *args, env=env, **kwargs)


def test_a_wrong_password_is_exit_3(database, tmp_path):
    done = db(database.url(password="wrong"), out=tmp_path / "run.json")
    one_line(done, 3, "postgres", "password")
    assert not (tmp_path / "run.json").exists()


def test_no_password_where_one_is_wanted_is_exit_3(database):
    one_line(db(database.url(password=None)), 3, "password")


def test_an_unknown_role_is_exit_3(database):
    one_line(db(database.url(user="nobody_here")), 3, "nobody_here")


def test_a_missing_database_is_exit_3(database):
    one_line(db(database.cluster.url("no_such_database", "postgres", PASSWORD)), 3, "no_such_database")


@pytest.mark.parametrize("table", ["profiles", "expenses", "budget_utilization", "pam_conversations", "pam_messages"])
def test_a_missing_table_is_exit_3_by_its_name(database, table):
    what = "view" if table == "budget_utilization" else "table"
    database.query(f"drop {what} {table} cascade")
    one_line(db(database.url()), 3, table)
    assert database.calls("authenticated") == {}, "nothing was tried"


def test_tables_that_are_not_asked_need_not_be_there(database):
    database.query("drop table pam_messages cascade")
    assert_ok(db(database.url(), "--only", "profile,expenses", "--mix", "100:0"))


def test_a_missing_column_is_exit_3_by_its_name(database):
    database.query("alter table pam_conversations rename updated_at to changed_at")
    one_line(db(database.url()), 3, "updated_at")


def test_a_role_that_is_not_there_is_exit_3_by_its_name(database):
    one_line(db(database.url(), "--role", "accountant"), 3, "accountant")


def test_a_role_that_the_login_role_may_not_become_is_exit_3(database):
    one_line(db(database.url(), "--role", "supabase_auth_admin"), 3, "supabase_auth_admin")


def test_a_database_without_users_is_exit_3(database):
    database.query("truncate auth.users cascade")
    one_line(db(database.url()), 3, "user")


def test_a_server_that_is_away_is_exit_3():
    port = free_port()
    one_line(db(f"postgresql://postgres:{PASSWORD}@127.0.0.1:{port}/pam"), 3, str(port))


def test_a_socket_that_is_not_there_is_exit_3(tmp_path):
    one_line(db(f"host={tmp_path} user=postgres dbname=pam"), 3, str(tmp_path))


def test_a_name_that_does_not_resolve_is_exit_3():
    one_line(db("postgresql://postgres@no-such-host.invalid/pam"), 3, "no-such-host.invalid")


def test_something_that_listens_and_says_nothing_is_exit_3_after_the_connect_timeout():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        done = db(f"postgresql://postgres:x@127.0.0.1:{silent.getsockname()[1]}/pam", "--connect-timeout", "1s", timeout=20)
    one_line(done, 3, "127.0.0.1")
    assert done.seconds < 8, done


def test_a_server_that_is_none_of_postgresql_is_exit_3(target):
    done = db(f"postgresql://postgres:x@127.0.0.1:{target().port}/pam", "--connect-timeout", "2s", timeout=20)
    one_line(done, 3, "127.0.0.1")


def test_a_database_that_takes_no_more_logins_is_exit_3(database):
    database.cluster.query(f"alter database {database.name} connection limit 0")
    one_line(db(database.url()), 3, "too many connections")


class TestTls:
    @pytest.fixture
    def secured(self, postgres, authority):
        return postgres(certificate=authority / "good").database()

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
    def test_a_trusted_certificate_is_accepted_by_address_and_by_name(self, secured, authority, host):
        done = db(secured.url(host=host, sslmode="verify-full", sslrootcert=authority / "ca.pem"))
        assert_ok(done)
        assert tls_logins(secured) == all_logins(secured) >= 3

    def test_the_authority_may_come_from_the_environment(self, secured, authority):
        assert_ok(db(secured.url(), env={"PGSSLMODE": "verify-full", "PGSSLROOTCERT": str(authority / "ca.pem")}))

    def test_an_unknown_authority_is_exit_3(self, secured, authority, tmp_path):
        from certificates import make_authority

        stranger = make_authority(tmp_path) / "ca.pem"
        done = db(secured.url(sslmode="verify-full", sslrootcert=stranger))
        one_line(done, 3, "certificate")
        assert all_logins(secured) == 0

    def test_a_certificate_for_another_host_is_exit_3(self, postgres, authority):
        other = postgres(certificate=authority / "other").database()
        one_line(db(other.url(sslmode="verify-full", sslrootcert=authority / "ca.pem")), 3, "certificate")

    def test_a_root_certificate_that_is_not_there_is_told(self, secured):
        done = db(secured.url(sslmode="verify-ca", sslrootcert="/nonexistent/ca.pem"))
        assert done.code in (2, 3) and "/nonexistent/ca.pem" in done.err and len(done.err.strip().splitlines()) == 1, done

    def test_encryption_is_used_where_there_is_some_by_default_and_not_on_request(self, secured):
        assert_ok(db(secured.url()))
        encrypted = tls_logins(secured)
        assert encrypted == all_logins(secured) > 0
        assert_ok(db(secured.url(sslmode="disable")))
        assert tls_logins(secured) == encrypted < all_logins(secured)

    def test_encryption_that_is_required_and_not_offered_is_exit_3(self, database):
        one_line(db(database.url(sslmode="require")), 3, "SSL")


def all_logins(database):
    return database.connections()


def tls_logins(database):
    return database.connections("SSL enabled")


def assert_ok(done):
    assert done.code in (0, 4), done
    assert "query" in done.out, done


class TestForms:
    """Each reaches the database; the server says so."""

    def check(self, database, done, runs=1):
        assert_ok(done)
        assert sum(calls for calls, _ in database.calls().values()) == 60 * runs, done

    def test_an_address(self, database):
        self.check(database, db(database.url()))

    def test_the_other_scheme(self, database):
        self.check(database, db(database.url().replace("postgresql://", "postgres://")))

    def test_a_keyword_string(self, database):
        self.check(database, db(f"host=127.0.0.1 port={database.cluster.port} user=postgres password='{PASSWORD}' "
                                f"dbname={database.name}"))

    def test_a_unix_socket_by_keyword(self, database):
        self.check(database, db(f"host={database.cluster.folder} port={database.cluster.port} user=postgres "
                                f"password={PASSWORD} dbname={database.name}"))

    def test_a_unix_socket_in_an_address(self, database):
        folder = str(database.cluster.folder).replace("/", "%2F")
        self.check(database, db(f"postgresql://postgres:{PASSWORD}@{folder}:{database.cluster.port}/{database.name}"))

    def test_the_environments_address(self, database):
        self.check(database, db(None, env={"DATABASE_URL": database.url()}))

    def test_what_is_typed_comes_before_the_environment(self, database):
        self.check(database, db(database.url(), env={"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}))

    def test_the_password_of_the_environment(self, database):
        self.check(database, db(database.url(password=None), env={"PGPASSWORD": PASSWORD}))

    def test_a_password_file(self, database, tmp_path):
        file = tmp_path / "pgpass"
        file.write_text(f"127.0.0.1:{database.cluster.port}:*:postgres:{PASSWORD}\n")
        file.chmod(0o600)
        self.check(database, db(database.url(password=None), env={"PGPASSFILE": str(file)}))

    def test_a_password_file_by_name(self, database, tmp_path):
        # libpq looks for the name that the user gave, also where the address was found beforehand.
        file = tmp_path / "pgpass"
        file.write_text(f"localhost:{database.cluster.port}:{database.name}:postgres:{PASSWORD}\n")
        file.chmod(0o600)
        self.check(database, db(database.url(password=None, host="localhost", passfile=file)))

    def test_a_service_file(self, database, tmp_path):
        file = tmp_path / "services"
        file.write_text(f"[pam]\nhost=127.0.0.1\nport={database.cluster.port}\nuser=postgres\npassword={PASSWORD}\n"
                        f"dbname={database.name}\n")
        self.check(database, db("service=pam", env={"PGSERVICEFILE": str(file)}))
        self.check(database, db("postgresql://?service=pam", env={"PGSERVICEFILE": str(file)}), runs=2)

    def test_variables_of_libpq_fill_in_what_is_missing(self, database):
        self.check(database, db("postgresql://", env={
            "PGHOST": "127.0.0.1", "PGPORT": str(database.cluster.port), "PGUSER": "postgres", "PGPASSWORD": PASSWORD,
            "PGDATABASE": database.name}))

    def test_a_name_instead_of_an_address(self, database):
        self.check(database, db(database.url(host="localhost")))

    def test_a_password_with_odd_characters(self, postgres):
        database = postgres().database()
        odd = "p@ss:w/rd %41'\\ \"x?&#é"
        quoted = odd.replace("'", "''")
        database.query(f"set standard_conforming_strings = on; alter role postgres password '{quoted}'")
        self.check(database, db(database.url(password=odd)))
        escaped = odd.replace("\\", "\\\\").replace("'", "\\'")
        self.check(database, db(f"host=127.0.0.1 port={database.cluster.port} user=postgres password='{escaped}' "
                                f"dbname={database.name}"), runs=2)

    def test_several_hosts_of_which_the_first_is_dead(self, database):
        url = f"postgresql://postgres:{PASSWORD}@127.0.0.1:{free_port()},127.0.0.1:{database.cluster.port}/{database.name}"
        self.check(database, db(url))

    def test_several_hosts_of_which_one_does_not_resolve(self, database):
        url = f"postgresql://postgres:{PASSWORD}@no-such-host.invalid:5432,127.0.0.1:{database.cluster.port}/{database.name}"
        self.check(database, db(url))

    def test_settings_for_the_session(self, database):
        self.check(database, db(database.url(options="-c work_mem=8MB", application_name="nightly")))
        assert any("application_name=nightly" in e["message"] for e in database.cluster.log())


def test_the_result_says_where_it_ran_without_the_password(database, tmp_path):
    done = db(database.url(), out=tmp_path / "run.json")
    assert_valid(done.result)
    assert_passed(done)
    text = done.result_path.read_text()
    assert f"127.0.0.1:{database.cluster.port}" in text and database.name in text and PASSWORD not in text
    assert db_operation(done.result, "query")["ok"] == 60


def test_dry_run_shows_the_scenario_and_connects_to_nothing(database):
    done = db(database.url(), "--dry-run")
    assert done.code == 0 and database.name in done.out and PASSWORD not in done.out + done.err, done
    assert database.connections() == 0


def test_dry_run_of_cleaning_up_shows_the_scenario_and_removes_nothing(database, tmp_path):
    kept = db(database.url(), "--keep-rows", "--mix", "0:100", out=tmp_path / "run.json").result["run"]["id"]
    before, logins = database.snapshot(), database.connections()
    done = db(database.url(), "--clean-up", kept, "--dry-run")
    assert done.code == 0 and database.name in done.out and f"would remove what run {kept} left" in done.out, done
    assert database.snapshot() == before and database.connections() == logins
    assert run("db", "--db", database.url(), "--clean-up", kept).code == 0 and database.snapshot() != before
