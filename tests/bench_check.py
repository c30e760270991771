"""The part of `make bench` on checking tables: what `kg check` takes a report, with the shapes and without them, as
there are more reports.
"""

import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.national import write_reports

COMMAND: Final = str(Path(sys.executable).with_name("kg"))
WANTED: Final = 1.0
"""Seconds a report, of which processes that run side by side have as many as the clock."""


def main() -> None:
    """Print what a check takes at each size, beside ten times fewer reports: where it is linear, a report takes as
    long or less, since what all share is read once.
    """
    sizes = (1, 10, 100) if os.environ.get("BENCH") == "full" else (1, 10)
    before: dict[str, float] = {}
    for count in sizes:
        with TemporaryDirectory() as folder:
            write_reports(Path(folder), count)
            for name, options in (("with shapes", ()), ("--fast", ("--fast",))):
                clock, work = taken(COMMAND, "check", "--data", folder, *options)
                each = work / count
                ratio = f", {each / before[name]:.2f} times that of ten times fewer" if name in before else ""
                print(
                    f"check, {name}: {count} made-up reports in {clock:.1f} s ({work:.1f} s of processors), "
                    f"{each:.3f} s a report{ratio} (to reach: at most {WANTED:.0f})"
                )
                before[name] = each


def taken(*command: str) -> tuple[float, float]:
    """The seconds that a process takes by the clock, and of processors, those of its own processes among them."""
    begun, before = time.perf_counter(), os.times()
    status = os.spawnv(os.P_WAIT, command[0], command)
    after = os.times()
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {status}")
    work = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - begun, work


if __name__ == "__main__":
    main()
