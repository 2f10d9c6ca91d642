"""`loadtest report`: what it takes, what it refuses, with which code it ends; and what JUnit says of runs that prove nothing."""

import json
import signal

import pytest

import formats
import servers
from formats import convert
from loadtest_cli import run, start

SHORT = ["--users", "2", "--duration", "0.5s", "--think-time", "50ms", "--ramp-up", "0"]
LIMITED = ["sh", "-c", 'trap "" XFSZ; exec prlimit --fsize=2000 "$@"', "--"]


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The result of a run whose one criterion holds."""
    server = servers.Target()
    path = tmp_path_factory.mktemp("kept") / "run.json"
    try:
        done = run("ws", "--url", server.url, *SHORT, "--no-default-criteria", "--threshold", "ws.chat.success > 50%",
                   out=path)
        assert done.code in (0, 4), done
        yield path
    finally:
        server.stop()


@pytest.fixture
def changed(kept, tmp_path):
    """changed(lambda result: …) = a copy of the result with that done to it; the machine's own doubts are taken out."""

    def change(how):
        result = json.loads(kept.read_text())
        result["generator"].update(trustworthy=True, reasons=[], warnings=[])
        result["verdict"].update(status="pass", exit_code=0, reasons=[])
        how(result)
        path = tmp_path / "changed.json"
        path.write_text(json.dumps(result))
        return path

    return change


def refused(done, *named):
    assert done.code == 2 and not done.out, done
    [line] = done.err.splitlines()
    assert all(name in line for name in named), done


def verdict_case(path, tmp_path):
    return formats.junit(convert(path, tmp_path, "xml")["xml"])["verdict"]


def test_it_takes_one_result_and_says_what_is_wrong_with_another(kept, tmp_path):
    refused(run("report"), "no result")
    refused(run("report", kept, kept), "one too many")
    refused(run("report", tmp_path / "none.json"), "none.json", "No such file")
    (tmp_path / "half.json").write_text(kept.read_text()[:5000])
    refused(run("report", tmp_path / "half.json"), "half.json", "no JSON")
    refused(run("report", kept, "--out", tmp_path / "run.pdf"), ".pdf", ".json", ".xml")
    refused(run("report", kept, "--users", "3"), "--users")


def test_a_result_that_failed_is_written_all_the_same_and_that_is_no_failure(changed, tmp_path):
    failed = changed(lambda r: r["verdict"].update(status="fail", exit_code=1, reasons=["it was slow"]))
    done = run("report", failed, "--out", tmp_path / "run.md")
    assert done.code == 0 and not done.out and "it was slow" in (tmp_path / "run.md").read_text(), done


def test_a_file_that_cannot_be_written_is_code_3_and_an_earlier_one_survives(kept, tmp_path):
    (tmp_path / "run.xml").write_text("an earlier one")
    done = run("report", kept, "--out", tmp_path / "run.xml", "--out", tmp_path / "run.csv", prefix=LIMITED)
    assert done.code == 3 and "run.xml" in done.err, done
    assert (tmp_path / "run.xml").read_text() == "an earlier one"
    assert (tmp_path / "run.csv").exists(), "what can be written is"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_report_in_html_that_carries_its_result_is_read_too(kept, tmp_path):
    json_text = kept.read_text().replace("<", "\\u003c")
    page = tmp_path / "run.html"
    page.write_text('<!doctype html>\n<p>&lt;script id="x"&gt;</p><script>let a = "<b>";</script>\n'
                    f'<script type="application/json" id="loadtest-result">{json_text}</script><p>more</p>\n')
    assert convert(page, tmp_path, "json")["json"] == kept.read_text()
    assert convert(kept, tmp_path, "html") and convert(tmp_path / "converted.html", tmp_path, "json")["json"] == kept.read_text()
    page.write_text("<!doctype html>\n<p>hello</p>\n")
    refused(run("report", page), "run.html", "no result in it")


def test_a_run_that_shows_nothing_does_not_look_like_a_pass(changed, tmp_path):
    def without_criteria(r):
        r["criteria"] = []

    def not_tried(r):
        r["criteria"][0].update(status="not_tried", observed=None, note="not tried (asked for 10)")

    def a_segment(r):
        not_tried(r)
        r["run"]["segment"] = "0/3"

    for how, says in ((without_criteria, "no criterion was set"), (not_tried, "no criterion could be tried"),
                      (a_segment, "sum of all segments")):
        outcome, message, _ = verdict_case(changed(how), tmp_path)
        assert outcome == "skipped" and says in message, (how, message)


def test_what_is_inconclusive_is_an_error_and_what_failed_a_failure(changed, tmp_path):
    def untrusted(r):
        r["generator"].update(trustworthy=False, reasons=["it missed 3 starts"])
        r["verdict"].update(status="inconclusive", exit_code=4, reasons=["the generator was not trustworthy: it missed"])

    def no_data(r):
        r["criteria"][0].update(status="no_data", observed=None)
        r["verdict"].update(status="inconclusive", exit_code=4, reasons=["no data for chat success"])

    def failed(r):
        r["criteria"][0].update(status="fail", observed=0.41)
        r["verdict"].update(status="fail", exit_code=1, reasons=["chat success was 41 %"])

    for how, outcome, criterion in ((untrusted, "error", "passed"), (no_data, "error", "error"),
                                    (failed, "failure", "failure")):
        path = changed(how)
        cases = formats.junit(convert(path, tmp_path, "xml")["xml"])
        reason = json.loads(path.read_text())["verdict"]["reasons"][0]
        assert cases["verdict"][0] == outcome and reason in cases["verdict"][1] + cases["verdict"][2]
        assert cases["ws.chat.success > 50%"][0] == criterion, how
    assert "41 %" in cases["ws.chat.success > 50%"][1]


