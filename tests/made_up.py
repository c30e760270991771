"""Lookups in graphs of claims that tests make up."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from kg.lookup.lookup import Lookup
from kg.store.loaded import LoadedStore
from kg.vocabulary import expand, mint_iri


class MadeUp(NamedTuple):
    """A claim that ties things, all named by their ids."""

    subject: str
    object: str
    authorities: frozenset[str] = frozenset()
    implied: bool = False
    has_actor: bool = True


def lookup_of(claims: Iterable[MadeUp], classes: Mapping[str, str]) -> Lookup:
    """Lookups in a graph of these claims, in their order, and of things of these classes, by their ids."""
    lines = [
        _line(expand("kg:District"), "rdfs:subClassOf", expand("kg:Place")),
        *(_line(mint_iri(thing), "kg:class", expand(f"kg:{of}")) for thing, of in classes.items()),
        _line(expand("kg:implied"), "skos:notation", "implied"),
        _line(expand("kg:explicit"), "skos:notation", "explicit"),
    ]
    for number, claim in enumerate(claims):
        iri = mint_iri(f"c{number:04}")
        lines += [
            _line(iri, "rdf:type", expand("kg:Claim")),
            _line(iri, "rdf:predicate", expand("kg:relatedTo")),
            _line(iri, "rdf:subject", mint_iri(claim.subject)),
            _line(iri, "rdf:object", mint_iri(claim.object)),
            *(_line(iri, "kg:authority", mint_iri(by)) for by in claim.authorities),
            _line(iri, "kg:statedness", expand("kg:implied" if claim.implied else "kg:explicit")),
            _line(iri, "kg:actorStated", "true" if claim.has_actor else "false"),
        ]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "graph.nt"
        file.write_text("".join(lines), "utf-8")
        return Lookup(LoadedStore(file))


def _line(subject: str, predicate: str, value: str) -> str:
    object = f"<{value}>" if value.startswith("http") else f'"{value}"'
    return f"<{subject}> <{expand(predicate)}> {object} .\n"
