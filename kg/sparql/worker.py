"""One query in a process of its own: `kg.sparql.evaluation.evaluate_limited` starts it and may end it.

Standard input holds a JSON list: the graph's folder, query, format, whether SERVICE is allowed. The
result goes to standard output; an error to standard error as a JSON list of its kind and
arguments, with exit code 1.
"""

import json
import sys
from pathlib import Path

from kg.errors import KgError, QuerySyntaxError
from kg.sparql.evaluation import evaluate
from kg.sparql.graph import open_graph


def main() -> int:
    """Answer the query on standard input; returns the exit code."""
    folder, text, format, service = json.load(sys.stdin.buffer)
    try:
        sys.stdout.buffer.write(evaluate(open_graph(Path(folder)), text, service=service).serialise(format))
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
