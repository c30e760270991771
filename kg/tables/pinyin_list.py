"""The readings made for the names of things, for people to review: `docs/pinyin.csv`.

Where a word is read wrong, the right reading goes into `kg/text/readings.tsv`; where one name is, into
the `pinyin` column of `data/entities.csv`.
`python -m kg.tables.pinyin_list` prints the file.
"""

import csv
import sys
from collections.abc import Iterator

from kg.folders import data_folder
from kg.tables.checks import read_checked
from kg.tables.reports import Checked
from kg.text.chinese import initials, pinyin

COLUMNS = ("id", "label_zh", "traditional", "pinyin", "initials", "by_hand")


def pinyin_list(checked: Checked) -> Iterator[tuple[str, ...]]:
    """For each thing: id, Chinese label, its Traditional form, its pinyin with tone marks, the
    first letters of the syllables, and `yes` where the table itself gives the pinyin.
    """
    from opencc import OpenCC

    traditional = OpenCC("s2t").convert
    for thing, label, _, by_hand in checked.labelled():
        reading = by_hand or pinyin(label)
        yield thing, label, traditional(label), reading, initials(reading), "yes" if by_hand else ""


def main() -> None:
    """Print the readings of the project's own tables as CSV."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(pinyin_list(read_checked(data_folder())))


if __name__ == "__main__":
    main()
