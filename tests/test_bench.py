"""`make bench` on a machine that lacks what it needs."""

import os
import subprocess
import sys
from pathlib import Path


def test_without_a_browser_a_line_says_so(checkout: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.bench_page"]
    environment = os.environ | {"PATH": str(tmp_path)}
    done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert (done.stdout, done.stderr) == ("page: not measured, there is no chromium on this machine\n", "")
