"""IPv4, IPv6, names with several addresses, headers, and tokens over plain sockets."""

import subprocess

import pytest

from loadtest_cli import assert_passed, run
from result import operation


def ws(url, *args, users=4, duration="2s", **kwargs):
    return run("ws", "--url", url, "--users", users, "--duration", duration, "--ramp-up", "0", "--think-time", "0.1s", *args,
               **kwargs)


def visit(url, *args, **kwargs):
    return ws(url, *args, duration="0.3s", **kwargs)


def test_an_ipv6_address(target, tmp_path):
    server = target(host="::1")
    done = ws(server.url, out=tmp_path / "run.json")
    assert_passed(done)
    assert server.stats()["greeted"] == 4


@pytest.fixture
def own_hosts(tmp_path):
    """A prefix that runs a command with a hosts file of its own, in a mount namespace; not every root may make one."""
    hosts = tmp_path / "hosts"
    hosts.write_text("127.0.0.1 localhost twofold.test pair.test\n127.0.0.2 pair.test\n::1 twofold.test six.test\n")
    prefix = ["unshare", "--mount", "sh", "-c", f'mount --bind {hosts} /etc/hosts && exec "$@"', "--"]
    if subprocess.run([*prefix, "true"], capture_output=True).returncode != 0:
        pytest.skip("no mount namespace can be made here, and so no hosts file of our own")
    return prefix


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_name_with_several_addresses_is_reached_where_it_answers(target, tmp_path, own_hosts, host):
    server = target(host=host)  # listens on one of the two only
    done = ws(f"ws://twofold.test:{server.port}/api/v1/pam", out=tmp_path / "run.json", prefix=own_hosts)
    assert_passed(done)
    assert operation(done.result, "connect")["ok"] == 4 == server.stats()["greeted"]


def where(backend, host="0.0.0.0"):
    """A server, and for each user that came its (number, address of ours, address of the server)."""
    seen = []

    async def look(socket):
        number = int(socket.path.split("user-")[1].split("?")[0])
        seen.append((number, socket.remote_address[0], socket.local_address[0]))
        await socket.send('{"type":"connection","status":"connected"}')
        await socket.wait_closed()

    return backend(look, host=host), seen


def test_users_are_dealt_over_the_local_addresses_asked_for(backend):
    server, seen = where(backend)
    visit(f"ws://127.0.0.1:{server.port}/x", "--source-ip", "127.0.0.2-127.0.0.3,127.9.0.1", "--graceful-stop", "0",
          users=8)
    ours = ["127.0.0.2", "127.0.0.3", "127.9.0.1"]
    assert sorted(seen) == [(n, ours[n % 3], "127.0.0.1") for n in range(8)]


def test_without_that_the_system_chooses(backend):
    server, seen = where(backend)
    visit(f"ws://127.0.0.1:{server.port}/x", "--graceful-stop", "0")
    assert sorted(seen) == [(n, "127.0.0.1", "127.0.0.1") for n in range(4)]


def test_an_ipv6_source(backend):
    server, seen = where(backend, host="::1")
    visit(f"ws://[::1]:{server.port}/x", "--source-ip", "::1,127.0.0.2", "--graceful-stop", "0")
    assert sorted(seen) == [(n, "::1", "::1") for n in range(4)]


def test_all_addresses_of_a_name_are_used_and_each_from_all_local_ones(backend, own_hosts):
    server, seen = where(backend)
    visit(f"ws://pair.test:{server.port}/x", "--source-ip", "127.0.0.3,127.0.0.4", "--graceful-stop", "0",
          users=8, prefix=own_hosts)
    pairs = [(ours, its) for _, ours, its in sorted(seen)]
    assert len(pairs) == 8 and {its for _, its in pairs[:2]} == {"127.0.0.1", "127.0.0.2"}, "in turn"
    assert {pair: pairs.count(pair) for pair in pairs} == {
        (ours, its): 2 for ours in ("127.0.0.3", "127.0.0.4") for its in ("127.0.0.1", "127.0.0.2")}


def test_a_name_is_reached_by_the_family_of_the_local_addresses(target, own_hosts):
    server = target()
    url = f"ws://twofold.test:{server.port}/api/v1/pam"
    assert_passed(ws(url, "--source-ip", "127.0.0.5", prefix=own_hosts))
    done = ws(f"ws://six.test:{server.port}/api/v1/pam", "--source-ip", "127.0.0.5", prefix=own_hosts)
    assert done.code == 2 and "six.test is reached by IPv6" in done.err and len(done.err.splitlines()) == 1, done
    assert server.stats()["connections_accepted"] == 4


def test_the_address_can_come_from_the_environment_and_the_flag_wins(target, tmp_path):
    server, other = target(), target()
    env, out = {"LOADTEST_WS_URL": server.url}, tmp_path / "run.json"
    assert_passed(run("ws", "--users", "1", "--duration", "1s", "--ramp-up", "0", env=env, out=out))
    assert_passed(ws(other.url, env=env, out=out))
    assert server.stats()["greeted"] == 1 and other.stats()["greeted"] == 4


def test_the_counters_of_the_target_do_not_move_before_the_users_come(target):
    server = target()
    ws(server.url)
    assert server.stats()["connections_accepted"] == 4, "the check before the start asks for no upgrade"


def test_headers_are_sent_with_the_upgrade(backend):
    seen = []

    async def look(socket):
        seen.append((socket.request_headers["X-Shard"], socket.request_headers["Host"]))
        await socket.send('{"type":"connection","status":"connected"}')
        await socket.wait_closed()

    server = backend(look)
    ws(server.url, "--header", "X-Shard: a, b", "--graceful-stop", "0")
    assert seen == [("a, b", f"127.0.0.1:{server.port}")] * 4


def test_each_user_has_its_own_id_and_its_own_token(backend, tmp_path):
    paths = []

    async def look(socket):
        paths.append(socket.path)
        await socket.send('{"type":"connection","status":"connected"}')
        await socket.wait_closed()

    tokens = tmp_path / "tokens"
    tokens.write_text("alpha1\nbeta+2\n")
    ws(backend(look).url, "--token-file", tokens, "--graceful-stop", "0")
    assert sorted(paths) == ["/api/v1/pam/ws/user-0?token=alpha1", "/api/v1/pam/ws/user-1?token=beta%2B2",
                             "/api/v1/pam/ws/user-2?token=alpha1", "/api/v1/pam/ws/user-3?token=beta%2B2"]


def test_a_token_over_a_plain_socket_to_loopback_is_no_warning(target, tmp_path):
    done = ws(target().url, "--token", "secret-token", "--strict", out=tmp_path / "run.json")
    assert_passed(done)
    assert done.result["run"]["warnings"] == [], done
