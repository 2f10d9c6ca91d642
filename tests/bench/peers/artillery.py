"""Artillery: its WebSocket engine tells no times, so a processor of ours notes them, as its manual proposes."""

import json
from pathlib import Path

from peers.peer import MESSAGE, Command, NpmPeer

HERE = Path(__file__).resolve().parent


class Artillery(NpmPeer):
    name = "Artillery"
    parts = ("ws", "stall")
    package = "artillery"

    def ws(self, job):
        message = {"send": {"payload": MESSAGE, "match": {"regexp": "x+", "value": MESSAGE}}}
        steps = [{"function": "sending"}, message, {"function": "received"}]
        if job.pace_s:
            steps.append({"think": f"{job.pace_s * 1000:.0f}ms"})
        until = {"whileTrue": "goesOn"} if job.pace_s else {"count": -1}
        script = {
            "config": {"target": f"ws://127.0.0.1:{job.port}/", "processor": str(HERE / "artillery_processor.js"),
                       "phases": [{"duration": 1, "arrivalCount": job.users}]},
            "scenarios": [{"engine": "ws", "flow": [{"loop": steps, **until}]}],
        }
        (job.folder / "script.json").write_text(json.dumps(script))
        return Command(["node", job.npm / "node_modules/artillery/bin/run", "run", "--quiet", "--output",
                        job.folder / "report.json", job.folder / "script.json"],
                       env={"BENCH_SECONDS": str(job.seconds), "ARTILLERY_DISABLE_TELEMETRY": "true", "CI": "true"})

    def reported(self, job):
        report = json.loads((job.folder / "report.json").read_text())
        times = report["aggregate"]["histograms"]["response_ms"]
        return [(self.name, times["p95"], times["p99"])]
