"""A client under measurement: what it and all that it started cost in CPU and memory, by /proc."""

import ctypes
import os
import signal
import subprocess
import time

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
PR_SET_CHILD_SUBREAPER = 36
NOT_ALONE = ["setpriv", "--pdeathsig", "KILL", "--"]  # before a command: it is killed when we die


def adopt_orphans():
    """From now on a descendant whose parent ended becomes our child, so that none is lost sight of."""
    if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError("prctl(PR_SET_CHILD_SUBREAPER) failed")


def stat_of(pid):
    """The fields of /proc/PID/stat behind the command's name, or None where the process is gone."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()
    except OSError:
        return None


def descendants(root, without=()):
    """Process ids below `root`; nothing of the branches of `without`."""
    children = {}
    for entry in os.listdir("/proc"):
        stat = stat_of(entry) if entry.isdigit() else None
        if stat:
            children.setdefault(int(stat[1]), []).append(int(entry))
    found, waiting = [], [root]
    while waiting:
        for pid in children.get(waiting.pop(), []):
            if pid not in without:
                found.append(pid)
                waiting.append(pid)
    return found


def used_s(pids):
    """User and system time of processes, that of their children who have ended included."""
    stats = [stat_of(pid) for pid in pids]
    return sum(int(ticks) for stat in stats if stat for ticks in stat[11:15]) / TICKS_PER_S


def used_by_others_s():
    """Processor time that went to programs which do not descend from this one, or that the hypervisor took."""
    with open("/proc/stat") as file:
        user, nice, system, _, _, irq, softirq, steal = map(int, file.readline().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / TICKS_PER_S - used_s([os.getpid(), *descendants(os.getpid())])


class Client:
    """A command in a folder of its own, pinned to a core where one is given. What descends from this program and was
    not there before belongs to it."""

    def __init__(self, command, folder, core=None):
        self.command, self.folder = command, folder
        self.others = set(descendants(os.getpid()))
        pin = ["taskset", "-c", str(core)] if core is not None else []
        with open(folder / "out", "wb") as out, open(folder / "err", "wb") as err:
            self.process = subprocess.Popen(
                [*NOT_ALONE, *pin, *map(str, command.argv)], cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                start_new_session=True, env={**os.environ, "HOME": str(folder), **command.env})

    def pids(self):
        return descendants(os.getpid(), self.others)

    def ended(self):
        return self.process.poll() is not None

    def cpu_s(self):
        return used_s(self.pids())

    def peak_kib(self):
        """Greatest resident memory of each process, added up."""
        total = 0
        for pid in self.pids():
            try:
                with open(f"/proc/{pid}/status") as file:
                    total += sum(int(line.split()[1]) for line in file if line.startswith("VmHWM:"))
            except OSError:
                pass  # it has just ended
        return total

    def wait(self, timeout):
        """True where it ended by then."""
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self):
        """Ends all of it."""
        deadline = time.monotonic() + 10
        while pids := self.pids():
            for pid in pids:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            self.process.poll()
            for pid in pids:
                try:
                    os.waitpid(pid, os.WNOHANG)
                except ChildProcessError:
                    pass  # a grandchild, or waited for already
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.command.argv[0]} cannot be ended: {pids}")
            time.sleep(0.02)

    def complaint(self):
        """The last that it said."""
        text = "".join((self.folder / name).read_text(errors="replace")[-1000:] for name in ("out", "err"))
        return " | ".join(text.split("\n")[-8:]).strip()
