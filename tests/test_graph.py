"""The graph in Python: lists and solutions as tables and data frames, rdflib over the same store."""

import csv
import inspect
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import networkx as nx
import pandas as pd
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from kg.errors import FormatError, KgError, MissingExtraError, NotFoundError, WrongClassError
from kg.graph import Graph
from kg.lookup.flat import CLAIM_FIELDS, LINK_COLUMNS
from kg.lookup.lookup import Lookup
from kg.lookup.records import Found, Narrowing, Thing
from kg.notebook import Records, visible
from kg.sparql.results import Solutions, Triples
from kg.store.embedded import EmbeddedStore
from kg.tabular.bars import Bar, html_bars
from kg.tabular.dataframe import ROW_LIMIT, html_table, term_frame, text_frame
from kg.vocabulary import PREFIXES, mint_iri
from tests.conftest import Cli

MAOSHENG = "440402-maosheng-community"
QUOTE = "茂盛社区入选中央政法委104个“枫桥式工作法”单位之一"


def exported(g: Graph, language: str) -> list[bytes]:
    with TemporaryDirectory() as folder:
        return [file.read_bytes() for file in g.export(Path(folder) / "graph.csv", language=language)]


LANGUAGED: dict[str, Callable[[Graph, str], Any]] = {
    "find": lambda g, language: g.find("枫桥", language=language),
    "who": lambda g, language: g.who("茂盛社区", language=language),
    "ask": lambda g, language: g.ask("pilots", language),
    "show": lambda g, language: g.show("茂盛社区", language),
    "claims": lambda g, language: g.claims(language),
    "honours": lambda g, language: g.honours(language),
    "figures": lambda g, language: g.figures(language=language),
    "path": lambda g, language: g.path("茂盛社区", "狮山街道", language=language),
    "network": lambda g, language: g.network(language),
    "export": lambda g, language: exported(g, language),
}
"""A call of each method that takes a language."""


@pytest.fixture(scope="module")
def g(store: EmbeddedStore) -> Graph:
    return Graph(store)


def select(g: Graph, text: str) -> Solutions:
    result = g.query(text)
    assert isinstance(result, Solutions)
    return result


def rows_of(html: str) -> list[list[str]]:
    return [re.findall(r"<td>(.*?)</td>", row, re.DOTALL) for row in re.findall(r"<tr><td>.*?</tr>", html, re.DOTALL)]


def literals(datatype: str, *texts: str) -> list[Literal]:
    return [Literal(text, datatype=NamedNode(PREFIXES["xsd"] + datatype)) for text in texts]


