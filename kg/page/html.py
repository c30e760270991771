"""The graph as one HTML page that stands alone: a pyvis network in the project's own template.

Nothing of pyvis's own page is used: its templates ask other hosts for style sheets and run titles
as markup. Here all content is packed (JSON, gzip, base64), so that no text can be markup; a content
security policy admits the page's own scripts by their hashes, and no request at all.
"""

import base64
import gzip
import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.folders import bundled_file, page_file, write_file
from kg.lookup.lookup import Lookup
from kg.network.layout import layout
from kg.network.network import read_network, styles
from kg.page.data import page_data, part_of
from kg.page.records import Json
from kg.rdf.sorted import sorted_lines

if TYPE_CHECKING:
    from pyvis.network import Network

_VIS_NETWORK: Final = "templates/lib/vis-9.1.2/vis-network.min.js"

_POLICY: Final = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data: blob:; worker-src blob:; "
    "script-src 'wasm-unsafe-eval' {scripts}; style-src {styles}"
)


def draw(lookup: Lookup, path: Path) -> None:
    """Write the page of a whole graph to `path`, as UTF-8; the same bytes for the same graph.

    Raises PageError where the page's scripts have not been made, and OSError where the file cannot
    be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, page(lookup).encode())


def page(lookup: Lookup) -> str:
    """The page of a whole graph, as HTML; raises PageError where its scripts have not been made."""
    return next(pages(lookup, [""]))


def pages(lookup: Lookup, languages: Iterable[str]) -> Iterator[str]:
    """The same, in each of some languages; "" is that of the reader's browser."""
    network, data = drawn_network(lookup), page_data(lookup)
    triples = "".join(sorted_lines(lookup.store.triples()))
    return (assemble(network, data, triples, language) for language in languages)


def iframe(lookup: Lookup, things: Collection[str], height: int = 480) -> str:
    """A small page of some things, by their ids, as a iframe for a notebook: the graph between them, and
    their receipts, but no SPARQL. `height` is in CSS pixels. Raises PageError as `page` does.
    """
    things = frozenset(things)
    html = assemble(drawn_network(lookup, things), part_of(lookup, things), None)
    # what a link opens is a page as any other, not one in this sandbox
    sandbox = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
    size = f'style="width: 100%; height: {height}px; border: 0"'
    return f'<iframe title="kg" sandbox="{sandbox}" {size} srcdoc="{escape(html)}"></iframe>'


def policy() -> str:
    """The content security policy of the page, which admits its scripts and its style by their hashes."""
    scripts = [bundled_file("load.js").read_text("utf-8"), *_scripts().values()]
    return _POLICY.format(scripts=" ".join(map(_hash, scripts)), styles=_hash(page_file("page.css").read_text("utf-8")))


def _scripts() -> dict[str, str]:
    """The scripts that the page is made of, beside the one that starts them."""
    return {
        "vis_network": files("pyvis").joinpath(_VIS_NETWORK).read_text("utf-8"),
        "page_script": bundled_file("page.js").read_text("utf-8"),
    }


def assemble(network: "Network", data: Json, triples: str | None, language: str = "") -> str:
    """The page of a pyvis network, of data as `page_data` makes it, and of N-Triples, as HTML; without
    triples it has no SPARQL engine. It speaks the language that its browser does, unless one is given.

    Nothing is checked here: whatever the three hold stands in packed blocks alone.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    scripts = _scripts()
    network.templateEnv = Environment(
        loader=FileSystemLoader(page_file(".")), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    network.templateEnv.filters["packed"] = packed
    network.templateEnv.globals |= scripts | {
        "policy": policy(),
        "loader": bundled_file("load.js").read_text("utf-8"),
        "style": page_file("page.css").read_text("utf-8"),
        "language": language,
        "data": data | {"engine": triples is not None},
        "licences": f"{bundled_file('licences.txt').read_text('utf-8')}\n----\n\n{_banner(scripts['vis_network'])}\n",
        "sparql": {}
        if triples is None
        else {
            "triples": triples,
            "worker": bundled_file("worker.js").read_text("utf-8"),
            "engine": bundled_file("oxigraph.wasm").read_bytes(),
        },
    }
    html: str = network.generate_html()
    return html


def packed(content: Any) -> str:
    """Bytes, a text or what `json` writes, as base64 of gzip: nothing of it can be markup."""
    if not isinstance(content, str | bytes):
        content = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    plain = content.encode() if isinstance(content, str) else content
    return base64.b64encode(gzip.compress(plain, 9, mtime=0)).decode("ascii")


def drawn_network(lookup: Lookup, only: frozenset[str] | None = None) -> "Network":
    """Things and claims as a pyvis network, each thing in its place and in the style of its class.

    With `only`, just these things, all of which are seen at first.
    """
    from pyvis.network import Network

    network = Network(directed=True)
    network.toggle_physics(False)
    graph = read_network(lookup, only)
    style = styles(lookup)
    for node, place in layout(lookup, graph).items():
        colour, shape, _ = style[graph.nodes[node]["type"]]
        network.add_node(
            node, label=node, color=colour, shape=shape, **place._asdict() | {"first": place.first or only is not None}
        )
    for subject, obj, claim in graph.edges(keys=True):
        network.add_edge(subject, obj, id=claim)
    return network


def _banner(script: str) -> str:
    """The comment at the head of a script, which names its makers and its licences, as plain text."""
    comment, _, _ = script.removeprefix("/**").partition("*/")
    return "\n".join(line.strip().removeprefix("*").removeprefix(" ") for line in comment.splitlines()).strip()


def _hash(text: str) -> str:
    """A script or style as a policy names it (Content Security Policy Level 3, 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"
