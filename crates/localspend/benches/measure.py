"""Runs a command to its end and says how long it took and how much memory it held at most."""

import os
import subprocess
import time


def measured(name: str, command: list[str], **options) -> float:
    """Seconds of the clock; prints them with the processor's seconds and the peak of memory. A failure ends the bench."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **options)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    code = os.waitstatus_to_exitcode(status)
    print(
        f"{name:<34} {seconds:8.1f} s  (processor {used.ru_utime + used.ru_stime:7.1f} s)  peak {used.ru_maxrss / 1024:7.0f} MB",
        flush=True,
    )
    # 1 tells of things to mend, which an invented ledger has.
    if code not in (0, 1):
        raise SystemExit(f"{name} failed with {code}: {' '.join(command)}")
    return seconds


def load() -> str:
    """What else the machine does: 0 is idle, 2 keeps two cores busy."""
    return f"load of the machine now: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
