"""Brings about causes on hosts, and notes what was found of them."""

import contextlib
import json
import os
import subprocess
from pathlib import Path

import pytest

from loadtest_cli import NOT_ALONE


def findings(done):
    return {finding["id"]: finding for finding in done.result["findings"]}


def note(cause, expected, done):
    """A line for each case into the file named by $LOADTEST_FINDINGS_LOG, for the table of what is found and what is not."""
    found = sorted(findings(done))
    if path := os.environ.get("LOADTEST_FINDINGS_LOG"):
        with open(path, "a") as log:
            log.write(json.dumps({"cause": cause, "expected": expected, "found": found}) + "\n")
    return found


# That this machine was too small for loadtest and its servers.
TOO_SMALL = {"generator-bound", "generator-machine-shared"}


def assert_found(cause, done, *expected, allowed=()):
    """These, and none but those that come with them, or that say that this machine was too small for the test."""
    found = set(note(cause, list(expected), done))
    assert set(expected) <= found and found <= {*expected, *allowed, *TOO_SMALL}, (
        f"{cause}: {json.dumps(done.result['findings'], indent=1)}\n{done}")
    return findings(done)


LOSSY = """
ip link set lo up &&
{ ip link add sink type dummy 2>/dev/null || ip link add sink type ifb; } &&
tc qdisc add dev lo ingress &&
tc filter add dev lo parent ffff: protocol ip u32 match u16 7 0x1f at 4 action mirred egress redirect dev sink &&
exec "$@"
"""


def lossy_network():
    """A prefix: loopback of its own, on which one packet in 32 (by its number in IP's header) goes to a link that is down."""
    prefix = ["unshare", "--net", "sh", "-c", LOSSY, "--"]
    if subprocess.run([*prefix, "true"], capture_output=True).returncode != 0:
        pytest.skip("no network of its own that loses packets can be made here")
    return prefix


@contextlib.contextmanager
def limited_processor(cores):
    """A prefix: what it runs may use so many cores, by the cgroups that this machine has."""
    name = f"loadtest-test-{os.getpid()}"
    unified, cpu = Path("/sys/fs/cgroup") / name, Path("/sys/fs/cgroup/cpu") / name
    quota = int(cores * 100_000)
    folder = cpu if cpu.parent.is_dir() else unified
    try:
        folder.mkdir()
    except OSError as error:
        pytest.skip(f"no cgroup can be made here: {error}")
    try:
        try:
            if folder is cpu:
                (folder / "cpu.cfs_quota_us").write_text(str(quota))
            else:
                (folder / "cpu.max").write_text(f"{quota} 100000")
        except OSError as error:
            pytest.skip(f"a cgroup here cannot have a limit: {error}")
        yield ["sh", "-c", f'echo $$ > {folder}/cgroup.procs && exec "$@"', "--"]
    finally:
        folder.rmdir()


def run_with_room(what, enough):
    """The first of three runs in which this machine had room for the server as well."""
    for _ in range(3):
        done = what()
        if enough(done):
            break
    return done


@contextlib.contextmanager
def processor_hogs(count):
    """So many processes that do nothing but run."""
    hogs = [subprocess.Popen([*NOT_ALONE, "sh", "-c", "while :; do :; done"]) for _ in range(count)]
    try:
        yield
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()
