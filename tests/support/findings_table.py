"""Makes the table of docs/findings.md of what the tests of causes wrote into $LOADTEST_FINDINGS_LOG:

    LOADTEST_FINDINGS_LOG=causes.jsonl tests/run --all -R findings
    python3 tests/support/findings_table.py causes.jsonl
"""

import json
import sys

# True of the machine that the tests run on, whatever the cause was: it has two cores for everything.
OF_THE_MACHINE = {"generator-machine-shared", "generator-bound"}


def main(path):
    with open(path) as log:
        cases = [json.loads(line) for line in log]
    print("| cause made on purpose | to be found | found | beside |\n| --- | --- | --- | --- |")
    hits = misses = beside = healthy = false_alarms = 0
    for case in sorted(cases, key=lambda one: (not one["expected"], one["expected"], one["cause"])):
        expected, found = set(case["expected"]), set(case["found"]) - OF_THE_MACHINE
        hits += len(expected & found)
        misses += len(expected - found)
        if expected:
            beside += len(found - expected)
        else:
            healthy += 1
            false_alarms += bool(found)
        shown = expected, expected & found, found - expected
        words = [", ".join(f"`{one}`" for one in sorted(ids)) or "–" for ids in shown]
        print(f"| {case['cause']} | " + " | ".join(words) + " |")
    print(f"\n{len(cases) - healthy} runs with a cause: {hits} hits, {misses} misses, {beside} findings beside. "
          f"{healthy} without one: {false_alarms} false alarms.")


if __name__ == "__main__":
    main(sys.argv[1])
