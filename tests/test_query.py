"""SPARQL: what is refused, how errors read, what comes out, and that no query holds the process for ever."""

import csv
import io
import json
import os
import sys
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyoxigraph
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode
from rdflib.compare import isomorphic

from kg.errors import FormatError, QueryError, QueryRefusedError, QuerySyntaxError, QueryTimeoutError
from kg.rdf.formats import Format, Holds, by_name
from kg.sparql.evaluation import evaluate
from kg.sparql.hints import MOST, Hint
from kg.sparql.process import Limits
from kg.sparql.results import Answer, Solutions, Triples
from kg.sparql.scan import NESTING_LIMIT, form
from kg.store.embedded import EmbeddedStore
from kg.vocabulary import PREFIXES

UNIT = "kgr:cn-fengqiao-work-method-unit"
WHO = f"SELECT ?who ?name WHERE {{ ?who kg:awarded {UNIT} ; rdfs:label ?name FILTER(LANG(?name) = 'en') }}"
MAOSHENG = PREFIXES["kgr"] + "440402-maosheng-community"
JSON = by_name("json", Holds.SOLUTIONS)


def solved(store: EmbeddedStore, text: str, format: Format, limits: Limits | None = None) -> bytes:
    """All of the reply to a query."""
    return b"".join(store.solve(text, limits).chunks(format))


GRAPH_FORMATS = ("turtle", "ntriples", "jsonld", "rdfxml")

# Nothing listens there: should a query with SERVICE be let through, it ends with another error
HOST = "http://127.0.0.1:9/"
CALL = f"SERVICE <{HOST}> {{ ?a ?b ?c }}"


