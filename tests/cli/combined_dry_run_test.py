"""When each phase begins, told without starting anything."""

import re

import pytest

from loadtest_cli import run

BOTH = "ws, db"
CASES = [
    # what is typed                                        phases: (name, from, who runs)
    (["--duration", "8s", "--ramp-up", "0"],
     [("ws alone", "0s", "ws"), ("db alone", "2s", "db"), ("together", "4s", BOTH)]),
    (["--duration", "60s", "--ramp-up", "4s"],
     [("ws alone", "0s", "ws"), ("db alone", "18s", "db"), ("together", "32s", BOTH)]),
    (["--duration", "60s", "--users", "100"],  # which is a ramp-up of 2 s
     [("ws alone", "0s", "ws"), ("db alone", "16.5s", "db"), ("together", "31s", BOTH)]),
    (["--duration", "8s", "--ramp-up", "1s", "--warm-up", "2s"],  # both are warmed up
     [("warm-up", "0s", BOTH), ("ws alone", "2s", "ws"), ("db alone", "4s", "db"), ("together", "6s", BOTH)]),
    (["--duration", "8s", "--ramp-up", "0", "--together-only"], [("together", "0s", BOTH)]),
    (["--duration", "8s", "--ramp-up", "0", "--queries", "10", "--workers", "500"],  # a count moves no phase
     [("ws alone", "0s", "ws"), ("db alone", "2s", "db"), ("together", "4s", BOTH)]),
]


@pytest.mark.parametrize("args,phases", CASES, ids=[" ".join(c[0]) for c in CASES])
def test_phases_begin_where_the_contract_says(args, phases):
    done = run("combined", "--url", "ws://127.0.0.1:1/", "--db", "postgresql://127.0.0.1:1/x", "--dry-run", *args)
    assert done.code == 0, done
    told = re.findall(r"- name: (.*)\n    from: (.*)\n    tracks: \[(.*)\]", done.out.split("phases:")[-1])
    assert told == phases, done


def test_that_an_address_leaves_its_half_without_an_embedded_backend_is_told():
    done = run("combined", "--embedded", "--db", "postgresql://127.0.0.1:1/x", "--dry-run")
    assert done.code == 0, done
    assert "# --embedded starts nothing for db, because an address is given by --db" in done.out
