"""Everything that the commands say, written to a folder, to be compared before and after a change.

`python -m tests.recording FOLDER` runs each command, each question of the catalogue in both languages
and all formats, lookups and errors, and writes every export; two recordings of the same tables are
compared by `diff -r`. It is for changes that shall change nothing: the tests say what is right.
"""

import contextlib
import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kg.cli import main
from kg.questions.catalogue import catalogue
from tests.conftest import CHECKOUT

LANGUAGES: Final = ("zh", "en")
TABLES: Final = ("table", "csv", "tsv", "json")
CARDS: Final = ("table", "json")
NAMES: Final = (
    "枫桥",
    "楓橋",
    "Fengqiao",
    "区司法局",
    "茂盛社区",
    "格力电器",
    "香洲区",
    "fq",
    "440402-2023",
    "440402-xiangzhou",
)
QUERIES: Final = (
    "SELECT ?who ?honour WHERE { ?who kg:awarded ?honour } ORDER BY ?who ?honour",
    "SELECT ?s ?o WHERE { ?s kg:value ?o } ORDER BY ?s",
    "SELECT * WHERE { ?s kg:nothing ?o }",
    "ASK { ?s a kg:Conferral }",
)
GRAPHS: Final = (
    "CONSTRUCT { ?s kg:awarded ?o } WHERE { ?s kg:awarded ?o }",
    "DESCRIBE kgr:440402-maosheng-community",
)
EXPORTS: Final = ("ttl", "nt", "jsonld", "rdf", "graphml", "gexf", "csv")


def commands() -> Iterator[list[str]]:
    """The commands that are recorded, but for those that write files."""
    yield from (["--help"], ["--version"], [], ["check"], ["check", "--figures"], ["check", "--coverage"], ["build"])
    for name in ("check", "build", "who", "show", "find", "ask", "path", "stats", "query", "export", "draw"):
        yield [name, "--help"]
    for language in LANGUAGES:
        lang = ["--lang", language]
        yield ["ask", *lang]
        for words in _questions():
            for format in TABLES:
                yield ["ask", *words, *lang, "--format", format]
                yield ["ask", *words, *lang, "--format", format, "--receipts"]
        for name in NAMES:
            for format in TABLES:
                for hops in ("1", "2"):
                    yield ["who", name, *lang, "--format", format, "--hops", hops]
                yield ["find", name, *lang, "--format", format]
            for format in CARDS:
                yield ["show", name, *lang, "--format", format]
        for narrowing in (
            ["--level", "national"], ["--year", "2022"], ["--predicate", "awarded"], ["--type", "Institution"],
            ["--level", "省级", "--type", "Agent"], ["--level", "nation"], ["--predicate", "award"], ["--year", "1999"],
        ):  # fmt: skip
            yield ["who", "香洲区司法局", *lang, *narrowing]
            yield ["who", "香洲区", *lang, *narrowing, "--format", "csv"]
        for format in CARDS:
            yield ["stats", *lang, "--format", format]
            yield ["stats", "--network", *lang, "--format", format]
            for way in (["茂盛社区", "狮山街道"], ["区法院", "区教育局", "--all", "--without", "香洲区"], ["茂盛社区", "香洲区司法局", "--max-hops", "2"]):  # noqa: E501  # fmt: skip
                yield ["path", *way, *lang, "--format", format]
        for wrong in (
            ["who", "不存在"], ["who", ""], ["show", "社区"],
            ["who", "茂胜社区"], ["find", "茂胜社区"], ["find", "zzzz"],
            ["ask", "no-such"], ["ask", "honours-of"], ["ask", "honours-of", "--institution", "社区"],
            ["ask", "honours-of", "--x", "1"], ["ask", "--institution", "x"], ["path", "香洲区", "香洲区"],
            ["path", "香洲区", "香洲区司法局", "--without", "香洲区"], ["who", "枫桥", "--type", "Nothing"],
            ["ask", "statements-of-section", "--section", "s99"], ["ask", "statements-of-year", "--year", "x"],
            ["ask", "founders-of", "--programme", "茂盛社区"],
        ):  # fmt: skip
            yield [*wrong, *lang]
    for query in QUERIES:
        for format in ("table", "csv", "tsv", "json", "xml"):
            yield ["query", query, "--format", format]
    for query in GRAPHS:
        for format in ("turtle", "ntriples", "jsonld", "rdfxml"):
            yield ["query", query, "--format", format]
    for wrong in (
        ["SELECT ?x WHERE { ?x foo:bar ?y }"], ["SELECT ?x WHERE {"], ["DELETE WHERE { ?s ?p ?o }"], ["nothing"],
        ["SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"], ["ASK {}", "--format", "turtle"],
        ["SELECT * { ?s ?p ?o }", "--timeout", "0.001"], ["SELECT * {" + "{" * 300 + "}" * 300 + "}"],
    ):  # fmt: skip
        yield ["query", *wrong]
    yield from (
        ["export", "x.foo"],
        ["export", "x.gexf", "--only", "claims"],
        ["export", "nowhere/x.ttl"],
        ["draw", "x"],
    )
    yield from (["who"], ["nothing"], ["who", "枫桥", "--data", "nowhere"])


def exports() -> Iterator[list[str]]:
    """The files that are recorded: the name of each, and what it is made by."""
    for extension in EXPORTS:
        for language in LANGUAGES:
            yield [f"graph-{language}.{extension}", "--lang", language]
    for part in ("claims", "network", "ontology"):
        for extension in ("ttl", "nt", "jsonld"):
            yield [f"{part}.{extension}", "--only", part]
    for number, query in enumerate(QUERIES):
        for extension in ("csv", "tsv", "json", "xml"):
            yield [f"query-{number}.{extension}", "--query", query]
    yield ["construct.ttl", "--query", GRAPHS[0]]


def _questions() -> Iterator[list[str]]:
    """Each question with the examples of its parameters: those that must be given, then all of them."""
    for question in catalogue().values():
        required = [word for p in question.parameters if p.required for word in (f"--{p.name}", p.example)]
        every = [word for p in question.parameters for word in (f"--{p.name}", p.example)]
        yield [question.name, *required]
        if every != required:
            yield [question.name, *every]


def run(arguments: list[str]) -> str:
    """What a command says and how it ends, without the folders of this machine."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    sys.argv = ["kg", *arguments]
    code: object = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            code = end.code
        out.flush()
        err.flush()
    told, beside = (stream.buffer.getvalue().decode() for stream in (out, err))  # type: ignore[attr-defined]
    text = f"$ kg {' '.join(arguments)}\nexit code {code}\n--- standard output\n{told}--- standard error\n{beside}"
    text = text.replace(str(CHECKOUT), "CHECKOUT")
    return re.sub(r"generation-\w+", "generation", text)


def record(folder: Path) -> None:
    """Write the recording to a folder, which is made."""
    os.environ |= {"COLUMNS": "92", "TERMINAL_WIDTH": "92", "LC_ALL": "C.UTF-8"}
    (folder / "files").mkdir(parents=True)
    for number, arguments in enumerate(commands()):
        (folder / f"{number:04}.txt").write_text(run(arguments), "utf-8", newline="")
    for name, *options in exports():
        run(["export", str(folder / "files" / name), *options])
    run(["draw", str(folder / "files" / "graph.html")])


if __name__ == "__main__":
    record(Path(sys.argv[1]))
