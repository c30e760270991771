"""How a statement is cited: its id, the version of the data set that it was read from, and the words that it rests on;
and how the data set itself is.
"""

from typing import NamedTuple

from kg.lookup.reader import RecordReader
from kg.lookup.records import Claim, Elsewhere, FigureValue, Receipt, Row
from kg.messages import say
from kg.text.words import word
from kg.vocabulary import DATASET_IRI, Language, mint_iri


class Edition(NamedTuple):
    """A version of the data set, as works are cited: `date` is the day on which it was issued, "" where it tells none.

    `title` and `creator` are in the language of the lookups that read it.
    """

    title: str
    creator: str
    version: str
    date: str
    licence: str
    iri: str = DATASET_IRI

    @property
    def named(self) -> str:
        """The version, with the date where there is one."""
        return f"{self.version} ({self.date})" if self.date else self.version

    @property
    def text(self) -> str:
        """The citation as a sentence, in the language that is spoken."""
        told = {"creator": self.creator, "title": self.title, "version": self.version, "date": self.date}
        said = (
            say("{creator}. {title}, version {version}, issued on {date}.", **told)
            if self.date
            else say("{creator}. {title}, version {version}.", **told)
        )
        return f"{said} {self.iri}"

    def bibtex(self, key: str = "honours-kg") -> str:
        """The citation as an entry of BibTeX (`@misc`), in braces of which none is left open."""
        fields = {
            "author": f"{{{_braced(self.creator)}}}",
            "title": _braced(self.title),
            "version": _braced(self.version),
            "year": self.date[:4],
            "date": self.date,
            "url": self.iri,
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        return "\n".join([f"@misc{{{key},", *lines, "}"]) + "\n"


class Citation(NamedTuple):
    """The citation of a claim, figure or other row, in a language: its id and IRI, the receipt that it rests on, who
    published the report and when, where that is had, and the edition of the data set that says so.
    """

    id: str
    iri: str
    receipt: Receipt
    publisher: str
    issued: str
    addresses: tuple[str, ...]
    edition: Edition
    language: Language

    @property
    def version(self) -> str:
        """The version of the data set."""
        return self.edition.version

    @property
    def date(self) -> str:
        """The day on which that version was issued, or ""."""
        return self.edition.date

    @property
    def text(self) -> str:
        """The citation in its language, as viz/src/show/receipt.js writes it; of what rests on no report, such as an
        indicator, that of the edition with its IRI.
        """
        if not self.receipt.report:
            return self.edition._replace(iri=self.iri).text
        language, edition = self.language, self.edition
        return word(
            "citation",
            language,
            self.publisher or word("no-publisher", language),
            self.receipt.report,
            word("comma", language).join(filter(None, (self.issued, self.receipt.section))),
            self.receipt.quote,
            "".join(f"{address} " for address in self.addresses),
            edition.title,
            edition.named,
            self.iri,
        )


def edition_of(lookup: RecordReader) -> Edition:
    """The edition of the data set that lookups read, in their language."""
    described = lookup.descriptions.of(DATASET_IRI)
    return Edition(
        described.one("dcterms:title", lookup.language) or lookup.label(DATASET_IRI),
        lookup.label(described.one("dcterms:creator")),
        described.one("dcat:version") or described.one("owl:versionInfo"),
        described.one("dcterms:issued"),
        described.one("dcterms:license"),
    )


def citation_of(lookup: RecordReader, record: Claim | FigureValue | Row | Elsewhere) -> Citation:
    """The citation of a claim, a figure, or a row as it stands in the tables, in the lookups' language."""
    iri = mint_iri(record.id)
    report = lookup.descriptions.of(lookup.descriptions.of(iri).one("prov:wasDerivedFrom"))
    return Citation(
        record.id,
        iri,
        record.receipt,
        lookup.label(report.one("dcterms:publisher")),
        report.one("dcterms:issued"),
        tuple(url for url in report.all("schema:url") if url.startswith(("https://", "http://"))),
        edition_of(lookup),
        lookup.language,
    )


def _braced(text: str) -> str:
    """A text between braces of BibTeX, of which it has none of its own, nor what TeX obeys."""
    return "".join(f"\\{c}" if c in "#$%&_" else c for c in text if c not in "{}\\^~\n\r")
