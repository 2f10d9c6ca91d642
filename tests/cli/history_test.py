"""`loadtest history`: trends over a folder of real results in which a change was planted."""

import json
import os
import shutil
from datetime import datetime, timedelta, timezone

import pytest

from compare_cli import change, compare
from loadtest_cli import run


@pytest.fixture
def nights(runs, tmp_path):
    """Ten fast nights, then six slow ones: copies of real results, each with a day and an id of its own."""
    folder = tmp_path / "nights"
    folder.mkdir()
    first = datetime(2026, 3, 1, 3, tzinfo=timezone.utc)
    for day in range(16):
        path = folder / f"night-{day:02}.json"
        shutil.copy(runs / f"{'fast' if day < 10 else 'slow'}{day % 3}.json", path)
        at = (first + timedelta(days=day)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        change(path, lambda r: r["run"].update(started_at=at, id=f"id-{day}", name="nightly", labels={"k": str(day % 2)}))
    return folder


def history(*args, **kwargs):
    return run("history", *args, **kwargs)


def p50_of(document, group=0):
    return next(t for t in document["groups"][group]["trends"] if t["subject"] == "ws.chat p50")


def test_the_first_run_that_changed_is_named(nights, tmp_path):
    outs = [tmp_path / f"h.{ending}" for ending in ("html", "md", "json")]
    done = history(nights, *(arg for out in outs for arg in ("--out", out)), env={"LC_ALL": "C.UTF-8"})
    assert done.code == 0, done
    document = json.loads(outs[2].read_text())
    assert document["schema"] == "loadtest.history/1" and len(document["groups"][0]["runs"]) == 16
    p50 = p50_of(document)
    assert p50["changed"] and p50["change"]["file"] == "night-10.json", p50["change"]
    for text in (done.out, outs[0].read_text(), outs[1].read_text()):
        assert "night-10.json" in text and "ws.chat p50" in text
    assert "█" in done.out and max(map(len, done.out.splitlines())) <= 100, done


def test_the_values_are_those_of_the_files(nights):
    document = json.loads(history(nights, "--json").out)
    for day in (0, 15):
        result = json.loads((nights / f"night-{day:02}.json").read_text())
        chat = next(o for o in result["tracks"][0]["operations"] if o["name"] == "chat")
        assert p50_of(document)["values"][day] == pytest.approx(chat["response_ms"]["p50"])


def test_the_index_is_used_and_follows_the_files(nights):
    first = history(nights, "--json")
    index = nights / ".loadtest-history.sqlite"
    assert index.exists()
    # What is in the index is not read again: a file that looks the same may be anything.
    path = nights / "night-03.json"
    about = path.stat()
    path.write_text(" " * about.st_size)
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert history(nights, "--json").out == first.out
    os.utime(path)
    changed = history(nights)
    assert "skipped" in changed.out and "night-03.json" in changed.out, changed
    path.unlink()
    assert len(json.loads(history(nights, "--json").out)["groups"][0]["runs"]) == 15
    index.write_text("no database")
    again = history(nights, "--json")
    assert again.code == 0 and len(json.loads(again.out)["groups"][0]["runs"]) == 15, again


def test_a_folder_that_cannot_be_written_works_without_an_index(nights):
    (nights / ".loadtest-history.sqlite").mkdir()
    assert history(nights).code == 0


def test_runs_are_picked_and_loads_kept_apart(nights, made):
    shutil.copy(made / "other.json", nights / "other.json")
    document = json.loads(history(nights, "--json").out)
    assert sorted(len(g["runs"]) for g in document["groups"]) == [1, 16]
    assert len(json.loads(history(nights, "--json", "--label", "k=1").out)["groups"][0]["runs"]) == 8
    picked = json.loads(history(nights, "--json", "--name", "nightly", "--last", "5").out)["groups"]
    assert len(picked) == 1 and len(picked[0]["runs"]) == 5 and picked[0]["older"] == 11


@pytest.mark.parametrize("args, says", [
    ([], "no folder is given"), (["/nonexistent"], "/nonexistent"), (["{empty}"], "there is no result in it"),
    (["{nights}", "--name", "nobody"], "none of its 16 results"), (["{nights}", "--last", "0"], "--last"),
    (["{nights}", "--label", "x"], "--label"), (["{nights}", "--out", "h.pdf"], ".pdf"), (["{nights}", "x"], "one too many"),
])
def test_what_is_wrong_is_told(nights, tmp_path, args, says):
    (tmp_path / "empty").mkdir()
    done = history(*(arg.format(nights=nights, empty=tmp_path / "empty") for arg in args))
    assert done.code == 2 and says in done.err and not done.out, done


def test_the_page_of_a_comparison_has_both_curves(nights, tmp_path):
    page = tmp_path / "c.html"
    compare(nights / "night-00.json", nights / "night-15.json", "--out", page)
    text = page.read_text()
    assert "REGRESSION" in text and "<svg" in text and "</svg> base</span>" in text and "</svg> new</span>" in text
    assert "default-src 'none'" in text and "p50 of chat response" in text
