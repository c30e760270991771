"""A reading to be reviewed, of a made-up report, for the tests of several files."""

import hashlib
import shutil
from pathlib import Path
from typing import Final

from kg.ontology import read_ontology
from kg.reading.proposals import Reading, write_reading
from kg.reading.propose import propose
from kg.reading.registers import registers_for
from kg.tables.reader import read_tables
from kg.text.report import clean

ID: Final = "440402-2022"
PLACE: Final = "440402-xiangzhou-district"
TEXT: Final = (
    "一、组织领导\n"
    "区司法局、区教育局联合印发《云海办法》，办理案件12件。区司法局荣获“全国云海先进集体”称号。\n"
    "二、公众服务\n"
    "天气晴朗，百姓安乐。召开云海推进会，设立云海服务站。云海服务站由区司法局管理。\n"
)
"""Of the second section, the first sentence has nothing in it."""


def lay_reading(data: Path, folder: Path, text: str = TEXT) -> Path:
    """Read a text as a report, beside a copy of tables in a folder; returns the folder of the tables."""
    tables_folder = folder / "data"
    shutil.copytree(data, tables_folder, ignore=shutil.ignore_patterns("proposals", "sources", "reports"))
    (tables_folder / "sources").mkdir()
    (tables_folder / "proposals").mkdir()
    lay_again(tables_folder, text)
    return tables_folder


def lay_again(data: Path, text: str) -> None:
    """Read a text there in place of the one before."""
    ontology = read_ontology()
    (data / "sources" / f"{ID}.txt").write_text(text, "utf-8", newline="")
    registers = registers_for(read_tables(data, ontology)[0], ontology, PLACE, "2022")
    source = dict.fromkeys(("url", "plans", "note_zh", "note_en"), "") | {
        "id": ID, "kind": "rule-of-law", "profile": "core", "title_zh": "香洲区云海报告", "title_en": "A report",
        "publisher": "440402-peoples-government", "place": PLACE, "period": "2022", "published": "2023-01-15",
        "script": "Hans", "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }  # fmt: skip
    proposals = tuple(propose(clean(ID, text), registers))
    write_reading(data / "proposals" / f"{ID}.jsonl", Reading(source, proposals))
