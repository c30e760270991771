"""One query in a process of its own: `kg.sparql.evaluation.evaluate_limited` starts it and may end it.

Standard input holds a JSON list: the graph's folder, query, format, whether SERVICE is allowed, and
whether hints are wanted. The result goes to standard output; then to standard error ANSWERED, and
within a few seconds a JSON list of hints why the result may be empty. An error goes to standard
error as a JSON list of its kind and arguments, with exit code 1.
"""

import json
import os
import sys
import threading
from pathlib import Path
from typing import Final

from kg.errors import KgError, QuerySyntaxError
from kg.sparql.evaluation import ANSWERED, evaluate
from kg.sparql.graph import open_graph
from kg.sparql.results import Result

_HINT_SECONDS: Final = 3


def main() -> int:
    """Answer the query on standard input; returns the exit code."""
    folder, text, format, service, hinted = json.load(sys.stdin.buffer)
    try:
        result = evaluate(open_graph(Path(folder)), text, service=service)
        sys.stdout.buffer.write(result.serialise(format))
        sys.stdout.flush()
    except QuerySyntaxError as error:
        _tell(error, error.message, error.line, error.column, error.text)
        return 1
    except (KgError, OSError, RuntimeError) as error:
        _tell(error, str(error))
        return 1
    if hinted:
        _hint(result)
    return 0


def _hint(result: Result) -> None:
    """Say that the result is whole, then why it may be empty; what takes too long is not said."""
    sys.stderr.buffer.write(ANSWERED)
    sys.stderr.flush()
    end = threading.Timer(_HINT_SECONDS, os._exit, [0])
    end.daemon = True
    end.start()
    print(json.dumps(result.hints), file=sys.stderr)


def _tell(error: Exception, *values: object) -> None:
    print(json.dumps([type(error).__name__, *values]), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
