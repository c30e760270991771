"""The page's part of `make bench`: its size, and how soon it answers in a headless Chromium.

Each figure is printed beside the one to reach, as the median of several runs: for the project's own
tables, and for a made-up data set of 100 thousand triples, whose times may be four times as long.
"""

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    pass

COPIES: Final = 20
TRIPLES: Final = 100_000
PLACES: Final = "香洲茂盛拱北狮山凤翠前海江河湖清明安平和顺新华东西南北长宁远高"


def multiplied(data: Path, folder: Path, copies: int) -> Path:
    """Tables of `copies` made-up districts, each with all that the project's tables say of its own."""
    folder.mkdir(parents=True)
    for path in sorted(data.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            header, *rows = csv.reader(lines)
        made = list(dict.fromkeys(
            tuple(_moved(cell, number) for cell in row) for number in range(copies) for row in rows
        ))  # fmt: skip
        with (folder / path.name).open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([header, *made])
    return folder


def _moved(cell: str, number: int) -> str:
    """A cell as another district would have it: other ids and names, all else as it is."""
    if not number:
        return cell
    name = PLACES[number % len(PLACES)] + PLACES[number // len(PLACES) + 7] + "屿"
    return cell.replace("440402-", f"99{number:04d}-").replace("香洲", name).replace("Xiangzhou", f"Nanyu {number}")
