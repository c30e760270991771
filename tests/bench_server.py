"""The rows of `make bench` about `kg serve`: queries a second beside other servers, over the same graph in one run.

Each server answers the same eight queries, by as many clients as are named, over connections that stay open (`wrk`,
Debian's): each query as it is, which a server may answer from what it kept, and each with a comment of its own at its
end, so that none can. A server that is not installed is left out, which its line says.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import quote

import httpx

from kg.folders import DATA_VARIABLE
from kg.lookup.described import thing_id
from kg.pipeline.generation import open_store
from kg.vocabulary import PREFIXES
from tests.checked import OWN
from tests.national import write_reports
from tests.servers import GRAPH, NoServerError, free_port, running, virtuoso, wait_for
from tests.web import Served, serving

QUERIES: Final = {
    "label contains": "SELECT ?s ?label { ?s rdfs:label ?label FILTER(CONTAINS(?label, '枫桥')) }",
    "one hop": "SELECT ?who { ?who kg:awarded <%s> }",
    "two hops": "SELECT ?who ?other { ?who kg:awarded <%s> ; kg:awarded ?other }",
    "path": "SELECT ?place { <%s> ^kg:awarded/kg:jurisdiction/kg:within* ?place }",
    "group by": "SELECT ?p (COUNT(*) AS ?n) { ?c a kg:Claim ; rdf:predicate ?p } GROUP BY ?p ORDER BY DESC(?n)",
    "optional, language": (
        "SELECT ?s ?en { ?s a kg:HonoraryTitle OPTIONAL { ?s rdfs:label ?en FILTER(LANGMATCHES(LANG(?en), 'en')) } }"
    ),
    "claim, evidence": "SELECT ?c ?quote ?r { ?c a kg:Claim ; rdf:object <%s> ; kg:quote ?quote ; kg:receipt ?r }",
    "order by, limit": "SELECT ?s ?label { ?s rdfs:label ?label } ORDER BY ?label LIMIT 20",
}
"""The kinds of query that are asked; in some, of the honour that most have."""
_HONOUR: Final = "SELECT ?one (COUNT(*) AS ?n) { ?s kg:awarded ?one } GROUP BY ?one ORDER BY DESC(?n) ?one LIMIT 1"
_SUBJECT: Final = (
    "SELECT ?one (COUNT(*) AS ?n) { ?claim rdf:subject ?one } GROUP BY ?one ORDER BY DESC(?n) ?one LIMIT 1"
)
CLIENTS: Final = (1, 8, 32)
PEERS: Final = Path(__file__).parents[1] / "build" / "peers" / "bin"
"""The programs of the environment in which other servers are installed (requirements/peers.txt)."""
_SECONDS: Final = os.environ.get("KG_BENCH_SECONDS", "1")
_LONGEST: Final = 120
"""Seconds that an answer may take when nothing else is asked."""
AGAIN: Final = ", again"
"""What stands behind the name of a query that is asked as it is."""
_ASK_OTHERWISE: Final = """
local number = 0
request = function()
  number = number + 1
  return wrk.format("GET", wrk.path .. "%0A%23" .. number)
