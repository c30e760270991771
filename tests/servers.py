"""SPARQL servers of others, started on loopback with an empty store: Oxigraph's (PyPI `oxigraph`), and Virtuoso (Debian
`virtuoso-opensource`).
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import httpx

GRAPH: Final = "https://example.org/graph"
"""The graph that is filled on a server whose default graph is made of all its others."""
_STARTING: Final = 300
"""Seconds that a server has to start."""


class NoServerError(Exception):
    """A server's program is not on this machine."""


class Server(NamedTuple):
    """Where a server takes queries, updates and whole graphs; the graph that is meant, "" for its default graph."""

    query: str
    update: str
    store: str
    graph: str = ""

    @property
    def endpoint(self) -> str:
        """What is given as `--endpoint`."""
        return f"{self.query}?default-graph-uri={self.graph}" if self.graph else self.query


def is_required() -> bool:
    """Whether a server that is missing here fails its tests, as in CI."""
    return os.environ.get("KG_SERVERS") == "required"


@contextmanager
def oxigraph(folder: Path) -> Iterator[Server]:
    """Oxigraph's own server, as long as its context lasts."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.is_file():
        raise NoServerError("oxigraph's command line is not installed (PyPI: oxigraph)")
    port = free_port()
    command = [str(program), "serve", "--location", str(folder / "oxigraph"), "--bind", f"127.0.0.1:{port}"]
    base = f"http://127.0.0.1:{port}"
    with running(command):
        wait_for(f"{base}/query")
        yield Server(f"{base}/query", f"{base}/update", f"{base}/store")


@contextmanager
def virtuoso(folder: Path, **parameters: int) -> Iterator[Server]:
    """Virtuoso, that lets everybody update; with other `parameters` than those that do for a small graph."""
    program, client = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if program is None or client is None:
        raise NoServerError("virtuoso is not installed (Debian: virtuoso-opensource)")
    home = folder / "virtuoso"
    home.mkdir()
    port, http = free_port(), free_port()
    given = {"NumberOfBuffers": 10000, "MaxDirtyBuffers": 6000, "ServerThreads": 10} | parameters
    settings = {
        "Database": {"DatabaseFile": "virtuoso.db", "TransactionFile": "virtuoso.trx", "ErrorLogFile": "virtuoso.log",
                     "xa_persistent_file": "virtuoso.pxa"},
        "TempDatabase": {"DatabaseFile": "temp.db", "TransactionFile": "temp.trx"},
        "Parameters": {"ServerPort": f"127.0.0.1:{port}", "DirsAllowed": folder, **given},
        "HTTPServer": {"ServerPort": f"127.0.0.1:{http}", "ServerThreads": given["ServerThreads"],
                       "KeepAliveTimeout": 60, "MaxKeepAlives": given["ServerThreads"]},
        "SPARQL": {"ResultSetMaxRows": 1000000, "MaxQueryExecutionTime": 60},
    }  # fmt: skip
    parts = (
        f"[{part}]\n" + "".join(f"{name} = {value}\n" for name, value in of.items()) for part, of in settings.items()
    )
    (home / "virtuoso.ini").write_text("\n".join(parts), "utf-8")
    base = f"http://127.0.0.1:{http}"
    with running([program, "+foreground", "+configfile", "virtuoso.ini"], home):
        wait_for(f"{base}/sparql")
        rights = "GRANT SPARQL_UPDATE TO \"SPARQL\"; DB.DBA.RDF_DEFAULT_USER_PERMS_SET ('nobody', 7);"
        isql(port, rights)
        yield Server(f"{base}/sparql", f"{base}/sparql", f"{base}/sparql-graph-crud", GRAPH)


def isql(port: int, text: str) -> None:
    """Have Virtuoso do something by its own client."""
    command = ["isql-vt", f"127.0.0.1:{port}", "dba", "dba", f"exec={text}"]
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    if "Error" in done.stdout + done.stderr:  # it ends with 0 all the same
        raise subprocess.CalledProcessError(1, command, done.stdout, done.stderr)


@contextmanager
def running(command: list[str], folder: Path | None = None) -> Iterator[None]:
    """A program, as long as its context lasts."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


def wait_for(address: str) -> None:
    """Return as soon as a server that is being started answers."""
    limit = time.monotonic() + _STARTING
    while True:
        try:
            httpx.get(address, params={"query": "ASK {}"}, timeout=10).raise_for_status()
            return
        except httpx.HTTPError:
            if time.monotonic() > limit:
                raise
        time.sleep(0.2)


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
