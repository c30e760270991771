"""The files of made-up reports, written row by row."""

import csv
import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from kg.tables.places import leading
from kg.tables.rows import TABLES, Place, columns
from tests.checked import SECOND, copy_tables
from tests.national.naming import Naming
from tests.national.places import stages
from tests.national.rows import figures, mentions, relations, source
from tests.national.shapes import TOLD, Cells, National, read_national, table_of

DESCRIPTION: Final = """@prefix dcterms: <http://purl.org/dc/terms/> .

<https://w3id.org/honours-kg/data> dcterms:title "虚构的全国数据"@zh-hans , "Made-up national data"@en .
"""


def write_reports(folder: Path, reports: int, seed: int = 0) -> None:
    """Write a data set of made-up reports into `folder`: the same bytes for the same seed and the same `data/`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dataset.ttl").write_text(DESCRIPTION, encoding="utf-8")
    with TemporaryDirectory() as temporary:
        data = copy_tables(Path(temporary) / "data", SECOND)  # of work reports parts were read, which are no shape
        national = read_national(data, seed)
        for name in TABLES:
            own = data / f"{name}.csv"
            if name not in TOLD and own.is_file():
                shutil.copyfile(own, folder / own.name)
    with ExitStack() as files:
        write = {name: table(files, folder, name) for name in TOLD}
        for rows in national.pool.values():
            for row in rows:
                write[table_of(row)](row)
    written: set[str] = set()
    for places, year in stages(national.places, reports, seed):
        chain = {place.code for place in places}
        written = {id for id in written if leading(id) in chain}  # no report to come has another's
        write_report(folder, national, places, year, seed, written)


def write_report(
    folder: Path, national: National, places: Sequence[Place], year: int, seed: int, written: set[str]
) -> None:
    """Write one report's table set; a place has the same shape in all of its years."""
    shape = Random(f"{seed}-{places[0].code}").choice(national.shapes)
    with ExitStack() as files:
        own = folder / "reports" / f"{places[0].code}-{year}"
        write = {name: table(files, own, name) for name in TOLD if name != "errata"}
        naming = Naming(national, shape, places, year, seed, written, lambda row: write[table_of(row)](row))
        write["sources"](source(naming))
        for name, make in (("mentions", mentions), ("relations", relations), ("figures", figures)):
            for row in make(naming):
                write[name](row)


def table(files: ExitStack, folder: Path, name: str) -> Callable[[Cells], None]:
    """What writes rows of a table, whose header is what its rows are today; a cell that a row lacks stays empty."""
    folder.mkdir(parents=True, exist_ok=True)
    file = files.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
    header = [of.name for of in columns(TABLES[name])]
    writer = csv.DictWriter(file, header, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    return writer.writerow
