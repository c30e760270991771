"""What is different between two editions of the data, however each is at hand."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import FormatError, StoreError
from kg.lookup.difference import Change, Difference, FieldChange, differences
from kg.pipeline.generation import build, open_store
from kg.store.loaded import LoadedStore
from tests.conftest import Case, Cli

BUREAU, UNIT = "990102-justice-bureau", "990000-legal-publicity-unit"


def edit(folder: Path, table: str, change: Callable[[list[dict[str, str]]], list[dict[str, str]]]) -> None:
    """Change the rows of a table."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, columns = list(reader), list(reader.fieldnames or ())
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(change(rows))


def put(id: str, **cells: str) -> Callable[[list[dict[str, str]]], list[dict[str, str]]]:
    """Cells into the row with an id."""
    return lambda rows: [row | cells if row["id"] == id else row for row in rows]


@pytest.fixture
def old(case: Case) -> Path:
    return case("base").rename(case("base").parent / "old")


@pytest.fixture
def new(case: Case) -> Path:
    return case("base")


def found(old: Path, new: Path) -> list[Difference]:
    return differences(open_store(old), open_store(new))


def test_an_edition_is_as_it_is(old: Path, new: Path) -> None:
    assert found(old, new) == []


def test_a_thing_is_added_and_removed(old: Path, new: Path) -> None:
    row = {"id": "cn-made-up", "type": "Honour", "label_zh": "虚构奖", "label_en": "Made-up Award"}
    edit(new, "entities", lambda rows: [*rows, row])
    words = {"zh": "虚构奖", "en": "Made-up Award"}
    assert found(old, new) == [Difference("cn-made-up", "thing", Change.ADDED, words)]
    assert found(new, old) == [Difference("cn-made-up", "thing", Change.REMOVED, words)]


def test_what_is_changed_of_a_thing_is_told_field_by_field(old: Path, new: Path) -> None:
    edit(new, "entities", put(BUREAU, label_en="Bureau of Justice", note_en="Renamed.", note_zh="改名。"))
    (one,) = found(old, new)
    assert (one.id, one.kind, one.change) == (BUREAU, "thing", Change.CHANGED)
    told = {field.field: (field.before, field.after) for field in one.fields}
    assert told == {
        "label": (("Justice Bureau of Qingrong District, Bailu (en)",), ("Bureau of Justice (en)",)),
        "note": (("Invented for the tests. (en)",), ("Renamed. (en)", "改名。 (zh-hans)")),
    }


def test_a_claim_stands_with_the_thing_that_it_tells_of(old: Path, new: Path) -> None:
    edit(new, "relations", put("990102-2023-r002", date="2023-05"))
    (one,) = found(old, new)
    assert (one.id, one.kind, one.change, one.of) == ("990102-2023-r002", "claim", Change.CHANGED, BUREAU)
    assert one.of_words["zh"] == "白鹭市青榕区司法局"
    assert one.fields == (FieldChange("dateText", one.fields[0].label, ("2023",), ("2023-05",)),)
    assert one.fields[0].label["zh"] == "日期"


def test_one_thing_is_merged_into_another(old: Path, new: Path) -> None:
    row = {"id": "cn-legal-publicity-unit", "type": "Honour", "label_zh": "全国普法先进单位", "label_en": "Unit"}
    edit(new, "entities", lambda rows: [*put(UNIT, replaced_by=row["id"])(rows), row])
    told = {one.id: one for one in found(old, new)}
    assert told[UNIT].change is Change.MERGED
    assert told[UNIT].into == row["id"]
    assert told[row["id"]].change is Change.ADDED
    moved = {field.field: (field.before, field.after) for field in told["990102-2023-r002"].fields}
    assert moved["object"] == ((UNIT,), (row["id"],))


def test_figures_are_told_like_claims(old: Path, new: Path) -> None:
    edit(new, "figures", lambda rows: rows[:-1])
    gone = found(old, new)
    assert [(one.kind, one.change) for one in gone] == [("figure", Change.REMOVED)]
    assert gone[0].of


def test_a_store_an_export_and_tables_are_one_edition(old: Path, new: Path, tmp_path: Path, cli: Cli) -> None:
    edit(new, "relations", put("990102-2023-r002", date="2023-05"))
    for extension in ("ttl", "nt", "jsonld", "rdf"):
        assert cli("export", str(tmp_path / f"old.{extension}"), "--data", str(old)).code == 0
    generation = build(old)
    editions = [old, generation, generation.parent, *(tmp_path / f"old.{e}" for e in ("ttl", "nt", "jsonld", "rdf"))]
    told = [cli("diff", str(one), str(new)) for one in editions]
    assert {done.out for done in told} == {told[0].out}
    assert "date: 2023 → 2023-05" in told[0].out
    assert told[0].out.endswith("claims · changed: 1\n")


def test_both_languages_are_in_json(old: Path, new: Path, cli: Cli) -> None:
    edit(new, "entities", put(BUREAU, label_en="Bureau of Justice"))
    (one,) = json.loads(cli("diff", str(old), str(new), "--format", "json").out)
    assert one["words"] == {"zh": "白鹭市青榕区司法局", "en": "Bureau of Justice"}
    assert one["change"] == "changed"
    assert one["fields"][0]["after"] == ["Bureau of Justice (en)"]


def test_in_chinese_it_is_chinese(old: Path, new: Path, cli: Cli) -> None:
    assert cli("diff", str(old), str(new), "--lang", "zh").out == "两版相同。\n"
    edit(new, "relations", lambda rows: rows[1:])
    assert "陈述 · 删除: 1\n" in cli("diff", str(old), str(new), "--lang", "zh").out


def test_what_is_no_edition_is_refused(old: Path, tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "empty").mkdir()
    done = cli("diff", str(old), str(tmp_path / "empty"))
    assert done.code == 2
    assert done.err.endswith("empty is no folder of tables, no store, and no exported graph\n")
    (tmp_path / "bad.ttl").write_text("<a> <b", "utf-8")
    with pytest.raises(StoreError, match="not in its format"):
        LoadedStore(tmp_path / "bad.ttl")
    with pytest.raises(FormatError, match="no format"):
        LoadedStore(tmp_path / "bad.gexf")