end
"""
_HEAVY: Final = 0.05
"""Seconds from which a query counts as a heavy one."""

Asks = Callable[[str], str]
"""Makes the address that asks a query."""
Serve = Callable[[], AbstractContextManager[Asks]]
"""Runs a server, as long as its context lasts."""


def main() -> None:
    """Print how many queries a second each server answers, by query and number of clients."""
    if shutil.which("wrk") is None:
        print("kg serve beside other servers: not measured, since wrk is not installed (Debian: wrk)")
        return
    with TemporaryDirectory() as folder:
        data = OWN
        if os.environ.get("BENCH") == "full":
            data = Path(folder) / "data"
            write_reports(data, 70)
        store = open_store(data)
        dump = Path(folder) / "graph.nt"
        with dump.open("wb") as file:
            store.solve("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }").result().write_plain(file)  # type: ignore[union-attr]
        print(f"kg serve beside other servers: {len(store)} triples, queries a second by 1, 8 and 32 clients")
        script = Path(folder) / "otherwise.lua"
        script.write_text(_ASK_OTHERWISE, "ascii")
        honour, subject = (next(iter(store.query(text)))["one"].value for text in (_HONOUR, _SUBJECT))  # type: ignore[union-attr]
        queries = {name: text % honour if "%s" in text else text for name, text in QUERIES.items()}
        _pages(data, thing_id(subject))
        ours = _measured("kg serve", partial(_own, data), queries, script)
        for name, serve in (
            ("oxigraph", partial(_oxigraph, dump, Path(folder))),
            ("rdflib-endpoint", partial(_rdflib, dump)),
            ("virtuoso", partial(_virtuoso, dump, Path(folder))),
        ):
            _beside(name, serve, queries, script, ours)


def _measured(name: str, serve: Serve, queries: dict[str, str], script: Path) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    with serve() as address:
        for query, text in queries.items():
            for kind, asked in (("", script), (AGAIN, None)):
                _ask_once(address(text))
                found[query + kind] = [_rate(address(text), count, asked) for count in CLIENTS]
                told = "  ".join(f"{rate:9.1f}" for rate in found[query + kind])
                print(f"  {name:16} {query + kind:26} {told}", flush=True)
    return found


def _beside(name: str, serve: Serve, queries: dict[str, str], script: Path, ours: dict[str, list[float]]) -> None:
    try:
        theirs = _measured(name, serve, queries, script)
    except (FileNotFoundError, NoServerError, subprocess.CalledProcessError, httpx.HTTPError) as error:
        print(f"  {name:16} not measured: {error}")
        return
    for query, rates in ours.items():
        ratios = "  ".join(
            f"{own / other:9.2f}" if other else "        –" for own, other in zip(rates, theirs[query], strict=True)
        )
        heavy = theirs[query][0] and 1 / theirs[query][0] >= _HEAVY
        print(f"  kg serve / {name}: {query:26} {ratios}{'  (heavy)' if heavy else ''}")


def _ask_once(address: str) -> None:
    """Ask with the headers that wrk sends; it is answered when what was asked before is done with, too."""
    with httpx.Client(timeout=_LONGEST) as client:
        client.headers.clear()
        client.get(address)


def _pages(data: Path, subject: str) -> None:
    """How soon pages come the first time, and as they are kept."""
    with serving(data, "--log", "none") as served:
        served.get("/en/")
        for path in ("/en/", "/en/search?q=枫桥", f"/en/thing/{subject}", "/en/classes", "/en/questions/honours-of"):
            first = _milliseconds(served, f"{path}{'&' if '?' in path else '?'}lang=en")
            again = median(_milliseconds(served, path) for _ in range(9))
            print(f"  kg serve, page {path}: {first:.0f} ms the first time, then {again:.0f} ms")


def _milliseconds(served: Served, path: str) -> float:
    begun = time.perf_counter()
    served.get(path).raise_for_status()
    return (time.perf_counter() - begun) * 1000


def _rate(address: str, clients: int, script: Path | None) -> float:
    """Answers a second with status 200, by so many clients; 0 where none came."""
    command = ["wrk", "-t", "1", "-c", str(clients), "-d", f"{_SECONDS}s", "--timeout", "30s"]
    command += ["-s", str(script)] if script else []
    done = subprocess.run([*command, address], check=True, capture_output=True, encoding="utf-8")
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    if failed:
        raise subprocess.CalledProcessError(1, f"{failed[0]} from {address}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    return float(rate[1]) if rate else 0.0


def _asks(base: str) -> Asks:
    prologue = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
    return lambda text: f"{base}?query={quote(prologue + text)}"


@contextmanager
def _own(data: Path) -> Iterator[Asks]:
    with serving(data, "--log", "none") as served:
        yield _asks(served.address + "/sparql")


@contextmanager
def _oxigraph(dump: Path, folder: Path) -> Iterator[Asks]:
    program = str(Path(sys.executable).with_name("oxigraph"))
    location = folder / "oxigraph"
    subprocess.run([program, "load", "--location", location, "--file", dump], check=True, capture_output=True)
    subprocess.run([program, "optimize", "--location", location], check=True, capture_output=True)
    port = free_port()
    with running([program, "serve-read-only", "--location", str(location), "--bind", f"127.0.0.1:{port}"]):
        yield _answers(f"http://127.0.0.1:{port}/query")


@contextmanager
def _rdflib(dump: Path) -> Iterator[Asks]:
    program, port = PEERS / "rdflib-endpoint", free_port()
    with running([str(program), "serve", "--host", "127.0.0.1", "--port", str(port), str(dump)]):
        yield _answers(f"http://127.0.0.1:{port}/")


@contextmanager
def _virtuoso(dump: Path, folder: Path) -> Iterator[Asks]:
    with virtuoso(folder, NumberOfBuffers=170000, MaxDirtyBuffers=130000, ServerThreads=40) as served:
        put = {"Content-Type": "application/n-triples"}
        httpx.put(
            served.store, params={"graph": GRAPH}, headers=put, content=dump.read_bytes(), timeout=3600
        ).raise_for_status()
        yield lambda text: f"{_asks(served.query)(text)}&default-graph-uri={quote(GRAPH, safe='')}"


def _answers(base: str) -> Asks:
    """The addresses of a server that is being started, as soon as it answers."""
    wait_for(base)
    return _asks(base)


if __name__ == "__main__":
    os.environ.pop(DATA_VARIABLE, None)
    main()