class TestPandas:
    def test_a_column_has_the_type_of_its_terms(self, g: Graph) -> None:
        frame = select(
            g,
            """SELECT ?n ?d ?f ?b ?day ?iri ?text ?mixed ?none WHERE { VALUES (?n ?d ?f ?b ?day ?iri ?text ?mixed) {
            (1 1.5 2.5e0 true "2023-01-31"^^xsd:date kg:awarded "一"@zh 1)
            (UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF "x")
            (-3 98.85 1e0 false "0600-12-01"^^xsd:date kgr:a "二" UNDEF) } }""",
        ).to_pandas()
        assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
            "n": "Int64", "d": "Float64", "f": "Float64", "b": "boolean", "day": "datetime64[s]",
            "iri": "object", "text": "object", "mixed": "object", "none": "object",
        }  # fmt: skip
        assert frame["n"].tolist() == [1, pd.NA, -3]
        assert frame["d"].tolist() == [1.5, pd.NA, 98.85]
        assert frame["b"].tolist() == [True, pd.NA, False]
        assert frame["day"].dt.year.tolist()[::2] == [2023, 600]
        assert frame["day"].isna().tolist() == [False, True, False]
        assert frame["iri"].tolist() == ["https://w3id.org/honours-kg/ontology#awarded", None, mint_iri("a")]
        assert frame["text"].tolist() == ["一", None, "二"]
        assert frame["mixed"].tolist() == ["1", "x", None]
        assert frame["none"].tolist() == [None, None, None]

    def test_no_solution_keeps_the_columns(self, g: Graph) -> None:
        frame = select(g, "SELECT ?a ?b WHERE { ?a kg:noSuch ?b }").to_pandas()
        assert (list(frame.columns), len(frame)) == (["a", "b"], 0)

    def test_an_integer_beyond_64_bits_stays_its_digits(self, g: Graph) -> None:
        frame = select(g, "SELECT ?n WHERE { VALUES ?n { '123456789012345678901234567890'^^xsd:integer } }").to_pandas()
        assert frame["n"].tolist() == ["123456789012345678901234567890"]

    @pytest.mark.parametrize(
        ("datatype", "texts", "dtype", "values"),
        [
            ("integer", ["1", "+2", "-003"], "Int64", [1, 2, -3]),
            ("integer", ["9223372036854775807", "-9223372036854775808"], "Int64", [2**63 - 1, -(2**63)]),
            ("byte", ["-128", "127"], "Int64", [-128, 127]),
            ("decimal", ["1.10", "-.5", "98.85", "1.", "0.1"], "Float64", [1.1, -0.5, 98.85, 1.0, 0.1]),
            ("decimal", ["123456789012345", "0.123456789012345"], "Float64", [123456789012345.0, 0.123456789012345]),
            (
                "double",
                ["1e3", "INF", "-INF", "0.1234567890123456789"],
                "Float64",
                [1e3, inf, -inf, 0.12345678901234568],
            ),
            ("boolean", ["true", "1", "false", "0"], "boolean", [True, True, False, False]),
            ("date", ["0001-01-01", "9999-12-31", "2024-02-29"], "datetime64[s]", [1, 9999, 2024]),
        ],
    )
    def test_every_way_to_write_a_value_is_read(
        self, datatype: str, texts: list[str], dtype: str, values: list[object]
    ) -> None:
        column = term_frame({"x": [None, *literals(datatype, *texts)]})["x"]
        assert str(column.dtype) == dtype
        assert pd.isna(column[0])
        assert (column[1:].dt.year if datatype == "date" else column[1:]).tolist() == values

    @pytest.mark.parametrize(
        ("datatype", "good", "bad"),
        [
            *(("integer", "1", bad) for bad in ("abc", "", " 1", "1.0", "1e3", "1_000", "１２", "--1", str(2**63))),
            *(("integer", "1", bad) for bad in ("9" * 30, "9" * 5000, "INF")),
            *((name, "1", bad) for name, bad in (("byte", "128"), ("unsignedInt", "-1"), ("positiveInteger", "0"))),
            ("negativeInteger", "-1", "0"),
            ("unsignedLong", "1", "18446744073709551615"),
            *(("decimal", "1.5", bad) for bad in ("abc", "", ".", "INF", "NaN", "1e3", "1,5", "1_0.5", "１.5")),
            *(("decimal", "1.5", bad) for bad in ("0.12345678901234567890", "12345678901234567890.5", "9" * 400)),
            *(("double", "1.5", bad) for bad in ("abc", "", "NaN", "inf", "infinity", "nan", "1e", "0x10", "1_0.5")),
            *(("float", "1.5", bad) for bad in ("NaN", "1 000")),
            *(("boolean", "true", bad) for bad in ("yes", "", "TRUE", "True", "2", " true")),
            *(("date", "2023-01-01", bad) for bad in ("2023-13-45", "2023-02-29", "", "abc", "20230101", "2023-W01-1")),
            *(("date", "2023-01-01", bad) for bad in ("12023-01-01", "-0044-03-15", "0000-01-01", "２０２３-01-01")),
            *(("date", "2023-01-01", bad) for bad in ("2023-01-01Z", "2023-01-01+08:00", "2023-01-01T00:00:00")),
        ],
    )
    def test_one_value_that_would_be_lost_keeps_the_column_as_it_is_written(
        self, datatype: str, good: str, bad: str
    ) -> None:
        for texts in ([good, bad], [bad, good], [bad]):
            column = term_frame({"x": [*literals(datatype, *texts), None]})["x"]
            assert (str(column.dtype), column.tolist()) == ("object", [*texts, None])

    def test_solutions_can_be_read_again_once_shown(self, g: Graph) -> None:
        text = "SELECT ?who ?honour WHERE { ?who kg:awarded ?honour } ORDER BY ?who ?honour"
        expected = list(select(g, text))
        shown = select(g, text)
        html = shown._repr_html_()
        assert list(shown) == list(shown) == expected
        assert len(shown.to_pandas()) == len(expected) > 5
        assert shown._repr_html_() == html
        assert shown.serialise("csv") == select(g, text).serialise("csv")

    @pytest.mark.parametrize(("language", "silent"), [("en", "the report says nothing"), ("zh", "报告未说")])
    def test_an_indicator_over_places_is_drawn_as_bars(self, g: Graph, language: str, silent: str) -> None:
        html = g.ask("indicator-over-places", language, text="行政诉讼")._repr_html_()
        charts = re.findall(r"<figure.*?</figure>", html)
        assert len(charts) == 2
        for chart in charts:
            told, untold = re.findall(r"<tr>.*?</tr>", chart)
            assert "<svg" in told
            assert "2019" in told
            assert untold.endswith(f"<em>{silent}</em></td></tr>")
            assert "<svg" not in untold
        assert 'width="240.0"' in charts[0]
        assert 'width="0.0"' in charts[1]  # none was lost, which is a number
        assert "<figure" not in g.ask("honour-counts", language)._repr_html_()
        assert (
            "<figure"
            not in g.ask("indicator-over-places", language, text="行政诉讼", report="440309-2019")._repr_html_()
        )

    def test_bars_hold_no_markup(self) -> None:
        html = html_bars("<b>", [Bar("<i>", 1, "<u>"), Bar("<s>", None, "<p>")])
        assert re.findall(r"<(?:b|i|u|s|p)>", html) == []
        assert html.count("<rect") == 1

    def test_triples_can_be_read_again_once_shown(self, g: Graph) -> None:
        text = "CONSTRUCT { ?who kg:awarded ?honour } WHERE { ?who kg:awarded ?honour }"
        result = g.query(text)
        assert isinstance(result, Triples)
        frame = result.to_pandas()
        assert list(frame.columns) == ["subject", "predicate", "object"]
        assert mint_iri(MAOSHENG) in frame["subject"].tolist()
        assert re.search("<td>kgr:[^<]+</td><td>kg:awarded</td><td>kgr:", result._repr_html_())
        again = g.query(text)
        assert isinstance(again, Triples)
        assert set(result) == set(again)

    def test_links_have_the_columns_of_the_command_line(self, g: Graph, kg: Callable[..., object]) -> None:
        printed = kg("who", "枫桥", "--format", "csv", "--lang", "en").stdout  # type: ignore[attr-defined]
        frame = g.who("枫桥").to_pandas()
        rows = list(csv.DictReader(io.StringIO(printed)))
        assert tuple(frame.columns) == (*LINK_COLUMNS, "asked", "read") == tuple(rows[0])
        assert frame.to_dict("records") == rows
        assert QUOTE in frame["quote"].tolist()

    def test_what_is_found_asked_and_shown(self, g: Graph) -> None:
        assert g.find("茂盛社区").to_pandas().loc[0, "id"] == MAOSHENG
        asked = g.ask("honours-of", institution="香洲区司法局").to_pandas()
        assert {"honour", "report", "section", "quote"} <= set(asked.columns)
        assert asked["quote"].all()
        card = g.show("茂盛社区").to_pandas().loc[0]
        assert "拱北街道茂盛社区" in card["names"].split("|")
        assert int(card["links"]) == len(g.show("茂盛社区")[0].links)

    def test_a_column_of_the_question_is_not_lost_to_the_receipt(self, g: Graph) -> None:
        rows = g.ask("section-counts")
        assert all(row.receipt is None for row in rows)
        assert rows.to_pandas()["section"].tolist() == [row.cells["section"] for row in rows]
        assert "opening" in rows.to_pandas()["section"].tolist()

    def test_claims_honours_figures_and_ways_are_frames(self, g: Graph) -> None:
        claims = g.claims().to_pandas()
        assert claims["claim"].tolist() == [claim.id for claim in Lookup(g.store).all_claims()]
        assert {field.column for field in CLAIM_FIELDS} | {"subject", "object", "marks", "quote"} <= set(claims.columns)
        honours = g.honours(language="zh").to_pandas()
        assert QUOTE in honours["quote"].tolist()
        assert set(honours["predicate"]) == {"awarded"}
        figures = g.figures(text="億元", report="440402-2023", language="en_GB").to_pandas()
        assert figures[["value", "unit"]].to_numpy().tolist() == [["248000000", "yuan"]]
        way = g.path("茂盛社区", "狮山街道").to_pandas()
        assert way.loc[0, ["way", "step", "from_id"]].tolist() == ["1", "1", MAOSHENG]
        assert way["quote"].all()

    def test_a_name_that_was_read_for_another_is_told(self, g: Graph) -> None:
        asked = {"区市场监督理局": "区市场监督管理局"}
        for records in (g.who(*asked), g.show(*asked), g.ask("honours-of", institution=next(iter(asked)))):
            assert records.read == asked
            frame = records.to_pandas()
            assert set(zip(frame["asked"], frame["read"], strict=True)) == set(asked.items())
            told = "<p>nothing is called &#x27;区市场监督理局&#x27;; read instead: 区市场监督管理局</p>"
            assert told in records._repr_html_()
        assert g.who("茂盛社区").read == {}
        assert set(g.who("茂盛社区").to_pandas()["read"]) == {""}

    @pytest.mark.parametrize("name", ["市教育局", "程小红", "茂胜社区"])
    def test_nobody_is_answered_for_another(self, g: Graph, name: str) -> None:
        for look in (g.who, g.show, lambda typed: g.ask("honours-of", institution=typed)):
            with pytest.raises(NotFoundError, match="did you mean"):
                look(name)
        assert {found.match for found in g.find(name)} == {"near"}

    def test_a_claim_is_shown_by_its_id(self, g: Graph) -> None:
        shown = g.show("kgr:440402-2023-r017")
        (row,) = shown.to_pandas().to_dict("records")
        assert (row["id"], row["subject"], row["predicate"]) == (
            "440402-2023-r017", "440402-chunhui-community", "runs"
        )  # fmt: skip
        assert "<td>note</td><td>The brand is named as the community&#x27;s.</td>" in shown._repr_html_()

    def test_an_empty_list_is_an_empty_frame(self) -> None:
        assert len(Records[Found]().to_pandas()) == 0

    @pytest.mark.parametrize(
        ("extra", "call"),
        [
            ("pandas", 'g.who("枫桥").to_pandas()'),
            ("oxrdflib", "g.rdflib()"),
            ("pyarrow", 'g.export_tables("/nowhere/tables", format="parquet")'),
        ],
    )
    def test_without_the_extra_the_error_names_the_remedy(self, data: Path, extra: str, call: str) -> None:
        code = f"import sys; sys.modules[{extra!r}] = None; import kg; g = kg.open({str(data)!r}); {call}"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 1
        last = done.stderr.splitlines()[-1]
        assert last == f"kg.errors.MissingExtraError: {extra} is not installed; run: pip install {extra}"
        assert issubclass(MissingExtraError, KgError)


