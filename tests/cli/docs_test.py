"""The documentation is made from the same tables as the parser, and kept."""

import re

from loadtest_cli import ROOT, run


def test_docs_cli_md_is_what_the_binary_prints():
    done = run("help", "--markdown")
    assert done.code == 0 and not done.err
    committed = (ROOT / "docs/cli.md").read_text()
    assert done.out == committed, "write it anew: loadtest help --markdown > docs/cli.md"


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
