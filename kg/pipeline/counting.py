"""How much is in a graph, counted on its lines as they are written: what its description says (VoID), without a query.

Parts of a graph are counted apart and added up. What two parts may share is told by numbers of 64 bits (`digest`): the
number of different ones is that of different terms, but for one case in a billion at ten million of them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from kg.vocabulary import expand

Classes = tuple[str, ...]
"""The classes of a thing, as IRIs in order."""

Kind = Classes | str
"""What an object is: the classes that it has, or the datatype of a literal."""

_TYPE: Final = f"<{expand('rdf:type')}>"
_STRING, _LANG_STRING = expand("xsd:string"), expand("rdf:langString")
_DECIMAL: Final = f"^^<{expand('xsd:decimal')}>"

ClassesOf = Callable[[str], Classes]
"""What tells the classes of an IRI in angle brackets that the lines at hand say nothing of; an empty one of others."""


@dataclass
class Counted:
    """How many triples there are, subjects by their classes, and triples by the classes of the subject, the property
    and the kind of the object; classes and properties are IRIs.
    """

    triples: int = 0
    subjects: Counter[Classes] = field(default_factory=Counter)
    uses: Counter[tuple[Classes, str, Kind]] = field(default_factory=Counter)

    def add(self, other: "Counted") -> None:
        """Count what another counted too."""
        self.triples += other.triples
        self.subjects.update(other.subjects)
        self.uses.update(other.uses)


def digest(term: str) -> int:
    """The number of a term."""
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "little")


def split(line: str) -> tuple[str, str, str]:
    """The subject, predicate and object of a line of N-Triples."""
    subject, predicate, rest = line.split(" ", 2)
    return subject, predicate, rest[:-3]


def typed(lines: Iterable[str]) -> dict[str, Classes]:
    """The classes of each subject of some lines, by its term; of one without a class, none."""
    found: dict[str, Classes] = {}
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        if predicate == _TYPE:
            found[subject] = (*found.get(subject, ()), rest[1:-4])
        elif subject not in found:
            found[subject] = ()
    return {subject: tuple(sorted(classes)) for subject, classes in found.items()}


def count(lines: Iterable[str], own: Mapping[str, Classes], others: ClassesOf) -> tuple[Counted, set[str]]:
    """What is in different lines, and their objects; the subjects that are `own` to them count, `others` were
    counted elsewhere, or will be.
    """
    kinds: list[Kind] = []
    numbers: dict[Kind, int] = {}
    known: dict[str, int] = {}

    def number(kind: Kind) -> int:
        """A number for classes or a datatype, which a table finds sooner."""
        found = numbers.setdefault(kind, len(kinds))
        if found == len(kinds):
            kinds.append(kind)
        return found

    subjects: dict[str, int] = {}
    uses: dict[tuple[int, str, int], int] = {}
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        if (of := subjects.get(subject)) is None:
            of = subjects[subject] = number(own[subject] if subject in own else others(subject))
        if (kind := known.get(rest)) is None:
            kind = known[rest] = number(kind_of(rest[:-3], own, others))
        key = of, predicate, kind
        uses[key] = uses.get(key, 0) + 1
    counted = Counted(sum(uses.values()))
    for (of, predicate, kind), times in uses.items():
        counted.uses[kinds[of], predicate[1:-1], kinds[kind]] += times  # type: ignore[index]
    counted.subjects.update(own[subject] for subject in subjects if subject in own)
    return counted, {canonical(rest[:-3]) for rest in known}


def kind_of(value: str, own: Mapping[str, Classes], others: ClassesOf) -> Kind:
    """What an object is."""
    if value[0] != '"':
        return own[value] if value in own else others(value)
    if value[-1] == '"':
        return _STRING
    return value[value.rindex("^^<") + 3 : -1] if value[-1] == ">" else _LANG_STRING


def canonical(value: str) -> str:
    """An object as the engine holds it: of decimals, no zeros at the end."""
    if not value.endswith(_DECIMAL):
        return value
    number = value[1 : value.index('"', 1)]
    return (number.rstrip("0").rstrip(".") if "." in number else number) + _DECIMAL


def partitions(counted: Counted) -> Iterator[tuple[str, str, int, Mapping[str, int], str]]:
    """For each class the properties of its things: both, how many triples, how many objects of each class, and the
    datatype of the values ("" where they are none).
    """
    held: Counter[tuple[str, str]] = Counter()
    kinds: dict[tuple[str, str], Counter[str]] = {}
    datatypes: dict[tuple[str, str], str] = {}
    for (classes, property, kind), number in sorted(counted.uses.items(), key=repr):
        for cls in classes:
            held[cls, property] += number
            if isinstance(kind, str):
                datatypes[cls, property] = kind
            else:
                kinds.setdefault((cls, property), Counter()).update(dict.fromkeys(kind, number))
    for (cls, property), number in held.items():
        yield cls, property, number, kinds.get((cls, property), {}), datatypes.get((cls, property), "")
