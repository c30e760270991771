"""The part of `make bench` on checking tables: what `kg check` takes a report, with the shapes and without them, as
there are more reports.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.national import write_reports

COMMAND: Final = str(Path(sys.executable).with_name("kg"))
WANTED: Final = 1.0
"""Seconds of processors for each report more."""


def main() -> None:
    """Print what a check takes at each size, and for each report more than at the size before: where it is linear,
    that stays the same.
    """
    sizes = (1, 10, 100) if os.environ.get("BENCH") == "full" else (1, 10)
    before: dict[str, tuple[int, float]] = {}
    for count in sizes:
        with TemporaryDirectory() as folder:
            write_reports(Path(folder), count)
            for name, options in (("with shapes", ()), ("--fast", ("--fast",))):
                clock, work = taken(COMMAND, "check", "--data", folder, *options)
                told = f"check, {name}: {count} made-up reports: {clock:.1f} s, {work:.2f} s of processors"
                if name in before:
                    fewer, took = before[name]
                    each = (work - took) / (count - fewer)
                    told += f", {each:.3f} s for each report more (to reach: at most {WANTED:.0f})"
                print(told)
                before[name] = count, work


def taken(*command: str) -> tuple[float, float]:
    """The seconds that a process takes by the clock, and of processors, those of its own processes among them."""
    begun, before = time.perf_counter(), os.times()
    subprocess.run(command, check=True, capture_output=True)
    clock, after = time.perf_counter() - begun, os.times()
    work = after.children_user + after.children_system - before.children_user - before.children_system
    return clock, work


if __name__ == "__main__":
    main()
