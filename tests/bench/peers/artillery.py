"""Artillery: its WebSocket engine tells no times, so a processor of ours notes them, as its manual proposes."""

import json
from pathlib import Path

from peers.peer import MESSAGE, Command, Peer

HERE = Path(__file__).resolve().parent


class Artillery(Peer):
    name = "Artillery"
    parts = ("ws", "stall")
    program = "node"
    packages = ("nodejs", "npm")

    def missing(self, job_npm):
        return super().missing(job_npm) or ("" if (job_npm / "node_modules/artillery").exists() else
                                            "npm could not install it")

    def version(self, job):
        return json.loads((job.npm / "node_modules/artillery/package.json").read_text())["version"]

    def ws(self, job):
        message = {"send": {"payload": MESSAGE, "match": {"regexp": "x+", "value": MESSAGE}}}
        steps = [{"function": "sending"}, message, {"function": "received"}]
        if job.pace_s:
            steps.append({"think": f"{job.pace_s * 1000:.0f}ms"})
        script = {
            "config": {"target": f"ws://127.0.0.1:{job.port}/", "processor": str(HERE / "artillery_processor.js"),
                       "phases": [{"duration": 1, "arrivalCount": job.users}]},
            "scenarios": [{"engine": "ws", "flow": [{"loop": steps, "count": -1}]}],
        }
        (job.folder / "script.json").write_text(json.dumps(script))
        return Command(["node", job.npm / "node_modules/artillery/bin/run", "run", "--quiet", "--output",
                        job.folder / "report.json", job.folder / "script.json"],
                       env={"ARTILLERY_DISABLE_TELEMETRY": "true", "DISABLE_OCLIF_UPDATE": "true", "CI": "true"})

    def reported(self, job):
        report = json.loads((job.folder / "report.json").read_text())
        times = report["aggregate"]["histograms"]["response_ms"]
        return [(self.name, times["p95"], times["p99"])]
