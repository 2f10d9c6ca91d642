"""Tables of what was measured, between the markers of a page."""

import re
import statistics


def spread(values, digits=None):
    """Median (least–greatest)."""
    def shown(value):
        places = digits if digits is not None else 1 if abs(value) < 100 else 0
        return f"{value:,.{places}f}"

    middle = shown(statistics.median(values))
    return middle if len(values) == 1 else f"{middle} ({shown(min(values))}–{shown(max(values))})"


def ratio(values, base):
    """Of the medians."""
    return f"{statistics.median(values) / statistics.median(base):.2f}" if base else "–"


def table(head, rows):
    return "\n".join(["| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head), *rows]])


def peers_of(runs):
    """Runs by peer, loadtest first."""
    found = {}
    for run in runs:
        found.setdefault((run["peer"], run["version"]), []).append(run)
    return sorted(found.items(), key=lambda item: not item[0][0].startswith("loadtest"))


def column(runs, key):
    return [run[key] for run in runs if run.get(key) is not None]


def cost_table(runs, operation, extra=()):
    """Rate and CPU of each peer beside loadtest's; `extra` are (heading, key) of further columns."""
    base = [run for run in runs if run["peer"] == "loadtest"]
    rows = []
    for (peer, version), theirs in peers_of(runs):
        row = [f"{peer} {version}"]
        for key in ("rate_per_s", "cpu_us"):
            values = column(theirs, key)
            row += [spread(values), ratio(values, column(base, key))] if values else ["–", "–"]
        rows.append(row + [spread(column(theirs, key)) if column(theirs, key) else "–" for _, key in extra])
    return table(["client", f"{operation}/s", "of loadtest's", f"CPU µs a {operation}", "of loadtest's",
                  *(heading for heading, _ in extra)], rows)


def ws_table(runs):
    return cost_table(runs, "message", [("peak MiB", "peak_mib"), ("KiB a user", "user_kib")])


def db_table(runs):
    clients = sorted({run["clients"] for run in runs})
    return "\n\n".join(f"{number} clients:\n\n" + cost_table([r for r in runs if r["clients"] == number], "query")
                       for number in clients)


def stall_table(runs, planned):
    rows = [["the truth, from when the server stood still", f"{planned:,}", spread(column(runs, "truth_p95_ms")),
             spread(column(runs, "truth_p99_ms"))]]
    for (peer, version), theirs in peers_of(runs):
        for number, (row, _, _) in enumerate(theirs[0]["reported"]):
            each = [run["reported"][number] for run in theirs]
            told = [spread([line[i] for line in each]) if each[0][i] is not None else "–" for i in (1, 2)]
            rows.append([row.replace(peer, f"{peer} {version}"), spread(column(theirs, "sent"), 0), *told])
    return table(["client", "messages sent", "p95 ms", "p99 ms"], rows)


def put_into(page, part, text):
    """Replaces what stands between the markers of that part."""
    begin, end = f"<!-- side_by_side {part}: begin -->", f"<!-- side_by_side {part}: end -->"
    before = page.read_text()
    if begin not in before or end not in before:
        raise SystemExit(f"{page} has no markers {begin} … {end}")
    page.write_text(re.sub(f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: f"{begin}\n{text}\n{end}", before,
                           flags=re.S))
