"""thor: users without pause only, so it has no part in the stall at a pace."""

from peers.peer import MESSAGE, Command, NpmPeer


class Thor(NpmPeer):
    name = "thor"
    parts = ("ws",)
    package = "thor"

    def ws(self, job):
        return Command(["node", job.npm / "node_modules/thor/bin/thor", "--masked", "--workers", "1", "--buffer",
                        len(MESSAGE), "--amount", job.users, "--messages", 1_000_000_000,
                        f"ws://127.0.0.1:{job.port}/"])
