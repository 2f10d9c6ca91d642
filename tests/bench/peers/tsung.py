"""Tsung, controller and users in one Erlang machine. It has no percentiles; with `fullstats` it writes every time that
it took, and the percentiles are taken from that."""

import re

from peers.peer import MESSAGE, PROFILE, Command, Peer, package_version

CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE tsung SYSTEM "/usr/share/tsung/tsung-1.0.dtd">
<tsung loglevel="error"{backend}>
  <clients><client host="localhost" use_controller_vm="true" maxusers="10000"/></clients>
  <servers><server host="127.0.0.1" port="{port}" type="tcp"/></servers>
  <load duration="{seconds:.0f}" unit="second">
    <arrivalphase phase="1" duration="60" unit="second">
      <users maxnumber="{users}" arrivalrate="1000" unit="second"/>
    </arrivalphase>
  </load>
  <sessions>
    <session name="work" probability="100" type="{type}">
      {login}
      <for from="1" to="1000000000" var="i">{work}</for>
    </session>
  </sessions>
</tsung>
"""


class Tsung(Peer):
    name = "Tsung"
    parts = ("ws", "stall", "db")
    programs = ("tsung",)
    packages = ("tsung",)

    def version(self, job):
        return package_version("tsung")

    def run(self, job, port, kind, login, work, every_time=False):
        text = CONFIGURATION.format(
            port=port, seconds=job.seconds, users=job.users, type=kind,
            login="".join(f"<request>{request}</request>" for request in login), work=work,
            backend=' backend="fullstats"' if every_time else "")
        (job.folder / "tsung.xml").write_text(text)
        # A name of its own, since two of one name cannot be on a machine.
        return Command(["tsung", "-n", "-w", "0", "-i", f"bench{port}", "-f", job.folder / "tsung.xml", "-l",
                        job.folder / "log", "start"])

    def ws(self, job):
        message = f'<request><websocket type="message" frame="text">{MESSAGE}</websocket></request>'
        think = f'<thinktime value="{job.pace_s}" random="false"/>' if job.pace_s else ""
        return self.run(job, job.port, "ts_websocket", ['<websocket type="connect" path="/"/>'], message + think,
                        every_time=job.pace_s > 0)

    def db(self, job):
        base = job.database
        login = [f'<pgsql type="connect" database="{base.name}" username="{base.user}"/>',
                 f'<pgsql type="authenticate" password="{base.password}"/>',
                 f'<pgsql type="sql"><![CDATA[PREPARE profile (text) AS {PROFILE.format(id="$1")}]]></pgsql>']
        # Its bind, execute and sync are three writes, of which Nagle's algorithm holds back the later two for 40 ms.
        query = f"<request><pgsql type=\"sql\"><![CDATA[EXECUTE profile ('{base.user_id}')]]></pgsql></request>"
        return self.run(job, base.port, "ts_pgsql", login, query)

    def reported(self, job):
        text = "".join(path.read_text() for path in job.folder.glob("log/*/tsung-fullstats.log"))
        times = []
        for one, many in re.findall(r"\{sample,request,\s*(?:([\d.e+-]+)|\[([^\]]*)\])\s*\}", text):
            times += [float(one)] if one else [float(value) for value in many.split(",")]
        times.sort()
        if not times:
            return super().reported(job)
        return [(self.name, *(times[int(len(times) * share)] for share in (0.95, 0.99)))]
