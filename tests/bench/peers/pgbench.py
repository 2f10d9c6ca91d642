"""pgbench with a script of one statement, prepared, on two threads."""

import glob

from peers.peer import PROFILE, Command, Peer, version_of


class Pgbench(Peer):
    name = "pgbench"
    parts = ("db",)
    packages = ("postgresql-client", "postgresql-contrib")

    @property
    def program(self):
        """Of the newest version; what is in the path is a wrapper, which is there without it too."""
        return max(glob.glob("/usr/lib/postgresql/*/bin/pgbench"), default="")

    @property
    def programs(self):
        return (self.program,)

    def version(self, job):
        return version_of([self.program, "--version"])

    def db(self, job):
        script = job.folder / "profile.sql"
        script.write_text(PROFILE.format(id=":user") + ";\n")
        return Command([self.program, "-n", "-M", "prepared", "-c", job.users, "-j", "2", "-T", f"{job.seconds:.0f}",
                        "-f", script, "-D", f"user={job.database.user_id}", job.database.url()])
