"""The generated pages of the documentation: the ontology and the catalogue, one language a page.

`python -m tests.pages` writes them all into docs/; a test compares them.
"""

import shlex
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.term import Node

import kg
from kg.lookup.lookup import Lookup
from kg.ontology import KG, PATH, SCHEMA
from kg.questions.catalogue import Parameter, catalogue
from kg.sparql.results import Solutions
from kg.store.embedded import EmbeddedStore
from kg.vocabulary import Language, compress

DOCS = Path(__file__).parent.parent / "docs"

WORDS = {
    "title": ("本体", "The ontology"),
    "intro": (
        "由 `kg/ontology.ttl` 生成：`python -m tests.pages`。每一术语的锚点即其本地名；前缀 `kg:` 指",
        "Made from `kg/ontology.ttl` by `python -m tests.pages`. A term's anchor is its local name; `kg:` stands for",
    ),
    "tree": ("类的层次", "The tree of classes"),
    "classes": ("类", "Classes"),
    "claim properties": ("陈述所用属性", "Properties that claims use"),
    "other properties": ("记录的属性", "Properties of the records"),
    "schemes": ("受控词表", "Controlled lists"),
    "above": ("上位类", "Sub-class of"),
    "domain": ("定义域", "Domain"),
    "range": ("值域", "Range"),
    "inverse": ("反向读法", "Read backwards"),
    "act": ("所述行为的类", "Its claims speak of"),
    "close": ("近似于", "Close to"),
    "symmetric": ("对称", "Symmetric"),
    "yes": ("是", "yes"),
    "example": ("例", "Example"),
    "token": ("表中写法", "Token"),
    "any": ("或", "or"),
    "colon": ("：", ": "),
    "comma": ("、", ", "),
    "stop": ("。", "."),
    "questions": ("问题目录", "The catalogue of questions"),
    "questions intro": (
        "由 `kg/questions/` 生成：`python -m tests.pages`。参数即命令行选项；方括号内的可省略。",
        "Made from `kg/questions/` by `python -m tests.pages`. A parameter is an option of the command line; "
        "one in brackets may be left out.",
    ),
    "parameter": ("参数", "Parameter"),
    "meaning": ("含义", "Meaning"),
    "kind": ("类型", "Kind"),
    "value": ("示例", "Example"),
    "column": ("列", "Column"),
    "entity": ("实体", "thing"),
    "level": ("级别", "level"),
    "year": ("年份", "year"),
    "text": ("文字", "text"),
    "section": ("部分", "section"),
    "report kind": ("报告种类", "kind of report"),
    "class": ("类", "class"),
    "predicate": ("属性", "property"),
}


def word(name: str, language: str) -> str:
    """A word of the pages."""
    return WORDS[name][language == "en"]


class OntologyPage:
    """The page of the ontology in one language."""

    def __init__(self, language: str, store: EmbeddedStore) -> None:
        self.language = language
        self.graph = Graph().parse(PATH)
        self.examples = examples(store, language)

    def text(self) -> str:
        """The page as Markdown."""
        concepts = set(self.graph.subjects(RDF.type, SKOS.ConceptScheme))
        classes = sorted(set(self.graph.subjects(RDF.type, OWL.Class)) - concepts)
        kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
        properties = {term for kind in kinds for term in self.graph.subjects(RDF.type, kind)}
        claims = set(self.graph.subjects(RDF.type, KG.ClaimProperty))
        lines = [f"# {self.word('title')}", "", f"{self.word('intro')} `{KG}`{self.word('stop')}", ""]
        lines += [f"## {self.word('tree')}", "", *self.tree(KG.Entity, 0), *self.tree(KG.Act, 0), ""]
        for heading, terms in (
            ("classes", classes),
            ("claim properties", sorted(claims)),
            ("other properties", sorted(properties - claims)),
        ):
            lines += [f"## {self.word(heading)}", ""]
            lines += [line for term in terms for line in self.term(term)]
        lines += [f"## {self.word('schemes')}", ""]
        for scheme in sorted(concepts):
            lines += self.term(scheme)
            for concept in sorted(self.graph.subjects(SKOS.inScheme, scheme)):
                lines += self.term(concept)
        return "\n".join(lines).rstrip() + "\n"

    def word(self, name: str) -> str:
        """A word of this page."""
        return word(name, self.language)

    def said(self, term: Node, predicate: URIRef) -> str:
        """What the ontology says of a term in the page's language."""
        tag = Language(self.language).tag
        return next((str(o) for o in self.graph.objects(term, predicate) if getattr(o, "language", None) == tag), "")

    def tree(self, cls: Node, depth: int) -> Iterator[str]:
        """A class and those below it, as a list in lists."""
        yield f"{'  ' * depth}- {self.link(cls)}"
        for below in sorted(self.graph.subjects(RDFS.subClassOf, cls)):
            yield from self.tree(below, depth + 1)

    def link(self, term: Node) -> str:
        """A term: by its label and a link into the page, or by its CURIE where it is another's."""
        name = str(term).removeprefix(str(KG))
        return f"[{self.said(term, RDFS.label)}](#{name})" if term in self.graph.subjects() and name != str(term) \
            else f"`{compress(str(term))}`"  # fmt: skip

    def term(self, term: Node) -> Iterator[str]:
        """The entry of a term."""
        name = str(term).removeprefix(str(KG))
        yield from (f'<a id="{name}"></a>', "", f"### {self.said(term, RDFS.label)}", "", f"`kg:{name}`", "")
        yield from (self.said(term, SKOS.definition), "")
        facts = list(self.facts(term))
        yield from (f"- {self.word(fact)}{self.word('colon')}{text}" for fact, text in facts)
        if facts:
            yield ""

    def facts(self, term: Node) -> Iterator[tuple[str, str]]:
        """What else there is to say of a term: the word for it, and the text."""
        for fact, predicates, sign in (
            ("above", (RDFS.subClassOf,), "comma"),
            ("domain", (RDFS.domain, SCHEMA.domainIncludes), "any"),
            ("range", (RDFS.range, SCHEMA.rangeIncludes), "any"),
            ("act", (KG.actClass,), "comma"),
            ("close", (SKOS.closeMatch,), "comma"),
        ):
            others = sorted(other for predicate in predicates for other in self.graph.objects(term, predicate))
            if others:
                joint = self.word(sign) if sign == "comma" else f" {self.word(sign)} "
                yield fact, joint.join(map(self.link, others))
        if inverse := self.said(term, KG.inverseLabel):
            yield "inverse", inverse
        if (term, RDF.type, OWL.SymmetricProperty) in self.graph:
            yield "symmetric", self.word("yes")
        if token := self.graph.value(term, SKOS.notation):
            yield "token", f"`{token}`"
        if example := self.examples.get(str(term)):
            yield "example", example


