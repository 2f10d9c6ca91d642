"""Searches for the highest load that holds, as tests ask for them."""

from loadtest_cli import run
from result import assert_valid


def find_max(command, *args, out, until=("found", "none_breaks", "none_holds"), **kwargs):
    """The first of three searches that the machine did not spoil, as `until` says; its result."""
    for _ in range(3):
        done = run(command, *args, out=out, timeout=150, **kwargs)
        assert_valid(done.result)
        if done.result["search"]["end"] in until:
            break
    return done


def assert_found(done, capacity, precision=0.05):
    """The highest level that holds is the capacity, to the precision; and the file says so consistently."""
    search = done.result["search"]
    assert done.code == 0 and search["end"] == "found", done
    assert abs(search["holds"] - capacity) <= precision * capacity, done
    assert capacity * 0.99 <= search["breaks"] <= search["holds"] * (1 + precision) * 1.001, done
    levels, confidence = search["levels"], search["confidence"]
    for level, status, agreed, tried in ((search["holds"], "held", "held", "tried"),
                                         (search["breaks"], "broke", "broke_above", "tried_above")):
        of = [one["status"] for one in levels if one["level"] == level and one["status"] != "spoiled"]
        assert of.count(status) == confidence[agreed] > confidence[tried] / 2, done
        assert len(of) == confidence[tried], done
    assert search["first_broken"] and search["why"], done
