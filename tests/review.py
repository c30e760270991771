"""A made-up report that was read and waits for its review, for the tests of several files."""

import hashlib
import shutil
from pathlib import Path

from kg.folders import data_folder
from kg.ontology import read_ontology
from kg.reading.proposals import Reading, write_reading
from kg.reading.review.decisions import ACCEPT, Decision
from kg.reading.review.questions import Question
from kg.reading.review.review import Review, open_review, reading_path
from kg.reading.rules.propose import propose
from kg.reading.rules.registers import registers_for
from kg.tables.reader import read_tables
from kg.text.report import clean

ID = "440402-2022"
PLACE = "440402-xiangzhou-district"
TEXT = """一、落实机构改革
区司法局联合区法院印发《甲办法》，受理案件12件，同比下降13.7%。区委召开法治建设推进会。
二、优化服务
设立“青禾”法律服务工作站。区司法局荣获“全国法治建设先进集体”称号。推行“一窗通办”机制，推进“百日清零”行动，办件量约2.48亿件。
"""


def laid_aside(folder: Path, text: str = TEXT) -> Path:
    """A copy of the tables in `folder`, with a report that was read."""
    data = folder / "data"
    shutil.copytree(data_folder(), data, ignore=shutil.ignore_patterns("sources", "proposals"))
    (data / "sources").mkdir()
    content = text.encode()
    (data / "sources" / f"{ID}.txt").write_bytes(content)
    source = {
        "id": ID, "kind": "rule-of-law", "profile": "core", "title_zh": "香洲区2022年法治政府建设报告",
        "title_en": "Report of 2022", "publisher": "440402-peoples-government", "place": PLACE, "period": "2022",
        "published": "2022-12-31", "script": "Hans", "sha256": hashlib.sha256(content).hexdigest(),
        "note_zh": "为测试编造。", "note_en": "Made up for tests.",
    }  # fmt: skip
    ontology = read_ontology()
    registers = registers_for(read_tables(data, ontology)[0], ontology, PLACE, "2022")
    write_reading(reading_path(data, ID), Reading(source, tuple(propose(clean(ID, text), registers))))
    return data


def opened(folder: Path, text: str = TEXT) -> Review:
    """The review of that report."""
    return open_review(laid_aside(folder, text), ID)


def accepted(question: Question, **changed: str) -> Decision:
    """What accepts a question as it is asked, but for what is changed."""
    return Decision(question.id, ACCEPT, {**question.fields, **changed})


def asked(review: Review, words: str, kind: str = "name") -> Question:
    """The question of a kind about some words."""
    field = {"name": "words", "act": "object", "figure": "value_text"}[kind]
    (found,) = [one for one in review.questions if one.kind == kind and one.fields[field] == words]
    return found
