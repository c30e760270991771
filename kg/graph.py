"""The graph as Python sees it: `kg.open()` returns one."""

from collections.abc import Collection, Iterable, Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from kg import numbers
from kg.errors import PageError
from kg.lookup.ask import ask
from kg.lookup.links import card_notes, cut_note, first, total
from kg.lookup.lookup import Lookup
from kg.lookup.records import AnswerRow, Card, Claim, FigureValue, Found, Narrowing, Row, Step
from kg.messages import clauses, say, shown
from kg.notebook import Links, Records
from kg.questions.catalogue import find_question
from kg.rdf.terms import Term
from kg.sparql.process import Limits
from kg.sparql.results import Result
from kg.store.store import Store
from kg.tabular.dataframe import html_table
from kg.vocabulary import expand, parse_language

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

_COUNTED = {"claims": "kg:Claim", "figures": "kg:Figure"}


class Graph:
    """One built graph, open for questions.

    `language` is that of the labels: zh or en, also as a person or a locale has it (`zh-CN`); another
    one raises KgError. What is returned shows itself as a table in a notebook, and has `to_pandas()`,
    for which the optional extra `pandas` must be installed.
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    def query(
        self,
        text: str,
        bindings: Mapping[str, Term] | None = None,
        *,
        seconds: float | None = 30,
        megabytes: int | None = 2000,
        allow_service: bool = False,
    ) -> Result:
        """The result of a SPARQL 1.1 query, with the usual prefixes declared.

        `bindings` puts terms in the place of variables that the query projects. The query is ended when
        it took so many `seconds`, not counting those in which nothing is read of its result, or needs more memory
        than so many `megabytes`; None sets no limit. Raises kg.errors.QueryError, now or when the
        result is read, and KgError for a limit that is none.
        """
        reply = self.store.solve(text, Limits.given(seconds, megabytes, service=allow_service), bindings)
        return reply.result(lambda empty: self.store.explain(text, tuple(bindings or ()), empty=empty))

    def find(
        self,
        text: str,
        type: str | None = None,
        limit: int = 20,
        language: str = "en",
        *,
        narrowing: Narrowing | None = None,
    ) -> Records[Found]:
        """What `text` may name, best first, and what is near where nothing else is found; at most
        `limit` things (1 or more). How each matched is its `match`.

        Only of a class where one is given, by name or label, and of what a `narrowing` by report, place, jurisdiction
        and year lets pass. Raises kg.errors.NotFoundError,
        NoSuchTermError for no class, and KgError for a limit that is none.
        """
        return Records(self._lookup(language, narrowing).search(text, type, limit))

    def who(
        self,
        name: str,
        hops: int = 1,
        language: str = "en",
        narrowing: Narrowing | None = None,
        *,
        without: Iterable[str] = (),
        stand_ins: bool = False,
        limit: int | None = None,
    ) -> Links:
        """Who and what is linked to the things that a name names, the most telling first, in a notebook with a small
        graph of them; all, or at most `limit` links: `total` of the answer tells how many there are (None with
        two hops), and `note` where these are not all. Only what a `narrowing` lets pass, where one is given. A typing
        error that can change
        nobody's name is forgiven, and `read` of the answer holds what was read instead. What different
        places or reports call different things (区司法局) is one of them where the `narrowing` decides.

        With two `hops`, nothing is linked through the things that `without` names, nor, unless
        `stand_ins` says so, through a place that only stands for an actor that is not stated. Raises
        NotFoundError, AmbiguousNameError, RecordError for the id of a claim or figure, and for a
        narrowing NoSuchTermError or WrongClassError.
        """
        lookup = self._lookup(language, narrowing)
        left_out = [lookup.only(of) for of in without]
        linked = [lookup.linked(of, hops, without=left_out, stand_ins=stand_ins) for of in lookup.find(name)]
        most = None if limit is None else numbers.given("limit", limit, numbers.limit)
        links = [link for of in (linked if most is None else first(linked, most)) for link in of]
        note = "" if most is None else cut_note(len(links), total(linked), most)
        return Links(self._small_page, links, lookup.read, _advised(note), total=total(linked))

    def ask(
        self,
        question: str,
        language: str = "en",
        *,
        stated_only: bool = False,
        dated_only: bool = False,
        **arguments: str | int,
    ) -> Records[AnswerRow]:
        """The answer to a question of the catalogue, with labels and receipts.

        `arguments` are what a person would type, by parameter; a year may be a number. `report`, `place`, `of` and
        `year` narrow every question (as `kg.lookup.records.Narrowing` does) that has no such parameter. `stated_only`
        leaves out what is implied or has no stated actor, `dated_only` what is dated by the report's
        period alone. Raises
        kg.errors.QuestionError, NotFoundError, AmbiguousNameError, WrongClassError and NoSuchTermError.
        Names are read as `who` reads them.
        """
        typed = {name: shown(value) for name, value in arguments.items()}
        lookup, wanted = self._lookup(language), find_question(question)
        rows = ask(lookup, wanted, typed, stated_only=stated_only, dated_only=dated_only)
        return Records(rows, lookup.read)

    def show(
        self,
        name: str,
        language: str = "en",
        *,
        stated_only: bool = False,
        narrowing: Narrowing | None = None,
        limit: int | None = None,
    ) -> Records[Card | Row]:
        """All that is known of the things that a name names, or the claim, figure or indicator whose id it is; with
        `stated_only`, without what is implied or has no stated actor. Of a thing's links, figures and mentions at most
        `limit`, where one is given: its card's `totals` counts them. Raises NotFoundError and
        AmbiguousNameError. Names are read as `who` reads them, and narrowed alike.
        """
        lookup = self._lookup(language, narrowing)
        row = lookup.row(name)
        if row:
            return Records([row], lookup.read)
        most = None if limit is None else numbers.given("limit", limit, numbers.limit)
        cards = [lookup.card(thing, stated_only=stated_only, limit=most) for thing in lookup.find(name)]
        notes = dict.fromkeys(note for card in cards for note in card_notes(card))
        return Records(cards, lookup.read, _advised(*notes))

    def claims(
        self, language: str = "en", narrowing: Narrowing | None = None, *, stated_only: bool = False
    ) -> Records[Claim]:
        """Every claim, in order of their ids; only what a `narrowing` lets pass, where one is given, and with
        `stated_only` without what is implied or has no stated actor. Raises as `who` does for a narrowing.
        """
        lookup = self._narrowed(language, narrowing, stated_only=stated_only)
        return Records(lookup.all_claims(), lookup.read)

    def honours(
        self, language: str = "en", narrowing: Narrowing | None = None, *, stated_only: bool = False
    ) -> Records[Claim]:
        """Every conferral of an honour that took place, as the claim that tells of it (of several, the first that
        states its date); what is planned or only a candidate is among `claims`. Narrowed as `claims` are.
        """
        lookup = self._narrowed(language, narrowing, stated_only=stated_only)
        return Records([claims[0] for claims in lookup.conferrals()], lookup.read)

    def figures(
        self,
        thing: str | None = None,
        text: str | None = None,
        report: str | None = None,
        language: str = "en",
        *,
        place: str | None = None,
        of: str | None = None,
        year: int | None = None,
    ) -> Records[FigureValue]:
        """Every figure; only of the thing, with the words in its indicator, unit, thing or quote (in any script),
        or of the report, place, jurisdiction or year that are given. Raises NotFoundError, AmbiguousNameError and
        WrongClassError.
        """
        given = {"thing": thing, "text": text, "report": report, "place": place, "of": of, "year": year}
        typed = {name: shown(value) for name, value in given.items() if value is not None}
        lookup = self._lookup(language)
        rows = ask(lookup, find_question("figures"), typed)
        found = (figure for row in rows for figure in row.records if isinstance(figure, FigureValue))
        return Records(found, lookup.read)

    def path(
        self,
        start: str,
        end: str,
        every: bool = False,
        max_hops: int = 4,
        language: str = "en",
        *,
        without: Iterable[str] = (),
        stand_ins: bool = False,
        stated_only: bool = False,
        narrowing: Narrowing | None = None,
    ) -> Records[Step]:
        """The shortest ways between two things, or `every` way of up to `max_hops` steps, as their steps: a claim a
        row, of which several may tie the same two things. None leads through what `without` names.

        With `stated_only`, no way rests on what is implied or has no stated actor; `stand_ins` also goes
        through a place that stands for an actor that is not stated; all rest on what a `narrowing` lets pass. Raises
        NotFoundError, AmbiguousNameError, NoWayError where there is none, and KgError where both ends are one thing.
        """
        from kg.network.paths import named_ways, steps

        lookup = self._lookup(language, narrowing)
        found = named_ways(
            lookup,
            start,
            end,
            max_hops=max_hops,
            every=every,
            without=without,
            stated_only=stated_only,
            stand_ins=stand_ins,
        )
        return Records(steps(found), lookup.read, found.note)

    def network(
        self,
        language: str = "en",
        *,
        without: Iterable[str] = (),
        stated_only: bool = False,
        narrowing: Narrowing | None = None,
    ) -> "nx.MultiDiGraph[str]":
        """The graph as a networkx network: things as nodes, claims as edges.

        It lacks the things that `without` names, and with `stated_only` what is implied or has no stated
        actor, and what a `narrowing` does not let pass. Raises NotFoundError and AmbiguousNameError.
        """
        from kg.network.network import read_network

        lookup = self._lookup(language, narrowing)
        left_out = [lookup.only(name) for name in without]
        return read_network(lookup, without=left_out, stated_only=stated_only)

    def rdflib(self) -> "rdflib.Graph":
        """The graph as rdflib sees it, over the same files, for reading; the usual prefixes are bound.

        Raises kg.errors.MissingExtraError without the optional extra `oxrdflib`.
        """
        return self.store.rdflib()

    def export(
        self,
        path: Path,
        only: str | None = None,
        language: str = "en",
        *,
        without: Iterable[str] = (),
        stated_only: bool = False,
        narrowing: Narrowing | None = None,
    ) -> list[Path]:
        """Write the graph to a file, in the format of its extension, or a part of it: claims, network or ontology.

        A network (.graphml, .gexf, .csv) can lack the things that `without` names, and what is implied or
        has no stated actor; it and the claims can be narrowed. Returns the files written. Raises
        kg.errors.FormatError, and OSError where a file cannot be written.
        """
        from kg.export.files import export
        from kg.export.parts import parse_part

        lookup, part = self._lookup(language, narrowing), parse_part(only) if only else None
        left_out = [lookup.only(name) for name in without]
        return export(lookup, path, part, without=left_out, stated_only=stated_only)

    def export_query(
        self, path: Path, text: str, seconds: float | None = 30, megabytes: int | None = 2000, *, sheet: bool = False
    ) -> list[Path]:
        """Write the result of a query, which has limits as `query` has them, to a file in the format of its extension;
        as a `sheet`, .csv for a spreadsheet, which runs none of its cells.

        Returns the files written. Raises kg.errors.QueryError, FormatError, and OSError where the file cannot
        be written.
        """
        from kg.export.files import export_query

        return export_query(self.store, path, text, Limits(seconds, megabytes), sheet=sheet)

    def export_tables(
        self,
        path: str | Path,
        format: str = "csv",
        *,
        stated_only: bool = False,
        narrowing: Narrowing | None = None,
    ) -> list[Path]:
        """Write tidy tables, with labels in both languages, into the folder `path` (`format`: csv or parquet) or
        into one SQLite file (.sqlite, .db), over what was there; with `stated_only`, without claims that
        are implied or have no stated actor, and only of what a `narrowing` lets pass.

        Returns the files written. Raises kg.errors.FormatError, MissingExtraError without the optional extra
        `pyarrow` for Parquet, and OSError where a file cannot be written.
        """
        from kg.export.parts import parse_table_files
        from kg.export.tidy import export_tables

        lookup = self._lookup("en", narrowing)
        return export_tables(lookup, Path(path), parse_table_files(format), stated_only=stated_only)

    def counts(self) -> dict[str, int]:
        """How many triples, things, claims and figures there are."""
        counted = {name: len(self.store.pairs(expand("rdf:type"), [expand(of)])) for name, of in _COUNTED.items()}
        return {"triples": len(self.store), "things": sum(1 for _ in Lookup(self.store).all_things())} | counted

    def _lookup(self, language: str, narrowing: Narrowing | None = None) -> Lookup:
        return Lookup(self.store, parse_language(language)).within(narrowing or Narrowing())

    def _narrowed(self, language: str, narrowing: Narrowing | None, *, stated_only: bool) -> Lookup:
        given = narrowing or Narrowing()
        return self._lookup(language, given._replace(stated_only=given.stated_only or stated_only))

    def _small_page(self, things: Collection[str]) -> str:
        from kg.page.html import iframe

        try:
            return iframe(Lookup(self.store), things)
        except PageError as error:  # the table stands without it
            return f"<p>{escape(str(error))}</p>"

    def _repr_html_(self) -> str:
        return html_table(("", "count"), [[name, str(count)] for name, count in self.counts().items()], "kg.Graph")


def _advised(*notes: str) -> str:
    """What is said where not all is there, with what gives the rest; "" where all is."""
    return clauses(*notes, say("limit=None gives all")) if any(notes) else ""