def examples(store: EmbeddedStore, language: str) -> dict[str, str]:
    """For each property that claims use, the first claim of it as a sentence."""
    query = """SELECT ?property (MIN(STR(?c)) AS ?claim) {
        ?c rdf:predicate ?property ; kg:modality kg:asserted ; kg:statedness kg:explicit } GROUP BY ?property"""
    found = store.query(query)
    assert isinstance(found, Solutions)
    lookup = Lookup(store, Language(language))
    return {row["property"].value: lookup.sentence(row["claim"].value) for row in found}  # type: ignore[union-attr]


def questions_page(language: str) -> str:
    """The page of the catalogue in one language."""
    lines = [f"# {word('questions', language)}", "", word("questions intro", language), ""]
    for question in catalogue().values():
        blanks = {p.name: f"‹{p.label[language]}›" for p in question.parameters}
        lines += [f'<a id="{question.name}"></a>', "", f"## {question.title[language]}", ""]
        lines += [question.wording[language].format_map(blanks), ""]
        required = [text for p in question.parameters if p.required for text in (f"--{p.name}", p.example)]
        lines += ["```sh", shlex.join(["kg", "ask", question.name, *required]), "```", ""]
        if question.parameters:
            lines += row(word(name, language) for name in ("parameter", "meaning", "kind", "value"))
            lines += ["|---|---|---|---|"]
            for p in question.parameters:
                name = f"`--{p.name}`" if p.required else f"[`--{p.name}`]"
                lines += row((name, p.label[language], kind(p, language), f"`{p.example}`"))
            lines += [""]
        lines += row(word(name, language) for name in ("column", "meaning"))
        lines += ["|---|---|"]
        for name, texts in question.columns.items():
            lines += row((f"`{name}`", texts[language]))
        lines += [""]
    return "\n".join(lines).rstrip() + "\n"


def kind(parameter: Parameter, language: str) -> str:
    """What a parameter takes; of an entity, its class."""
    if parameter.kind != "entity":
        return word("report kind" if parameter.kind == "kind" else parameter.kind, language)
    label = class_labels(language)[parameter.entity_class]
    return f"[{label}](ontology.{language}.md#{parameter.entity_class})"


@cache
def class_labels(language: str) -> dict[str, str]:
    """The labels of the classes, by local name."""
    graph = Graph().parse(PATH)
    return {
        str(cls).removeprefix(str(KG)): str(label)
        for cls in graph.subjects(RDF.type, OWL.Class)
        for label in graph.objects(cls, RDFS.label)
        if getattr(label, "language", None) == Language(language).tag
    }


def row(cells: Iterator[str] | tuple[str, ...]) -> list[str]:
    """A row of a table."""
    return [f"| {' | '.join(cells)} |"]


PAGES: dict[str, Callable[[EmbeddedStore], str]] = {
    "ontology.zh.md": lambda store: OntologyPage("zh", store).text(),
    "ontology.en.md": lambda store: OntologyPage("en", store).text(),
    "questions.zh.md": lambda store: questions_page("zh"),
    "questions.en.md": lambda store: questions_page("en"),
}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(kg.open().store), "utf-8")