def test_a_warning_passes_unless_warnings_count(changed, tmp_path):
    def warned(r):
        r["criteria"][0].update(status="warn", observed=0.96)

    def strict(r):
        warned(r)
        r["scenario"]["strict"] = True

    for how, outcome in ((warned, "passed"), (strict, "failure")):
        case = formats.junit(convert(changed(how), tmp_path, "xml")["xml"])["ws.chat.success > 50%"]
        assert case[0] == outcome and "a warning" in case[1] + case[2], how


def test_a_run_that_was_interrupted_writes_all_formats(target, tmp_path):
    server = target()
    outs = [word for ending in formats.ENDINGS for word in ("--out", tmp_path / f"run.{ending}")]
    command = start("ws", "--url", server.url, "--users", "5", "--duration", "60s", "--ramp-up", "0", "--think-time",
                    "50ms", *outs, out=tmp_path / "run.json")
    server.stats_when(lambda s: s["chats_answered"] > 20)
    command.send_signal(signal.SIGINT)
    done = command.finish()
    assert done.code == 130, done
    for ending, text in convert(tmp_path / "run.json", tmp_path).items():
        assert (tmp_path / f"run.{ending}").read_bytes().decode() == text, ending
    outcome, message, _ = verdict_case(tmp_path / "run.json", tmp_path)
    assert outcome == "error" and "SIGINT" in message


HOSTILE = [
    "a | b | c", "`code` | `", "\\| escaped \\", "<img src=x onerror=alert(1)>", "</td></tr></table><h1>hi",
    "@everyone and @octocat", "see #1 and GH-2", "[a](javascript:alert(1)) ![b](http://x.example/p.png)",
    "http://evil.example/?q=1 www.evil.example me@evil.example", "*bold* _it_ ~~gone~~ **x**", "&lt;b&gt; &#64;all",
    "::error::not mine", "]]> --> <!-- <![CDATA[", "=HYPERLINK(\"http://evil.example\")", "+1", "-2", "@SUM(A1)",
    "quote \" comma , end", "a\\b", "| --- |", "``` fence", "- list", "1. list", "# head", "> quote", "ends with \\",
]


def test_hostile_text_is_inert_in_markdown_csv_and_xml(changed, tmp_path):
    kinds = {text: i + 1 for i, text in enumerate(HOSTILE)}

    def hostile(r):
        chat = next(o for o in r["tracks"][0]["operations"] if o["name"] == "chat")
        chat["errors"], chat["failed"] = kinds, sum(kinds.values())
        chat["success_share"] = chat["ok"] / (chat["ok"] + chat["failed"])
        r["run"].update(warnings=list(HOSTILE), name=HOSTILE[3], command="loadtest " + HOSTILE[1])
        r["verdict"]["reasons"] = list(HOSTILE)
        r["criteria"][0]["note"] = HOSTILE[0]

    made = convert(changed(hostile), tmp_path)
    page = formats.rendered(made["md"])
    assert not [tag for tag in ("<a ", "<img", "<em", "<strong>h", "<del", "<h1", "<script", "<blockquote", "<ol")
                if tag in page], page
    # All of what mentions somebody stands in code, where GitHub looks for no names.
    assert page.count("@everyone") == page.count("<code>@everyone") > 0
    shown = [row[3] for row in formats.markdown_tables(made["md"]) if len(row) == 4]
    most = sorted(kinds, key=kinds.get, reverse=True)[:10]
    escaped = {"::error::not mine": "\\x3a:error::not mine"}
    assert shown[1:] == [escaped.get(kind, kind) for kind in most], "each kind is in its own cell, as it is"
    formats.junit(made["xml"])
    assert HOSTILE[3] not in made["xml"] and "]]>" not in made["xml"]
    formats.metrics(made["prom"])


def test_names_that_spreadsheets_would_calculate_are_text_in_the_csv(changed, tmp_path):
    def renamed(r):
        r["tracks"][0]["name"] = "=1+2"
        r["tracks"][0]["intervals"][0]["operations"].keys()

    rows = formats.table(convert(changed(renamed), tmp_path, "csv")["csv"])
    assert {row["track"] for row in rows} == {"'=1+2"}


def test_a_markdown_that_would_be_too_long_is_cut_and_says_so(changed, tmp_path):
    text = convert(changed(lambda r: r["run"].update(warnings=["a warning of some length " * 20] * 500)), tmp_path, "md")["md"]
    assert 60_000 < len(text.encode()) <= 64 * 1024 and "did not fit" in text.splitlines()[-1]
    assert formats.markdown_tables(text)
