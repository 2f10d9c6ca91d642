"""loadtest itself."""

import json

from peers.peer import Command, Peer, version_of


class Loadtest(Peer):
    name = "loadtest"
    parts = ("ws", "db")

    def program_of(self, job):
        return job.build / "cmd/loadtest"

    def version(self, job):
        return version_of([self.program_of(job), "--version"])

    def load(self, job):
        return ["--think-time", f"{job.pace_s * 1000:.0f}ms"]

    def run(self, job, *arguments):
        return Command([self.program_of(job), *arguments, "--duration", f"{job.seconds}s", "--ramp-up", "0",
                        "--reply-timeout", "60s", "--out", job.folder / "result.json"])

    def ws(self, job):
        return self.run(job, "ws", "--dialogue", "echo", "--url", f"ws://127.0.0.1:{job.port}/", "--users", job.users,
                        "--threads", "1", *self.load(job))

    def db(self, job):
        ids = job.folder / "ids"
        ids.write_text(f"{job.database.user_id}\n")
        return self.run(job, "db", "--db", job.database.url(), "--rls", "off", "--mix", "100:0", "--only", "profile",
                        "--user-ids", ids, "--workers", job.users, "--pool-size", job.users, "--threads", "2")

    def chat(self, job):
        result = json.loads((job.folder / "result.json").read_text())
        return next(o for o in result["tracks"][0]["operations"] if o["name"] == "chat")


class OpenLoadtest(Loadtest):
    """Starts come from a schedule, as `--rate` does it."""

    name = "loadtest --rate"
    parts = ("stall",)

    def load(self, job):
        return ["--rate", f"{job.users / job.pace_s:.0f}/s"]

    def reported(self, job):
        times = self.chat(job)["response_ms"]
        return [(self.name, times["p95"], times["p99"])]


class ClosedLoadtest(Loadtest):
    """Each user sends, waits, and thinks."""

    name = "loadtest closed"
    parts = ("stall",)

    def reported(self, job):
        chat = self.chat(job)
        rows = [(f"{self.name}: as measured", chat["response_ms"])]
        if chat.get("rhythm_ms"):
            rows.append((f"{self.name}: `rhythm_ms`", chat["rhythm_ms"]))
        return [(row, times["p95"], times["p99"]) for row, times in rows]
