"""How a claim or figure is cited, and which edition of the data set it is of."""

from dataclasses import dataclass

from kg.lookup.described import Described
from kg.lookup.lookup import Lookup
from kg.vocabulary import DATASET_IRI, PREFIXES
from kg.web.http.words import word

_DATES = ("dcterms:issued", "dcterms:modified")


@dataclass(frozen=True)
class Edition:
    """A data set as it is cited: its title, its version, and its date ("" as long as it is not published)."""

    title: str
    version: str
    date: str

    @property
    def named(self) -> str:
        """The version, with the date where there is one."""
        return f"{self.version} ({self.date})" if self.date else self.version


def edition(lookup: Lookup) -> Edition:
    """The edition of what a lookup looks in."""
    dataset = lookup.descriptions.of(DATASET_IRI)
    date = next(filter(None, (dataset.one(curie) for curie in _DATES)), "")
    title = dataset.one("dcterms:title", lookup.language) or dataset.label(lookup.language)
    return Edition(title, dataset.one("owl:versionInfo"), date)


def citation(lookup: Lookup, of: Edition, record: Described, id: str, place: str, quote: str) -> str:
    """A claim or figure as one cites it, down to its IRI; `place` names the section."""
    report = lookup.descriptions.of(record.one("prov:wasDerivedFrom"))
    language = lookup.language
    published = word("comma", language).join(filter(None, (report.one("dcterms:issued"), place)))
    publisher = lookup.label(report.one("dcterms:publisher")) or word("no-publisher", language)
    address = "".join(f"{url} " for url in report.all("schema:url") if url.startswith(("https://", "http://")))
    title = report.label(language)
    return word(
        "citation", language, publisher, title, published, quote, address, of.title, of.named, PREFIXES["kgr"] + id
    )
