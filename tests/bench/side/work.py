"""The three kinds of work. Each function does one run of one peer and returns what was measured."""

import os
import time

from side.echo_server import EchoServer, Stalls
from side.process_tree import Client, used_by_others_s

WARM_UP_S = 1.5  # machines that compile while they run are given that long
STALL_S, STALL_EVERY_S = 2.0, 10.0
STALL_SECONDS, STALL_USERS, STALL_PACE_S = 30, 100, 0.1
STALL_PLANNED = round(STALL_SECONDS * STALL_USERS / STALL_PACE_S)
IDLE_USERS = 1000
MANY_S = 600  # for clients that are stopped before


def window(client, count, seconds):
    """Operations a second by the server's count, CPU an operation in microseconds, and how much of the cores went to
    programs that have no part in this."""
    time.sleep(WARM_UP_S)
    others, began, done, cpu = used_by_others_s(), time.monotonic(), count(), client.cpu_s()
    time.sleep(seconds)
    done, cpu, took, others = count() - done, client.cpu_s() - cpu, time.monotonic() - began, used_by_others_s() - others
    if client.ended() or done == 0:
        raise RuntimeError(f"nothing was done: {client.complaint()}")
    return {"rate_per_s": done / took, "cpu_us": cpu / done * 1e6, "others_share": max(0, others / took / os.cpu_count())}


def ws(peer, job, cores, seconds):
    """Users without pause: rate, CPU, memory."""
    with EchoServer(job.build, cores[-1]) as server:
        job.port, job.seconds = server.port, MANY_S
        client = Client(peer.ws(job), job.folder, cores[0])
        try:
            server.wait_for(job.users, client)
            measured = window(client, lambda: server.counts()["messages"], seconds)
            return {**measured, "peak_mib": client.peak_kib() / 1024}
        finally:
            client.stop()


def idle_kib(peer, job, cores, users):
    """Memory with that many users connected, each waiting for the answer to one message."""
    with EchoServer(job.build, cores[-1], mute=True) as server:
        job.port, job.users, job.seconds = server.port, users, MANY_S
        client = Client(peer.ws(job), job.folder, cores[0])
        try:
            server.wait_for(users, client)
            time.sleep(WARM_UP_S)
            return client.peak_kib()
        finally:
            client.stop()


def stall(peer, job, cores):
    """The server stands still now and then, and users have a pace: how much was sent, and what the peer reports."""
    with EchoServer(job.build, cores[-1]) as server:
        job.port, job.users, job.pace_s, job.seconds = server.port, STALL_USERS, STALL_PACE_S, STALL_SECONDS
        client = Client(peer.ws(job), job.folder, cores[0])
        try:
            server.wait_for(job.users, client)
            starts = [STALL_EVERY_S * number + STALL_EVERY_S / 2 for number in range(int(STALL_SECONDS / STALL_EVERY_S))]
            stalls = Stalls(server, starts, STALL_S)
            client.wait(STALL_SECONDS)
            sent = server.counts()["messages"]
            stalls.join()
            if not client.wait(20):
                raise RuntimeError(f"it does not end: {client.complaint()}")
            truth = stalls.truth_ms(STALL_SECONDS, STALL_USERS / STALL_PACE_S, (0.95, 0.99))
            return {"sent": sent, "truth_p95_ms": truth[0], "truth_p99_ms": truth[1],
                    "reported": peer.reported(job)}
        finally:
            client.stop()


def db(peer, job, seconds):
    """Clients without pause; server and clients share the cores."""
    before = job.database.queries()
    job.seconds = seconds + WARM_UP_S + 20
    client = Client(peer.db(job), job.folder)
    try:
        deadline = time.monotonic() + 30
        while job.database.queries() < before + 1000:
            if client.ended() or time.monotonic() > deadline:
                raise RuntimeError(f"the database counted nothing: {client.complaint()}")
            time.sleep(0.1)
        return window(client, job.database.queries, seconds)
    finally:
        client.stop()