class TestNotebook:
    def test_links_show_their_receipts(self, g: Graph) -> None:
        html = g.who("枫桥")._repr_html_()
        (row,) = [row for row in rows_of(html) if QUOTE in row and row[1].startswith("Maosheng Community")][:1]
        assert {"national", "asserted", "explicit", "opening"} <= set(row)

    @pytest.mark.parametrize("list_of", ["claims", "honours", "figures"])
    def test_what_is_listed_shows_its_receipts_and_marks(self, g: Graph, list_of: str) -> None:
        html = getattr(g, list_of)()._repr_html_()
        assert {"marks", "report", "section", "quote"} <= set(re.findall("<th>(.*?)</th>", html))
        mark = {"claims": "implied", "honours": "actor-not-stated", "figures": "damaged"}[list_of]
        assert any(mark in visible(record)["marks"].split("|") for record in getattr(g, list_of)())

    def test_links_and_answers_show_marks(self, g: Graph) -> None:
        assert any("actor-not-stated" in cell for row in rows_of(g.show("香洲区")._repr_html_()) for cell in row)
        asked = g.ask("unstated-actors", body="香洲区")
        assert "actor-not-stated" in visible(asked[0])["marks"]
        links = [link for link in g.who("香洲区") if link.marks]
        assert visible(links[0])["marks"] == "|".join(links[0].marks) != ""

    def test_a_figure_on_a_card_has_its_times_under_their_own_headings(self, g: Graph) -> None:
        (reports,) = g.show("440402-law-duty-reports")
        assert [visible(figure)["period"] for figure in reports.figures] == ["2023"]
        (court,) = g.show("440402-labour-arbitration-court")
        shown = [(visible(figure)["period"], visible(figure)["as_of"]) for figure in court.figures[:1]]
        assert shown == [("", "2023-11")]
        html = g.show("440402-labour-arbitration-court")._repr_html_()
        assert html.index("<th>period</th>") < html.index("<th>as_of</th>")

    def test_answers_and_finds_are_tables(self, g: Graph) -> None:
        assert MAOSHENG in rows_of(g.find("茂盛社区")._repr_html_())[0]
        asked = g.ask("honours-of", institution="香洲区司法局")
        (first, *_) = rows_of(asked._repr_html_())
        assert asked[0].receipt is not None
        assert asked[0].receipt.quote in first

    def test_a_card_shows_names_links_and_figures(self, g: Graph) -> None:
        html = g.show("香洲区")._repr_html_()
        assert "<caption>" in html
        (card, *_) = g.show("香洲区")
        assert card.names[0] in html
        assert card.links[0].claim.receipt.quote in html

    def test_the_graph_shows_its_counts(self, g: Graph) -> None:
        counts = g.counts()
        assert counts["triples"] == len(g.store)
        assert counts["claims"] == g.network().number_of_edges()
        assert counts["things"] == g.network().number_of_nodes()
        assert ["claims", str(counts["claims"])] in rows_of(g._repr_html_())

    def test_iris_are_curies_and_what_is_unbound_is_empty(self, g: Graph) -> None:
        html = select(g, "SELECT ?a ?b WHERE { VALUES ?a { kg:awarded } }")._repr_html_()
        assert rows_of(html) == [["kg:awarded", ""]]

    def test_a_long_table_says_how_many_more_there_are(self, g: Graph) -> None:
        html = select(g, "SELECT ?claim WHERE { ?claim a kg:Claim } LIMIT 100")._repr_html_()
        assert len(rows_of(html)) == ROW_LIMIT
        assert f"… and {100 - ROW_LIMIT} more rows" in html
        assert "more rows" not in html_table(("a",), [["1"]] * ROW_LIMIT)
        assert "… and 1 more row<" in html_table(("a",), [["1"]] * (ROW_LIMIT + 1))

    @given(st.text("<>&\"'/$\\`scriptonloadx= \n", max_size=20))
    def test_no_markup_of_the_data_is_markup_of_the_page(self, text: str) -> None:
        thing = Thing(text, text, text, text)
        html = Records([Found(thing, text, text, text, text)])._repr_html_() + html_table([text], [[text]], text)
        tags = {tag for tag in re.findall(r"<[^>]*>", html) if not tag.startswith("<div class=")}
        names = ("table", "thead", "tbody", "tr", "th", "td", "caption", "div")
        assert tags <= {f"<{name}>" for name in names} | {f"</{name}>" for name in names}
        assert html.count("<div") == html.count('<div class="tex2jax_ignore mathjax_ignore">')


