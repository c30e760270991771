"""The page is a pure function of the graph."""

import os
import subprocess
import sys
from pathlib import Path

from kg.store.embedded import EmbeddedStore


def test_the_same_bytes_in_another_process(store: EmbeddedStore, drawn: Path, tmp_path: Path) -> None:
    """Whose sets have another order."""
    again = tmp_path / "again.html"
    code = "import sys; from pathlib import Path; from kg.page import draw; from kg.store import EmbeddedStore"
    code += "; draw(EmbeddedStore(Path(sys.argv[1])), Path(sys.argv[2]))"
    for seed in ("1", "2"):
        command = [sys.executable, "-c", code, str(store.generation), str(again)]
        subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": "C"}, check=True)
        assert again.read_bytes() == drawn.read_bytes()
