"""How a statement is cited: its id, the version of the data set that it was read from, and the words that it rests on;
and how the data set itself is.
"""

from typing import NamedTuple

from kg.lookup.reader import RecordReader
from kg.lookup.records import Claim, FigureValue, Receipt, Row
from kg.messages import say
from kg.vocabulary import DATASET_IRI, mint_iri


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
    """The citation of a claim, figure or other row: its id and IRI, what it says (`sentence`), the report, section and
    words that it rests on, and the edition of the data set that says so.
    """

    id: str
    iri: str
    sentence: str
    receipt: Receipt
    edition: Edition

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
        """The citation as sentences, in the language that is spoken."""
        told = {"sentence": self.sentence or self.id, "id": self.id}
        told |= {"edition": self.edition._replace(iri=self.iri).text}
        if not self.receipt.report:
            return say("{sentence} ({id}). In: {edition}", **told)
        rests = self.receipt._asdict() | told
        return say("{sentence} ({id}), by {report}, {section}: “{quote}”. In: {edition}", **rests)


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


def citation_of(lookup: RecordReader, record: Claim | FigureValue | Row) -> Citation:
    """The citation of a claim, a figure, or a row as it stands in the tables."""
    iri = mint_iri(record.id)
    return Citation(record.id, iri, lookup.sentence(iri), record.receipt, edition_of(lookup))


def _braced(text: str) -> str:
    """A text between braces of BibTeX, of which it has none of its own, nor what TeX obeys."""
    return "".join(f"\\{c}" if c in "#$%&_" else c for c in text if c not in "{}\\^~\n\r")
