"""What the production guard refuses and lets through, by the binary's word and by connections that are not made.

Names end in .invalid where a run is let through: there is no such host, so it ends with exit 3 and puts load on nobody."""

import socket
import subprocess

import pytest

from db_cli import one_line
from guard_cli import DB, PASSWORD, db, one_line_of, refused, ws
from loadtest_cli import run


class Listener:
    """Counts who connects, and answers nobody."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.port = self.socket.getsockname()[1]

    def connections(self):
        count = 0
        while True:
            try:
                self.socket.accept()[0].close()
                count += 1
            except BlockingIOError:
                return count


@pytest.fixture
def listener():
    server = Listener()
    yield server
    server.socket.close()


@pytest.fixture
def hosts(tmp_path):
    """hosts("127.0.0.1 a b") is a prefix that runs a command with such a hosts file; not every root may make one."""

    def prefix(*lines):
        file = tmp_path / "hosts"
        file.write_text("\n".join(["127.0.0.1 localhost", *lines, ""]))
        words = ["unshare", "--mount", "sh", "-c", f'mount --bind {file} /etc/hosts && exec "$@"', "--"]
        if subprocess.run([*words, "true"], capture_output=True).returncode != 0:
            pytest.skip("no mount namespace can be made here, and so no hosts file of our own")
        return words

    return prefix


def test_a_refusal_is_one_line_that_names_all_of_it_and_both_ways_on():
    done = db(f"postgresql://app:{PASSWORD}@db.prod.example.com/shop", "--workers", "50", "--duration", "5m")
    refused(done, "loadtest db: db.prod.example.com is guarded (word prod): 50 workers (at most 10), 5m of load (at most 60s), "
                  "writes by message_insert, expense_update, conversation_update (none allowed)",
            "--approve-production db.prod.example.com allows it", "--workers 10 --duration 60s --mix 100:0 stays within")


class TestWhereHostsComeFrom:
    """Every way in which libpq, or loadtest, learns of a host."""

    SERVICE = "[shop]\nhost=db.prod.example.com\nport=5432\n"

    @pytest.mark.parametrize("address", [
        "postgresql://db.prod.example.com/shop", "host=db.prod.example.com", "postgresql:///shop?host=db.prod.example.com",
        "postgresql://staging.example.com/shop?host=db.prod.example.com",
        "postgresql://staging.example.com,db.prod.example.com/shop", "postgresql://DB.PROD.example.com./shop",
        "host=db.prod.example.com hostaddr=127.0.0.1"])
    def test_the_address(self, address):
        refused(db(address), "db.prod.example.com", "word prod")

    @pytest.mark.parametrize("env", [
        {"DATABASE_URL": "postgresql://db.prod.example.com/shop"}, {"DATABASE_URL": "postgresql:///shop", "PGHOST": "db.prod.example.com"},
        {"DATABASE_URL": "dbname=shop", "PGHOST": "/tmp,db.prod.example.com"}])
    def test_the_environment(self, env):
        refused(db(None, env=env), "db.prod.example.com", "word prod")

    def test_an_address_of_the_environment_that_libpq_goes_to_whatever_is_typed(self):
        refused(db("postgresql://localhost/shop", env={"PGHOSTADDR": "127.0.0.9", "LOADTEST_GUARD_HOSTS": "127.0.0.9"}),
                "127.0.0.9", "LOADTEST_GUARD_HOSTS", "--approve-production 127.0.0.9")

    @pytest.mark.parametrize("address, env", [("service=shop", {}), ("postgresql:///?service=shop", {}),
                                              ("postgresql:///", {"PGSERVICE": "shop"})])
    def test_a_service_file(self, tmp_path, address, env):
        file = tmp_path / "services"
        file.write_text(self.SERVICE)
        refused(db(address, env={"PGSERVICEFILE": str(file), **env}), "db.prod.example.com")

    def test_the_environments_backend(self):
        env = {"LOADTEST_WS_URL": "wss://wheels.onrender.com/pam", "LOADTEST_TOKEN": PASSWORD}
        refused(run("ws", "--users", "21", env=env), "wheels.onrender.com", "under onrender.com")


class TestNothingIsStarted:
    def test_a_refusal_connects_to_nobody_and_writes_nothing(self, listener, tmp_path):
        env = {"LOADTEST_GUARD_HOSTS": "localhost, 127.0.0.1"}
        for host in ("localhost", "127.0.0.1"):
            done = ws(f"ws://{host}:{listener.port}/pam", "--users", "21", env=env, out=tmp_path / "run.json")
            refused(done, f"{host} is guarded (LOADTEST_GUARD_HOSTS)", f"--approve-production {host}")
            refused(db(f"postgresql://app:{PASSWORD}@{host}:{listener.port}/shop", env=env), host)
        assert listener.connections() == 0 and not (tmp_path / "run.json").exists()

    def test_what_is_let_through_does(self, listener):
        env = {"LOADTEST_GUARD_HOSTS": "127.0.0.1"}
        ws(f"ws://127.0.0.1:{listener.port}/pam", "--users", "20", "--graceful-stop", "0", env=env)
        assert listener.connections() > 0

    def test_a_usage_error_comes_before_it(self):
        done = db("postgresql://db.prod.example.com/shop", "--workers", "50", "--pool-size", "none")
        one_line(done, 2, "--pool-size")

    def test_a_dry_run_says_what_the_guard_would_and_passes(self, listener):
        address = f"postgresql://app:{PASSWORD}@127.0.0.1:{listener.port}/shop"
        done = db(address, "--dry-run", env={"LOADTEST_GUARD_HOSTS": "127.0.0.1"})
        assert done.code == 0 and not done.err and PASSWORD not in done.out, done
        said = [line for line in done.out.splitlines() if line.startswith("# guarded: ")]
        assert len(said) == 1 and "writes by" in said[0] and "--approve-production 127.0.0.1" in said[0], done
        assert listener.connections() == 0

    def test_a_dry_run_shows_what_is_left_of_the_load(self):
        done = db("postgresql://app@prod.invalid/shop", *DB, "--dry-run")
        assert done.code == 0 and "think_time: 200ms" in done.out and "duration: 60s" in done.out, done
        assert "0s" not in [line.split()[-1] for line in done.out.splitlines() if "think" in line], done
        assert "# warning: guarded: think time 200ms, so that 10 workers start at most 50 queries a second" in done.out
        assert "# warning: guarded: the run ends after 60s, if not by its count before" in done.out

    def test_without_a_guarded_host_nothing_is_changed_or_said(self):
        done = db("postgresql://app@127.0.0.1/shop", "--dry-run")
        assert done.code == 0 and "guarded" not in done.out and "think_time: 0s" in done.out and "duration" not in done.out, done

    def test_what_is_started_for_the_run_is_not_looked_at(self):
        env = {"LOADTEST_GUARD_HOSTS": "localhost 127.0.0.1", "LOADTEST_WS_URL": "ws://chat.prod.example.com/pam"}
        done = run("ws", "--embedded", "--users", "21", "--duration", "1s", "--ramp-up", "0", env=env)
        assert done.code in (0, 4) and "guarded" not in done.err, done


class TestApproval:
    def test_it_lifts_the_limits_for_that_name(self):
        done = db("postgresql://app@DB.Prod.invalid/shop", "--workers", "50", "--approve-production", "db.PROD.invalid")
        one_line_of(done, 3, "DB.Prod.invalid")
        assert "db.prod.invalid (word prod) is approved" in done.err, done

    def test_and_leaves_its_load_as_it_is(self):
        done = db("postgresql://app@prod.invalid/shop", "--dry-run", "--approve-production", "prod.invalid")
        assert "think_time: 0s" in done.out and "duration" not in done.out and "message_insert" not in done.err, done

    @pytest.mark.parametrize("name", ["prod.example.com", "example.com", "*.example.com", "word prod", ""])
    def test_another_name_lifts_nothing_and_is_told(self, name):
        done = db("postgresql://app@db.prod.example.com/shop", "--approve-production", name)
        told, line = done.err.strip().splitlines()
        assert done.code == 5 and "no guarded target of this run has that name" in told and "is guarded" in line, done

    def test_each_host_wants_its_own(self):
        address = "postgresql://app@a.prod.invalid,b.prod.invalid/shop"
        one = db(address, "--approve-production", "a.prod.invalid")
        refused(one, "b.prod.invalid is guarded")
        assert db(address, "--approve-production", "a.prod.invalid", "--approve-production", "b.prod.invalid").code == 3

    def test_one_that_is_not_needed_is_told(self):
        done = ws("ws://chat.invalid/pam", "--approve-production", "chat.invalid")
        assert done.code == 3, done
        assert "--approve-production chat.invalid: no guarded target of this run has that name" in done.err

    def test_the_environment_approves_nothing(self):
        names = ["LOADTEST_APPROVE_PRODUCTION", "APPROVE_PRODUCTION", "LOADTEST_APPROVE"]
        refused(db("postgresql://app@db.prod.example.com/shop", env={n: "db.prod.example.com" for n in names}), "word prod")


@pytest.mark.parametrize("name, text", [("LOADTEST_GUARD_HOSTS", "db.example.com:5432"),
                                        ("LOADTEST_ALLOW_HOSTS", "*.example.com")])
@pytest.mark.parametrize("args", [[], ["--dry-run"], ["--clean-up", "20261123-184200-0a1b2c"]],
                         ids=["run", "dry run", "cleaning up"])
def test_a_list_that_cannot_be_meant_is_a_usage_error(listener, name, text, args):
    done = db(f"postgresql://app@127.0.0.1:{listener.port}/shop", *args, env={name: text})
    one_line(done, 2, name, text)
    assert listener.connections() == 0


def test_an_exemption_by_the_environment():
    allowed = {"LOADTEST_ALLOW_HOSTS": "other.example.com,prod.invalid"}
    one_line(db("postgresql://app@prod.invalid/shop", "--workers", "50", env=allowed), 3, "prod.invalid")


class TestAPooler:
    URL = f"postgresql://postgres.abcdef:{PASSWORD}@live-pooler.invalid:6543/postgres"

    def test_the_project_is_guarded(self):
        refused(db(self.URL), "project abcdef at live-pooler.invalid", "--approve-production abcdef")

    def test_and_approved(self):
        assert db(self.URL, "--approve-production", "ABCDEF").code == 3

    def test_not_by_the_name_that_many_share(self):
        assert db(self.URL, "--approve-production", "live-pooler.invalid").code == 5
        assert db(self.URL, env={"LOADTEST_ALLOW_HOSTS": "live-pooler.invalid"}).code == 5

    def test_and_exempted(self):
        assert db(self.URL, env={"LOADTEST_ALLOW_HOSTS": "abcdef"}).code == 3


class TestCleaningUp:
    RUN_ID = "20261123-184200-0a1b2c"

    def test_it_writes_and_so_is_refused(self):
        refused(db("postgresql://app@db.prod.example.com/shop", "--clean-up", self.RUN_ID), "word prod", "--clean-up writes there",
                "--approve-production db.prod.example.com")

    def test_unless_approved(self):
        approved = ["--approve-production", "prod.invalid"]
        one_line(db("postgresql://app@prod.invalid/shop", "--clean-up", self.RUN_ID, *approved), 3, "prod.invalid")

    def test_what_is_no_id_is_a_usage_error_there_too(self):
        one_line(db("postgresql://app@db.prod.example.com/shop", "--clean-up", "nonsense"), 2, "--clean-up", "nonsense")


def test_a_name_is_shown_without_its_control_characters():
    done = db("host='prod.\x1b[31m::evil.example.com'")
    assert done.code == 5 and "\x1b" not in done.err and "prod.\\x1b[31m" in done.err, done


class TestCanonicalNames:
    def test_an_alias_of_production_is_guarded_and_told_with_both_names(self, listener, hosts):
        prefix = hosts("127.0.0.1 chat.prod.test chat.example")
        done = ws(f"ws://chat.example:{listener.port}/pam", "--users", "21", prefix=prefix)
        refused(done, "chat.example is guarded (canonical name chat.prod.test, word prod)")
        assert listener.connections() == 0

    @pytest.mark.parametrize("name", ["chat.example", "chat.prod.test"])
    def test_either_name_approves(self, listener, hosts, name):
        prefix = hosts("127.0.0.1 chat.prod.test chat.example")
        done = ws(f"ws://chat.example:{listener.port}/pam", "--users", "21", "--graceful-stop", "0", "--approve-production", name,
                  prefix=prefix)
        assert done.code != 5 and listener.connections() > 0, done

    def test_an_alias_of_something_harmless_is_not(self, listener, hosts):
        done = ws(f"ws://chat.example:{listener.port}/pam", "--users", "21", "--graceful-stop", "0",
                  prefix=hosts("127.0.0.1 chat.eu.test chat.example"))
        assert done.code != 5 and listener.connections() > 0, done
