"""sysbench with a script of one prepared statement; it has a thread for each connection."""

from pathlib import Path

from peers.peer import PROFILE, Command, Peer, version_of

SCRIPT = Path(__file__).resolve().parent / "point_select.lua"


class Sysbench(Peer):
    name = "sysbench"
    parts = ("db",)
    programs = ("sysbench",)
    packages = ("sysbench",)

    def version(self, job):
        return version_of(["sysbench", "--version"])

    def db(self, job):
        base = job.database
        return Command(["sysbench", SCRIPT, "--db-driver=pgsql", "--pgsql-host=127.0.0.1", f"--pgsql-port={base.port}",
                        f"--pgsql-user={base.user}", f"--pgsql-password={base.password}", f"--pgsql-db={base.name}",
                        f"--threads={job.users}", f"--time={job.seconds:.0f}", f"--statement={PROFILE.format(id='?')}",
                        f"--parameter={base.user_id}", "run"])
