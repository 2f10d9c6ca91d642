"""The documentation is made from the same tables as the parser, and kept."""

import re

from loadtest_cli import ROOT, run


def test_docs_cli_md_is_what_the_binary_prints():
    done = run("help", "--markdown")
    assert done.code == 0 and not done.err
    committed = (ROOT / "docs/cli.md").read_text()
    assert done.out == committed, "write it anew: loadtest help --markdown > docs/cli.md"


def test_docs_findings_md_has_every_finding_as_the_binary_prints_it():
    done = run("help", "--findings")
    assert done.code == 0 and not done.err
    page = (ROOT / "docs/findings.md").read_text()
    committed = page[page.index("## Every finding"):]
    assert done.out == committed, "write that part of docs/findings.md anew: loadtest help --findings"
    ids = re.findall(r"^### (\S+)$", done.out, re.M)
    assert ids and ids == [line.split()[0] for line in run("explain").out.splitlines()[1:]]


def test_troubleshooting_names_findings_that_there_are():
    ids = set(re.findall(r"^### (\S+)$", run("help", "--findings").out, re.M))
    named = re.findall(r"\[`([a-z-]+)`\]\(findings\.md#([a-z-]+)\)", (ROOT / "docs/troubleshooting.md").read_text())
    assert len(named) > 15 and all(name == anchor for name, anchor in named)
    assert {name for name, _ in named} <= ids


def test_explain_tells_of_every_finding_it_lists_and_of_no_other():
    ids = [line.split()[0] for line in run("explain").out.splitlines()[1:]]
    for name in ids:
        assert run("explain", name).out.startswith(name + ": ")
    assert run("explain", *ids[:2]).out.count("What to do") == len(ids[:2])
    wrong = run("explain", ids[0][:-1])
    assert wrong.code == 2 and not wrong.out
    assert f"did you mean {ids[0]}?" in wrong.err


def test_help_keeps_to_80_columns_and_leads_with_examples():
    overview = run("--help")
    commands = re.findall(r"^  ([a-z]+) ", overview.out.split("Commands:")[1], re.M)
    for args in [["--help"]] + [["help", command] for command in commands]:
        done = run(*args)
        assert done.code == 0 and not done.err
        # An example is copied whole where it cannot go on in another line.
        assert [line for line in done.out.splitlines() if len(line) > 80 and "loadtest " not in line] == []
        examples = done.out.split("Examples:\n")[1].split("\n\n")[0]
        assert examples.startswith("  loadtest ")
        assert done.out.index("Examples:") < done.out.index("Usage:")
    assert overview.out.count("\n  loadtest ") == 2
