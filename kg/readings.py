"""The readings made for the names of things, for people to review: `docs/readings.csv`.

Where a reading is wrong, the right one goes into the `pinyin` column of `data/entities.csv`.
`python -m kg.readings` prints the file.
"""

import csv
import sys
from collections.abc import Iterator

from kg.checks import read_checked
from kg.inputs import data_folder
from kg.names import initials, pinyin
from kg.tables import Tables

COLUMNS = ("id", "label_zh", "traditional", "pinyin", "initials", "by_hand")


def readings(tables: Tables) -> Iterator[tuple[str, ...]]:
    """For each thing: id, Chinese label, its Traditional form, its pinyin with tone marks, the
    first letters of the syllables, and `yes` where the table itself gives the pinyin.
    """
    from opencc import OpenCC

    traditional = OpenCC("s2t").convert
    named = [(row.id, row.title_zh, "") for row in tables.sources]
    named += [(row.id, row.label_zh, row.pinyin) for row in tables.entities if not row.replaced_by]
    for thing, label, by_hand in named:
        reading = by_hand or pinyin(label)
        yield thing, label, traditional(label), reading, initials(reading), "yes" if by_hand else ""


def main() -> None:
    """Print the readings of the project's own tables as CSV."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(readings(read_checked(data_folder()).tables))


if __name__ == "__main__":
    main()
