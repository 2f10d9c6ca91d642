"""What this machine has too little of is named in a line with the setting to change."""

import json
import socket
import subprocess

import pytest

from loadtest_cli import run
from result import operation


def apart(script):
    """A prefix that runs a command in a network and a file system of its own, after a script; not every root may."""
    prefix = ["unshare", "--net", "--mount", "sh", "-c", f'ip link set lo up && {script} && exec "$@"', "--"]
    if subprocess.run([*prefix, "true"], capture_output=True).returncode != 0:
        pytest.skip("no namespaces can be made here")
    return prefix


def ports(first, last, reserved=""):
    folder = "/proc/sys/net/ipv4"
    return apart(f"echo {first} {last} > {folder}/ip_local_port_range && echo '{reserved}' > {folder}/ip_local_reserved_ports")


def embedded(*args, **kwargs):
    return run("ws", "--embedded", "--duration", "0.5s", "--ramp-up", "0", "--think-time", "0.1s", *args, **kwargs)


def test_more_users_than_local_ports_are_refused():
    prefix = ports(40000, 40009)
    done = embedded("--users", "20", prefix=prefix)
    assert done.code == 2 and not done.out, done
    [line] = done.err.strip().splitlines()
    assert "20 local ports" in line and "ip_local_port_range" in line and "--source-ip" in line


def test_more_addresses_give_more_ports(tmp_path):
    done = embedded("--users", "20", "--source-ip", "127.0.0.2-127.0.0.4", prefix=ports(40000, 40009), out=tmp_path / "run.json")
    assert operation(done.result, "connect")["ok"] == 20, done


def test_ports_that_run_out_while_connecting_are_told(tmp_path):
    done = embedded("--users", "15", prefix=ports(40000, 40019, reserved="40000-40009"), out=tmp_path / "run.json")
    connect = operation(done.result, "connect")
    lacking = connect["errors"]["no local port"]
    assert lacking >= 4 and connect["ok"] + lacking == 15, done
    [warning] = [w for w in done.result["run"]["warnings"] if "local port" in w]
    assert warning.startswith(f"{lacking} connects") and "--source-ip" in warning and "40000 40019" in warning


def test_a_listen_queue_that_was_full_is_told(tmp_path):
    with socket.create_server(("127.0.0.1", 0), backlog=1) as deaf:
        done = run("ws", "--url", f"ws://127.0.0.1:{deaf.getsockname()[1]}/", "--users", "10", "--duration", "1s", "--ramp-up",
                   "0", "--connect-timeout", "1s", "--graceful-stop", "0", out=tmp_path / "run.json")
    [warning] = [w for w in done.result["run"]["warnings"] if "listen queue" in w]
    assert "net.core.somaxconn" in warning and warning in done.err, done


def test_users_that_memory_has_no_room_for_are_refused(target, tmp_path):
    server = target()
    (tmp_path / "meminfo").write_text("MemTotal: 8000 kB\nMemAvailable: 4096 kB\n")
    prefix = apart(f"mount --bind {tmp_path / 'meminfo'} /proc/meminfo")
    done = run("ws", "--url", server.url, "--users", "1000", "--duration", "1s", prefix=prefix)
    assert done.code == 2, done
    [line] = done.err.strip().splitlines()
    assert "1,000 connections" in line and "leaves 4 MiB" in line
    assert server.stats()["connections_accepted"] == 0


def test_a_target_without_a_free_descriptor_says_so(target, tmp_path):
    server = target(prefix=["sh", "-c", 'ulimit -n 100 && exec "$@"', "--"])
    done = run("ws", "--url", server.url, "--users", "150", "--duration", "1s", "--ramp-up", "0", "--graceful-stop", "0",
               "--connect-timeout", "0.5s", out=tmp_path / "run.json")
    assert 0 < operation(done.result, "connect")["ok"] < 100, done
    told = server.stop()
    assert json.loads(told.out.splitlines()[-1])["full"] > 0 and "no descriptor was free: raise ulimit -Hn" in told.err, told
