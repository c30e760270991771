"""What parts make together: what they have in common, what stands between them, and what is wrong with it.

All that grows with the number of parts lies on the disk, in as many buckets as let each be held in memory.
"""

import os
import pickle
import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, Final

from kg.errors import Problem
from kg.messages import say
from kg.ontology import Ontology
from kg.pipeline.compared import Claimed, Measured, Told
from kg.pipeline.counting import Classes, Counted, Kind, canonical, count, digest, kind_of, typed
from kg.pipeline.description import Content
from kg.pipeline.names import Rows, names_elsewhere, proper_things
from kg.pipeline.parts.things import Things
from kg.pipeline.parts.told import BUCKETS, Common, PartTold, Party, bucket_of
from kg.pipeline.register_triples import change_triples, indicator_triples, ontology_triples, place_triples
from kg.pipeline.triples import between
from kg.tables.lookalikes import Called, twins_among
from kg.tables.reports import Registers
from kg.tables.rows import Indicator, Place
from kg.vocabulary import expand, mint_iri

_SCHEMA: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE called (
    skeleton TEXT, number INTEGER, scope TEXT, thing TEXT, text TEXT, path TEXT, line INTEGER, at TEXT
);
"""

_TWINS: Final = """
SELECT scope, thing, text, path, line, at FROM called JOIN (
  SELECT skeleton, scope FROM called GROUP BY skeleton, scope
  HAVING COUNT(DISTINCT text) > 1 AND COUNT(DISTINCT thing) > 1
) USING (skeleton, scope) ORDER BY number, called.rowid
"""

_CLAIM: Final = (expand("kg:Claim"),)
_FIGURE: Final = tuple(sorted(map(expand, ("kg:Figure", "qb:Observation"))))
_RANGES: Final = 16


class Whole:
    """What is known of all parts, each of which is added once; its files lie in `folder`."""

    def __init__(self, folder: Path, ontology: Ontology) -> None:
        self._folder, self._ontology = folder, ontology
        self.counted = Counted()
        self.connections: Counter[str] = Counter()
        self.reports: list[str] = []
        self.warnings = 0
        self._places, self._indicators = set[str](), set[str]()
        self._parties: dict[str, tuple[frozenset[str], Problem]] = {}
        self._parts = 0
        self._files = ExitStack()
        self._common = [self._open(f"common-{bucket}") for bucket in range(BUCKETS)]
        self._told = [self._open(f"told-{bucket}") for bucket in range(BUCKETS)]
        self._objects, self._ids, self._placed = self._open("objects"), self._open("ids"), self._open("placed")
        self._database = sqlite3.connect(folder / "called.sqlite", check_same_thread=False)
        self._files.callback(self._database.close)
        self._database.executescript(_SCHEMA)

    def _open(self, name: str) -> IO[bytes]:
        return self._files.enter_context((self._folder / name).open("w+b"))

    def close(self) -> None:
        """Let the files go."""
        self._files.close()

    def add(self, told: PartTold) -> None:
        """Add a part, whose names are for the index."""
        number = self._parts
        self._parts += 1
        self.counted.add(told.counted)
        self.connections.update(told.connections)
        self.reports += told.reports
        self.warnings += told.warnings
        self._places |= told.places
        self._indicators |= told.indicators
        self._objects.write(told.objects)
        self._ids.write(told.ids)
        self._placed.write(told.placed)
        for of, files in ((told.common, self._common), (told.told, self._told)):
            for bucket, pickled in of.items():
                files[bucket].write(pickled)
        for party in told.parties:
            self._join(party)
        rows = (
            (skeleton, number, scope, thing, text, os.fsencode(path), line, at)
            for skeleton, (scope, thing, text, path, line, at) in told.called
        )
        self._database.executemany("INSERT INTO called VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def _join(self, party: Party) -> None:
        signers, alone = self._parties.get(party.agreement, (frozenset(), party.alone))
        self._parties[party.agreement] = signers | party.signers, alone

    def problems(self) -> Iterator[Problem]:
        """What is wrong with parts beside each other."""
        yield from self._ids_twice()
        yield from (alone for signers, alone in self._parties.values() if len(signers) < 2)
        yield from twins_among(
            Called(scope, thing, text, os.fsdecode(path), line, at)
            for scope, thing, text, path, line, at in self._database.execute(_TWINS)
        )

    def _ids_twice(self) -> Iterator[Problem]:
        self._ids.flush()
        twice = _twice(self._folder / "ids")
        if not twice:
            return
        seen: dict[str, str] = {}
        for placed in _pickled(self._placed):
            for id, file, line in placed:
                if digest(id) not in twice:
                    continue
                if id in seen:
                    told = say("{id!r} is the id of {place} too; expected an id of its own", id=id, place=seen[id])
                    yield Problem(file, line, "id", told)
                seen.setdefault(id, f"{file}:{line}")

    def registers(self, things: Things) -> Registers:
        """The places and indicators that the parts name, and the places that they do not."""
        rows = [row for _, row in things.rows(self._places | self._indicators)]
        places = tuple(row for row in rows if isinstance(row, Place))
        indicators = tuple(row for row in rows if isinstance(row, Indicator))
        return Registers(self._ontology, (), places, {}, indicators, (), tuple(things.places_but(self._places)))

    def lines(self, registers: Registers) -> Iterator[list[str]]:
        """The lines that no part has by itself, each once, in some chunks; they are counted as they come."""
        own = {*ontology_triples()}
        own.update(line for row in registers.places for line in place_triples(row, registers))
        own.update(line for row in registers.indicators for line in indicator_triples(row, registers.ontology))
        owned = typed(own)
        yield self._count(sorted(own), owned, owned)
        changes = {line for row in registers.places for line in change_triples(row, registers)}
        new = typed(changes)
        for line in sorted(changes):
            subject, _, rest = line.split(" ", 2)
            entry = Common(line, new[subject], True, kind_of(rest[:-3], owned, lambda _: ()))
            pickle.dump([entry], self._common[bucket_of(subject)])
        for bucket in range(BUCKETS):
            yield self._of_bucket(bucket)

    def _count(self, lines: Sequence[str], own: dict[str, Classes], kinds: dict[str, Classes]) -> list[str]:
        counted, objects = count(lines, own, lambda term: kinds.get(term, ()))
        self.counted.add(counted)
        self._add_objects(objects)
        return list(lines)

    def _of_bucket(self, bucket: int) -> list[str]:
        """The lines of what several parts may have told, and of what stands between parts."""
        found = {entry.line: entry for entries in _pickled(self._common[bucket]) for entry in entries}
        uses: Counter[tuple[Classes, str, Kind]] = Counter()
        subjects: dict[str, Classes] = {}
        objects = set[str]()
        for line, entry in found.items():
            subject, predicate, rest = line.split(" ", 2)
            uses[entry.classes, predicate[1:-1], entry.kind] += 1
            objects.add(canonical(rest[:-3]))
            if entry.new:
                subjects[subject] = entry.classes
        told: list[Told] = [of for some in _pickled(self._told[bucket]) for of in some]
        compared = sorted(set(between(told)))
        classes = self._classes_of(told)
        for line in compared:
            subject, predicate, rest = line.split(" ", 2)
            uses[classes[subject], predicate[1:-1], classes[rest[:-3]]] += 1
            objects.add(rest[:-3])
        self.counted.add(Counted(uses.total(), Counter(subjects.values()), uses))
        self._add_objects(objects)
        return sorted([*found, *compared])

    def _classes_of(self, told: Iterable[Told]) -> dict[str, Classes]:
        """The classes of claims and figures, and of the acts that they tell of."""
        found: dict[str, Classes] = {}
        for of in told:
            found[f"<{mint_iri(of.id)}>"] = _FIGURE if isinstance(of, Measured) else _CLAIM
            if isinstance(of, Claimed):
                found[f"<{of.act}>"] = self._ontology.types[of.kind]
        return found

    def _add_objects(self, objects: Iterable[str]) -> None:
        self._objects.write(array("Q", sorted(map(digest, objects))).tobytes())

    def content(self) -> Content:
        """What there is in the graph, when all lines have come."""
        return Content(self.counted, self._different(), sorted(self.reports))

    def _different(self) -> int:
        """How many different objects there are: a range of numbers after the other, so that memory holds it."""
        self._objects.flush()
        path = self._folder / "objects"
        if path.stat().st_size < _LITTLE:
            return len(set(_numbers(path)))
        import numpy as np

        numbers = np.memmap(path, np.uint64, "r")
        step = 2**64 // _RANGES
        ranges = ((at * step, at * step + step - 1) for at in range(_RANGES))
        return sum(len(np.unique(numbers[(numbers >= low) & (numbers <= high)])) for low, high in ranges)

    def names(self, registers: Registers) -> tuple[Rows, set[str], set[str]]:
        """The places, whose names no part tells, with those of them that are proper, and the names of all others."""
        rows = Rows((), registers.places, ())
        return rows, proper_things(rows, self._ontology), names_elsewhere(registers.elsewhere)


_LITTLE: Final = 1 << 22
"""Bytes of numbers that are counted sooner than what counts many of them is imported."""


def _numbers(path: Path) -> "array[int]":
    found = array("Q")
    found.frombytes(path.read_bytes())
    return found


def _twice(path: Path) -> set[int]:
    """The numbers of a file that stand there more than once."""
    if path.stat().st_size < _LITTLE:
        return {number for number, times in Counter(_numbers(path)).items() if times > 1}
    import numpy as np

    numbers, times = np.unique(np.fromfile(path, np.uint64), return_counts=True)
    return set(numbers[times > 1].tolist())


def _pickled(file: IO[bytes]) -> Iterator[Any]:
    file.seek(0)
    while True:
        try:
            yield pickle.load(file)  # noqa: S301
        except EOFError:
            return
