"""What a version renamed in the tables, for those who have tables of their own: a word of renamed.tsv, and what is
written in its place.
"""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from kg.messages import clauses, say

PATH: Final = Path(__file__).with_name("renamed.tsv")


class Renaming(NamedTuple):
    """A word that the tables had: what it is `of` (column, predicate, type, or the list of a column's values), what it
    is now, the verb and the phase beside it, and whether subject and object change places.
    """

    of: str
    old: str
    new: str
    verb: str
    phase: str
    swapped: str


@cache
def renamings() -> Mapping[tuple[str, str], Renaming]:
    """The renamings of the file, by what they are of and the old word."""
    with PATH.open(encoding="utf-8", newline="") as file:
        found = [Renaming(**row) for row in csv.DictReader(file, delimiter="\t")]
    return {(one.of, one.old): one for one in found}


def renamed(of: str, old: str) -> str:
    """What is to be written in the place of an old word; "" for one that was never written."""
    if not (one := renamings().get((of, old))):
        return ""
    told = [say("this version has {new!r} for {old!r}", new=one.new, old=old)]
    if one.verb:
        told.append(say("write the report's own word in the column verb, such as {verb}", verb=one.verb))
    if one.phase:
        told.append(say("write {phase} in the column phase", phase=one.phase))
    if one.swapped:
        told.append(say("let subject and object change places"))
    return clauses(*told)
