"""The tables of docs/monitoring.md."""

from loadtest_cli import ROOT


def metric_rows():
    """What the page says of each metric: name, type, labels."""
    rows = []
    for line in (ROOT / "docs/monitoring.md").read_text().splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        if line.startswith("| `loadtest_"):
            rows.append(dict(zip(("name", "type", "labels"), cells)))
    return rows
