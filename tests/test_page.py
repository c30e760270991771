"""The page is a pure function of the graph."""

import os
import subprocess
import sys
from pathlib import Path


def test_the_same_bytes_in_another_process(drawn: Path, data: Path, tmp_path: Path) -> None:
    """Whose sets have another order."""
    again = tmp_path / "again.html"
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "kg", "draw", str(again), "--data", str(data)]
        subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": "C"}, check=True)
        assert again.read_bytes() == drawn.read_bytes()