def is_string(term: object) -> bool:
    return isinstance(term, rdflib.Literal) and term.datatype == rdflib.XSD.string


class TestRdflib:
    def test_it_is_the_same_graph(self, g: Graph) -> None:
        graph = g.rdflib()
        assert len(graph) == len(g.store)
        lines = "".join(f"{triple} .\n" for triple in g.store.triples())
        # oxrdflib gives plain strings the datatype that RDF 1.1 says they have; rdflib's parser leaves it out
        plain = {(s, p, rdflib.Literal(str(o)) if is_string(o) else o) for s, p, o in graph}
        assert plain == set(rdflib.Graph().parse(data=lines, format="ntriples"))

    def test_a_query_answers_as_ours_does(self, g: Graph) -> None:
        text = """SELECT ?who ?label ?value WHERE {
            { ?who kg:awarded/rdfs:label ?label } UNION { ?who kg:value ?value } } ORDER BY ?who ?label ?value"""
        ours = [tuple(str(t.value) if t else None for t in s.values()) for s in select(g, text)]
        theirs = [tuple(None if t is None else str(t) for t in row) for row in g.rdflib().query(text)]
        assert ours == theirs
        assert len(ours) > 50

    def test_prefixes_are_bound_and_triples_are_matched(self, g: Graph) -> None:
        graph = g.rdflib()
        names = dict(graph.namespaces())
        kg_names = rdflib.Namespace(names["kg"])
        assert set(graph.objects(rdflib.URIRef(mint_iri(MAOSHENG)), kg_names.awarded))
        assert bool(graph.query("ASK { ?s kg:awarded ?o }"))
        assert graph.namespace_manager.curie(mint_iri(MAOSHENG)) == f"kgr:{MAOSHENG}"

    def test_it_cannot_be_written_to(self, g: Graph) -> None:
        graph = g.rdflib()
        before = len(graph)
        with pytest.raises(RuntimeError, match="read-write"):
            graph.add((rdflib.URIRef("http://e/a"), rdflib.URIRef("http://e/b"), rdflib.Literal("c")))
        assert len(g.store) == before