class TestResults:
    @pytest.mark.parametrize("prefix", PREFIXES)
    def test_the_usual_prefixes_are_declared(self, store: EmbeddedStore, prefix: str) -> None:
        assert store.query(f'ASK {{ FILTER(STR({prefix}:x) = "{PREFIXES[prefix]}x") }}')

    def test_select_yields_terms_by_variable(self, store: EmbeddedStore) -> None:
        result = store.query(WHO)
        assert isinstance(result, Solutions)
        assert result.variables == ("who", "name")
        solutions = list(result)
        (name,) = [solution["name"] for solution in solutions if solution["who"] == NamedNode(MAOSHENG)]
        assert isinstance(name, Literal)
        assert name.value.startswith("Maosheng Community")

    def test_an_unbound_variable_is_none(self, store: EmbeddedStore) -> None:
        result = store.query(f"SELECT ?who ?nothing WHERE {{ ?who kg:awarded {UNIT} }}")
        assert isinstance(result, Solutions)
        assert all(solution["nothing"] is None for solution in result)

    def test_ask_is_true_or_false(self, store: EmbeddedStore) -> None:
        yes = store.query(f"ASK {{ <{MAOSHENG}> kg:awarded {UNIT} }}")
        no = store.query(f"ASK {{ {UNIT} kg:awarded <{MAOSHENG}> }}")
        assert isinstance(yes, Answer)
        assert (bool(yes), bool(no)) == (True, False)

    def test_construct_and_describe_yield_triples(self, store: EmbeddedStore) -> None:
        constructed = store.query(f"CONSTRUCT {{ ?who a kg:Agent }} WHERE {{ ?who kg:awarded {UNIT} }}")
        assert isinstance(constructed, Triples)
        assert MAOSHENG in {str(triple.subject)[1:-1] for triple in constructed}
        described = store.query(f"DESCRIBE {UNIT}")
        assert isinstance(described, Triples)
        assert PREFIXES["rdfs"] + "label" in {triple.predicate.value for triple in described}

    @pytest.mark.parametrize(
        ("text", "named"),
        [
            (WHO, "SELECT"),
            ("# SELECT\nask {}", "ASK"),
            ("PREFIX select: <http://x/DESCRIBE> CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "CONSTRUCT"),
            ("BASE <http://x/SELECT> describe <x>", "DESCRIBE"),
            ("nothing at all", ""),
            ("", ""),
        ],
    )
    def test_the_form_of_a_query(self, text: str, named: str) -> None:
        assert form(text) == named


class TestFormats:
    def test_solutions_in_json(self, store: EmbeddedStore) -> None:
        found = json.loads(store.query(WHO).serialise("json"))
        assert found["head"]["vars"] == ["who", "name"]
        assert {"type": "uri", "value": MAOSHENG} in [binding["who"] for binding in found["results"]["bindings"]]

    @pytest.mark.parametrize(("name", "delimiter"), [("csv", ","), ("tsv", "\t")])
    def test_solutions_in_csv_and_tsv(self, store: EmbeddedStore, name: str, delimiter: str) -> None:
        text = store.query(WHO).serialise(name).decode()
        header, *rows = csv.reader(io.StringIO(text), delimiter=delimiter, quoting=csv.QUOTE_MINIMAL)
        assert [variable.lstrip("?") for variable in header] == ["who", "name"]
        assert MAOSHENG in {row[0].strip("<>") for row in rows}

    @pytest.mark.parametrize("name", ["json", "xml", "tsv"])
    def test_solutions_parse_back_the_same(self, store: EmbeddedStore, name: str) -> None:
        format = {"json": "JSON", "xml": "XML", "tsv": "TSV"}[name]
        parsed = pyoxigraph.parse_query_results(
            store.query(WHO).serialise(name), format=getattr(pyoxigraph.QueryResultsFormat, format)
        )
        assert isinstance(parsed, pyoxigraph.QuerySolutions)
        result = store.query(WHO)
        assert isinstance(result, Solutions)
        assert [tuple(solution) for solution in parsed] == [tuple(solution.values()) for solution in result]

    def test_rdflib_reads_the_solutions(self, store: EmbeddedStore) -> None:
        for name in ("json", "xml"):
            result = rdflib.query.Result.parse(io.BytesIO(store.query(WHO).serialise(name)), format=name)
            who = {row[rdflib.Variable("who")] for row in result.bindings}
            assert rdflib.URIRef(MAOSHENG) in who

    @pytest.mark.parametrize(
        ("name", "yes"),
        [("csv", b"true\n"), ("tsv", b"true\n"), ("json", b'"boolean":true'), ("xml", b"<boolean>true</boolean>")],
    )
    def test_an_answer_in_every_format(self, store: EmbeddedStore, name: str, yes: bytes) -> None:
        assert yes in store.query(f"ASK {{ {UNIT} ?p ?o }}").serialise(name)

    @pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's JSON-LD parser
    @pytest.mark.parametrize("name", GRAPH_FORMATS)
    def test_triples_parse_back_the_same(self, store: EmbeddedStore, name: str) -> None:
        text = f"DESCRIBE {UNIT}"
        result = store.query(text)
        assert isinstance(result, Triples)
        lines = "".join(f"{triple} .\n" for triple in result)
        wanted = rdflib.Graph().parse(data=lines, format="ntriples")
        rdf = {"jsonld": "json-ld", "rdfxml": "xml", "ntriples": "ntriples"}.get(name, name)
        assert len(wanted) > 2
        assert isomorphic(rdflib.Graph().parse(data=store.query(text).serialise(name), format=rdf), wanted)

    @pytest.mark.parametrize("text", [WHO, f"DESCRIBE {UNIT}"])
    @pytest.mark.parametrize("read", ["list", "next", "serialise"])
    @pytest.mark.parametrize("again", ["list", "serialise", "_repr_html_", "to_pandas"])
    def test_what_was_read_is_not_empty_when_read_again(
        self, store: EmbeddedStore, text: str, read: str, again: str
    ) -> None:
        result: Any = store.query(text)
        {"list": list, "next": lambda of: next(iter(of)), "serialise": lambda of: of.serialise()}[read](result)
        for _ in range(2):
            with pytest.raises(QueryError, match="was read already"):
                list(result) if again == "list" else getattr(result, again)()

    def test_xml_is_xml_or_refused(self, store: EmbeddedStore) -> None:
        for text in ("a\u0001", "a\ufffe"):
            with pytest.raises(FormatError, match=r"XML cannot hold the character U\+.*; csv, tsv and json can"):
                store.query(f"SELECT ?x {{ BIND('{text}' AS ?x) }}").serialise("xml")
        written = store.query("SELECT ?x { BIND('a\\r\\n<b>' AS ?x) }").serialise("xml")
        assert [value.text for value in ElementTree.fromstring(written).iter() if value.text] == ["a\r\n<b>"]

    def test_a_format_that_cannot_hold_the_result_is_an_error_that_names_those_that_can(
        self, store: EmbeddedStore
    ) -> None:
        with pytest.raises(FormatError, match="csv, tsv, json, xml"):
            store.query(WHO).serialise("turtle")
        with pytest.raises(FormatError, match="turtle, ntriples, jsonld, rdfxml"):
            store.query(f"DESCRIBE {UNIT}").serialise("csv")
        with pytest.raises(FormatError, match="expected one of"):
            store.query(WHO).serialise("parquet")


hostile = st.text(max_size=40) | st.sampled_from(
    ['" } DROP ALL #', "?who", "'''", '"""', "\\", "\\u0022", "\n", "} SERVICE <http://x> {", "{{ }}", "茂盛社区", "\0"]
)


class TestBindings:
    @settings(max_examples=100, deadline=None)
    @given(hostile)
    def test_a_literal_is_only_a_term(self, store: EmbeddedStore, text: str) -> None:
        literal = Literal(text)
        result = store.query("SELECT ?x WHERE { }", {"x": literal})
        assert isinstance(result, Solutions)
        assert list(result) == [{"x": literal}]
        found = store.query("SELECT ?thing ?name WHERE { ?thing rdfs:label ?name }", {"name": literal})
        assert isinstance(found, Solutions)
        assert list(found) == []  # labels carry a language

    @settings(max_examples=50, deadline=None)
    @given(hostile)
    def test_what_is_no_iri_never_reaches_a_query(self, store: EmbeddedStore, text: str) -> None:
        try:
            term = NamedNode("http://example.org/" + text)
        except ValueError:
            return
        result = store.query("SELECT ?x ?p WHERE { ?x ?p ?o }", {"x": term})
        assert isinstance(result, Solutions)
        assert list(result) == []

    def test_a_bound_term_narrows_the_solutions(self, store: EmbeddedStore) -> None:
        query = "SELECT ?who ?honour WHERE { ?who kg:awarded ?honour }"
        result = store.query(query, {"who": NamedNode(MAOSHENG)})
        assert isinstance(result, Solutions)
        solutions = list(result)
        assert {solution["who"] for solution in solutions} == {NamedNode(MAOSHENG)}
        assert NamedNode(PREFIXES["kgr"] + UNIT.removeprefix("kgr:")) in {s["honour"] for s in solutions}


class TestSyntaxErrors:
    @pytest.mark.parametrize(
        ("text", "line", "at"),
        [
            ("SELEC ?x WHERE { ?x a kg:Court }", 1, "SELEC "),
            ("SELECT ?x WHERE { ?x a kg:Court . FILTR(?x) }", 1, "FILTR("),
            ('SELECT ?谁 WHERE { ?谁 rdfs:label "茂盛社区" ?? }', 1, "?? }"),
            ('# 查一查\nSELECT ?x\nWHERE { ?x rdfs:label "茂盛社区" . FILTR(?x) }', 3, "FILTR("),
            ('SELECT ?x WHERE { "茂盛社区" rdfs:label !? }', 1, "!? }"),
            ("SELECT ?x WHER { ?x ?p ?o }", 1, "WHER "),
            ("SELECT ?x WHERE { ?x ?p ?o } ORDR BY ?x", 1, "ORDR "),
            ("SELECT ?x WHERE { ?x ?p ?o } LIMIT many", 1, "many"),
            ("SELECT ?x WHERE { ?x foo:bar ?y }", 1, "foo:bar"),
        ],
    )
    def test_it_has_its_place_and_the_line(self, store: EmbeddedStore, text: str, line: int, at: str) -> None:
        with pytest.raises(QuerySyntaxError) as caught:
            store.query(text)
        error = caught.value
        assert (error.line, error.text) == (line, text.split("\n")[line - 1])
        assert error.text[error.column - 1 :].startswith(at)
        assert str(error).startswith(f"line {line}, column {error.column}: ")

    @pytest.mark.parametrize(
        "text",
        ["", "\n", "# nothing", "PREFIX a: <http://x/>", "SELECT", "SELECT ?x WHERE {", "{", "\0", "\\", "é", "😀"],
    )
    def test_its_place_is_always_within_the_query(self, store: EmbeddedStore, text: str) -> None:
        with pytest.raises(QuerySyntaxError) as caught:
            store.query(text)
        error, lines = caught.value, text.split("\n")
        assert 1 <= error.line <= len(lines)
        assert error.text == lines[error.line - 1]
        assert 1 <= error.column <= len(error.text) + 1

    @settings(max_examples=100, deadline=None)
    @given(st.text(max_size=30))
    def test_nothing_but_query_errors_comes_of_any_text(self, store: EmbeddedStore, text: str) -> None:
        with pytest.raises(QueryError):
            store.query(text)

    def test_an_undeclared_prefix_is_called_so_and_the_usual_ones_are_named(self, store: EmbeddedStore) -> None:
        with pytest.raises(QuerySyntaxError, match=r"prefix is not declared.*\bkgr\b"):
            store.query("SELECT ?x WHERE { ?x foo:bar ?y }")

    @pytest.mark.parametrize(
        ("text", "at"),
        [
            ("SELECT ?x\r\n{ ?x kg:level ?y ;\r\n\tfoo:bar ?z }", "foo:bar"),
            ("ASK { ?x ?p 'foo:bar' , <foo:bar> . # foo:bar\n ?x foo:baz ?y }", "foo:baz"),
            ("ASK { ?s a :Thing }", ":Thing"),
            ("ASK { ?s kg:form ?f FILTER(?f<1&&foo:f(?f)) }", "foo:f"),
            ("ASK { << ?s foo:p ?o >> ?x ?y }", "foo:p"),
        ],
    )
    def test_an_undeclared_prefix_is_found_where_it_stands(self, store: EmbeddedStore, text: str, at: str) -> None:
        with pytest.raises(QuerySyntaxError, match="prefix is not declared") as caught:
            store.query(text)
        assert caught.value.text[caught.value.column - 1 :].startswith(at)

    @pytest.mark.parametrize(
        "text", ["SELEC ?x { ?x foo:bar ?y }", "PREFIX foo <http://x/> ASK { ?x foo:bar ?y }", "ASK { ?x kg:a }; foo:b"]
    )
    def test_another_fault_before_an_undeclared_prefix_is_told_first(self, store: EmbeddedStore, text: str) -> None:
        with pytest.raises(QuerySyntaxError) as caught:
            store.query(text)
        assert "prefix" not in caught.value.message

    def test_who_looks_for_an_undeclared_prefix_asks_no_other_host(self, store: EmbeddedStore) -> None:
        with pytest.raises(QuerySyntaxError, match="prefix is not declared"):
            evaluate(pyoxigraph.Store(), f"ASK {{ {CALL} ?x foo:bar ?y }}", service=True)

    def test_signs_that_would_do_are_named(self, store: EmbeddedStore) -> None:
        with pytest.raises(QuerySyntaxError) as caught:
            store.query('SELECT ?x WHERE { ?x rdfs:label "茂盛')
        assert '", "' not in caught.value.message

    def test_windows_line_ends_do_not_stand_in_the_line(self, store: EmbeddedStore) -> None:
        with pytest.raises(QuerySyntaxError) as caught:
            store.query("SELECT ?x\r\nWHERE { ?x a kg:Court . FILTR(?x) }\r\n")
        assert (caught.value.line, caught.value.text) == (2, "WHERE { ?x a kg:Court . FILTR(?x) }")


AWARD = Hint("unknown", ("kg:award",), ("kg:awarded",))
NOTHING = "{ ?who kg:award ?what }"


class TestHints:
    """Why an answer is empty; what is said of which query, tests/cases/twins/hints.json tells."""

    @pytest.mark.parametrize(
        "text",
        [
            f"SELECT ?who {NOTHING}",
            f"SELECT (COUNT(?who) AS ?n) (SUM(?what) AS ?sum) {NOTHING}",
            f"ASK {NOTHING}",
            f"CONSTRUCT {{ ?who a kg:Agent }} {NOTHING}",
            f"DESCRIBE ?who {NOTHING}",
        ],
    )
    @pytest.mark.parametrize("read", ["not", "list", "serialise", "_repr_html_"])
    def test_every_empty_answer_has_them(self, store: EmbeddedStore, text: str, read: str) -> None:
        result: Any = store.query(text)
        if read == "list":
            list(result) if not isinstance(result, Answer) else bool(result)
        elif read != "not":
            getattr(result, read)()
        for _ in range(2):
            assert result.hints == (AWARD,)

    @pytest.mark.parametrize(
        "text", [WHO, "SELECT (COUNT(*) AS ?n) { ?s a kg:Court }", f"ASK {{ {UNIT} ?p ?o }}", f"DESCRIBE {UNIT}"]
    )
    @pytest.mark.parametrize("read", [False, True])
    def test_an_answer_has_none(self, store: EmbeddedStore, text: str, read: bool) -> None:
        result: Any = store.query(text)
        if read:
            result.serialise()
        assert result.hints == ()

    def test_to_ask_for_them_takes_nothing_away(self, store: EmbeddedStore) -> None:
        for text in (WHO, f"DESCRIBE {UNIT}"):
            result: Any = store.query(text)
            assert result.hints == ()
            assert len(list(result)) == len(list(result)) > 0

    def test_a_variable_nowhere_bound_is_told_beside_solutions(self, store: EmbeddedStore) -> None:
        lable = Hint("unbound", ("?lable",), ("?label",))
        assert store.query("SELECT ?lable { ?thing rdfs:label ?label }").hints == (lable,)
        assert store.query("SELECT ?lable (STR(?x) AS ?label) { ?x a kg:Court }").hints == (lable,)
        assert store.query("SELECT ?x { ?y a kg:Court }", {"x": Literal("bound from outside")}).hints == ()

    @pytest.mark.parametrize(
        ("text", "asked", "meant"),
        [
            ("?figure a kg:Figure ; kg:unit ?unit", "?figure kg:unit ?unit", "?figure kg:indicator/kg:unit ?unit"),
            (
                "?f kg:unit kg:unit-case ; kg:value ?v",
                "?f kg:unit kg:unit-case",
                "?f kg:indicator/kg:unit kg:unit-case",
            ),
            ("?f kg:about ?x . ?f kg:unit/rdfs:label ?u", "?f kg:unit", "?f kg:indicator/kg:unit"),
            (
                "?f kg:about ?x OPTIONAL { ?f kg:unit ?u } FILTER(BOUND(?u))",
                "?f kg:unit ?u",
                "?f kg:indicator/kg:unit ?u",
            ),
            (
                "kgr:440402-2023-f035 kg:unit ?u",
                "kgr:440402-2023-f035 kg:unit ?u",
                "kgr:440402-2023-f035 kg:indicator/kg:unit ?u",
            ),
            (
                "?f kg:indicatorKind kg:rate ; kg:status kg:legible",
                "?f kg:indicatorKind kg:rate",
                "?f kg:indicator/kg:indicatorKind kg:rate",
            ),
        ],
    )
    def test_what_is_said_of_the_indicator_is_not_of_the_figure(
        self, store: EmbeddedStore, text: str, asked: str, meant: str
    ) -> None:
        result: Any = store.query(f"SELECT * {{ {text} }}")
        assert list(result) == []
        assert result.hints == (Hint("pattern", (asked,), (meant,)),)
        over: Any = store.query(f"SELECT * {{ {text.replace(asked.split()[1], meant.split()[1], 1)} }}")
        assert list(over)

    @pytest.mark.parametrize(
        "text",
        [
            "?i a kg:Indicator ; kg:unit ?u FILTER(false)",
            "?f a kg:Figure ; kg:indicator ?i . ?i kg:unit ?u FILTER(false)",
            "?f a kg:Figure ; kg:indicator/kg:unit ?u FILTER(false)",
            "?i kg:unit ?u ; kg:indicatorKind ?k FILTER(false)",
        ],
    )
    def test_what_is_said_of_the_indicator_needs_none(self, store: EmbeddedStore, text: str) -> None:
        result: Any = store.query(f"SELECT * {{ {text} }}")
        assert list(result) == []
        assert result.hints == ()

    def test_a_notebook_shows_them_escaped(self, store: EmbeddedStore) -> None:
        html = store.query('SELECT ?x { ?x rdfs:label "<b>" }')._repr_html_()
        assert "<div>no solutions</div>" in html
        assert "why it may be empty: &quot;&lt;b&gt;&quot; has no language tag" in html
        assert "no solutions" not in store.query(WHO)._repr_html_()  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        ("text", "formats"),
        [
            (f"SELECT ?who {NOTHING}", ("csv", "tsv", "json", "xml")),
            (f"SELECT (COUNT(?who) AS ?n) {NOTHING}", ("csv", "tsv", "json", "xml")),
            (f"SELECT * {NOTHING}", ("csv", "tsv", "json", "xml")),
            (f"ASK {NOTHING}", ("csv", "tsv", "json", "xml")),
            (f"CONSTRUCT WHERE {NOTHING}", GRAPH_FORMATS),
        ],
    )
    def test_they_come_beside_every_format(self, store: EmbeddedStore, text: str, formats: tuple[str, ...]) -> None:
        for name in formats:
            reply = store.solve(text)
            assert b"".join(reply.chunks(by_name(name, reply.holds))) == store.query(text).serialise(name)
            assert store.explain(text, empty=reply.is_empty) == (AWARD,)

    def test_beside_an_answer_there_is_none(self, store: EmbeddedStore) -> None:
        reply = store.solve(WHO)
        assert b"".join(reply.chunks(JSON))
        assert not reply.is_empty
        assert store.explain(WHO, empty=False) == ()

    def test_there_are_few(self, store: EmbeddedStore) -> None:
        text = " ".join(f"?s kg:award{number} ?o ." for number in range(20))
        assert len(store.query(f"ASK {{ {text} }}").hints) == MOST

    @pytest.mark.parametrize(
        "text",
        [
            "SELECT ?s { << ?s kg:award ?o >> kg:award ?x }",  # rdflib knows no triple terms
            "SELECT ?s { ?s kg:award ?o FILTER(" + "(" * 190 + "?s" + ")" * 190 + " = ?o) }",
        ],
    )
    def test_a_query_that_rdflib_cannot_read_is_answered_without(self, store: EmbeddedStore, text: str) -> None:
        assert json.loads(solved(store, text, JSON))["results"]["bindings"] == []
        assert store.explain(text) == store.query(text).hints

    def test_literals_that_are_none_of_their_datatype_do_no_harm(
        self, store: EmbeddedStore, capfd: pytest.CaptureFixture[str]
    ) -> None:
        result = store.query('SELECT ?s { ?s kg:earliest "soon"^^xsd:date }')
        assert [hint.kind for hint in result.hints] == ["value"]
        assert capfd.readouterr().err == ""

    def test_a_result_stands_though_what_looks_for_hints_fails(
        self, store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['rdflib'] = None\n", "utf-8")
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
        apart = EmbeddedStore(store.generation)  # its workers begin in this environment
        assert solved(apart, f"ASK {NOTHING}", by_name("csv", Holds.SOLUTIONS)) == b"false\n"
        assert apart.explain(f"ASK {NOTHING}") == ()


UPDATES = {
    "INSERT": "INSERT DATA { <http://x/a> <http://x/b> 1 }",
    "DELETE": "DELETE WHERE { ?s ?p ?o }",
    "LOAD": f"LOAD <{HOST}>",
    "CLEAR": "CLEAR ALL",
    "DROP": "DROP ALL",
    "CREATE": "CREATE GRAPH <http://x/g>",
    "ADD": "ADD DEFAULT TO <http://x/g>",
    "MOVE": "MOVE DEFAULT TO <http://x/g>",
    "COPY": "COPY DEFAULT TO <http://x/g>",
    "WITH": "WITH <http://x/g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
}


class TestUpdates:
    @pytest.mark.parametrize("before", ["", "PREFIX x: <http://x/>\n", "# SELECT\n\t", "BASE <http://x/SELECT>\n#c\n"])
    @pytest.mark.parametrize("keyword", UPDATES)
    def test_they_are_refused(self, store: EmbeddedStore, keyword: str, before: str) -> None:
        for update in (UPDATES[keyword], UPDATES[keyword].replace(keyword, keyword.lower())):
            with pytest.raises(QueryRefusedError, match=rf"{keyword} is an update.*read-only"):
                store.query(before + update)
            with pytest.raises(QueryRefusedError):
                solved(store, before + update, JSON)

    def test_an_update_after_a_query_changes_nothing(self, store: EmbeddedStore) -> None:
        before = set(map(str, store.triples()))
        with pytest.raises(QuerySyntaxError) as caught:
            store.query("SELECT * WHERE { ?s ?p ?o } ; DROP ALL")
        assert (caught.value.line, caught.value.column) == (1, 29)  # the semicolon: nothing was read beyond it
        assert set(map(str, store.triples())) == before

    def test_their_words_are_free_as_names(self, store: EmbeddedStore) -> None:
        store.query('PREFIX drop: <http://x/> SELECT ?insert WHERE { ?insert drop:CLEAR "DELETE", <http://x/LOAD> }')


class TestService:
    @pytest.mark.parametrize(
        "text",
        [
            f"SELECT * {{ {CALL} }}",
            f"SELECT * {{ {CALL.lower()} }}",
            f"SELECT * {{ SERVICE SILENT <{HOST}> {{ ?a ?b ?c }} }}",
            f"SELECT * {{ SERVICE\n#comment\n<{HOST}>{{ ?a ?b ?c }} }}",
            f"SELECT * {{#}}\nSERVICE<{HOST}>{{ ?a ?b ?c }} }}",
            f"SELECT * {{ VALUES ?s {{ <{HOST}> }} SERVICE ?s {{ ?a ?b ?c }} }}",
            f"SELECT * {{ {{ SELECT * {{ OPTIONAL {{ {CALL} }} }} }} }}",
            f"ASK {{ ?s ?p ?o FILTER EXISTS {{ {CALL} }} }}",
            f"CONSTRUCT {{ ?a ?b ?c }} WHERE {{ {CALL} }}",
            f"DESCRIBE ?a WHERE {{ {CALL} }}",
            f"SELECT * {{ ?s ?p ex:a\\#b . {CALL} }}",
            f"PREFIX ex: <http://x/> SELECT * {{ ?s ?p ex:a\\#. {CALL} }}",
            f"SELECT * {{ ?s ?p '''it's''' . {CALL} }}",
            f'SELECT * {{ ?s ?p "a\\"" . {CALL} }}',
            f'SELECT * {{ ?s ?p """a"" """ . {CALL} }}',
            "SELECT * { ?s ?p ?o BIND(1 AS ?a) FILTER(?a<?b)SERVICE?s#>\n{ ?x ?y ?z } }",
            "SELECT * { ?s ?p ?o FILTER(?a<?b)service$s#>\n{ ?x ?y ?z } }",
            f"SELECT * {{ ?s ?p ?o FILTER(?o<?p&&?s>?p){CALL} }}",
            # where an operator begins, a scanner may see an IRI that hides the sign of a string or comment
            f"SELECT * {{ ?s ?p ?o FILTER(?o<'>'){CALL} #'\n}}",
            f"SELECT * {{ ?s ?p ?o FILTER(?o<'''>'''){CALL} #'''\n}}",
            f"SELECT * {{ ?s ?p ?o FILTER(?o<?p#>'''\n){CALL} #'''\n}}",
            # the engine's parser does not ask for a space behind a keyword or a number
            f"PREFIX : <{HOST}> SELECT * {{ SERVICE:x {{ ?a ?b ?c }} }}",
            f"PREFIX : <{HOST}> SELECT * {{ ?s ?p true.SERVICE:x {{ ?a ?b ?c }} }}",
            f"SELECT * {{ ?s ?p true{CALL} }}",
            f"SELECT * {{ ?s ?p 1{CALL} }}",
            f"SELECT * {{ ?s ?p 1.5e3{CALL} }}",
            # nor does it take a name as far as the specification does
            f"SELECT * {{ ?s ?p kg:.{CALL} }}",
            f"SELECT * {{ ?s ?p kg:a.b.{CALL} }}",
            f"SELECT * {{ ?s ?p 'x'@en--ltr {CALL} }}",
            f"SELECT * {{ SERVICESILENT<{HOST}> {{ ?a ?b ?c }} }}",
        ],
    )
    def test_it_is_refused_however_hidden(self, store: EmbeddedStore, text: str) -> None:
        with pytest.raises(QueryRefusedError, match=r"SERVICE.*--allow-service"):
            store.query(text)
        with pytest.raises(QueryRefusedError):
            solved(store, text, JSON, Limits(10))

    @pytest.mark.parametrize(
        "text",
        [
            "SELECT * { ?s ?p <http://x/service> }",
            "SELECT ?service { ?service ?p $SERVICE }",
            'SELECT * { ?s ?p "SERVICE", \'service\', """SERVICE <x> {""", "a\\" SERVICE", "x"@service }',
            "PREFIX ex: <http://x/> SELECT * { ?s ?p ex:SERVICE, ex:service.x, ex:a-SERVICE, ex:SERVICE:x }",
            "SELECT * { ?s ?p ?o } # SERVICE <http://x/> { ?s ?p ?o }",
            "# SERVICE\nSELECT * { ?s ?p ?o FILTER(?o < 3) } LIMIT 1",
        ],
    )
    def test_the_word_is_free_where_it_is_no_keyword(self, store: EmbeddedStore, text: str) -> None:
        assert isinstance(store.query(text), Solutions)

    def test_it_is_let_through_on_request(self, store: EmbeddedStore) -> None:
        result = store.query(f"SELECT * {{ {CALL} }}", service=True)
        with pytest.raises(QueryError, match="port 9"):  # which the engine calls nobody on
            result.serialise("json")
        with pytest.raises(QueryError, match="port 9"):
            solved(store, f"SELECT * {{ {CALL} }}", JSON, Limits(service=True))


class TestNesting:
    @pytest.mark.parametrize(("opening", "closing"), ["{}", "()", "[]"])
    def test_deep_nesting_is_refused(self, store: EmbeddedStore, opening: str, closing: str) -> None:
        for depth in (NESTING_LIMIT + 1, 100_000):
            with pytest.raises(QueryRefusedError, match="nests"):
                store.query(f"SELECT * {opening * depth}{closing * depth}")

    def test_what_people_write_is_nested_less(self, store: EmbeddedStore) -> None:
        depth = NESTING_LIMIT - 10
        assert isinstance(store.query(f"SELECT * {'{' * depth} ?s a kg:Court {'}' * depth}"), Solutions)

    def test_brackets_in_strings_iris_and_comments_do_not_count(self, store: EmbeddedStore) -> None:
        brackets = "{" * (NESTING_LIMIT + 1)
        assert isinstance(store.query(f'SELECT * {{ ?s ?p "{brackets}" }} # {brackets}'), Solutions)

    def test_brackets_behind_a_false_iri_count(self, store: EmbeddedStore) -> None:
        brackets = "{" * (NESTING_LIMIT + 1) + "}" * (NESTING_LIMIT + 1)
        with pytest.raises(QueryRefusedError, match="nests"):
            store.query(f"SELECT * {{ ?s ?p ?o FILTER(?o<'>'){brackets} #'\n}}")


RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(4)) + " }"


