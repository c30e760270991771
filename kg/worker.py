"""One query in a process of its own: `kg.query.run_limited` starts it and may end it.

Standard input holds a JSON list: generation, query, formats, whether SERVICE is allowed. The
result goes to standard output; an error to standard error as a JSON list of its kind and
arguments, with exit code 1.
"""

import json
import sys
from pathlib import Path

from kg.errors import KgError, QuerySyntaxError
from kg.query import Triples, run
from kg.store import Store


def main() -> int:
    """Answer the query on standard input; returns the exit code."""
    generation, text, formats, allow_service = json.load(sys.stdin.buffer)
    of_solutions, _, of_graph = formats.partition("|")
    try:
        result = run(Store(Path(generation)), text, allow_service=allow_service)
        wanted = (of_graph or of_solutions) if isinstance(result, Triples) else of_solutions
        sys.stdout.buffer.write(result.serialise(wanted))
    except QuerySyntaxError as error:
        _tell(error, error.message, error.line, error.column, error.text)
        return 1
    except (KgError, OSError, RuntimeError) as error:
        _tell(error, str(error))
        return 1
    return 0


def _tell(error: Exception, *values: object) -> None:
    print(json.dumps([type(error).__name__, *values]), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
