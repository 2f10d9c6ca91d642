"""thor: users without pause only, so it has no part in the stall at a pace."""

import json

from peers.peer import MESSAGE, Command, Peer


class Thor(Peer):
    name = "thor"
    parts = ("ws",)
    program = "node"
    packages = ("nodejs", "npm")

    def missing(self, job_npm):
        return super().missing(job_npm) or ("" if (job_npm / "node_modules/thor").exists() else
                                            "npm could not install it")

    def version(self, job):
        return json.loads((job.npm / "node_modules/thor/package.json").read_text())["version"]

    def ws(self, job):
        return Command(["node", job.npm / "node_modules/thor/bin/thor", "--masked", "--workers", "1", "--buffer",
                        len(MESSAGE), "--amount", job.users, "--messages", 1_000_000_000,
                        f"ws://127.0.0.1:{job.port}/"])
