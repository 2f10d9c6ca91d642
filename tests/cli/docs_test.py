"""The documentation is made from the same tables as the parser, and kept."""

from loadtest_cli import ROOT, run


def test_docs_cli_md_is_what_the_binary_prints():
    done = run("help", "--markdown")
    assert done.code == 0 and not done.err
    committed = (ROOT / "docs/cli.md").read_text()
    assert done.out == committed, "write it anew: loadtest help --markdown > docs/cli.md"


def test_help_of_each_command_keeps_to_100_columns():
    for args in (["--help"], ["help", "ws"], ["help", "target"]):
        done = run(*args)
        assert done.code == 0
        assert [line for line in done.out.splitlines() if len(line) > 100] == []