def test_the_blocks_of_the_documentation_run(checkout: Path, tmp_path: Path) -> None:
    text = (checkout / "docs" / "python.md").read_text("utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) > 8
    command = [sys.executable, "-W", "error", "-c", "\n".join(blocks)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert {file.name for file in tmp_path.iterdir()} == {
        "graph.gexf", "claims.jsonld", "graph-nodes.csv", "graph-edges.csv", "graph-figures.csv", "awarded.csv",
        "honours.sqlite",
    }  # fmt: skip
    assert "Int64" in done.stdout or "Float64" in done.stdout


def test_text_frame_without_rows_has_its_columns() -> None:
    assert list(text_frame(["a"], []).columns) == ["a"]


class TestLists:
    def test_claims_are_narrowed_as_links_are(self, g: Graph) -> None:
        national = g.claims(narrowing=Narrowing(level="national", predicate="awarded"))
        assert {claim.level for claim in national} == {"national"}
        assert MAOSHENG in {claim.subject.id for claim in national}
        assert {claim.id for claim in g.honours(narrowing=Narrowing(level="国家级"))} == {
            claim.id for claim in national if claim.modality == "asserted"
        }
        communities = g.claims(narrowing=Narrowing(type="ResidentsCommunity"))
        assert all("ResidentsCommunity" in (of.subject.type, of.object.type) for of in communities)
        assert communities

    def test_stated_only_leaves_out_what_is_implied_or_has_no_stated_actor(self, g: Graph) -> None:
        for every, stated in (
            (g.claims(), g.claims(stated_only=True)),
            (g.honours(), g.honours(stated_only=True)),
        ):
            assert stated == [claim for claim in every if claim.is_stated]
            assert len(stated) < len(every)
        ends = ("区法院", "区教育局")
        assert not all(step.claim.is_stated for step in g.path(*ends, every=True, max_hops=3))
        assert all(step.claim.is_stated for step in g.path(*ends, every=True, max_hops=3, stated_only=True))

    def test_figures_are_those_of_the_question(self, g: Graph) -> None:
        court = "440402-labour-arbitration-court"
        (card,) = g.show(court)
        assert sorted(g.figures(court)) == sorted(card.figures)
        of_report = [figure for figure in g.figures() if figure.id.startswith("440402-2023-")]
        assert of_report
        assert list(g.figures(report="440402-2023")) == of_report
        assert {figure.id for figure in g.figures()} == {figure.id for figure in Lookup(g.store).all_figures()}
        with pytest.raises(WrongClassError):
            g.figures(report="区司法局")

    def test_ways_are_those_of_the_command_line(self, g: Graph, cli: Cli) -> None:
        told = json.loads(cli("path", "茂盛社区", "狮山街道", "--all", "--format", "json", "--lang", "en").out)
        steps = g.path("茂盛社区", "狮山街道", every=True)
        assert [step.claim.id for step in steps] == [claim["id"] for way in told for step in way for claim in step]
        assert steps[0].way == steps[0].step == 1
        assert steps[-1].way == len(told)

    @pytest.mark.parametrize(
        ("ends", "options", "message"),
        [
            (("茂盛社区", MAOSHENG), {}, "are one thing"),
            (("茂盛社区", "狮山街道"), {"without": ["茂盛社区"]}, "cannot leave out where it begins"),
            (("茂盛社区", "狮山街道"), {"max_hops": 0}, "no whole number from 1 to 8"),
            (("茂盛社区", "狮山街道"), {"max_hops": 1}, "no way"),
        ],
    )
    def test_ends_that_have_no_way_are_an_error(
        self, g: Graph, ends: tuple[str, str], options: dict[str, Any], message: str
    ) -> None:
        with pytest.raises(KgError, match=message):
            g.path(*ends, **options)

    def test_tables_are_written(self, g: Graph, tmp_path: Path) -> None:
        assert g.export_tables(str(tmp_path / "all.sqlite")) == [tmp_path / "all.sqlite"]
        assert tmp_path / "tables" / "honours.parquet" in g.export_tables(tmp_path / "tables", format="parquet")
        with pytest.raises(FormatError, match=r"'xlsx' is no format of tables; expected one of csv, parquet"):
            g.export_tables(tmp_path / "tables", format="xlsx")


class TestArguments:
    @pytest.mark.parametrize(
        "number",
        [0, -1, 10**30, pytest.param(10**5000, id="of 5001 digits"), True, 1.5, "many", "", None, [], float("nan")],
    )
    def test_a_number_out_of_its_range_is_an_error(self, g: Graph, number: Any) -> None:
        ends = ("茂盛社区", "狮山街道")
        for name, ask in {
            "limit": lambda: g.find("枫桥", limit=number),
            "hops": lambda: g.who("枫桥", hops=number),
            "max_hops": lambda: g.path(*ends, max_hops=number),
        }.items():
            with pytest.raises(KgError, match=rf"^{name}: '.*' is no whole number from 1 to [0-9]+$"):
                ask()
        if number is not None:  # which is any year
            with pytest.raises(KgError, match=r"^year: '.*' is no year; expected one from 1 to 9999, such as 2023$"):
                g.who("枫桥", narrowing=Narrowing(year=number))
        if number not in (None, ""):  # which is none, as of a form that was not filled in
            with pytest.raises(KgError, match=r"^year: '.*' is no year"):
                g.ask("statements-of-year", year=number)

    def test_a_number_may_be_typed_as_a_text(self, g: Graph) -> None:
        assert len(g.find("法", limit="3")) == 3  # type: ignore[arg-type]
        assert g.who("枫桥", narrowing=Narrowing(year="2023")) == g.who("枫桥", narrowing=Narrowing(year=2023))  # type: ignore[arg-type]

    def test_a_year_may_be_a_number(self, g: Graph) -> None:
        asked = g.ask("statements-of-year", year=2022)
        assert asked == g.ask("statements-of-year", year="2022")
        assert asked

    def test_a_language_may_be_that_of_a_locale(self, g: Graph) -> None:
        found = g.find("枫桥", language="zh-CN")
        assert found == g.find("枫桥", language="zh") != g.find("枫桥", language="en")

    @pytest.mark.parametrize("call", LANGUAGED)
    @pytest.mark.parametrize(("typed", "means"), [("zh-CN", "zh"), ("ZH_Hans", "zh"), ("en_GB.UTF-8", "en")])
    def test_every_method_takes_the_language_of_a_locale(self, g: Graph, call: str, typed: str, means: str) -> None:
        one, other = (LANGUAGED[call](g, language) for language in (typed, means))
        if isinstance(one, nx.Graph):
            one, other = (list(network.nodes(data=True)) for network in (one, other))
        assert one == other

    @pytest.mark.parametrize("call", LANGUAGED)
    @pytest.mark.parametrize("language", ["fr", "", "chinese"])
    def test_a_language_that_labels_lack_is_an_error(self, g: Graph, call: str, language: str) -> None:
        with pytest.raises(KgError, match=f"'{language}' is no language of the labels; expected one of zh, en"):
            LANGUAGED[call](g, language)

    def test_every_method_with_a_language_is_tried(self) -> None:
        methods = {name: inspect.signature(of) for name, of in inspect.getmembers(Graph, inspect.isfunction)}
        wanted = {name for name, of in methods.items() if "language" in of.parameters and not name.startswith("_")}
        assert wanted == set(LANGUAGED)

    @pytest.mark.parametrize("narrowing", [Narrowing(report="440402-2023"), Narrowing(place="香洲区")])
    def test_its_own_report_and_place_leave_all_links(self, g: Graph, narrowing: Narrowing) -> None:
        links = g.who("香洲区司法局")
        assert g.who("香洲区司法局", narrowing=narrowing) == links
        assert links

    def test_another_place_leaves_no_link_and_an_unknown_report_is_an_error(self, g: Graph) -> None:
        assert g.who("香洲区司法局", narrowing=Narrowing(place="三溪科创城")) == []
        with pytest.raises(NotFoundError, match="990102-2023"):
            g.who("香洲区司法局", narrowing=Narrowing(report="990102-2023"))
