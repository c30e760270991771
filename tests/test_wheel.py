"""What an installed package holds: the data set and the page, and no text of a report."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from hatch_build import reports_tables

CHECKOUT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True)
    (found,) = folder.glob("*.whl")
    return found


def test_the_wheel_holds_every_table_and_the_page(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    tables = {path.name for path in (CHECKOUT / "data").iterdir() if path.is_file() and path.name != "LICENSE"}
    tables |= {path.relative_to(CHECKOUT / "data").as_posix() for path in reports_tables(CHECKOUT / "data")}
    assert {f"kg/data/{name}" for name in tables} <= names
    page = {"template.html", "page.css", "load.js", "page.js", "worker.js", "oxigraph.wasm", "licences.txt"}
    page |= {"review.html", "review.css", "review.js", "forms.css", "forms.js", "query.js", "cookbook.md"}
    page |= {"pages.css", *(f"pages/{path.name}" for path in (CHECKOUT / "viz" / "pages").iterdir())}
    assert {f"kg/viz/{name}" for name in page} == {name for name in names if name.startswith("kg/viz/")}
    assert {"kg/ontology.ttl", "kg/pipeline/shapes.ttl", "kg/words.json", "kg/py.typed"} <= names


def test_of_the_reports_it_holds_the_tables_alone(tmp_path: Path) -> None:
    for name in (
        "reports/990103-2023/mentions.csv",
        "reports/990103-2023/text.txt",
        "reports/.x/mentions.csv",
        "reports/x.csv",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert reports_tables(tmp_path) == [tmp_path / "reports" / "990103-2023" / "mentions.csv"]
    assert reports_tables(tmp_path / "reports") == []


def test_the_wheel_holds_no_text_of_a_report(wheel: Path) -> None:
    assert not [name for name in zipfile.ZipFile(wheel).namelist() if "/sources/" in name]


def test_an_unpacked_wheel_answers_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    command = [sys.executable, "-m", "kg", "who", "枫桥", "--lang", "zh"]
    environment = {"PYTHONPATH": str(site), "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert "珠海市香洲区拱北街道茂盛社区" in done.stdout
    assert "中共中央政法委员会" in done.stdout
    subprocess.run([*command[:3], "draw", "graph.html"], cwd=tmp_path, env=environment, check=True)
    assert 'id="engine"' in (tmp_path / "graph.html").read_text("utf-8")
    assert str(site) in done.stderr
    assert list((tmp_path / "cache" / "honours-kg").glob("data-*/current"))
