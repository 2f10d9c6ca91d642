"""What our other formats say, taken apart by readers that are not ours."""

import csv
import io
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from loadtest_cli import run

# Without .json, of which all are made, and .html, which has tests of its own.
ENDINGS = ("xml", "csv", "md", "hgrm", "hlog", "prom")
SCHEMA = Path(__file__).parent / "junit.xsd"


def convert(result, folder, *endings):
    """{ending: text} as `loadtest report` writes it."""
    paths = {ending: folder / f"converted.{ending}" for ending in endings or ENDINGS}
    done = run("report", result, *[word for path in paths.values() for word in ("--out", path)])
    assert done.code == 0 and not done.out and not done.err, done
    return {ending: path.read_bytes().decode() for ending, path in paths.items()}


def junit(text):
    """{name: (outcome, message, text)} of the test cases, after Jenkins' rules have been held against it."""
    done = subprocess.run(["xmllint", "--noout", "--schema", SCHEMA, "-"], input=text, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    suite = ElementTree.fromstring(text.encode()).find("testsuite")
    cases = {}
    for case in suite.iter("testcase"):
        [child] = case
        outcome = {"system-out": "passed"}.get(child.tag, child.tag)
        assert case.get("name") not in cases and case.get("classname") == suite.get("name")
        cases[case.get("name")] = (outcome, child.get("message", ""), child.text or "")
    outcomes = [outcome for outcome, *_ in cases.values()]
    for tag, attribute in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert outcomes.count(tag) == int(suite.get(attribute))
    assert len(cases) == int(suite.get("tests"))
    return cases


def table(text):
    """The rows of a CSV file, and that its lines end as RFC 4180 wants."""
    assert text.endswith("\r\n") and text.count("\n") == text.count("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def distribution(text):
    """([(value, share, count)], {footer: number}) of a percentile distribution, as HdrHistogram's plotter finds them."""
    rows = [line.split() for line in text.splitlines() if not line.startswith("#")]
    rows = [tuple(map(float, row[:3])) for row in rows if len(row) >= 3 and row[0] != "Value"]
    return rows, {name.strip(): float(number) for name, number in re.findall(r"([A-Z][A-Za-z ]+?) *= +([\d.]+)", text)}


def metrics(text):
    """{name: {labels: value}} of Prometheus' text, after promtool has checked it."""
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, done.stderr
    assert text.endswith("\n# EOF\n")
    found = {}
    for name, labels, value in re.findall(r'^(\w+)\{(.*)\} (\S+)$', text, re.M):
        pairs = frozenset(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels))
        assert pairs not in found.setdefault(name, {}), (name, labels)
        found[name][pairs] = float(value)
    return found


def one(series, **labels):
    """The one value that has these labels."""
    found = [value for pairs, value in series.items() if set(labels.items()) <= pairs]
    assert len(found) == 1, (labels, series)
    return found[0]


def rendered(text):
    """The HTML that GitHub's own renderer makes of Markdown."""
    extensions = [word for name in ("table", "autolink", "strikethrough") for word in ("-e", name)]
    done = subprocess.run(["cmark-gfm", "--unsafe", *extensions], input=text, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def markdown_tables(text):
    """Rows of cells, without markup, of all tables together, after rendering."""
    document = ElementTree.fromstring("<all>" + rendered(text).replace("<br>", "<br/>") + "</all>")
    return [["".join(cell.itertext()) for cell in row] for row in document.iter("tr")]
