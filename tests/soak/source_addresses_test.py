"""More users than one pair of addresses has quick ports for."""

import collections
import resource
import socket
import struct
from pathlib import Path

import pytest

from loadtest_cli import start, wait_until


def peers(port):
    """How many connections a server of this machine has from each address."""
    found = collections.Counter()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, own, peer, state = line.split()[:4]
        if int(own.split(":")[1], 16) == port and state == "01":
            found[socket.inet_ntoa(struct.pack("=I", int(peer.split(":")[0], 16)))] += 1
    return found


@pytest.mark.parametrize("users,addresses", [(12_000, ["127.0.0.1"]), (13_000, ["127.1.0.1", "127.1.0.2"])])
def test_they_come_from_as_many_loopback_addresses_as_it_takes(users, addresses, target):
    if resource.getrlimit(resource.RLIMIT_NOFILE)[1] < users + 1000:
        pytest.skip("the hard limit of open files is too low")
    server = target()
    command = start("ws", "--url", server.url, "--users", users, "--duration", "120s", "--think-time", "30s", "--ramp-up", "4s",
                    "--connect-timeout", "60s")
    wait_until(lambda: server.stats()["open"] == users, 60, "all are connected")
    assert peers(server.port) == {address: users // len(addresses) for address in addresses}
    command.kill()
