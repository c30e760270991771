"""Reading: what holds of every proposal, over the texts of reports that are at hand."""

import os
import time
from pathlib import Path

import pytest

from kg.ontology import read_ontology
from kg.reading.rules.propose import propose
from kg.reading.rules.registers import registers_for
from kg.tables.checks import read_checked
from kg.tables.reader import read_tables
from kg.tables.rows import Tables
from kg.text.report import clean
from tests.reading import sound


@pytest.fixture(scope="module")
def tables(data: Path) -> Tables:
    return read_tables(data, read_ontology())[0]


def test_every_quote_of_the_reports_stands_once(tables: Tables, data: Path, sources_folder: Path) -> None:
    for report in read_checked(data, sources_folder).reports:
        assert report.text is not None
        source = report.source
        registers = registers_for(tables, read_ontology(), source.place, source.period.text)
        before = time.process_time()
        found = propose(report.text, registers)
        assert time.process_time() - before < 2
        assert {one.kind for one in found} >= {"document", "body", "programme", "act", "figure"}
        sound(report.text, found)


def test_every_quote_of_the_work_reports_stands_once(tables: Tables, sources_folder: Path) -> None:
    folder = sources_folder / "work-reports"
    if not folder.is_dir():
        pytest.skip("the work reports, a folder beside the report's text, are not at hand")
    registers = registers_for(tables, read_ontology(), "440309-longhua-district", "2020")
    # all of them take minutes
    for path in sorted(folder.rglob("*.txt"))[:: 1 if os.environ.get("KG_SOAK") else 8]:
        text = clean(path.stem, path.read_text("utf-8"))
        sound(text, propose(text, registers))