class TestLimited:
    def test_the_result_comes_back_serialised(self, store: EmbeddedStore) -> None:
        found = json.loads(solved(store, WHO, JSON))
        assert MAOSHENG in {binding["who"]["value"] for binding in found["results"]["bindings"]}

    def test_the_second_format_is_for_graphs(self, store: EmbeddedStore) -> None:
        assert solved(store, WHO, by_name("csv", Holds.SOLUTIONS)).startswith(b"who,name")
        described = solved(store, f"DESCRIBE {UNIT}", by_name("turtle", Holds.GRAPH))
        assert len(rdflib.Graph().parse(data=described, format="turtle")) > 2

    @pytest.mark.parametrize("text", [RUNAWAY, RUNAWAY + " # service"])  # the word asks for a closer look
    def test_a_runaway_query_is_ended(self, store: EmbeddedStore, text: str) -> None:
        start = time.monotonic()
        with pytest.raises(QueryTimeoutError, match=r"ended after 1\.5 s") as caught:
            solved(store, text, JSON, Limits(1.5))
        assert caught.value.seconds == 1.5
        assert time.monotonic() - start < 10

    def test_a_syntax_error_keeps_its_place(self, store: EmbeddedStore) -> None:
        with pytest.raises(QuerySyntaxError) as caught:
            solved(store, 'SELECT ?谁\nWHERE { ?谁 rdfs:label "茂" ?? }', JSON)
        error = caught.value
        assert (error.line, error.text) == (2, 'WHERE { ?谁 rdfs:label "茂" ?? }')
        assert error.text[error.column - 1 :].startswith("??")

    def test_a_format_that_cannot_hold_the_result_is_an_error(self, store: EmbeddedStore) -> None:
        with pytest.raises(FormatError, match="cannot hold"):
            solved(store, WHO, by_name("turtle", Holds.GRAPH))

    @pytest.mark.parametrize("after", ["", " # service"])
    def test_a_query_that_crashes_the_engine_is_an_error(self, store: EmbeddedStore, after: str) -> None:
        with pytest.raises(QueryError):
            solved(store, "ASK { FILTER(?o" + "||?o" * 50_000 + ") }" + after, JSON)

    @pytest.mark.parametrize(
        ("script", "message"),
        [
            ("kill -SEGV $$", "signal 11"),
            ("kill -KILL $$", "was ended from outside"),
            ("echo 'thread panicked at' >&2; exit 1", "panicked"),
            ("exit 1", None),
        ],
    )
    def test_however_the_engines_process_ends_it_is_a_query_error(
        self, store: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, message: str | None
    ) -> None:
        engine = tmp_path / "engine"
        engine.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        engine.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(engine))
        with pytest.raises(QueryError, match=message):
            EmbeddedStore(store.generation).solve(WHO)
