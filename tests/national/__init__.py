"""Made-up national data: reports over provinces, cities, districts and years, in the shapes of the project's own.

`python -m tests.national FOLDER --reports 100` writes them. A made-up report takes the shape of one of the two
that were read whole, whose tables in `data/` are read when it is written: who stands with whom in a row, and how often,
by which predicate, at which level, with how many forms and figures. What is local there gets a made-up name of the new
place, a standing body (区司法局) its name by its template, or by the same pattern, and a national notion stays where
both real reports name it; another one gives way to one of its class from a pool. Not a word of a real report stands in
it but names of such notions.

Each report is a function of the seed, its place and its year; what reports share is written by the first that names it.
"""

from tests.national.write import write_reports

__all__ = ["write_reports"]
