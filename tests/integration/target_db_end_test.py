"""Nothing stays of `loadtest target --with-db`, however it ends."""

import os
import signal
import subprocess

import pytest

import loadtest_cli
from loadtest_cli import start, wait_until
from postgres import bin_folder
from target_db import all_gone, folders, place, processes, served  # noqa: F401 (fixtures)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_all_is_gone_after(served, number):
    server = served()
    sleeper = subprocess.Popen([bin_folder() / "psql", "-X", server.db, "-c", "select pg_sleep(60)"], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    wait_until(lambda: server.query("select count(*) from pg_stat_activity where query ~ '^select pg_sleep'") == [["1"]], 10)
    server.command.send_signal(number)
    assert server.command.finish(20).code == (0 if number != signal.SIGKILL else -number)
    sleeper.wait(20)
    server.gone()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("moment", ["initdb.log", "postgres.log", "cluster/postmaster.pid", "cluster/base/1/1249", "cluster/base/16384"])
def test_all_is_gone_after_a_signal_during_the_start(place, moment, number):
    command = start("target", "--with-db", env={"TMPDIR": str(place)})
    wait_until(lambda: list(place.glob(f"loadtest-db-*/{moment}")), 30, moment)
    pids = processes(place)
    command.send_signal(number)
    done = command.finish(30)
    assert done.code == (0 if number != signal.SIGKILL else -number) and not done.out and not done.err, done
    all_gone(place, pids)


def test_all_is_gone_when_the_parent_of_the_target_is_killed(place):
    parent = subprocess.Popen(
        ["/usr/bin/python3", "-c", "import os, subprocess, sys; r, w = os.pipe(); os.set_inheritable(r, True); "
         "subprocess.run([sys.argv[1], 'target', '--with-db', '--parent-pipe', str(r)], pass_fds=[r])", loadtest_cli.BINARY],
        stdout=subprocess.PIPE, env={**loadtest_cli.environment(), "TMPDIR": str(place)})
    assert parent.stdout.readline().startswith(b"ws: ") and parent.stdout.readline().startswith(b"db: ")
    pids = processes(place)
    assert len(pids) > 5
    parent.kill()
    parent.communicate()
    all_gone(place, pids)


@pytest.mark.parametrize("victim", ["keeper", "postmaster"])
def test_a_part_that_is_killed_ends_it_all_with_one_line(served, place, victim):
    server = served()
    os.kill(getattr(server, victim), signal.SIGKILL)
    done = server.command.finish(20)
    assert done.code == 3 and "the database" in done.err and len(done.err.strip().splitlines()) == 1, done
    wait_until(lambda: not processes(place), 15, "all processes have ended")
    if victim == "keeper":  # nobody is left to remove it, but the next one does
        assert folders(place) == [server.folder]
        assert served().folder != server.folder
    else:
        server.gone()
