"""`python -m tests.national FOLDER --reports 100`."""

import argparse
from pathlib import Path

from tests.national import write_reports


def main() -> None:
    """Write a folder."""
    parser = argparse.ArgumentParser(prog="python -m tests.national", description="Write made-up reports.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reports", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    write_reports(asked.folder, asked.reports, asked.seed)


if __name__ == "__main__":
    main()
