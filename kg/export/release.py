"""A released edition of the data set: its graph, tables and page, what it says of itself, its checksums, and how it is
cited. Two runs write the same bytes: what is dated has the edition's date, and no clock is read.
"""

import gzip
import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple
from urllib.parse import urljoin

from kg.errors import KgError
from kg.export.tidy import export_tables
from kg.folders import catalogues_folder, write_files
from kg.lookup.citation import Edition, edition_of
from kg.lookup.lookup import Lookup
from kg.messages import clauses, listed, say, speaking
from kg.ontology import PATH as ONTOLOGY
from kg.rdf.formats import Holds, by_name
from kg.rdf.sorted import serialise_sorted
from kg.rdf.terms import Literal, NamedNode, Triple
from kg.store.store import Store
from kg.vocabulary import DATASET_IRI, Language, expand, mint_iri

NAME: Final = "honours-kg"
SUMS: Final = "SHA256SUMS"
_OLDEST: Final = (1980, 1, 1, 0, 0, 0)
"""The time of each file in an archive: the first that there is (APPNOTE.TXT, 4.4.6)."""
_UNIX: Final = 3
_READABLE: Final = 0o644 << 16

Draw = Callable[[Path], None]
"""What draws the page of the graph."""


class Released(NamedTuple):
    """What was released: the edition, the folder, and the files in it."""

    edition: Edition
    folder: Path
    files: list[Path]


def release(
    lookup: Lookup, parent: Path, draw: Draw, files: Mapping[str, bytes], *, date: str = "", address: str = ""
) -> Released:
    """Write an edition into the folder of its version in `parent`, which is made where it is not there: of a graph,
    its page, and `files` that the caller has made, by name. `date` is the day on which it is issued, else the one that
    the data set tells; `address` is where its files will be had, where that is known.

    Raises KgError where the folder holds what is no part of the release, or the data set tells no version, and OSError.
    """
    edition = edition_of(Lookup(lookup.store, Language.EN))
    edition = edition._replace(date=date or edition.date)
    if not re.fullmatch(r"[\w.+-]*\w", edition.version):
        raise KgError(say("{version!r} is no version that a folder can be named by", version=edition.version))
    folder = parent / edition.version
    base = f"{NAME}-{edition.version}"
    contents = _graph(lookup.store, base) | {f"{base}-tables.zip": _tables(lookup), "ontology.ttl": _ontology()}
    page = f"{base}.html"
    described = _description(lookup.store, edition, [*contents, page], address)
    contents |= {
        "void.ttl": described,
        f"{NAME}.bib": edition.bibtex(base).encode(),
        "CITATION.txt": _cited(lookup, date),
    }
    contents |= files
    _refuse_others(folder, {*contents, page, SUMS})
    folder.mkdir(parents=True, exist_ok=True)
    draw(folder / page)
    sums = {name: hashlib.sha256(content) for name, content in contents.items()}
    sums[page] = hashlib.sha256((folder / page).read_bytes())
    lines = [f"{digest.hexdigest()}  {name}\n" for name, digest in sorted(sums.items())]
    contents[SUMS] = "".join(lines).encode()
    written = write_files((folder / name, content) for name, content in sorted(contents.items()))
    return Released(edition, folder, sorted([*written, folder / page]))


def cff(template: str, edition: Edition) -> bytes:
    """A citation file (Citation File Format 1.2.0) with the version and the date of an edition."""
    kept = [line for line in template.splitlines() if not line.startswith(("version:", "date-released:"))]
    dated = [f"date-released: {edition.date}"] if edition.date else []
    return "".join(f"{line}\n" for line in [*kept, f"version: {edition.version}", *dated]).encode()


def _graph(store: Store, base: str) -> dict[str, bytes]:
    """The whole graph, sorted, as packed N-Triples and as Turtle."""
    triples = list(store.triples())
    lines, turtle = (serialise_sorted(triples, by_name(name, Holds.GRAPH)) for name in ("ntriples", "turtle"))
    return {f"{base}.nt.gz": gzip.compress(lines, mtime=0), f"{base}.ttl": turtle}


def _tables(lookup: Lookup) -> bytes:
    """The tidy tables as an archive of CSV."""
    packed = io.BytesIO()
    with TemporaryDirectory() as folder, zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(export_tables(lookup, Path(folder) / "tables")):
            entry = zipfile.ZipInfo(path.name, _OLDEST)
            entry.create_system, entry.external_attr, entry.compress_type = _UNIX, _READABLE, zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return packed.getvalue()


def _ontology() -> bytes:
    return ONTOLOGY.read_bytes()


def _description(store: Store, edition: Edition, names: Iterable[str], address: str) -> bytes:
    """What the data set says of itself (VoID), with its date, and where its files are had."""
    added = _added(edition, names, address)
    return serialise_sorted([*dataset_triples(store), *added], by_name("turtle", Holds.GRAPH))


def dataset_triples(store: Store) -> list[Triple]:
    """What the data set says of itself (VoID)."""
    below = mint_iri("dataset") + "/"
    return [of for of in store.triples() if _iri(of.subject) == DATASET_IRI or _iri(of.subject).startswith(below)]


def _added(edition: Edition, names: Iterable[str], address: str) -> Iterator[Triple]:
    dataset = NamedNode(DATASET_IRI)
    if edition.date:
        date = Literal(edition.date, datatype=NamedNode(expand("xsd:date")))
        yield Triple(dataset, NamedNode(expand("dcterms:issued")), date)
    if address:
        for name in names:
            if name.endswith((".nt.gz", ".ttl")) and name.startswith(NAME):
                dump = NamedNode(urljoin(address.rstrip("/") + "/", name))
                yield Triple(dataset, NamedNode(expand("void:dataDump")), dump)


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _cited(lookup: Lookup, date: str) -> bytes:
    """The citation of the edition, a line in each language."""

    def cited(language: Language) -> str:
        edition = edition_of(Lookup(lookup.store, language))
        return speaking(language, catalogues_folder(), lambda: edition._replace(date=date or edition.date).text)

    return "".join(f"{cited(language)}\n" for language in (Language.EN, Language.ZH)).encode()


def _refuse_others(folder: Path, own: set[str]) -> None:
    """Raise KgError where a folder holds what is none of a release's own files."""
    others = sorted({path.name for path in folder.iterdir()} - own) if folder.is_dir() else []
    if others:
        told = say("{folder} holds what is no part of a release: {files}", folder=folder, files=listed(others))
        raise KgError(clauses(told, say("move it away, or name another folder")))
