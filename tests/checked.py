"""Checked tables as tests look at them and change them."""

import csv
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from kg.folders import REPORTS
from kg.tables.reports import Checked, Report
from kg.tables.tree import table_files
from kg.text.report import SourceText

OWN: Final = Path(__file__).parents[1] / "data"
SECOND: Final = "440309-2019"
"""The report that was typed by hand and read whole, as the first was; all others were read in, in parts."""


def copy_tables(folder: Path, *reports: str) -> Path:
    """A copy of the project's tables at `folder`, which holds the first report, and of all others these."""
    shutil.copytree(OWN, folder, ignore=shutil.ignore_patterns(REPORTS, "proposals", "sources"))
    for report in reports:
        shutil.copytree(OWN / REPORTS / report, folder / REPORTS / report)
    return folder


def cells_of(folder: Path, table: str) -> list[dict[str, str]]:
    """The rows of a table of a data set as they are written, over all of its table sets."""
    rows: list[dict[str, str]] = []
    for path in table_files(folder)[table]:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows += csv.DictReader(lines)
    return rows


def texts_of(checked: Checked) -> dict[str, SourceText]:
    """The texts that are at hand, by the ids of their reports."""
    return {report.source.id: report.text for report in checked.reports if report.text}


def rows_of(checked: Checked, *names: str) -> list[Any]:
    """The rows of some tables of all reports."""
    return [row for report in checked.reports for name in names for row in getattr(report, name)]


def with_reports(checked: Checked, change: Callable[[Report], Report]) -> Checked:
    """The same with each of its reports changed."""
    return replace(checked, reports=tuple(map(change, checked.reports)))
