"""Runs the segments of one run side by side, and adds their results up."""

import time

from loadtest_cli import run, start

LEAD = 2.5  # seconds from the first process to the common start
LATE = ("is past by", "choose a later start")  # what is told where this machine paused for longer than that


def start_all(count, command, *args, folder, **kwargs):
    """The segments as commands under way, each with its result in the folder."""
    return [start(command, "--segment", f"{k}/{count}", *args, out=folder / f"{k}.json", **kwargs) for k in range(count)]


def run_all(count, command, *args, folder, **kwargs):
    """The segments to their ends."""
    return [segment.finish(60) for segment in start_all(count, command, *args, folder=folder, **kwargs)]


def run_together(count, command, *args, folder, **kwargs):
    """The segments to their ends, begun at one instant, and that instant in Unix seconds."""
    for _ in range(3):
        at = round(time.time() + LEAD, 3)
        done = run_all(count, command, *args, "--start-at", f"{at:.3f}", folder=folder, **kwargs)
        if not any(text in each.err for each in done for text in LATE):
            break
    assert all(each.code in (0, 4) for each in done), done
    return done, at


def merge(*files, out=None, **kwargs):
    return run("merge", *files, out=out, **kwargs)
