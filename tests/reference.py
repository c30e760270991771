"""The command-line reference, made from what `--help` says.

`python -m tests.reference > docs/cli.md` writes it; a test compares the two.
"""

import os
import subprocess
import sys

from typer.main import get_command

from kg.cli import app


def reference() -> str:
    """The reference as Markdown: what `kg --help` says, and the help of each command."""
    commands = get_command(app).commands  # type: ignore[attr-defined]
    parts = ["# The command line\n\nMade from `--help` by `python -m tests.reference > docs/cli.md`.\n"]
    for words in ((), *((name,) for name in commands)):
        parts.append(f"\n## {' '.join(('kg', *words))}\n\n```text\n{_help(*words)}\n```\n")
    return "".join(parts)


def _help(*words: str) -> str:
    environment = os.environ | {
        "COLUMNS": "92",
        "TERMINAL_WIDTH": "92",
        "PYTHONIOENCODING": "utf-8",
        "LC_ALL": "C.UTF-8",
    }
    command = [sys.executable, "-m", "kg", *words, "--help"]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=True)
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


if __name__ == "__main__":
    print(reference(), end="")
