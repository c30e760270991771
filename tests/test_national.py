"""Made-up national data: that it is tables as any, the same for a seed, and of the shapes of the real two reports."""

from collections import Counter
from pathlib import Path

import pytest

from kg.pipeline.generation import open_store
from kg.sparql.results import Solutions
from kg.tables.checks import read_checked
from kg.tables.reports import Checked, Report
from tests.national import write_reports

REPORTS = 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("national")
    write_reports(folder, REPORTS)
    return folder


@pytest.fixture(scope="module")
def made_up(folder: Path) -> Checked:
    return read_checked(folder)


@pytest.fixture(scope="module")
def real(data: Path) -> Checked:
    return read_checked(data)


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def degrees(report: Report) -> Counter[str]:
    return Counter(end for row in report.relations for end in (row.subject, row.object))


def notions(report: Report) -> set[str]:
    return {row.entity for row in report.mentions if row.entity.startswith("cn-")}


def test_a_seed_makes_the_same_bytes_and_another_seed_other_ones(folder: Path, tmp_path: Path) -> None:
    write_reports(tmp_path / "again", REPORTS)
    write_reports(tmp_path / "other", REPORTS, seed=1)
    assert content(tmp_path / "again") == content(folder)
    assert content(tmp_path / "other") != content(folder)


def test_it_passes_the_door_and_says_what_it_is(made_up: Checked) -> None:
    assert len(made_up.reports) == REPORTS
    assert made_up.warnings == ()
    for report in made_up.reports:
        assert report.source.title_en.startswith("Made-up report")
        assert "虚构" in report.source.title_zh
        assert all(row.quote.startswith("（虚构）") for row in (*report.relations, *report.figures))


def test_it_is_of_provinces_cities_and_districts_in_several_years(made_up: Checked) -> None:
    codes = [report.source.id.partition("-")[0] for report in made_up.reports]
    assert sorted(Counter(codes).values()) == [2, 2, 2]
    assert [code for code in codes if code.endswith("0000")]
    assert [code for code in codes if code.endswith("00") and not code.endswith("0000")]
    assert [code for code in codes if not code.endswith("00")]


def test_a_graph_is_built_of_it(folder: Path) -> None:
    store = open_store(folder)
    found = store.query("SELECT ?report { ?report a kg:Report ; kg:period ?period }")
    assert isinstance(found, Solutions)
    assert len(list(found)) == REPORTS


def test_a_report_has_the_shape_of_a_real_one(made_up: Checked, real: Checked) -> None:
    """A province has no city above it, whose things it leaves out, and each report some others."""
    for report in made_up.reports:
        assert any(is_like(report, shape) for shape in real.reports), report.source.id


def is_like(report: Report, shape: Report) -> bool:
    """Whether the numbers of rows, the predicates' shares, the levels and the degrees are near those of a shape."""
    counts = [(len(getattr(report, rows)), len(getattr(shape, rows))) for rows in ("mentions", "relations", "figures")]
    ours, theirs = (Counter(row.predicate for row in of.relations) for of in (report, shape))
    shares = [abs(ours[of] / ours.total() - theirs[of] / theirs.total()) for of in ours | theirs]
    levels = [Counter(row.level for row in of.relations if row.level) for of in (report, shape)]
    alone = [sum(n == 1 for n in degrees(of).values()) / len(degrees(of)) for of in (report, shape)]
    return (
        all(0.7 * theirs <= ours <= theirs for ours, theirs in counts)
        and max(shares) < 0.05
        and levels[0] <= levels[1]
        and abs(alone[0] - alone[1]) < 0.1
    )


def test_reports_share_notions_as_the_real_two_do(made_up: Checked, real: Checked) -> None:
    """Of the notions that two reports name, both name 14 of 100; of two of one shape some more."""
    first, second = (notions(report) for report in real.reports)
    share = len(first & second) / len(first | second)
    assert 0.1 < share < 0.2
    for one in made_up.reports:
        for other in made_up.reports:
            if one is not other:
                both = len(notions(one) & notions(other)) / len(notions(one) | notions(other))
                assert share / 2 < both < 3 * share


def test_the_years_of_a_place_share_its_bodies(made_up: Checked) -> None:
    bodies = [
        {
            row.entity
            for row in report.mentions
            if made_up.registers.class_of(row.entity) in ("PeoplesGovernment", "PartyCommittee", "GovernmentDepartment")
        }
        for report in made_up.reports
    ]
    for first, second in zip(bodies[::2], bodies[1::2], strict=True):
        assert len(first & second) >= 2


def test_no_name_of_the_real_places_or_persons_goes_over(folder: Path) -> None:
    text = b"".join(path.read_bytes() for path in (folder / "reports").rglob("*.csv")).decode()
    assert not [name for name in ("香洲", "龙华", "格力", "程小梅", "Xiangzhou", "Longhua") if name in text]
